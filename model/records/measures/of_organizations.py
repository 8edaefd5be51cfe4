"""Measures of an organization in a round: attributes of the agent, with what they mean."""

from __future__ import annotations

from dataclasses import replace
from operator import attrgetter
from typing import TYPE_CHECKING

from cocogen.model.records import numerals
from cocogen.model.records.measures.measure import EFFECTIVE, MONEY, ROUNDS, SAMPLES, SHARE, Measure, Unit

if TYPE_CHECKING:
    from cocogen.model.records.measures.measure import Place

TRUTH = Unit("true or false", on_axes=False)
AMOUNT = Unit("k$ per round", numerals.money)
"""Money beside money of others."""
LABELS = Unit("0 to 1", lambda value: numerals.decimals(value, 2), on_axes=False)


def _attribute(
    name: str, unit: Unit, label: str, meaning: str, heading: str = "", dtype: str = "float64"
) -> Measure:
    shown: tuple[Place, ...] = ("browser",) if heading else ()
    return Measure(
        name, "organization", attrgetter(name), label, unit, meaning, heading, shown=shown, dtype=dtype
    )


is_member = _attribute("is_member", TRUTH, "Is in", "whether it is in", dtype="bool")
plays = _attribute("plays", TRUTH, "Trains", "whether it trained this round", dtype="bool")
is_available = _attribute("is_available", TRUTH, "Can train", "whether it can train", dtype="bool")
generation = _attribute("generation", SAMPLES, "Generated", "g, synthetic samples of this round", "generated")
equilibrium_generation = _attribute(
    "equilibrium_generation",
    SAMPLES,
    "Equilibrium generation",
    "g*, synthetic samples at the Nash equilibrium",
    "at eq.",
)
contribution = _attribute("contribution", EFFECTIVE, "Contribution", "e")
accuracy = _attribute(
    "accuracy",
    SHARE,
    "Accuracy on its own market",
    "on its own market: of the common model, tuned on its own samples, for players, of its own model for the others",
    "accuracy",
)
predicted_accuracy = _attribute(
    "predicted_accuracy",
    SHARE,
    "Accuracy by theory",
    "accuracy on its own market by theory, for the amounts that were played",
)
accuracy_alone = _attribute(
    "accuracy_alone",
    SHARE,
    "Accuracy of its own model",
    "of its own model on its own market, whether it serves with it or not",
)
predicted_alone = _attribute(
    "predicted_alone", SHARE, "Accuracy of its own model by theory", "the same by theory"
)
gain = _attribute("gain", MONEY, "Gain", "v (accuracy − A₀); zero for who does not play")
cost = _attribute("cost", MONEY, "Cost", "C; zero for who does not play")
damage = _attribute("damage", MONEY, "Damage", "D, what rivals take; zero for who does not play")
payoff = _attribute(
    "payoff",
    AMOUNT,
    "Payoff",
    "U = gain − cost − damage, before redistribution; outside, what it earns alone",
    "payoff",
)
transfer = _attribute("transfer", AMOUNT, "Transfer", "R, received if positive, paid if negative", "transfer")
utility = _attribute("utility", MONEY, "Utility", "U + R")
standalone_payoff = _attribute(
    "standalone_payoff",
    AMOUNT,
    "Payoff alone",
    'U°, what it earns or would earn with its own model; with `competition.accounting = "full"` less what the others\' '
    "training takes of it there",
    "alone",
)
advantage = _attribute("advantage", AMOUNT, "Advantage", "U + R − U°", "advantage")
smoothed_advantage = _attribute(
    "smoothed_advantage", MONEY, "Advantage, smoothed", "advantage as observed, exponentially smoothed"
)
streak = _attribute(
    "streak", replace(ROUNDS, form=numerals.count), "Bad rounds", "bad rounds in a row", dtype="int64"
)
real_samples = _attribute("real_samples", SAMPLES, "Real samples", "n, local real samples", "real")
heterogeneity = _attribute(
    "heterogeneity", LABELS, "Skew of its data", "h, distance of its labels from the target, 0 to 1", "skew"
)
exposure = _attribute("exposure", MONEY, "Exposure", "d over the whole market, a covariate of churn")
