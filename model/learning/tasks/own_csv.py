"""The task ``csv``: a user's own table, from a file that may be wrong in every way that a file can be."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from cocogen.agents.bounds import Count, Seed, Share
from cocogen.agents.inputs import InputFile
from cocogen.model.files.text_files import TextFileError
from cocogen.model.learning.tasks.catalog import tasks
from cocogen.model.learning.tasks.csv_columns import Column, Rows, refuse_codes, understood
from cocogen.model.learning.tasks.csv_declared import Declared
from cocogen.model.learning.tasks.csv_features import classes, features, owners
from cocogen.model.learning.tasks.csv_names import Name, Names, as_texts, column, columns
from cocogen.model.learning.tasks.csv_numbers import Notation
from cocogen.model.learning.tasks.csv_table import TextTable, read_table
from cocogen.model.learning.tasks.own import task_from_arrays
from cocogen.model.learning.tasks.task import Task

Separator = Literal["comma", "semicolon", "tab", "pipe", ",", ";", "\t", "|"]
Decimal = Literal["point", "comma", ".", ","]
Thousands = Literal["none", "comma", "point", "space", "apostrophe"]

_SIGNS = {".": "point", ",": "comma"}
_noted: set[str] = set()  # what was said in this process, in which several markets load the same file
_MANY = 100  # rows from which different whole numbers in every row may be an identifier


class IncompleteDataWarning(UserWarning):
    """Rows of a user's file were left out, or a column looks like an identifier."""


@tasks.register("csv")
def csv(
    path: InputFile,
    label: Name,
    owner: Name | None = None,
    numeric: Names = (),
    categorical: Names = (),
    drop: Names = (),
    missing: Names = ("NA", "N/A", "NaN", "null"),
    decimal: Decimal = "point",
    thousands: Thousands = "none",
    separator: Separator = "comma",
    encoding: str = "utf-8",
    levels: Count = 100,
    public: Share = 0.25,
    test_per_class: Count = 50,
    seed: Seed = 0,
) -> Task:
    """Load a CSV file with a header: numbers are standardised, texts become categories, doubtful columns are refused.

    Args:
        path: the file.
        label: column of the label.
        owner: column of the natural owner; None if there is none.
        numeric: columns that hold numbers although they look like codes or number the rows.
        categorical: columns that hold categories although they look like numbers or mix both.
        drop: columns that are left out.
        missing: texts that count as gaps, as an empty cell does; a row with a gap is left out.
        decimal: sign before a fraction, point or comma.
        thousands: sign between groups of three digits: none, comma, point, space or apostrophe.
        separator: sign between cells: comma, semicolon, tab or pipe.
        encoding: of the text; a byte-order mark is passed over.
        levels: most categories of one column, and most classes.
        public: share of the non-test samples that nobody owns.
        test_per_class: balanced test samples per class.
        seed: seed of the split.

    Raises:
        ValueError: one line on the file, the line, the column, and what can be set, if the file cannot be read or a
            column cannot be understood.
    """
    table = read_table(path, separator=separator, encoding=encoding)
    try:
        roles = _roles(label, owner, table.names)
        declared = Declared(
            roles={name: f"task.{role}" for role, name in roles.items()},
            numeric=columns(numeric, table.names, "numeric"),
            categorical=columns(categorical, table.names, "categorical"),
            drop=columns(drop, table.names, "drop"),
            missing=as_texts(missing),
            notation=Notation(_SIGNS.get(decimal, decimal), thousands),
            levels=levels,
        )
    except ValueError as error:
        raise TextFileError(path, str(error)) from None
    known = _understood(table, roles, declared)
    rows = _complete(table, known)
    inputs = [one for name, one in known.items() if name not in roles.values()]
    y = classes(table, known[roles["label"]], rows, declared, test_per_class)
    x = features(table, inputs, rows, declared)
    owned = owners(table, known[roles["owner"]], rows, declared) if "owner" in roles else None
    _note(table, known, inputs, rows, declared)
    return task_from_arrays(
        Path(path).stem,
        x,
        y,
        owners=owned,
        description=_description(path, rows, x.shape[1], len(np.unique(y))),
        public=public,
        test_per_class=test_per_class,
        seed=seed,
    )


