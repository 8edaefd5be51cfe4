"""A block with its own number of threads."""

import pytest
import torch

from cocogen.model.learning.threads import torch_threads


def test_threads_are_put_back_also_after_an_error():
    before = torch.get_num_threads()
    with torch_threads(before + 1):
        assert torch.get_num_threads() == before + 1
    with pytest.raises(RuntimeError, match="inside"), torch_threads(before + 2):
        raise RuntimeError("inside")
    assert torch.get_num_threads() == before
