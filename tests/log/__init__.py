"""The log: one suite for every store, the library's own cases, processes, faults and guards."""
