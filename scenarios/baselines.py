"""Baselines: the framework against plain federated learning, competition-blind and random generation."""

from __future__ import annotations

from scenarios.toolkit.readings import best_market
from scenarios.toolkit.scenario import MECHANISM_PRESETS, Scenario

SCENARIO = Scenario(
    name="baselines",
    group="Does it work?",
    question="Does strategic generation with redistribution beat VCFL, WCO, RaDG and CoCoGen?",
    story="{organizations} organizations learn {task} and compete; {markets} ways of deciding on the same market",
    runtime="30 s",
    headline="CoCoGen+",
    markets=MECHANISM_PRESETS,
    settings={"population.partition": "dirichlet", "population.alpha": 0.3, "run.rounds": 20},
    reading=best_market,
    figure="baselines",
    next_command="cocogen run baselines --set competition.intensity=0.1",
)

if __name__ == "__main__":
    from scenarios.command_line import run_file

    run_file(SCENARIO.name)
