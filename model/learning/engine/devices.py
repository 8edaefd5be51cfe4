"""Where models are trained: on the CPU, or on a CUDA device."""

from __future__ import annotations

import torch


def device_of(name: str) -> torch.device:
    """Return the device of a name: "cpu", "cuda", or "auto", which is CUDA where there is one.

    Raises:
        ValueError: if the name is unknown, or this machine has no CUDA device.
    """
    if name not in ("auto", "cpu", "cuda"):
        raise ValueError(f"unknown device {name!r} (allowed: auto, cpu, cuda)")
    available = torch.cuda.is_available()
    if name == "cuda" and not available:
        raise ValueError("device 'cuda' is not available on this machine; use 'cpu' or 'auto'")
    return torch.device("cuda" if name != "cpu" and available else "cpu")
