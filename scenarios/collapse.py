"""Collapse: the largest organization leaves; who follows because the common model is no longer worth its price?

Ten organizations of similar size to whom membership is worth little more than its cost. In round 20 the largest departs for
good. Everybody else's model gets worse, and whoever was near indifference goes, which makes it worse for the rest. The
scenario's seed is a variant in which this takes four others along without redistribution; with other seeds (``--seed``)
often nobody follows. Payments that share the surplus hold the rest together.
"""

from __future__ import annotations

if __name__ == "__main__":  # before all other imports, so that Ctrl-C is answered from the first moment
    from cocogen.scenarios.command_line import run_file

    run_file(__file__)

from cocogen.scenarios.churn import STRESS
from cocogen.scenarios.description.scenario import Scenario
from cocogen.scenarios.description.sentences import who_followed

DEPARTURE = {"environment.departure_round": 20}

SCENARIO = Scenario(
    name="collapse",
    group="Who stays?",
    question="Does the federation survive when its largest member leaves?",
    story="{organizations} organizations near indifference; the largest stays, or leaves in round 20",
    runtime="5 s",
    headline="none, it leaves",
    variants={
        "none, it stays": {"redistribution.rule": "none"},
        "none, it leaves": {"redistribution.rule": "none", **DEPARTURE},
        "pairwise, it leaves": {
            "redistribution.rule": "pairwise",
            "redistribution.rate": 0.15,
            **DEPARTURE,
        },
        "bargaining, it leaves": {"redistribution.rule": "bargaining", **DEPARTURE},
    },
    settings={
        **STRESS,
        "population.alpha": 5.0,
        "population.size_spread": 0.3,
        "population.valuation": (900.0, 1100.0),
        "population.membership_cost": (1.0, 1.0),
        "competition.intensity": 0.05,
        "competition.spread": 0.3,
        "participation.review_probability": 0.0,
        "run.seed": 10,
    },
    reading=who_followed,
    figure="churn",
    next_command="cocogen run collapse --seed 4",
)
