"""The progress bar."""

from __future__ import annotations

import pytest

from cocogen.scenarios.reporting.progress import CellProgress


def test_failures_are_counted_on_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    with CellProgress(3) as progress:
        progress.finished(2, 1)
        progress.finished(1, 0)
    said = capsys.readouterr()
    assert said.out == ""
    assert "3/3" in said.err
    assert "1 failed" in said.err


def test_quiet_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with CellProgress(3, quiet=True) as progress:
        progress.finished(3, 0)
    assert capsys.readouterr().err == ""
