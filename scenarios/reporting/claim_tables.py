"""The table of claims: on the terminal, and as records for files and machines."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from cocogen.model.records.numerals import number, percent
from cocogen.scenarios.console.terminal import (
    bold,
    plain_table,
    quoted,
    results,
    say,
    say_places,
    say_table,
    styled,
)
from cocogen.scenarios.reporting.sweep_tables import print_failures
from cocogen.scenarios.studies.realised import realised

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pandas as pd

    from cocogen.scenarios.studies.claims import Finding
    from cocogen.scenarios.studies.realised import Realised

COLOURS = {"holds": "green", "does not hold": "red", "undecided": "yellow"}
PLURALS = {"holds": "hold", "does not hold": "do not hold"}
ALONE = "†"
"""Marks a verdict that does not survive the correction for many tests."""
PREMISE = "z ≤ 0: where the potential theorem's premise fails, as rivals take at least what a gain brings."
REALISED = (
    "Gains in welfare of everyone over everyone alone, as shares of what a planner gains who commands everybody. "
    "At its best: the parameter that is best on all other seeds."
)
"""What the table of shares says."""
SETTINGS = {
    "theory": "in theory, on random markets (largest violation, and what counts as nil)",
    "curve": "on the learning curve",
}


def print_findings(
    findings: Sequence[Finding], results_table: pd.DataFrame, path: Path, figures: Sequence[Path]
) -> None:
    """Print the table claim, effect, interval, verdict, one part per setting, what it comes to, and what failed."""
    console = results()
    table = plain_table()
    table.add_column("claim", ratio=1)
    table.add_column("effect", justify="right", no_wrap=True)
    table.add_column("95 % interval", justify="right", no_wrap=True)
    table.add_column("unit", no_wrap=True)
    table.add_column("verdict", no_wrap=True)
    setting = ""
    for finding in sorted(findings, key=_place(findings)):
        if finding.setting != setting:
            setting = finding.setting
            table.add_row(bold(setting_in_words(setting)))
        effect = finding.effect
        where = f"\n  ({finding.premise.in_words()})" if finding.says_premise else ""
        table.add_row(
            f"  {finding.claim.statement}{'' if finding.claim.source == 'paper' else ' °'}{where}",
            number(effect.mean),
            f"{number(effect.low)} to {number(effect.high)}",
            finding.claim.unit,
            styled(finding.verdict + ("" if finding.survives else f" {ALONE}"), COLOURS[finding.verdict]),
        )
    say("")
    say_table(table)
    said = in_words([f.claim.name for f in findings], [f.verdict for f in findings])
    alone = [finding for finding in findings if not finding.survives]
    note = f"\n{ALONE} not after Holm's correction for all tests: {len(alone)}." if alone else ""
    if any(finding.says_premise for finding in findings):
        note = f"\n{PREMISE}{note}"
    console.print(f"\n{said}\n° our own claim; the others are the paper's.{note}")
    _print_realised(realised(results_table))
    print_failures(console, results_table)
    drawn = [("Figure", figures[0])] if figures else []
    say_places([*drawn, ("Tables", path), ("Next", f"cocogen report {quoted(path)}")])


def _print_realised(found: Sequence[Realised]) -> None:
    """Print what share of the first-best gain each way of deciding realises, a line per setting and variant."""
    if not found:
        return
    table = plain_table()
    table.add_column("share of the first-best gain", ratio=1)
    for name in ("share", "95 % interval", "gain, k$/round"):
        table.add_column(name, justify="right", no_wrap=True)
    for setting in dict.fromkeys(one.setting for one in found):
        table.add_row(bold(setting_in_words(setting)))
        for one in (one for one in found if one.setting == setting):
            low, high = percent(one.share.low), percent(one.share.high)
            table.add_row(
                f"  {one.variant}",
                percent(one.share.mean),
                f"{low} to {high}",
                f"{number(one.gain)} of {number(one.first_best)}",
            )
    say("")
    say_table(table)
    results().print(f"\n{REALISED}")


def setting_in_words(setting: str) -> str:
    """Say where claims were tested.

    Example:
        >>> setting_in_words("digits")
        'with real training on digits'
    """
    return SETTINGS.get(setting, f"with real training on {setting}")


def in_words(names: Sequence[str], verdicts: Sequence[str]) -> str:
    """Say how many tests hold, do not hold, or are undecided, and which claims do not hold somewhere.

    Example:
        >>> in_words(["a", "b", "b"], ["holds", "holds", "does not hold"])
        'Of 3 tests: 2 hold, 1 does not hold. Against the claim: b (docs/claims.md says why).'
    """
    if not names:
        return "Nothing was tested."
    count = Counter(verdicts)
    parts = [
        f"{count[verdict]} {verdict if count[verdict] == 1 else PLURALS.get(verdict, verdict)}"
        for verdict in COLOURS
        if count[verdict]
    ]
    pairs = zip(names, verdicts, strict=True)
    refuted = dict.fromkeys(name for name, verdict in pairs if verdict == "does not hold")
    named = f" Against the claim: {', '.join(refuted)} (docs/claims.md says why)." if refuted else ""
    return f"Of {len(names)} tests: {', '.join(parts)}.{named}"


def _place(findings: Sequence[Finding]) -> Any:
    order = list(dict.fromkeys(finding.setting for finding in findings))
    return lambda finding: order.index(finding.setting)
