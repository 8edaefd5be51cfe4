"""Convergence: ten ways to revise one's amount on one market; who finds the equilibrium, and who goes in circles.

Every variant is the same game. Organizations cost themselves almost nothing extra by generating more (congestion is low), so
that each one's best response leans hard against what the others did: all at once and without inertia they overshoot, all
up, all down, a cycle of period two. Taking turns, hesitating, or moving by steps ends at the equilibrium; noise and
blind reinforcement stay around it. ``cocogen.model.records.course`` names the course and fits the rate.
"""

from __future__ import annotations

if __name__ == "__main__":  # before all other imports, so that Ctrl-C is answered from the first moment
    from cocogen.scenarios.command_line import run_file

    run_file(__file__)

from cocogen.scenarios.description.scenario import Scenario
from cocogen.scenarios.description.sentences import who_found_the_equilibrium

SCENARIO = Scenario(
    name="convergence",
    group="Who finds the equilibrium?",
    question="Which ways of deciding find the equilibrium, and which go in circles?",
    story="{organizations} organizations in one game on the learning curve; {variants} ways of deciding",
    runtime="10 s",
    headline="best response",
    opponent="EXP3",
    variants={
        "best response": {"decision.rule": "best-response", "decision.inertia": 0.0},
        "with inertia": {"decision.rule": "best-response", "decision.inertia": 0.3},
        "in turn": {
            "decision.rule": "best-response",
            "decision.inertia": 0.0,
            "decision.activation": "sequential",
        },
        "now and then": {
            "decision.rule": "best-response",
            "decision.inertia": 0.0,
            "decision.activation": "asynchronous",
        },
        "damped": {"decision.rule": "damped", "decision.step": 0.1},
        "gradient": {"decision.rule": "gradient", "decision.rate": 1500.0},
        "fictitious play": {"decision.rule": "fictitious-play"},
        "satisficing": {"decision.rule": "satisficing", "decision.activation": "sequential"},
        "logit": {"decision.rule": "logit", "decision.activation": "sequential"},
        "imitation": {"decision.rule": "imitation"},
        "EXP3": {"decision.rule": "exp3"},
    },
    settings={
        "task.name": "abstract",
        "population.organizations": 12,
        "population.alpha": 0.5,
        "population.samples": 120.0,
        "population.size_spread": 0.4,
        "population.generation_cost": (0.01, 0.03),
        "population.congestion": (1e-5, 2e-5),
        "competition.intensity": 0.01,
        "participation.rule": "always",
        "redistribution.rule": "none",
        "learning.kind": "curve",
        "run.rounds": 80,
    },
    reading=who_found_the_equilibrium,
    figure="convergence",
    next_command="cocogen run convergence --set decision.inertia=0.5",
)
