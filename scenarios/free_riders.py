"""Free riders: from none to eight in ten organizations generate nothing; who bears it, and does paying for data help?

A free rider trains on its real data and takes the common model, but leaves generating to others; the rest play best
response to what is there. Under pairwise redistribution rivals pay each other for the difference of their contributions,
so that free riding has a price; compare ``--set redistribution.rule=none``.
"""

from __future__ import annotations

if __name__ == "__main__":  # before all other imports, so that Ctrl-C is answered from the first moment
    from cocogen.scenarios.command_line import run_file

    run_file(__file__)

from cocogen.model.records.numerals import percent
from cocogen.scenarios.churn import STRESS
from cocogen.scenarios.description.scenario import Scenario
from cocogen.scenarios.description.sentences import what_free_riders_cost


def with_free_riders(share: float) -> dict[str, dict[str, float]]:
    """Return the overrides of a variant in which a share of the organizations rides free."""
    return {"decision.shares": {"free-rider": share, "best-response": 1.0 - share}}


SCENARIO = Scenario(
    name="free-riders",
    group="What can go wrong?",
    question="How many free riders can a federation bear?",
    story="{organizations} organizations under {rule} redistribution; {variants} shares of free riders",
    runtime="8 s",
    headline="40 %",
    variants={percent(share): with_free_riders(share) for share in (0.0, 0.2, 0.4, 0.6, 0.8)},
    settings={
        **STRESS,
        "population.organizations": 20,
        "competition.intensity": 0.04,
        "decision.rule": "best-response",
        "redistribution.rule": "pairwise",
        "redistribution.rate": 0.15,
    },
    reading=what_free_riders_cost,
    figure="conditions",
    next_command="cocogen run free-riders --set redistribution.rule=none",
)
