"""Solvers: equilibria, best responses, the optimum and the roads to them; they ask the laws and know no rule."""
