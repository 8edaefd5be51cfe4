"""A user's own arrays and CSV files."""

import numpy as np
import pytest

from model.learning.tasks import load_task, task_from_arrays


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
    ],
)
def test_bad_arrays_are_named(x, y, owners, message):
    with pytest.raises(ValueError, match=message):
        task_from_arrays("t", x, y, owners=owners, test_per_class=2)


@pytest.fixture
def table(tmp_path):
    rows = ["age,city,bank,late"]
    rows += [f"{20 + i},{'ab'[i % 2]},{'xyz'[i % 3]},{'no' if i % 4 else 'yes'}" for i in range(80)]
    rows.append(",a,x,yes")
    path = tmp_path / "loans.csv"
    path.write_text("\n".join(rows))
    return path


def test_a_csv_file_is_a_task(table):
    task = load_task("csv", path=str(table), label="late", owner="bank", test_per_class=5)
    assert task.name == "loans"
    assert task.classes == 2
    assert task.shape == (3,)  # age, and one column per city
    assert task.owner_names == ("x", "y", "z")
    everything = np.concatenate([task.public.x, task.pool.x, task.test.x])
    assert len(everything) == 80  # the incomplete row is left out
    assert np.allclose(everything.mean(0), 0, atol=1e-5)


def test_a_csv_file_without_owners(table):
    task = load_task("csv", path=str(table), label="late", test_per_class=5)
    assert task.owners is None
    assert task.shape == (6,)


def test_a_missing_column_is_named_with_those_there_are(table):
    with pytest.raises(ValueError, match=r"no column 'lat' \(columns: age, city, bank, late\)"):
        load_task("csv", path=str(table), label="lat")


def test_a_missing_file_is_one_line(tmp_path):
    with pytest.raises(ValueError, match="cannot read") as caught:
        load_task("csv", path=str(tmp_path / "none.csv"), label="y")
    assert "\n" not in str(caught.value)


def test_a_file_without_features(tmp_path):
    path = tmp_path / "bare.csv"
    path.write_text("y\n1\n2\n")
    with pytest.raises(ValueError, match="no feature beside 'y'"):
        load_task("csv", path=str(path), label="y")
