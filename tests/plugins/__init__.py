"""Tests of the policy host, the policy isa_fy2025 and trials (issue 3, part 4)."""
