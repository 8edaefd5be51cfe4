"""``cocogen calibrate``: real training, a stored fit, a table and a picture."""

from __future__ import annotations

import json

import pytest

from model.learning import experiments
from model.learning.calibration import load_calibration
from scenarios.command_line import main
from scenarios.toolkit.catalog import load_scenario


@pytest.fixture
def small_grid(monkeypatch, tmp_path):
    """Train three short runs instead of the whole grid, and keep the fit out of the session's cache."""
    whole = experiments.grid

    def few(rounds, repeats, standalone):
        fitted, held_out = whole(rounds, repeats, standalone)
        return fitted[::9], held_out[:2]

    monkeypatch.setattr(experiments, "grid", few)
    monkeypatch.setenv("COCOGEN_CACHE", str(tmp_path / "cache"))
    return tmp_path


def call(*words: str) -> int:
    with pytest.raises(SystemExit) as left:
        main(["calibrate", *words])
    return int(left.value.code)


def test_a_fit_is_shown_stored_and_used(capsys, small_grid):
    shipped = load_calibration("digits")
    out = small_grid / "figure"
    assert call("digits", "--rounds", "6", "--repeats", "1", "--out", str(out)) == 0
    printed = capsys.readouterr().out
    assert "μ  knowledge_retention" in printed
    assert "held-out runs the predicted accuracy is off by" in printed
    assert {path.suffix for path in out.iterdir()} == {".png", ".pdf"}
    own = load_calibration("digits")
    assert own.scale != shipped.scale
    config = load_scenario("quickstart").market_configs()["CoCoGen+"]
    assert config.game.scale == own.scale


def test_json_for_machines(capsys, small_grid):
    assert (
        call("digits", "--rounds", "6", "--repeats", "1", "--json", "--out", str(small_grid / "figure")) == 0
    )
    told = json.loads(capsys.readouterr().out)
    assert told["task"] == "digits"
    assert 0 < told["ceiling"] <= 1


def test_an_unknown_task_is_refused(capsys):
    assert call("digit") == 2
    assert "unknown task 'digit'; did you mean 'digits'?" in capsys.readouterr().err
