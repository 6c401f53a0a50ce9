"""`daicho bench`: what this machine does beside what it could do at least, round by round."""
