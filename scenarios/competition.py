"""Competition: from hardly any to sharp, with and without redistribution."""

from __future__ import annotations

if __name__ == "__main__":  # before all other imports, so that Ctrl-C is answered from the first moment
    from cocogen.scenarios.command_line import run_file

    run_file(__file__)

from cocogen.scenarios.description.paper_sentences import with_and_without
from cocogen.scenarios.description.scenario import Scenario

SCENARIO = Scenario(
    name="competition",
    group="What shapes it?",
    question="What does sharper competition do, and does redistribution turn it around?",
    story="{organizations} organizations learn {task}; {variants} variants: three intensities under two rules",
    runtime="15 s",
    headline="pairwise 0.05",
    opponent="none 0.05",
    variants={
        f"{rule} {intensity:g}": {"redistribution.rule": rule, "competition.intensity": intensity}
        for rule in ("none", "pairwise")
        for intensity in (0.02, 0.05, 0.08)
    },
    settings={"learning.kind": "curve", "run.rounds": 40},
    reading=with_and_without,
    figure="conditions",
    next_command="cocogen sweep competition",
)
