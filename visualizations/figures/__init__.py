"""Figures: each answers one question, which is its title; drawn from tidy tables, saved as PNG and PDF."""

from cocogen.visualizations.figures.baselines import baselines
from cocogen.visualizations.figures.churn import churn
from cocogen.visualizations.figures.conditions import conditions
from cocogen.visualizations.figures.convergence import convergence
from cocogen.visualizations.figures.predicted import predicted
from cocogen.visualizations.figures.quickstart import quickstart
from cocogen.visualizations.figures.registry import draw_figure, figure_contents, figures, save_figure
from cocogen.visualizations.figures.sweep import draw_sweep

__all__ = [
    "baselines",
    "churn",
    "conditions",
    "convergence",
    "draw_figure",
    "draw_sweep",
    "figure_contents",
    "figures",
    "predicted",
    "quickstart",
    "save_figure",
]
