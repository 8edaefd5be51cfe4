"""The tasks that scikit-learn ships, and that loading them needs no torch."""

import subprocess
import sys

import numpy as np
import pytest

from cocogen.agents.names import UnknownNameError
from cocogen.model.learning.tasks import load_task, tasks


def test_digits_are_the_real_digits():
    task = load_task("digits")
    assert (len(task.public), len(task.pool), len(task.test)) == (324, 973, 500)
    assert task.shape == (1, 8, 8)
    assert np.bincount(task.test.y).tolist() == [50] * 10
    assert task.pool.x.dtype == np.float32
    assert task.pool.x.min() == 0.0
    assert task.pool.x.max() == 1.0


def test_breast_cancer_is_standardised():
    task = load_task("breast-cancer", test_per_class=30)
    everything = np.concatenate([task.public.x, task.pool.x, task.test.x])
    assert everything.shape == (569, 30)
    assert np.allclose(everything.mean(0), 0, atol=1e-5)
    assert np.allclose(everything.std(0), 1, atol=1e-4)
    assert np.bincount(task.test.y).tolist() == [30, 30]


def test_all_promised_tasks_are_there():
    promised = {"digits", "breast-cancer", "mnist-5k", "mnist1d", "flights", "csv"}
    promised |= {"fashion-mnist", "svhn", "cifar10", "cifar100"}
    assert promised <= set(tasks.names())


def test_an_unknown_task_names_the_nearest():
    with pytest.raises(UnknownNameError, match="did you mean 'digits'"):
        load_task("digit")


def test_tasks_partitions_and_names_load_without_torch():
    code = (
        "import sys, numpy as np\n"
        "from cocogen.model.learning.tasks import load_task\n"
        "from cocogen.model.learning.partitions import partition\n"
        "from cocogen.model.learning.generators import generators\n"
        "from cocogen.model.learning.networks import networks\n"
        "from cocogen.model.learning.engine import aggregators\n"
        "from cocogen.model.learning.calibration_files import load_calibration\n"
        "load_calibration('digits')\n"
        "partition('dirichlet').split(load_task('digits').pool.y, 4, np.random.default_rng(0))\n"
        "assert generators.names() and networks.names() and aggregators.names()\n"
        "sys.exit('torch' in sys.modules)\n"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
