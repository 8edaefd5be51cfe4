"""Tables of several variants: put together and taken apart."""

from __future__ import annotations

import pandas as pd

from cocogen.scenarios.runs.stacking import apart, together


def test_tables_are_put_together_and_taken_apart():
    one = {
        "rounds": pd.DataFrame({"round": [1, 2]}),
        "events": pd.DataFrame({"round": [1], "event": ["exit"]}),
    }
    none = {"rounds": pd.DataFrame({"round": [1]}), "events": one["events"].iloc[:0]}
    stacked = together({"a": one, "b": none})
    assert stacked["rounds"]["variant"].tolist() == ["a", "a", "b"]
    back = apart(stacked)
    pd.testing.assert_frame_equal(back["a"]["rounds"], one["rounds"])
    assert len(back["b"]["events"]) == 0
