"""What is true and how it is decided: programme, engine, log, audit, privacy."""
