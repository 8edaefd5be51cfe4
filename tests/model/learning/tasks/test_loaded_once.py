"""Tasks that take long to read are read once, and again when their files are others."""

from __future__ import annotations

import os

import numpy as np
import pytest

from cocogen.model.learning.tasks import load_task, loaded_once
from cocogen.model.learning.tasks.loaded_once import loaded_once as read_once


@pytest.fixture(autouse=True)
def _nothing_held():
    loaded_once._held.cache_clear()
    yield
    loaded_once._held.cache_clear()


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "data.csv"
    path.write_text("1")
    return path


@pytest.fixture
def load(blob_task):
    class Load:
        calls = 0

        def __call__(self, *_parameters):
            self.calls += 1
            return blob_task

    return Load()


def test_the_same_files_and_parameters_are_read_once(file, load, blob_task):
    assert all(read_once(load, [file], "blobs", 1) is blob_task for _ in range(3))
    assert load.calls == 1


def test_another_file_another_content_and_other_parameters_are_read(file, load, tmp_path):
    other = tmp_path / "other.csv"
    other.write_text("1")
    read_once(load, [file], "blobs", 1)
    read_once(load, [other], "blobs", 1)
    read_once(load, [file], "blobs", 2)
    assert load.calls == 3
    os.utime(file, ns=(1, 1))
    read_once(load, [file], "blobs", 2)
    file.write_text("12")
    os.utime(file, ns=(1, 1))
    read_once(load, [file], "blobs", 2)
    assert load.calls == 5


def test_what_is_not_there_is_not_held(file, load):
    missing = file.with_name("missing.csv")
    for _ in range(2):
        read_once(load, [file, missing], "blobs")
    assert load.calls == 2


def test_two_tasks_are_held(file, load):
    for name in ("a", "b", "a", "c", "a", "b"):
        read_once(load, [file], name)
    assert load.calls == 4


@pytest.mark.parametrize(
    ("name", "other"), [("flights", {"largest": 900}), ("mnist-5k", {"test_per_class": 50})]
)
def test_a_packaged_task_is_the_same_each_time_and_heeds_every_parameter(name, other):
    first = load_task(name)
    assert load_task(name) is first
    assert len(load_task(name, seed=1).pool) > 0
    assert load_task(name, seed=1) is not first
    assert len(load_task(name, **other).test) + len(load_task(name, **other).pool) != len(first.test) + len(
        first.pool
    )
    assert np.array_equal(load_task(name).pool.y, first.pool.y)
