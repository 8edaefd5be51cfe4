"""Studies by name: those that are shipped, those of a file, and the study that a scenario alone makes."""

from __future__ import annotations

from importlib import resources, util
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cocogen.agents.names import unknown_name
from cocogen.model.config.toml_text import TomlError, read_toml
from cocogen.scenarios.description.catalog import load_scenario, scenario_names
from cocogen.scenarios.studies.factors import first_message
from cocogen.scenarios.studies.study import USUAL, Study, StudyError, build_study
from cocogen.scenarios.studies.worker import in_one_line

if TYPE_CHECKING:
    from collections.abc import Mapping

SHIPPED = "cocogen.scenarios.studies.shipped"
SUFFIXES = (".toml", ".py")


def study_names() -> tuple[str, ...]:
    """Return the names of the shipped studies."""
    files = resources.files(SHIPPED).iterdir()
    return tuple(sorted(file.name.removesuffix(".toml") for file in files if file.name.endswith(".toml")))


def load_study(name: str) -> Study:
    """Return a study by the name of a shipped study, the path of a study file, or the name of a scenario.

    A scenario alone makes the study that plays its variants on several seeds and varies nothing.

    Raises:
        StudyError: if the file cannot be read or is not a study.
        UnknownNameError: if nothing has the name, with the nearest one.
    """
    if name in study_names():
        text = resources.files(SHIPPED).joinpath(f"{name}.toml").read_text(encoding="utf-8")
        return build_study({"name": name, **_parse(text, name)})
    if name.endswith(SUFFIXES):
        return _from_file(Path(name))
    if name in scenario_names():
        return scenario_study(name)
    raise unknown_name("study or scenario", name, tuple(sorted({*study_names(), *scenario_names()})))


def scenario_study(name: str, factors: Mapping[str, Any] | None = None) -> Study:
    """Return the study that plays a scenario's variants, with what the command line varies.

    Raises:
        UnknownNameError: if there is no such scenario.
        StudyError: if the factors do not make a study.
    """
    scenario = load_scenario(name)
    return build_study(
        {
            "name": name,
            "question": scenario.question,
            "scenario": name,
            "factors": dict(factors or {}),
            "measures": [*USUAL, *scenario.measures],
        }
    )


def _from_file(path: Path) -> Study:
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise StudyError(f"cannot read the study {path}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise StudyError(f"{path} is not a study: it is not UTF-8 text") from None
    if path.suffix == ".toml":
        return build_study({"name": path.stem, **_parse(text, str(path))})
    return _from_python(path)


def _parse(text: str, name: str) -> dict[str, Any]:
    try:
        return read_toml(text)
    except TomlError as error:
        raise StudyError(f"{name} is {error}") from None


def _from_python(path: Path) -> Study:
    """Run a Python file that leaves a ``STUDY`` behind."""
    spec = util.spec_from_file_location(path.stem, path)
    assert spec is not None  # noqa: S101 - a path that ends in .py always has a loader
    assert spec.loader is not None  # noqa: S101 - as above
    module = util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except ValueError as error:
        raise StudyError(f"{path} failed: {first_message(error)}") from None
    except (Exception, SystemExit) as error:
        raise StudyError(f"{path} failed: {in_one_line(error)}") from None
    left = getattr(module, "STUDY", None)
    study = getattr(left, "declaration", left)
    if not isinstance(study, Study):
        raise StudyError(f"{path} is not a study: it has no STUDY = cocogen.Study(...)")
    return study
