"""Signals that stop what runs: after the round, at once, or when a process has been started."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import pytest

from cocogen.scenarios.runs.stopping import (
    SIGNALS,
    STOP,
    STOPPING,
    after_the_round,
    at_once,
    undisturbed,
)

CODES = [(signal.SIGINT, 130), (signal.SIGTERM, 143)]


@pytest.fixture(autouse=True)
def handlers() -> Iterator[None]:
    """Check that every block puts back what it found."""
    before = [signal.getsignal(number) for number in SIGNALS]
    yield
    STOP.number = 0
    assert [signal.getsignal(number) for number in SIGNALS] == before


def send(number: int) -> None:
    os.kill(os.getpid(), number)


@pytest.mark.parametrize(("number", "code"), CODES)
def test_the_first_signal_is_a_wish_that_is_answered_and_the_second_interrupts(
    capsys: pytest.CaptureFixture[str], number: int, code: int
) -> None:
    assert STOP.code == 130
    with after_the_round() as wish:
        assert not wish.is_set()
        send(number)
        assert wish.is_set()
        end, said = time.monotonic() + 60, ""
        while STOPPING not in said and time.monotonic() < end:
            said += capsys.readouterr().err
            time.sleep(0.01)
        assert said == f"{STOPPING}\n"
        with pytest.raises(KeyboardInterrupt):
            send(number)
    assert STOP.code == code


@pytest.mark.parametrize(("number", "code"), CODES)
def test_at_once_both_signals_interrupt(number: int, code: int) -> None:
    with pytest.raises(KeyboardInterrupt), at_once():
        send(number)
    assert STOP.code == code


def test_whoever_listened_before_is_the_one_who_interrupts() -> None:
    told = []
    before = signal.signal(signal.SIGTERM, lambda number, _frame: told.append(number))
    try:
        with at_once():
            send(signal.SIGTERM)
    finally:
        signal.signal(signal.SIGTERM, before)
    assert told == [signal.SIGTERM]


def test_a_signal_waits_for_the_end_of_an_undisturbed_block() -> None:
    reached = []

    def work() -> None:
        with undisturbed():
            send(signal.SIGINT)
            reached.append(True)

    with pytest.raises(KeyboardInterrupt):
        work()
    assert reached


@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="the platform masks no signals")
def test_a_process_started_undisturbed_is_deaf_to_ctrl_c_and_this_one_is_not() -> None:
    program = "import os, signal; os.kill(os.getpid(), signal.SIGINT); print('alive')"
    with undisturbed():
        started = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert started.communicate()[0] == "alive\n"
    with pytest.raises(KeyboardInterrupt):
        send(signal.SIGINT)


def test_in_another_thread_nothing_changes() -> None:
    found = []

    def work() -> None:
        with after_the_round() as wish, at_once(), undisturbed():
            found.append((wish.is_set(), signal.getsignal(signal.SIGINT)))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert found == [(False, signal.getsignal(signal.SIGINT))]
