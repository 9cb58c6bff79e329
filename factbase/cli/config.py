"""``factbase config``: the settings and where each comes from."""

from __future__ import annotations

import os
from typing import Unpack

import click

from factbase.cli.output import Column, Shape, done, output_options, print_rows, remark
from factbase.cli.words import TEXT, Word
from factbase.settings import Key, Setting

COLUMNS = [
    Column("name", "Setting", never_cut=True),
    Column("value", value=lambda setting: setting.shown),
    Column("origin", "From"),
]


@click.group(invoke_without_command=True)
@output_options
@click.pass_context
def config(ctx: click.Context, **shape: Unpack[Shape]) -> None:
    """See and change the settings: the database and your name in the log.

    A setting comes from the command line, else from FACTBASE_DB or
    FACTBASE_ACTOR, else from the config file, else it is the default.
    FACTBASE_CONFIG names another config file.

    \b
    Examples:
      factbase config
      factbase config set actor "Ana Leka"
    """
    if ctx.invoked_subcommand is None:
        print_rows(_settings(ctx), COLUMNS, schema="factbase/settings@1", **shape)


def _settings(ctx: click.Context) -> list[Setting]:
    from factbase.settings import setting

    given = ctx.find_root().params
    return [Setting(key, given[key], f"--{key}") if given.get(key) else setting(key) for key in Key]


@config.command("set")
@click.argument("key", type=Word(Key))
@click.argument("value", type=TEXT)
def set_(key: Key, value: str) -> None:
    """Keep VALUE in the config file. A path is kept as an absolute one.

    \b
    Examples:
      factbase config set db ~/desk/factbase.db
      factbase config set db postgresql://desk@localhost/factbase
      factbase config set actor "Ana Leka"
    """
    from factbase.settings import change_config

    if key is Key.DB:
        from factbase.database import Location

        value = str(Location.of(value).path or value)
    path = change_config(key, value)
    done(f"{key} is now {Setting(key, value, str(path)).shown}, kept in {path}.")
    _warn_of_variable(key)


@config.command()
@click.argument("key", type=Word(Key))
def unset(key: Key) -> None:
    """Take a setting out of the config file.

    \b
    Examples:
      factbase config unset actor
    """
    from factbase.settings import change_config, setting

    path = change_config(key, None)
    now = setting(key)
    done(f"{key} is out of {path}; it is now {now.shown or 'not known'} ({now.origin}).")


def _warn_of_variable(key: Key) -> None:
    variable = f"FACTBASE_{key.upper()}"
    if os.environ.get(variable):
        remark(f"{variable} is set and comes before it.")
