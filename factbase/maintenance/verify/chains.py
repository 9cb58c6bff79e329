"""One thing's changes as a chain: each begins with what the one before left, and the last left what is here now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection

from factbase.queries.differences import difference
from factbase.records import dump
from factbase.records.history import History, same
from factbase.records.lines import (
    ArticleLine,
    ClaimLine,
    Line,
    LinkLine,
    NoteLine,
    RevisionLine,
    SentenceLine,
    SourceLine,
)
from factbase.text.anchors import sha256
from factbase.vocabulary import Thing

_SHAPES: dict[Thing, msgspec.json.Decoder[Any]] = {
    Thing.ARTICLE: msgspec.json.Decoder(ArticleLine),
    Thing.REVISION: msgspec.json.Decoder(RevisionLine),
    Thing.SENTENCE: msgspec.json.Decoder(SentenceLine),
    Thing.SOURCE: msgspec.json.Decoder(SourceLine),
    Thing.CLAIM: msgspec.json.Decoder(ClaimLine),
    Thing.LINK: msgspec.json.Decoder(LinkLine),
    Thing.NOTE: msgspec.json.Decoder(NoteLine),
}
# They follow from a claim's anchors, and so are the same where those are.
_PLACE = ("paragraph", "sentence", "start", "end")


class Change(NamedTuple):
    """A row of the log."""

    id: int
    operation_id: int
    article_id: int | None
    claim_id: int | None
    thing: Thing
    thing_id: int
    before: str | None
    after: str | None


class _State(NamedTuple):
    """What a record said as of an operation; None is now."""

    text: str | None
    article_id: int | None
    as_of: int | None


class Chains:
    """Tells where chains are broken. Records that only differ in names or in what is derived mean the same."""

    def __init__(self, connection: Connection, *, deep: bool) -> None:
        self.history = History(connection, damaged=True)
        self._deep = deep

    def faults(self, thing: Thing, rows: Sequence[Change], now: Line | None) -> Iterator[str]:
        """Yield what is wrong with a thing's ``rows``, in their order, and with what it is ``now``."""
        if not rows:
            yield "is here, and the log knows nothing of it"
            return
        if self._deep:
            yield from self._unreadable(thing, rows)
        if rows[0].before is not None:
            yield f"was there before operation {rows[0].operation_id}, where its log begins"
        for row, following in pairwise(rows):
            left, found = _after(row), _before(following)
            yield from self._apart(
                thing, left, found,
                f"operation {following.operation_id} found it other than operation {row.operation_id} left it",
            )  # fmt: skip
        here = _State(None if now is None else dump(now), rows[-1].article_id, None)
        yield from self._apart(
            thing, _after(rows[-1]), here, f"is not what operation {rows[-1].operation_id} left"
        )

    def _unreadable(self, thing: Thing, rows: Sequence[Change]) -> Iterator[str]:
        for row in rows:
            for text in (row.before, row.after):
                if text is None:
                    continue
                try:
                    record = _SHAPES[thing].decode(text)
                except msgspec.MsgspecError as error:
                    yield f"its record in operation {row.operation_id} is none: {error}"
                    continue
                if (
                    record.get("text")
                    and thing == Thing.REVISION
                    and sha256(record["text"]) != record["sha256"]
                ):
                    yield f"its text in operation {row.operation_id} is not the one whose hash it has"

    def _apart(self, thing: Thing, first: _State, second: _State, told: str) -> Iterator[str]:
        """Yield ``told`` and what differs, unless both mean the same."""
        if first.text == second.text:
            return
        if first.text is None or second.text is None:
            yield f"{told}: {'it is not there any more' if second.text is None else 'it is there again'}"
            return
        try:
            records = [_SHAPES[thing].decode(state.text) for state in (first, second) if state.text]
            is_same = same(self._meant(records[0], first), self._meant(records[1], second))
        except (msgspec.MsgspecError, LookupError, TypeError, ValueError) as error:
            yield f"{told}: its record there is none ({error})"
            return
        if not is_same:
            yield f"{told}: {difference(*records)}"

    def _meant(self, record: Mapping[str, Any], state: _State) -> dict[str, Any]:
        """Return a record's normal form, with its place and the article that it names."""
        meant = self.history.normal(record, state.article_id, state.as_of)
        meant["place"] = [record.get(part) for part in _PLACE]
        if (slug := _slug(record)) is not None:
            meant["of"] = self.history.article(slug, state.as_of)
        return meant


def _slug(record: Mapping[str, Any]) -> str | None:
    """Return the slug of the article inside which a record's thing exists. Raises ValueError for two of them."""
    match record["type"]:
        case "claim":
            if record["ref"] != f"{record['article']}/{record['number']}":
                raise ValueError(f"{record['ref']} is not {record['article']}/{record['number']}")
            return str(record["article"])
        case "note":
            on = str(record["on"])
            return on.partition(":" if ":" in on else "/")[0]
        case "revision" | "sentence":
            return str(record["article"])
        case _:
            return None


def _before(row: Change) -> _State:
    return _State(row.before, row.article_id, row.operation_id - 1)


def _after(row: Change) -> _State:
    return _State(row.after, row.article_id, row.operation_id)
