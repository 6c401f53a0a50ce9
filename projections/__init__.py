"""One file per view: table, fold, readers; and what runs, rebuilds and compares them
(design.md part 6)."""
