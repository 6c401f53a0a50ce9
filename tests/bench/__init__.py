"""Tests of `daicho bench`. None of them asserts a speed."""
