"""``factbase schema``."""

import json

import click


@click.command()
def schema() -> None:
    """Print the JSON Schema of a bundle's lines.

    \b
    Examples:
      factbase schema > bundle.schema.json
    """
    from factbase.formats.bundle.schema import json_schema

    click.echo(json.dumps(json_schema(), indent=2, ensure_ascii=False))
