"""Download of published files to the cache, checked against their checksum."""

from __future__ import annotations

import hashlib
import shutil
import warnings
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from cocogen.model.files.atomic import replacing
from cocogen.model.learning.storage import cache_folder

_TIMEOUT = 30  # seconds without an answer


def downloaded(task: str, address: str, md5: str) -> Path:
    """Return the path of a published file in the cache; download it on first use.

    A file whose checksum is wrong is never kept. One in the cache is checked whenever it is used; a damaged one is noted in
    one line and downloaded again.

    Args:
        task: name of the task, for messages and as folder.
        address: where the file is published; HTTP, HTTPS or a local file address.
        md5: its checksum, as its publisher gives it.

    Raises:
        ValueError: if the file cannot be had, or is not the published one.
    """
    path = cache_folder() / "tasks" / task / address.rsplit("/", 1)[-1]
    if path.is_file():
        if checksum(path) == md5:
            return path
        warnings.warn(f"{path} is damaged; it is downloaded again", stacklevel=2)
    try:
        with replacing(path) as temporary:
            with urlopen(address, timeout=_TIMEOUT) as answer, temporary.open("wb") as file:  # noqa: S310  (fixed addresses)
                shutil.copyfileobj(answer, file)
            found = checksum(temporary)
            if found != md5:
                raise ValueError(f"task {task!r}: {path.name} has checksum {found}, published is {md5}")
    except (URLError, OSError) as error:
        raise ValueError(
            f"task {task!r} needs {path.name}, which could not be downloaded ({error}); "
            f"without a network use digits, breast-cancer, mnist-5k, mnist1d or flights"
        ) from error
    return path


def checksum(path: Path) -> str:
    """Return the MD5 checksum of a file; publishers use it, and it guards against damage only."""
    digest = hashlib.md5(usedforsecurity=False)
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()
