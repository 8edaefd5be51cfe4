"""Draw the pictures of the docs that no run makes: ``python docs/draw_pictures.py`` (real generators are fitted once)."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from cocogen.model.files.atomic import write_with
from cocogen.model.learning.fidelity import draw_samples
from cocogen.model.learning.generators import fit_generator
from cocogen.model.learning.partitions import label_counts, partition
from cocogen.model.learning.partitions.picture import draw_label_counts
from cocogen.model.learning.tasks import load_task
from cocogen.model.randomness import Streams
from cocogen.visualizations.figures.frame import ask
from cocogen.visualizations.figures.rivalry import draw_rivalry
from cocogen.visualizations.style import SMALL, WIDE, house_style, new_figure

PICTURES = Path(__file__).parent / "pictures"
PARTITIONS = {
    "iid": {},
    "dirichlet": {"alpha": 0.3},
    "pathological": {"classes": 2},
    "shards": {},
    "quantity": {},
}
GENERATORS = {"digits": "vae", "mnist1d": "vae", "mnist-5k": "vae", "fashion-mnist": "vae"}
DPI = {f"samples-{name}": 50 for name in GENERATORS}
"""Dots per inch of the large grids; 120 for the others."""


def draw_partitions():
    """Draw the label counts that eight organizations get of digits under each partition."""
    task = load_task("digits")
    with house_style():
        figure = new_figure(WIDE, 2.4)
        for panel, (name, parameters) in zip(
            figure.subplots(1, len(PARTITIONS)), PARTITIONS.items(), strict=True
        ):
            shards = partition(name, **parameters).split(task.pool.y, 8, Streams(1).generator("partition"))
            counts = np.stack([label_counts(task.pool.y[shard], task.classes) for shard in shards])
            draw_label_counts(counts, panel)
            panel.collections[0].set_sizes(panel.collections[0].get_sizes() * 0.35)
            panel.set(xlim=(-0.7, 7.7), ylim=(-0.7, 9.7))
            panel.set_title(name, fontsize=SMALL)
        ask(figure, "Who owns which labels?")
    return figure


def main() -> None:
    """Draw everything into ``docs/pictures``."""
    pictures = {"rivalry": draw_rivalry(), "partitions": draw_partitions()}
    for name, generator in GENERATORS.items():
        task = load_task(name)
        pictures[f"samples-{name}"] = draw_samples(task, fit_generator(generator, task.public, task.classes))
    for name, figure in pictures.items():
        write_with(
            PICTURES / f"{name}.png",
            lambda path, figure=figure, name=name: figure.savefig(path, format="png", dpi=DPI.get(name, 120)),
        )
        print(PICTURES / f"{name}.png")


if __name__ == "__main__":
    main()
