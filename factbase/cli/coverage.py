"""``factbase coverage``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Unpack

import click

from factbase.cli.context import Session
from factbase.cli.output import Column, Shape, output_options, print_rows, remark
from factbase.cli.words import REVISION
from factbase.errors import CheckFailed

if TYPE_CHECKING:
    from factbase.queries.coverage import Coverage

MOST = 10  # places named in a line; JSON has them all


@dataclass(frozen=True)
class Finding:
    """A line of the report; ``next`` is the command for its first place, ``last`` where each lost claim stood."""

    what: str
    count: int
    where: Sequence[Any] = ()
    next: str = ""
    open: bool = False
    last: Sequence[Any] = ()

    @property
    def some(self) -> str:
        """The first places."""
        shown = [*map(str, self.where[:MOST])]
        for at, last in enumerate(self.last[:MOST]):
            shown[at] += f" (last {last.place or '?'} in revision {last.revision})" if last else ""
        return ", ".join(shown) + (", …" if len(self.where) > MOST else "")


def _last(finding: Finding) -> list[dict[str, object] | None]:
    return [each and {"revision": each.revision, "place": each.place} for each in finding.last]


COVERAGE = [Column("what"), Column("count", right=True)]
SHOWN = [*COVERAGE, Column("some", "Where"), Column("next", "Next: factbase …")]
ITEMS = [*COVERAGE, Column("where"), Column("next"), Column("open"), Column("last", value=_last)]


@click.command()
@click.argument("article")
@click.option("--revision", type=REVISION, metavar="N", help="How far this one was; else the newest.")
@output_options
@click.pass_obj
def coverage(session: Session, article: str, revision: int | None, **shape: Unpack[Shape]) -> None:
    """Show how far ARTICLE is tagged: sentences by role, and whatever is still open.

    Exits with 1 if something is open: a sentence that nobody has looked at, a
    claim sentence without a claim, a claim in another sentence, an anchor that
    does not hold. A lost claim is named with the place that it had last.

    \b
    Examples:
      factbase coverage mek-albania
      factbase coverage mek-albania --revision 1
      factbase coverage mek-albania --json
    """
    from factbase import lookup
    from factbase.queries.coverage import coverage_of

    with session.reading() as connection:
        found = coverage_of(connection, lookup.article(connection, article), revision)
    name = article if found.is_newest else f"Revision {found.revision} of {article}"
    findings = _findings(found)
    columns = ITEMS if shape["as_json"] or shape["as_jsonl"] else SHOWN
    print_rows(findings, columns, schema="factbase/coverage@1", **shape)
    still = [finding for finding in findings if finding.open]
    if still:
        told = "; ".join(f"{finding.what}: {finding.count}" for finding in still)
        next = still[0].next or f"coverage {article}"
        raise CheckFailed(f"{name} is not complete ({told}): go on with `factbase {next}`.")
    remark(f"{name} is complete: nothing is open.")


def _findings(found: Coverage) -> list[Finding]:
    """Return the lines of the report; an older revision cannot be worked on, so nothing is next in it."""
    slug = found.article
    counts = [Finding("sentences", found.sentences)]
    counts += [Finding(f"role {role}", count) for role, count in found.roles.items()]
    return [
        *counts,
        Finding("claims", found.claims),
        *(
            Finding(
                what,
                len(where),
                where,
                command.format(slug=slug, at=where[0]) if found.is_newest else "",
                open=what not in _CLOSED,
                last=found.last if where is found.lost else (),
            )
            for what, where, command in (
                ("untriaged sentences", found.untriaged, "sentence role {slug} {at} ROLE"),
                ("claim sentences without a claim", found.claimless, _ADD),
                ("claims in other sentences", found.misplaced, "sentence role {slug} {at} claim"),
                ("anchors that do not hold", found.broken, "claim show {at}"),
                ("lost claims", found.lost, _PLACE),
                ("claims without a place", found.unplaced, "claim show {at}"),
            )
            if where
        ),
    ]


_PLACE = 'claim anchor {at} --at "…"'
_ADD = 'claim add {slug} --sentence {at} --statement "…"'
# Claims from outside may have no place in the text.
_CLOSED = frozenset({"claims without a place"})
