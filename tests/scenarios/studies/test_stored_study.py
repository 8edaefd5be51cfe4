"""What is read of a study's folder is what was written, bit for bit; else the file is named, or made anew."""

from __future__ import annotations

import json
import shutil
import warnings
from pathlib import Path

import pytest

from cocogen.model.files.digests import digest
from cocogen.scenarios.command_line.application import run_command
from cocogen.scenarios.reporting.reading import read_result
from cocogen.scenarios.studies.plan import canonical
from cocogen.scenarios.studies.stored_study import FORMAT, STUDY, StudyFolderError, read_about, read_study

SWEEP = ["sweep", "quickstart", "--set", "learning.kind=curve", "--set", "run.rounds=2", "--seeds", "2"]
FILES = ("cells.parquet", STUDY, "manifest.json", "figures/variants.png")


@pytest.fixture(scope="module")
def swept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sweep the quickstart on its learning curve."""
    path = tmp_path_factory.mktemp("swept") / "study"
    assert run_command([*SWEEP, "--jobs", "1", "--quiet", "--out", str(path)]) == 0
    return path


@pytest.fixture
def study(swept: Path, tmp_path: Path) -> Path:
    """Work on a copy."""
    shutil.copytree(swept, tmp_path / "study")
    return tmp_path / "study"


def again(study: Path) -> int:
    """Give the same command again."""
    return run_command([*SWEEP, "--jobs", "1", "--quiet", "--out", str(study)])


def contents(study: Path) -> dict[str, bytes]:
    return {name: (study / name).read_bytes() for name in FILES}


def flip(path: Path, bit: int) -> None:
    damaged = bytearray(path.read_bytes())
    damaged[bit // 8] ^= 1 << bit % 8
    path.write_bytes(damaged)


@pytest.mark.parametrize("name", FILES)
def test_no_flipped_bit_is_read(study: Path, name: str) -> None:
    path, whole = study / name, (study / name).read_bytes()
    for bit in range(0, 8 * len(whole), max(1, 8 * len(whole) // 60)):
        flip(path, bit)
        with pytest.raises(StudyFolderError) as caught:
            read_result(study)
        assert str(path) in str(caught.value)
        assert "\n" not in str(caught.value)
        path.write_bytes(whole)
    assert read_result(study).kind == "sweep"


@pytest.mark.parametrize("command", ["report", "compare"])
def test_damage_is_one_line_of_every_command_that_reads(
    study: Path, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    flip(study / "cells.parquet", 40_000)
    capsys.readouterr()
    assert run_command([command, str(study), *([str(study)] if command == "compare" else [])]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert "cells.parquet is damaged" in said.err
    assert "makes it anew, from cells.journal" in said.err


@pytest.mark.parametrize("name", ["cells.parquet", "manifest.json", "figures/variants.png", "cells.journal"])
def test_the_same_command_makes_what_is_damaged_anew(
    study: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = contents(study)
    flip(study / name, 4 * len((study / name).read_bytes()))
    capsys.readouterr()
    with warnings.catch_warnings():
        warnings.simplefilter("default")
        assert again(study) == 0
    assert ("manifest.json is damaged; it is made anew" in capsys.readouterr().err) == (
        name == "manifest.json"
    )
    assert contents(study) == before


def test_another_table_takes_its_figures_with_it(study: Path) -> None:
    """Figures that were made from a table are never beside another one."""
    from cocogen.scenarios.studies.plan import Plan
    from cocogen.scenarios.studies.study_folder import StudyFolder

    before, about = read_study(study), read_about(study)
    folder = StudyFolder(study, Plan(about.study["name"], {}, ()))
    folder.write_table(before.table().assign(accuracy=0.0))
    assert set(read_study(study).contents) == {"cells.parquet", STUDY}
    assert not list((study / "figures").glob("*"))


def test_an_interrupted_study_is_not_finished(study: Path) -> None:
    (study / "manifest.json").unlink()
    with pytest.raises(StudyFolderError, match="is not finished; the command that started it goes on"):
        read_result(study)


@pytest.mark.parametrize(
    "content",
    ["", "{", "[]", "3", "null", "{}", f'{{"format": {FORMAT}}}', "[" * 100_000, '{"a":' * 100_000, "\x00"],
)
def test_a_file_of_another_shape_is_named(study: Path, content: str) -> None:
    (study / STUDY).write_text(content)
    with pytest.raises(StudyFolderError, match=r"study\.json (is damaged|is not a study's|has format None)"):
        read_result(study)


@pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        ("versions", [], "versions: Input should be"),
        ("versions", {"numpy": 3}, "versions.numpy: Input should be a valid string"),
        ("identity", None, "identity: Input should be a valid string"),
        ("cells", "9", "cells: Input should be a valid integer"),
        ("study", 3, "study: Input should be"),
        ("study", {}, "name: is missing"),
        ("study", {"name": "../../evil", "scenario": "churn"}, "a name begins with a letter or digit"),
        ("study", {"name": "x", "scenario": "churn", "factors": 3}, "factors"),
        ("study", {"name": "x", "scenario": "churn", "measures": 3}, "measures"),
        ("study", {"name": "x", "quick": True}, "tasks: Field required"),
        ("study", {"name": "x", "quick": True, "tasks": "digits"}, "tasks: Input should be a valid list"),
        ("inputs", [3], "inputs.0: Input should be"),
        ("format", FORMAT - 1, f"has format {FORMAT - 1}, this version reads {FORMAT}"),
        ("more", 1, "more: Extra inputs"),
    ],
)
def test_a_value_that_cannot_be_is_named_also_if_somebody_signed_it(
    study: Path, field: str, value: object, problem: str
) -> None:
    data = {**json.loads((study / STUDY).read_text()), field: value}
    del data["digest"]
    content = json.dumps({**data, "digest": digest(canonical(data).encode())}).encode()
    (study / STUDY).write_bytes(content)
    manifest = json.loads((study / "manifest.json").read_text())
    _sign(study, manifest["files"] | {STUDY: digest(content)})
    with pytest.raises(StudyFolderError) as caught:
        read_result(study)
    assert str(study / STUDY) in str(caught.value)
    assert problem in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_manifest_without_the_studys_files_is_named(study: Path) -> None:
    _sign(study, {})
    with pytest.raises(StudyFolderError, match=r"manifest\.json is not a study's: it lists no study\.json"):
        read_result(study)


def _sign(study: Path, files: dict[str, str]) -> None:
    from cocogen.scenarios.folders.manifest import Manifest

    (study / "manifest.json").write_bytes(Manifest("study", {}, files).content)
