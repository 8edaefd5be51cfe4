"""Flaky: updates get lost and organizations drop out for a while; how much failure can a federation bear?

Whose update is lost has paid for its round and gives nothing to the others; it is neither charged nor rewarded. Whoever is
out does not take part and serves its market with its own model. Failures cost welfare, and as they look like bad
membership to whoever suffers them, they also drive members away.
"""

from __future__ import annotations

if __name__ == "__main__":  # before all other imports, so that Ctrl-C is answered from the first moment
    from cocogen.scenarios.command_line import run_file

    run_file(__file__)

from cocogen.scenarios.churn import STRESS
from cocogen.scenarios.description.scenario import Scenario
from cocogen.scenarios.description.sentences import what_failures_cost

SCENARIO = Scenario(
    name="flaky",
    group="What can go wrong?",
    question="How much failure can a federation bear?",
    story="{organizations} organizations under {rule} redistribution; {variants} degrees of reliability",
    runtime="8 s",
    headline="20 % lost",
    variants={
        "reliable": {"environment.drop_probability": 0.0, "environment.outage_probability": 0.0},
        "5 % lost": {"environment.drop_probability": 0.05, "environment.outage_probability": 0.0},
        "20 % lost": {"environment.drop_probability": 0.2, "environment.outage_probability": 0.0},
        "outages": {"environment.drop_probability": 0.0, "environment.outage_probability": 0.1},
        "both": {"environment.drop_probability": 0.2, "environment.outage_probability": 0.1},
    },
    settings={**STRESS, "redistribution.rule": "pairwise", "redistribution.rate": 0.15},
    reading=what_failures_cost,
    figure="churn",
    next_command="cocogen run flaky --set redistribution.rule=bargaining",
)
