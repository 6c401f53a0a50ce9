"""The policies shipped here, one folder each, loaded by their files (design.md part 5)."""
