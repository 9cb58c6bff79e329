"""Annotations as claims: our own come back as they were, others as far as they can be placed."""

from __future__ import annotations

import json
from typing import Any

import pytest

from factbase import lookup
from factbase.database import Location, reading
from factbase.errors import InvalidInput, NotFound
from factbase.formats.webannotation.model import name_of_text
from factbase.queries.claim_page import show_claim
from factbase.records import ClaimLine, claim_line
from factbase.references import claim_ref
from factbase.text.anchors import sha256
from tests.formats.conftest import export, take_in, written
from tests.formats.conftest import parsed as bundle_lines
from tests.formats.desk import BRIDGE
from tests.formats.webannotation.annotations import parsed, taken, written_out

SAMPLED_ON_POSTGRESQL = 12
WORDS = "Mayor Ana Leka denied that it was unsafe."


@pytest.fixture
def bare(other: Location, desk: bytes) -> Location:
    """The desk's articles with their texts alone, in another database on each engine."""
    kept = [
        line for line in bundle_lines(desk) if line["type"] in ("bundle", "article", "revision", "sentence")
    ]
    for line in kept:
        if line["type"] == "sentence" and line["role"] == "claim":
            line["role"] = None
        if line["type"] == "article":
            line["next_number"] = 1
    take_in(other, written(kept))
    return other


def _claim(location: Location, ref: str) -> ClaimLine:
    with reading(location) as connection:
        return claim_line(connection, lookup.claim(connection, claim_ref(ref)).id)


def _notes(location: Location, ref: str) -> list[str]:
    with reading(location) as connection:
        return [
            each["text"] for each in show_claim(connection, lookup.claim(connection, claim_ref(ref))).notes
        ]


