"""Drafts as they are carried, and the names by which a text may call those whom a claim is attributed to."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection

from factbase import lookup
from factbase.changes.attributions import Saying, attribute
from factbase.changes.operation import Operation
from factbase.changes.sources import add_alias, add_source
from factbase.database import Location, writing
from factbase.lookup import ClaimKey
from factbase.records.drafts import draft_of, speakers_of
from factbase.references import ClaimRef
from factbase.text.carrying import Draft
from factbase.text.sentences import split
from factbase.vocabulary import Mode, SourceKind, Stance
from tests.queries.drafted import DRAFTS, take_in


@pytest.fixture
def connection(url: str) -> Iterator[Connection]:
    """A database with an article of three drafts; the first comes without its text."""
    with writing(Location.of(url)) as connection:
        take_in(connection, absent=[1])
        yield connection


def claim(connection: Connection, number: int) -> ClaimKey:
    return lookup.claim(connection, ClaimRef("bridge", number))


def test_a_draft_is_read_with_its_sentences_and_the_text_that_is_there(connection: Connection) -> None:
    article = lookup.article(connection, "bridge")
    first, second = (lookup.revision(connection, article, number).id for number in (1, 2))

    assert draft_of(connection, second) == Draft.of(DRAFTS[1], split(DRAFTS[1]))
    assert draft_of(connection, first) == Draft.of(DRAFTS[0], split(DRAFTS[0]))._replace(text=None)


def test_a_person_may_be_called_by_any_name_and_the_last_one(connection: Connection) -> None:
    operation = Operation(connection, actor="Ana", command="claim attribute")
    mayor = add_source(operation, "Ana Leka", SourceKind.PERSON, None)
    add_alias(operation, mayor, "The Mayor")
    attribute(operation, claim(connection, 3), mayor, Saying(Stance.DENIES, Mode.INDIRECT))

    found = speakers_of(connection, [claim(connection, number).id for number in (1, 3)])

    assert found == {claim(connection, 3).id: ("critics", "Ana Leka", "The Mayor", "Leka", "Mayor")}
