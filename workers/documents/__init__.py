"""Files people send and files they get back: templates, limited reading, errors by cell."""
