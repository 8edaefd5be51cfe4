"""Tables that strangers write: CSV files of one's own and traces, right, odd and broken, against what they truly say.

A file is *silently wrong* if it loads into other features, classes or owners than the true ones without a word, if a harmless
one is refused, or if a refusal does not name the file and, where there is one, the line and the column.
"""

from __future__ import annotations

import csv
import gzip
import io
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.torture._sheets import Rng, Sheet, sheet, truth
from benchmarks.torture._verdicts import HELD, TRACEBACK, WRONG, Answer, Tally, load, refused, right
from benchmarks.torture.row import Row
from cocogen.model.config.overrides import parse_value
from cocogen.model.config.trace import read_trace

GAPS = ("", "NA", "n/a", "NaN", "NULL", " ")
BAD_CELLS = ("n/k", "?", "-", "unknown", "1,5", "12%", "1_000", "0x1F", "inf", "1e999", "5 kg", "１２", "−3", "<5", "3.1.4", "$7", "#N/A", "1 000", "true", "2024-01-05", "é", "x" * 200)  # fmt: skip


def torture(effort: float, scratch: Path) -> Iterator[Row]:
    """Yield one row per kind of file; the full programme takes about three minutes."""
    for seed, (judge, times) in enumerate(
        (
            (harmless, 400),
            (bad_cells, 600),
            (lookalikes, 400),
            (gaps, 300),
            (broken, 600),
            (inserted, 600),
            (not_text, 60),
            (traces, 400),
            (commands, 12),
        )
    ):
        times = round(effort * times)
        if not times:
            continue
        rng = np.random.default_rng(seed)
        folder = scratch / judge.__name__
        folder.mkdir()
        tally = Tally(str(judge.__doc__).split(".")[0])
        for number in range(times):
            judge(rng, folder / f"table-{number}.csv", tally)
        yield tally.row()


def harmless(rng: Rng, path: Path, tally: Tally) -> None:
    """Own CSV: odd but right (byte-order marks, encodings, line ends, quotes, separators, decimal commas).

    All must load.
    """
    meant, options = sheet(rng), {}
    written, separator = meant, ","
    if rng.random() < 0.5:
        name, separator = [("semicolon", ";"), ("tab", "\t"), ("pipe", "|")][int(rng.integers(3))]
        options["separator"] = name if rng.random() < 0.5 else separator
    if rng.random() < 0.4:
        options["decimal"] = "comma"
        for position in meant.numeric:
            written = written.with_column(position, lambda _, cell: cell.replace(".", ","))
    if rng.random() < 0.3:
        position = int(rng.choice(meant.numeric))
        written = written.with_column(position, lambda _, cell: f"  {cell} ")
    end = str(rng.choice(["\n", "\r\n", "\r"]))
    text = written.text(separator, end, quote_all=end == "\r" or bool(rng.random() < 0.3))
    if rng.random() < 0.3:
        text = end + text + end * 3
    encoding = str(rng.choice(["utf-8", "utf-8-sig", "utf-16"]))
    if encoding == "utf-16":
        options["encoding"] = encoding
    path.write_bytes(text.encode(encoding))
    answer = load(path, **options)
    tally.add(right(answer, truth(meant)), (answer, options))


def bad_cells(rng: Rng, path: Path, tally: Tally) -> None:
    """Own CSV: one to three cells among numbers that are none.

    The first must be named, by line and column.
    """
    meant = sheet(rng)
    position = int(rng.choice(meant.numeric))
    rows = sorted(rng.choice(len(meant.cells), size=int(rng.integers(1, 4)), replace=False).tolist())
    bad = {row: str(rng.choice(BAD_CELLS)) for row in rows}
    meant = meant.with_column(position, lambda i, cell: bad.get(i, cell))
    path.write_text(meant.text(), encoding="utf-8", newline="")
    answer = load(path)
    first = next((row for row in rows if bad[row] != "1e999"), rows[0])
    tally.add(refused(answer, path, meant.line_of(first), meant.names[position]), (answer, bad))


