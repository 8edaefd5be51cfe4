"""The work as a plain loop in torch: one module, one optimiser, silo after silo. Run: torch_loop.py NETWORK SILOS ROUNDS."""

from __future__ import annotations

import torch
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


def main() -> None:
    """Run the loop and print its result."""
    options = arguments(__doc__)
    torch.manual_seed(0)
    data = load(options.network, options.silos)
    watch = Stopwatch()
    x, y = torch.from_numpy(data.x), torch.from_numpy(data.y)
    module = torch_module(options.network)
    weights = {name: value.clone() for name, value in module.state_dict().items()}
    for _ in range(options.rounds):
        total = {name: torch.zeros_like(value) for name, value in weights.items()}
        for owned in data.silos:
            module.load_state_dict(weights)
            optimiser = torch.optim.SGD(module.parameters(), LEARNING_RATE[options.network])
            rows = torch.from_numpy(owned)
            for _ in range(STEPS):
                picked = rows[torch.randint(0, len(rows), (BATCH,))]
                optimiser.zero_grad()
                functional.cross_entropy(module(x[picked]), y[picked]).backward()
                optimiser.step()
            for name, value in module.state_dict().items():
                total[name] += value / len(data.silos)
        weights = total
        module.load_state_dict(weights)
        accuracy = accuracy_of(module, data)
        watch.round_ended()
    watch.report("torch loop", torch.__version__, accuracy)


if __name__ == "__main__":
    run_silently(main)
