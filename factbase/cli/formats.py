"""The groups whose commands are the formats of a registry: one is imported when it is called."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from inspect import cleandoc
from typing import TYPE_CHECKING, Any, TypeVar

import click

from factbase.cli.contents import ContentsGroup

if TYPE_CHECKING:
    from factbase.formats.exchange import Option

F = TypeVar("F", bound=Callable[..., Any])
Registry = Mapping[str, tuple[str, str]]


class FormatsGroup(ContentsGroup):
    """A group that makes a command of each format; ``command_of`` is given its word and what is registered."""

    def __init__(
        self,
        *,
        registry: Registry,
        command_of: Callable[[str, Any], click.Command],
        **settings: Any,  # noqa: ANN401 - as click has it
    ) -> None:
        super().__init__(contents={"Formats": registry}, **settings)
        self._registry = registry
        self._command_of = command_of

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of a format, made now."""
        if cmd_name not in self._registry:
            return None
        module, name = self._registry[cmd_name][0].split(":")
        return self._command_of(cmd_name, getattr(import_module(module), name))


def help_of(help: str, loses: str, examples: Sequence[str]) -> str:
    """Return the help text of a format: what it is, what is lost on the way, and examples."""
    listed = "\n".join(f"  {example}" for example in examples)
    return f"{cleandoc(help)}\n\n{loses}\n\n\b\nExamples:\n{listed}"


def own_options(options: Sequence[Option]) -> Callable[[F], F]:
    """Give a command the options that its format alone has."""

    def give(command: F) -> F:
        for each in reversed(options):
            command = click.option(
                each.name,
                is_flag=not each.words and each.metavar is None,
                type=click.Choice(each.words) if each.words else None,
                metavar=each.metavar,
                multiple=each.several,
                help=each.help,
            )(command)
        return command

    return give
