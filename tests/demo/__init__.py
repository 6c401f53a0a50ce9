"""The demo's tests: what the invented year must hold, however it is played (issue 3, point 11)."""
