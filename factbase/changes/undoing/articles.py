"""Gives articles, their revisions and their sentences back what they were, or makes them anew."""

from __future__ import annotations

from typing import Any

from msgspec import Struct, json
from sqlalchemy import exists, insert, select, update

from factbase.changes.undoing.refusing import called
from factbase.changes.undoing.things import Fate, Row, undone
from factbase.changes.undoing.undo import Undo
from factbase.tables import anchor, article, change, claim, revision, sentence
from factbase.vocabulary import Thing

_ABOUT = ("title", "url", "byline", "published_on", "language")
_TEXT = ("sha256", "characters", "normaliser", "file_name", "file_format", "file_sha256", "note", "text")


def restore_articles(undo: Undo) -> None:
    """Restore articles; of one made anew no number is given out again that any claim of it ever had."""
    connection = undo.connection
    for page in undo.things.pages(Thing.ARTICLE, Fate.COMES, Fate.CHANGES):
        for row in page:
            line = json.decode(row.before or "")
            values = {"slug": line["article"], **{name: line[name] for name in _ABOUT}}
            taken = select(article.c.id).where(article.c.slug == values["slug"], article.c.id != row.key)
            if (other := connection.scalar(taken)) is not None:
                what = f"the slug {values['slug']} is another article’s"
                undo.refusals.add(what, (Thing.ARTICLE, other))
                undo.refusals.refuse()
            if row.fate == Fate.COMES:
                values |= {"id": row.key, "next_number": _next_number(undo, row.key), "version": undo.version}
                connection.execute(insert(article).values(values))
            else:
                values["version"] = article.c.version + 1
                connection.execute(update(article).where(article.c.id == row.key).values(values))
                if json.decode(row.after or "")["title"] != line["title"]:
                    of_it = select(claim.c.id).where(claim.c.article_id == row.key)
                    undo.to_index.update(connection.execute(of_it).scalars())


class _Numbers(Struct):
    """What says which numbers of an article are taken: its own record, or a claim's."""

    number: int = 0
    next_number: int = 1


def _next_number(undo: Undo, article_id: int) -> int:
    columns = change.c
    query = select(columns.before, columns.after).where(
        columns.article_id == article_id, columns.thing.in_([Thing.ARTICLE, Thing.CLAIM])
    )
    highest = 1
    for records in undo.connection.execute(query, execution_options={"yield_per": 500}):
        for record in records:
            if record is not None:
                known = json.decode(record, type=_Numbers)
                highest = max(highest, known.next_number, known.number + 1)
    return highest


def check_articles_are_here(undo: Undo) -> None:
    """Refuse what would come back into an article that is gone."""
    columns = change.c
    query = (
        select(columns.article_id, columns.before)
        .join_from(undone, change, columns.id == undone.c.last)
        .where(
            undone.c.fate == Fate.COMES.value,
            undone.c.thing != Thing.ARTICLE.value,
            columns.article_id.is_not(None),
            ~exists().where(article.c.id == columns.article_id),
        )
        .limit(1)
    )
    for article_id, before in undo.connection.execute(query).all():
        if article_id is not None and before is not None:
            what = f"the article of {called(before)} was removed since"
            undo.refusals.add(what, (Thing.ARTICLE, article_id))
    undo.refusals.refuse()


def restore_revisions(undo: Undo) -> None:
    """Restore revisions, their texts included."""
    connection = undo.connection
    for page in undo.things.pages(Thing.REVISION, Fate.COMES, Fate.CHANGES):
        for row in page:
            line = json.decode(row.before or "")
            values = {name: line[name] for name in _TEXT}
            if row.fate == Fate.COMES:
                if undo.revision(row.article_id or 0, line["revision"]) is not None:
                    undo.refusals.add(f"{called(line)} is another one now", (Thing.REVISION, row.key))
                    undo.refusals.refuse()
                values |= {"id": row.key, "article_id": row.article_id, "number": line["revision"]}
                connection.execute(insert(revision).values(values))
                undo.forget_revisions()
            else:
                connection.execute(update(revision).where(revision.c.id == row.key).values(values))
                placed = select(anchor.c.claim_id).where(anchor.c.revision_id == row.key)
                undo.to_index.update(connection.execute(placed).scalars())


def restore_sentences(undo: Undo) -> None:
    """Make sentences anew; the roles of those that are here wait until the claims are what they were."""
    for page in undo.things.pages(Thing.SENTENCE, Fate.COMES):
        rows = [_sentence(undo, row) for row in page]
        undo.refusals.refuse()
        undo.connection.execute(insert(sentence), rows)
        undo.advance(len(page))


def _sentence(undo: Undo, row: Row) -> dict[str, Any]:
    line = json.decode(row.before or "")
    revision_id = undo.revision(row.article_id or 0, line["revision"])
    if revision_id is None:
        undo.refusals.add(f"the revision of {called(line)} was removed since", (Thing.SENTENCE, row.key))
    return {
        "id": row.key,
        "revision_id": revision_id,
        "paragraph": line["paragraph"],
        "position": line["sentence"],
        "start": line["start"],
        "end": line["end"],
        "sha256": line["sha256"],
        "role": line["role"],
        "reason": line["reason"],
        "suggested": line.get("suggested"),
        "version": undo.version,
    }
