"""Figures: each answers one question, which is its title; drawn from tidy tables, saved as PNG and PDF."""

from visualizations.figures.baselines import baselines
from visualizations.figures.churn import churn
from visualizations.figures.conditions import conditions
from visualizations.figures.convergence import convergence
from visualizations.figures.quickstart import quickstart
from visualizations.figures.registry import draw_figure, figure_contents, figures, save_figure
from visualizations.figures.sweep import draw_sweep

__all__ = [
    "baselines",
    "churn",
    "conditions",
    "convergence",
    "draw_figure",
    "draw_sweep",
    "figure_contents",
    "figures",
    "quickstart",
    "save_figure",
]
