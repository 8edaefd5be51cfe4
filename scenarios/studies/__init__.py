"""Studies: what is varied, the cells that follow from it, how they are computed safely, and the claims they test."""
