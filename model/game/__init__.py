"""Theory: payoffs, potential, equilibria and redistribution of the coopetition game (numpy and scipy only)."""

from model.game.coopetition import CoopetitionGame
from model.game.equilibrium import Equilibrium, nash_equilibrium
from model.game.learning_curve import LearningCurve
from model.game.notices import AsymmetricCompetitionWarning, NonPositiveWeightWarning
from model.game.optimum import Optimum, social_optimum
from model.game.rules.base import RedistributionRule, redistribution, redistribution_rules
from model.game.rules.pairwise import NoRedistribution, Pairwise
from model.game.scalar_response import best_response

__all__ = [
    "AsymmetricCompetitionWarning",
    "CoopetitionGame",
    "Equilibrium",
    "LearningCurve",
    "NoRedistribution",
    "NonPositiveWeightWarning",
    "Optimum",
    "Pairwise",
    "RedistributionRule",
    "best_response",
    "nash_equilibrium",
    "redistribution",
    "redistribution_rules",
    "social_optimum",
]
