"""The browser app: the page that solara serves, and how it is served on this machine only."""

from __future__ import annotations

import os
import socket
import threading
import warnings
import webbrowser
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from visualizations.browser.session import Stage

HOST = "127.0.0.1"
SHUTDOWN_SECONDS = 2
"""How long open pages may take to close after Ctrl-C."""
SETTINGS = {
    "SOLARA_APP": "visualizations.browser.page",
    "SOLARA_MODE": "production",
    "SOLARA_TELEMETRY_MIXPANEL_ENABLE": "false",
    "SOLARA_ASSETS_PROXY": "true",
    "SOLARA_ASSETS_FONTAWESOME_ENABLED": "false",
    "SOLARA_THEME_TITLE": "cocogen",
    "SOLARA_THEME_LOADER": "plain",
    "SOLARA_THEME_SHOW_BANNER": "false",
}
"""How solara is set up: no telemetry, no development tools, its files from this machine."""


def serve(stage: Stage, port: int, *, open_browser: bool, announce: Callable[[str], object]) -> None:
    """Serve the page on this machine until Ctrl-C.

    Args:
        stage: what the pages show.
        port: on which port; 0 takes a free one.
        open_browser: open the page in the user's browser once it is served.
        announce: is told the page's address when it can be opened.

    Raises:
        ValueError: if solara is not installed, or the port is taken; one line.
        KeyboardInterrupt: after Ctrl-C, when everything is closed.
    """
    if find_spec("solara") is None:
        raise ValueError("the browser page needs solara; install it with: pip install 'cocogen[view]'")
    listener = listen(port)
    os.environ.update(SETTINGS)
    warnings.filterwarnings("ignore", module=r"(solara|starlette|uvicorn|websockets)\b")
    import uvicorn

    from model.game import NonPositiveWeightWarning
    from visualizations.browser.session import set_stage

    warnings.simplefilter("ignore", NonPositiveWeightWarning)  # the page says it itself
    set_stage(stage)
    address = f"http://{HOST}:{listener.getsockname()[1]}"
    server = _server(uvicorn, lambda: _ready(address, announce, open_browser=open_browser))
    with listener:
        server.run(sockets=[listener])


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


def _server(uvicorn: Any, ready: Callable[[], object]) -> Any:
    class Server(uvicorn.Server):  # type: ignore[misc]
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets=sockets)
            ready()

    return Server(
        uvicorn.Config(
            "solara.server.starlette:app",
            log_level="error",
            timeout_graceful_shutdown=SHUTDOWN_SECONDS,
        )
    )


def _ready(address: str, announce: Callable[[str], object], *, open_browser: bool) -> None:
    announce(address)
    if open_browser:
        threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
