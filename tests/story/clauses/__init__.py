"""One test file per clause of the programme: each edge case, through a door."""
