"""The programme: one module per area, each with events, state, commands, decide and evolve."""
