"""Shocks: computing gets dearer and rivalry sharper overnight, and never quite settles; which redistribution holds?

From round 20 on all costs are half as high again and competition takes two and a half times as much; besides, both swing
from round to round (AR(1)), and everybody's data slowly drift. The rules were made for the game as it is announced each round, so they follow
the shock; whether members bear it depends on what the rule leaves them.
"""

from __future__ import annotations

if __name__ == "__main__":  # before all other imports, so that Ctrl-C is answered from the first moment
    from cocogen.scenarios.command_line import run_file

    run_file(__file__)

from cocogen.scenarios.churn import MECHANISMS, STRESS
from cocogen.scenarios.description.scenario import Scenario
from cocogen.scenarios.description.sentences import who_left

SCENARIO = Scenario(
    name="shocks",
    group="What can go wrong?",
    question="Which redistribution holds a federation together when the world changes?",
    story="{organizations} organizations, a shock in round 20 and unrest throughout; {variants} redistributions",
    runtime="15 s",
    headline="pairwise",
    variants=MECHANISMS,
    choice="redistribution.rule",
    settings={
        **STRESS,
        "competition.intensity": 0.06,
        "environment.shock_round": 20,
        "environment.cost_shock": 1.5,
        "environment.competition_shock": 2.5,
        "environment.cost_volatility": 0.02,
        "environment.competition_volatility": 0.05,
        "environment.drift": 0.02,
        "run.seed": 1,
    },
    reading=who_left,
    figure="churn",
    next_command="cocogen run shocks --set environment.cost_shock=2",
)
