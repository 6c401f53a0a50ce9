"""Area delivery: what became of a call's notices at each local government (clause 7).

One stream for each call and body, so that to record 1,790 deliveries takes 1,790 short streams. A
notice that bounced, that has no address to go to, or of which nobody knows whether it arrived, is a
task for somebody with a telephone; it stays open until that person says whom they spoke to.
"""

from core.programme.delivery import commands as commands
