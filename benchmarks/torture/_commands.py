"""Commands under torture: started in a session of their own, so that whatever they leave behind can be found; Linux."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

COCOGEN = (sys.executable, "-m", "cocogen.scenarios.command_line")
PATIENCE = 120.0
"""Seconds after which a command that does not end counts as hanging."""
MOMENT = 0.2
"""Seconds that processes are given to vanish from the table after they have ended."""


@dataclass(frozen=True)
class End:
    """How a command ended.

    Args:
        code: exit code; None if it had to be killed.
        out: standard output.
        err: standard error.
        left: processes that it left behind, which have been killed.
    """

    code: int | None
    out: bytes
    err: bytes
    left: int = 0

    @property
    def said(self) -> list[str]:
        """What the command said in its own name, by line."""
        return [line for line in self.text.splitlines() if line.startswith("cocogen: ")]

    @property
    def text(self) -> str:
        """Standard error as text."""
        return self.err.decode("utf-8", "replace")

    @property
    def broke(self) -> bool:
        """Whether a person would have seen a traceback, or nothing for ever."""
        return self.code is None or "Traceback" in self.text or "Exception ignored" in self.text


class Started:
    """A command that is running.

    Args:
        words: the command line, after ``cocogen``.
        folder: where it is called.
        settings: changes of the environment.
    """

    def __init__(self, words: Sequence[str | bytes], folder: Path, **settings: str) -> None:
        self.process = subprocess.Popen(
            [*COCOGEN, *words],
            cwd=folder,
            env=environment(settings),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )

    def wait_until_it_listens(self) -> None:
        """Wait until Python has begun with the command: until then it answers signals itself."""
        while self.process.poll() is None and not _listens(self.process.pid):
            time.sleep(0.002)

    def send(self, number: signal.Signals) -> None:
        """Send a signal as a terminal does, to the command and all its workers."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, number)

    def end(self) -> End:
        """Wait for the end."""
        try:
            out, err = self.process.communicate(timeout=PATIENCE)
            code: int | None = self.process.returncode
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            out, err = self.process.communicate()
            code = None
        time.sleep(MOMENT)
        left = [pid for pid in _session(self.process.pid) if pid != self.process.pid]
        for pid in left:
            os.kill(pid, signal.SIGKILL)
        return End(code, out, err, len(left))


def run(words: Sequence[str | bytes], folder: Path, **settings: str) -> End:
    """Run a command to its end."""
    return Started(words, folder, **settings).end()


def environment(settings: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of a command: one thread, and what is changed; an empty setting is taken away."""
    wanted = {**os.environ, "OMP_NUM_THREADS": "1", **settings}
    return {name: value for name, value in wanted.items() if value}


def _listens(pid: int) -> bool:
    """Tell whether a process has a handler of its own for SIGTERM, as no Python has by itself."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return False
    caught = next((line.split()[1] for line in status.splitlines() if line.startswith("SigCgt:")), "0")
    return bool(int(caught, 16) >> (signal.SIGTERM - 1) & 1)


def _session(leader: int) -> list[int]:
    """Return the living processes of a session."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                state, _, _, session = (
                    (entry / "stat").read_text(errors="replace").rpartition(")")[2].split()[:4]
                )
            except (OSError, ValueError):
                continue
            if int(session) == leader and state != "Z":
                found.append(int(entry.name))
    return found
