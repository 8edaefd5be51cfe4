"""Standalone models: trained once where trainings have them in common, and never taken from a training that differs."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from unittest.mock import patch

import numpy as np
import pytest
import torch

from cocogen.model.learning.engine.shared import Alone, Course, Remembered
from cocogen.model.learning.engine.standalone import StandaloneModels
from cocogen.model.learning.generators import fit_generator
from cocogen.model.learning.partitions import partition
from cocogen.model.learning.training import FederatedTraining
from cocogen.model.randomness import Streams
from cocogen.model.simulation import CoopetitionModel


@pytest.fixture(scope="module")
def shards(blob_task):
    return partition("dirichlet", alpha=0.5, minimum=8).split(blob_task.pool.y, 5, np.random.default_rng(1))


@pytest.fixture
def build(blob_task, blob_generator, shards):
    def make(remembered, *, seed=3, task=blob_task, shards=shards, generator=blob_generator, **options):
        return FederatedTraining(
            task, shards, generator, streams=Streams(seed), remembered=remembered, **options
        )

    return make


@pytest.fixture
def trained():
    """Yield what trains standalone models, so that its calls can be counted."""
    with patch.object(
        StandaloneModels, "_trained", autospec=True, side_effect=StandaloneModels._trained
    ) as spy:
        yield spy


def play(training, rounds=3, members=(0, 1, 2), generation=6.0, alone=(4.0, 0.0, 2.0, 7.0, 1.0), first=1):
    n = training.organizations
    return [
        training.round(
            number,
            members=np.array(members),
            generation=np.full(n, generation),
            standalone_generation=None if alone is None else np.resize(alone, n),
            contributions=training.real_samples + generation,
        )
        for number in range(first, first + rounds)
    ]


def found(training, **playing):
    """Return the standalone models after some rounds, and their accuracy in the last one."""
    last = play(training, **playing)[-1]
    return training.state()["standalone"], last.standalone_accuracy


def test_other_members_other_rules_and_another_server_find_the_same_standalone_models(build, trained):
    remembered = Remembered()
    first = found(build(remembered))
    assert trained.call_count == 3
    second = found(build(remembered, aggregator="scaffold", damage="common"), members=(1, 3), generation=0.0)
    third = found(build(remembered, tuning_epochs=0.0), members=())
    assert trained.call_count == 3
    for other in (second, third):
        assert all(np.array_equal(a, b) for a, b in zip(first, other, strict=True))


def test_the_common_model_does_not_hang_on_what_is_remembered(build):
    remembered = Remembered()
    play(build(remembered))
    again, alone = build(remembered), build(Remembered(0))
    results = [play(training) for training in (again, alone)]
    for a, b in zip(*results, strict=True):
        assert a.accuracy == b.accuracy
        assert np.array_equal(a.leave_one_out, b.leave_one_out)
        assert np.array_equal(a.standalone_accuracy, b.standalone_accuracy)
    assert all(np.array_equal(a, alone.state()[name]) for name, a in again.state().items())


def test_a_course_that_leaves_another_is_trained_on_from_there(build, trained):
    remembered = Remembered()
    long = build(remembered)
    play(long, 4)
    other, fresh = build(remembered), build(Remembered(0))
    for training in (other, fresh):
        play(training, 2)
    trained.reset_mock()
    ends = [found(training, rounds=1, alone=(9.0,), first=3) for training in (other, fresh)]
    assert trained.call_count == 2, "another amount in round three is trained"
    assert all(np.array_equal(a, b) for a, b in zip(*ends, strict=True))
    assert not np.array_equal(ends[0][0], long.state()["standalone"])


def clipped(most):
    return partial(np.clip, a_min=-most, a_max=most)


DIFFERENT = {
    "seed": {"seed": 4},
    "network": {"network_parameters": {"hidden": (7,)}},
    "epochs": {"epochs": 1.0},
    "steps": {"steps": 2},
    "batch size": {"batch_size": 8},
    "learning rate": {"learning_rate": 0.05},
    "views": {"transforms": [clipped(0.5)] * 5},
    "one by one": {"batched": False},
}


@pytest.mark.parametrize("difference", DIFFERENT)
def test_what_differs_is_never_taken_from_memory(build, trained, difference):
    remembered = Remembered()
    play(build(remembered))
    trained.reset_mock()
    options = DIFFERENT[difference]
    kept, fresh = (found(build(memory, **options)) for memory in (remembered, Remembered(0)))
    assert trained.call_count == 6, "three rounds each"
    assert all(np.array_equal(a, b) for a, b in zip(kept, fresh, strict=True))


def test_views_of_the_market_alone_are_part_of_the_course(build, blob_task, trained):
    """Nothing that is owned is clipped, and what is tested on is."""
    most = np.abs(blob_task.pool.x).max()
    far = replace(blob_task, test=replace(blob_task.test, x=10 * blob_task.test.x))
    remembered = Remembered()
    play(build(remembered, task=far, transforms=[clipped(100 * most)] * 5))
    play(build(remembered, task=far, transforms=[clipped(100 * most)] * 5))
    assert trained.call_count == 3, "the same view is the same course"
    play(build(remembered, task=far, transforms=[clipped(most)] * 5))
    assert trained.call_count == 6


def other_data(build, blob_task, shards):
    """Trainings that differ from the usual one by what somebody owns, generates from, or is tested on."""
    flipped = replace(blob_task.pool, y=(blob_task.pool.y + 1) % 3)
    noisy = fit_generator("bootstrap", blob_task.public, 3, cache=False, noise=3.0)
    own = [fit_generator("bootstrap", blob_task.pool.take(shard), 3, cache=False) for shard in shards]
    shorter = [shards[0][:-1], *shards[1:]]
    half = replace(blob_task, test=blob_task.test.take(np.arange(0, len(blob_task.test), 2)))
    return {
        "labels": lambda memory: build(memory, task=replace(blob_task, pool=flipped)),
        "generator": lambda memory: build(memory, generator=noisy),
        "own generators": lambda memory: build(memory, generator=own),
        "a sample less": lambda memory: build(memory, shards=shorter),
        "fewer owners": lambda memory: build(memory, shards=shards[:4]),
        "test set": lambda memory: build(memory, task=half),
    }


@pytest.mark.parametrize(
    "difference", ["labels", "generator", "own generators", "a sample less", "fewer owners", "test set"]
)
def test_other_data_are_never_taken_from_memory(build, blob_task, shards, trained, difference):
    remembered = Remembered()
    play(build(remembered))
    trained.reset_mock()
    make = other_data(build, blob_task, shards)[difference]
    kept, fresh = (found(make(memory)) for memory in (remembered, Remembered(0)))
    assert trained.call_count == 6, "three rounds each"
    assert all(np.array_equal(a, b) for a, b in zip(kept, fresh, strict=True))


def shifted(training, by):
    return {name: array + np.float32(by) for name, array in training.state().items()}


def test_rounds_newcomers_and_restored_models_are_part_of_the_course(build, shards, trained):
    """Every change differs from the one before it in one thing alone."""
    remembered = Remembered()
    play(build(remembered))
    for change in (
        lambda training: training.add(shards[0][:9]),
        lambda training: training.add(shards[0][:8]),
        lambda training: training.restore(shifted(training, 0.1)),
        lambda training: training.restore(shifted(training, 0.2)),
        lambda training: play(training, 1, first=7),
        lambda training: play(training, 1, first=8),
    ):
        ends = []
        for memory in (remembered, Remembered(0)):
            training = build(memory)
            change(training)
            trained.reset_mock()
            ends.append(found(training, rounds=1))
            assert trained.call_count == 1
        assert all(np.array_equal(a, b) for a, b in zip(*ends, strict=True))


def test_threads_are_part_of_the_course(build, trained):
    remembered = Remembered()
    play(build(remembered), 1)
    trained.reset_mock()
    play(build(remembered, threads=2), 1)
    assert trained.call_count == 1, "a second thread changes the last bits"


def test_a_generator_that_cannot_be_written_down_is_no_obstacle(build, blob_generator, trained):
    class Holding:
        version, seen, sample = blob_generator.version, blob_generator.seen, blob_generator.sample

        def __init__(self):
            self.cannot = lambda: None

    remembered = Remembered()
    first, second = (found(build(remembered, generator=Holding())) for _ in range(2))
    assert trained.call_count == 6
    assert all(np.array_equal(a, b) for a, b in zip(first, second, strict=True))


class Mine:
    """A generator from outside; in a notebook its code may be edited under the same name, and this process goes on."""

    def __init__(self, inner):
        self.inner, self.version, self.seen = inner, inner.version, inner.seen

    def sample(self, labels, rng):
        """Draw as the inner one does."""
        return self.inner.sample(labels, rng)


def test_what_code_of_ones_own_led_to_is_not_remembered(build, blob_generator, trained):
    remembered = Remembered()
    for _ in range(2):
        play(build(remembered, generator=Mine(blob_generator)))
    assert trained.call_count == 6


def test_a_generator_that_refuses_in_its_own_way_is_no_obstacle_and_a_common_one_is_asked_once(
    build, blob_generator
):
    asked = []

    class Asked:
        version, seen, sample = blob_generator.version, blob_generator.seen, blob_generator.sample

        def __reduce__(self):
            asked.append(self)
            raise RuntimeError("not today")

    found(build(Remembered(), generator=Asked()), rounds=1)
    assert len(asked) == 1


def test_a_model_that_diverges_is_remembered_as_such(build):
    remembered = Remembered()
    results = [play(build(remembered, learning_rate=1e38), 2)[-1] for _ in range(2)]
    assert results[0].events == results[1].events
    assert any("standalone" in reason for _, reason in results[0].events)


def test_tensors_are_known_by_what_they_hold_not_by_where_they_lie():
    names = [Course({"weights": torch.arange(3.0)}, np.arange(2)).name for _ in range(2)]
    assert names[0] == names[1]
    assert names[0] != Course({"weights": torch.arange(3.0) + 1}, np.arange(2)).name
    assert names[0] != Course({"weights": torch.arange(3)}, np.arange(2)).name


def test_the_oldest_is_forgotten_where_memory_ends():
    def alone(value):
        return Alone(torch.full((5, 20), float(value)), (), np.zeros(5))

    remembered = Remembered(3 * alone(0).bytes)
    computed = []

    def ask(value):
        return remembered.recall(Course(value), lambda: computed.append(value) or alone(value))

    for value in (1, 2, 3, 1, 4, 1, 2):
        assert ask(value).models[0, 0] == value
    assert computed == [1, 2, 3, 4, 2], "two was not asked for the longest"


def test_simulations_of_one_seed_under_two_rules_train_standalone_models_once(trained):
    """As a study plays them: from configurations, each with data and generator of its own reading."""
    results = {}
    for rule in ("none", "pairwise", "bargaining"):
        model = CoopetitionModel(
            seed=5,
            **{
                "population.organizations": 3,
                "run.rounds": 2,
                "learning.kind": "federated",
                "redistribution.rule": rule,
            },
        ).run()
        results[rule] = model.tables()["organizations"]["accuracy_alone"].to_numpy()
    assert trained.call_count == 2
    assert np.array_equal(results["none"], results["bargaining"])
