"""What is shown of real training is what was trained on, and small."""

from __future__ import annotations

import json
from base64 import b64decode
from typing import Any

import numpy as np
import pytest

from cocogen.model.learning.tasks.task import Split
from cocogen.model.simulation import CoopetitionModel
from cocogen.visualizations.browser.learned import (
    MOST_PIXELS,
    MOST_SHOWN,
    class_accuracy_of,
    one_of_each,
    samples_of,
    shown,
)
from cocogen.visualizations.browser.live.show import story_of

KIB = 1024
TRAINED = {
    "task.name": "digits",
    "learning.kind": "federated",
    "learning.generator": "bootstrap",
    "population.organizations": 3,
    "redistribution.rule": "none",
}


@pytest.fixture(scope="module")
def trained() -> CoopetitionModel:
    model = CoopetitionModel(seed=1, **TRAINED)
    story_of(model)
    model.step()
    story_of(model)
    return model


def _split(n: int, *shape: int, seed: int = 0) -> Split:
    rng = np.random.default_rng(seed)
    return Split(rng.random((n, *shape), dtype=np.float32), rng.integers(0, 4, n))


def test_accuracy_by_class_averages_to_the_accuracy(trained: CoopetitionModel) -> None:
    by_class = class_accuracy_of(trained)
    assert len(by_class) == 10
    # One model and several are tested by different products of float32, whose last bits hang on the processor.
    assert np.mean(by_class) == pytest.approx(trained.learner.outcome.accuracy, abs=1e-6)
    assert story_of(trained).rounds[-1]["classes"] == [round(value, 4) for value in by_class]


def test_samples_are_those_of_the_round(trained: CoopetitionModel) -> None:
    generated = trained.federation.played_generation
    for player, samples in zip(trained.federation.players, samples_of(trained), strict=True):
        real, made = trained.learner.training.samples(player)
        assert len(real) == trained.population.real_samples[player]
        assert len(made) == round(generated[player])
        assert {kind: len(of) for kind, of in samples.labels.items()} == {
            "real": MOST_SHOWN,
            "made": min(MOST_SHOWN, len(made)),
        }
        assert samples.labels["made"] == sorted(samples.labels["made"]), "a class after the other"


def test_who_is_looked_into_is_told_its_samples_in_a_few_bytes(trained: CoopetitionModel) -> None:
    known: dict[str, Any] | None = story_of(trained).memory.look_into(0, 1)
    assert known is not None
    samples = known["samples"]
    assert (samples["height"], samples["width"], samples["isPicture"]) == (8, 8, True)
    assert len(b64decode(samples["real"]["pixels"])) == 64 * len(samples["real"]["labels"])
    assert len(json.dumps(samples)) < 4 * KIB
    assert len(json.dumps(story_of(trained).rounds[-1])) < 10 * KIB


def test_on_the_curve_there_is_nothing_to_show() -> None:
    model = CoopetitionModel(seed=1, **{**TRAINED, "learning.kind": "curve"})
    model.step()
    story = story_of(model)
    assert (class_accuracy_of(model), samples_of(model), story.cast["labels"]) == ((), (), [])
    assert story.rounds[-1]["classes"] == []
    known = story.memory.look_into(0, 1)
    assert known is not None
    assert "samples" not in known


@pytest.mark.parametrize("side", [8, 14, 28, 32])
def test_pictures_are_small(side: int) -> None:
    pictures = shown(_split(20, 1, side, side), _split(5, 1, side, side, seed=1)).pictures
    assert max(pictures["real"].shape[1:]) <= MOST_PIXELS
    assert (pictures["real"].min(), pictures["real"].max()) != (0, 0)


def test_a_row_has_a_cell_for_each_feature_each_on_its_own_scale() -> None:
    real, made = _split(12, 6), _split(4, 6, seed=1)
    real.x[:, 2] *= 1000
    samples = shown(real, made)
    assert not samples.is_picture
    both = np.concatenate([samples.pictures["real"], samples.pictures["made"]])
    assert both.shape[1:] == (1, 6)
    assert (both.min(axis=0) == 0).all()
    assert (both.max(axis=0) == 255).all()


def test_who_generated_nothing_has_nothing_to_show_of_it() -> None:
    told = shown(_split(3, 6), _split(0, 6)).told()
    assert told["made"] == {"labels": [], "pixels": ""}
    assert len(told["real"]["labels"]) == 3


def test_every_class_is_there_before_one_is_there_twice() -> None:
    labels = np.array([3, 3, 3, 1, 1, 2])
    assert labels[one_of_each(labels)].tolist() == [1, 2, 3, 1, 3, 3]
    assert len(one_of_each(np.zeros(100, dtype=np.int64))) == MOST_SHOWN
