"""Ctrl-C and SIGTERM as a terminal and a scheduler send them: while the command is loaded, and while its workers start."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")


def started(words: str, folder: Path) -> subprocess.Popen[str]:
    """Start a command in a session of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "cocogen.scenarios.command_line", *words.split()],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=folder,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        start_new_session=True,
    )


def field(pid: int, name: str) -> str:
    lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    return next(line.split()[1] for line in lines if line.startswith(f"{name}:"))


def children(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="utf-8").split()
    return [int(child) for child in found]


def alive(pid: int) -> bool:
    try:
        return field(pid, "State") != "Z"
    except (OSError, StopIteration):
        return False


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_while_the_command_is_loaded_is_one_line(
    tmp_path: Path, number: signal.Signals, code: int
) -> None:
    process = started("run quickstart", tmp_path)
    while not int(field(process.pid, "SigCgt"), 16) >> (signal.SIGTERM - 1) & 1:
        time.sleep(0.001)
    os.killpg(process.pid, number)
    assert process.communicate() == ("", "cocogen: stopped\n")
    assert process.returncode == code
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("times", "pause"), [(1, 0.0), (1, 0.1), (2, 0.05)])
def test_ctrl_c_while_workers_start_is_one_line_and_none_is_left(
    tmp_path: Path, times: int, pause: float
) -> None:
    process = started("sweep baselines --seeds 2 --jobs 2 --out study", tmp_path)
    while len(born := children(process.pid)) < 2:
        assert process.poll() is None
        time.sleep(0.001)
    for _ in range(times):
        time.sleep(pause)
        os.killpg(process.pid, signal.SIGINT)
    out, errors = process.communicate()
    assert process.returncode == 130
    assert out == ""
    said = [line for line in errors.splitlines() if line.startswith(("cocogen", "Traceback", " "))]
    assert len(said) == 1, errors
    assert said[0].startswith("cocogen: stopped")
    end = time.monotonic() + 60
    while any(map(alive, born)) and time.monotonic() < end:
        time.sleep(0.01)
    assert not any(map(alive, born))


def test_ctrl_c_during_a_run_says_that_the_round_is_finished_first(tmp_path: Path) -> None:
    process = started("run quickstart --rounds 1000 --set learning.kind=curve --out run", tmp_path)
    while not (tmp_path / "run" / "config.toml").exists():
        assert process.poll() is None
        time.sleep(0.01)
    time.sleep(0.5)
    os.killpg(process.pid, signal.SIGTERM)
    _, errors = process.communicate()
    assert process.returncode == 143
    lines = [line for line in errors.splitlines() if line.startswith("cocogen")]
    said = [line for line in lines if not line.startswith("cocogen: note: weight z")]
    assert said[0] == "cocogen: stopping after this round; once more stops at once"
    assert said[1].startswith("cocogen: stopped after ")
    assert len(said) == 2
