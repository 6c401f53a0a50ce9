"""Policies and the host that asks them (design.md part 5)."""
