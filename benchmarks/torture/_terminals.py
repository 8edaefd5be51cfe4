"""Commands on terminals of any width, and with readers that go away; POSIX."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

from benchmarks.torture._commands import COCOGEN, PATIENCE, End, environment

CLOSED = "import os, sys; [os.close(int(end)) for end in sys.argv[1]]; os.execv(sys.executable, sys.argv[2:])"
"""A program that closes standard streams, by number, and becomes another one."""
ROWS = 24


def on_terminal(words: Sequence[str | bytes], folder: Path, columns: int, **settings: str) -> End:
    """Run a command whose three standard streams are a terminal; both outputs are in ``out``, as they come.

    Args:
        words: the command line, after ``cocogen``.
        folder: where it is called.
        columns: what the terminal says of its width.
        settings: changes of the environment.
    """
    controller, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, columns, 0, 0))
    process = subprocess.Popen(
        [*COCOGEN, *words], cwd=folder, env=environment(settings), start_new_session=True,
        stdin=terminal, stdout=terminal, stderr=terminal,
    )  # fmt: skip
    os.close(terminal)
    out = _all_of(controller)
    os.close(controller)
    return End(_code(process), out, b"")


def read_until(words: Sequence[str | bytes], folder: Path, ends: str, most: int) -> End:
    """Run a command whose reader takes some bytes and goes away, as ``head`` does.

    Args:
        words: the command line, after ``cocogen``.
        folder: where it is called.
        ends: which streams it reads: "1" standard output, "2" standard error, "12" both.
        most: how many bytes it takes.
    """
    reader, writer = os.pipe()
    with tempfile.TemporaryFile() as rest:
        process = _started([*COCOGEN, *words], folder, ends, writer, rest)
        os.close(writer)
        taken = b""
        while len(taken) < most and (more := os.read(reader, most - len(taken))):
            taken += more
        os.close(reader)
        return _ended(process, taken, rest)


def written_to(words: Sequence[str | bytes], folder: Path, ends: str, device: str) -> End:
    """Run a command with some of its streams going to a device, such as ``/dev/full``."""
    target = os.open(device, os.O_WRONLY)
    with tempfile.TemporaryFile() as rest:
        process = _started([*COCOGEN, *words], folder, ends, target, rest)
        os.close(target)
        return _ended(process, b"", rest)


def without_streams(words: Sequence[str | bytes], folder: Path, ends: str) -> End:
    """Run a command that begins with some of its three streams closed, by number."""
    with tempfile.TemporaryFile() as rest:
        command = [sys.executable, "-c", CLOSED, ends, *COCOGEN, *words]
        return _ended(_started(command, folder, "", subprocess.DEVNULL, rest), b"", rest)


def _started(
    command: Sequence[str | bytes], folder: Path, ends: str, target: int, rest: IO[bytes]
) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command, cwd=folder, env=environment({}), start_new_session=True, stdin=subprocess.DEVNULL,
        stdout=target if "1" in ends else rest, stderr=target if "2" in ends else rest,
    )  # fmt: skip


def _ended(process: subprocess.Popen[bytes], taken: bytes, rest: IO[bytes]) -> End:
    code = _code(process)
    rest.seek(0)
    return End(code, taken, rest.read())


def _code(process: subprocess.Popen[bytes]) -> int | None:
    """Wait for the exit code; None if the process had to be killed."""
    try:
        return process.wait(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return None


def _all_of(controller: int) -> bytes:
    """Read from a terminal until nobody writes to it any more."""
    said, until = b"", time.monotonic() + PATIENCE
    with suppress(OSError):  # what Linux answers at the end
        while select.select([controller], [], [], max(0.0, until - time.monotonic()))[0]:
            more = os.read(controller, 65536)
            if not more:
                break
            said += more
    return said
