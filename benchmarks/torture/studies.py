"""Sweeps: cells that all fail, absurd plans, evil names, changed inputs, a full disk, and kills at any moment."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np

from benchmarks.torture._documents import VALUES
from benchmarks.torture._trials import Said, Trials, give
from benchmarks.torture.row import Row
from cocogen.scenarios.studies.journal import Journal
from cocogen.scenarios.studies.stored_study import read_study

REPOSITORY = Path(__file__).parents[2]
BRIEF = ("--set", "learning.kind=curve", "--set", "run.rounds=2")
KILLED = 12
"""Seeds of the sweep that is killed."""
PATIENCE = 60.0
"""Seconds within which an answer must come, on a machine that does other things besides."""
FAILING = (
    ("quickstart", "--set", "population.organizations=1500"),
    ("baselines", "--set", "population.organizations=1500"),
    ("churn", "--set", "population.partition=natural", "--set", "task.name=digits"),
    ("quickstart", "--set", "population.partition=pathological", "--set", "population.organizations=1500"),
)
"""Sweeps of which every cell fails."""
SIZES = ("1e400", "100000000", "999999999999999999999999", "-1", "0", "1")
VARIED = (
    *(f"population.alpha=0.1..1:{size}" for size in SIZES),
    "population.alpha=0.1..1", "population.alpha=1..0.1:3", "population.alpha=-inf..1:3", "population.alpha=0..inf:3",
    "population.alpha=nan..1:3", "population.alpha=0..1:log:3", "population.alpha=..", "population.alpha=1..2..3:4",
    "population.alpha=0.1..1:5:cubic", "population.alpha=a,b", "population.alpha=", "=1,2", "population.alpha", "alpha=1,2",
    "population=1,2", "population.alfa=1,2", "run.seed=1,2", "population.alpha=0.3,0.3", "population.alpha=0,1",
    "decision.rule=best-respons,none", "population.organizations=1e400,2", "population.organizations=4..1e18:int:3",
    f"population.alpha={'[' * 5000}", f"population.alpha={'{a=' * 3000}", "population.alpha=[[1],[2]]", "[/red].x=1,2", "\0=1",
)  # fmt: skip
SWEPT = (
    *(("--seeds", text) for text in ("0", "-1", "1e3", "100001", "9" * 40, "1,1", "1,-2", "", ",", "18446744073709551616,", "x")),
    ("--seeds", "99999"),
    ("--points", "5"),
    *(("--design", "sobol", "--vary", "population.alpha=0.1..1", "--points", size) for size in ("0", "-4", "5", "9" * 30)),
    ("--design", "latin-hypercube"), ("--design", "latin-hypercube", "--points", "4"), ("--design", "[/red]"),
    tuple(word for name in "abcdefgh" for word in ("--vary", f"game.{name}=0..1:9999")),
    *(("--vary", text) for text in VARIED),
)  # fmt: skip
NAMES = (
    "../../evil", "/etc/evil", "a/b", "..", ".", "", " ", ".hidden", "-rf", "a\nb", "a\0b", "a\\b", "C:evil", "x" * 300, "~/evil",
    "$(touch evil)", "[/red]", "\u202eevil", "é" * 90, "con", "a b", "%s", "{0}", "*",
)  # fmt: skip
FIELDS = ("name", "question", "scenario", "variants", "settings", "factors", "design", "points", "seeds", "measures",
          "reference", "next_command", "more")  # fmt: skip


def torture(effort: float, scratch: Path) -> Iterator[Row]:
    """Yield one row per kind of mistreatment that the effort reaches; the full programme takes about four minutes."""
    programme = ((_failing, 16), (_absurd, len(SWEPT)), (_names, len(NAMES)), (_files, 120), (_inputs, 10), (_full_disk, 30), (_killed, 20))  # fmt: skip
    here = scratch / "here"
    here.mkdir()
    with contextlib.chdir(here):
        for seed, (mistreat, full) in enumerate(programme):
            times = round(effort * full)
            if times:
                yield mistreat(times, np.random.default_rng(seed))


def _failing(times: int, _: np.random.Generator) -> Row:
    trials = Trials("sweeps of which every cell fails")
    for trial in range(times):
        words, told = (
            FAILING[trial % len(FAILING)],
            ("--quiet", "--json", "--jobs=2", "--jobs=1")[trial // len(FAILING) % 4],
        )
        said = give("sweep", *words, *BRIEF, "--seeds", "1", "--out", f"failing-{trial}", told)
        frame = read_study(Path(f"failing-{trial}")).table() if said.code == 1 else None
        told_so = (
            frame is not None and (frame["error"] != "").all() and "cocogen: every cell failed: " in said.err
        )
        trials.count("held" if told_so else _unheld(said), f"{words}: {said}")
    return trials.row()


def _absurd(times: int, rng: np.random.Generator) -> Row:
    trials = Trials("sweeps with absurd factors, seeds, points and designs")
    for number in sorted(rng.choice(len(SWEPT), times, replace=False)):
        trials.count(*_refused("sweep", "quickstart", *BRIEF, *SWEPT[number], "--out", "absurd"))
    return trials.row()


def _refused(*words: str) -> tuple[str, str]:
    """Give a command that must be refused in one line, at once, and leave nothing behind."""
    before, started = sorted(Path().rglob("*")), time.perf_counter()
    said = give(*words)
    seconds, after = time.perf_counter() - started, sorted(Path().rglob("*"))
    held = said.is_refused() and before == after and seconds < PATIENCE
    return ("held" if held else _unheld(said)), f"{[word[:60] for word in words]}, {seconds:.0f} s: {said}"


def _unheld(said: Said) -> str:
    return "broken" if said.code == 70 or "Traceback" in said.err else "wrong"


def _names(times: int, rng: np.random.Generator) -> Row:
    """A study's name is part of a folder's name below runs, or refused."""
    trials = Trials("study files with evil names")
    for number in sorted(rng.choice(len(NAMES), times, replace=False)):
        Path("named.toml").write_bytes(_toml({"name": NAMES[number], "scenario": "quickstart", "seeds": 1}))
        before = _around()
        said = give("sweep", "named.toml", *BRIEF, "--jobs", "1", "--quiet")
        made = _around() - before - {Path("runs")}
        below = Path(said.out.strip()).resolve().parent == Path("runs").resolve()
        good = not made and (said.is_refused() or (said.code == 0 and below))
        trials.count("held" if good else _unheld(said), f"{NAMES[number]!r}: {said}, {made}")
    return trials.row()


def _around() -> set[Path]:
    return set(Path().glob("*")) | set(Path("..").glob("*"))


def _files(times: int, rng: np.random.Generator) -> Row:
    trials = Trials("study files with nonsense in a field")
    sound: dict[str, Any] = {
        "scenario": "quickstart",
        "seeds": 1,
        "settings": {"learning.kind": "curve", "run.rounds": 1},
    }
    pairs = [(field, value) for field in FIELDS for value in (*VALUES, ["\0"]) if value is not None]
    for number in sorted(rng.choice(len(pairs), min(times, len(pairs)), replace=False)):
        field, value = pairs[number]
        try:
            Path("nonsense.toml").write_bytes(_toml({**sound, field: value}))
        except (ValueError, TypeError):  # TOML has no word for it
            continue
        said = give("sweep", "nonsense.toml", "--jobs", "1", "--quiet", "--out", f"nonsense-{number}")
        trials.count(
            "held" if said.is_refused() or said.code == 0 else _unheld(said), f"{field} = {value!r}: {said}"
        )
    return trials.row()


def _toml(data: dict[str, Any]) -> bytes:
    import tomli_w

    return tomli_w.dumps(data).encode()


def _sweep(out: Path, seeds: int) -> list[str]:
    return ["sweep", "baselines", *BRIEF, "--seeds", str(seeds), "--quiet", "--out", str(out)]


def _table(out: Path) -> bytes:
    return read_study(out).contents["cells.parquet"]


def _undisturbed(seeds: int) -> bytes:
    out = Path(f"undisturbed-{seeds}")
    assert give(*_sweep(out, seeds), "--jobs", "1").code == 0
    return _table(out)


def _inputs(times: int, rng: np.random.Generator) -> Row:
    """A sweep of own data whose file changes at a random moment stops, or has ended with the file as it was."""
    trials = Trials("own data that changes at a random moment of a sweep")
    table, kinds = rng.normal(size=400).round(3), np.arange(400) % 2
    whole = "a,kind\n" + "".join(f"{a},{'xy'[kind]}\n" for a, kind in zip(table, kinds, strict=True))
    changed = whole.replace("x", "z", 1).replace("y", "x", 1).replace("z", "y", 1)
    own = Path("own.csv")
    own.write_text(whole)
    words = ["sweep", "quickstart", *BRIEF, "--set", "task.name=csv", "--set", "task.path=own.csv", "--set", "task.label=kind",
             "--set", "game.calibration=digits", "--seeds", "8", "--quiet", "--out"]  # fmt: skip
    assert give(*words, "own", "--jobs", "1").code == 0
    expected = _table(Path("own"))
    for trial in range(times):
        out = Path(f"own-{trial}")
        process = _started([*words, str(out), "--jobs", "2"])
        while not list(Journal(out / "cells.journal").records()) and process.poll() is None:
            time.sleep(0.01)
        time.sleep(rng.uniform(0, 0.3))
        own.write_text(changed)
        said = Said(process.wait(), *(part.decode() for part in process.communicate()))
        own.write_text(whole)
        stopped = (
            said.is_refused("own.csv has changed since this study was begun")
            and not (out / "cells.parquet").exists()
        )
        ended = said.code == 0 and _table(out) == expected
        again = give(*words, str(out), "--jobs", "1").code == 0
        mended = again and _table(out) == expected
        trials.count("held" if (stopped or ended) and mended else _unheld(said), f"{trial}: {said}")
    return trials.row()


def _full_disk(times: int, _: np.random.Generator) -> Row:
    """A write or rename that fails is one line; nothing is lost, and the same command ends with the same bytes."""
    trials = Trials("writes, renames and syncs of a sweep that fail, as on a full disk")
    expected = _undisturbed(seeds=1)
    for trial in range(times):
        out, at = Path(f"full-{trial}"), 1 + trial * 30 // times
        with _failing_write(at):
            said = give(*_sweep(out, 1), "--jobs", "1")
        whole = said.code == 0 or said.is_refused()
        again = give(*_sweep(out, 1), "--jobs", "1")
        same = again.code == 0 and _table(out) == expected
        trials.count("held" if whole and same else _unheld(said), f"write {at}: {said}, {again}")
    return trials.row()


@contextlib.contextmanager
def _failing_write(at: int) -> Iterator[None]:
    """Let the ``at``-th call of functions that write fail."""
    calls = 0

    def guarded(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            nonlocal calls
            calls += 1
            if calls == at:
                raise OSError(28, "No space left on device")
            return real(*args, **kwargs)

        return call

    with contextlib.ExitStack() as stack:
        for name in ("write", "fsync", "replace", "mkdir"):
            stack.enter_context(mock.patch.object(os, name, guarded(getattr(os, name))))
        yield


def _killed(kills: int, rng: np.random.Generator) -> Row:
    """A sweep that is killed at any moment goes on, loses no cell that was recorded, and ends with the same bytes."""
    trials = Trials("kill -9 of a sweep at random moments, and the same command given again")
    expected, out = _undisturbed(KILLED), Path("killed")
    recorded: list[dict[str, Any]] = []
    for trial in range(kills):
        process = _started([*_sweep(out, KILLED), "--jobs", str(rng.integers(1, 3))])
        if rng.random() < 0.8:
            while (
                len(list(Journal(out / "cells.journal").records())) <= len(recorded)
                and process.poll() is None
            ):
                time.sleep(0.005)
        time.sleep(rng.uniform(0, 0.2))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        now = list(Journal(out / "cells.journal").records())
        kept, recorded = now[: len(recorded)] == recorded, now
        if (out / "manifest.json").exists():  # it had ended before it was killed
            kept = kept and _table(out) == expected
            out, recorded = Path(f"killed-{trial}"), []
        trials.count("held" if kept else "wrong", f"kill {trial}")
    ended = give(*_sweep(out, KILLED), "--jobs", "1").code == 0 and _table(out) == expected
    trials.count("held" if ended else "wrong", "the end")
    return trials.row()


def _started(words: list[str]) -> subprocess.Popen[bytes]:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(REPOSITORY), *filter(None, sys.path)])}
    return subprocess.Popen(
        [sys.executable, "-m", "cocogen.scenarios.command_line", *words],
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
