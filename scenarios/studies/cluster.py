"""A Dask cluster as an executor: sweeps that outgrow one machine."""

from __future__ import annotations

import gc
import re
import socket
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from concurrent.futures import Executor

CONNECT_SECONDS = 10.0
"""How long to wait for the scheduler to answer."""
WIDTH = 256
"""Cells that are handed to a cluster at once (twice this many wait there), whatever number of workers it has."""
ADDRESS = re.compile(r"(?P<kind>tcp|tls)://(?P<host>[^/]+?):(?P<port>\d{1,5})")


class ClusterError(ValueError):
    """A cluster that cannot be used; the message is one line."""


class Cluster:
    """A connection to a Dask scheduler, closed at the end of a ``with`` block.

    Args:
        address: of the scheduler, ``tcp://host:8786``.

    Raises:
        ClusterError: if Dask is not installed, the address is none, or no scheduler answers.
    """

    def __init__(self, address: str) -> None:
        try:
            import distributed
        except ModuleNotFoundError:
            raise ClusterError("--cluster needs Dask: pip install 'cocogen[cluster]'") from None
        _check_that_somebody_speaks(address)
        client = _connected(distributed.Client, address)
        if client is None:
            # A client that was not finished closes itself when it is collected, which must not be in the middle of
            # the making of the next one: both wait for the same lock.
            gc.collect()
            raise ClusterError(f"what answers at {address} is no Dask scheduler, or one of another version")
        self._client = client

    def __enter__(self) -> Executor:
        executor: Executor = self._client.get_executor(pure=False)
        return executor

    def __exit__(self, *_: object) -> None:
        self._client.close()


def _check_that_somebody_speaks(address: str) -> None:
    """Refuse what is no scheduler before a client waits for it: a scheduler greets whoever comes."""
    parts = ADDRESS.fullmatch(address)
    if parts is None:
        raise ClusterError(
            f"a cluster's address is tcp://host:port, as `dask scheduler` prints it, got {address!r}"
        )
    try:
        with socket.create_connection((parts["host"], int(parts["port"])), timeout=CONNECT_SECONDS) as line:
            speaks = parts["kind"] == "tls" or bool(line.recv(1))
    except (OSError, OverflowError) as error:
        raise ClusterError(f"no Dask scheduler answers at {address}: {error}") from None
    if not speaks:
        raise ClusterError(f"no Dask scheduler answers at {address}: it hung up")


def _connected(make: Any, address: str) -> Any:
    """Return a client, or None if the other side does not speak as a scheduler does."""
    try:
        return make(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError, TypeError):
        return None
