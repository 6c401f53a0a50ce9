"""Another organisation's programme (docs/examples/daicho-policy-kitahama) through every page."""
