"""For authors of policies: cases that run for ever (design.md part 5)."""
