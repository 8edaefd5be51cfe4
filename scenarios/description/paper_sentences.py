"""Sentences that read the paper's scenarios for the reader, made from their numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cocogen.scenarios.description.sentences import change, membership, of_any_markets

if TYPE_CHECKING:
    from collections.abc import Mapping

    Summaries = Mapping[str, Mapping[str, Any]]

WELFARE = "mean_welfare_everyone"


def along_the_markets(markets: Summaries) -> str:
    """Compare the last market with the first: what is generated, what it is worth, who is left."""
    (first, before), *_, (last, after) = [*markets.items()] * (2 if len(markets) == 1 else 1)
    if first == last:
        return f"{first} ran alone: {before['members']} members at the end."
    return (
        f"From {first} to {last}, generation goes from {before['mean_generation']:,.0f} to "
        f"{after['mean_generation']:,.0f} samples per organization, which "
        f"{change('welfare', after[WELFARE], before[WELFARE])}; the federation {membership(after)}."
    )


def with_and_without(markets: Summaries) -> str:
    """Compare markets named ``none X`` and ``pairwise X`` from the first X to the last."""
    parts = []
    for rule, words in (("none", "without redistribution"), ("pairwise", "with it")):
        values = [summary for name, summary in markets.items() if name.startswith(f"{rule} ")]
        if len(values) > 1:
            generated = f"{values[0]['mean_generation']:,.0f} to {values[-1]['mean_generation']:,.0f}"
            worth = change("welfare", values[-1][WELFARE], values[0][WELFARE])
            parts.append(
                f"{words}, generation goes from {generated} samples per organization, and competition {worth}"
            )
    said = "; ".join(parts)
    return f"{said[0].upper()}{said[1:]}." if parts else "There is nothing to compare."


@of_any_markets
def best_of(markets: Summaries) -> str:
    """Name the market with the highest welfare, and what it gains over the first."""
    first = next(iter(markets))
    best = max(markets, key=lambda name: markets[name][WELFARE])
    if best == first:
        return f"{best} is best; nothing else raises welfare above it."
    gained = change("welfare", markets[best][WELFARE], markets[first][WELFARE])
    return f"{best} is best: against {first} it {gained} and {membership(markets[best])}."


@of_any_markets
def accuracies(markets: Summaries) -> str:
    """List what each market learned, and what it is worth against learning least."""
    order = sorted(markets, key=lambda name: -markets[name]["accuracy"])
    listed = ", ".join(f"{name} {markets[name]['accuracy']:.3f}" for name in order)
    return f"Accuracy of the common model: {listed}."


@of_any_markets
def predictions(markets: Summaries) -> str:
    """Say by how much theory is off on each market, for what is served with and for own models."""
    order = sorted(markets, key=lambda name: markets[name]["prediction_error"])
    listed = ", ".join(
        f"{name} {markets[name]['prediction_error']:.3f} (own models {markets[name]['prediction_error_alone']:.3f})"
        for name in order
    )
    return f"What organizations serve with is predicted within: {listed}."
