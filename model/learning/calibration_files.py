"""Calibrations as files: those that are shipped, one's own by name, and those anywhere else by path.

A file carries a checksum of what it says. One that was written by hand may go without.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from dataclasses import asdict
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter, ValidationError

from cocogen.agents.names import unknown_name
from cocogen.model.files.atomic import write_text
from cocogen.model.learning.calibration import Calibration
from cocogen.model.learning.storage import cache_folder

if TYPE_CHECKING:
    from collections.abc import Mapping

OWN = "own:"
"""What the name of a calibration of one's own begins with."""
SUFFIX = ".json"
NAME = re.compile(r"\w[\w.+-]{0,99}")
_NAME, _CHECKSUM = "name", "checksum"
_SHAPE = TypeAdapter(Calibration)


def load_calibration(source: str) -> Calibration:
    """Return a calibration.

    Args:
        source: the name of a task, for the shipped calibration; ``own:NAME`` for one's own; or a path that ends in ``.json``.

    Raises:
        ValueError: one line, if there is none, or if the file is not a calibration, or damaged, or stored under another name.
    """
    path = calibration_path(source)
    if path is not None:
        return _read(path, source.removeprefix(OWN) if source.startswith(OWN) else None)
    shipped = shipped_calibrations()
    if source not in shipped:
        raise unknown_name("calibration", source, (*shipped, f"{OWN}NAME", f"FILE{SUFFIX}"))
    return _read(Path(str(files("cocogen.model.learning.calibrations") / f"{source}{SUFFIX}")), source)


def calibration_path(source: str) -> Path | None:
    """Return the file that a source means, or None for what is shipped.

    Raises:
        ValueError: if it is a name of one's own that cannot be, or under which nothing is stored.
    """
    if is_shipped(source):
        return None
    if not source.startswith(OWN):
        return Path(source).expanduser()
    path = own_path(source.removeprefix(OWN))
    if not path.is_file():
        raise ValueError(f"no calibration {source!r} is stored; {_what_is_there()}")
    return path


def is_shipped(source: str) -> bool:
    """Tell whether a source names a shipped calibration rather than one of one's own or a file."""
    return not (source.startswith(OWN) or source.endswith(SUFFIX) or "/" in source or os.sep in source)


def shipped_calibrations() -> tuple[str, ...]:
    """Return the names of the tasks whose calibration is shipped."""
    return _names(Path(str(files("cocogen.model.learning.calibrations"))))


def own_calibrations() -> tuple[str, ...]:
    """Return the names of one's own calibrations, without ``own:``."""
    return _names(_own_folder())


def own_path(name: str) -> Path:
    """Return where one's own calibration of a name is stored, whether it is there or not.

    Raises:
        ValueError: if it cannot be a name.
    """
    if not NAME.fullmatch(name):
        raise ValueError(
            f"{OWN}{name} names no calibration: a name has letters, digits and -_.+; {_what_is_there()}"
        )
    return _own_folder() / f"{name}{SUFFIX}"


def own_name(task: str, parameters: Mapping[str, Any]) -> str:
    """Return the name under which a task's calibration is stored by default: the task's, or that of its own data's file.

    Args:
        task: the name that the task is registered under.
        parameters: of the task.

    Example:
        >>> own_name("digits", {}), own_name("csv", {"path": "data/My patients (2).csv"})
        ('digits', 'My-patients-2')
    """
    name = Path(str(parameters["path"])).stem if "path" in parameters else task
    return re.sub(r"[^\w.+-]+", "-", name).strip("-.+")[:100] or "task"


def save_calibration(calibration: Calibration, path: Path | None = None, *, name: str | None = None) -> Path:
    """Store a calibration as JSON and return where: at a path, or as one's own under a name.

    Args:
        calibration: what to store; what was stored there before is replaced.
        path: the file; None stores it as one's own.
        name: of one's own; the task's by default.

    Raises:
        ValueError: if it cannot be a name.
        OSError: if the place cannot be written.
    """
    data: dict[str, Any] = asdict(calibration)
    if path is None:
        name = calibration.task if name is None else name
        path = own_path(name)
        data[_NAME] = name
    data[_CHECKSUM] = _checksum(data)
    lines = (f"  {json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}" for name, value in data.items())
    write_text(path, "{\n" + ",\n".join(lines) + "\n}\n")
    return path


def _read(path: Path, name: str | None) -> Calibration:
    """Read and check a file; ``name`` is the one that it was asked for by, or None for a path."""
    data = _content(path)
    stored_as = data.pop(_NAME, data.get("task"))
    try:
        calibration = _SHAPE.validate_json(json.dumps(data))
    except ValidationError as error:
        raise ValueError(f"{path} is not a calibration: {_one_line(error)}") from None
    if calibration.floor >= calibration.ceiling:
        raise ValueError(
            f"{path} is not a calibration: floor {calibration.floor:g} is not below ceiling {calibration.ceiling:g}"
        )
    if name is not None and stored_as != name:
        raise ValueError(f"{path} is the calibration of {stored_as!r}, not of {name!r}")
    return calibration


def _content(path: Path) -> dict[str, Any]:
    """Return what a file says, which its checksum confirms if it has one."""
    try:
        if path.exists() and not path.is_file():
            raise ValueError("it is no regular file")
        data = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(data, dict):
            raise ValueError("it holds no JSON object")
        said = data.pop(_CHECKSUM, None)
        if said is not None and said != _checksum(data):
            raise ValueError("it is damaged, for its checksum does not fit")
    except OSError as error:
        raise ValueError(f"cannot read the calibration {path}: {error.strerror or error}") from None
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{path} is not a calibration: {error}") from None
    return data


def _one_line(error: ValidationError) -> str:
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    return f"{where}: {first['msg']}" if where else str(first["msg"])


def _checksum(data: Mapping[str, Any]) -> str:
    """Return a hash of what a file says, whatever its spaces and the order of its fields."""
    text = json.dumps(data, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _what_is_there() -> str:
    there = ", ".join(f"{OWN}{name}" for name in own_calibrations())
    return f"there is {there}" if there else "there is none yet; `cocogen calibrate TASK` stores one"


def _own_folder() -> Path:
    return cache_folder() / "calibrations"


def _names(folder: Path) -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in folder.glob(f"*{SUFFIX}") if NAME.fullmatch(path.stem)))
