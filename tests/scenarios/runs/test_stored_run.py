"""The stored run: what is read back is what was played, and what is no run is said in one line."""

from __future__ import annotations

from pathlib import Path

import pytest

from cocogen.scenarios.description.catalog import load_scenario, scenario_names
from cocogen.scenarios.folders.manifest import ManifestError
from cocogen.scenarios.runs.origin import Origin
from cocogen.scenarios.runs.run_folder import RunFolder, config_content
from cocogen.scenarios.runs.stored_run import (
    CONFIG,
    RunFolderError,
    checkpoint_name,
    read_run,
)


def stored(path: Path, name: str, configs) -> Path:
    """Put the beginning of a run into a folder."""
    folder = RunFolder(path)
    folder.claim()
    headline = list(configs)[-1]
    folder.commit(Origin(name, {}), (), {CONFIG: config_content(name, headline, configs)})
    folder.release()
    return path


@pytest.mark.parametrize("name", scenario_names())
def test_the_configuration_of_every_variant_is_read_as_it_was(tmp_path, name):
    configs = load_scenario(name).variant_configs()
    found = read_run(stored(tmp_path / "run", name, configs))
    assert (found.scenario, found.configs) == (name, configs)


def test_what_the_headline_sets_and_another_variant_does_not_is_told_apart(tmp_path):
    base = load_scenario("quickstart").config()
    configs = {
        "plain": base,
        "whole pool": base.with_overrides({"population.size_spread": 0.1}),
        "set": base.with_overrides({"redistribution.rate": 0.2, "population.samples": 60.0}),
    }
    assert read_run(stored(tmp_path / "run", "quickstart", configs)).configs == configs


def test_a_run_that_has_only_begun_says_how_to_go_on(tmp_path):
    path = stored(tmp_path / "my run", "churn", load_scenario("churn").variant_configs())
    run = read_run(path)
    assert run.progress == "0 of 60 rounds"
    assert run.summary == {}
    assert run.checkpoint("none") is None
    with pytest.raises(
        RunFolderError, match=r"no round yet; cocogen run churn --resume --out '.*/my run' goes on"
    ):
        read_run(path).tables()


def test_what_is_no_run_is_said(tmp_path):
    with pytest.raises(RunFolderError, match=r"is not a run folder: it has no manifest\.json"):
        _ = read_run(tmp_path).configs
    (tmp_path / CONFIG).write_text("")
    with pytest.raises(RunFolderError, match="is not a run folder"):
        _ = read_run(tmp_path).configs
    (tmp_path / CONFIG).write_text('scenario = "churn"\n[variant.none]\n')
    with pytest.raises(
        RunFolderError, match=r"earlier version of cocogen.*play it again into another folder"
    ):
        _ = read_run(tmp_path).configs


def test_an_emptied_file_is_said(tmp_path):
    path = stored(tmp_path / "run", "churn", load_scenario("churn").variant_configs())
    (path / CONFIG).write_text("")
    with pytest.raises(ManifestError, match=r"config\.toml is damaged"):
        read_run(path)


def test_a_configuration_of_another_version_is_said(tmp_path):
    folder = RunFolder(tmp_path)
    folder.claim()
    text = b'scenario = "churn"\nheadline = "a"\n[variant.a]\n[run]\nlaps = 3\n'
    folder.commit(Origin("churn", {}), (), {CONFIG: text})
    folder.release()
    with pytest.raises(RunFolderError, match=r"config\.toml cannot be used: .*laps"):
        _ = read_run(tmp_path).configs


def test_every_variant_has_a_checkpoint_of_its_own():
    names = [
        "none 0.1",
        "CoCoGen+",
        "a/b",
        "a%2Fb",
        "..",
        "ü",
        "as it was",
        "",
        "ü" * 300,
        "ü" * 301,
        "x" * 120,
    ]
    files = [checkpoint_name(name) for name in names]
    assert len(set(files)) == len(names)
    assert files[0] == "checkpoint/none 0.1.safetensors"
    assert all(file.count("/") == 1 and len(file) < 150 for file in files)
