"""Answers of the Google Fact Check Tools API: claims, each with what several publishers found of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, BinaryIO

from factbase.formats.exchange import Importer, Option
from factbase.formats.foreign.checked import Checked, Refused, Review
from factbase.formats.foreign.claimants import claimant
from factbase.formats.foreign.wording import address, day, language, many, words

if TYPE_CHECKING:
    from factbase.changes.operation import Operation
    from factbase.formats.reports import Report

WORD = "factcheck-api"
_USED = frozenset({"text", "claimant", "claimReview"})
_USED_OF_REVIEW = frozenset({"publisher", "url", "title", "reviewDate", "textualRating", "languageCode"})


def records(value: Any) -> Iterator[Mapping[str, Any]]:  # noqa: ANN401
    """Yield the claims of an answer, of a list of answers, or of a list of claims."""
    pending = [value]
    while pending:
        each = pending.pop()
        if isinstance(each, list):
            pending.extend(reversed(each))
        elif isinstance(each, Mapping):
            if "text" in each or "claimReview" in each:
                yield each
            else:
                pending.extend(reversed(list(each.values())))


def check(record: Mapping[str, Any]) -> Checked:
    """Return what a claim says. Raises Refused where it has no words."""
    statement = words(record.get("text"))
    if not statement:
        raise Refused("has no claim in words (text is missing or blank)")
    given = [each for each in many(record.get("claimReview")) if isinstance(each, Mapping)]
    reviews = [_review(each) for each in given]
    name = words(record.get("claimant"))
    kept = [key for key in record if key not in _USED]
    kept += ["claimReview"] if len(given) < len(many(record.get("claimReview"))) else []
    kept += [f"claimReview.{key}" for each in given for key in each if key not in _USED_OF_REVIEW]
    return Checked(
        record,
        statement,
        "text",
        [claimant(name)] if name else [],
        reviews,
        identity=" ".join(words(each.get("url")) for each in given),
        kept=list(dict.fromkeys(kept)),
        remarks=[each for of, review in zip(given, reviews, strict=True) for each in _remarks(of, review)],
    )


def _remarks(given: Mapping[str, Any], review: Review) -> Iterator[str]:
    url, reviewed = words(given.get("url")), words(given.get("reviewDate"))
    if url and review.url is None:
        yield f"its url “{url}” is no address of the web"
    if reviewed and review.day is None:
        yield f"its reviewDate “{reviewed}” is no date"


def _review(given: Mapping[str, Any]) -> Review:
    publisher = given.get("publisher")
    site = words(publisher.get("site")) if isinstance(publisher, Mapping) else ""
    return Review(
        publisher=words(publisher) or site,
        url=address(given.get("url")),
        title=words(given.get("title")),
        day=day(given.get("reviewDate")),
        rating=words(given.get("textualRating")),
        language=language(given.get("languageCode")),
    )


def _import(
    operation: Operation,
    file: BinaryIO,
    name: str,
    options: Mapping[str, Any],
    progress: Callable[[int], None],
) -> Report:
    from factbase.formats.foreign.taking import Form, take_in

    form = Form(WORD, "claim of the Fact Check Tools", records, check)
    return take_in(operation, file, name, form, skip=options["skip_refused"], progress=progress)


IMPORT = Importer(
    _import,
    help="""Take in answers of the Google Fact Check Tools: one, a list, or one a line.

    Each claim becomes an article whose text is the record as it came, with the
    claim at its words. Who made it stands behind it: as a person, or as a group
    where the name is nobody's (“Facebook users”). What each publisher found is a
    note with the rating as printed, and a label such as rated-false. The same
    record comes in once; one that has changed is a new draft of its article.""",
    leaves="the network: no address in a record is looked at",
    examples=(
        "factbase import factcheck-api answer.json",
        "factbase import factcheck-api answers.jsonl --skip-refused",
    ),
    options=(Option("--skip-refused", "Take the other records in where some are refused."),),
    unit="record",
)
