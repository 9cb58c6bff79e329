"""Takes records of other desks in: each once, those that have changed as a new draft, all of them or none."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256 as hash_of
from pathlib import PurePath
from typing import Any, BinaryIO, NamedTuple

from sqlalchemy import select

from factbase import lookup
from factbase.changes import marks, revising
from factbase.changes.bulk import BulkWriter
from factbase.changes.drafts import Draft, File
from factbase.changes.operation import Operation
from factbase.errors import InvalidInput
from factbase.formats.bundle.articles import Articles
from factbase.formats.bundle.claims import Claims
from factbase.formats.bundle.marks import Marks
from factbase.formats.bundle.sources import Sources
from factbase.formats.foreign import article as made
from factbase.formats.foreign.checked import Checked, Laid, Refused, laid_out
from factbase.formats.foreign.naming import Names
from factbase.formats.foreign.values import LARGEST, Found, values
from factbase.formats.reports import ADDED, SAME, Difference, Outcome, Refusal, Report, shown
from factbase.records import dump
from factbase.references import ClaimRef
from factbase.tables import article as article_table
from factbase.tables import revision as revision_table
from factbase.text.anchors import sha256
from factbase.text.sentences import SentenceSpan

_RECORD = "record"
Identity = tuple[str, str]  # its addresses as printed, and its claim


class Form(NamedTuple):
    """A format of records: its word, what one is called, how to find them in a value, and how to read one."""

    word: str
    called: str
    records: Callable[[Any], Iterator[Mapping[str, Any]]]
    check: Callable[[Mapping[str, Any]], Checked]


def take_in(
    operation: Operation,
    file: BinaryIO,
    name: str,
    form: Form,
    *,
    skip: bool = False,
    progress: Callable[[int], None] = lambda _count: None,
) -> Report:
    """Take the records in ``file`` in; ``progress`` is told the number of each hundredth.

    Raises InvalidInput for a file without records, and where a record is refused, naming each, unless those are to
    be skipped.
    """
    data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise InvalidInput(f"{name} is larger than {LARGEST // 1_000_000} MB: give it in parts.")
    came_from = File(
        None if name == "Standard input" else PurePath(name).name, form.word, hash_of(data).hexdigest()
    )
    with BulkWriter(operation) as writer:
        taking = _Taking(writer, form, came_from)
        for number, (where, given) in enumerate(_each(data, name, form, taking.report), start=1):
            taking.take(where, given)
            if number % 100 == 0:
                progress(number)
        report = taking.finish()
    if report.refused and not skip:
        total = sum(
            (report.added[_RECORD], report.same[_RECORD], report.changed[_RECORD], len(report.refused))
        )
        raise InvalidInput(
            f"{name} was refused for {len(report.refused)} of its {total} records, and nothing was changed: "
            "correct them, or add --skip-refused to take the others in.",
            details=[f"{each.record}: {each.reason}" for each in report.refused],
        )
    return report


def _each(data: bytes, name: str, form: Form, report: Report) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the records in a file and where each stands; what holds none is noted as refused, but in a web page.

    Raises InvalidInput where none is anywhere.
    """
    found_any = False
    for found in values(data, name):
        count = 0
        if found.fault is None:
            for count, record in enumerate(form.records(found.value), start=1):
                found_any = True
                yield _where(found, count), record
        if count == 0 and not found.where.startswith("script") and _is_empty(found.value, found.fault):
            report.remarks.append(f"{found.where or name}: holds nothing.")
        elif count == 0 and (found.fault is not None or not found.where.startswith("script")):
            why = found.fault or f"holds no {form.called}"
            report.refused.append(Refusal(found.where or "the file", why))
        report.remarks += [
            f"{found.where or name}: “{key}” stands twice, the last one counts." for key in found.twice
        ]
    if not found_any:
        why = f" ({report.refused[0].reason})" if report.refused else ""
        raise InvalidInput(f"{name} holds no {form.called}{why}: see that it is the right file and format.")


def _is_empty(value: Any, fault: str | None) -> bool:  # noqa: ANN401
    """Return whether a value is an answer without anything in it, though it may say that another page follows."""
    if isinstance(value, Mapping):
        return not any(each for key, each in value.items() if key != "nextPageToken")
    return value == [] and fault is None


def _where(found: Found, count: int) -> str:
    return f"{found.where}, record {count}" if found.where else f"record {count}"


