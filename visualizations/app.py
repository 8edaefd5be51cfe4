"""The browser app: the page that solara serves, and how it is served on this machine only."""

from __future__ import annotations

import logging
import os
import socket
import sys
import threading
import warnings
import webbrowser
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from cocogen.visualizations.browser.stage import Stage

HOST = "127.0.0.1"
SHUTDOWN_SECONDS = 1
"""How long open pages may take to close after Ctrl-C."""
LEAVING_SECONDS = 2
"""How long after Ctrl-C the process lasts, at most."""
INTERRUPTED = 130
"""Exit code of a process that Ctrl-C ended."""
NOISY = ("solara", "reacton", "uvicorn", "websockets", "asyncio")
"""Libraries that print a traceback when a tab closes while it is drawn; what concerns the visitor stands on the page."""
SETTINGS = {
    "SOLARA_APP": "cocogen.visualizations.browser.page",
    "SOLARA_MODE": "production",
    "SOLARA_KERNEL_CULL_TIMEOUT": "20s",
    "SOLARA_TELEMETRY_MIXPANEL_ENABLE": "false",
    "SOLARA_ASSETS_PROXY": "true",
    "SOLARA_ASSETS_FONTAWESOME_ENABLED": "false",
    "SOLARA_THEME_TITLE": "cocogen",
    "SOLARA_THEME_LOADER": "plain",
    "SOLARA_THEME_SHOW_BANNER": "false",
}
"""How solara is set up: a closed tab is soon forgotten, no telemetry, no development tools, its files from this machine."""


def serve(
    stage: Stage,
    port: int,
    *,
    open_browser: bool,
    announce: Callable[[str], object],
    exit_code: Callable[[], int] = lambda: INTERRUPTED,
) -> None:
    """Serve the page on this machine until Ctrl-C.

    Args:
        stage: what the pages show.
        port: on which port; 0 takes a free one.
        open_browser: open the page in the user's browser once it is served.
        announce: is told the page's address when it can be opened.
        exit_code: says after Ctrl-C with which code a process ends that still draws pages.

    Raises:
        ValueError: if solara is not installed, or the port is taken; one line.
        KeyboardInterrupt: after Ctrl-C, when everything is closed.
    """
    prepare()
    listener = listen(port)
    warnings.filterwarnings("ignore", module=r"(solara|starlette|uvicorn|websockets)\b")
    for library in NOISY:
        logging.getLogger(library).setLevel(logging.CRITICAL + 1)
    from cocogen.model.game import NonPositiveWeightWarning
    from cocogen.visualizations.browser.chance.seeds import end_all as end_seeds
    from cocogen.visualizations.browser.run import end_all
    from cocogen.visualizations.browser.stage import set_stage

    warnings.simplefilter("ignore", NonPositiveWeightWarning)  # the page says it itself
    set_stage(stage)
    address = f"http://{HOST}:{port_of(listener)}"
    server = make_server(port_of(listener), lambda: _ready(address, announce, open_browser=open_browser))

    def end() -> None:
        end_all()
        end_seeds()

    _serve_until_interrupted(server, listener, end, exit_code)


def prepare() -> None:
    """Set solara up, which reads how it is set up when it is first imported: before anything that imports it.

    Raises:
        ValueError: if solara is not installed; one line.
    """
    if find_spec("solara") is None:
        raise ValueError("the browser page needs solara; install it with: pip install 'cocogen[view]'")
    os.environ.update(SETTINGS)


def _serve_until_interrupted(
    server: Any, listener: socket.socket, end: Callable[[], object], exit_code: Callable[[], int]
) -> None:
    """Let the server work beside the main thread, which waits for Ctrl-C.

    Pages that are just being drawn would hold the process until they are done; it does not wait for them for long.

    Args:
        server: from :func:`make_server`.
        listener: where it listens.
        end: ends what is played.
        exit_code: says with which code the process ends if it has to be ended.

    Raises:
        KeyboardInterrupt: after Ctrl-C, when the pages are closed.
        ValueError: if the server ends by itself.
    """
    ended = threading.Event()  # an interrupted join takes the thread for ended

    def work() -> None:
        try:
            server.run(sockets=[listener])
        finally:
            ended.set()

    try:
        threading.Thread(target=work, name="cocogen-server", daemon=True).start()
        while not ended.wait(0.5):
            pass
    except KeyboardInterrupt:
        leave = threading.Timer(LEAVING_SECONDS, lambda: _leave(exit_code()))
        leave.daemon = True
        leave.start()
        raise
    finally:
        end()
        server.should_exit = True
        if ended.wait(SHUTDOWN_SECONDS):
            listener.close()
    raise ValueError("the server of the page has ended by itself")


def _leave(code: int) -> None:
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(code)


def listen(port: int) -> socket.socket:
    """Return a socket bound to the port on this machine only.

    Raises:
        ValueError: if the port is out of range or taken.
    """
    if not 0 <= port <= 65535:
        raise ValueError(f"a port is a number from 0 (any free one) to 65535, got {port}")
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
    except OSError as error:
        listener.close()
        raise ValueError(
            f"cannot serve on port {port}: {error.strerror or error}; choose another with --port"
        ) from None
    return listener


def port_of(listener: socket.socket) -> int:
    """Return the port that a socket is bound to."""
    return int(listener.getsockname()[1])


def make_server(port: int, ready: Callable[[], object]) -> Any:
    """Return the server of the pages, which answers nobody but them.

    Args:
        port: where it will listen.
        ready: is called when pages can be opened.
    """
    import uvicorn

    from cocogen.visualizations.browser.gate import Gate

    class Server(uvicorn.Server):
        """Uvicorn's server, which says when it has begun to listen."""

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            """Start as uvicorn does, then tell."""
            await super().startup(sockets=sockets)
            ready()

    return Server(
        uvicorn.Config(
            Gate(pages(), port),
            log_config=None,
            proxy_headers=False,
            timeout_graceful_shutdown=SHUTDOWN_SECONDS,
        )
    )


def pages() -> Any:
    """Return the ASGI application of the pages."""
    from solara.server.starlette import app

    return app


def _ready(address: str, announce: Callable[[str], object], *, open_browser: bool) -> None:
    announce(address)
    if open_browser:
        threading.Thread(target=webbrowser.open, args=(address,), name="cocogen-browser", daemon=True).start()
