"""Devices by name."""

import pytest
import torch

from cocogen.model.learning.engine.devices import device_of


def test_the_cpu_is_always_there():
    assert device_of("cpu").type == "cpu"


@pytest.mark.parametrize("available", [False, True])
def test_auto_takes_cuda_where_there_is_one(monkeypatch, available):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: available)
    assert device_of("auto").type == ("cuda" if available else "cpu")


def test_cuda_that_is_absent_is_named(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(ValueError, match="'cuda' is not available on this machine; use 'cpu' or 'auto'"):
        device_of("cuda")
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    assert device_of("cuda").type == "cuda"


def test_unknown_devices_are_named():
    with pytest.raises(ValueError, match=r"unknown device 'tpu' \(allowed: auto, cpu, cuda\)"):
        device_of("tpu")
