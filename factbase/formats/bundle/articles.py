"""The articles of an import: the one at hand, with its revisions and sentences."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select, update

from factbase.changes import articles as article_changes
from factbase.changes import derive, indexing
from factbase.changes import sentences as sentence_changes
from factbase.changes.bulk import BulkWriter
from factbase.changes.drafts import File
from factbase.errors import InvalidInput, NotFound
from factbase.formats.bundle.places import RevisionAtHand
from factbase.formats.bundle.reporting import Fault
from factbase.formats.bundle.sources import Sources
from factbase.formats.reports import ADDED, SAME, Outcome, compared
from factbase.lookup import ArticleKey, SentenceKey, find_article, sentence
from factbase.records import (
    ArticleLine,
    RevisionLine,
    SentenceLine,
    article_line,
    revision_line,
    sentence_line,
)
from factbase.references import Place, date
from factbase.references import slug as checked_slug
from factbase.tables import article as article_table
from factbase.tables import claim
from factbase.tables import revision as revision_table
from factbase.tables import sentence as sentence_table
from factbase.text.anchors import sha256
from factbase.vocabulary import Thing

_INDEXED = 500  # claims with notes that are indexed together


@dataclass
class ArticleAtHand:
    """An article while its lines are read; ``numbers`` gives the keys of its claims so far.

    What hangs on links is derived when the article is left. Of a new article ``noted`` are the claims that got a
    note, each with the note's number.
    """

    key: ArticleKey
    title: str
    is_new: bool
    next_number: int
    revisions: dict[int, RevisionAtHand] = field(default_factory=dict)
    new_revisions: set[int] = field(default_factory=set)
    newest: int | None = None  # of the revisions in the bundle
    numbers: dict[int, int] = field(default_factory=dict)
    to_derive: set[int] = field(default_factory=set)
    noted: set[tuple[int, int]] = field(default_factory=set)


class Articles:
    """Takes article, revision and sentence lines."""

    def __init__(self, writer: BulkWriter, sources: Sources, *, update: bool) -> None:
        self._writer = writer
        self._sources = sources
        self._update = update
        self._seen: set[str] = set()
        self._at_hand: ArticleAtHand | None = None
        self._line = 0  # where the article at hand begins
        self._roles: list[tuple[int, SentenceKey, SentenceLine]] = []
        self.to_index: set[int] = set()  # claims whose notes wait for the index

    def finish(self) -> None:
        """Leave the last article, and index what waits for it. Raises Fault as :meth:`leave` does."""
        self.leave()
        self._index()

    def _index(self) -> None:
        if self.to_index:
            self._writer.flush()
            indexing.refresh(self._writer.connection, self.to_index)
            self.to_index.clear()

    def at_hand(self, slug: str, field: str = "article") -> ArticleAtHand:
        """Return the article whose lines are being read. Raises Fault if ``slug`` is another."""
        if self._at_hand is None or self._at_hand.key.slug != slug:
            raise Fault(field, f"“{slug}” is not the article whose lines these are")
        return self._at_hand

    def at_hand_any(self) -> ArticleAtHand:
        """Return the article whose lines are being read. Raises Fault before the first."""
        if self._at_hand is None:
            raise Fault("type", "stands before any article")
        return self._at_hand

    def leave(self) -> None:
        """Finish the article at hand: derive what hangs on its links, give sentences their other roles.

        Raises Fault where it has no revision.
        """
        left, self._at_hand = self._at_hand, None
        if self._roles or (left is not None and left.to_derive):
            self._writer.flush()
        if left is not None and left.to_derive:
            derive.refresh(self._writer.connection, left.to_derive)
        if len(self.to_index) >= _INDEXED:
            self._index()
        if left is not None and not left.revisions:
            raise Fault("type", f"“{left.key.slug}” has no line of type revision", self._line)
        roles, self._roles = self._roles, []
        for number, key, line in roles:
            try:
                sentence_changes.set_role(
                    self._writer.operation, key, line["role"], line["reason"], suggested=line.get("suggested")
                )
            except InvalidInput as error:
                raise Fault("role", str(error), number) from None

    def take_article(self, line: ArticleLine, canonical: str, number: int) -> Outcome:
        """Take an article's line in; it becomes the one at hand."""
        self.leave()
        self._line = number
        slug = line["article"]
        if slug in self._seen:
            raise Fault("article", f"“{slug}” stands twice")
        self._seen.add(slug)
        try:
            if line["published_on"] is not None:
                date(line["published_on"])
        except InvalidInput as error:
            raise Fault("published_on", str(error)) from None
        key = None if self._writer.was_empty(article_table) else find_article(self._writer.connection, slug)
        if key is None:
            return self._add_article(line, canonical)
        here = article_line(self._writer.connection, key.id)
        next_number = max(here["next_number"], line["next_number"])
        line = ArticleLine(**{**line, "next_number": here["next_number"]})
        title = line["title"] if self._update else here["title"]
        self._at_hand = ArticleAtHand(key, title, is_new=False, next_number=next_number)
        self._sources.enter(key.id, slug)
        self._load_revisions(self._at_hand)
        outcome = compared(slug, here, line, update=self._update)
        if outcome.word == "changed":
            self._writer.flush()
            article_changes.edit_article(self._writer.operation, key, _about(line))
        self._raise_next_number(key.id, next_number)
        return outcome

    def _raise_next_number(self, article_id: int, next_number: int) -> None:
        columns = article_table.c
        statement = update(article_table).where(columns.id == article_id, columns.next_number < next_number)
        self._writer.connection.execute(statement.values(next_number=next_number))

    def _add_article(self, line: ArticleLine, canonical: str) -> Outcome:
        try:
            slug = checked_slug(line["article"])
        except InvalidInput as error:
            raise Fault("article", str(error)) from None
        title, next_number = line["title"], line["next_number"]
        article_id = self._writer.key(article_table)
        about = (title, line["url"], line["byline"], line["published_on"], line["language"])
        self._writer.rows(article_table).append((article_id, slug, *about, next_number, 1))
        key = ArticleKey(article_id, slug, title, 1)
        self._at_hand = ArticleAtHand(key, title, is_new=True, next_number=next_number)
        self._sources.enter(article_id, slug, is_new=True)
        self._writer.log(Thing.ARTICLE, article_id, article_id, canonical)
        return ADDED

    def _load_revisions(self, of: ArticleAtHand) -> None:
        columns = revision_table.c
        query = select(columns.id, columns.number, columns.characters, columns.text)
        for key, number, characters, text in self._writer.connection.execute(
            query.where(columns.article_id == of.key.id)
        ):
            of.revisions[number] = RevisionAtHand(key, number, characters, text)
        columns_ = sentence_table.c
        for revision in of.revisions.values():
            rows = select(
                columns_.start, columns_.end, columns_.sha256, columns_.paragraph, columns_.position
            )
            rows = rows.where(columns_.revision_id == revision.key).order_by(columns_.start)
            for start, end, digest, paragraph, position in self._writer.connection.execute(rows):
                revision.starts.append(start)
                revision.ends.append(end)
                revision.hashes.append(digest)
                revision.places.append((paragraph, position))

    def take_revision(self, line: RevisionLine, canonical: str, _number: int) -> Outcome:
        """Take a revision's line in. A text that was missing here is added, one missing there is kept."""
        of = self.at_hand(line["article"])
        _check_text(line)
        of.newest = max(of.newest or 0, line["revision"])
        there = of.revisions.get(line["revision"])
        if there is None:
            if line["revision"] != len(of.revisions) + 1:
                raise Fault("revision", f"must be {len(of.revisions) + 1}, the next one of this article")
            return self._add_revision(of, line, canonical)
        here = revision_line(self._writer.connection, there.key)
        if here["sha256"] != line["sha256"]:
            raise Fault("sha256", f"is another text than revision {line['revision']} here: it cannot change")
        if line["text"] is None or here["text"] is not None:
            return SAME
        file = File(line["file_name"], line["file_format"], line["file_sha256"])
        self._writer.flush()
        article_changes.attach_text(self._writer.operation, of.key, there.key, line["text"], file)
        there.text = line["text"]
        return Outcome("changed")

    def _add_revision(self, of: ArticleAtHand, line: RevisionLine, canonical: str) -> Outcome:
        key = self._writer.key(revision_table)
        self._writer.rows(revision_table).append((
            key, of.key.id, line["revision"], line["sha256"], line["characters"], line["normaliser"], line["text"],
            line["file_name"], line["file_format"], line["file_sha256"], line["note"],
        ))  # fmt: skip
        of.revisions[line["revision"]] = RevisionAtHand(
            key, line["revision"], line["characters"], line["text"]
        )
        of.new_revisions.add(line["revision"])
        self._writer.log(Thing.REVISION, key, of.key.id, canonical)
        return ADDED

    def take_sentence(self, line: SentenceLine, canonical: str, number: int) -> Outcome:
        """Take a sentence's line in: its place is fixed by the revision, only its role may differ."""
        of = self.at_hand(line["article"])
        revision = of.revisions.get(line["revision"])
        if revision is None:
            raise Fault("revision", f"revision {line['revision']} is not here")
        place = (line["paragraph"], line["sentence"])
        if line["revision"] in of.new_revisions:
            revision.add_sentence(line["start"], line["end"], line["sha256"], place)
            key = self._writer.key(sentence_table)
            role, suggested = line["role"], line.get("suggested")
            self._writer.rows(sentence_table).append((
                key, revision.key, *place, line["start"], line["end"], line["sha256"], role and role._value_,
                line["reason"], suggested and suggested._value_, 1,
            ))  # fmt: skip
            self._writer.log(Thing.SENTENCE, key, of.key.id, canonical)
            return ADDED
        return self._compare_sentence(of, revision.key, line, Place(*place), number)

    def _compare_sentence(
        self, of: ArticleAtHand, revision_id: int, line: SentenceLine, place: Place, number: int
    ) -> Outcome:
        """Compare a sentence; another role is given once the article's claims are what they will be."""
        try:
            key = sentence(self._writer.connection, of.key, place, revision_id=revision_id)
        except NotFound as error:
            raise Fault("sentence", str(error)) from None
        here: dict[str, Any] = {**sentence_line(self._writer.connection, key.revision_id, key.id)}
        if (here["start"], here["end"], here["sha256"]) != (line["start"], line["end"], line["sha256"]):
            raise Fault("start", f"sentence {place} stands elsewhere in revision {line['revision']} here")
        # A bundle that suggests nothing takes no suggestion away.
        here["suggested"] = here.get("suggested") if "suggested" in line else None
        given = {**line, "suggested": line.get("suggested")}
        outcome = compared(f"{of.key.slug}:{place}", here, given, update=self._update)
        if outcome.word == "changed":
            self._roles.append((number, key, line))
        return outcome

    def claim_keys(self, of: ArticleAtHand, numbers: list[int]) -> dict[int, int]:
        """Return the keys of those of ``numbers`` that are claims here already."""
        columns = claim.c
        query = select(columns.number, columns.id).where(
            columns.article_id == of.key.id, columns.number.in_(numbers)
        )
        return {row.number: row.id for row in self._writer.connection.execute(query)}


def _about(line: ArticleLine) -> article_changes.About:
    return article_changes.About(
        title=line["title"],
        url=line["url"] or "",
        byline=line["byline"] or "",
        published_on=line["published_on"] or "",
        language=line["language"] or "",
    )


def _check_text(line: RevisionLine) -> None:
    text = line["text"]
    if text is None:
        return
    if len(text) != line["characters"]:
        raise Fault("characters", f"is {line['characters']}, but the text has {len(text)}")
    if sha256(text) != line["sha256"]:
        raise Fault("sha256", "is not that of the text")
