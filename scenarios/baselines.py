"""Baselines: the framework against plain federated learning, competition-blind and random generation, and beyond it.

The first five variants are the paper's. Of the others, ``pigouvian`` pays everyone what its data are worth to the rest,
``bargaining`` splits the surplus of cooperation besides, and ``planner`` commands the social optimum of those who are in:
what the common model could be worth if nobody played.
"""

from __future__ import annotations

if __name__ == "__main__":  # before all other imports, so that Ctrl-C is answered from the first moment
    from cocogen.scenarios.command_line import run_file

    run_file(__file__)

from cocogen.scenarios.description.scenario import MECHANISM_PRESETS, Scenario
from cocogen.scenarios.description.sentences import best_variant

BEYOND_THE_PAPER = {
    "pigouvian": {"decision.rule": "best-response", "redistribution.rule": "pigouvian"},
    "bargaining": {"decision.rule": "best-response", "redistribution.rule": "bargaining"},
    "planner": {"decision.rule": "planner", "redistribution.rule": "none"},
}

SCENARIO = Scenario(
    name="baselines",
    group="Does it work?",
    question="Does strategic generation with redistribution beat VCFL, WCO, RaDG and CoCoGen?",
    story="{organizations} organizations learn {task} and compete; {variants} ways of deciding on the same market",
    runtime="15 s",
    headline="CoCoGen+",
    opponent="CoCoGen",
    variants=MECHANISM_PRESETS | BEYOND_THE_PAPER,
    settings={"population.partition": "dirichlet", "population.alpha": 0.3, "run.rounds": 20},
    reading=best_variant,
    figure="baselines",
    next_command="cocogen run baselines --set competition.intensity=0.1",
)
