"""What is registered before the first number: everything that decides a verdict, and nothing that may differ between machines."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from cells import plan_of

from cocogen.scenarios.studies.claims import AgainstBest, Bound, Difference
from cocogen.scenarios.studies.claims_list import claims
from cocogen.scenarios.studies.experiments import reproduction
from cocogen.scenarios.studies.registration import registration
from cocogen.scenarios.studies.stored_study import REGISTRATION, StudyFolderError, read_about, read_study
from cocogen.scenarios.studies.study_folder import StudyFolder
from cocogen.scenarios.studies.worker import Outcome

PLAN = reproduction(quick=True, tasks=())


def test_every_claim_its_measure_and_its_seeds_are_fixed() -> None:
    said = tomllib.loads(registration(PLAN, claims()))
    assert said["cells"] == PLAN.identity
    assert [entry["name"] for entry in said["claims"]] == [claim.name for claim in claims()]
    seeds = {(entry["setting"], entry["experiment"]): entry["seeds"] for entry in said["experiments"]}
    for entry, claim in zip(said["claims"], claims(), strict=True):
        assert (entry["measure"], entry["statement"]) == (claim.measure, claim.statement)
        name = {Bound: "limit", Difference: "rises", AgainstBest: "rival"}[type(claim.test)]
        assert entry["test"][name] == getattr(claim.test, name)
        assert any(experiment == claim.experiment for _, experiment in seeds)
    assert all(found == list(range(10)) for found in seeds.values())
    skew = next(e for e in said["experiments"] if e["experiment"] == "skew")
    assert (skew["variants"], skew["conditions"]) == (["CoCoGen", "CoCoGen+"], [0.15, 3.0])


def test_the_same_list_is_the_same_text_and_any_change_is_another() -> None:
    text = registration(PLAN, claims())
    assert registration(reproduction(quick=True, tasks=()), claims()) == text
    first, *others = claims()
    fewer = replace(PLAN, rows=PLAN.rows[:-1])
    changed = [
        registration(PLAN, others),
        registration(PLAN, [replace(first, measure="regret"), *others]),
        registration(PLAN, [replace(first, test=Bound(1e-3)), *others]),
        registration(fewer, claims()),
    ]
    assert len({text, *changed}) == 5


def registered(path: Path, text: str) -> StudyFolder:
    return StudyFolder(path, replace(plan_of(2), registration=text))


def test_it_lies_there_before_the_first_cell_and_is_part_of_the_finished_set(tmp_path: Path) -> None:
    from cocogen.scenarios.studies.result_table import result_table

    folder = registered(tmp_path / "study", "claims = 1\n")
    folder.claim()
    assert not folder.finished()
    assert (folder.path / REGISTRATION).read_text() == "claims = 1\n"
    done = Outcome(measures={"square": 1.0}, error="", lasting=True, seconds=0.1)
    folder.write_table(result_table(folder.plan, dict.fromkeys(folder.plan.cells, done)))
    folder.release()
    assert read_study(folder.path).contents[REGISTRATION] == b"claims = 1\n"
    assert len(read_about(folder.path).registration) == 64


def test_another_list_is_refused_and_nothing_is_touched(tmp_path: Path) -> None:
    folder = registered(tmp_path / "study", "claims = 1\n")
    folder.claim()
    folder.release()
    before = {path.name: path.read_bytes() for path in folder.path.iterdir()}
    with pytest.raises(StudyFolderError, match="other claims, seeds or measures") as refused:
        registered(folder.path, "claims = 2\n").claim()
    assert "\n" not in str(refused.value)
    assert {path.name: path.read_bytes() for path in folder.path.iterdir()} == before


@pytest.mark.parametrize("damage", [lambda path: path.unlink(), lambda path: path.write_text("claims = 3\n")])
def test_a_damaged_registration_is_written_again_as_it_was(tmp_path: Path, damage) -> None:
    folder = registered(tmp_path / "study", "claims = 1\n")
    folder.claim()
    folder.release()
    damage(folder.path / REGISTRATION)
    again = registered(folder.path, "claims = 1\n")
    again.claim()
    again.release()
    assert (folder.path / REGISTRATION).read_text() == "claims = 1\n"


def test_a_sweep_registers_nothing(tmp_path: Path) -> None:
    folder = registered(tmp_path / "study", "")
    folder.claim()
    folder.release()
    assert not (folder.path / REGISTRATION).exists()
    assert read_about(folder.path).registration == ""