def _quote(exact: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401
    return {"type": "TextQuoteSelector", "exact": exact, **more}


def _of(selector: Any = None, *, source: str = "https://bridge.example/", **more: Any) -> dict[str, Any]:  # noqa: ANN401
    target = {"source": source} | ({} if selector is None else {"selector": selector})
    return {"type": "Annotation", "target": target, **more}


def _said(value: dict[str, Any]) -> dict[str, Any]:
    """Return an annotation but for what it is called: in another database that is another one."""
    return {name: each for name, each in value.items() if name not in ("id", "fb:ref")}


def test_what_goes_out_comes_in_as_it_was(filled: Location, bare: Location) -> None:
    out = written_out(filled)

    report = taken(bare, out)

    assert (report.added, report.refused, report.remarks) == ({"claim": 8}, [], [])
    assert [_said(each) for each in parsed(written_out(bare))] == [_said(each) for each in parsed(out)]


def test_what_is_here_already_is_left_and_a_difference_is_shown(filled: Location) -> None:
    out = parsed(written_out(filled))
    before = export(filled)
    out[1]["body"][0]["value"] = "It sails at six."
    out[2]["fb:status"] = "open"

    report = taken(filled, out)

    assert (report.same, report.differing) == ({"claim": 6}, {"claim": 2})
    assert [(each.name, each.field, each.old, each.new) for each in report.differences] == [
        ("a-ferry/3", "statement", "It sails.", "It sails at six."),
        ("bridge/1", "status", "checked", "open"),
    ]  # fmt: skip
    assert export(filled) == before


@pytest.mark.parametrize("form", ["array", "page", "collection", "one"])
def test_lists_pages_and_collections_hold_annotations(bare: Location, form: str) -> None:
    one = _of(_quote(WORDS))
    page = {"type": "AnnotationPage", "items": [one]}
    forms = {
        "array": [one],
        "page": page,
        "collection": {
            "type": "AnnotationCollection",
            "total": 1,
            "first": page,
            "last": "https://a.example/2",
        },
        "one": one,
    }

    assert taken(bare, forms[form]).added == {"claim": 1}
    claim = _claim(bare, "bridge/1")
    assert (claim["statement"], claim["paragraph"], claim["sentence"]) == (WORDS, 2, 2)


def test_bodies_are_the_statement_labels_and_notes(bare: Location) -> None:
    bodies = [
        {"type": "TextualBody", "purpose": "commenting", "value": "Ask her."},
        {"type": "TextualBody", "purpose": "tagging", "value": " safety "},
        {"type": "TextualBody", "value": "The mayor denied it.", "purpose": ["describing"]},
        {"type": "SpecificResource", "purpose": "linking", "source": "https://b.example/"},
        "https://c.example/",
    ]

    taken(bare, _of(_quote(WORDS), body=bodies, creator={"name": "Ben"}, id="urn:x:1"))

    claim = _claim(bare, "bridge/1")
    assert (claim["statement"], claim["labels"]) == ("The mayor denied it.", ["safety"])
    assert _notes(bare, "bridge/1") == [
        "Ask her.",
        "Linked: https://b.example/",
        "Linked: https://c.example/",
        'Came with the annotation: {"id":"urn:x:1","creator":{"name":"Ben"}}',
    ]


def test_a_quote_holds_where_a_position_has_drifted(bare: Location) -> None:
    drifted = [{"type": "TextPositionSelector", "start": 300, "end": 341}, _quote(WORDS)]

    taken(bare, _of(drifted))

    claim = _claim(bare, "bridge/1")
    assert BRIDGE[claim["start"] : claim["end"]] == WORDS


def test_of_several_places_the_nearest_is_taken_and_none_without_a_position(bare: Location) -> None:
    second = BRIDGE.index("bridge in May")
    near = [{"type": "TextPositionSelector", "start": second + 2, "end": second + 9}, _quote("bridge")]

    assert taken(bare, _of(near)).added == {"claim": 1}
    assert _claim(bare, "bridge/1")["start"] == second
    with pytest.raises(InvalidInput) as refused:
        taken(bare, _of(_quote("e ")))
    assert "which stands in" in refused.value.details[0]


def test_a_position_alone_counts_in_the_very_same_text(bare: Location) -> None:
    with reading(bare) as connection:
        newest = lookup.latest_revision(connection, lookup.article(connection, "bridge").id)
    position = {"type": "TextPositionSelector", "start": 0, "end": 10}

    assert taken(bare, _of(position, source=name_of_text(newest.sha256), bodyValue="A title.")).added
    assert _claim(bare, "bridge/1")["statement"] == "A title."
    with pytest.raises(InvalidInput, match="refused for 1 of its 1 annotations"):
        taken(bare, _of(position, bodyValue="A title."))


@pytest.mark.parametrize(
    ("annotation", "why"),
    [
        (_of(_quote(WORDS), source="https://else.example/"), "text of no article here"),
        (_of(_quote(WORDS), source=name_of_text(sha256("other"))), "text of no article here"),
        (_of(_quote("Nobody said this.")), "does not stand in bridge"),
        (
            _of([{"type": "TextPositionSelector", "start": 9, "end": 3}, _quote("")]),
            "no text that could be a claim",
        ),
        (_of({"type": "TextPositionSelector", "start": -1, "end": 3}, bodyValue="x"), "without an offset"),
        (_of({"type": "TextPositionSelector", "start": True, "end": 3}, bodyValue="x"), "without an offset"),
        (_of({"type": "CssSelector", "value": "p"}, bodyValue="x"), "says no place"),
        (
            _of(_quote(WORDS), body={"type": "TextualBody", "value": "half \ud800"}),
            "half of a surrogate pair",
        ),
        (_of(_quote(WORDS), **{"fb:attribution": {"fb:source": "A"}}), "fb:attribution that is none"),
        (_of(_quote(WORDS), **{"fb:status": "won"}), "fb:status that is none"),
        (_of(_quote(WORDS), **{"fb:override": {"fb:word": "high"}}), "fb:override that is none"),
        ({"type": "Annotation"}, "has no target"),
        ({"type": "Annotation", "target": [3]}, "neither a name nor an object"),
        ({"type": "Person"}, "holds no annotation"),
    ],
)
def test_what_cannot_be_taken_is_refused_by_name(
    bare: Location, annotation: dict[str, Any], why: str
) -> None:
    before = export(bare)
    good = _of(_quote(WORDS))

    with pytest.raises(InvalidInput) as refused:
        taken(bare, b"\n".join(json.dumps(each).encode() for each in (good, annotation)))

    (detail,) = refused.value.details
    assert detail.startswith("line 2")
    assert why in detail
    assert export(bare) == before


def test_a_claim_that_stands_nowhere_comes_in_once(bare: Location) -> None:
    of_all = _of(None, bodyValue="The article is old.")

    assert taken(bare, [of_all, of_all]).added == {"claim": 1}
    assert not taken(bare, of_all).added
    assert taken(bare, [_of(_quote(WORDS)), _of(None, bodyValue=WORDS)]).added == {"claim": 2}


def test_an_address_may_go_on_to_a_part_of_the_page(bare: Location) -> None:
    assert taken(bare, _of(_quote(WORDS), source="https://bridge.example/#top")).added == {"claim": 1}


@pytest.mark.parametrize(
    "selector",
    [
        {"type": "CssSelector", "value": "p", "refinedBy": _quote(WORDS)},
        {"@type": "oa:TextQuoteSelector", "exact": WORDS},
        {"type": "FragmentSelector", "refinedBy": {"type": "XPathSelector", "refinedBy": _quote(WORDS)}},
    ],
)
def test_a_quote_is_found_in_other_selectors(bare: Location, selector: dict[str, Any]) -> None:
    assert taken(bare, _of(selector)).added == {"claim": 1}
    assert _claim(bare, "bridge/1")["anchors"][0]["start"] is not None


def test_a_position_in_something_else_is_no_place(bare: Location) -> None:
    position = {"type": "TextPositionSelector", "start": 0, "end": 4}
    with pytest.raises(InvalidInput) as refused:
        taken(bare, _of({"type": "FragmentSelector", "refinedBy": position}, bodyValue="x"))
    assert "says no place" in refused.value.details[0]


def test_what_nothing_is_made_of_is_noted(bare: Location) -> None:
    given = _of(_quote(WORDS), body={"value": "It was safe.", "language": "en", "purpose": {"id": "x"}})
    given["target"] |= {"state": {"type": "TimeState", "sourceDate": "2015-07-20"}}
    taken(bare, given)

    said = " ".join(_notes(bare, "bridge/1"))
    assert '"sourceDate":"2015-07-20"' in said
    assert '"language":"en"' in said


def test_the_others_come_in_where_that_is_asked(bare: Location) -> None:
    report = taken(bare, [_of(_quote("Nobody.")), _of(_quote(WORDS))], skip=True)

    assert (report.added, [each.record for each in report.refused]) == ({"claim": 1}, ["annotation 1"])


def test_an_article_may_be_named(bare: Location) -> None:
    foreign = _of(_quote(WORDS), source="https://else.example/")

    assert taken(bare, foreign, article="bridge").added == {"claim": 1}
    with pytest.raises(NotFound, match="nowhere"):
        taken(bare, foreign, article="nowhere")