def lookalikes(rng: Rng, path: Path, tally: Tally) -> None:
    """Own CSV: a column of dates, times, amounts, codes, identifiers, decimal commas or thousands.

    It must be named, and the option that leaves it out must work as printed.
    """
    meant = sheet(rng)
    position = int(rng.choice(meant.numeric))
    draw = rng.integers(1, 10, size=(len(meant.cells), 6))
    kinds: tuple[Callable[[int, Any], str], ...] = (
        lambda i, d: f"2024-{d[0]:02d}-{d[1]:02d}",
        lambda i, d: f"{d[0]}.{d[1]}.2023",
        lambda i, d: f"{d[0]}/{d[1]}/99 {d[2]:02d}:{d[3]}0",
        lambda i, d: f"{d[0]:02d}:{d[1]}0",
        lambda i, d: f"Mar {d[0]}, 2024",
        lambda i, d: f"{d[0]},{d[1]}{d[2]}",
        lambda i, d: f"{d[0]},{d[1]}{d[2]}{d[3]}",
        lambda i, d: f"{d[0]}.{d[1]}{d[2]}{d[3]},{d[4]}",
        lambda i, d: f"{d[0]} {d[1]}{d[2]}{d[3]}",
        lambda i, d: f"{d[0]}'{d[1]}{d[2]}{d[3]}",
        lambda i, d: f"{d[0]}{d[1]} %",
        lambda i, d: f"€ {d[0]}.{d[1]}0",
        lambda i, d: f"{d[0]} kg",
        lambda i, d: f"{d[0]}-{d[1]}{d[2]}",
        lambda i, d: f"00{d[0]}{d[1]}",
        lambda i, d: f"P{i:05d}",
        lambda i, d: f"{i + 1}",
        lambda i, d: f"+41 {d[0]}{d[1]} {d[2]}{d[3]}",
        lambda i, d: f"<{d[0]}",
        lambda i, d: f"USD {d[0]}.{d[1]}0",
        lambda i, d: f"'{d[0]}{d[1]}",
        lambda i, d: f'="{d[0]}{d[1]}"',
        lambda i, d: f"({d[0]}{d[1]})",
        lambda i, d: f"{d[0]}:{d[1]}{d[2]} pm",
    )
    write = kinds[int(rng.integers(len(kinds)))]
    changed = meant.with_column(position, lambda i, _: write(i, draw[i]))
    path.write_text(changed.text(), encoding="utf-8", newline="")
    answer = load(path)
    outcome = refused(answer, path, column=meant.names[position])
    if outcome == HELD:
        found = re.search(r"task\.drop=\w+", answer.line)
        option = shlex.split(found.group())[0] if found else "="
        again = load(path, drop=parse_value(option.split("=")[1]))
        outcome = right(again, truth(meant.without(position)))
    tally.add(outcome, (answer, changed.cells[0]))


def gaps(rng: Rng, path: Path, tally: Tally) -> None:
    """Own CSV: gaps in one cell to a third of them, written in six ways.

    Complete rows must load, and those left out must be counted aloud.
    """
    meant = sheet(rng)
    share = float(rng.choice([0.002, 0.02, 0.1]))
    holes = rng.random((len(meant.cells), len(meant.names))) < share
    cells = [
        [str(rng.choice(GAPS)) if hole else cell for cell, hole in zip(row, where, strict=True)]
        for row, where in zip(meant.cells, holes, strict=True)
    ]
    kept = replace(
        meant, cells=[row for row, where in zip(meant.cells, holes, strict=True) if not where.any()]
    )
    path.write_text(
        replace(meant, cells=cells).text(quote_all=bool(rng.random() < 0.5)), encoding="utf-8", newline=""
    )
    answer = load(path)
    try:
        true = truth(kept)
    except ValueError:  # too few rows are left of a class
        tally.add(refused(answer, path), answer)
        return
    tally.add(right(answer, true, int(holes.any(axis=1).sum())), answer)


def broken(rng: Rng, path: Path, tally: Tally) -> None:
    """Own CSV: rows too long or short, names twice, bytes of another encoding, NUL, a quote left open.

    The line must be named, and the column where it can be known.
    """
    meant = sheet(rng)
    row, position = int(rng.integers(len(meant.cells))), int(rng.integers(len(meant.names)))
    line, name = meant.line_of(row), meant.names[position]
    content = meant.text().encode()
    column: str | None = name
    on = line + sum(
        cell.count("\n") for cell in meant.cells[row][:position]
    )  # where a byte of the cell itself is
    way = int(rng.integers(6))
    if way == 0:
        cells = [list(cells) for cells in meant.cells]
        cells[row] = cells[row][:position] or ["x"]
        column = meant.names[max(position, 1)]
        content = replace(meant, cells=cells).text().encode()
    elif way == 1:
        cells = [list(cells) for cells in meant.cells]
        cells[row] += ["surplus"] * int(rng.integers(1, 4))
        column, content = None, replace(meant, cells=cells).text().encode()
    elif way == 2:
        other = (position + 1) % len(meant.names)
        names = [meant.names[other] if p == position else n for p, n in enumerate(meant.names)]
        line, column, content = 1, meant.names[other], replace(meant, names=names).text().encode()
    elif way == 3:
        changed, line = meant.with_column(position, lambda i, cell: "MARK" if i == row else cell), on
        content = changed.text().encode().replace(b"MARK", bytes([int(rng.integers(0x80, 0xC0))]))
    elif way == 4:
        content = meant.with_column(position, lambda i, cell: "a\0b" if i == row else cell).text().encode()
    else:
        changed = meant.with_column(position, lambda i, cell: "MARK" if i == row else cell)
        column, content = None, changed.text().replace("MARK", '"MARK').encode()
        line = None if b'"' in content[content.index(b"MARK") :] else line
    path.write_bytes(content)
    answer = load(path)
    tally.add(refused(answer, path, line, column), (answer, way, line, column))


