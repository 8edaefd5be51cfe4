"""A stranger's own data on the command line: every line on the way names what the next step needs, until it plays."""

from __future__ import annotations

import csv
import re
import shlex

import pytest
from sklearn.datasets import load_wine

from cocogen.scenarios.command_line.application import run_command

QUICKSTART = ("run", "quickstart", "--rounds", "1", "--quiet", "--out", "run", "--force")
QUICKSTART += ("--set", "task.name=csv", "--set", "task.path=own data.csv", "--set", "task.label=1")


def write(path, data, owners="ABCDE"):
    """Write a data set of scikit-learn with its class in a column called 1 and an owner for every row."""
    with path.open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow([*data.feature_names, "1", "owner"])
        for i, (values, kind) in enumerate(zip(data.data, data.target, strict=True)):
            rows.writerow([*values, f"class {kind}", owners[i % len(owners)]])


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    """One cache for all tests: they train the same generator."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def said(capsys, tmp_path, monkeypatch, cache):
    """A function that runs a command beside the file ``own data.csv`` and returns its exit code and the line that it said."""
    monkeypatch.setenv("COCOGEN_CACHE", str(cache))
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "own data.csv", load_wine())

    def run(*arguments):
        code = run_command(list(arguments))
        lines = [line for line in capsys.readouterr().err.splitlines() if line.startswith("cocogen: ")]
        assert len(lines) <= 1
        return code, lines[0] if lines else ""

    return run


def test_quickstart_says_what_own_data_need_until_it_plays(said):
    command = [*QUICKSTART, "--set", "task.drop=owner"]
    code, line = said(*command)
    for field in ("game.calibration", "task.test_per_class", "population.organizations"):
        assert code == 2
        *_, way = re.findall(rf"{field}=[\w:-]+", line)
        command += ["--set", way]
        code, line = said(*command)
    assert (code, line) == (0, "")


def test_the_calibration_that_the_hint_asks_for_is_fitted_and_used(said):
    own = ("task.owner=owner", "task.test_per_class=16")
    command = [*QUICKSTART, *(word for setting in own for word in ("--set", setting))]
    command += ["--set", "population.partition=natural", "--set", "population.organizations=5"]
    code, line = said(*command)
    calibrate, option = re.findall(r"`(.*?)`", line)[:2]
    assert code == 2
    assert calibrate.startswith("cocogen calibrate csv ")
    assert said(*shlex.split(calibrate)[1:], "--rounds", "5", "--repeats", "1") == (0, "")
    assert said(*command, *shlex.split(option)) == (0, "")
