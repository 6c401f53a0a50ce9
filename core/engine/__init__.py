"""One way to write: command, decide, events, log."""
