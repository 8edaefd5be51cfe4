"""Networks as pure functions over stacked parameters; torch is loaded when one is built."""

from cocogen.model.learning.networks.network import Network, network, networks

__all__ = ["Network", "network", "networks"]
