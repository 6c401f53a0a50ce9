"""Proofs, notes, bundles and the verifier (design part 8)."""
