"""Airlines: the eight largest of New York learn together which flights will be late, and compete for passengers."""

from __future__ import annotations

if __name__ == "__main__":  # before all other imports, so that Ctrl-C is answered from the first moment
    from cocogen.scenarios.command_line import run_file

    run_file(__file__)

from cocogen.scenarios.description.scenario import MECHANISM_PRESETS, Scenario
from cocogen.scenarios.description.sentences import redistribution_against_none

SCENARIO = Scenario(
    name="airlines",
    group="Does it work?",
    question="Would airlines gain from learning together about delays?",
    story="{organizations} airlines with their own flights of 2013 really train; {variants} variants side by side",
    runtime="1 min",
    headline="CoCoGen+",
    opponent="CoCoGen",
    variants={name: MECHANISM_PRESETS[name] for name in ("VCFL", "CoCoGen", "CoCoGen+")},
    settings={
        "task.name": "flights",
        "population.partition": "natural",
        "population.file": "airlines",
        "population.organizations": 8,
        "learning.kind": "federated",
        "run.rounds": 20,
    },
    reading=redistribution_against_none,
    figure="quickstart",
    next_command="cocogen run airlines --set competition.intensity=0.1",
)
