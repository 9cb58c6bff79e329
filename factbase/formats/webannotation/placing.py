"""Which article an annotation is of, and where in its newest text the words stand."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import urldefrag

from sqlalchemy import Connection, select

from factbase import lookup
from factbase.changes.claims import Passage
from factbase.formats.foreign.checked import Refused
from factbase.formats.webannotation.model import text_named
from factbase.formats.webannotation.reading import Target
from factbase.lookup import ArticleKey
from factbase.lookup.articles import RevisionKey
from factbase.tables import article, revision, sentence
from factbase.text.anchors import find, sha256
from factbase.text.canonical import Span
from factbase.text.selectors import selected

_SHOWN = 40


class Found(NamedTuple):
    """An article, the revision of it that the annotation was made on if it is known, and the newest one."""

    article: ArticleKey
    of: RevisionKey | None
    newest: RevisionKey


class Places:
    """Finds articles by what targets call them; keeps the last one found."""

    def __init__(self, connection: Connection, article: ArticleKey | None) -> None:
        self._connection = connection
        self._given = article
        self._found: dict[tuple[str, ...], Found] = {}

    def find(self, target: Target) -> Found:
        """Return the article of a target: by the hash of its text, else by its address, else the one that was given.

        Raises Refused where it is none that is here.
        """
        if target.names not in self._found:
            self._found.clear()
            self._found[target.names] = self._look(target)
        return self._found[target.names]

    def _look(self, target: Target) -> Found:
        for digest in filter(None, map(text_named, target.names)):
            columns = revision.c
            query = select(columns.number, article.c.slug).join_from(revision, article)
            rows = self._connection.execute(
                query.where(columns.sha256 == digest).order_by(article.c.slug)
            ).all()
            own = [row for row in rows if self._given is None or row.slug == self._given.slug]
            if own:
                key = lookup.article(self._connection, own[0].slug)
                return self._with(
                    key,
                    lookup.revision(self._connection, key, max(r.number for r in own if r.slug == key.slug)),
                )
        if self._given is not None:
            return self._with(self._given, None)
        for name in (*target.names, *(urldefrag(each).url for each in target.names)):
            slugs = (
                self._connection.execute(select(article.c.slug).where(article.c.url == name)).scalars().all()
            )
            if len(slugs) == 1:
                return self._with(lookup.article(self._connection, slugs[0]), None)
        called = target.names[0] if target.names else "nothing"
        raise Refused(f"is of {called}, which is the text of no article here: say which with --article")

    def _with(self, key: ArticleKey, of: RevisionKey | None) -> Found:
        return Found(key, of, lookup.latest_revision(self._connection, key.id))

    def passage(self, target: Target, found: Found) -> Passage | None:
        """Return where a target stands in the newest text, None where it is of the text as a whole.

        Raises Refused where it stands nowhere, or may stand in several places.
        """
        if not target.selectors:
            return None
        newest = found.newest
        if newest.text is None:
            return self._unread(target, found)
        span = self._span(target, found, newest.text)
        return Passage(newest.id, span.start, span.end, sha256(newest.text[span.start : span.end]))

    def _span(self, target: Target, found: Found, text: str) -> Span:
        same_text = found.of is not None and found.of.id == found.newest.id
        position = _select(text, target, "TextPositionSelector")
        exact = target.exact
        if exact is None:
            if position and same_text and position[0].start < position[0].end:
                return position[0]
            raise Refused(
                "has no words, only a place in another text" if position else "says no place in the text"
            )
        places = _select(text, target, "TextQuoteSelector") or find(text, exact)
        if not places:
            raise Refused(f"quotes “{_short(exact)}”, which does not stand in {found.article.slug}")
        if position and (near := position[0]) and (len(places) == 1 or near.start < len(text)):
            return min(places, key=lambda each: abs(each.start - near.start))
        if len(places) > 1:
            raise Refused(
                f"quotes “{_short(exact)}”, which stands in {len(places)} places of {found.article.slug}"
            )
        return places[0]

    def _unread(self, target: Target, found: Found) -> Passage:
        """Return a place in a text that is not here: its hash must be that of the newest text."""
        position = next((each for each in target.selectors if each.get("type") == "TextPositionSelector"), {})
        start, end = position.get("start"), position.get("end")
        if (
            found.of is None
            or found.of.id != found.newest.id
            or type(start) is not int
            or type(end) is not int
            or not 0 <= start < end <= found.newest.characters
        ):
            raise Refused(f"cannot be placed without the text of {found.article.slug}: attach it first")
        columns = sentence.c
        query = select(columns.sha256).where(
            columns.revision_id == found.newest.id, columns.start == start, columns.end == end
        )
        digest = self._connection.scalar(query)
        exact = target.exact
        if digest is None and (exact is None or len(exact) != end - start):
            raise Refused(f"cannot be placed without the text of {found.article.slug}: attach it first")
        if digest is not None and exact is not None and sha256(exact) != digest:
            raise Refused(f"quotes other words than stand there in {found.article.slug}")
        return Passage(found.newest.id, start, end, digest or sha256(exact or ""))


def _select(text: str, target: Target, kind: str) -> list[Span]:
    """Return the places that the selectors of one type point to. Raises Refused for one that points nowhere."""
    try:
        return [
            span
            for each in target.selectors
            if each.get("type") == kind
            for span in selected(text, each)
            if span.start < span.end
        ]
    except ValueError as error:
        raise Refused(str(error)) from None


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
