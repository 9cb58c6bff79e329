"""Where the claims of an import stand: the article at hand, its revisions and their sentences."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field

from factbase.formats.bundle.reporting import Fault
from factbase.records import AnchorLine, ClaimLine
from factbase.text.anchors import sha256
from factbase.vocabulary import AnchorState


@dataclass
class RevisionAtHand:
    """A revision's sentences in reading order, as parallel lists; offsets are code points, end-exclusive."""

    key: int
    number: int
    characters: int
    text: str | None
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    hashes: list[str] = field(default_factory=list)
    places: list[tuple[int, int]] = field(default_factory=list)

    def add_sentence(self, start: int, end: int, digest: str, place: tuple[int, int]) -> None:
        """Take the next sentence. Raises Fault where it overlaps, goes back or leaves the text."""
        if end > self.characters:
            raise Fault("end", f"is {end}, outside the text of {self.characters} characters")
        if start >= end:
            raise Fault("end", "must lie after start")
        if self.ends and start < self.ends[-1]:
            raise Fault("start", "lies inside the sentence before")
        if self.places and place <= self.places[-1]:
            raise Fault("sentence", "must come after the one before in reading order")
        if self.text is not None and sha256(self.text[start:end]) != digest:
            raise Fault("sha256", "is not that of the text there")
        self.starts.append(start)
        self.ends.append(end)
        self.hashes.append(digest)
        self.places.append(place)

    def place_of(self, start: int) -> tuple[int, int] | None:
        """Return paragraph and position of the sentence around ``start``, or None between sentences."""
        index = bisect_right(self.starts, start) - 1
        return self.places[index] if index >= 0 and start < self.ends[index] else None

    def check(self, anchor: AnchorLine) -> None:
        """Raise Fault for an anchor that cannot hold in this revision."""
        start, end, digest = anchor["start"], anchor["end"], anchor["sha256"]
        if anchor["state"] == AnchorState.LOST:
            if (start, end, digest) != (None, None, None):
                raise Fault("anchors", "a lost one has no start, end and sha256")
            return
        if start is None or end is None or digest is None:
            raise Fault("anchors", "start, end and sha256 must be there unless it is lost")
        if not start < end <= self.characters:
            raise Fault("anchors", f"{start}–{end} lies outside the text of {self.characters} characters")
        if self.text is not None:
            if sha256(self.text[start:end]) != digest:
                raise Fault("anchors", "sha256 is not that of the text there")
        else:
            index = bisect_right(self.starts, start) - 1
            whole = index >= 0 and (self.starts[index], self.ends[index]) == (start, end)
            if whole and self.hashes[index] != digest:
                raise Fault("anchors", "sha256 is not that of the sentence there")


def check_place(line: ClaimLine, revisions: dict[int, RevisionAtHand]) -> None:
    """Raise Fault where a claim's anchors cannot hold, or its derived place contradicts them."""
    last = 0
    for anchor in line["anchors"]:
        revision = revisions.get(anchor["revision"])
        if revision is None:
            raise Fault("anchors", f"revision {anchor['revision']} is not here")
        if anchor["revision"] <= last:
            raise Fault("anchors", "must be one a revision, oldest first")
        last = anchor["revision"]
        revision.check(anchor)
    derived: tuple[int | None, ...] = (None, None, None, None)
    if line["anchors"] and line["anchors"][-1]["start"] is not None:
        newest = line["anchors"][-1]
        start, end = newest["start"], newest["end"]
        assert start is not None
        derived = (*(revisions[last].place_of(start) or (None, None)), start, end)
    given = (line["paragraph"], line["sentence"], line["start"], line["end"])
    if given != derived:
        for field_name, here, there in zip(
            ("paragraph", "sentence", "start", "end"), derived, given, strict=True
        ):
            if here != there:
                raise Fault(field_name, f"is {there}, but the anchor gives {here}")
