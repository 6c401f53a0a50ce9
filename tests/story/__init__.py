"""The whole of it, through the command line, on the year of docs/sample."""
