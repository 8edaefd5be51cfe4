"""Two firms: a duopoly that one can check by hand.

Two equal firms with n = 100 samples and no skew (h = 0), v = 1000, c = 0.02, κ = 0.0003, φ = 0.7 and γ = 0.3. Then e = n + φ g,
z = v (1 − γ) = 700, and each firm's amount solves

    z φ G'(2 (n + φ g)) = c + κ g        with G'(x) = (A∞ − A₀) (β/S) (1 + x/S)^(−β−1).

Under bargaining both internalise what they give the other, and z becomes 2 z plus the rival's damage: they generate more.
"""

from __future__ import annotations

if __name__ == "__main__":  # before all other imports, so that Ctrl-C is answered from the first moment
    from cocogen.scenarios.command_line import run_file

    run_file(__file__)

from cocogen.scenarios.description.scenario import Scenario
from cocogen.scenarios.description.sentences import best_variant

EQUAL_FIRMS = {
    "task.name": "abstract",
    "population.organizations": 2,
    "population.partition": "iid",
    "population.samples": 100.0,
    "population.valuation": (1000.0, 1000.0),
    "population.generation_cost": (0.02, 0.02),
    "population.congestion": (3e-4, 3e-4),
    "population.capacity": (5000.0, 5000.0),
    "competition.structure": "uniform",
    "competition.intensity": 0.3,
    "game.floor": 0.1,
    "game.ceiling": 0.95,
    "game.scale": 250.0,
    "game.exponent": 0.6,
    "game.fidelity": 0.7,
    "game.knowledge_retention": 0.0,
    "learning.kind": "curve",
    "run.rounds": 30,
}

SCENARIO = Scenario(
    name="two-firms",
    group="Start here",
    question="What do two equal firms generate, and what would be best for both?",
    story="Two equal firms without skew, on the learning curve; {variants} ways of settling side by side",
    runtime="3 s",
    headline="none",
    variants={rule: {"redistribution.rule": rule} for rule in ("none", "bargaining")},
    settings=EQUAL_FIRMS,
    reading=best_variant,
    figure="conditions",
    next_command="cocogen game two-firms",
)
