"""The work in Flower's simulation. Needs `flwr[simulation]`, torch and scikit-learn. Run: flower_twin.py NETWORK SILOS ROUNDS."""

# ruff: noqa: E402  (Flower reads these variables when it is imported)
from __future__ import annotations

import os
import warnings
from importlib.metadata import version

os.environ.update(FLWR_TELEMETRY_ENABLED="0", RAY_USAGE_STATS_ENABLED="0", RAY_DISABLE_DOCKER_CPU_WARNING="1")
warnings.filterwarnings("ignore")

import torch
from flwr.client import ClientApp, NumPyClient
from flwr.common import ndarrays_to_parameters
from flwr.server import ServerApp, ServerAppComponents, ServerConfig
from flwr.server.strategy import FedAvg
from flwr.simulation import run_simulation
from torch.nn import functional
from work import (
    BATCH,
    LEARNING_RATE,
    STEPS,
    Stopwatch,
    accuracy_of,
    arguments,
    load,
    run_silently,
    torch_module,
)


def arrays(module) -> list:
    """Return a module's parameters as arrays."""
    return [parameter.detach().numpy() for parameter in module.parameters()]


def take_over(module, values) -> None:
    """Set a module's parameters from arrays."""
    for parameter, value in zip(module.parameters(), values, strict=True):
        parameter.data = torch.tensor(value)


class Silo(NumPyClient):
    """One silo."""

    def __init__(self, network: str, x, y) -> None:
        torch.set_num_threads(1)
        self.network, self.x, self.y = network, torch.from_numpy(x), torch.from_numpy(y)
        self.module = torch_module(network)

    def fit(self, parameters, config):
        """Train from the global parameters."""
        take_over(self.module, parameters)
        optimiser = torch.optim.SGD(self.module.parameters(), LEARNING_RATE[self.network])
        for _ in range(STEPS):
            picked = torch.randint(0, len(self.x), (BATCH,))
            optimiser.zero_grad()
            functional.cross_entropy(self.module(self.x[picked]), self.y[picked]).backward()
            optimiser.step()
        return arrays(self.module), len(self.x), {}


def main() -> None:
    """Run the simulation and print its result."""
    options = arguments(__doc__)
    network, silos = options.network, options.silos
    torch.manual_seed(0)
    data = load(network, silos)
    watch = Stopwatch()
    module = torch_module(network)
    reached = []

    def client(context):
        owned = data.silos[int(context.node_config["partition-id"])]
        return Silo(network, data.x[owned], data.y[owned]).to_client()

    def evaluate(number, parameters, config):
        take_over(module, parameters)
        reached.append(accuracy_of(module, data))
        if number > 0:
            watch.round_ended()
        return 0.0, {}

    def server(context):
        strategy = FedAvg(
            fraction_fit=1.0,
            fraction_evaluate=0.0,
            min_fit_clients=silos,
            min_available_clients=silos,
            initial_parameters=ndarrays_to_parameters(arrays(torch_module(network))),
            evaluate_fn=evaluate,
        )
        return ServerAppComponents(strategy=strategy, config=ServerConfig(num_rounds=options.rounds))

    run_simulation(
        ServerApp(server_fn=server),
        ClientApp(client_fn=client),
        num_supernodes=silos,
        backend_config={"client_resources": {"num_cpus": 1, "num_gpus": 0}},
    )
    watch.report("Flower", version("flwr"), reached[-1])


if __name__ == "__main__":
    run_silently(main)
