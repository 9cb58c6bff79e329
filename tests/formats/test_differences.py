"""What is here already is shown where it differs, and taken only if that is asked for."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import astuple
from typing import Any

import pytest
from sqlalchemy import select

from factbase.database import Location, reading
from factbase.errors import InvalidInput
from factbase.tables import change
from factbase.vocabulary import Thing
from tests.formats.conftest import Line, changed, export, parsed, seed, take_in, written

Edit = Callable[[Line], None]


def _set(**values: object) -> Edit:
    return lambda line: line.update(values)


def _attribution(**values: object) -> Edit:
    return lambda line: line["attributions"][0].update(values)


def _rated(line: Line) -> None:
    line["confidence"] = "high"
    line["confidence_override"] = {"word": "high", "reason": "I was there."}


def _unsaid(line: Line) -> None:
    line["attributions"] = []


SAMPLED_ON_POSTGRESQL = 12
# type of line, a value that finds it, what is changed, the field shown, and its old and new value where short
DIFFERENCES = {
    "statement": ("claim", "bridge/1", _set(statement="It shut."), "statement", "The bridge is closed.", "It shut."),
    "rating": ("claim", "bridge/1", _rated, "confidence_override", "null", None),
    "status": ("claim", "bridge/1", _set(status="in_check"), "status", "checked", "in_check"),
    "cut": ("claim", "bridge/1", _set(status="cut"), "status", "checked", "cut"),
    "cue": ("claim", "bridge/2", _attribution(cue="said no"), "attributions", None, None),
    "unattributed": ("claim", "bridge/1", _unsaid, "attributions", None, "[]"),
    "labels": ("claim", "bridge/3", _set(labels=["new", "zebra"]), "labels", '["figure", "zebra", "Ämter"]', None),
    "title": ("article", "bridge", _set(title="Bridges"), "title", "Bridge", "Bridges"),
    "byline": ("article", "bridge", _set(byline=None), "byline", "Ana “A.” Leka", "null"),
    "date": ("article", "bridge", _set(published_on="2026"), "published_on", "2026-03-14", "2026"),
    "fewer aliases": ("source", "Ana Leka (mayor)", _set(aliases=["The Mayor"]), "aliases", None, '["The Mayor"]'),
    "an alias": ("source", "City Council", _set(aliases=["Çouncil"]), "aliases", "[]", '["Çouncil"]'),
    "body": ("source", "Ana Leka (mayor)", _set(speaks_for=None), "speaks_for", "City Council", "null"),
    "kind": ("source", "Uncited Institute", _set(kind="document"), "kind", "organisation", "document"),
    "note": ("note", "Asked.", _set(text="Answered.", actor="Bo"), "text", "Asked.", "Answered."),
}  # fmt: skip


def _update(bundle: bytes, name: str) -> bytes:
    type_, value, edit, *_shown = DIFFERENCES[name]
    bundle = changed(bundle, type_, value, edit)
    if name == "unattributed":
        bundle = changed(bundle, "claim", value, _set(confidence="low"))
    return bundle


@pytest.fixture
def here(location: Location, desk: bytes) -> Location:
    take_in(location, desk)
    return location


@pytest.mark.parametrize("name", DIFFERENCES)
def test_a_difference_is_shown_and_taken_only_if_asked(here: Location, desk: bytes, name: str) -> None:
    type_, _value, _edit, field, old, new = DIFFERENCES[name]

    report, wrote = take_in(here, _update(desk, name))

    assert report.differing == {type_: 1}
    shown = {difference.field: difference for difference in report.differences}
    assert shown[field].old == (old or shown[field].old)
    assert shown[field].new == (new or shown[field].new)
    assert not (report.added)
    assert not (report.changed)
    assert not wrote
    assert export(here) == desk

    wanted = _update(desk, name)

    report, wrote = take_in(here, wanted, update=True)

    assert report.changed == {DIFFERENCES[name][0]: 1}
    assert wrote
    assert sorted(parsed(export(here)), key=str) == sorted(parsed(wanted), key=str)
    assert _logged(here) == [
        (before, after) for before, after in zip(parsed(desk), parsed(wanted), strict=True) if before != after
    ]
    assert take_in(here, wanted, update=True)[1] is False


def _logged(location: Location) -> list[tuple[Any, Any]]:
    """Return what the log says was changed after it was made, old and new."""
    query = select(change.c.before, change.c.after).where(change.c.before.is_not(None)).order_by(change.c.id)
    with reading(location) as connection:
        return [(json.loads(before), json.loads(after)) for before, after in connection.execute(query)]


def test_a_role_is_shown_and_taken(here: Location, desk: bytes) -> None:
    lines = parsed(desk)
    heading = next(line for line in lines if line["type"] == "sentence" and line["role"] == "heading")
    heading |= {"role": "credit", "reason": None}

    left, _wrote = take_in(here, written(lines))
    taken, _wrote = take_in(here, written(lines), update=True)

    assert [astuple(each) for each in left.differences] == [
        ("bridge:1/1", "role", "heading", "credit"),
        ("bridge:1/1", "reason", "It stands alone.", "null"),
    ]
    assert taken.changed == {"sentence": 1}
    assert parsed(export(here)) == lines


def test_a_kind_that_claims_follow_is_taken_with_them(here: Location, desk: bytes) -> None:
    lines = parsed(desk)
    for line in lines:
        if line["type"] == "source" and line["source"] == "The Écho":
            line["kind"] = "organisation"

    report, wrote = take_in(here, written(lines), update=True)

    assert report.changed == {"source": 1}
    assert wrote
    assert parsed(export(here)) == lines


def test_a_claim_may_be_cut_and_its_sentence_be_no_claim_in_one_bundle(here: Location, desk: bytes) -> None:
    lines = parsed(desk)
    for line in lines:
        if line.get("ref") == "bridge/5":
            line["status"] = "cut"
    claims = [line for line in lines if line["type"] == "sentence" and line["role"] == "claim"]
    claims[-1]["role"] = "not_checkable"

    take_in(here, written(lines), update=True)

    assert parsed(export(here)) == lines


def test_what_came_after_stays_when_an_older_bundle_comes(here: Location, desk: bytes) -> None:
    newer = parsed(desk)
    at = next(i for i, line in enumerate(newer) if line.get("ref") == "bridge/6")
    newer.insert(
        at + 1, {**newer[at], "number": 7, "ref": "bridge/7", "statement": "It is long.", "anchors": []}
    )
    next(line for line in newer if line.get("article") == "bridge")["next_number"] = 8
    report, wrote = take_in(here, written(newer))
    assert (report.added, wrote) == ({"claim": 1}, True)

    report, wrote = take_in(here, desk)

    assert not (report.added)
    assert not (report.differing)
    assert not wrote
    assert parsed(export(here)) == newer


def test_a_new_link_raises_the_versions_of_claims_that_were_here(here: Location, desk: bytes) -> None:
    link = {"type": "link", "claim": "bridge/5", "kind": "contradicts", "other": "bridge/3"}
    lines = parsed(desk)
    at = next(i for i, line in enumerate(lines) if line["type"] == "note")
    lines.insert(at, link)
    with reading(here) as connection:
        before = _versions(connection)

    report, _wrote = take_in(here, written(lines))

    assert report.added == {"link": 1}
    with reading(here) as connection:
        columns = change.c
        query = select(columns.thing, columns.before).order_by(columns.id.desc()).limit(1)
        assert connection.execute(query).one() == (Thing.LINK, None)
        raised = {ref: version - before[ref] for ref, version in _versions(connection).items()}
    assert {ref: by for ref, by in raised.items() if by} == {"bridge/3": 1, "bridge/5": 1}


def _versions(connection: Any) -> dict[str, int]:  # noqa: ANN401
    from factbase.tables import article, claim

    query = select(article.c.slug, claim.c.number, claim.c.version).join_from(claim, article)
    return {f"{slug}/{number}": version for slug, number, version in connection.execute(query)}


def test_articles_that_are_here_are_left_alone(here: Location, desk: bytes) -> None:
    take_in(here, seed("harbour-crane"))

    lines = parsed(export(here))
    assert [line["article"] for line in lines if line["type"] == "article"] == [
        "a-ferry",
        "bridge",
        "harbour-crane",
    ]
    assert export(here, "harbour-crane") == seed("harbour-crane")
    assert export(here, "a-ferry", "bridge").strip() == desk.rsplit(b"\n", 2)[0]


def _source(name: str, kind: str = "person", aliases: tuple[str, ...] = ()) -> Line:
    return {
        "type": "source", "source": name, "kind": kind, "article": None, "speaks_for": None,
        "aliases": list(aliases),
    }  # fmt: skip


BUNDLE: Line = {"type": "bundle", "schema": "factbase/bundle@1"}


def test_a_source_of_the_same_name_is_the_same(here: Location) -> None:
    report, wrote = take_in(here, written([BUNDLE, _source("City Council", "organisation")]))

    assert (report.same, wrote) == ({"source": 1}, False)


@pytest.mark.parametrize("name", ["city council", "Çity-Council"])
def test_another_spelling_of_a_source_is_refused(here: Location, name: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        take_in(here, written([BUNDLE, _source(name, "organisation")]))

    assert refused.value.details == [
        f"line 2, source: “{name}” is there already, spelt “City Council”: make it an alias or add a qualifier"
    ]


def test_a_namesake_with_a_qualifier_is_another(here: Location) -> None:
    report, _wrote = take_in(here, written([BUNDLE, _source("City Council (Bern)", "organisation")]))

    assert report.added == {"source": 1}


def test_another_scope_needs_a_qualifier(here: Location) -> None:
    with pytest.raises(InvalidInput) as refused:
        take_in(here, written([BUNDLE, _source("City Council", "group")]))

    assert refused.value.details == ["line 2, article: must be the article at hand for kind group"]


def test_a_source_that_stands_twice_is_the_same(location: Location) -> None:
    lines = [BUNDLE, _source("Ana Leka"), _source("Ana Leka")]

    report, _wrote = take_in(location, written(lines))

    assert (report.added, report.same) == ({"source": 1}, {"source": 1})


def test_a_source_that_is_here_may_come_to_speak_for_a_new_one(location: Location) -> None:
    take_in(location, written([BUNDLE, _source("Ana Leka")]))
    lines = [
        BUNDLE,
        _source("City Council", "organisation"),
        {**_source("Ana Leka"), "speaks_for": "City Council"},
    ]

    report, _wrote = take_in(location, written(lines), update=True)

    assert (report.added, report.changed) == ({"source": 1}, {"source": 1})
    assert parsed(export(location)) == lines


def test_a_new_claim_keeps_its_sentence_a_claims(here: Location, desk: bytes) -> None:
    lines = [line for line in parsed(desk) if line["type"] not in ("link", "note")]
    heading = next(line for line in lines if line["type"] == "sentence" and line["role"] == "heading")
    heading["role"] = "credit"
    at = next(i for i, line in enumerate(lines) if line.get("ref") == "bridge/6")
    anchor = {"revision": 1, **{name: heading[name] for name in ("start", "end", "sha256")}, "state": "exact"}
    place = {"paragraph": 1, "sentence": 1, "start": heading["start"], "end": heading["end"]}
    new = {"number": 7, "ref": "bridge/7", "statement": "It is one.", "anchors": [anchor], **place}
    lines.insert(at + 1, {**lines[at], **new})
    next(line for line in lines if line.get("article") == "bridge")["next_number"] = 8

    with pytest.raises(InvalidInput) as refused:
        take_in(here, written(lines), update=True)

    assert "role: A claim stands in this sentence" in refused.value.details[0]
    assert export(here) == desk


def test_a_date_that_is_none_is_named(location: Location, desk: bytes) -> None:
    with pytest.raises(InvalidInput) as refused:
        take_in(location, changed(desk, "article", "bridge", _set(published_on="14.3.2026")))

    assert "published_on: “14.3.2026” is no date" in " ".join(refused.value.details)


def test_an_article_without_a_revision_is_refused(location: Location, desk: bytes) -> None:
    lines = [line for line in parsed(desk) if line["type"] in ("bundle", "article")]

    with pytest.raises(InvalidInput) as refused:
        take_in(location, written(lines[:2]))

    assert refused.value.details == ["line 2, type: “a-ferry” has no line of type revision"]
