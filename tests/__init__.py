"""Tests: a folder per area, as the packages; given, when, then, on real things (style, rule 11)."""
