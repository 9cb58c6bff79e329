"""The claims of an import."""

from __future__ import annotations

from typing import Any

from factbase.changes.bulk import BulkWriter
from factbase.changes.replacing import replace_claim
from factbase.formats.bundle.articles import ArticleAtHand, Articles
from factbase.formats.bundle.places import check_place
from factbase.formats.bundle.reporting import Fault, refuse_blank
from factbase.formats.bundle.sources import Sources
from factbase.formats.reports import ADDED, Outcome, Report, compared
from factbase.lookup import ClaimKey
from factbase.records import AttributionLine, ClaimLine, ClaimReader, dump
from factbase.records.documents import Parts, distinct, document
from factbase.references import ClaimRef
from factbase.sourcing import Assessment, Voice, assess
from factbase.tables import anchor, attribution, claim, claim_problem, label
from factbase.vocabulary import Status, Thing

_TOGETHER = 200

# The values of an attribution's row after the key of its claim.
AttributionRow = tuple[Any, ...]


class Claims:
    """Takes claim lines: new ones are written at once, those that are here already are compared in groups."""

    def __init__(
        self,
        writer: BulkWriter,
        sources: Sources,
        articles: Articles,
        report: Report,
        *,
        update: bool,
    ) -> None:
        self._writer = writer
        self._sources = sources
        self._articles = articles
        self._report = report
        self._update = update
        self._reader = ClaimReader(writer.connection)
        self._waiting: dict[int, tuple[int, ClaimLine]] = {}
        tables = (claim, anchor, attribution, claim_problem, label)
        self._claims, self._anchors, self._said, self._problems, self._labels = map(writer.rows, tables)
        self._of: ArticleAtHand | None = None

    def take(self, line: ClaimLine, canonical: str, line_number: int) -> Outcome | None:
        """Take a claim's line in; None where its outcome comes with :meth:`settle`."""
        of = self._of = self._articles.at_hand(line["article"])
        number = line["number"]
        if line["ref"] != f"{of.key.slug}/{number}":
            raise Fault("ref", f"is {line['ref']}, but article and number give {of.key.slug}/{number}")
        if number in of.numbers or number in self._waiting:
            raise Fault("number", f"{number} stands twice in {of.key.slug}")
        if number >= of.next_number:
            raise Fault("number", f"{number} is not below the article's next_number, {of.next_number}")
        refuse_blank(line["statement"], "statement")
        if line["labels"]:
            for index, word in enumerate(line["labels"]):
                refuse_blank(word, f"labels[{index}]")
            labels = sorted(set(line["labels"]))
            if labels != line["labels"]:
                line["labels"] = labels
                canonical = dump(line)
        if not of.is_new:
            self._waiting[number] = (line_number, line)
            if len(self._waiting) >= _TOGETHER:
                self.settle()
            return None
        self._add(of, line, canonical)
        return ADDED

    def settle(self) -> None:
        """Compare the waiting claims with what is here; add those that are not."""
        if not self._waiting or self._of is None:
            return
        of, waiting, self._waiting = self._of, self._waiting, {}
        self._writer.flush()
        keys = self._articles.claim_keys(of, list(waiting))
        here = {line["number"]: line for line in self._reader.read(list(keys.values()))}
        for number, (line_number, line) in waiting.items():
            try:
                if number in keys:
                    of.numbers[number] = keys[number]
                    self._report.count("claim", self._compare(of, keys[number], here[number], line))
                else:
                    self._add(of, line, dump(line))
                    self._report.count("claim", ADDED)
            except Fault as fault:
                raise Fault(fault.field, fault.what, line_number) from None

    def _compare(self, of: ArticleAtHand, key: int, here: ClaimLine, line: ClaimLine) -> Outcome:
        outcome = compared(line["ref"], here, line, update=self._update)
        if outcome.word == "changed":
            check_place(line, of.revisions)
            rows, _assessment = self._attributions(line)
            claim_key = ClaimKey(
                key,
                of.key.id,
                ClaimRef(of.key.slug, line["number"]),
                here["statement"],
                Status(here["status"]),
                0,
            )
            replace_claim(
                self._writer.operation,
                claim_key,
                line,
                anchors=[dict(zip(_ANCHOR, row, strict=True)) for row in _anchors(key, line, of)],
                attributions=[dict(zip(_ATTRIBUTION, (key, *row), strict=True)) for row in rows],
            )
        return outcome

    def _add(self, of: ArticleAtHand, line: ClaimLine, canonical: str) -> None:
        check_place(line, of.revisions)
        rows, assessment = self._attributions(line)
        key = self._writer.key(claim)
        override = line["confidence_override"]
        word, reason = (None, None) if override is None else (override["word"].value, override["reason"])
        status = line["status"]
        of.numbers[line["number"]] = key
        self._claims.append((
            key, of.key.id, line["number"], line["statement"], line["confidence"]._value_, word, reason,
            status._value_, self._writer.operation_id, 1,
        ))  # fmt: skip
        self._anchors += _anchors(key, line, of)
        self._said += [(key, *row) for row in rows]
        if status is not Status.CUT:
            self._problems += [(rule._value_, key) for rule in assessment.problems]
        self._labels += [(key, each) for each in line["labels"]]
        self._writer.document(key, document(_parts(of, line)))
        self._writer.log(Thing.CLAIM, key, of.key.id, canonical, claim_id=key)

    def _attributions(self, line: ClaimLine) -> tuple[list[AttributionRow], Assessment]:
        """Return the rows of a claim's attributions, and what they come to.

        Raises Fault where the line says otherwise.
        """
        rows: list[AttributionRow] = []
        voices: list[Voice] = []
        for index, given in enumerate(line["attributions"], start=1):
            row, voice = self._attribution(index, given)
            rows.append(row)
            voices.append(voice)
        if len(rows) > 1 and len({(row[0], row[2], row[8]) for row in rows}) < len(rows):
            raise Fault("attributions", "one source stands there twice with one stance")
        override = line["confidence_override"]
        assessment = assess(tuple(voices), (), None if override is None else override["word"])
        if assessment.effective != line["confidence"]:
            raise Fault(
                "confidence", f"is {line['confidence']}, but the attributions give {assessment.effective}"
            )
        return rows, assessment

    def _attribution(self, index: int, given: AttributionLine) -> tuple[AttributionRow, Voice]:
        known = self._sources.find(given["source"])
        if known is None:
            raise Fault(f"attributions {index}: source", f"“{given['source']}” has no line before this one")
        key, root, kind = known
        if kind != given["kind"]:
            raise Fault(
                f"attributions {index}: kind", f"is {given['kind']}, but the source is of kind {kind}"
            )
        via_key = via_kind = None
        if given["via"] is not None:
            via = self._sources.find(given["via"])
            if via is None or via.key == key:
                what = "has no line before this one" if via is None else "is the source itself"
                raise Fault(f"attributions {index}: via", f"“{given['via']}” {what}")
            via_key, _root, via_kind = via
        own_act = given["own_act"]
        row = (
            key, kind._value_, given["stance"]._value_, given["mode"]._value_, given["terms"]._value_,
            own_act, given["cue"], given["quote"], via_key, given["note"],
        )  # fmt: skip
        voice = Voice(key, root, kind, given["stance"], given["terms"], own_act, via_key, via_kind)
        return row, voice


def _parts(of: ArticleAtHand, line: ClaimLine) -> Parts:
    """Return what a search sees of a new claim; its notes, if any, come later."""
    passage = ""
    if line["anchors"]:
        newest = line["anchors"][-1]
        text = of.revisions[newest["revision"]].text
        if text is not None and newest["start"] is not None:
            passage = text[newest["start"] : newest["end"]]
    cited = [
        name for each in line["attributions"] for name in (each["source"], each["via"]) if name is not None
    ]
    return Parts(line["statement"], passage, of.title, distinct(cited), ())


_ANCHOR = ("claim_id", "revision_id", "start", "end", "sha256", "state")
_ATTRIBUTION = (
    "claim_id", "source_id", "source_kind", "stance", "mode", "terms", "own_act", "cue", "quote",
    "via_id", "note",
)  # fmt: skip


def _anchors(key: int, line: ClaimLine, of: ArticleAtHand) -> list[tuple[Any, ...]]:
    return [
        (
            key,
            of.revisions[each["revision"]].key,
            each["start"],
            each["end"],
            each["sha256"],
            each["state"]._value_,
        )
        for each in line["anchors"]
    ]
