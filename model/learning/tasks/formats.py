"""Parsers of the formats that data sets are published in: IDX, CIFAR binary, MATLAB. None of them runs code."""

from __future__ import annotations

import gzip
import io
import tarfile
import zlib
from math import prod
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]

_IDX_BYTES = 0x08  # the IDX type code of unsigned bytes


def read_idx(path: Path) -> Bytes:
    """Read an IDX file of unsigned bytes (MNIST, Fashion-MNIST), gzipped where its name ends in ``.gz``.

    Raises:
        ValueError: if the file is not of that format or its length does not fit its header.
    """
    content = _unzipped(path) if path.suffix == ".gz" else path.read_bytes()
    if len(content) < 4 or content[:3] != bytes([0, 0, _IDX_BYTES]):
        raise ValueError(f"{path.name} is not an IDX file of bytes")
    start = 4 + 4 * content[3]
    if len(content) < start:
        raise ValueError(f"{path.name} ends within its header")
    shape = tuple(int(size) for size in np.frombuffer(content[4:start], dtype=">u4"))
    if len(content) != start + prod(shape):
        raise ValueError(f"{path.name} announces shape {shape} but holds {len(content) - start} bytes")
    return np.frombuffer(content, dtype=np.uint8, offset=start).reshape(shape)


def read_cifar(path: Path, members: tuple[str, ...], label_bytes: int) -> tuple[Bytes, Bytes]:
    """Read images (n, 3, 32, 32) and labels (n,) from the binary version of CIFAR-10 or CIFAR-100.

    Args:
        path: the .tar.gz archive.
        members: names of the files to read, without their folder, in that order.
        label_bytes: bytes before each image; the last one is the (fine) label.

    Raises:
        ValueError: if the archive is damaged, a member is missing, or its length does not fit.
    """
    record = label_bytes + 3 * 32 * 32
    try:
        with tarfile.open(fileobj=io.BytesIO(_unzipped(path)), mode="r:") as archive:
            found = {Path(item.name).name: item for item in archive.getmembers() if item.isfile()}
            contents = []
            for name in members:
                file = archive.extractfile(found[name]) if name in found else None
                if file is None:
                    raise ValueError(f"{path.name} has no member {name}")
                contents.append(file.read())
    except (OSError, EOFError, tarfile.TarError) as error:
        raise ValueError(f"{path.name} is not a readable .tar archive: {error}") from error
    content = np.frombuffer(b"".join(contents), dtype=np.uint8)
    if len(content) % record or not len(content):
        raise ValueError(f"{path.name} holds {len(content)} bytes, not a multiple of {record} per image")
    rows = content.reshape(-1, record)
    return rows[:, label_bytes:].reshape(-1, 3, 32, 32), rows[:, label_bytes - 1]


def read_svhn(path: Path) -> tuple[Bytes, Bytes]:
    """Read images (n, 3, 32, 32) and labels 0..9 (n,) from a cropped-digits .mat file of SVHN, whose checksum was compared.

    The reader of scipy trusts its file: damage can crash it.

    Raises:
        ValueError: if the file is not of that format.
    """
    from scipy.io import loadmat

    try:
        content = loadmat(io.BytesIO(path.read_bytes()))
        x, y = content["X"], content["y"].reshape(-1)
    except Exception as error:  # whatever scipy stumbles over
        raise ValueError(f"{path.name} is not a .mat file with X and y: {error}") from error
    if x.ndim != 4 or x.shape[2] != 3 or x.shape[3] != len(y):
        raise ValueError(
            f"{path.name} has X of shape {x.shape} and {len(y)} labels, not (32, 32, 3, n) and n"
        )
    return np.ascontiguousarray(x.transpose(3, 2, 0, 1)), (y % 10).astype(np.uint8)


def _unzipped(path: Path) -> bytes:
    """Return what a gzipped file holds, all of it, so that its own checksum is compared."""
    try:
        return gzip.decompress(path.read_bytes())
    except (OSError, EOFError, zlib.error) as error:
        raise ValueError(f"{path.name} is not a gzipped file, or damaged: {error}") from error
