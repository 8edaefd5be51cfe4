"""Retention: who stays under every redistribution rule where working alone costs what membership costs.

Earlier versions assumed that working alone costs three times as much, which kept nearly everybody in whatever was paid. The study
of the same name (``cocogen sweep retention``) varies that cost, skew and the intensity of competition.
"""

from __future__ import annotations

if __name__ == "__main__":  # before all other imports, so that Ctrl-C is answered from the first moment
    from cocogen.scenarios.command_line import run_file

    run_file(__file__)

from cocogen.scenarios.description.paper_sentences import who_stays
from cocogen.scenarios.description.scenario import Scenario

RULES = ("none", "pairwise", "pigouvian", "bargaining", "compensation", "shapley", "leave-one-out", "equal")

SCENARIO = Scenario(
    name="retention",
    group="Who stays?",
    question="Who stays when working alone costs no more than membership?",
    story="{organizations} organizations on the learning curve of {task}; {variants} redistribution rules side by side",
    runtime="10 s",
    headline="pairwise",
    variants={rule: {"redistribution.rule": rule} for rule in RULES},
    settings={
        "learning.kind": "curve",
        "population.partition": "dirichlet",
        "population.alpha": 1.0,
        "run.rounds": 30,
    },
    reading=who_stays,
    figure="baselines",
    next_command="cocogen sweep retention",
)
