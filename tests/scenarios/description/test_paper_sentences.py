"""The sentences that read the paper's scenarios, and the duopoly checked by hand."""

from __future__ import annotations

from typing import Any

import pytest
from scipy.optimize import brentq

from cocogen.model.simulation import CoopetitionModel
from cocogen.scenarios.description.catalog import load_scenario
from cocogen.scenarios.description.paper_sentences import (
    accuracies,
    along_the_variants,
    with_and_without,
)
from cocogen.scenarios.two_firms import EQUAL_FIRMS


def variant(
    welfare: float, generation: float = 10.0, accuracy: float = 0.9, exits: int = 0
) -> dict[str, Any]:
    return {
        "mean_welfare_everyone": welfare,
        "mean_generation": generation,
        "accuracy": accuracy,
        "members": 8 - exits,
        "exits": exits,
        "reentries": 0,
    }


def test_the_ends_of_a_row_of_variants_are_compared() -> None:
    said = along_the_variants(
        {"mild": variant(100.0, 10), "middle": variant(1.0), "sharp": variant(80.0, 25)}
    )
    assert said.startswith("From mild to sharp, generation goes from 10 to 25 samples per organization")
    assert "lowered welfare by 20 %" in said
    assert along_the_variants({"mild": variant(100.0)}) == "mild ran alone: 8 members at the end."


def test_two_rules_are_read_apart() -> None:
    variants = {
        "none 0.1": variant(100.0, 10),
        "none 0.2": variant(90.0, 5),
        "pairwise 0.1": variant(100.0, 20),
        "pairwise 0.2": variant(110.0, 30),
    }
    said = with_and_without(variants)
    assert said.startswith("Without redistribution, generation goes from 10 to 5 samples")
    assert "lowered welfare by 10 %; with it, generation goes from 20 to 30" in said
    assert with_and_without({"none 0.1": variant(1.0)}) == "There is nothing to compare."


def test_accuracies_come_in_order() -> None:
    said = accuracies({"a": variant(1.0, accuracy=0.5), "b": variant(1.0, accuracy=0.75)})
    assert said == "Accuracy of the common model: b 0.750, a 0.500."


def test_two_firms_play_what_the_first_order_condition_says() -> None:
    """Both sides are computed here from the docstring of ``cocogen.scenarios.two_firms``, without the game's code."""
    n, v, c, kappa, phi, gamma = 100.0, 1000.0, 0.02, 3e-4, 0.7, 0.3
    span, scale, beta = 0.85, 250.0, 0.6

    def excess(g: float) -> float:
        x = 2 * (n + phi * g)
        slope = span * beta / scale * (1 + x / scale) ** (-beta - 1)
        return float(v * (1 - gamma) * phi * slope - c - kappa * g)

    by_hand = brentq(excess, 0.0, 5000.0)
    model = CoopetitionModel(load_scenario("two-firms").variant_configs()["none"]).run()
    assert EQUAL_FIRMS["game.scale"] == scale
    assert model.federation.played_generation.tolist() == pytest.approx([by_hand, by_hand], rel=1e-6)
