"""What a command is asked about: a scenario's headline variant, or a configuration in a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from cocogen.model.config.overrides import ConfigurationError, from_toml
from cocogen.model.files.text_files import TextFileError, open_text
from cocogen.scenarios.description.catalog import load_scenario
from cocogen.scenarios.description.scenario import with_resolved_game

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cocogen.model.config import SimulationConfig

SUFFIX = ".toml"


def configured(name: str, overrides: Mapping[str, Any]) -> tuple[str, SimulationConfig]:
    """Return a short name and the whole configuration.

    Args:
        name: of a scenario, whose headline variant is meant, or the path of a ``.toml`` file with a configuration; fields that
            it leaves out have their defaults. A run folder's ``config.toml`` is one, too.
        overrides: fields by dotted name.

    Raises:
        ConfigurationError: if the file cannot be read or is no configuration, or an override is wrong.
        UnknownNameError: if there is no such scenario.
    """
    if name.endswith(SUFFIX):
        try:
            with open_text(name) as file:
                text = file.read()
            config = from_toml(text)
        except TextFileError as error:
            raise ConfigurationError(str(error)) from None
        except ConfigurationError as error:
            raise ConfigurationError(f"{name}: {error}") from None
        return Path(name).stem, with_resolved_game(config.with_overrides(overrides))
    scenario = load_scenario(name).chosen(overrides)
    return scenario.name, scenario.variant_configs(overrides)[scenario.headline]
