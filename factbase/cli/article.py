"""``factbase article``: the group."""

from __future__ import annotations

import click

from factbase.cli import article_change, article_drafts, article_read, article_revise


@click.group()
def article() -> None:
    """Add, list and remove articles and their revisions.

    \b
    Examples:
      factbase article add draft.txt
      factbase article revise draft draft-2.txt
      factbase article diff draft
    """


for command in (
    article_read.list_,
    article_change.add,
    article_read.show,
    article_drafts.text,
    article_revise.revise,
    article_drafts.revisions,
    article_drafts.diff,
    article_change.attach,
    article_change.edit,
    article_change.remove,
):
    article.add_command(command)
