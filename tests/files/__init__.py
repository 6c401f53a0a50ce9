"""Tests of the files people send and get back (programme.md part 4)."""
