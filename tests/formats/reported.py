"""A desk whose every name and sentence is hostile, for the reports."""

from __future__ import annotations

from sqlalchemy import Connection

from factbase import lookup
from factbase.changes import claims, marks, sources
from factbase.changes.articles import About, File, add_article
from factbase.changes.attributions import Saying, attribute
from factbase.changes.operation import Operation
from factbase.references import Place
from factbase.text.anchors import sha256
from factbase.text.sentences import split
from factbase.vocabulary import Mode, SourceKind, Stance


def fill(connection: Connection, hostile: str) -> None:
    """Put one article in, with ``hostile`` wherever a person writes."""
    operation = Operation(connection, actor=f"Ana {hostile}", command="test")
    text = f"One says it. Two {' '.join(hostile.split())} ends."
    about = About(title=f"T {hostile}", url=f"javascript:{hostile}", byline=f"B {hostile}", language="x-y-z")
    of = add_article(operation, "a", about, text, split(text), File("a.txt", "txt", None))
    revision = lookup.latest_revision(connection, of.id)
    whole = claims.Passage(revision.id, 0, len(text), sha256(text))
    first = claims.add_claim(operation, of, f"First {hostile}.", whole)
    part = claims.Passage(revision.id, 4, 12, sha256(text[4:12]))
    second = claims.add_claim(operation, of, f"Second {hostile}.", part)
    source = sources.add_source(operation, f"S {hostile}", SourceKind.PERSON, None)
    saying = Saying(
        Stance.ASSERTS, Mode.DIRECT, cue=f"c {hostile}", quote=f"q {hostile}", note=f"n {hostile}"
    )
    attribute(operation, first, source, saying)
    marks.label(operation, second, f"l {hostile}")
    marks.add_note(operation, first, f"N {hostile}")
    place = Place(1, 1)
    marks.add_note(operation, (of, place, lookup.sentence(connection, of, place)), f"O {hostile}")
