"""Torture by nonsense: every field and every parameter of every part gets values that it was not made for.

A value is refused in one line, or it is taken, and then two rounds of the default scenario must play with it on the curve and end in
finite numbers, and its configuration must survive TOML.
"""

from __future__ import annotations

import random
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.torture._nonsense import Trial, documents, fields, parts, sections
from benchmarks.torture.row import Row


@dataclass
class Tally:
    """What came of one kind of nonsense.

    Args:
        tried: how many trials there were.
        wrong: what was silently wrong, in words.
        traces: what would have been a traceback, or more than one line.
    """

    tried: int = 0
    wrong: list[str] = field(default_factory=list)
    traces: list[str] = field(default_factory=list)

    def row(self, kind: str) -> Row:
        """Return it as a line of the table."""
        wrong, traces = len(self.wrong), len(self.traces)
        return Row(kind, self.tried, self.tried - wrong - traces, wrong, traces)


def torture(effort: float, scratch: Path) -> Iterator[Row]:
    """Yield a row each for nonsense that a program gives, that a person types, and that stands in a file.

    Args:
        effort: share of the combinations that are tried, drawn at random but the same each time.
        scratch: an empty folder.
    """
    yield tally(parts(), effort).row("nonsense as a part's parameter, in Python")
    yield tally(sections(), effort).row("nonsense as a field of the configuration, in Python")
    yield tally(fields(), effort).row("nonsense typed after `--set`; what is taken plays two rounds")
    yield tally(documents(scratch), effort).row("study files and configurations of a wrong shape")


def tally(trials: Iterator[Trial], effort: float) -> Tally:
    """Try a share of what there is to try."""
    counted, chance = Tally(), random.Random(1)
    for told, trial in trials:
        if chance.random() >= effort:
            continue
        counted.tried += 1
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                wrong = trial()
        except ValueError as error:
            if "\n" in str(error) or not str(error):
                counted.traces.append(f"{told}: not one line: {error}")
        except Exception as error:
            counted.traces.append(f"{told}: {type(error).__name__}: {error}")
        else:
            counted.wrong += [f"{told}: {wrong}"] if wrong else []
    return counted
