"""Redistribution rules: who pays whom, and what players anticipate of it (``model.md``, section Redistribution rules)."""
