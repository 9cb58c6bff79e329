"""The plain model: every thing a dict, every rule a few lines, written from the words of design and help alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from tests.model.words import folded, parted

Key = tuple[str, int]  # what sort of thing, and a number of the model's own
Record = dict[str, Any]
Changes = dict[Key, tuple[Record | None, Record | None]]

USAGE, REJECTED, CONFLICT = 2, 3, 5
OWN_KINDS = ("author", "anonymous", "group", "rumour")  # these exist only inside one article
NAMED_KINDS = ("person", "organisation", "publication", "document")


class Refused(Exception):
    """The exit code with which a command must end that changes nothing."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


def require(holds: object, code: int = REJECTED) -> None:
    if not holds:
        raise Refused(code)


@dataclass
class Operation:
    """One command that changed something: each thing before and after it."""

    actor: str
    changes: Changes
    undoes: Operation | None = None
    number: int = 0  # as the program counts
    in_effect: bool = True

    @property
    def is_undo(self) -> bool:
        """Whether it takes back what was done, or done again."""
        return self.undoes is not None and not self.undoes.is_undo


@dataclass
class State:
    """All things, by key; what is derived is worked out when it is asked for."""

    things: dict[Key, Record] = field(default_factory=dict)
    versions: dict[Key, int] = field(default_factory=dict)
    next_numbers: dict[Key, int] = field(default_factory=dict)
    log: list[Operation] = field(default_factory=list)
    undoes: Operation | None = None  # what the command at hand takes back
    keys: Iterator[int] = field(default_factory=lambda: count(1))
    linked: dict[tuple[Key, Key, str], Key] = field(default_factory=dict)  # the same link has the same key

    def record(self, actor: str, changes: Changes) -> Operation:
        """Put what a command changed in the log; what it takes back is in effect no more."""
        made, past = Operation(actor, changes, self.undoes), self.undoes
        self.log.append(made)
        while past is not None:
            past.in_effect = not past.in_effect
            past = past.undoes
        return made

    def make(self, sort: str, **values: object) -> Key:
        key = (sort, next(self.keys))
        self.things[key] = values
        self.versions[key] = 1
        return key

    def join(self, claim: Key, other: Key, kind: str) -> None:
        """Link two claims; each gets another version."""
        key = self.linked.setdefault((claim, other, kind), ("link", next(self.keys)))
        self.things[key] = {"claim": claim, "other": other, "kind": kind}
        self.versions[key] = 1
        self._touch_ends(key)

    def part(self, key: Key) -> None:
        """Take a link away; each of its claims gets another version."""
        self._touch_ends(key)
        self.drop(key)

    def _touch_ends(self, link: Key) -> None:
        for end in ("claim", "other"):
            self.touch(self.things[link][end])

    def change(self, key: Key, **values: object) -> None:
        """Give a thing other values; its version rises if any of them is another."""
        after = self.things[key] | values
        if after != self.things[key]:
            self.things[key] = after
            self.touch(key)

    def touch(self, key: Key) -> None:
        self.versions[key] += 1

    def drop(self, key: Key) -> None:
        del self.things[key]

    def all(self, sort: str, **wanted: object) -> list[Key]:
        """Return the things of a sort whose values are the wanted ones, oldest first."""
        return [
            key
            for key, record in sorted(self.things.items(), key=lambda item: item[0][1])
            if key[0] == sort and all(record[name] == value for name, value in wanted.items())
        ]

    # What a person names.

    def article(self, slug: str) -> Key:
        found = self.all("article", slug=slug)
        require(found)
        return found[0]

    def revision(self, article: Key) -> Key:
        return self.all("revision", article=article)[-1]

    def sentence(self, article: Key, place: str) -> Key:
        paragraph, slash, position = place.partition("/")
        require(slash and paragraph.isdigit() and position.isdigit(), USAGE)
        wanted = {"paragraph": int(paragraph), "sentence": int(position)}
        found = self.all("sentence", revision=self.revision(article), **wanted)
        require(found)
        return found[0]

    def claim(self, ref: str) -> Key:
        slug, slash, number = ref.partition("/")
        require(slash and number.isdigit(), USAGE)
        found = self.all("claim", article=self.article(slug), number=int(number))
        require(found)
        return found[0]

    def sources_called(self, given: str, article: Key | None = None) -> list[Key]:
        """Return the sources that go by a name or alias; with an article, only those that it can see.

        A name as it is written goes before its spellings.
        """
        name, qualifier = parted(given)
        found = []
        for key in self.all("source"):
            record = self.things[key]
            if article is not None and record["article"] not in (None, article):
                continue
            by_name = folded(record["name"]) == folded(name) and (
                not qualifier or folded(record["qualifier"]) == folded(qualifier)
            )
            if by_name or folded(given) in map(folded, record["aliases"]):
                found.append(key)
        exact = [key for key in found if self.name(key) == given.strip()]
        return exact if len(exact) == 1 else found

    def source(self, given: str, article: Key | None = None) -> Key:
        found = self.sources_called(given, article)
        require(len(found) == 1)
        return found[0]

    # What things are called.

    def name(self, source: Key) -> str:
        record = self.things[source]
        return record["name"] + (f" ({record['qualifier']})" if record["qualifier"] else "")

    def slug(self, article: Key) -> str:
        return str(self.things[article]["slug"])

    def ref(self, claim: Key) -> tuple[str, int]:
        record = self.things[claim]
        return self.slug(record["article"]), record["number"]

    # How things hang together.

    def sentence_at(self, revision: Key, start: int) -> Key | None:
        for key in self.all("sentence", revision=revision):
            if self.things[key]["start"] <= start < self.things[key]["end"]:
                return key
        return None

    def standing_in(self, sentence: Key) -> list[Key]:
        """Return the claims that are not cut and start in a sentence."""
        revision = self.things[sentence]["revision"]
        return [
            key
            for key in self.all("claim")
            if self.things[key]["status"] != "cut"
            and any(
                anchor["revision"] == revision
                and anchor["start"] is not None
                and self.sentence_at(revision, anchor["start"]) == sentence
                for anchor in self.things[key]["anchors"]
            )
        ]

    def citing(self, source: Key) -> list[Key]:
        """Return the claims in which a source stands, be it only as the one through whom another is heard."""
        return [
            key
            for key in self.all("claim")
            if any(source in (each["source"], each["via"]) for each in self.things[key]["attributions"])
        ]

    def bodies(self, source: Key) -> list[Key]:
        """Return those for whom a source speaks, the nearest first."""
        found: list[Key] = []
        body = self.things[source]["speaks_for"]
        while body is not None:
            found.append(body)
            body = self.things[body]["speaks_for"]
        return found

    def links_between(self, first: Key, second: Key) -> list[Key]:
        return [
            key
            for key in self.all("link")
            if {self.things[key]["claim"], self.things[key]["other"]} == {first, second}
        ]
