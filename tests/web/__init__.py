"""Tests of the web: real application, real tenants in a folder, in-process client."""
