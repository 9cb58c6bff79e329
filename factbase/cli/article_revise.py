"""``factbase article revise``: the next draft, and what became of each claim in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

import click

from factbase.cli.documents import format_option, read_document, sentences_of
from factbase.cli.output import Column, Shape, output_options, print_rows, remark, suggest
from factbase.cli.wording import changed, listed
from factbase.cli.words import TEXT
from factbase.text.counting import counted
from factbase.vocabulary import AnchorState, Status

if TYPE_CHECKING:
    from factbase.changes.drafts import Draft
    from factbase.changes.revising import Carried, Revised
    from factbase.cli.context import Session


def _why(row: Carried) -> str:
    """Return why a claim is where it is, and first why it must be checked anew."""
    if row.reopened is None:
        return row.reason
    return f"reopened: {row.reopened}{f' ({row.reason})' if row.reason != row.reopened else ''}"


_PLACED = [
    Column("ref", "Claim", never_cut=True),
    Column("state", never_cut=True),
    Column("old", "Was at", never_cut=True),
    Column("new", "Is at", never_cut=True),
]
# Narrow enough for 80 columns.
REPORT = [
    *_PLACED,
    Column("reason", "Why", value=_why),
    Column("difference", value=lambda row: changed(row.difference), marked=True),
]
ITEMS = [
    *_PLACED,
    Column("score", value=lambda row: row.score and round(row.score, 2)),
    Column("reason"),
    Column("reopened"),
    Column("statement"),
    Column("difference", value=lambda row: listed(row.difference)),
]
_TOLD = (AnchorState.EXACT, AnchorState.MOVED, AnchorState.REWORDED, AnchorState.LOST)


@click.command()
@click.argument("slug")
@click.argument("file")
@format_option
@click.option("--note", metavar="TEXT", type=TEXT, help="A remark on this draft, such as whose it is.")
@click.option("--force", is_flag=True, help="Although most of what stood in the draft before is not in it.")
@click.option("--dry-run", is_flag=True, help="Show the same report, and keep nothing.")
@click.option("--because", metavar="TEXT", type=TEXT, help="Why, for the log.")
@output_options
@click.pass_obj
def revise(
    session: Session,
    /,
    slug: str,
    file: str,
    format: str | None,
    note: str | None,
    force: bool,
    dry_run: bool,
    because: str | None,
    **shape: Unpack[Shape],
) -> None:
    """Take in FILE as the next draft of the article SLUG.

    Every claim finds its passage again: exact, moved or reworded; or it is
    lost, and says why. A checked claim whose words changed in substance is
    reopened. The report lists lost and reopened claims first, and of those that
    stand as they did only the count; --json has all. Sentences that did not
    change but for typography keep their roles and notes; all others are to be
    looked at again, and their notes stay with the revision before.

    \b
    Examples:
      factbase article revise river-bill draft-2.txt --dry-run
      factbase article revise river-bill draft-2.txt --note "after the lawyer"
      factbase article revise river-bill draft-2.txt --json
    """
    from factbase import lookup
    from factbase.changes.revising import ManyLost
    from factbase.changes.revising import revise as revise_article
    from factbase.records import article_line

    with session.reading() as connection:
        key = lookup.article(connection, slug)
        base = lookup.latest_revision(connection, key.id).number
        language = article_line(connection, key.id)["language"]
    draft = _draft(file, slug, format, language)
    try:
        with session.changing(because, dry_run=dry_run) as operation:
            report = revise_article(operation, key, draft, base=base, note=note, force=force)
    except ManyLost as refusal:
        if refusal.report.claims:
            _print(refusal.report, shape)
        raise
    _print(report, shape)
    if report.number is None:
        remark(f"{slug} has this text already: nothing was changed.")
        suggest(f"article show {slug}")
    else:
        _tell(report, report.number, dry_run=dry_run)


def _draft(file: str, slug: str, format: str | None, language: str | None) -> Draft:
    """Return the draft in ``file``, split as the article's language wants it."""
    from factbase.changes.drafts import Draft

    document, origin = read_document(file, format, name=slug)
    return Draft(document.text, sentences_of(document, language), origin, document.suggested)


def _print(report: Revised, shape: Shape) -> None:
    """Print what became of the claims; for a person, of those with which something is the matter."""
    as_items = shape["as_json"] or shape["as_jsonl"]
    shown = report.claims if as_items else [each for each in report.claims if not _stands(each)]
    notes = {"notes_moved": report.notes_moved, "notes_left": report.notes_left}
    columns = ITEMS if as_items else REPORT
    print_rows(shown, columns, schema="factbase/revision-report@1", beside=notes, **shape)


def _stands(each: Carried) -> bool:
    return each.state == AnchorState.EXACT and each.reopened is None


def _tell(report: Revised, number: int, *, dry_run: bool) -> None:
    """Say on stderr what the draft made of the article, and what is to be done now."""
    slug = report.article
    states = ", ".join(f"{report.count(state)} {state}" for state in _TOLD if report.count(state))
    remark(
        f"{slug}: revision {number}, {counted(len(report.claims), 'claim')}"
        f"{f' ({states})' if states else ''}, {report.reopened} reopened; "
        f"{counted(report.sentences, 'sentence')}, {report.untriaged} untriaged."
    )
    if report.notes_left:
        stay = "stays" if report.notes_left == 1 else "stay"
        remark(f"{counted(report.notes_left, 'note')} on sentences {stay} with revision {number - 1}.")
    if dry_run:
        return
    if report.notes_left:
        suggest(f"sentence list {slug} --revision {number - 1}")
    if lost := [each.ref for each in report.claims if each.state == AnchorState.LOST]:
        suggest(f'claim anchor {lost[0]} --at "…"')
    if report.reopened:
        suggest(f"claim list {slug} --status {Status.REOPENED}")
    if report.untriaged:
        suggest(f"sentence list {slug} --untriaged")
    suggest(f"coverage {slug}")