def inserted(rng: Rng, path: Path, tally: Tally) -> None:
    """Own CSV: one to three separators, quotes, line ends or letters put in anywhere, or the end cut off.

    The file must load as what it then says, or be refused.
    """
    meant = sheet(rng)
    text = meant.text()
    if rng.random() < 0.3:
        text = text[: int(rng.integers(len(text)))]
    else:
        for _ in range(int(rng.integers(1, 4))):
            place = int(rng.integers(len(text)))
            text = (
                text[:place] + str(rng.choice([",", '"', "\n", "\r", "x", "7", " ", "\ufeff"])) + text[place:]
            )
    path.write_bytes(text.encode())
    answer = load(path)
    if answer.task is None:
        tally.add(refused(answer, path), answer)
        return
    rows = [row for row in csv.reader(io.StringIO(text, newline=""), skipinitialspace=True) if any(row)]
    names = [name.strip().lstrip("\ufeff") for name in rows[0]]
    literal = Sheet(
        names, rows[1:], [p for p, name in enumerate(names) if p < len(names) - 2 and _numbers(rows, p)]
    )
    complete = replace(literal, cells=[row for row in rows[1:] if all(cell.strip() for cell in row)])
    try:
        true = truth(complete)
    except ValueError as error:
        tally.add(WRONG, (error, answer))
        return
    tally.add(right(answer, true, len(literal.cells) - len(complete.cells)), (answer, text))


def _numbers(rows: list[list[str]], position: int) -> bool:
    try:
        [float(row[position]) for row in rows[1:] if row[position].strip()]
    except ValueError:
        return False
    return True


