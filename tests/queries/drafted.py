"""An article of three drafts with claims that stayed, moved, were reworded and were lost, as a bundle."""

from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any

from sqlalchemy import Connection

from factbase.changes.operation import Operation
from factbase.formats.bundle.importing import import_bundle
from factbase.records import dump
from factbase.text.anchors import sha256
from factbase.text.canonical import NORMALISER
from factbase.text.sentences import split
from factbase.vocabulary import AnchorState, Confidence, Mode, Role, SourceKind, Stance, Status, Terms

FIRST = (
    "The bridge\n\n"
    "The council closed the bridge in May. Mayor Ana Leka denied that it was unsafe.\n\n"
    "Critics say the repair cost 3,000 crowns. A cousin was paid.\n\n"
    "The ferry sails instead."
)
SECOND = (
    "The bridge\n\n"
    "The ferry sails instead.\n\n"
    "The council closed the bridge in May. Mayor Ana Leka denied that it was unsafe.\n\n"
    "Critics say the repair cost 2,800 crowns. Nobody was hurt."
)
THIRD = (
    "The bridge\n\n"
    "The ferry sails instead.\n\n"
    "The council closed the bridge in May.\n\n"
    "Critics say the repair cost 2,800 crowns. Nobody was hurt."
)
DRAFTS = (FIRST, SECOND, THIRD)

EXACT, MOVED, REWORDED, LOST = AnchorState
# statement, status, and in each draft its state and words, or None where it has no anchor
_3000, _2800 = "the repair cost 3,000 crowns", "the repair cost 2,800 crowns"
_FERRY = "The ferry sails instead."
CLAIMS: tuple[tuple[str, Status, tuple[tuple[AnchorState, str] | None, ...]], ...] = (
    ("The bridge is closed.", Status.CHECKED, ((EXACT, "council closed the bridge"),) * 3),
    (
        "The bridge was unsafe.",
        Status.REOPENED,
        ((EXACT, "it was unsafe"), (EXACT, "it was unsafe"), (LOST, "")),
    ),
    (
        "The repair cost 2,800 crowns.",
        Status.REOPENED,
        ((EXACT, _3000), (REWORDED, _2800), (EXACT, _2800)),
    ),
    ("A cousin was paid.", Status.OPEN, ((EXACT, "A cousin was paid."), (LOST, ""), (LOST, ""))),
    ("The ferry sails.", Status.CHECKED, ((EXACT, _FERRY), (MOVED, _FERRY), (EXACT, _FERRY))),
    ("Nobody was hurt.", Status.OPEN, (None, (EXACT, "Nobody was hurt."), (EXACT, "Nobody was hurt."))),
    ("The bridge is old.", Status.OPEN, (None, None, None)),
    ("The bridge is red.", Status.CUT, ((EXACT, "The bridge"), (LOST, ""), (LOST, ""))),
    ("The bridge has no name.", Status.OPEN, ((EXACT, "The bridge"), None, None)),
)


def take_in(connection: Connection, *, absent: Sequence[int] = ()) -> None:
    """Store the article, as one run by Ana; the drafts in ``absent`` come without their text."""
    operation = Operation(connection, actor="Ana", command="import jsonl")
    import_bundle(operation, BytesIO(bundle(absent=absent).encode()), "bridge.jsonl")


def bundle(*, absent: Sequence[int] = ()) -> str:
    """Return the article as a bundle."""
    return "".join(f"{dump(line)}\n" for line in _lines(absent))


def _lines(absent: Sequence[int]) -> Iterator[Any]:
    yield {"type": "bundle", "schema": "factbase/bundle@1"}
    about = {"url": None, "byline": None, "published_on": None, "language": "en"}
    yield {"type": "article", "article": "bridge", "title": "Bridge", **about, "next_number": 10}
    for number, text in enumerate(DRAFTS, start=1):
        yield _revision(number, text, with_text=number not in absent)
        for paragraph, position, start, end in split(text):
            yield {
                "type": "sentence", "article": "bridge", "revision": number, "paragraph": paragraph,
                "sentence": position, "start": start, "end": end, "sha256": sha256(text[start:end]),
                "role": Role.HEADING if paragraph == 1 else Role.CLAIM if number == 1 else None, "reason": None,
            }  # fmt: skip
    yield {
        "type": "source", "source": "critics", "kind": SourceKind.GROUP, "article": "bridge", "speaks_for": None,
        "aliases": [],
    }  # fmt: skip
    yield from (_claim(number, *each) for number, each in enumerate(CLAIMS, start=1))


def _revision(number: int, text: str, *, with_text: bool) -> dict[str, object]:
    return {
        "type": "revision", "article": "bridge", "revision": number, "sha256": sha256(text),
        "characters": len(text), "normaliser": NORMALISER, "file_name": f"draft-{number}.txt",
        "file_format": "txt", "file_sha256": None, "note": None, "text": text if with_text else None,
    }  # fmt: skip


def _claim(
    number: int, statement: str, status: Status, anchors: Sequence[tuple[AnchorState, str] | None]
) -> dict[str, object]:
    lines = [_anchor(at, *each) for at, each in enumerate(anchors, start=1) if each]
    start, end = (lines[-1]["start"], lines[-1]["end"]) if lines else (None, None)
    place = next(
        (
            (span.paragraph, span.position)
            for span in (split(DRAFTS[lines[-1]["revision"] - 1]) if lines else ())
            if start is not None and span.start <= start < span.end
        ),
        (None, None),
    )
    said = {
        "source": "critics", "kind": SourceKind.GROUP, "stance": Stance.ASSERTS, "mode": Mode.INDIRECT,
        "terms": Terms.NOT_STATED, "own_act": False, "cue": None, "quote": None, "via": None, "note": None,
    }  # fmt: skip
    return {
        "type": "claim", "article": "bridge", "number": number, "ref": f"bridge/{number}",
        "statement": statement, "confidence": Confidence.LOW, "confidence_override": None, "status": status,
        "paragraph": place[0], "sentence": place[1], "start": start, "end": end, "anchors": lines,
        "attributions": [said] if number in (3, 4) else [], "labels": [],
    }  # fmt: skip


def _anchor(revision: int, state: AnchorState, words: str) -> dict[str, Any]:
    if state == LOST:
        return {"revision": revision, "start": None, "end": None, "sha256": None, "state": state}
    start = DRAFTS[revision - 1].index(words)
    end = start + len(words)
    return {"revision": revision, "start": start, "end": end, "sha256": sha256(words), "state": state}
