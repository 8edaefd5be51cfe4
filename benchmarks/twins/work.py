"""The work that every twin of the learning benchmark does, without any of the frameworks.

N silos hold 160 samples each. In every round each silo makes 20 SGD steps of batch 32 from the global model, the server
averages, and the new global model is tested. "mlp" is a 64-64-10 perceptron on scikit-learn's digits; "cnn" is the
small group-norm network of ``cocogen.model.learning.networks.convolutional`` on 28x28 noise, where only speed is of interest.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median

import numpy as np

SILO_SAMPLES = 160
EPOCHS = 4
BATCH = 32
STEPS = EPOCHS * SILO_SAMPLES // BATCH
LEARNING_RATE = {"mlp": 0.1, "cnn": 0.05}


@dataclass
class Data:
    """Samples, labels, and the rows that every silo owns."""

    x: np.ndarray
    y: np.ndarray
    x_test: np.ndarray
    y_test: np.ndarray
    silos: list[np.ndarray] = field(default_factory=list)


def load(network: str, silos: int) -> Data:
    """Return the data of a network's benchmark, divided among so many silos."""
    if network == "mlp":
        from sklearn.datasets import load_digits

        x, y = load_digits(return_X_y=True)
        x = (x / 16).astype(np.float32)
    else:
        rng = np.random.default_rng(0)
        x = rng.random((1797, 1, 28, 28), dtype=np.float32)
        y = rng.integers(0, 10, 1797)
    test = 500
    owned = [np.random.default_rng(i).integers(0, len(x) - test, SILO_SAMPLES) for i in range(silos)]
    return Data(x[:-test], y[:-test].astype(np.int64), x[-test:], y[-test:].astype(np.int64), owned)


def torch_module(network: str):
    """Return the network as a plain torch module."""
    from torch import nn

    if network == "mlp":
        return nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
    return nn.Sequential(
        nn.Conv2d(1, 8, 5, stride=2, padding=2),
        nn.GroupNorm(4, 8),
        nn.ReLU(),
        nn.Conv2d(8, 16, 5, stride=2, padding=2),
        nn.GroupNorm(4, 16),
        nn.ReLU(),
        nn.Flatten(),
        nn.Linear(16 * 49, 10),
    )


def arguments(description: str) -> argparse.Namespace:
    """Parse NETWORK SILOS ROUNDS."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("network", choices=("mlp", "cnn"))
    parser.add_argument("silos", type=int)
    parser.add_argument("rounds", type=int)
    return parser.parse_args()


@dataclass
class Stopwatch:
    """Times a run: from its start, when data and imports are loaded, to the end of every round."""

    started: float = field(default_factory=time.perf_counter)
    ends: list[float] = field(default_factory=list)

    def round_ended(self) -> None:
        """Note that a round has ended."""
        self.ends.append(time.perf_counter())

    def report(self, framework: str, version: str, accuracy: float) -> None:
        """Print one line of JSON: seconds per steady round, in all, accuracy at the end, and peak memory."""
        rounds = np.diff([self.started, *self.ends])
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        unit = 1 if sys.platform == "darwin" else 1024
        result = {
            "framework": framework,
            "version": version,
            "round_seconds": median(rounds[1:]) if len(rounds) > 1 else rounds[0],
            "total_seconds": self.ends[-1] - self.started,
            "accuracy": accuracy,
            "peak_megabytes": max(peak, children) * unit / 1e6,
        }
        print("RESULT " + json.dumps(result))


def accuracy_of(module, data: Data) -> float:
    """Return a torch module's share of right answers on the test set."""
    import torch

    with torch.no_grad():
        guesses = module(torch.from_numpy(data.x_test)).argmax(1).numpy()
    return float((guesses == data.y_test).mean())


def run_silently(main: Callable[[], None]) -> None:
    """Run a twin on one torch thread."""
    import torch

    torch.set_num_threads(1)
    main()
