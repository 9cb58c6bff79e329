"""Fact checks as other desks write them, made up, and a way to take a file of them in."""

from __future__ import annotations

import io
import json
from typing import Any

from factbase.changes.operation import Operation
from factbase.database import Location, writing
from factbase.formats.claimreview.reading import TYPE, check, records
from factbase.formats.foreign.taking import Form, take_in
from factbase.formats.reports import Report

FORM = Form("claimreview", TYPE, records, check)


def review(**more: Any) -> dict[str, Any]:  # noqa: ANN401
    """Return a ClaimReview; what is given as None is left out."""
    record = {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "url": "https://checks.example/2024/the-ferry-sank",
        "datePublished": "2024-05-02",
        "author": {"@type": "Organization", "name": "Check Desk"},
        "claimReviewed": "The ferry sank in May.",
        "itemReviewed": {"@type": "Claim", "author": {"@type": "Person", "name": "Ana Leka"}},
        "reviewRating": {"@type": "Rating", "ratingValue": 1, "alternateName": "False"},
    } | more
    return {name: value for name, value in record.items() if value is not None}


def file_of(*records_: Any) -> bytes:  # noqa: ANN401
    """Return JSON Lines."""
    return "".join(f"{json.dumps(each)}\n" for each in records_).encode()


def taken(location: Location, data: bytes, *, form: Form = FORM, skip: bool = False) -> Report:
    """Take a file in, as one operation."""
    with writing(location) as connection:
        operation = Operation(connection, actor="Ana", command=f"import {form.word}")
        return take_in(operation, io.BytesIO(data), "reviews.jsonl", form, skip=skip)
