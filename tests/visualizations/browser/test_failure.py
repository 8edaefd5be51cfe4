"""What is said of errors."""

from __future__ import annotations

from cocogen.visualizations.browser.failure import one_line, told


def test_errors_are_one_line_and_unforeseen_ones_are_named() -> None:
    assert one_line(ValueError("two\n lines")) == "two lines"
    assert one_line(ImportError()) == "ImportError"
    assert one_line(TypeError("no")) == "internal error, TypeError: no"


def test_only_what_nobody_foresaw_is_reported(reported: list[BaseException]) -> None:
    assert told(ValueError("no")) == "no"
    assert reported == []
    error = KeyError("lost")
    assert told(error) == one_line(error)
    assert reported == [error]
