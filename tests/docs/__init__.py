"""The documents say what is."""