class _Taking:
    """Takes one record after the other."""

    def __init__(self, writer: BulkWriter, form: Form, file: File) -> None:
        self.report = Report()
        self._writer = writer
        self._form = form
        self._file = file
        self._sources = Sources(writer, update=False)
        self._articles = Articles(writer, self._sources, update=False)
        self._claims = Claims(writer, self._sources, self._articles, self.report, update=False)
        self._marks = Marks(writer, self._articles, self._claims, update=False)
        self._names = Names(writer.connection)
        self._slugs = set(writer.connection.execute(select(article_table.c.slug)).scalars())
        self._digests: dict[str, str] = {}
        self._known: dict[Identity, str] = {}
        self._read_known()

    def _read_known(self) -> None:
        """Read which records are here already: the hash of each of their drafts, and what they are known by."""
        columns = revision_table.c
        query = select(columns.sha256, article_table.c.slug, columns.text).join_from(
            revision_table, article_table
        )
        query = query.where(columns.file_format == self._form.word).order_by(
            columns.article_id, columns.number
        )
        for digest, slug, text in self._writer.connection.execute(query):
            self._digests[digest] = slug
            identity = _identity_in(text, self._form)
            if identity is not None:
                self._known[identity] = slug

    def take(self, where: str, record: Mapping[str, Any]) -> None:
        """Take one record in, or note why not."""
        try:
            checked = self._form.check(record)
            laid = laid_out(checked)
            digest = sha256(laid.text)
            if digest in self._digests:
                self.report.count(_RECORD, SAME)
                return
            identity = _identity(checked)
            slug = None if identity is None else self._known.get(identity)
            if slug is None:
                slug = self._add(checked, laid, where)
                self.report.count(_RECORD, ADDED)
            else:
                self.report.count(_RECORD, self._change(slug, checked, laid))
            self._digests[digest] = slug
            if identity is not None:
                self._known[identity] = slug
            self.report.remarks += [
                f"{where}: {each}; it is left out but in the record." for each in checked.remarks
            ]
        except Refused as refused:
            self.report.refused.append(Refusal(where, str(refused)))

    def _add(self, checked: Checked, laid: Laid, where: str) -> str:
        cited, new = self._names.cited(checked.claimants)
        slug = next(each for each in made.slugs(checked) if each not in self._slugs)
        self._slugs.add(slug)
        take: dict[str, Callable[[Any, str, int], Outcome | None]] = {
            "article": self._articles.take_article,
            "revision": self._articles.take_revision,
            "sentence": self._articles.take_sentence,
            "source": self._sources.take,
            "claim": self._claims.take,
            "note": self._marks.take_note,
        }
        about = made.about(checked, slug)
        for line in made.all_lines(checked, laid, about, self._file, where, cited, new):
            take[line["type"]](line, dump(line), 0)
        operation = self._writer.operation
        for number, text in enumerate(made.notes(checked), start=1):
            note = made.note(text, number, slug, actor=operation.actor, at=operation.at)
            self._marks.take_note(note, dump(note), 0)
        return slug

    def _change(self, slug: str, checked: Checked, laid: Laid) -> Outcome:
        """Make a record that differs from the one here its article's next draft; tell in which fields."""
        self._articles.leave()
        with self._writer.apart() as operation:
            key = lookup.article(operation.connection, slug)
            newest = lookup.latest_revision(operation.connection, key.id)
            spans = [
                SentenceSpan(number, 1, start, end)
                for number, (start, end) in enumerate(laid.members, start=1)
            ]
            draft = Draft(laid.text, spans, self._file)
            revising.revise(operation, key, draft, base=newest.number, force=True)
            claim = lookup.claim(operation.connection, ClaimRef(slug, 1))
            for text in made.notes(checked):
                marks.add_note(operation, claim, text)
            for word in made.labels(checked):
                marks.label(operation, claim, word)
        here = json.loads(newest.text) if newest.text is not None else {}
        return Outcome("changed", list(_differences(slug, here, checked.record)))

    def finish(self) -> Report:
        """Write what waits; return the report."""
        self._articles.finish()
        self._writer.close()
        return self.report


def _identity(checked: Checked) -> Identity | None:
    """Return what a record is known by, None where it says nowhere where it was published."""
    return (checked.identity, checked.statement) if checked.identity else None


def _identity_in(text: str | None, form: Form) -> Identity | None:
    """Return what the record is known by that is an article's text, None where the text is not here or another."""
    try:
        record = json.loads(text) if text is not None else None
        return _identity(form.check(record)) if isinstance(record, dict) else None
    except (ValueError, Refused):
        return None


def _differences(slug: str, here: Mapping[str, Any], given: Mapping[str, Any]) -> Iterator[Difference]:
    for field in dict.fromkeys([*here, *given]):
        if here.get(field) != given.get(field):
            yield Difference(slug, field, shown(here.get(field)), shown(given.get(field)))
