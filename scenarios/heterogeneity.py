"""Heterogeneity: the same organizations with ever more unequal data, from nearly equal shares to one class each."""

from __future__ import annotations

if __name__ == "__main__":  # before all other imports, so that Ctrl-C is answered from the first moment
    from cocogen.scenarios.command_line import run_file

    run_file(__file__)

from cocogen.scenarios.description.paper_sentences import along_the_variants
from cocogen.scenarios.description.scenario import Scenario

SCENARIO = Scenario(
    name="heterogeneity",
    group="What shapes it?",
    question="What do unequal data do to generation, accuracy and welfare?",
    story="{organizations} organizations learn {task} under {rule} redistribution; {variants} degrees of skew",
    runtime="10 s",
    headline="alpha 0.3",
    variants={f"alpha {alpha:g}": {"population.alpha": alpha} for alpha in (10.0, 1.0, 0.3, 0.1)},
    settings={"learning.kind": "curve", "run.rounds": 40},
    reading=along_the_variants,
    figure="conditions",
    next_command="cocogen sweep heterogeneity",
)
