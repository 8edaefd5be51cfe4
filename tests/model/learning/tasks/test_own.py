"""A user's own arrays."""

import numpy as np
import pytest

from cocogen.model.learning.tasks import task_from_arrays


def test_any_labels_and_owners_will_do():
    x = np.random.default_rng(0).normal(size=(60, 2, 4))
    y = np.array(["no", "yes", "maybe"] * 20)
    owners = np.array(["north", "south"] * 30)
    task = task_from_arrays("survey", x, y, owners=owners, network="cnn", public=0.0, test_per_class=5)
    assert task.classes == 3
    assert task.shape == (2, 4)
    assert len(task.public) == 0
    assert task.owner_names == ("north", "south")
    assert task.owners is not None
    assert len(task.owners) == len(task.pool) == 45


@pytest.mark.parametrize(
    ("x", "y", "owners", "message"),
    [
        ([[1.0]] * 3, [0, 1], None, "3 samples but 2 labels"),
        ([[1.0]] * 3, [1, 1, 1], None, "at least 2 classes are needed, got 1"),
        ([[np.nan]] * 20, [0, 1] * 10, None, "must be finite"),
        ([[1.0]] * 20, [0, 1] * 10, ["a"] * 3, "20 samples but 3 owners"),
        ([[1.0]] * 20, [0.0, np.nan] * 10, None, "10 of 20 labels are no number"),
        ([[1.0]] * 20, np.array([0, "a"] * 10, dtype=object), None, "every label must be of one kind"),
        ([[1.0]] * 20, [0, 1] * 10, [np.inf] * 20, "20 of 20 owners are no number"),
    ],
)
def test_bad_arrays_are_named(x, y, owners, message):
    with pytest.raises(ValueError, match=message):
        task_from_arrays("t", x, y, owners=owners, test_per_class=2)
