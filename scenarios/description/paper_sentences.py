"""Sentences that read the paper's scenarios for the reader, made from their numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cocogen.model.records.numerals import share, whole
from cocogen.scenarios.description.sentences import change, membership, of_any_variants

if TYPE_CHECKING:
    from collections.abc import Mapping

    Summaries = Mapping[str, Mapping[str, Any]]

WELFARE = "mean_welfare_everyone"


def along_the_variants(variants: Summaries) -> str:
    """Compare the last variant with the first: what is generated, what it is worth, who is left."""
    (first, before), *_, (last, after) = [*variants.items()] * (2 if len(variants) == 1 else 1)
    if first == last:
        return f"{first} ran alone: {before['members']} members at the end."
    return (
        f"From {first} to {last}, generation goes from {whole(before['mean_generation'])} to "
        f"{whole(after['mean_generation'])} samples per organization, which "
        f"{change('welfare', after[WELFARE], before[WELFARE])}; the federation {membership(after)}."
    )


def with_and_without(variants: Summaries) -> str:
    """Compare variants named ``none X`` and ``pairwise X`` from the first X to the last."""
    parts = []
    for rule, words in (("none", "without redistribution"), ("pairwise", "with it")):
        values = [summary for name, summary in variants.items() if name.startswith(f"{rule} ")]
        if len(values) > 1:
            generated = f"{whole(values[0]['mean_generation'])} to {whole(values[-1]['mean_generation'])}"
            worth = change("welfare", values[-1][WELFARE], values[0][WELFARE])
            parts.append(
                f"{words}, generation goes from {generated} samples per organization, and competition {worth}"
            )
    said = "; ".join(parts)
    return f"{said[0].upper()}{said[1:]}." if parts else "There is nothing to compare."


@of_any_variants
def accuracies(variants: Summaries) -> str:
    """List what each variant learned, and what it is worth against learning least."""
    order = sorted(variants, key=lambda name: -variants[name]["accuracy"])
    listed = ", ".join(f"{name} {share(variants[name]['accuracy'])}" for name in order)
    return f"Accuracy of the common model: {listed}."


@of_any_variants
def predictions(variants: Summaries) -> str:
    """Say by how much theory is off on each variant, for what is served with and for own models."""
    order = sorted(variants, key=lambda name: variants[name]["prediction_error"])
    listed = ", ".join(
        f"{name} {share(variants[name]['prediction_error'])} (own models {share(variants[name]['prediction_error_alone'])})"
        for name in order
    )
    return f"What organizations serve with is predicted within: {listed}."


@of_any_variants
def who_stays(variants: Summaries) -> str:
    """List how many each variant keeps, the most first, and what everybody is worth then."""
    order = sorted(variants, key=lambda name: (-variants[name]["members"], -variants[name][WELFARE]))
    listed = ", ".join(f"{name} {variants[name]['members']}" for name in order)
    best = max(variants, key=lambda name: variants[name][WELFARE])
    return f"Members at the end: {listed}. Everybody is worth most under {best}."
