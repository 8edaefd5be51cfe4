"""The reference of all measures, as a page of the docs.

``python -m cocogen.scenarios.description.measure_reference > docs/measures.md`` writes it; a test holds the page to what is true.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cocogen.model.records.measures import all_measures, of_runs

if TYPE_CHECKING:
    from cocogen.model.records.measures import Measure
    from cocogen.model.records.measures.measure import Level

HEAD = """# Measures

What a round, an organization in a round, and a whole run are measured by. Money is in k$ per round unless a scenario says otherwise,
accuracy is a share between 0 and 1, samples are counted per round.

*This page is made from the code.*
"""

SECTIONS: tuple[tuple[Level, str, str], ...] = (
    (
        "round",
        "Of a round",
        "Columns of `rounds.parquet`, after `round`. Those with a star are empty (NaN) in a round in which nobody trains.",
    ),
    (
        "organization",
        "Of an organization in a round",
        (
            "Columns of `organizations.parquet`, between `name` (the short name; `organization` is the index from 0, never reused) and "
            "`decision`, the name of its decision rule."
        ),
    ),
    (
        "run",
        "Of a run",
        (
            "Fields of `summary.json`, columns of `cells.parquet`, and what `cocogen sweep` and `cocogen compare` take as `--measure`; every other"
            " measure of a round belongs to them, too, as it was in the last round."
        ),
    ),
)


def measure_reference() -> str:
    """Return the page as Markdown."""
    parts = [HEAD]
    for level, title, words in SECTIONS:
        parts.append(f"## {title}\n\n{words}\n\n| measure | what it is | unit | meaning |\n|---|---|---|---|")
        parts.extend(
            _row(known) for known in all_measures.own(level) if level != "run" or known.name in vars(of_runs)
        )
        parts.append("")
    return "\n".join(parts[:-1]) + "\n"


def _row(known: Measure) -> str:
    star = "\\*" if known.of_players else ""
    meaning = known.meaning.removesuffix(".").replace("|", "\\|").replace("i*", "i\\*")
    return f"| `{known.name}`{star} | {known.label} | {known.unit.name or '–'} | {meaning} |"


if __name__ == "__main__":
    print(measure_reference(), end="")
