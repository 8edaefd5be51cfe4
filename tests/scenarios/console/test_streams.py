"""Standard streams: any encoding, any path, an end that was closed, a disk that is full."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cocogen.scenarios.command_line.application import run_command
from cocogen.scenarios.console.streams import ERRORS, mend
from cocogen.scenarios.console.terminal import json_line, quoted, shown

NOT_TEXT = os.fsdecode(b"not \xff text [red]")
CURVE = ["--rounds", "1", "--set", "learning.kind=curve"]


def cocogen(*words: str, folder: Path, **settings: str) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, **settings}
    command = [sys.executable, "-m", "cocogen.scenarios.command_line", *words]
    return subprocess.run(command, capture_output=True, env=environment, cwd=folder, check=False)


def test_no_encoding_stops_a_run_and_no_path_a_report(tmp_path: Path) -> None:
    out = f"é {NOT_TEXT}"
    done = cocogen("run", "quickstart", *CURVE, "--out", out, folder=tmp_path, PYTHONIOENCODING="ascii")
    assert done.returncode == 0, done.stderr
    assert b"\nTables   \xc3\xa9 not \xff text [red]\n" in done.stdout
    assert run_command(["report", str(tmp_path / out), "--quiet"]) == 0
    assert "not ? text [red]" in (tmp_path / out / "report.html").read_text(encoding="utf-8")


def test_json_of_a_path_that_is_no_text_is_json(tmp_path: Path) -> None:
    done = cocogen("run", "quickstart", *CURVE, "--json", "--out", NOT_TEXT, folder=tmp_path)
    folder = json.loads(done.stdout.decode("ascii"))["folder"]
    assert folder == NOT_TEXT
    assert (tmp_path / folder / "summary.json").is_file()


def test_what_is_no_text_is_refused_in_one_line_where_text_is_needed(tmp_path: Path) -> None:
    words = ("run", "quickstart", *CURVE, "--set", f"task.name={NOT_TEXT}")
    done = cocogen(*words, folder=tmp_path)
    assert done.returncode == 2
    assert done.stderr.count(b"\n") == 1


@pytest.mark.parametrize("words", ["list", "run --help"])
def test_a_reader_that_goes_away_is_no_error(tmp_path: Path, words: str) -> None:
    ends, closed = os.pipe()
    os.close(ends)
    command = [sys.executable, "-m", "cocogen.scenarios.command_line", *words.split()]
    done = subprocess.run(command, stdout=closed, stderr=subprocess.PIPE, cwd=tmp_path, check=False)
    os.close(closed)
    assert (done.returncode, done.stderr) == (141, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the platform has no device that is full")
def test_output_to_a_full_disk_is_one_line(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "cocogen.scenarios.command_line", "list"]
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run(
            command,
            stdout=full,
            stderr=subprocess.PIPE,
            cwd=tmp_path,
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr == b"cocogen: input/output: No space left on device\n"


def test_streams_that_are_closed_from_the_beginning_do_no_harm(tmp_path: Path) -> None:
    program = "import os, sys; os.close(1); os.close(2); os.execv(sys.executable, sys.argv[1:])"
    words = [sys.executable, "-m", "cocogen.scenarios.command_line", "list"]
    done = subprocess.run([sys.executable, "-c", program, *words], check=False, cwd=tmp_path)
    assert done.returncode == 0


def test_characters_without_a_place_become_what_comes_closest() -> None:
    mend()
    text = "∞ – ± γ ε° é 字 \udcff\N{NO-BREAK SPACE}."
    assert text.encode("ascii", ERRORS) == b"inf - +- gamma epsilono e ? \xff ."
    assert "\udcff".encode("utf-8", ERRORS) == b"\xff"
    assert "\udcff".encode("utf-16-le", ERRORS) == b"?\x00"


def test_paths_are_shown_as_their_bytes_and_quoted_for_a_shell(monkeypatch: pytest.MonkeyPatch) -> None:
    class Ascii:
        encoding = "ascii"

    monkeypatch.setattr(sys, "stdout", Ascii())
    assert shown(Path("é")).encode("ascii", "surrogateescape") == "é".encode()
    assert quoted(Path("exp [a]")) == "'exp [a]'"


def test_json_has_no_numbers_that_json_does_not_have() -> None:
    class Scalar:
        def tolist(self) -> float:
            return float("inf")

    line = json_line({"a": float("nan"), 1: [float("-inf"), (2, True, None)], "p": Path("x"), "s": Scalar()})
    assert line == '{"a": null, "1": [null, [2, true, null]], "p": "x", "s": null}'
