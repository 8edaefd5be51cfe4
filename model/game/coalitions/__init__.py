"""Coalitions: their worth, Shapley values, stability and the core."""
