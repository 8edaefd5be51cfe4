"""Churn: ten organizations under stress for sixty rounds; who leaves when, under which redistribution.

Membership costs more than working alone, competition is sharp, data are skewed, and everybody observes its advantage with noise;
members play the equilibrium. Over 20 seeds (benchmarks/people.py) about two of ten are left without redistribution, about
nine with pairwise payments or pigouvian rewards, and all ten under bargaining.
"""

from __future__ import annotations

if __name__ == "__main__":  # before all other imports, so that Ctrl-C is answered from the first moment
    from cocogen.scenarios.command_line import run_file

    run_file(__file__)

from typing import Any

from cocogen.scenarios.description.scenario import Scenario
from cocogen.scenarios.description.sentences import who_stayed

STRESS = {
    "task.name": "abstract",
    "population.organizations": 10,
    "population.partition": "dirichlet",
    "population.alpha": 1.0,
    "population.samples": 150.0,
    "population.size_spread": 0.6,
    "population.valuation": (600.0, 1400.0),
    "population.generation_cost": (0.01, 0.05),
    "population.congestion": (1e-4, 4e-4),
    "population.capacity": (1000.0, 1000.0),
    "population.membership_cost": (0.6, 0.6),
    "population.standalone_cost": (0.36, 0.36),
    "competition.structure": "random-symmetric",
    "competition.intensity": 0.09,
    "game.floor": 0.1,
    "game.ceiling": 0.95,
    "game.scale": 250.0,
    "game.exponent": 0.6,
    "game.skew_penalty": 0.6,
    "game.alignment_loss": 0.6,
    "game.fidelity": 0.7,
    "game.knowledge_retention": 0.0,
    "decision.rule": "equilibrium",
    "participation.rule": "threshold",
    "participation.patience": 3,
    "participation.smoothing": 1.0,
    "participation.observation_noise": 5.0,
    "participation.review_probability": 0.2,
    "participation.entry_cost": 10.0,
    "learning.kind": "curve",
    "run.rounds": 60,
}
"""The stress regime: sharp competition, skewed data, membership dearer than working alone."""

MECHANISMS: dict[str, dict[str, Any]] = {
    "none": {"redistribution.rule": "none"},
    "pairwise": {"redistribution.rule": "pairwise", "redistribution.rate": 0.15},
    "pigouvian": {"redistribution.rule": "pigouvian"},
    "bargaining": {"redistribution.rule": "bargaining"},
}
"""Redistributions side by side, from nothing to what makes membership worth while for everybody."""

SCENARIO = Scenario(
    name="churn",
    group="Who stays?",
    question="Who leaves when coopetition hurts, and which redistribution keeps them in?",
    story="{organizations} organizations under stress on the learning curve; {variants} variants side by side",
    runtime="5 s",
    headline="pairwise",
    variants=MECHANISMS,
    choice="redistribution.rule",
    settings=STRESS,
    reading=who_stayed,
    figure="churn",
    measures=("mean_stay",),
    next_command="cocogen sweep churn --seeds 10",
)
