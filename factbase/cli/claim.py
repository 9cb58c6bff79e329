"""``factbase claim``: the group, and what belongs to a claim as a whole."""

from __future__ import annotations

import click

from factbase.cli import claim_attribute, claim_change, claim_read


@click.group()
def claim() -> None:
    """Add, list and change claims, and who stands behind them.

    \b
    Examples:
      factbase claim list mek-albania --unattributed
      factbase claim show mek-albania/137
    """


for command in (
    claim_read.list_,
    claim_read.show,
    claim_change.add,
    claim_change.edit,
    claim_change.rate,
    claim_change.status,
    claim_attribute.attribute,
    claim_attribute.unattribute,
    claim_attribute.label,
    claim_attribute.unlabel,
    claim_attribute.link,
    claim_attribute.unlink,
    claim_change.cut,
    claim_change.restore,
):
    claim.add_command(command)
