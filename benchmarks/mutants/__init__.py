"""Deliberate errors in formulas, and which of them the tests catch: ``python -m benchmarks.mutants --out docs/mutants.md``."""
