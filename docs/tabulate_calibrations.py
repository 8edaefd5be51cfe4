"""Put what the shipped calibrations say into docs/learning.md: ``python docs/tabulate_calibrations.py``."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from cocogen.model.learning.calibration import Calibration
from cocogen.model.learning.calibration_files import load_calibration, shipped_calibrations
from cocogen.model.records.numerals import share, short

PAGE = Path(__file__).parent / "learning.md"
RESULTS = re.compile(r"(?<=<!-- calibrations -->\n).*(?=<!-- end of calibrations -->)", re.DOTALL)
SHOWN = {
    "ceiling": "A∞",
    "scale": "S",
    "exponent": "β",
    "knowledge_retention": "μ",
    "skew_penalty": "δ",
    "fidelity": "φ",
    "own_error": "ε",
    "own_scale": "S°",
    "own_exponent": "β°",
    "own_fidelity": "φ°",
    "tuned_own": "ω",
    "tuned_slope": "λ",
    "tuning_samples": "T",
}
"""Parameters of the second table, by symbol."""


def tabulate_errors(fits: list[Calibration]) -> str:
    """Return the errors of every fit on held-out runs as a Markdown table."""
    lines = [
        "| task | members | alone | common model | rounds 1 to 4: members, alone | does generating help? |",
        "|---" * 6 + "|",
    ]
    for fit in fits:
        if fit.held_out is None:
            continue
        late, early = fit.held_out.errors, fit.held_out.early_errors
        cells = Counter(effect.verdict for effect in fit.held_out.effects)
        verdicts = ", ".join(
            f"{cells[name]} {name}" for name in ("right", "wrong", "undecided") if cells[name]
        )
        lines.append(
            f"| `{fit.task}` | {share(late['member'])} | {share(late['alone'])} | {share(late['common'])} | "
            f"{share(early['member'])}, {share(early['alone'])} | {verdicts} |"
        )
    return "\n".join(lines) + "\n"


def tabulate_parameters(fits: list[Calibration]) -> str:
    """Return the parameters of every fit as a Markdown table; those that a bound holds in brackets."""
    lines = [f"| task | {' | '.join(SHOWN.values())} |", "|---" * (1 + len(SHOWN)) + "|"]
    lines += [f"| `{fit.task}` | {' | '.join(_cell(fit, name) for name in SHOWN)} |" for fit in fits]
    return "\n".join(lines) + "\n"


def tabulate_worths(fits: list[Calibration]) -> str:
    """Return what samples of each generator are worth, φ and φ°, as a Markdown table; a dash where it was not measured."""
    names = list(dict.fromkeys(name for fit in fits for name in (fit.generator, *sorted(fit.worths))))
    lines = [
        f"| task | {' | '.join(f'`{name}`' for name in names)} |",
        "|---" * (1 + len(names)) + "|",
    ]
    for fit in fits:
        known = [name for name in names if name == fit.generator or name in fit.worths]
        told = {name: fit.worth_of(name) for name in known}
        cells = [
            f"{short(told[name].fidelity, 2)}, {short(told[name].own_fidelity, 2)}" if name in told else "–"
            for name in names
        ]
        lines.append(f"| `{fit.task}` | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _cell(fit: Calibration, name: str) -> str:
    text = f"{getattr(fit, name):.3g}"
    text = f"{getattr(fit, name):.0f}" if "e" in text else text
    return f"[{text}]" if name in fit.on_bounds else text


def main() -> None:
    """Replace the tables."""
    fits = [load_calibration(task) for task in shipped_calibrations()]
    tables = f"\n{tabulate_errors(fits)}\n{tabulate_parameters(fits)}\n{tabulate_worths(fits)}\n"
    page, found = RESULTS.subn(lambda _: tables, PAGE.read_text(encoding="utf-8"))
    if found != 1:
        raise SystemExit(f"{PAGE} has no place for the tables")
    PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
