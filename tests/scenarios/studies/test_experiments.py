"""The experiments behind the claims."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from cocogen.scenarios.studies import experiments
from cocogen.scenarios.studies.experiments import real_tasks, reproduction


def test_tasks_that_can_be_trained_on_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "digits" in real_tasks(quick=True)
    assert "mnist-5k" not in real_tasks(quick=True)
    monkeypatch.setattr(experiments, "REAL_TASKS", {"digits": "no_such_package"})
    assert importlib.util.find_spec("no_such_package") is None
    assert real_tasks(quick=False) == ()


def test_quick_and_full_reproductions_are_different_plans() -> None:
    quick, full = (reproduction(quick=quick, tasks=("digits",)) for quick in (True, False))
    assert quick.identity != full.identity
    assert len(quick.cells) < len(full.cells)
    assert {row.labels["setting"] for row in quick.rows} == {"theory", "curve", "digits"}
    assert quick.about["tasks"] == ["digits"]


def test_real_training_is_real() -> None:
    plan = reproduction(quick=True, tasks=("digits",))
    trained = [row.cell for row in plan.rows if row.labels["setting"] == "digits"]
    assert trained
    assert all('"kind":"federated"' in cell.payload for cell in trained)


def test_a_package_of_debian_s_is_found_by_its_data(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(experiments, "REAL_TASKS", {"fashion-mnist": "dataset-fashion-mnist"})
    for place, found in ((tmp_path, ("fashion-mnist",)), (tmp_path / "none", ())):
        monkeypatch.setattr(experiments, "SYSTEM_PACKAGES", {"dataset-fashion-mnist": place})
        assert real_tasks() == found
    assert real_tasks(quick=True) == ()
