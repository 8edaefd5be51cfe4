"""Maps the folders of the house into one import package: ``agents/`` is ``cocogen.agents``, and so on."""

from setuptools import find_packages, setup

ROOMS = ("agents", "model", "scenarios", "visualizations")
FACE = "model/entrance"

setup(
    package_dir={"cocogen": FACE} | {f"cocogen.{room}": room for room in ROOMS},
    packages=[
        "cocogen",
        *(
            f"cocogen.{name}"
            for name in find_packages(include=[f"{room}*" for room in ROOMS])
            if name != FACE.replace("/", ".")
        ),
    ],
)
