"""The journal survives being cut off and damaged anywhere."""

import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cocogen.scenarios.studies.journal import Journal

RECORDS = st.lists(
    st.dictionaries(
        st.text(max_size=5), st.text(max_size=8) | st.floats(allow_nan=False) | st.none(), max_size=3
    ),
    min_size=1,
    max_size=5,
)


@settings(deadline=None, derandomize=True, max_examples=40)
@given(before=RECORDS, after=RECORDS, data=st.data())
def test_a_file_cut_off_anywhere_keeps_what_is_whole_and_goes_on(
    tmp_path_factory: pytest.TempPathFactory, before: list[Any], after: list[Any], data: st.DataObject
) -> None:
    journal = Journal(tmp_path_factory.mktemp("journal") / "j")
    journal.append(before)
    content = journal.path.read_bytes()
    cut = data.draw(st.integers(0, len(content)))
    journal.path.write_bytes(content[:cut])
    whole = before[: content[:cut].count(b"\n")]
    survived = list(journal.records())
    assert survived[: len(whole)] == whole
    assert len(survived) <= len(whole) + 1  # only the line break of the last may be missing
    journal.append(after)
    assert list(journal.records()) == survived + after


@settings(deadline=None, derandomize=True, max_examples=40)
@given(records=RECORDS, data=st.data())
def test_a_damaged_byte_costs_one_record(
    tmp_path_factory: pytest.TempPathFactory, records: list[Any], data: st.DataObject
) -> None:
    journal = Journal(tmp_path_factory.mktemp("journal") / "j")
    journal.append(records)
    content = bytearray(journal.path.read_bytes())
    content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.sampled_from([1, 16, 255]))
    journal.path.write_bytes(bytes(content))
    found = list(journal.records())
    assert len(found) >= len(records) - 2  # a lost line break joins two
    assert all(record in records for record in found)


def test_not_a_number_survives(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "j")
    journal.append([{"x": float("nan"), "y": 0.1 + 0.2}])
    (record,) = journal.records()
    assert record["x"] != record["x"]
    assert record["y"] == 0.1 + 0.2


def test_no_file_has_no_records(tmp_path: Path) -> None:
    assert list(Journal(tmp_path / "missing").records()) == []


@pytest.mark.parametrize("written", [0, 1, 9, 30])
def test_a_full_disk_leaves_a_torn_line_that_the_next_record_passes_by(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: int
) -> None:
    journal = Journal(tmp_path / "j")
    journal.append([{"x": 1}])
    write, left = os.write, [written]

    def filling_up(descriptor: int, data: bytes) -> int:
        if left[0] == 0:
            raise OSError(28, "No space left on device")
        count = write(descriptor, data[: left[0]])
        left[0] -= count
        return count

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", filling_up)
        with pytest.raises(OSError, match="No space left"):
            journal.append([{"x": 2, "text": "long enough to be cut off somewhere"}])
    assert list(journal.records()) == [{"x": 1}]
    journal.append([{"x": 3}])
    assert list(journal.records()) == [{"x": 1}, {"x": 3}]
