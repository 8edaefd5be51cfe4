"""The gate: requests that do not come from a page of this very server are turned away.

Any page of the web that is open in the same browser can reach a server on this machine, under a host name of its own, too. The
browser then says so in the ``Host`` and ``Origin`` headers, which a page cannot forge.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, MutableMapping

    Message = MutableMapping[str, Any]
    Send = Callable[[Message], Awaitable[None]]
    Application = Callable[[Message, Callable[[], Awaitable[Message]], Send], Awaitable[None]]

NAMES = ("127.0.0.1", "localhost")
"""What this machine calls itself."""
HTTP_PORT = 80
"""The port that browsers leave out."""
POLICY_VIOLATION = 1008


class Gate:
    """An ASGI application that lets only this server's own pages through to another one.

    Args:
        application: what is guarded.
        port: on which it is served.
    """

    def __init__(self, application: Application, port: int) -> None:
        self.application = application
        self.port = port
        self.hosts = {f"{name}:{port}" for name in NAMES} | (set(NAMES) if port == HTTP_PORT else set())

    async def __call__(self, scope: Message, receive: Callable[[], Awaitable[Message]], send: Send) -> None:
        """Handle one connection."""
        if scope["type"] not in ("http", "websocket") or self.is_own(scope["headers"]):
            await self.application(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": POLICY_VIOLATION})
        else:
            await self._refuse(send)

    def is_own(self, headers: Iterable[tuple[bytes, bytes]]) -> bool:
        """Tell whether headers are those of a request from this server's own pages, or from no page at all."""
        said = [(name.lower(), value.decode("latin-1").lower()) for name, value in headers]
        hosts = [value for name, value in said if name == b"host"]
        origins = [value for name, value in said if name == b"origin"]
        return (
            len(hosts) == 1
            and hosts[0] in self.hosts
            and all(origin.removeprefix("http://") in self.hosts for origin in origins)
        )

    async def _refuse(self, send: Send) -> None:
        said = f"This page is served at http://{NAMES[0]}:{self.port} only.\n".encode()
        head = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(said)).encode())]
        await send({"type": "http.response.start", "status": 403, "headers": head})
        await send({"type": "http.response.body", "body": said})
