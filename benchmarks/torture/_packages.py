"""Installed packages as small as they can be: a module, and the metadata by which Python finds its entry points."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path


def install(folder: Path, package: str, code: str, offers: Mapping[str, Mapping[str, str]]) -> None:
    """Put a package into a folder that stands on Python's path; nothing else is needed for it to count as installed.

    Args:
        folder: the folder.
        package: name of the package, and of its module.
        code: of the module.
        offers: by entry-point group, the offered names and where each one is found.
    """
    metadata = folder / f"{package}-1.0.dist-info"
    metadata.mkdir(parents=True)
    (folder / f"{package}.py").write_text(code, encoding="utf-8")
    (metadata / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n", encoding="utf-8"
    )
    sections = (
        f"[{group}]\n" + "".join(f"{name} = {place}\n" for name, place in names.items())
        for group, names in offers.items()
    )
    (metadata / "entry_points.txt").write_text("\n".join(sections), encoding="utf-8")
