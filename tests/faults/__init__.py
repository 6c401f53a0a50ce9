"""The fault campaign: faults made on purpose, and one oracle that judges what is left."""
