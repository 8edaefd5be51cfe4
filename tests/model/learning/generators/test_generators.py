"""What every generator promises: real shapes and labels, the same draws for the same key, a state that restores."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cocogen.agents.names import UnknownNameError
from cocogen.model.learning.generators import balanced_labels, fit_generator, generators
from cocogen.model.learning.tasks import Split

QUICK = {
    "vae": {"steps": 300, "latent": 3, "hidden": 32},
    "diffusion": {"steps": 700, "hidden": 48, "blocks": 1},
}


@pytest.fixture(scope="module")
def images():
    """Return tiny pictures, dark on the left or dark on the right, of classes 0 and 1; class 2 is never seen."""
    rng = np.random.default_rng(0)
    y = np.arange(80) % 2
    x = np.clip(rng.normal(0.2, 0.05, (80, 1, 4, 4)), 0, 1)
    x[y == 0, :, :, :2] += 0.6
    x[y == 1, :, :, 2:] += 0.6
    return Split(x.astype(np.float32), y.astype(np.int64))


@pytest.fixture(scope="module")
def fitted(images):
    return {
        name: fit_generator(name, images, 3, cache=False, **QUICK.get(name, {}))
        for name in generators.names()
    }


@pytest.mark.parametrize("name", generators.names())
def test_samples_look_like_their_class(fitted, name):
    labels = np.array([0, 1] * 40)
    made = fitted[name].sample(labels, np.random.default_rng(1))
    assert made.shape == (80, 1, 4, 4)
    assert made.dtype == np.float32
    left, right = made[..., :2].mean((1, 2, 3)), made[..., 2:].mean((1, 2, 3))
    assert ((left > right) == (labels == 0)).mean() > 0.95
    assert made.min() >= 0
    assert made.max() <= 1


@pytest.mark.parametrize("name", generators.names())
def test_the_same_key_draws_the_same(fitted, name):
    labels = np.array([1, 0, 1])
    first, again, other = (fitted[name].sample(labels, np.random.default_rng(seed)) for seed in (0, 0, 1))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


@pytest.mark.parametrize("name", generators.names())
def test_a_state_restores_the_generator(fitted, name):
    other = generators.create(name, **QUICK.get(name, {}))
    other.restore(fitted[name].state())
    labels = np.array([0, 1, 1])
    expected = fitted[name].sample(labels, np.random.default_rng(3))
    assert np.array_equal(other.sample(labels, np.random.default_rng(3)), expected)
    with pytest.raises(KeyError):
        other.restore({})


@pytest.mark.parametrize("name", generators.names())
def test_nothing_is_drawn_for_nobody(fitted, name):
    made = fitted[name].sample(np.array([], dtype=np.int64), np.random.default_rng(0))
    assert made.shape == (0, 1, 4, 4)


@pytest.mark.parametrize("name", generators.names())
def test_it_knows_which_classes_it_has_seen(fitted, name):
    assert fitted[name].seen.tolist() == [True, True, False]


@pytest.mark.parametrize("name", generators.names())
def test_an_unseen_class_is_named(fitted, name):
    with pytest.raises(ValueError, match="has seen no sample of class 2"):
        fitted[name].sample(np.array([0, 2]), np.random.default_rng(0))


@pytest.mark.parametrize("name", generators.names())
def test_fitting_comes_first(name):
    generator = generators.create(name)
    with pytest.raises(RuntimeError, match="must be fitted before"):
        generator.sample(np.array([0]), np.random.default_rng(0))
    with pytest.raises(RuntimeError, match="must be fitted before"):
        generator.state()


@pytest.mark.parametrize("name", ["mixture", "vae", "diffusion"])
def test_the_same_seed_fits_the_same(images, name):
    quick = {**QUICK.get(name, {}), **({} if name == "mixture" else {"steps": 300})}
    first, again, other = (
        fit_generator(name, images, 3, cache=False, seed=seed, **quick).sample(
            np.array([0, 1]), np.random.default_rng(0)
        )
        for seed in (0, 0, 1)
    )
    assert np.array_equal(first, again)
    assert name == "mixture" or not np.array_equal(first, other)


def test_a_class_with_one_sample_is_enough_for_a_mixture():
    data = Split(np.array([[0.0, 0], [1, 1], [5, 5]], dtype=np.float32), np.array([0, 0, 1]))
    made = fit_generator("mixture", data, 2, cache=False).sample(np.array([1] * 50), np.random.default_rng(0))
    assert np.abs(made.mean(0) - 5).max() < 1


def test_vae_noise_spreads_samples(images):
    calm, noisy = (
        fit_generator("vae", images, 3, cache=False, noise=noise, temperature=0.0, **QUICK["vae"])
        for noise in (0, 3)
    )
    labels = np.zeros(60, dtype=np.int64)
    spread = [g.sample(labels, np.random.default_rng(0)).std(0).mean() for g in (calm, noisy)]
    assert spread[1] > 1.2 * spread[0]


def test_the_oracle_repeats_no_sample_while_they_last(images):
    oracle = fit_generator("oracle", images, 3, cache=False)
    made = oracle.sample(np.zeros(40, dtype=np.int64), np.random.default_rng(0))
    assert len(np.unique(made.reshape(40, -1), axis=0)) == 40
    more = oracle.sample(np.zeros(50, dtype=np.int64), np.random.default_rng(0))
    assert len(np.unique(more.reshape(50, -1), axis=0)) == 40


def test_the_bootstrap_moves_pictures_by_whole_pixels():
    x = np.zeros((2, 1, 3, 3), dtype=np.float32)
    x[:, 0, 1, 1] = 1.0
    data = Split(x, np.array([0, 1]))
    made = fit_generator("bootstrap", data, 2, cache=False, noise=0.0).sample(
        np.zeros(200, dtype=np.int64), np.random.default_rng(0)
    )
    assert (made.sum((1, 2, 3)) == 1).all()
    assert (made.mean(0)[0] > 0).all()  # all nine places are reached


@given(
    amount=st.integers(0, 60),
    weights=st.lists(st.floats(0, 1), min_size=2, max_size=6),
    seed=st.integers(0, 100),
)
@settings(deadline=None, derandomize=True)
def test_labels_follow_their_distribution_to_the_sample(amount, weights, seed):
    distribution = np.array(weights) + 1e-3
    distribution /= distribution.sum()
    labels = balanced_labels(amount, distribution, np.random.default_rng(seed))
    counts = np.bincount(labels, minlength=len(weights))
    assert counts.sum() == amount
    assert (np.abs(counts - amount * distribution) < 1 + 1e-6).all()


def test_labels_have_the_right_mean():
    distribution = np.array([0.5, 0.3, 0.2])
    counts = sum(
        np.bincount(balanced_labels(7, distribution, np.random.default_rng(seed)), minlength=3)
        for seed in range(3000)
    )
    assert counts / 21000 == pytest.approx(distribution, abs=0.005)


@pytest.mark.parametrize(
    ("name", "parameters", "message"),
    [
        ("vae", {"latent": 0}, "latent must be a whole number from 1 to 16,384, got 0"),
        ("vae", {"temperature": -1}, "temperature must be a number from 0 to 1,000, got -1"),
        ("mixture", {"components": 0}, "components must be a whole number from 1 to 1,000, got 0"),
        (
            "mixture",
            {"regularisation": 0},
            "regularisation must be a number above 0 and at most 1,000, got 0",
        ),
        ("diffusion", {"sampling_steps": 0}, "sampling_steps must be a whole number from 1 to 16,384, got 0"),
        ("bootstrap", {"shift": -1}, "shift must be a whole number from 0 to 1,000, got -1"),
    ],
)
def test_parameters_are_checked(name, parameters, message):
    with pytest.raises(ValueError, match=message):
        generators.create(name, **parameters)


def test_an_unknown_generator_names_the_nearest():
    with pytest.raises(UnknownNameError, match="did you mean 'vae'"):
        fit_generator("va", Split(np.zeros((1, 1), dtype=np.float32), np.zeros(1, dtype=np.int64)), 1)
