"""Incentives: how strongly to redistribute, from not at all to the best rate, and what first best would be."""

from __future__ import annotations

if __name__ == "__main__":  # before all other imports, so that Ctrl-C is answered from the first moment
    from cocogen.scenarios.command_line import run_file

    run_file(__file__)

from cocogen.scenarios.description.scenario import Scenario
from cocogen.scenarios.description.sentences import best_variant

RATES = {f"rate {rate:g}": {"redistribution.rate": rate} for rate in (0.0, 0.05, 0.1, 0.2)}

SCENARIO = Scenario(
    name="incentives",
    group="What shapes it?",
    question="How strongly should payoffs be redistributed?",
    story="{organizations} organizations learn {task}; {variants} strengths of redistribution side by side",
    runtime="15 s",
    headline="best rate",
    variants={
        **RATES,
        "best rate": {"redistribution.rate": "optimal"},
        "pigouvian": {"redistribution.rule": "pigouvian"},
    },
    settings={"learning.kind": "curve", "redistribution.rule": "pairwise", "run.rounds": 40},
    reading=best_variant,
    figure="conditions",
    next_command="cocogen sweep incentives",
)
