"""Tests of the operator's page of views, on registers in which something is wrong."""
