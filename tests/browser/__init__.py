"""Tests in a real Chromium, in a pytest call of their own (setup notes, part 7)."""
