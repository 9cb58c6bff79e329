"""What taking in the lines of a bundle does to the model: what is new is added, what is here is left or updated."""

from __future__ import annotations

from typing import Any

from tests.model import claims, sources
from tests.model.articles import ABOUT
from tests.model.bundle import claim_line, lines_of
from tests.model.rules import Case
from tests.model.state import OWN_KINDS, Key, Record, Refused, State, require
from tests.model.words import folded, parted

Line = dict[str, Any]
_FILE = ("file_name", "file_format", "file_sha256")


def take_in(state: State, lines: list[Line], *, update: bool) -> None:
    """Take in an export's lines, after its first; one that does not fit refuses them all."""
    try:
        _Import(state, update=update).take(lines)
    except Refused:
        raise Refused(3) from None


class _Import:
    def __init__(self, state: State, *, update: bool) -> None:
        self._state = state
        self._update = update
        self._before = set(state.things)
        self._at: Key | None = None  # the article whose lines these are
        self._roles: list[tuple[Key, Line]] = []
        self._brought: set[Key] = set()  # sources that the bundle brought, or that are the article's own

    def take(self, lines: list[Line]) -> None:
        for line in lines:
            if line["type"] == "article":
                self._leave()
            getattr(self, f"_{line['type']}")(line)
        self._leave()

    def _leave(self) -> None:
        """Give an article's sentences their other roles, now that its claims are what they will be."""
        for sentence, line in self._roles:
            now = self._state.things[sentence]["role"]
            require(line["role"] in ("claim", now) or not self._state.standing_in(sentence))
            self._state.change(sentence, role=line["role"], reason=line["reason"])
        self._roles = []

    def _is_new(self, key: Key) -> bool:
        return key not in self._before

    def _same(self, key: Key, line: Line) -> bool:
        """Return whether a thing is written as this line."""
        (here,) = (each for each in lines_of(self._state, [key]))
        return here == line

    def _article(self, line: Line) -> None:
        about = {name: line[name] for name in ABOUT}
        found = self._state.all("article", slug=line["article"])
        if not found:
            self._at = self._state.make("article", slug=line["article"], **about)
            self._state.next_numbers[self._at] = line["next_number"]
            return
        self._at = found[0]
        numbers = self._state.next_numbers
        numbers[self._at] = max(numbers[self._at], line["next_number"])
        if self._update:
            self._state.change(self._at, **about)

    def _revision(self, line: Line) -> None:
        state = self._state
        assert self._at is not None
        kept = {name: line[name] for name in ("sha256", "characters", "text", *_FILE)}
        there = state.all("revision", article=self._at)
        if not there:
            state.make("revision", article=self._at, **kept)
            return
        here = state.things[there[0]]
        require(here["sha256"] == line["sha256"])
        if here["text"] is None and line["text"] is not None:
            state.change(there[0], **kept)

    def _sentence(self, line: Line) -> None:
        state = self._state
        assert self._at is not None
        revision = state.revision(self._at)
        place = {name: line[name] for name in ("paragraph", "sentence")}
        values = {name: line[name] for name in ("start", "end", "sha256", "role", "reason")}
        if "suggested" in line:
            values["suggested"] = line["suggested"]
        if self._is_new(revision):
            state.make("sentence", revision=revision, **place, **values)
            return
        found = state.all("sentence", revision=revision, **place)
        require(found)
        if not self._same(found[0], line):
            self._roles += [(found[0], line)] if self._update else []

    def _called(self, name: str, article: Key | None) -> Key | None:
        """Return the source called exactly so in an article, or of those of all."""
        found = self._state.all("source", article=article)
        return next((key for key in found if self._state.name(key) == name), None)

    def _cited(self, name: str | None, *, everywhere: bool = False) -> Key | None:
        """Return the source that a name means in the article at hand: its own, else one of all."""
        if name is None:
            return None
        found = (None if everywhere else self._called(name, self._at)) or self._called(name, None)
        require(found)
        return found

    def _source(self, line: Line) -> None:
        state, name = self._state, line["source"]
        within = self._at if line["kind"] in OWN_KINDS else None
        require((line["article"] is None) == (within is None))
        other = self._called(name, None if within else self._at)
        found = self._called(name, within)
        require(found or not other or other in self._brought)
        if found is None:
            self._brought.add(self._add_source(line, within))
            return
        self._brought |= {found} if within else set()
        if self._update and not self._same(found, line):
            body = self._cited(line["speaks_for"], everywhere=within is None)
            for alias in sorted(set(state.things[found]["aliases"]) - set(line["aliases"])):
                sources.take_alias(state, found, alias)
            for alias in line["aliases"]:
                sources.give_alias(state, found, alias)
            sources.change(state, found, None, line["kind"], body, nobody=body is None)

    def _add_source(self, line: Line, within: Key | None) -> Key:
        state = self._state
        body = self._cited(line["speaks_for"], everywhere=within is None)
        name, qualifier = parted(line["source"])
        for key in state.all("source", article=within, qualifier=qualifier):
            require(folded(state.things[key]["name"]) != folded(name))
        values = {"name": name, "qualifier": qualifier, "kind": line["kind"], "aliases": line["aliases"]}
        return state.make("source", article=within, speaks_for=body, **values)

    def _claim(self, line: Line) -> None:
        state = self._state
        assert self._at is not None
        require(line["number"] < state.next_numbers[self._at])
        found = state.all("claim", article=self._at, number=line["number"])
        if not found:
            claim = state.make("claim", article=self._at, number=line["number"], **self._values(line))
            require(Case(state, claim).effective() == line["confidence"])
        elif self._update and claim_line(state, found[0]) != {k: v for k, v in line.items() if k != "type"}:
            state.change(found[0], **self._values(line))
            require(Case(state, found[0]).effective() == line["confidence"])

    def _values(self, line: Line) -> Record:
        assert self._at is not None
        override = line["confidence_override"]
        revision = self._state.revision(self._at)
        said = [self._said(each) for each in line["attributions"]]
        once = {(each["source"], each["stance"], each["via"]) for each in said}
        require(len(once) == len(said))
        return {
            "statement": line["statement"],
            "override": override and (override["word"], override["reason"]),
            "status": line["status"],
            "anchors": [{**each, "revision": revision} for each in line["anchors"]],
            "attributions": said,
            "labels": line["labels"],
        }

    def _said(self, given: Line) -> Record:
        source, via = self._cited(given["source"]), self._cited(given["via"])
        assert source is not None
        require(source != via and self._state.things[source]["kind"] == given["kind"])
        said = {name: value for name, value in given.items() if name != "kind"}
        return said | {"source": source, "via": via}

    def _link(self, line: Line) -> None:
        state = self._state
        claim, other = state.claim(line["claim"]), state.claim(line["other"])
        require(claim != other)
        if not claims.linked(state, claim, other, line["kind"]):
            state.join(claim, other, line["kind"])

    def _note(self, line: Line) -> None:
        state = self._state
        on = claims.on(state, line["on"])
        values = {name: line[name] for name in ("actor", "at", "text")}
        found = state.all("note", on=on, number=line["number"])
        if not found:
            state.make("note", on=on, number=line["number"], **values)
        elif self._update:
            state.change(found[0], **values)
