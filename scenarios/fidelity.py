"""Fidelity: the same amounts of data from generators of different quality, from bootstrapped samples to real ones."""

from __future__ import annotations

if __name__ == "__main__":  # before all other imports, so that Ctrl-C is answered from the first moment
    from cocogen.scenarios.command_line import run_file

    run_file(__file__)

from cocogen.scenarios.description.paper_sentences import accuracies
from cocogen.scenarios.description.scenario import Scenario

SCENARIO = Scenario(
    name="fidelity",
    group="What shapes it?",
    question="How good must the generator be?",
    story="{organizations} organizations share {task}; {variants} generators, of which the oracle draws real samples",
    runtime="1 min",
    headline="vae",
    variants={
        generator: {"learning.generator": generator}
        for generator in ("bootstrap", "mixture", "vae", "diffusion", "oracle")
    },
    settings={"learning.kind": "federated", "run.rounds": 20},
    reading=accuracies,
    figure="conditions",
    next_command="cocogen sweep fidelity",
)
