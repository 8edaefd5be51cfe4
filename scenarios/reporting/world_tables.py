"""The table of worlds: in how many each claim holds, on the terminal, for the report and for the docs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from cocogen.scenarios.console.terminal import bold, plain_table, quoted, results, say, say_places, say_table
from cocogen.scenarios.reporting.claim_tables import setting_in_words
from cocogen.scenarios.reporting.sweep_tables import print_failures

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from cocogen.scenarios.studies.worlds import InWorld

SINGLE, MIXED = "one assumption changed", "all assumptions drawn"
"""The two kinds of worlds."""
VERDICTS = ("holds", "does not hold", "undecided")


def counted(findings: pd.DataFrame) -> pd.DataFrame:
    """Return how each claim fares over the worlds of each kind.

    Args:
        findings: columns ``claim``, ``statement``, ``source``, ``setting``, ``world``, ``verdict`` and ``survives`` among others.

    Returns:
        Per setting, kind of world and claim: ``worlds``, how many hold (``holds``, and after Holm's correction ``survives``), do
        not, and are undecided; ``against``: the worlds, in words, in which the claim does not hold.
    """
    kinds = findings["world"].str.fullmatch(r"mix \d+").map({True: MIXED, False: SINGLE})
    rows = []
    for (setting, kind, claim), found in findings.groupby(["setting", kinds, "claim"], sort=False):
        verdicts = found["verdict"]
        rows.append(
            {
                "setting": setting,
                "kind": kind,
                "claim": claim,
                "statement": found["statement"].iloc[0],
                "source": found["source"].iloc[0],
                "worlds": len(found),
                **{verdict: int((verdicts == verdict).sum()) for verdict in VERDICTS},
                "survives": int(((verdicts == "holds") & found["survives"]).sum()),
                "against": "; ".join(found["world"][verdicts == "does not hold"]),
            }
        )
    return pd.DataFrame(rows)


def share_in_words(row: pd.Series) -> str:
    """Say in how many worlds a claim holds, in how many of these after correction, and in how many it does not.

    Example:
        >>> share_in_words(pd.Series({"worlds": 15, "holds": 12, "survives": 11, "does not hold": 1}))
        '12 of 15 (11), against 1'
    """
    against = f", against {row['does not hold']}" if row["does not hold"] else ""
    survives = f" ({row['survives']})" if row["survives"] < row["holds"] else ""
    return f"{row['holds']} of {row['worlds']}{survives}{against}"


def print_worlds(
    judged: Sequence[InWorld], results_table: pd.DataFrame, path: Path, figures: Sequence[Path]
) -> None:
    """Print the table claim, worlds in which it holds, worlds in which it does not, and what failed."""
    table = plain_table()
    table.add_column("claim", ratio=3)
    table.add_column("holds in", no_wrap=True)
    table.add_column("does not hold with", ratio=2)
    told = counted(pd.DataFrame([one.record() for one in judged]))
    for (setting, kind), rows in told.groupby(["setting", "kind"], sort=False):
        table.add_row(bold(f"{setting_in_words(str(setting))}, {kind}"))
        for row in rows.to_dict("records"):
            mark = "" if row["source"] == "paper" else " °"
            against = row["against"] if kind == SINGLE else ""
            table.add_row(f"  {row['statement']}{mark}", share_in_words(pd.Series(row)), against)
    say("")
    say_table(table)
    console = results()
    console.print(
        f"\n{everywhere_in_words(told)}\n° our own claim; the others are the paper's. In brackets: after Holm's correction for all tests."
    )
    print_failures(console, results_table)
    drawn = [("Figure", figures[0])] if figures else []
    say_places([*drawn, ("Tables", path), ("Next", f"cocogen report {quoted(path)}")])


def everywhere_in_words(told: pd.DataFrame) -> str:
    """Say which claims no world contradicts, and in how many worlds the others hold.

    Args:
        told: as :func:`counted` returns it.
    """
    sums = told.groupby("claim", sort=False)[["worlds", "holds", "does not hold"]].sum()
    safe = sums[sums["holds"] == sums["worlds"]]
    never = sums[(sums["does not hold"] == 0) & (sums["holds"] < sums["worlds"])]
    against = len(sums) - len(safe) - len(never)
    return (
        f"Of {len(sums)} claims: hold in every world {len(safe)}, in some and nowhere the opposite {len(never)}, "
        f"in some the opposite {against}."
    )
