"""Three years of one register, told in order: FY2024 carried in, FY2025, and the list of FY2026."""
