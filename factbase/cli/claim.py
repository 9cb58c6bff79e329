"""``factbase claim``: its contents page. A list needs nothing of what changes claims."""

from __future__ import annotations

import click

from factbase.cli.contents import ContentsGroup

READ = "factbase.cli.claim_read"
CHANGE = "factbase.cli.claim_change"
ATTRIBUTE = "factbase.cli.claim_attribute"

COMMANDS: dict[str, dict[str, tuple[str, str]]] = {
    "Look": {
        "list": (f"{READ}:list_", "List claims: all of ARTICLE, or a page of the whole archive."),
        "show": (f"{READ}:show", "Show all that is known of the claim REF."),
    },
    "Change": {
        "add": (f"{CHANGE}:add", "Add a claim to ARTICLE, with a source if you like."),
        "edit": (f"{CHANGE}:edit", "Give the claim REF other words."),
        "anchor": (f"{CHANGE}:anchor", "Say where the claim REF stands in the newest draft."),
        "rate": (f"{CHANGE}:rate", "Rate how well the claim REF is sourced."),
        "status": (f"{CHANGE}:status", "Say where the work on the claim REF is."),
        "cut": (f"{CHANGE}:cut", "Take the claim REF out of the lists."),
        "restore": (f"{CHANGE}:restore", "Bring the cut claim REF back; it is open then."),
    },
    "Tie": {
        "attribute": (f"{ATTRIBUTE}:attribute", "Put a source behind the claim REF."),
        "unattribute": (f"{ATTRIBUTE}:unattribute", "Take a source from behind the claim REF."),
        "label": (f"{ATTRIBUTE}:label", "Put the label WORD, any word you like, on the claim REF."),
        "unlabel": (f"{ATTRIBUTE}:unlabel", "Take the label WORD off the claim REF."),
        "link": (f"{ATTRIBUTE}:link", "Say how the claim REF relates to the claim OTHER."),
        "unlink": (f"{ATTRIBUTE}:unlink", "Take the links between the claims REF and OTHER away."),
    },
}


@click.group(cls=ContentsGroup, contents=COMMANDS)
def claim() -> None:
    """Add, list and change claims, and who stands behind them.

    \b
    Examples:
      factbase claim list mek-albania --unattributed
      factbase claim show mek-albania/137
    """
