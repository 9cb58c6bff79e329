"""``factbase text``: the group."""

from __future__ import annotations

import click

from factbase.cli import text_canonical, text_find, text_sentences


@click.group()
def text() -> None:
    """Show what would be read of a file. No database is needed.

    \b
    Examples:
      factbase text canonical draft.docx
      factbase text sentences draft.txt
      factbase text find draft.txt "3,000 members"
    """


for command in (text_canonical.canonical, text_sentences.sentences, text_find.find):
    text.add_command(command)
