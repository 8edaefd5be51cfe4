"""A Dask cluster as an executor: sweeps that outgrow one machine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from concurrent.futures import Executor

CONNECT_SECONDS = 10
"""How long to wait for the scheduler to answer."""


WIDTH = 256
"""Cells that are handed to a cluster at once (twice this many wait there), whatever number of workers it has."""


class ClusterError(ValueError):
    """A cluster that cannot be used; the message is one line."""


class Cluster:
    """A connection to a Dask scheduler, closed at the end of a ``with`` block.

    Args:
        address: of the scheduler, ``tcp://host:8786``.

    Raises:
        ClusterError: if Dask is not installed, or no scheduler answers.
    """

    def __init__(self, address: str) -> None:
        try:
            from distributed import Client
        except ModuleNotFoundError:
            raise ClusterError("--cluster needs Dask: pip install 'cocogen[cluster]'") from None
        try:
            self._client: Any = Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
        except (OSError, ValueError, TypeError) as error:
            raise ClusterError(
                f"no Dask scheduler answers at {address!r} (tcp://host:port, as `dask scheduler` prints): "
                f"{type(error).__name__}"
            ) from None

    def __enter__(self) -> Executor:
        executor: Executor = self._client.get_executor(pure=False)
        return executor

    def __exit__(self, *_: object) -> None:
        self._client.close()
