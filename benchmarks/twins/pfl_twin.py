"""The work in pfl-research. Needs `pfl[pytorch]`, torch and scikit-learn. Run: pfl_twin.py NETWORK SILOS ROUNDS."""

from __future__ import annotations

from importlib.metadata import version
from itertools import count

import torch
from pfl.aggregate.simulate import SimulatedBackend
from pfl.algorithm import NNAlgorithmParams
from pfl.algorithm.federated_averaging import FederatedAveraging
from pfl.callback.base import TrainingProcessCallback
from pfl.data.dataset import Dataset
from pfl.data.federated_dataset import FederatedDataset
from pfl.hyperparam.base import NNEvalHyperParams, NNTrainHyperParams
from pfl.internal.ops import pytorch_ops
from pfl.internal.ops.selector import set_framework_module
from pfl.metrics import Metrics, Weighted
from pfl.model.pytorch import PyTorchModel
from torch import nn
from work import (
    BATCH,
    EPOCHS,
    LEARNING_RATE,
    Stopwatch,
    accuracy_of,
    arguments,
    load,
    run_silently,
    torch_module,
)


class Classifier(nn.Module):
    """The network with the methods that pfl asks for."""

    def __init__(self, network: str) -> None:
        super().__init__()
        self.network = torch_module(network)

    def forward(self, x):
        """Return class scores."""
        return self.network(x)

    def loss(self, x, target, eval=False):
        """Return the mean cross-entropy."""
        return nn.functional.cross_entropy(self(x), target)

    def metrics(self, x, target, eval=False):
        """Return the loss as a metric."""
        return {"loss": Weighted(float(self.loss(x, target)) * len(target), len(target))}


def main() -> None:
    """Run the simulation and print its result."""
    options = arguments(__doc__)
    set_framework_module(pytorch_ops)
    torch.manual_seed(0)
    data = load(options.network, options.silos)
    watch = Stopwatch()
    x, y = torch.from_numpy(data.x), torch.from_numpy(data.y)
    users = {i: Dataset([x[owned], y[owned]]) for i, owned in enumerate(data.silos)}
    turns = count()
    federated = FederatedDataset(users.__getitem__, lambda: next(turns) % options.silos)
    module = Classifier(options.network)
    reached = []

    class Watch(TrainingProcessCallback):
        """Test the global model after every round."""

        def after_central_iteration(self, aggregate_metrics, model, *, central_iteration):
            """Note accuracy and time."""
            reached.append(accuracy_of(module, data))
            watch.round_ended()
            return False, Metrics()

    FederatedAveraging().run(
        algorithm_params=NNAlgorithmParams(
            central_num_iterations=options.rounds,
            evaluation_frequency=10**6,
            train_cohort_size=options.silos,
            val_cohort_size=0,
        ),
        backend=SimulatedBackend(federated, federated),
        model=PyTorchModel(
            model=module,
            local_optimizer_create=torch.optim.SGD,
            central_optimizer=torch.optim.SGD(module.parameters(), 1.0),
        ),
        model_train_params=NNTrainHyperParams(
            local_num_epochs=EPOCHS,
            local_learning_rate=LEARNING_RATE[options.network],
            local_batch_size=BATCH,
        ),
        model_eval_params=NNEvalHyperParams(local_batch_size=None),
        callbacks=[Watch()],
    )
    watch.report("pfl-research", version("pfl"), reached[-1])


if __name__ == "__main__":
    run_silently(main)
