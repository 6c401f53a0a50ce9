"""Letters that facts of the log call for: a file an area says which, to whom; importing this
registers them all."""

from workers.letters import activity_case as activity_case
from workers.letters import certification as certification
from workers.letters import consent as consent
from workers.letters import followup as followup
from workers.letters import nomination as nomination
from workers.letters import reminder as reminder
from workers.letters import selection as selection
from workers.letters import survey as survey
from workers.letters import training as training
from workers.letters.registry import LETTERS as LETTERS
from workers.letters.registry import Appointment as Appointment
from workers.letters.registry import Notice as Notice
from workers.letters.registry import To as To
from workers.letters.registry import letters_of as letters_of
from workers.letters.writing import DAYS_MAX as DAYS_MAX
from workers.letters.writing import mails_of as mails_of
from workers.letters.writing import order_letters as order_letters
from workers.letters.writing import send_letter as send_letter
from workers.letters.writing import skip_letters as skip_letters
