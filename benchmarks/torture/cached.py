"""What is read back from the cache and from study folders: single bits flipped, and JSON of another shape."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np

from benchmarks.torture._documents import DOCUMENTS, text, variations
from benchmarks.torture._trials import Trials, bits, flipped, give, holding, read_outcome, share
from benchmarks.torture.row import Row
from cocogen.model.files.digests import digest
from cocogen.model.learning.calibration_files import load_calibration, save_calibration
from cocogen.model.learning.generators import fit_generator
from cocogen.model.learning.tasks import load_task
from cocogen.model.learning.tasks.download import checksum, downloaded
from cocogen.scenarios.folders.manifest import MANIFEST, Manifest, read_manifest
from cocogen.scenarios.reporting.page import report_page
from cocogen.scenarios.reporting.reading import read_result
from cocogen.scenarios.studies.catalog import load_study
from cocogen.scenarios.studies.engine import run_plan
from cocogen.scenarios.studies.executors import InProcess
from cocogen.scenarios.studies.factors import Factor
from cocogen.scenarios.studies.plan import Plan, canonical
from cocogen.scenarios.studies.stored_study import KIND, STUDY
from cocogen.scenarios.studies.study_folder import StudyFolder

SWEEP = ("sweep", "quickstart", "--set", "learning.kind=curve", "--set", "run.rounds=2", "--vary", "population.alpha=0.3,1",
         "--seeds", "2", "--jobs", "1", "--quiet")  # fmt: skip
GENERATORS = {"vae": 8, "diffusion": 2, "mixture": 150, "bootstrap": 40, "oracle": 40}
"""Flips per kind of generator; a damaged one is fitted again, which takes seconds for the first two."""


def torture(effort: float, scratch: Path) -> Iterator[Row]:
    """Yield one row per kind of file; the full programme takes about four minutes."""
    rng = np.random.default_rng(0)
    with _cache(scratch / "cache"):
        yield _generators(effort, scratch / "cache" / "generators", rng)
        yield _tasks(effort, scratch, rng)
        yield _calibrations(effort, rng)
        study = scratch / "study"
        assert give(*SWEEP, "--out", str(study)).code == 0
        for name, flips in (
            ("cells.parquet", 300),
            (STUDY, 300),
            (MANIFEST, 300),
            ("figures/accuracy.png", 100),
        ):
            yield _study_file(study, name, share(flips, effort), rng)
        yield _journal(study, max(3, share(60, effort)), rng)
        yield _documents(study, effort)
        yield _signed(study, effort, rng)


@contextmanager
def _cache(folder: Path) -> Iterator[None]:
    before = os.environ.get("COCOGEN_CACHE")
    os.environ["COCOGEN_CACHE"] = str(folder)
    try:
        yield
    finally:
        if before is None:
            del os.environ["COCOGEN_CACHE"]
        else:
            os.environ["COCOGEN_CACHE"] = before


def _generators(effort: float, folder: Path, rng: np.random.Generator) -> Row:
    trials = Trials("bits flipped in fitted generators in the cache")
    task = load_task("digits")
    labels = np.arange(20) % 10
    for name, flips in GENERATORS.items():
        if flips * effort < 1 and name != "mixture":
            continue

        def drawn(name: str = name) -> bytes:
            generator = fit_generator(name, task.public, task.classes)
            return generator.sample(labels, np.random.default_rng(1)).tobytes()

        expected = drawn()
        (path,) = folder.glob(f"{name}-*")
        for bit in bits(path, share(flips, effort), rng):
            with flipped(path, bit):
                trials.count(*read_outcome(drawn, expected, path))
    return trials.row()


def _tasks(effort: float, scratch: Path, rng: np.random.Generator) -> Row:
    trials = Trials("bits flipped in downloads and made data in the cache")
    published = scratch / "published.bin"
    published.write_bytes(rng.bytes(2000))
    address, md5 = published.as_uri(), checksum(published)

    def read() -> bytes:
        return downloaded("torture", address, md5).read_bytes()

    reads: list[tuple[Callable[[], bytes], str, int]] = [(read, "torture/published.bin", 200)]
    if find_spec("mnist1d") is not None:
        reads.append(
            (lambda: load_task("mnist1d", samples=200, test_per_class=5).pool.x.tobytes(), "*.signals", 40)
        )
    for make, pattern, flips in reads:
        expected = make()
        (path,) = (scratch / "cache" / "tasks").glob(pattern)
        for bit in bits(path, share(flips, effort), rng):
            with flipped(path, bit):
                trials.count(*read_outcome(make, expected, path))
    return trials.row()


def _calibrations(effort: float, rng: np.random.Generator) -> Row:
    trials = Trials("bits flipped in calibrations of one's own")
    expected = load_calibration("digits")
    path = save_calibration(expected)
    for bit in bits(path, share(1000, effort), rng):
        with flipped(path, bit):
            trials.count(*read_outcome(lambda: load_calibration("own:digits"), expected, path))
    return trials.row()


def _study_file(study: Path, name: str, flips: int, rng: np.random.Generator) -> Row:
    trials = Trials(f"bits flipped in {name} of a study")
    expected = report_page(read_result(study))
    for bit in bits(study / name, flips, rng):
        with flipped(study / name, bit):
            trials.count(*read_outcome(lambda: report_page(read_result(study)), expected, study / name))
    return trials.row()


def _journal(study: Path, times: int, rng: np.random.Generator) -> Row:
    """The same plan goes on from a damaged journal, and must end with the same table."""
    trials = Trials("cells.journal of a study flipped, cut off or torn, and the study gone on with")
    journal, expected = study / "cells.journal", (study / "cells.parquet").read_bytes()
    whole, plan = journal.read_bytes(), _plan()

    def ended() -> bytes:
        folder = StudyFolder(study, plan)
        folder.claim()
        try:
            run_plan(folder, InProcess(), Unwatched(), window=1)
        finally:
            folder.release()
        return (study / "cells.parquet").read_bytes()

    for trial in range(times):
        place = int(rng.integers(len(whole)))
        damaged = bytearray(whole)
        damaged[place] ^= 1 << int(rng.integers(8))
        content = (bytes(damaged), whole[:place], whole[place:])[trial % 3]
        (study / MANIFEST).rename(study / "manifest.before")
        (study / "cells.parquet").unlink()
        with holding(journal, content):
            trials.count(*read_outcome(ended, expected, journal))
        (study / "manifest.before").replace(study / MANIFEST)
    return trials.row()


class Unwatched:
    """A progress that nobody watches."""

    def finished(self, cells: int, failed: int) -> None:
        """Say nothing."""


def _plan() -> Plan:
    """Return the plan of :data:`SWEEP`."""
    settings = {"learning.kind": "curve", "run.rounds": 2}
    alpha = {"population.alpha": Factor(levels=(0.3, 1))}
    return load_study("quickstart").changed(settings=settings, factors=alpha, seeds=2).plan()


def _documents(study: Path, effort: float) -> Row:
    """Files that hold other JSON, or none: every command that reads them answers in one line that names the file."""
    trials = Trials("study.json, manifest.json and calibrations replaced by other JSON, and read by commands")
    fit = save_calibration(load_calibration("digits"), study.parent / "fit.json")
    commands = {
        study / STUDY: (("report", study), ("compare", study, study), (*SWEEP, "--out", study)),
        study / MANIFEST: (("report", study), ("compare", study, study)),
        fit: (("game", "quickstart", "--set", f"game.calibration={fit}"),),
    }
    for path, given in commands.items():
        for content in DOCUMENTS[:: max(1, round(0.2 / effort))]:
            for words in given:
                with holding(path, content):
                    said = give(*map(str, words))
                outcome = "held" if said.is_refused(path.name) else "broken" if said.code == 70 else "wrong"
                trials.count(outcome, f"{words[0]} with {path.name} = {content[:30]!r}: {said.err}")
    return trials.row()


def _signed(study: Path, effort: float, rng: np.random.Generator) -> Row:
    """Whoever forges a digest may be believed, but gets no traceback."""
    trials = Trials(
        "nonsense in each field of study.json, a journal and a calibration, under a right checksum"
    )
    files = dict(read_manifest(study, KIND).files)
    about = json.loads((study / STUDY).read_bytes())
    record = json.loads((study / "cells.journal").read_bytes().split(b"\n")[0].partition(b" ")[2])
    fit = save_calibration(load_calibration("digits"), study.parent / "fit.json")
    calibration = json.loads(fit.read_bytes())
    forged = [
        *((_forge_study, data) for data in variations(_without(about, "digest"))),
        *((_forge_journal, data) for data in variations(record)),
        *((_forge_calibration, data) for data in variations(_without(calibration, "checksum"))),
    ]
    for number in sorted(rng.choice(len(forged), share(len(forged), effort), replace=False)):
        forge, data = forged[number]
        trials.count(*forge(study, files, data))
    return trials.row()


def _forge_study(study: Path, files: dict[str, str], data: Any) -> tuple[str, str]:
    try:
        signature = digest(canonical(data).encode())
    except UnicodeEncodeError:
        signature = ""
    content = text({**data, "digest": signature})
    manifest = Manifest(KIND, {}, {**files, STUDY: digest(content)}).content
    with holding(study / STUDY, content), holding(study / MANIFEST, manifest):
        return _no_traceback(lambda: report_page(read_result(study)), data)


def _forge_journal(study: Path, _: dict[str, str], data: Any) -> tuple[str, str]:
    content = text(data)
    with holding(study / "cells.journal", b"%08x %s\n" % (crc32(content), content)):
        return _no_traceback(StudyFolder(study, _plan()).finished, data)


def _forge_calibration(study: Path, _: dict[str, str], data: Any) -> tuple[str, str]:
    path = study.parent / "fit.json"
    signed = {
        **data,
        "checksum": digest(
            json.dumps(data, sort_keys=True, ensure_ascii=False).encode("utf-8", "surrogatepass")
        ),
    }
    with holding(path, text(signed)):
        return _no_traceback(lambda: load_calibration(str(path)), data)


def _no_traceback(read: Callable[[], Any], data: Any) -> tuple[str, str]:
    try:
        read()
    except ValueError as error:
        return ("held" if "\n" not in str(error) else "wrong"), f"{data}: {error}"
    except Exception as error:
        return "broken", f"{data}: {type(error).__name__}: {error}"
    return "held", ""


def _without(data: dict[str, Any], name: str) -> dict[str, Any]:
    return {other: value for other, value in data.items() if other != name}
