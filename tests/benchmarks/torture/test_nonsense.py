"""Nonsense is answered in one line, whichever field or part it is given to."""

from __future__ import annotations

import pytest

from benchmarks.torture._nonsense import REGISTRIES, VALUES, documents, fields, parts, sections
from benchmarks.torture.nonsense import tally, torture
from cocogen.model.config.overrides import field_names


def test_every_parameter_of_every_part_answers_every_value_in_one_line():
    found = tally(parts(), 1.0)
    parameters = sum(len(registry.parameters(part)) for registry in REGISTRIES for part in registry.names())
    assert found.tried == parameters * len(VALUES) > 2000
    assert found.traces == []
    assert found.wrong == []


def test_every_field_answers_every_value_in_one_line():
    found = tally(sections(), 1.0)
    assert found.tried == len(field_names()) * len(VALUES)
    assert found.traces == []
    assert found.wrong == []


def test_what_is_typed_is_refused_in_one_line_or_plays():
    found = tally(fields(), 0.03)
    assert found.tried > 100
    assert found.traces == []
    assert found.wrong == []


def test_files_of_a_wrong_shape_are_one_line(tmp_path):
    found = tally(documents(tmp_path), 0.3)
    assert found.tried > 150
    assert found.traces == []
    assert found.wrong == []


@pytest.mark.slow
def test_all_nonsense(tmp_path):
    assert [row for row in torture(1.0, tmp_path) if row.silently_wrong or row.tracebacks] == []
