"""Proofs over the stored bytes. Standard library only, so that anyone can run it anywhere."""
