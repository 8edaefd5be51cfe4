"""The outermost handler: an error that nobody foresaw is one line and a file, from every command and every way to start it."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from cocogen.scenarios.command_line import main
from cocogen.scenarios.command_line.application import application
from cocogen.scenarios.command_line.guard import CLOSED, INTERNAL, guarded

ROOT = Path(__file__).parents[3]
WORDS = {
    "list": [],
    "run": ["quickstart"],
    "fork": ["runs/none", "--at", "1"],
    "game": ["quickstart"],
    "sweep": ["baselines", "--seeds", "2"],
    "compare": ["runs/none"],
    "reproduce": ["--quick"],
    "report": ["runs/none"],
    "view": [],
    "calibrate": ["digits"],
}
"""Words with which each command would begin."""


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COCOGEN_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def broken(*_: object, **__: object) -> None:
    """Fail as nobody foresees."""
    raise ZeroDivisionError("by zero [/red]")


def the_line(capsys: pytest.CaptureFixture[str]) -> str:
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("cocogen: ")
    assert printed.err.count("\n") == 1
    return printed.err


@pytest.mark.parametrize("command", application.commands)
def test_an_unforeseen_error_of_any_command_is_one_line_and_a_file(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, cache: Path, command: str
) -> None:
    monkeypatch.setattr(application.commands[command], "callback", broken)
    with pytest.raises(SystemExit) as left:
        main([command, *WORDS[command]])
    assert left.value.code == INTERNAL
    line = the_line(capsys)
    (file,) = (cache / "errors").iterdir()
    assert f"internal error (ZeroDivisionError in {__name__}" in line
    assert f"details in {file}, please report it" in line
    details = file.read_text(encoding="utf-8")
    assert details.startswith(f"cocogen {' '.join([command, *WORDS[command]])}\n")
    assert "Traceback (most recent call last)" in details
    assert "by zero [/red]" in details
    assert "numpy " in details


def test_without_a_place_for_the_file_it_is_still_one_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "a file").touch()
    monkeypatch.setenv("COCOGEN_CACHE", str(tmp_path / "a file"))
    monkeypatch.setattr(tempfile, "gettempdir", lambda: str(tmp_path / "nowhere"))
    monkeypatch.setattr(application.commands["list"], "callback", broken)
    assert guarded(["list"]) == INTERNAL
    assert "could not be written" in the_line(capsys)


def test_where_the_cache_is_blocked_the_file_goes_to_temporary_files(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "a file").touch()
    monkeypatch.setenv("COCOGEN_CACHE", str(tmp_path / "a file"))
    monkeypatch.setattr(tempfile, "gettempdir", lambda: str(tmp_path))
    monkeypatch.setattr(application.commands["list"], "callback", broken)
    assert guarded(["list"]) == INTERNAL
    assert f"details in {tmp_path / 'cocogen-error-'}" in the_line(capsys)


@pytest.mark.usefixtures("cache")
def test_a_value_error_is_a_message_only_where_the_project_raises_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert guarded(["run", "quikstart"]) == 2
    assert "did you mean 'quickstart'" in the_line(capsys)
    monkeypatch.setattr(application.commands["list"], "callback", lambda kind: int("many"))
    assert guarded(["list"]) == INTERNAL
    assert "internal error (ValueError" in the_line(capsys)


def test_a_closed_pipe_and_an_exit_are_passed_on_in_silence(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def leave(error: BaseException) -> None:
        raise error

    monkeypatch.setattr(application.commands["list"], "callback", lambda kind: leave(BrokenPipeError()))
    assert guarded(["list"]) == CLOSED
    monkeypatch.setattr(application.commands["list"], "callback", lambda kind: leave(SystemExit(5)))
    assert guarded(["list"]) == 5
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    "start",
    [
        ["-m", "cocogen.scenarios.command_line", "run", "quickstart"],
        [str(ROOT / "scenarios" / "quickstart.py")],
    ],
)
def test_what_breaks_while_the_command_is_loaded_is_one_line_too(tmp_path: Path, start: list[str]) -> None:
    (tmp_path / "click.py").write_text("raise RuntimeError('a broken installation')\n", encoding="utf-8")
    path = os.pathsep.join([str(tmp_path), str(ROOT)])
    environment = {**os.environ, "PYTHONPATH": path, "COCOGEN_CACHE": str(tmp_path / "cache")}
    done = subprocess.run(
        [sys.executable, *start], capture_output=True, text=True, env=environment, check=False, cwd=tmp_path
    )
    assert done.returncode == INTERNAL
    assert done.stdout == ""
    assert done.stderr.startswith("cocogen: internal error (RuntimeError in click, line 1); details in ")
    assert done.stderr.count("\n") == 1


def test_errors_of_threads_and_destructors_are_notes(tmp_path: Path) -> None:
    program = (
        "import sys, threading\n"
        "from cocogen.scenarios.command_line import application, guard\n"
        "class Careless:\n"
        "    def __del__(self): 1 / 0\n"
        "def work(kind):\n"
        "    thread = threading.Thread(target=lambda: [].pop()); thread.start(); thread.join(); Careless()\n"
        "application.application.commands['list'].callback = work\n"
        "sys.exit(guard.run_process(['list']))"
    )
    environment = {**os.environ, "COCOGEN_CACHE": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
        cwd=ROOT,
    )
    assert done.returncode == 0
    said = done.stderr.splitlines()
    assert [line.split(";")[0] for line in said] == [
        "cocogen: note: internal error (IndexError in __main__, line 6)",
        "cocogen: note: internal error (ZeroDivisionError in __main__, line 4)",
    ]
