"""The gate: who may speak to the page."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from cocogen.visualizations.browser.gate import Gate

PORT = 8765


def _speak(kind: str, **headers: str) -> list[Any]:
    """Return what a client with these headers is sent; "let in" if the application hears of it."""
    sent: list[Any] = []

    async def application(scope: Any, receive: Any, send: Any) -> None:
        sent.append("let in")

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        raise AssertionError("nobody listens to those who are turned away")

    scope = {"type": kind, "headers": [(n.encode(), v.encode()) for n, v in headers.items()]}
    asyncio.run(Gate(application, PORT)(scope, receive, send))
    return sent


OWN = [
    {"host": "127.0.0.1:8765"},
    {"host": "localhost:8765"},
    {"host": "LOCALHOST:8765", "origin": "http://localhost:8765"},
    {"host": "127.0.0.1:8765", "origin": "http://127.0.0.1:8765"},
]
FOREIGN = [
    {},
    {"host": "evil.example:8765"},
    {"host": "127.0.0.1"},
    {"host": "127.0.0.1:80"},
    {"host": "127.0.0.1:87650"},
    {"host": "127.0.0.1:8765.evil.example"},
    {"host": "127.0.0.1:8765", "origin": "http://evil.example"},
    {"host": "127.0.0.1:8765", "origin": "https://127.0.0.1:8765"},
    {"host": "127.0.0.1:8765", "origin": "http://127.0.0.1:8000"},
    {"host": "127.0.0.1:8765", "origin": "null"},
    {"host": "127.0.0.1:8765", "origin": ""},
]


@pytest.mark.parametrize("kind", ["http", "websocket"])
@pytest.mark.parametrize("headers", OWN)
def test_this_machine_s_own_address_is_let_in(kind: str, headers: dict[str, str]) -> None:
    assert _speak(kind, **headers) == ["let in"]


@pytest.mark.parametrize("headers", FOREIGN)
def test_every_other_is_turned_away(headers: dict[str, str]) -> None:
    start, body = _speak("http", **headers)
    assert start["status"] == 403
    assert body["body"] == b"This page is served at http://127.0.0.1:8765 only.\n"
    assert _speak("websocket", **headers) == [{"type": "websocket.close", "code": 1008}]


def test_two_hosts_are_none() -> None:
    own = (b"host", b"localhost:8765")
    assert not Gate(None, PORT).is_own([own, own])  # type: ignore[arg-type]


def test_the_server_s_own_start_is_none_of_its_business() -> None:
    assert _speak("lifespan") == ["let in"]


def test_browsers_leave_the_usual_port_out() -> None:
    assert Gate(None, 80).is_own([(b"host", b"localhost"), (b"origin", b"http://localhost")])  # type: ignore[arg-type]
