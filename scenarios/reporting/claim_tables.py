"""The table of claims: on the terminal, and as records for files and machines."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING, Any

from scenarios.command_line.terminal import number, results

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from scenarios.studies.claims import Finding

COLOURS = {"holds": "green", "does not hold": "red", "undecided": "yellow"}
SETTINGS = {
    "theory": "in theory, on random markets (largest violation, and what counts as nil)",
    "curve": "on the learning curve",
}


def print_findings(findings: Sequence[Finding], path: Path, figures: Sequence[Path]) -> None:
    """Print the table claim, effect, interval, verdict, one part per setting, and what it comes to."""
    from rich.table import Table

    console = results()
    table = Table(box=None, pad_edge=False, padding=(0, 1), header_style="bold")
    table.add_column("claim", ratio=1)
    table.add_column("effect", justify="right", no_wrap=True)
    table.add_column("95 % interval", justify="right", no_wrap=True)
    table.add_column("unit", no_wrap=True)
    table.add_column("verdict", no_wrap=True)
    setting = ""
    for finding in sorted(findings, key=_place(findings)):
        if finding.setting != setting:
            setting = finding.setting
            table.add_row(f"[bold]{SETTINGS.get(setting, f'with real training on {setting}')}[/]")
        colour = COLOURS[finding.verdict]
        effect = finding.effect
        table.add_row(
            f"  {finding.claim.statement}{'' if finding.claim.source == 'paper' else ' °'}",
            _number(effect.mean),
            f"{_number(effect.low)} to {_number(effect.high)}",
            finding.claim.unit,
            f"[{colour}]{finding.verdict}[/]",
        )
    console.print()
    console.print(table)
    console.print(f"\n{in_words(findings)}  ° our own claim; the others are the paper's.")
    if figures:
        console.print(f"{'Figure':<9}{figures[0]}", soft_wrap=True)
    console.print(f"{'Tables':<9}{path}", soft_wrap=True)
    console.print(f"{'Next':<9}cocogen report {path}", soft_wrap=True)


def in_words(findings: Sequence[Finding]) -> str:
    """Say how many claims hold, do not hold, or are undecided, and which do not hold.

    Example:
        >>> in_words([])
        'Nothing was tested.'
    """
    if not findings:
        return "Nothing was tested."
    count: Counter[str] = Counter(finding.verdict for finding in findings)
    parts = [f"{count[verdict]} {verdict}" for verdict in COLOURS if count[verdict]]
    refuted = dict.fromkeys(f.claim.name for f in findings if f.verdict == "does not hold")
    named = f" Against the claim: {', '.join(refuted)} (docs/claims.md says why)." if refuted else ""
    return f"Of {len(findings)} tests: {', '.join(parts)}.{named}"


def _place(findings: Sequence[Finding]) -> Any:
    order = list(dict.fromkeys(finding.setting for finding in findings))
    return lambda finding: order.index(finding.setting)


def _number(value: float) -> str:
    """Write a number that may be as small as a rounding error."""
    if math.isnan(value) or value == 0 or abs(value) >= 1e-3:
        return number(value)
    return f"{value:.1e}"
