"""Quickstart: eight organizations share a digit classifier and compete; three variants side by side."""

from __future__ import annotations

if __name__ == "__main__":  # before all other imports, so that Ctrl-C is answered from the first moment
    from cocogen.scenarios.command_line import run_file

    run_file(__file__)

from cocogen.scenarios.description.scenario import MECHANISM_PRESETS, Scenario
from cocogen.scenarios.description.sentences import redistribution_against_none

SCENARIO = Scenario(
    name="quickstart",
    group="Start here",
    question="Does redistribution keep rivals in a common training, and is it worth it?",
    story="{organizations} organizations share a {task} classifier and compete; {variants} variants side by side",
    runtime="20 s",
    headline="CoCoGen+",
    opponent="CoCoGen",
    variants={name: MECHANISM_PRESETS[name] for name in ("VCFL", "CoCoGen", "CoCoGen+")},
    settings={"population.partition": "dirichlet", "population.alpha": 0.3, "run.rounds": 20},
    reading=redistribution_against_none,
    figure="quickstart",
    next_command="cocogen run churn",
)
