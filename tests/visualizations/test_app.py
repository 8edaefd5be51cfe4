"""Serving the page: on this machine only, and every hindrance in one line."""

from __future__ import annotations

import os
import socket
import webbrowser
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from model.config import SimulationConfig
from visualizations import app
from visualizations.browser import session
from visualizations.browser.session import Scene, Stage


class StandIn:
    """Stands in for the server: says that it is ready and returns."""

    def __init__(self, ready: Callable[[], object]) -> None:
        self.ready = ready

    def run(self, sockets: list[socket.socket]) -> None:
        """Take the sockets and be ready."""
        self.sockets = sockets
        self.address = sockets[0].getsockname()
        self.ready()


@pytest.fixture
def servers(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[StandIn]]:
    made: list[StandIn] = []
    before = dict(os.environ)

    def server(_uvicorn: Any, ready: Callable[[], object]) -> StandIn:
        made.append(StandIn(ready))
        return made[-1]

    monkeypatch.setattr(app, "_server", server)
    monkeypatch.setattr(session, "_stage", [])
    yield made
    os.environ.clear()
    os.environ.update(before)


def test_serves_on_this_machine_only_and_says_where(servers: list[StandIn]) -> None:
    said: list[str] = []
    app.serve(Stage(Scene(SimulationConfig())), 0, open_browser=False, announce=said.append)
    host, port = servers[0].address
    assert host == "127.0.0.1"
    assert said == [f"http://127.0.0.1:{port}"]
    assert servers[0].sockets[0].fileno() == -1, "the port is free again afterwards"


def test_pages_start_from_the_configuration(servers: list[StandIn]) -> None:
    config = SimulationConfig().with_overrides({"population.organizations": 5})
    app.serve(Stage(Scene(config)), 0, open_browser=False, announce=lambda _: None)
    assert session.current_stage().opening.config is config


def test_solara_neither_reports_home_nor_asks_the_internet(servers: list[StandIn]) -> None:
    app.serve(Stage(Scene(SimulationConfig())), 0, open_browser=False, announce=lambda _: None)
    assert os.environ["SOLARA_TELEMETRY_MIXPANEL_ENABLE"] == "false"
    assert os.environ["SOLARA_MODE"] == "production"
    assert os.environ["SOLARA_ASSETS_PROXY"] == "true"


def test_opens_the_browser_if_asked(servers: list[StandIn], monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", opened.append)
    monkeypatch.setattr(app.threading, "Thread", _AtOnce)
    app.serve(Stage(Scene(SimulationConfig())), 0, open_browser=True, announce=lambda _: None)
    assert opened == [f"http://127.0.0.1:{servers[0].address[1]}"]


class _AtOnce:
    def __init__(self, target: Callable[..., object], args: tuple[Any, ...], daemon: bool) -> None:
        assert daemon
        self.start = lambda: target(*args)


def test_a_port_in_use_is_said_in_one_line() -> None:
    with socket.create_server((app.HOST, 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ValueError, match=rf"cannot serve on port {port}: .* --port") as caught:
            app.serve(Stage(Scene(SimulationConfig())), port, open_browser=False, announce=lambda _: None)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("port", [-1, 65536])
def test_a_port_out_of_range_is_refused(port: int) -> None:
    with pytest.raises(ValueError, match=f"got {port}"):
        app.listen(port)


def test_without_solara_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "find_spec", lambda _: None)
    with pytest.raises(ValueError, match=r"pip install 'cocogen\[view\]'"):
        app.serve(Stage(Scene(SimulationConfig())), 0, open_browser=False, announce=lambda _: None)


def test_the_server_says_that_it_is_ready_when_it_has_started() -> None:
    uvicorn = pytest.importorskip("uvicorn")
    server = app._server(uvicorn, lambda: None)
    assert isinstance(server, uvicorn.Server)
    assert server.config.timeout_graceful_shutdown == app.SHUTDOWN_SECONDS
