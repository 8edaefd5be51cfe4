"""The check of results to the last bit: equal results are equal, the last bit counts, names may have changed."""

import json

import numpy as np
import pytest

from benchmarks.unchanged import differences, fingerprint, main, play, renamed


def test_the_last_bit_counts_and_one_nan_is_as_good_as_another():
    one = np.array([1.0, np.nan])
    assert fingerprint(one) == fingerprint(one.copy())
    assert fingerprint([np.nextafter(1.0, 2.0), np.nan]) != fingerprint(one)
    assert fingerprint([1.0, -np.nan]) == fingerprint(one)
    assert fingerprint(["a", "b"]) != fingerprint(["ab", ""])
    assert fingerprint([True, False]) != fingerprint([False, True])


def test_playing_again_gives_the_same():
    found = play(["two-firms"])
    assert any(place.endswith("/ organizations / utility") for place in found)
    assert any("theory of rules" in place for place in found)
    assert differences(found, play(["two-firms"])) == []


def test_what_differs_is_named():
    before = {"a / market / x": "1", "a / market / y": "2", "a / gone / x": "3"}
    now = {"a / variant / x": "1", "a / variant / y": "5", "a / came / x": "3"}
    assert differences(renamed(before, {"market": "variant"}), now) == [
        "differs: a / variant / y",
        "missing: a / gone / x",
        "new: a / came / x",
    ]


def test_as_a_command(tmp_path, monkeypatch, capsys):
    file = tmp_path / "before.json"
    monkeypatch.setattr("sys.argv", ["unchanged", "record", str(file), "--only", "two-firms"])
    assert main() == 0
    monkeypatch.setattr("sys.argv", ["unchanged", "compare", str(file), "--only", "two-firms"])
    assert main() == 0
    assert "the same to the last bit" in capsys.readouterr().out
    recorded = json.loads(file.read_text())
    place = next(place for place in recorded if place.endswith("utility"))
    file.write_text(json.dumps(recorded | {place: "0"}))
    assert main() == 1
    assert capsys.readouterr().out.strip() == f"differs: {place}"


@pytest.mark.parametrize("what", ["retold", ""])
def test_it_either_records_or_compares(what, monkeypatch):
    monkeypatch.setattr("sys.argv", ["unchanged", what, "x.json"])
    with pytest.raises(SystemExit):
        main()
