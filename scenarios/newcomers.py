"""Newcomers: organizations appear one by one; do they come in, and do they drive incumbents out?

Six incumbents; about every fourth round somebody new appears in the niche of one of them, looks at once, and comes in
if that promises to pay. Data grow, but so does rivalry: a newcomer has the same rivals as the incumbent that it resembles,
and rivals that one.
"""

from __future__ import annotations

if __name__ == "__main__":  # before all other imports, so that Ctrl-C is answered from the first moment
    from cocogen.scenarios.command_line import run_file

    run_file(__file__)

from cocogen.scenarios.churn import MECHANISMS, STRESS
from cocogen.scenarios.description.scenario import Scenario
from cocogen.scenarios.description.sentences import who_came

SCENARIO = Scenario(
    name="newcomers",
    group="Who stays?",
    question="Do newcomers come in, and whom do they drive out?",
    story="{organizations} incumbents, and up to ten newcomers over {rounds} rounds; {variants} redistributions",
    runtime="5 s",
    headline="pairwise",
    variants=MECHANISMS,
    choice="redistribution.rule",
    settings={
        **STRESS,
        "population.organizations": 6,
        "competition.intensity": 0.06,
        "environment.arrivals": 0.25,
        "environment.newcomers": 10,
    },
    reading=who_came,
    figure="churn",
    next_command="cocogen run newcomers --set environment.arrivals=1",
)
