"""Desks that nobody thought of go through a bundle too."""

from __future__ import annotations

import io
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from sqlalchemy import Connection

from factbase import lookup
from factbase.changes import derive, marks
from factbase.changes.articles import About, add_article
from factbase.changes.attributions import Saying, attribute
from factbase.changes.claims import Passage, add_claim, cut, rate
from factbase.changes.drafts import File
from factbase.changes.operation import Operation
from factbase.changes.sources import add_alias, add_source
from factbase.database import Location, writing
from factbase.errors import FactbaseError
from factbase.formats.bundle.exporting import write_bundle
from factbase.formats.bundle.importing import import_bundle
from factbase.formats.bundle.schema import json_schema
from factbase.lookup import ArticleKey, ClaimKey, SourceKey
from factbase.text.anchors import sha256
from factbase.text.canonical import canonical_text
from factbase.text.folding import is_blank, unstorable
from factbase.text.sentences import split
from factbase.vocabulary import Confidence, LinkKind, Mode, SourceKind, Stance, Terms
from tests.formats.conftest import export, parsed, take_in

ODD = st.sampled_from(
    ["\u0085", "\u2028", "é", "e\u0301", "👷\u200d♀️", "\u202e", "ß", "=", "|", "(", ")", "\\", '"', "\x1b"]
)
WORDS = (
    st.lists(ODD | st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=9)
    .map("".join)
    .map(str.strip)
    .filter(lambda text: not is_blank(text) and not unstorable(text))
)
NAMES = st.one_of(st.sampled_from(["Ana Leka", "Ana Leka (mayor)", "critics", "Critics", "The Mayor"]), WORDS)
TEXTS = st.sampled_from(["One. Two is here.\n\nThree!", "Éin Satz. 👷 Zwei.\n\nDrei?", "Only one"])
PICK = st.integers(0, 5)
STEPS = st.one_of(
    st.tuples(st.just("article"), st.sampled_from(["a", "b", "c"]), TEXTS),
    st.tuples(st.just("source"), NAMES, st.sampled_from(SourceKind), PICK, st.none() | PICK),
    st.tuples(st.just("alias"), PICK, NAMES),
    st.tuples(st.just("claim"), PICK, WORDS, st.none() | PICK),
    st.tuples(
        st.just("say"), PICK, PICK, st.sampled_from(Stance), st.sampled_from(Mode), st.sampled_from(Terms),
        st.booleans(), st.none() | WORDS, st.none() | PICK,
    ),
    st.tuples(st.just("link"), PICK, PICK, st.sampled_from(LinkKind)),
    st.tuples(st.just("rate"), PICK, st.sampled_from(Confidence), WORDS),
    st.tuples(st.just("label"), PICK, WORDS),
    st.tuples(st.just("note"), PICK, WORDS),
    st.tuples(st.just("cut"), PICK),
)  # fmt: skip
QUICK = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


class Builder:
    """Takes steps as commands do; what they refuse is left out."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.articles: list[ArticleKey] = []
        self.sources: list[SourceKey] = []
        self.claims: list[ClaimKey] = []

    def take(self, step: tuple) -> None:  # type: ignore[type-arg]
        name, *values = step
        operation = Operation(self.connection, actor="Ana", command=name)
        try:
            with self.connection.begin_nested():
                getattr(self, name)(operation, *values)
        except (FactbaseError, IndexError):
            pass

    def article(self, operation: Operation, slug: str, text: str) -> None:
        text = canonical_text(text)
        file = File(f"{slug}.txt", "txt", None)
        self.articles.append(add_article(operation, slug, About(title=slug), text, split(text), file))

    def source(self, operation: Operation, name: str, kind: SourceKind, at: int, body: int | None) -> None:
        speaks_for = None if body is None else self.sources[body]
        self.sources.append(add_source(operation, name, kind, self.articles[at], speaks_for))

    def alias(self, operation: Operation, at: int, name: str) -> None:
        add_alias(operation, self.sources[at], name)

    def claim(self, operation: Operation, at: int, statement: str, sentence: int | None) -> None:
        article, passage = self.articles[at], None
        if sentence is not None:
            revision = lookup.latest_revision(self.connection, article.id)
            assert revision.text is not None
            span = split(revision.text)[sentence]
            words = revision.text[span.start : span.end]
            passage = Passage(revision.id, span.start, span.end, sha256(words))
        self.claims.append(add_claim(operation, article, statement, passage))

    def say(
        self, operation: Operation, claim: int, source: int, stance: Stance, mode: Mode, terms: Terms,
        own: bool, cue: str | None, via: int | None,
    ) -> None:  # fmt: skip
        heard = None if via is None else self.sources[via]
        saying = Saying(stance, mode, terms, own, cue=cue, via=heard)
        attribute(operation, self.claims[claim], self.sources[source], saying)

    def link(self, operation: Operation, first: int, second: int, kind: LinkKind) -> None:
        marks.link(operation, self.claims[first], self.claims[second], kind)

    def rate(self, operation: Operation, claim: int, word: Confidence, reason: str) -> None:
        rate(operation, self.claims[claim], word, reason)

    def label(self, operation: Operation, claim: int, word: str) -> None:
        marks.label(operation, self.claims[claim], word)

    def note(self, operation: Operation, claim: int, text: str) -> None:
        marks.add_note(operation, self.claims[claim], text)

    def cut(self, operation: Operation, claim: int) -> None:
        cut(operation, self.claims[claim])


def _made(location: Location, steps: list[tuple]) -> bytes:  # type: ignore[type-arg]
    with writing(location) as connection:
        builder = Builder(connection)
        for step in [("article", "a", "One. Two is here."), ("claim", 0, "It is.", 0), *steps]:
            builder.take(step)
        assert derive.refresh_all(connection) == 0
    return export(location)


@QUICK
@given(st.lists(STEPS, min_size=5, max_size=30))
def test_a_generated_desk_goes_through_and_is_valid(sqlite_template: Path, steps: list[tuple]) -> None:  # type: ignore[type-arg]
    validator = Draft202012Validator(json_schema())
    with TemporaryDirectory() as folder:
        first, second = (
            Location.of(str(shutil.copy(sqlite_template, Path(folder) / name))) for name in ("1.db", "2.db")
        )
        out = _made(first, steps)
        take_in(second, out)
        assert export(second) == out
        assert take_in(second, out)[1] is False
        assert all(map(validator.is_valid, parsed(out)))


@settings(QUICK, max_examples=8)
@given(st.lists(STEPS, min_size=10, max_size=30))
def test_a_generated_desk_goes_from_file_to_server(
    location: Location,
    sqlite_template: Path,
    steps: list[tuple],  # type: ignore[type-arg]
) -> None:
    if location.path is not None:
        pytest.skip("from file to file is the test above")
    with TemporaryDirectory() as folder:
        out = _made(Location.of(str(shutil.copy(sqlite_template, Path(folder) / "1.db"))), steps)
    with writing(location) as connection:
        operation = Operation(connection, actor="Ana", command="import jsonl")
        import_bundle(operation, io.BytesIO(out), "desk.jsonl")
        assert derive.refresh_all(connection) == 0
        again = io.StringIO()
        write_bundle(connection, again)
        connection.rollback()
    assert again.getvalue().encode() == out
