"""Features of columns: any finite scale, and no more memory than there is."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from cocogen.model.learning.tasks import csv_features, load_task
from cocogen.model.learning.tasks.csv_features import standardised


@given(arrays(float, st.integers(2, 30), elements=st.floats(allow_nan=False, allow_infinity=False)))
def test_any_finite_numbers_are_standardised(values):
    with np.errstate(all="raise", under="ignore"):
        made = standardised(values)
    assert np.isfinite(made).all()
    if values.min() < values.max() and np.ptp(values / np.abs(values).max()) > 1e-9:
        assert np.isclose(made.mean(), 0, atol=1e-6)
        assert np.isclose(made.std(), 1)


def test_features_that_need_too_much_memory_are_refused_before_they_take_it(tmp_path, monkeypatch):
    path = tmp_path / "a.csv"
    path.write_text("n,city,y\n" + "".join(f"0.{i},c{i % 30},{i % 2}\n" for i in range(100)))
    monkeypatch.setattr(csv_features, "MOST_BYTES", 4 * 100 * 31)
    assert load_task("csv", path=str(path), label="y", test_per_class=5).shape == (31,)
    monkeypatch.setattr(csv_features, "MOST_BYTES", 4 * 100 * 31 - 1)
    with pytest.raises(ValueError, match=r"column 'city': 100 rows of 31 .* makes 30: set task.drop=city"):
        load_task("csv", path=str(path), label="y", test_per_class=5)
