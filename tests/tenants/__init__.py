"""The gate: keys, access, accounts, imports; always with a twin."""
