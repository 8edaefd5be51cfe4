"""Theory: payoffs, potential, equilibria and redistribution of the coopetition game (numpy and scipy only)."""

from cocogen.model.game.cautions import AsymmetricCompetitionWarning, NonPositiveWeightWarning
from cocogen.model.game.coalitions.core import LeastCore, least_core
from cocogen.model.game.coalitions.shapley import (
    FixedPermutations,
    ShapleyEstimate,
    StandardErrorBelow,
    StoppingRule,
    sampled_shapley,
    shapley_values,
)
from cocogen.model.game.coalitions.table import (
    CoalitionTable,
    all_coalitions,
    members_of,
    sampled_coalition_shapley,
)
from cocogen.model.game.game import CoopetitionGame
from cocogen.model.game.learning_curve import LearningCurve
from cocogen.model.game.own_market import OwnMarket
from cocogen.model.game.rivalry.accounting import Accounting, accountings
from cocogen.model.game.rivalry.base import MarketModel, market_models
from cocogen.model.game.rivalry.from_file import FromFile
from cocogen.model.game.rivalry.structures import RivalryStructure, rivalry_structures
from cocogen.model.game.rules.after_the_round import Compensation, Equal, LeaveOneOut, ShapleyShare
from cocogen.model.game.rules.base import (
    FormulaRule,
    RedistributionRule,
    pooled_payments,
    redistribution,
    redistribution_rules,
)
from cocogen.model.game.rules.first_best import Bargaining, Pigouvian
from cocogen.model.game.rules.pairwise import NoRedistribution, Pairwise
from cocogen.model.game.solvers.dynamics import Trajectory, anderson_fixed_point, best_response_dynamics
from cocogen.model.game.solvers.equilibrium import Equilibrium, nash_equilibrium
from cocogen.model.game.solvers.optimum import Optimum, social_optimum
from cocogen.model.game.solvers.potential import potential_maximiser
from cocogen.model.game.solvers.scalar_response import best_response
from cocogen.model.game.welfare import (
    PriceOfAnarchy,
    RuleOutcome,
    compare_rules,
    efficiency,
    equilibrium_under,
    gini,
    jain,
    price_of_anarchy,
)

__all__ = [
    "Accounting",
    "AsymmetricCompetitionWarning",
    "Bargaining",
    "CoalitionTable",
    "Compensation",
    "CoopetitionGame",
    "Equal",
    "Equilibrium",
    "FixedPermutations",
    "FormulaRule",
    "FromFile",
    "LearningCurve",
    "LeastCore",
    "LeaveOneOut",
    "MarketModel",
    "NoRedistribution",
    "NonPositiveWeightWarning",
    "Optimum",
    "OwnMarket",
    "Pairwise",
    "Pigouvian",
    "PriceOfAnarchy",
    "RedistributionRule",
    "RivalryStructure",
    "RuleOutcome",
    "ShapleyEstimate",
    "ShapleyShare",
    "StandardErrorBelow",
    "StoppingRule",
    "Trajectory",
    "accountings",
    "all_coalitions",
    "anderson_fixed_point",
    "best_response",
    "best_response_dynamics",
    "compare_rules",
    "efficiency",
    "equilibrium_under",
    "gini",
    "jain",
    "least_core",
    "market_models",
    "members_of",
    "nash_equilibrium",
    "pooled_payments",
    "potential_maximiser",
    "price_of_anarchy",
    "redistribution",
    "redistribution_rules",
    "rivalry_structures",
    "sampled_coalition_shapley",
    "sampled_shapley",
    "shapley_values",
    "social_optimum",
]
