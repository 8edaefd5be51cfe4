"""Terminals and their lack: markup and bytes in names, locales and encodings, readers that go away, narrow windows, colour.

Real commands in processes of their own. A name is *silently wrong* if what is printed is not the name, or names nothing that is
there; a table, if a number of it is missing on a narrow terminal; an output, if it has colours that nobody asked for.
"""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.torture._commands import End, run
from benchmarks.torture._packages import install
from benchmarks.torture._terminals import on_terminal, read_until, without_streams, written_to
from benchmarks.torture._trials import Trials, share
from benchmarks.torture.row import Row
from cocogen.scenarios.folders.manifest import has_manifest
from cocogen.scenarios.runs.stored_run import read_run

BRIEF = "--set learning.kind=curve --set run.rounds=1"
PLAIN = {
    "LC_ALL": "", "LC_CTYPE": "", "PYTHONIOENCODING": "", "COLUMNS": "", "TERM": "xterm", "PYTHONUTF8": "", "NO_COLOR": "",
    "FORCE_COLOR": "",
}  # fmt: skip
"""An environment without wishes."""
LOCALES: tuple[dict[str, str], ...] = (
    {"PYTHONIOENCODING": "ascii"},
    {"LC_ALL": "C"},
    {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    {"LC_ALL": "POSIX", "PYTHONIOENCODING": "latin-1"},
    {"PYTHONIOENCODING": "cp1252"},
    {"LC_ALL": "xx_YY.UTF-8"},
    {"PYTHONUTF8": "1"},
    {},
)
"""Languages and encodings, known and unknown, in which ASCII is ASCII."""
NAMES = (
    b"[/red]y", b"not \xff text", b"[bold]{x}[/] :warning: %s", "é ∞ 字 \u202e".encode(), b"a b'c\"d", b"-rf", b"two\nlines", b"x" * 200,
    b"[link=x]\\[", b"\x1b[31mred", b"$(touch evil)", b"~", b"#;&", b"[", b"\xed\xa0\x80", b" ",
)  # fmt: skip
"""What a folder or file may be called."""
PRINTING = (
    "report RUN --out OUT",
    f"run quickstart {BRIEF} --quiet --out OUT",
    "compare RUN RUN --out OUT",
    f"run quickstart {BRIEF} --json --out OUT",
    "game quickstart --out OUT",
    "fork RUN --at 1 --set redistribution.rule=none --out OUT",
    f"sweep quickstart {BRIEF} --seeds 1 --jobs 1 --out OUT",
    f"run quickstart {BRIEF} --out OUT",
)
"""Commands that print a path."""
REFUSING = (
    "run OUT", "report OUT", "run quickstart --set OUT", "OUT", "game OUT", "sweep OUT", "compare OUT OUT", "fork OUT --at 1",
    "run quickstart --set task.name=OUT", "run quickstart --set population.alpha=OUT", "calibrate OUT", "run quickstart --seed OUT",
    f"run quickstart {BRIEF} --out RUN/summary.json/OUT", "sweep quickstart --vary OUT", "report RUN --out RUN/summary.json/OUT",
)  # fmt: skip
"""Commands that have no use for such a name."""
NASTY = "[/red]y [bold]{x} :warning: %s"
SCENARIO = f"""
from dataclasses import replace
from cocogen.scenarios.description.catalog import load_scenario
TEXT, quickstart = {NASTY!r}, load_scenario("quickstart")
names = dict(zip(quickstart.variants, ("[b]", "exp[a]", TEXT), strict=True))
SCENARIO = replace(
    quickstart, name="nasty", group=TEXT, question=TEXT + "?", story="[/red] {{variants}}", headline=TEXT, opponent="", next_command=TEXT,
    variants={{names[name]: variant for name, variant in quickstart.variants.items()}}, reading=lambda _: TEXT + ".",
)
"""
"""A scenario of another package that says such things wherever it can."""
TELLING = ("list", f"run nasty {BRIEF} --out OUT", f"sweep nasty {BRIEF} --seeds 1 --jobs 1 --out OUT")
SHOWING = (
    "list", "compare RUN RUN --out OUT", "--help", "sweep --help", f"run quickstart {BRIEF} --out OUT", "game quickstart --out OUT",
)  # fmt: skip
"""Commands that print tables or prose."""
WIDTHS = (80, 20, 1, 40, 0, 79, 7, 3000)
COLUMNS = ("20", "1", "0", "-5", "abc", "99999")
ESCAPE = b"\x1b"
SEQUENCES = re.compile(rb"\x1b\[[0-9;?]*[A-Za-z]|\s+")
COLOUR = re.compile(rb"\x1b\[[0-9;]*(?<![0-9])(3[0-8]|4[0-8]|9[0-7]|10[0-7])[0-9;]*m")
NUMBER = re.compile(rb"(?<![\w/.])\d[\d,.]*(?![\w/])")

Verdict = tuple[str, object]
"""What came of a trial, and what there is to see of it."""


def torture(effort: float, scratch: Path) -> Iterator[Row]:
    """Yield one row per kind of mistreatment; the full programme takes about five minutes."""
    finished = scratch / "run"
    assert run(_words(f"run quickstart {BRIEF} --rounds 2 --out {finished}"), scratch, **PLAIN).code == 0
    install(scratch / "package", "nasty", SCENARIO, {"cocogen.scenarios": {"nasty": "nasty:SCENARIO"}})
    programme: tuple[tuple[str, Callable[[int, Path], Verdict], int], ...] = (
        ("a name with markup, escapes, line ends or bytes that are no text, as a path that is printed, in eight locales", _printed, 40),
        ("such a name where there is no use for it, in eight locales", _refused, 60),
        ("markup and braces in a package's scenario: its question, variants, reading and next command", _told, 12),
        ("readers that go away after so many bytes, streams closed from the beginning, a full disk behind them", _unread, 40),
        ("terminals of 0 to 3,000 columns, and nonsense in COLUMNS: no number is lost", _narrow, 36),
        ("no terminal, NO_COLOR, TERM=dumb: no colour, and the same bytes wherever there is no terminal", _colourless, 24),
    )  # fmt: skip
    for kind, attempt, times in programme:
        trials = Trials(kind)
        for number in range(share(times, effort)):
            folder = scratch / f"{attempt.__name__}{number}"
            folder.mkdir()
            outcome, seen = attempt(number, folder)
            trials.count(outcome, f"{number}: {seen}")
        yield trials.row()


def _printed(number: int, folder: Path) -> Verdict:
    """Print a path with a strange name, and see that the bytes that come out name what is there."""
    name, locale = NAMES[number % len(NAMES)], LOCALES[number % 7]
    words = _words(PRINTING[number % len(PRINTING)], folder, name)
    end = run(words, folder, **PLAIN | locale)
    path = Path(os.fsdecode(os.fsencode(folder) + b"/" + name))
    if b"--json" in words and end.code == 0:
        said = os.fsencode(json.loads(end.out)["folder"]) == name
    else:
        said = name in end.out
    return _verdict(end, end.code == 0 and said and path.exists()), (words, locale, end)


def _refused(number: int, folder: Path) -> Verdict:
    name, locale = NAMES[number % len(NAMES)], LOCALES[number % len(LOCALES)]
    words = _words(REFUSING[number % len(REFUSING)], folder, name)
    end = run(words, folder, **PLAIN | locale)
    lines = end.err.splitlines()
    one_line = end.code == 2 and not end.out and len(lines) == 1 and lines[0].startswith(b"cocogen: ")
    left = list(folder.iterdir())
    return _verdict(end, one_line and not left), (words, locale, end, left)


def _told(number: int, folder: Path) -> Verdict:
    """Let a scenario of another package speak: each of its words must come out as it is."""
    encodings = ({}, {"PYTHONIOENCODING": "utf-16"}, *LOCALES[:4])
    settings = {**PLAIN, **encodings[number % len(encodings)]}
    packages = os.pathsep.join((str(folder.parent / "package"), os.environ.get("PYTHONPATH", "")))
    words = _words(TELLING[number % len(TELLING)], folder, b"out")
    end = run(words, folder, **settings | {"PYTHONPATH": packages})
    out = end.out.decode(settings["PYTHONIOENCODING"] or "utf-8")
    said = NASTY.replace(" ", "") in re.sub(r"\s+", "", out)
    return _verdict(end, end.code == 0 and said), (words, settings, end)


def _unread(number: int, folder: Path) -> Verdict:
    """Take away what a command writes to: it ends at once and without a word, or as if nothing had been."""
    ways: tuple[Callable[[list[bytes]], tuple[End, tuple[int, ...]]], ...] = (
        lambda words: (read_until(words, folder, "1", 0), (0, 141)),
        lambda words: (read_until(words, folder, "1", 80), (0, 141)),
        lambda words: (read_until(words, folder, "12", 0), (0, 141)),
        lambda words: (read_until(words, folder, "2", 0), (0, 141)),
        lambda words: (without_streams(words, folder, "1"), (0,)),
        lambda words: (without_streams(words, folder, "012"), (0,)),
        lambda words: (written_to(words, folder, "1", "/dev/full"), (2,)),
        lambda words: (written_to(words, folder, "12", "/dev/full"), (2,)),
    )
    words = _words(SHOWING[number // len(ways) % len(SHOWING)], folder, b"out")
    end, codes = ways[number % len(ways)](words)
    out = folder / "out"
    if has_manifest(out) and words[0] == b"run":
        read_run(out)
    return _verdict(end, end.code in codes), (words, number % len(ways), end)


def _narrow(number: int, folder: Path) -> Verdict:
    """Print on a narrow terminal, and look for every number that a wide one shows."""
    words = _words(SHOWING[number % len(SHOWING)], folder, b"out")
    wanted = number // len(SHOWING)
    told = {} if wanted % 2 == 0 else {"COLUMNS": COLUMNS[wanted // 2 % len(COLUMNS)]}
    columns = WIDTHS[(wanted + 1) // 2 % len(WIDTHS)]
    end = on_terminal(words, folder, columns, **PLAIN | told)
    shown = SEQUENCES.sub(b"", end.out)
    figures = Counter(NUMBER.findall(_plainly(words, folder.parent)))
    lost = [figure for figure, times in figures.items() if shown.count(figure) < times]
    return _verdict(end, end.code == 0 and not lost), (words, columns, told, lost, end)


def _colourless(number: int, folder: Path) -> Verdict:
    """Ask for no colour, or print where there is no terminal."""
    words = _words(SHOWING[number // 4 % len(SHOWING)], folder, b"out")
    way = number % 4
    if way == 0:
        end = on_terminal(words, folder, 100, **PLAIN | {"NO_COLOR": "1"})
        fine = not COLOUR.search(end.out)
    elif way == 1:
        end = on_terminal(words, folder, 100, **PLAIN | {"TERM": "dumb"})
        fine = ESCAPE not in end.out
    else:
        settings = {"COLUMNS": "20"} if way == 2 else {"TERM": "dumb", "NO_COLOR": "1", "COLUMNS": "300"}
        end = run(words, folder, **PLAIN | settings)
        same = end.out == _plainly(words, folder.parent) or b"--help" in words  # click asks COLUMNS anyway
        fine = same and ESCAPE not in end.out + end.err
    return _verdict(end, end.code == 0 and fine), (words, way, end)


def _plainly(words: list[bytes], scratch: Path) -> bytes:
    """Return what a command prints where nothing is wished for and nothing in its way."""
    folder = scratch / "plainly" / words[0].decode()
    if not (folder / "printed").exists():
        folder.mkdir(parents=True)
        (folder / "printed").write_bytes(run(words, folder, **PLAIN).out)
    return (folder / "printed").read_bytes()


def _verdict(end: End, is_right: bool) -> str:
    if end.broke or b"Traceback" in end.out or end.code == 70:
        return "broken"
    return "held" if is_right else "wrong"


def _words(command: str, folder: Path = Path(), name: bytes = b"") -> list[bytes]:
    """Return the words of a command; RUN in it stands for the finished run, OUT for a name."""
    finished = os.fsencode(folder.parent / "run")
    return [word.encode().replace(b"RUN", finished).replace(b"OUT", name) for word in command.split()]
