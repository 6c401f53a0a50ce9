"""Areas and engine: given events, when command, then events or reasons."""
