"""Splits, tasks and how splits are cut."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cocogen.model.learning.tasks.task import Split, Task, as_split, balanced, divide


def split(n: int = 4, classes: int = 2) -> Split:
    return Split(np.zeros((n, 3), dtype=np.float32), np.arange(n, dtype=np.int64) % classes)


def test_a_split_needs_one_label_per_sample():
    with pytest.raises(ValueError, match="2 samples, 3 labels"):
        Split(np.zeros((2, 1), dtype=np.float32), np.zeros(3, dtype=np.int64))


def test_take_keeps_the_order_asked_for():
    data = Split(np.arange(3, dtype=np.float32)[:, None], np.arange(3, dtype=np.int64))
    taken = data.take(np.array([2, 0]))
    assert taken.y.tolist() == [2, 0]
    assert taken.x[:, 0].tolist() == [2.0, 0.0]


def test_a_task_refuses_labels_outside_its_classes():
    with pytest.raises(ValueError, match=r"'t': a label of the test split is outside 0\.\.1"):
        Task("t", "", 2, "mlp", split(), split(), split(classes=3))


def test_a_task_refuses_owners_that_do_not_fit_the_pool():
    with pytest.raises(ValueError, match="3 owners for 4 pool samples"):
        Task("t", "", 2, "mlp", split(), split(), split(), owners=np.zeros(3, dtype=np.int64))


@given(st.lists(st.integers(5, 40), min_size=2, max_size=5), st.floats(0, 1), st.integers(1, 4))
@settings(deadline=None, derandomize=True)
def test_division_is_disjoint_complete_and_balanced(counts, public, per_class):
    labels = np.repeat(np.arange(len(counts)), counts)
    parts = divide(labels, public=public, test_per_class=per_class)
    assert sorted(np.concatenate(parts).tolist()) == list(range(len(labels)))
    assert np.bincount(labels[parts[2]]).tolist() == [per_class] * len(counts)
    rest = np.array(counts) - per_class
    assert np.bincount(labels[parts[0]], minlength=len(counts)).tolist() == [round(public * r) for r in rest]


def test_division_is_the_same_for_the_same_seed_only():
    labels = np.arange(100) % 2
    first, again, other = (
        divide(labels, public=0.5, test_per_class=5, seed=s)[1].tolist() for s in (0, 0, 1)
    )
    assert first == again != other


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"public": 1.2, "test_per_class": 1}, r"must lie in 0\.\.1, got 1\.2"),
        ({"public": 0.5, "test_per_class": 0}, "at least 1 sample per class, got 0"),
        ({"public": 0.5, "test_per_class": 5}, "class 0 has 5 samples, its test part alone needs 5"),
    ],
)
def test_division_names_what_is_wrong(arguments, message):
    with pytest.raises(ValueError, match=message):
        divide(np.arange(10) % 2, **arguments)


@pytest.mark.parametrize(("most", "amount"), [(None, 3), (2, 2), (9, 3)])
def test_balanced_takes_equally_many_of_every_class(most, amount):
    labels = np.array([0] * 10 + [1] * 3)
    chosen = balanced(labels, most_per_class=most)
    assert np.bincount(labels[chosen]).tolist() == [amount, amount]
    assert len(set(chosen.tolist())) == 2 * amount


def test_read_only_and_strided_arrays_become_plain_ones():
    x = np.broadcast_to(np.arange(3.0), (4, 3))[::2]
    data = as_split(x, [0, 1])
    assert data.x.flags.writeable
    assert data.x.flags.c_contiguous
    assert (data.x.dtype, data.y.dtype) == (np.float32, np.int64)
    same = as_split(data.x, data.y)
    assert same.x is data.x
