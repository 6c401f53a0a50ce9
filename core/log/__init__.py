"""The event log: a port, its stores, and the application on them (design.md part 4)."""
