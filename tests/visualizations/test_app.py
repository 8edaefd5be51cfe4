"""How the page is served: on this machine only, until Ctrl-C, and not longer."""

from __future__ import annotations

import _thread
import os
import socket
import threading
import webbrowser
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from cocogen.model.config import SimulationConfig
from cocogen.visualizations import app
from cocogen.visualizations.browser import stage as module
from cocogen.visualizations.browser.stage import Scene, Stage

STAGE = Stage(Scene(SimulationConfig()))


class StandIn:
    """Stands in for the server: says that it is ready, and serves until it is interrupted and told to exit."""

    def __init__(self, port: int, ready: Callable[[], object]) -> None:
        self.port, self.ready = port, ready
        self.should_exit = False

    def run(self, sockets: list[socket.socket]) -> None:
        """Take the sockets, be ready, and wait for the end."""
        self.sockets = sockets
        self.address = sockets[0].getsockname()
        self.ready()
        _thread.interrupt_main()
        while not self.should_exit:
            threading.Event().wait(0.01)


@pytest.fixture
def left() -> list[int]:
    """The codes with which the process would have been ended."""
    return []


@pytest.fixture
def servers(monkeypatch: pytest.MonkeyPatch, left: list[int]) -> Iterator[list[StandIn]]:
    made: list[StandIn] = []
    before = dict(os.environ)

    def server(port: int, ready: Callable[[], object]) -> StandIn:
        made.append(StandIn(port, ready))
        return made[-1]

    monkeypatch.setattr(app, "make_server", server)
    monkeypatch.setattr(app, "_leave", left.append)
    monkeypatch.setattr(app, "LEAVING_SECONDS", 0)
    monkeypatch.setattr(module, "_stage", [])
    yield made
    os.environ.clear()
    os.environ.update(before)


def _serve(stage: Stage = STAGE, announce: Callable[[str], object] = print, **options: Any) -> None:
    with pytest.raises(KeyboardInterrupt):
        app.serve(stage, 0, open_browser=options.pop("open_browser", False), announce=announce, **options)


def test_serves_on_this_machine_only_and_says_where(servers: list[StandIn]) -> None:
    said: list[str] = []
    _serve(announce=said.append)
    host, port = servers[0].address
    assert host == "127.0.0.1"
    assert servers[0].port == port
    assert said == [f"http://127.0.0.1:{port}"]
    assert servers[0].should_exit
    assert servers[0].sockets[0].fileno() == -1, "the port is free again afterwards"


def test_a_process_that_still_draws_is_ended_with_the_code_of_the_interrupt(
    servers: list[StandIn], left: list[int]
) -> None:
    _serve()
    _serve(exit_code=lambda: 143)
    for thread in threading.enumerate():
        if isinstance(thread, threading.Timer):
            thread.join()
    assert left == [130, 143]


def test_a_server_that_ends_by_itself_is_an_error(
    servers: list[StandIn], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(StandIn, "run", lambda self, sockets: None)
    with pytest.raises(ValueError, match="ended by itself"):
        app.serve(STAGE, 0, open_browser=False, announce=print)


def test_pages_start_from_the_configuration(servers: list[StandIn]) -> None:
    config = SimulationConfig().with_overrides({"population.organizations": 5})
    _serve(Stage(Scene(config)))
    assert module.current_stage().opening.config is config


def test_solara_neither_reports_home_nor_asks_the_internet(servers: list[StandIn]) -> None:
    _serve()
    assert os.environ["SOLARA_TELEMETRY_MIXPANEL_ENABLE"] == "false"
    assert os.environ["SOLARA_MODE"] == "production"
    assert os.environ["SOLARA_ASSETS_PROXY"] == "true"


def test_opens_the_browser_if_asked(servers: list[StandIn], monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", opened.append)
    _serve(open_browser=True)
    for thread in threading.enumerate():
        if thread.name == "cocogen-browser":
            thread.join()
    assert opened == [f"http://127.0.0.1:{servers[0].address[1]}"]


def test_a_port_in_use_is_said_in_one_line() -> None:
    with socket.create_server((app.HOST, 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ValueError, match=rf"cannot serve on port {port}: .* --port") as caught:
            app.serve(STAGE, port, open_browser=False, announce=lambda _: None)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("port", [-1, 65536])
def test_a_port_out_of_range_is_refused(port: int) -> None:
    with pytest.raises(ValueError, match=f"got {port}"):
        app.listen(port)


def test_without_solara_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "find_spec", lambda _: None)
    with pytest.raises(ValueError, match=r"pip install 'cocogen\[view\]'"):
        app.serve(STAGE, 0, open_browser=False, announce=lambda _: None)


def test_the_server_answers_its_own_pages_only_and_trusts_no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "pages", lambda: "solara's")
    uvicorn = pytest.importorskip("uvicorn")
    from cocogen.visualizations.browser.gate import Gate

    server = app.make_server(8765, lambda: None)
    assert isinstance(server, uvicorn.Server)
    assert server.config.timeout_graceful_shutdown == app.SHUTDOWN_SECONDS
    assert isinstance(server.config.app, Gate)
    assert (server.config.app.application, server.config.app.port) == ("solara's", 8765)
    assert not server.config.proxy_headers
