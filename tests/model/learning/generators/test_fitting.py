"""The cache of fitted generators: keyed by content, and never in the way."""

import numpy as np
import pytest
from safetensors.numpy import save

from cocogen.agents.names import UnknownNameError
from cocogen.model.learning.generators import fit_generator, fit_generators, fitting
from cocogen.model.learning.generators.mixture import GaussianMixture
from cocogen.model.learning.kept import keep
from cocogen.model.learning.tasks import Split
from cocogen.model.simulation import CoopetitionModel
from cocogen.scenarios.description.catalog import load_scenario


@pytest.fixture
def data(blobs):
    return blobs(60)


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("COCOGEN_CACHE", str(tmp_path))
    return tmp_path / "generators"


@pytest.fixture
def fits(monkeypatch):
    """Count how often a mixture is really fitted."""
    counted = []
    fit = GaussianMixture.fit
    monkeypatch.setattr(GaussianMixture, "fit", lambda *arguments: (counted.append(1), fit(*arguments))[1])
    return counted


def draw(generator):
    return generator.sample(np.array([0, 1, 2]), np.random.default_rng(0))


def test_a_fit_is_kept_and_found_again(data, cache, fits):
    first = fit_generator("mixture", data, 3)
    again = fit_generator("mixture", data, 3)
    assert len(fits) == 1
    assert np.array_equal(draw(first), draw(again))
    assert [path.suffix for path in cache.iterdir()] == [".generator"]


def test_other_data_parameters_seed_or_version_are_another_fit(data, cache, fits, monkeypatch):
    fit_generator("mixture", data, 3)
    fit_generator("mixture", Split(data.x + 1, data.y), 3)
    fit_generator("mixture", Split(data.x, (data.y + 1) % 3), 3)
    fit_generator("mixture", data, 3, components=1)
    fit_generator("mixture", data, 3, seed=1)
    monkeypatch.setattr(GaussianMixture, "version", 99)
    fit_generator("mixture", data, 3)
    assert len(fits) == 6
    assert len(list(cache.iterdir())) == 6


@pytest.mark.parametrize("damage", [b"", b"nonsense", b"\x08\x00\x00\x00\x00\x00\x00\x00{}      "])
def test_a_damaged_entry_is_noted_and_fitted_again(data, cache, fits, damage):
    expected = draw(fit_generator("mixture", data, 3))
    (path,) = cache.iterdir()
    path.write_bytes(damage)
    with pytest.warns(UserWarning, match=rf"{path.name} is damaged; it is made anew"):
        assert np.array_equal(draw(fit_generator("mixture", data, 3)), expected)
    assert len(fits) == 2
    assert len(path.read_bytes()) > len(damage)


def test_no_flipped_bit_changes_a_generator(data, cache, fits):
    expected = draw(fit_generator("mixture", data, 3))
    (path,) = cache.iterdir()
    whole = path.read_bytes()
    places = range(0, 8 * len(whole), 8 * len(whole) // 100)
    for bit in places:
        damaged = bytearray(whole)
        damaged[bit // 8] ^= 1 << bit % 8
        path.write_bytes(damaged)
        with pytest.warns(UserWarning, match="is damaged"):
            assert np.array_equal(draw(fit_generator("mixture", data, 3)), expected)
        assert path.read_bytes() == whole
    assert len(fits) == 1 + len(places)


@pytest.mark.parametrize("content", [b"", b"nonsense", save({"other": np.zeros(3)})])
def test_a_whole_entry_of_something_else_is_noted_and_fitted_again(data, cache, fits, content):
    expected = draw(fit_generator("mixture", data, 3))
    (path,) = cache.iterdir()
    keep(path, content)
    with pytest.warns(UserWarning, match="holds another generator's state"):
        assert np.array_equal(draw(fit_generator("mixture", data, 3)), expected)
    assert len(fits) == 2


def test_a_flipped_bit_does_not_change_the_quickstart(cache):
    config = load_scenario("quickstart").variant_configs({"run.rounds": 1, "learning.generator": "mixture"})[
        "CoCoGen+"
    ]
    whole = CoopetitionModel(config).run().tables()
    (path,) = cache.iterdir()
    damaged = bytearray(path.read_bytes())
    damaged[len(damaged) // 2] ^= 64
    path.write_bytes(damaged)
    with pytest.warns(UserWarning, match="is damaged; it is made anew"):
        mended = CoopetitionModel(config).run().tables()
    for name, table in whole.items():
        assert table.equals(mended[name])


def test_a_cache_that_cannot_be_written_only_costs_time(data, tmp_path, monkeypatch, fits):
    blocker = tmp_path / "file"
    blocker.write_text("")
    monkeypatch.setenv("COCOGEN_CACHE", str(blocker))
    fit_generator("mixture", data, 3)
    fit_generator("mixture", data, 3)
    assert len(fits) == 2


def test_the_cache_can_be_left_out(data, cache):
    fit_generator("mixture", data, 3, cache=False)
    assert not cache.exists()


def test_a_missing_package_has_no_version(monkeypatch):
    monkeypatch.setattr(fitting, "COMPUTING", ("no-such-package",))
    assert fitting._versions() == ["none"]


def test_there_must_be_something_to_learn_from(data):
    with pytest.raises(ValueError, match="'mixture' needs samples to learn from, got none"):
        fit_generator("mixture", data.take(np.array([], dtype=np.int64)), 3)


def test_a_federation_generates_from_the_public_split_or_from_its_own(blob_task):
    shards = [np.flatnonzero(blob_task.pool.y == 0), np.flatnonzero(blob_task.pool.y != 0)]
    public = fit_generators("oracle", blob_task, shards)
    assert public.seen.all()
    own = fit_generators("oracle", blob_task, shards, source="own", transforms=[lambda x: x + 9, lambda x: x])
    assert [generator.seen.tolist() for generator in own] == [[True, False, False], [False, True, True]]
    assert own[0].sample(np.zeros(3, dtype=np.int64), np.random.default_rng(0)).mean() > 5
    with pytest.raises(UnknownNameError, match="unknown source of generators 'pubic'; did you mean 'public'"):
        fit_generators("oracle", blob_task, shards, source="pubic")
