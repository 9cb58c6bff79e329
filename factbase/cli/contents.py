"""A group whose contents page is data: a command is imported when it is called, not when it is listed."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click

# heading -> command -> (where it is, what it does)
Contents = Mapping[str, Mapping[str, tuple[str, str]]]


class ContentsGroup(click.Group):
    """A group that lists its commands under headings, and imports one only to run it."""

    def __init__(self, *, contents: Contents, **settings: Any) -> None:  # noqa: ANN401 - as click has it
        super().__init__(**settings)
        self._contents = contents
        self._places = {name: place for part in contents.values() for name, (place, _) in part.items()}
        for name in self._places:
            self.add_command(click.Command(name))  # its name alone, for “Did you mean”

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command itself, imported now."""
        if place := self._places.get(cmd_name):
            module, attribute = place.split(":")
            command: click.Command = getattr(import_module(module), attribute)
            return command
        return super().get_command(ctx, cmd_name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the contents page, without importing a command."""
        width = max(map(len, self._places))
        for heading, commands in self._contents.items():
            with formatter.section(heading):
                formatter.write_dl([(f"{name:{width}}", help_) for name, (_, help_) in commands.items()])
