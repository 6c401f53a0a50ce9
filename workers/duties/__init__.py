"""Duties: what falls due by the calendar, a file an area; importing this registers them all.

A tick does them in the order of these lines, by area; within an area as its file has them.
"""

from workers.duties import activity_case as activity_case
from workers.duties import call as call
from workers.duties import certification as certification
from workers.duties import consent as consent
from workers.duties import followup as followup
from workers.duties import nomination as nomination
from workers.duties import outreach as outreach
from workers.duties import selection as selection
from workers.duties import survey as survey
from workers.duties import training as training
from workers.duties.duty import CLOCK as CLOCK
from workers.duties.duty import DUTIES as DUTIES
from workers.duties.duty import Duty as Duty
from workers.duties.duty import duty as duty
