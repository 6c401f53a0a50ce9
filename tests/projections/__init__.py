"""Views: given facts, then rows; now, as of a position, after a rebuild and after an erasure."""
