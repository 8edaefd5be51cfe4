"""Inputs: which files a configuration reads, and that an identity covers what they hold."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cocogen.agents.decisions import DecisionRule, decision_rules
from cocogen.agents.inputs import InputFile, input_parameters
from cocogen.model.config import SimulationConfig
from cocogen.model.config.inputs import (
    CALIBRATION,
    Input,
    InputError,
    calibration_input,
    changed_input,
    identity,
    input_files,
    read_inputs,
)
from cocogen.model.files.digests import file_digest
from cocogen.scenarios.description.catalog import load_scenario
from cocogen.scenarios.description.scenario import with_resolved_game


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    trace, data = tmp_path / "trace.csv", tmp_path / "data.csv"
    trace.write_text("organization,from,to\nA,2,3\n")
    data.write_text("x,y\n1,a\n2,b\n")
    return {"environment.trace": str(trace), "task.path": str(data)}


def of(files: dict[str, str], **more: object) -> SimulationConfig:
    """Return the quickstart's configuration on one's own data, with outages from a trace."""
    return load_scenario("quickstart").config({"task.name": "csv", "task.label": "y", **files, **more})


def test_a_shipped_scenario_reads_no_file():
    for config in load_scenario("quickstart").variant_configs().values():
        assert input_files(config) == ()
        assert read_inputs(config) == ()


def test_own_data_and_traces_are_inputs(files):
    assert dict(input_files(of(files))) == files


def test_a_part_of_somebody_else_says_what_it_reads(tmp_path, monkeypatch):
    monkeypatch.setattr(decision_rules, "_factories", dict(decision_rules._factories))
    default = tmp_path / "habits.csv"

    @decision_rules.register("scripted")
    class Scripted(DecisionRule):
        def __init__(self, script: InputFile = str(default), other: InputFile | None = None) -> None:
            """Do nothing."""

        def revise(self, outlook, rng):
            return 0.0

    assert input_parameters(Scripted) == {"script": str(default), "other": None}
    alone = SimulationConfig().with_overrides({"decision.rule": "scripted", "decision.other": "x"})
    assert dict(input_files(alone)) == {"decision.script": str(default), "decision.other": "x"}
    shares = {"scripted": 0.5, "best-response": 0.5}
    mixed = SimulationConfig().with_overrides({"decision.shares": shares})
    assert input_files(mixed) == (("decision.script", str(default)),)


def test_the_identity_covers_what_files_hold(files):
    config = of(files)
    before = read_inputs(config)
    known = identity(config, before)
    assert identity(of(files), read_inputs(config)) == known
    assert identity(of(files, **{"run.seed": 1}), before) != known
    assert changed_input(before) is None
    Path(files["task.path"]).write_text("x,y\n1,a\n2,c\n")
    assert identity(config, read_inputs(config)) != known
    assert changed_input(before) == before[0]
    assert before[0].role == "task.path"


def test_a_calibration_is_an_input_where_numbers_are_still_taken_from_it(tmp_path):
    shipped = Path(__file__).parents[3] / "model" / "learning" / "calibrations" / "digits.json"
    mine = tmp_path / "mine.json"
    mine.write_text(shipped.read_text())
    named = load_scenario("quickstart").config({"game.calibration": str(mine)})
    written_out = with_resolved_game(named)
    entry = Input(CALIBRATION, str(mine), file_digest(mine))
    assert read_inputs(named) == calibration_input(named) == calibration_input(written_out) == (entry,)
    assert read_inputs(written_out) == ()
    mine.unlink()
    assert calibration_input(written_out) == ()
    with pytest.raises(InputError, match=r"game\.calibration: cannot read .*mine\.json"):
        changed_input([entry])


def test_a_file_that_cannot_be_read_is_said_with_its_field(files):
    config = of(files)
    Path(files["task.path"]).unlink()
    with pytest.raises(InputError, match=r"task\.path: cannot read .*data\.csv: No such file"):
        read_inputs(config)


def test_a_pipe_or_a_folder_is_refused_rather_than_read_for_ever(files):
    place = Path(files["task.path"])
    place.unlink()
    os.mkfifo(place)
    with pytest.raises(InputError, match=r"task\.path: .*data\.csv is no regular file"):
        read_inputs(of(files))
    place.unlink()
    place.mkdir()
    with pytest.raises(InputError, match=r"task\.path: .*data\.csv is no regular file"):
        read_inputs(of(files))