def _roles(label: Name, owner: Name | None, names: Sequence[str]) -> dict[str, str]:
    roles = {"label": column(label, names, "label")}
    if owner is not None:
        roles["owner"] = column(owner, names, "owner")
    return roles


def _understood(table: TextTable, roles: Mapping[str, str], declared: Declared) -> dict[str, Column]:
    """Return the columns that are used, in the order of the file."""
    _refuse_two_roles(table, roles, declared)
    used = [name for name in table.names if name not in declared.drop]
    if len(used) == len(roles):
        raise TextFileError(table.path, f"no feature beside {' and '.join(map(repr, roles.values()))}")
    known = {name: understood(table, name, declared) for name in used}
    for name, one in known.items():
        if name not in roles.values():
            refuse_codes(table, one, declared)
    return known


def _refuse_two_roles(table: TextTable, roles: Mapping[str, str], declared: Declared) -> None:
    """Refuse a column that is two things at once; categories may be a label or an owner."""
    fields: dict[str, Sequence[str]] = {
        **{role: [name] for role, name in roles.items()},
        "numeric": declared.numeric,
        "categorical": declared.categorical,
        "drop": declared.drop,
    }
    first: dict[str, str] = {}
    for field, names in fields.items():
        for name in names:
            if name in first and not (field == "categorical" and first[name] in roles):
                raise table.error(
                    name, f"named in task.{first[name]} and in task.{field}; it can be one of them"
                )
            first.setdefault(name, field)


def _complete(table: TextTable, known: Mapping[str, Column]) -> Rows:
    """Tell which rows have no gap, shape (rows,)."""
    rows: Rows = ~np.any([one.gaps for one in known.values()], axis=0)
    if not rows.any():
        raise TextFileError(
            table.path, f"no row is complete; gaps: {_gaps(known)}; set task.drop to leave columns out"
        )
    return rows


def _description(path: str, rows: Rows, width: int, classes: int) -> str:
    left_out = int((~rows).sum())
    gaps = f", {left_out:,} left out for gaps" if left_out else ""
    return f"own data from {Path(path).name}: {int(rows.sum()):,} rows{gaps}, {width:,} features, {classes:,} classes"


def _gaps(known: Mapping[str, Column], most: int = 5) -> str:
    """Return where the gaps are, most first."""
    counts = {name: int(one.gaps.sum()) for name, one in known.items() if one.gaps.any()}
    largest = sorted(counts, key=lambda name: -counts[name])
    rest = f" and {len(largest) - most} more columns" if len(largest) > most else ""
    return ", ".join(f"{counts[name]:,} in {name}" for name in largest[:most]) + rest


def _note(
    table: TextTable, known: Mapping[str, Column], inputs: Sequence[Column], rows: Rows, declared: Declared
) -> None:
    """Say once what was left out, and what should perhaps be."""
    said = []
    if not rows.all():
        said.append(
            f"{int((~rows).sum()):,} of {len(rows):,} rows have gaps and are left out ({_gaps(known)})"
        )
    said += [
        f"{name} has another whole number in every row; if it is an identifier, set {declared.left_out(name)}"
        for name in (feature.name for feature in inputs if _may_be_identifier(feature.numbers, rows))
        if name not in declared.numeric
    ]
    note = f"{table.path}: {'; '.join(said)}"
    if said and note not in _noted:
        _noted.add(note)
        warnings.warn(note, IncompleteDataWarning, stacklevel=3)


def _may_be_identifier(numbers: NDArray[np.float64] | None, rows: Rows) -> bool:
    if numbers is None or rows.sum() < _MANY:
        return False
    values = numbers[rows]
    return bool((values == np.rint(values)).all()) and len(np.unique(values)) == len(values)
