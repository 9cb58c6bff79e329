"""Records of other desks come in once, whole or not at all, and are found again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import text

from factbase import lookup
from factbase.changes import undoing
from factbase.changes.operation import Operation
from factbase.database import Location, reading, writing
from factbase.errors import InvalidInput
from factbase.queries.claim_page import show_claim
from factbase.records import ClaimLine, claim_line
from factbase.references import ClaimRef
from tests.formats.conftest import export, take_in
from tests.formats.foreign.records import file_of, review, taken

SAMPLED_ON_POSTGRESQL = 12
SLUG = "the-ferry-sank"


def _claim(location: Location, slug: str = SLUG) -> ClaimLine:
    with reading(location) as connection:
        return claim_line(connection, lookup.claim(connection, ClaimRef(slug, 1)).id)


def _notes(location: Location, slug: str = SLUG) -> list[str]:
    with reading(location) as connection:
        return [
            each["text"] for each in show_claim(connection, lookup.claim(connection, ClaimRef(slug, 1))).notes
        ]


def _texts(location: Location) -> list[str]:
    with reading(location) as connection:
        return list(connection.execute(text("SELECT text FROM revision ORDER BY id")).scalars())


def test_a_record_is_an_article_with_its_claim(location: Location) -> None:
    record = review(typology={"termName": "Viral"})

    report = taken(location, file_of(record))

    assert (report.added, report.refused, report.remarks) == ({"record": 1}, [], [])
    claim = _claim(location)
    assert (claim["statement"], claim["confidence"]) == ("The ferry sank in May.", "medium")
    assert [(each["source"], each["kind"], each["stance"]) for each in claim["attributions"]] == [
        ("Ana Leka", "person", "asserts")
    ]
    assert claim["labels"] == ["rated-false"]
    assert json.loads(_texts(location)[0]) == record
    rated, kept = _notes(location)
    assert rated.startswith("Check Desk rated it “False”, 1 on 2024-05-02: https://checks.example/")
    assert kept == "Kept in the record alone: typology."


def test_a_name_that_cannot_be_stored_is_told_as_far_as_it_can_be(location: Location) -> None:
    record = review(**{"odd\ud83d\nname": 1})

    taken(location, file_of(record))

    assert _notes(location)[1] == "Kept in the record alone: odd\ufffd name."
    assert json.loads(_texts(location)[0]) == record


def test_the_same_record_comes_in_once_however_it_is_written(location: Location) -> None:
    data = file_of(review(), review())

    first = taken(location, data)
    again = taken(location, json.dumps([review()], indent=2).encode())

    assert (first.added, first.same) == ({"record": 1}, {"record": 1})
    assert (again.added, again.same) == ({}, {"record": 1})


def test_what_comes_in_goes_on_in_a_bundle_and_is_known_there(location: Location, other: Location) -> None:
    taken(location, file_of(review(), review(url=None, claimReviewed="It floats.")))

    take_in(other, export(location))

    assert export(other) == export(location)
    assert taken(other, file_of(review())).same == {"record": 1}


def test_a_record_may_change_between_others_in_one_file(location: Location) -> None:
    others = [
        review(url=f"https://checks.example/{name}", claimReviewed=f"{name} ran.") for name in ("A", "B")
    ]

    report = taken(location, file_of(others[0], review(), review(name="Changed"), others[1]))

    assert (report.added, report.changed) == ({"record": 3}, {"record": 1})
    assert [json.loads(each).get("name") for each in _texts(location)].count("Changed") == 1
    assert taken(location, file_of(*others)).same == {"record": 2}


def test_a_record_that_has_changed_is_a_new_draft_of_its_article(location: Location) -> None:
    taken(location, file_of(review()))
    later = review(
        reviewRating={"@type": "Rating", "alternateName": "Mostly true"}, dateModified="2024-06-01"
    )

    report = taken(location, file_of(later))

    assert report.changed == {"record": 1}
    assert [(each.name, each.field) for each in report.differences] == [
        (SLUG, "reviewRating"), (SLUG, "dateModified"),
    ]  # fmt: skip
    assert [json.loads(each) for each in _texts(location)] == [review(), later]
    claim = _claim(location)
    assert [each["state"] for each in claim["anchors"]] == ["exact", "exact"]
    assert claim["labels"] == ["rated-false", "rated-mostly-true"]
    assert taken(location, file_of(later)).same == {"record": 1}


def test_a_record_that_is_refused_refuses_the_file_and_is_named(location: Location) -> None:
    data = file_of(review(), review(claimReviewed=["", None]), {"@type": "Person"})

    with pytest.raises(
        InvalidInput, match="refused for 2 of its 3 records, and nothing was changed"
    ) as refused:
        taken(location, data)

    assert refused.value.details == [
        "line 2, record 1: has no claim in words (claimReviewed is missing or blank)",
        "line 3: holds no ClaimReview",
    ]
    assert _texts(location) == []


def test_the_others_come_in_where_that_is_asked(location: Location) -> None:
    report = taken(location, file_of(review(claimReviewed=" "), review()), skip=True)

    assert report.added == {"record": 1}
    assert [each.record for each in report.refused] == ["line 1, record 1"]


def test_a_file_without_any_record_is_refused(location: Location) -> None:
    with pytest.raises(InvalidInput, match="holds no ClaimReview"):
        taken(location, b'{"@type": "Person", "name": "Ana"}', skip=True)


def test_one_who_is_spelt_in_two_ways_is_one(location: Location) -> None:
    def by(name: str, kind: str = "Person") -> dict[str, object]:
        return {"@type": "Claim", "author": {"@type": kind, "name": name}}

    taken(location, file_of(review(itemReviewed=by("Erion Çuçi"))))
    taken(
        location,
        file_of(
            review(url=None, claimReviewed="b", itemReviewed=by("ERION CUCI", "Organization")),
            review(url=None, claimReviewed="c", itemReviewed=by("Erion Cuci")),
            review(url=None, claimReviewed="d", itemReviewed=by("Facebook users")),
            review(url=None, claimReviewed="e", itemReviewed=by("facebook users")),
            review(url=None, claimReviewed="f", itemReviewed=None),
        ),
    )

    with reading(location) as connection:
        rows = connection.execute(text("SELECT name, kind FROM source ORDER BY id")).all()
    assert [tuple(row) for row in rows] == [
        ("Erion Çuçi", "person"), ("Facebook users", "group"), ("facebook users", "group"),
    ]  # fmt: skip


def test_it_is_undone_as_one_and_may_come_in_again(location: Location) -> None:
    taken(location, file_of(review(), review(url=None, claimReviewed="Another.")))
    whole = export(location)

    with writing(location) as connection:
        undoing.undo(Operation(connection, actor="Ana", command="undo"), None)

    assert _texts(location) == []
    taken(location, file_of(review(), review(url=None, claimReviewed="Another.")))
    assert len(export(location)) == len(whole)


def test_all_real_records_come_in_or_are_refused_by_name(location: Location, shared: Path) -> None:
    data = (shared / "suites" / "claimreview" / "real_half.jsonl").read_bytes()

    report = taken(location, data, skip=True)

    assert (report.added, report.refused) == ({"record": 33}, [])
    assert taken(location, data, skip=True).same == {"record": 33}
    originals = [json.loads(line)["claimReview"] for line in data.decode().split("\n") if line]
    assert [json.loads(each) for each in _texts(location)] == originals
