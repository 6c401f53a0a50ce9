"""Tenants: the only gate to data, and the composition root (design.md part 7)."""
