"""What is installed is one name: the wheel holds ``cocogen`` only, and files and packages of other people do no harm."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = (
    "agents",
    "model",
    "scenarios",
    "visualizations",
    "setup.py",
    "pyproject.toml",
    "README.md",
    "LICENSE",
)
BUILD = "import sys; from setuptools import build_meta; print(build_meta.build_wheel(sys.argv[1]))"
SCRIPT = """
import cocogen
print(cocogen.__file__)
model = cocogen.CoopetitionModel(seed=1, **{"learning.kind": "curve", "run.rounds": 2})
print(model.run().round)
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel from a copy of the sources."""
    copy = tmp_path_factory.mktemp("sources")
    for name in SOURCES:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, copy / name)
    built = tmp_path_factory.mktemp("wheel")
    subprocess.run([sys.executable, "-c", BUILD, str(built)], cwd=copy, check=True, capture_output=True)
    return next(built.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Unpack the wheel where no checkout is."""
    folder = tmp_path_factory.mktemp("installed")
    ZipFile(wheel).extractall(folder)
    return folder


def run(words: list[str], folder: Path, *path: Path) -> str:
    """Run Python in ``folder`` with ``path`` before everything else, and return what it prints."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(map(str, path))}
    done = subprocess.run(
        [sys.executable, *words], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_wheel_holds_cocogen_and_nothing_else(wheel):
    names = ZipFile(wheel).namelist()
    assert {name.split("/")[0].split("-")[0] for name in names} == {"cocogen"}


@pytest.mark.parametrize("folder", ["agents", "model", "scenarios", "visualizations"])
def test_the_wheel_holds_every_file_of_the_house(wheel, folder):
    names = set(ZipFile(wheel).namelist())
    sources = [
        path for path in (ROOT / folder).rglob("*") if path.is_file() and "__pycache__" not in path.parts
    ]
    wanted = {f"cocogen/{path.relative_to(ROOT).as_posix()}" for path in sources}
    assert sources
    assert wanted - names == {"cocogen/model/entrance/__init__.py"} & wanted


@pytest.mark.parametrize(
    "stranger", ["model.py", "agents.py", "scenarios.py", "visualizations.py", "game.py"]
)
def test_a_file_of_ones_own_beside_a_script_does_no_harm(stranger, installed, tmp_path):
    (tmp_path / stranger).write_text("raise RuntimeError('imported by mistake')\n", encoding="utf-8")
    (tmp_path / "script.py").write_text(SCRIPT, encoding="utf-8")
    where, rounds = run(["script.py"], tmp_path, installed).split()
    assert Path(where).is_relative_to(installed)
    assert rounds == "2"


def test_another_distribution_that_ships_agents_does_no_harm(installed, tmp_path):
    other = tmp_path / "other"
    for package in ("agents", "model"):
        (other / package).mkdir(parents=True)
        (other / package / "__init__.py").write_text(
            "raise RuntimeError('imported by mistake')\n", encoding="utf-8"
        )
    (tmp_path / "script.py").write_text(SCRIPT, encoding="utf-8")
    assert run(["script.py"], tmp_path, other, installed).split()[1] == "2"
    assert "quickstart" in run(["-m", "cocogen.scenarios.command_line", "list"], tmp_path, other, installed)


def test_the_face_costs_nothing_until_it_is_asked():
    program = (
        "import sys; before = set(sys.modules); import cocogen; loaded = set(sys.modules) - before; "
        "print(loaded & {'numpy', 'mesa', 'torch', 'pandas', 'pydantic', 'importlib.metadata'})"
    )
    printed = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert printed.stdout.strip() == "set()"


def test_the_face_knows_its_names():
    import cocogen

    assert set(cocogen.__all__) <= set(dir(cocogen))
    for name in cocogen.__all__:
        assert getattr(cocogen, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = cocogen.nothing