def not_text(rng: Rng, path: Path, tally: Tally) -> None:
    """Own CSV: no file, a folder, empty, compressed, a spreadsheet, UTF-16, two encodings, a header alone.

    The file must be named.
    """
    meant = sheet(rng).with_column(0, lambda i, _: "Zürich" if i % 2 else "Genève")
    content, options = meant.text().encode(), {}
    for way in range(12):
        path.unlink(missing_ok=True)
        tried = path
        if way == 1:
            tried = path.parent
        elif way == 2:
            path.write_bytes(b"")
        elif way == 3:
            path.write_bytes(gzip.compress(content))
        elif way == 4:
            path.write_bytes(b"PK\x03\x04" + rng.bytes(500))
        elif way == 5:
            path.write_text(
                meant.text(), encoding=str(rng.choice(["utf-16", "utf-32", "utf-16-le", "utf-16-be"]))
            )
        elif way == 6:
            half = content.index(b"\n", len(content) // 2) + 1
            path.write_bytes(content[:half] + content[half:].decode().encode("latin-1", "replace"))
            options = {"encoding": str(rng.choice(["utf-8", "latin-1", "cp1252"]))}
        elif way == 7:
            path.write_bytes(content[: content.index(b"\n") + 1])
        elif way == 8:
            path.write_bytes(rng.bytes(2000))
        elif way == 9:
            path.write_bytes(b"\n \n\r\n")
        elif way == 10:
            path.write_bytes(content)
            options = {"encoding": str(rng.choice(["latin-1", "utf-16", "nonsense", "zlib", "ascii"]))}
        elif way == 11:
            path.write_text('n,kind,firm\n1,"' + "x" * 200_000 + '",a\n', encoding="utf-8")
        answer = load(tried, **options)
        tally.add(refused(answer, tried), (answer, way, options))


def traces(rng: Rng, path: Path, tally: Tally) -> None:
    """Traces of outages: odd but right, and broken in ten ways.

    The right ones must be read, the others be refused by line and column.
    """
    names = [chr(ord("A") + i) for i in range(8)]
    true: dict[str, list[tuple[int, int]]] = {}
    for name in rng.choice(names, size=int(rng.integers(1, 6)), replace=False):
        bounds = np.sort(
            rng.choice(np.arange(1, 300), size=2 * int(rng.integers(1, 5)), replace=False)
        ).tolist()
        true[str(name)] = list(zip(bounds[::2], bounds[1::2], strict=True))
    rows = [[name, str(begin), str(end)] for name, found in true.items() for begin, end in found]
    rows = [rows[i] for i in rng.permutation(len(rows))]
    header = ["organization", "from", "to"]
    row = int(rng.integers(len(rows)))
    way = int(rng.integers(14))
    place: tuple[int | None, str | None] = (row + 2, None)
    encoding, end = "utf-8", str(rng.choice(["\n", "\r\n", "\r"]))
    if way == 0:
        encoding = "utf-8-sig"
    elif way == 1:
        header, rows = ["note", *header], [["für, alle", *cells] for cells in rows]
    elif way == 2:
        rows = [[f" {cell} " for cell in cells] for cells in rows]
    elif way == 3:
        encoding, place = "utf-16", (None, None)
    elif way == 4:
        rows[row] = rows[row][:2]
        place = (row + 2, "to")
    elif way == 5:
        rows[row] = [*rows[row], "9"]
    elif way == 6:
        rows[row][1] = str(rng.choice(["", "one", "0", "-3", "1.5", "1e3", "9" * 30, "²"]))
        place = (row + 2, "from")
    elif way == 7:
        rows[row][0] = "Z"
        place = (row + 2, "organization")
    elif way == 8:
        header[int(rng.integers(3))] = str(rng.choice(["x", "", "FROM"]))
        place = (1, None)
    elif way == 9:
        rows, place = [], (None, None)
    elif way == 10:
        rows[row][2] = "4\0"
        place = (row + 2, "to")
    elif way == 11:
        rows[row][0] = '"A'
        place = (None, None)
    elif way == 12:
        rows[row] = [rows[row][0], "300", "200"]
        place = (row + 2, "to")
    elif way == 13:
        rows.append(list(rows[row]))
        place = (None, "from")
    quote = '"' if way == 1 else ""
    lines = [",".join(f"{quote}{cell}{quote}" for cell in cells) for cells in (header, *rows)]
    path.write_bytes((end.join(lines) + end).encode(encoding))
    try:
        found = read_trace(str(path), names)
    except ValueError as error:
        expected = refused(Answer(line=str(error)), path, *place)
        tally.add(expected if way >= 3 else WRONG, (error, way))
    except Exception as error:
        tally.add(TRACEBACK, (error, way))
    else:
        tally.add(HELD if way < 3 and found == true else WRONG, (found, way))


def commands(rng: Rng, path: Path, tally: Tally) -> None:
    """Own CSV: `cocogen run quickstart` on a file with one bad cell, a wrong label or a gap.

    It must end with one line and exit code 2, or play.
    """
    meant = sheet(rng)
    position = int(rng.choice(meant.numeric))
    way = int(rng.integers(3))
    if way < 2:
        meant = meant.with_column(position, lambda i, cell: ("n/k", "")[way] if i == 7 else cell)
    path.write_text(meant.text(), encoding="utf-8", newline="")
    out = path.parent / "run"
    shutil.rmtree(out, ignore_errors=True)
    settings = ["task.name=csv", f"task.path={path}", f"task.label={'kind' if way < 2 else 'kinds'}"]
    settings += [
        "task.test_per_class=5",
        "game.calibration=digits",
        "population.organizations=3",
        "population.alpha=10",
    ]
    command = [
        sys.executable,
        "-m",
        "cocogen.scenarios.command_line",
        "run",
        "quickstart",
        "--rounds",
        "1",
        "--out",
        str(out),
    ]
    told = [argument for setting in settings for argument in ("--set", setting)]
    done = subprocess.run([*command, *told], capture_output=True, text=True, timeout=300, check=False)
    said = [line for line in done.stderr.splitlines() if line.startswith("cocogen: ")]
    if "Traceback" in done.stderr:
        outcome = TRACEBACK
    elif way == 1:
        outcome = HELD if done.returncode == 0 and len(said) == 1 and "1 of" in said[0] else WRONG
    else:
        outcome = HELD if done.returncode == 2 and len(said) == 1 and str(path) in said[0] else WRONG
    tally.add(outcome, (done.returncode, done.stderr))
