"""Takes annotations in as claims of the articles they are of."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, BinaryIO

from sqlalchemy import exists, select

from factbase import lookup
from factbase.changes import claims as changes
from factbase.changes import marks
from factbase.changes.attributions import Saying, attribute
from factbase.changes.operation import Operation
from factbase.changes.placing import same_claim
from factbase.changes.sources import add_source
from factbase.errors import FactbaseError, InvalidInput
from factbase.formats.exchange import Importer, Option
from factbase.formats.foreign.checked import Refused
from factbase.formats.foreign.values import LARGEST, values
from factbase.formats.reports import ADDED, Outcome, Refusal, Report, compared
from factbase.formats.webannotation.placing import Found, Places
from factbase.formats.webannotation.reading import Given, Said, read, records
from factbase.lookup import ArticleKey, ClaimKey, SourceKey
from factbase.records import claim_line
from factbase.references import ClaimRef, claim_ref
from factbase.tables import anchor, claim
from factbase.vocabulary import ARTICLE_KINDS, SourceKind, Status

_CLAIM = "claim"


def take_in(
    operation: Operation,
    file: BinaryIO,
    name: str,
    *,
    article: str | None = None,
    skip: bool = False,
    progress: Callable[[int], None] = lambda _count: None,
) -> Report:
    """Take the annotations in ``file`` in, of the article called ``article`` where their texts are not known.

    Raises InvalidInput for a file without annotations, and where one is refused, naming each, unless those are to be
    skipped; NotFound for an unknown article.
    """
    data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise InvalidInput(f"{name} is larger than {LARGEST // 1_000_000} MB: give it in parts.")
    report = Report()
    key = None if article is None else lookup.article(operation.connection, article)
    places = Places(operation.connection, key)
    total = 0
    for total, (where, each) in enumerate(_each(data, name, report), start=1):
        try:
            for given in list(read(each)):
                found = places.find(given.target)
                report.count(_CLAIM, _take(operation, given, found, places))
        except Refused as refused:
            report.refused.append(Refusal(where, str(refused)))
        except FactbaseError as error:
            raise InvalidInput(f"{name} was refused at {where}, and nothing was changed: {error}") from None
        if total % 100 == 0:
            progress(total)
    if report.refused and not skip:
        raise InvalidInput(
            f"{name} was refused for {len(report.refused)} of its {total} annotations, and nothing was changed: "
            "correct them, or add --skip-refused to take the others in.",
            details=[f"{each.record}: {each.reason}" for each in report.refused],
        )
    return report


def _each(data: bytes, name: str, report: Report) -> Iterator[tuple[str, Mapping[str, Any]]]:
    found_any = False
    for found in values(data, name):
        count = 0
        for count, each in enumerate(records(found.value), start=1):
            found_any = True
            yield f"{found.where}, annotation {count}" if found.where else f"annotation {count}", each
        if count == 0:
            report.refused.append(Refusal(found.where or "the file", found.fault or "holds no annotation"))
    if not found_any:
        raise InvalidInput(f"{name} holds no annotation: see that it is the right file and format.")


def _take(operation: Operation, given: Given, found: Found, places: Places) -> Outcome:
    """Add a claim, or compare it with the one that is here: at the same place, in the same words or by the same ref."""
    passage = places.passage(given.target, found)
    here = None
    if passage is not None:
        here = same_claim(operation.connection, found.article, given.statement, passage)
    elif given.ref is None:
        here = _same_words(operation, given, found)
    if here is None:
        here = _called_so(operation, given, found)
    if here is not None:
        return _compare(operation, lookup.claim(operation.connection, here), given)
    key = changes.add_claim(operation, found.article, given.statement, passage)
    for said in given.said:
        _attribute(operation, key, found.article, said)
    for word in given.labels:
        marks.label(operation, key, word)
    for text in given.notes:
        marks.add_note(operation, key, text)
    if given.override is not None:
        changes.rate(operation, key, given.override["word"], given.override["reason"])
    if given.status == Status.CUT:
        changes.cut(operation, key)
    elif given.status != Status.OPEN:
        changes.set_status(operation, key, given.status)
    return ADDED


def _same_words(operation: Operation, given: Given, found: Found) -> ClaimRef | None:
    """Return the ref of a claim in the same words that stands nowhere in the article's text either."""
    query = select(claim.c.number).where(
        claim.c.article_id == found.article.id,
        claim.c.statement == given.statement,
        ~exists().where(anchor.c.claim_id == claim.c.id),
    )
    number = operation.connection.scalar(query.order_by(claim.c.number).limit(1))
    return None if number is None else ClaimRef(found.article.slug, number)


def _called_so(operation: Operation, given: Given, found: Found) -> ClaimRef | None:
    """Return the ref of a claim that is called as the annotation's was, in the same article and at the same place."""
    if given.ref is None:
        return None
    try:
        ref = claim_ref(given.ref)
        if ref.slug != found.article.slug:
            return None
        key = lookup.claim(operation.connection, ref)
    except FactbaseError:
        return None
    line = claim_line(operation.connection, key.id)
    placed = [each for each in line["anchors"] if each["start"] is not None]
    positions = [each for each in given.target.selectors if each.get("type") == "TextPositionSelector"]
    if not placed:
        return ref if not positions and line["statement"] == given.statement else None
    stood = [(each["start"], each["end"]) for each in placed]
    return ref if positions and (positions[0].get("start"), positions[0].get("end")) in stood else None


def _compare(operation: Operation, key: ClaimKey, given: Given) -> Outcome:
    """Return how an annotation differs from the claim that is here; what it does not say does not count."""
    line = claim_line(operation.connection, key.id)
    here: dict[str, Any] = {"statement": line["statement"]}
    there: dict[str, Any] = {"statement": given.statement}
    if given.ref is not None:
        said = [
            (each["source"], each["kind"], each["stance"], each["mode"], each["terms"], each["own_act"], each["cue"],
             each["quote"], each["via"], each["note"])
            for each in line["attributions"]
        ]  # fmt: skip
        here |= {"labels": line["labels"], "attributions": said, "status": line["status"]}
        here |= {"confidence_override": line["confidence_override"]}
        there |= {"labels": sorted(set(given.labels)), "attributions": list(map(_values, given.said))}
        there |= {"status": given.status, "confidence_override": given.override}
    return compared(str(key.ref), here, there, update=False)


def _values(said: Said) -> tuple[Any, ...]:
    return (
        said.source, said.kind, said.stance, said.mode, said.terms, said.own_act, said.cue, said.quote, said.via,
        said.note,
    )  # fmt: skip


def _attribute(operation: Operation, key: ClaimKey, article: ArticleKey, said: Said) -> None:
    source = _source(operation, article, said.source, said.kind)
    via = None
    if said.via is not None and said.via_kind is not None:
        via = _source(operation, article, said.via, said.via_kind)
    saying = Saying(said.stance, said.mode, said.terms, said.own_act, said.cue, said.quote, via, said.note)
    attribute(operation, lookup.claim(operation.connection, key.ref), source, saying)


def _source(operation: Operation, article: ArticleKey, name: str, kind: SourceKind) -> SourceKey:
    """Return the source of this name that the article sees, made now if there is none."""
    inside = article.id if kind in ARTICLE_KINDS else None
    found = lookup.sources_named(operation.connection, name, article_id=article.id)
    for each in found:
        if str(each.name) == name and (each.article_id == inside or each.kind == kind):
            return each
    return add_source(operation, name, kind, article)


def _import(
    operation: Operation,
    file: BinaryIO,
    name: str,
    options: Mapping[str, Any],
    progress: Callable[[int], None],
) -> Report:
    return take_in(
        operation, file, name, article=options["article"], skip=options["skip_refused"], progress=progress
    )


IMPORT = Importer(
    _import,
    help="""Take in W3C Web Annotations: one, a list, a page, a collection, or one a line.

    Each becomes a claim of the article whose text it is of: known by the hash
    that our own export names it by, by the article's url, or by --article. It
    stands where its quote does, of several places at the one next to its
    position; a position alone counts only in the very same text. The body that
    describes is the statement, else the words quoted are. Tags are labels,
    comments are notes, and a note keeps what else came with it. What is here
    already is left as it is, and listed where it differs.""",
    leaves="the network: no context, page or body elsewhere is looked at",
    examples=(
        "factbase import webannotation mek-albania.jsonl",
        "factbase import webannotation hypothesis.json --article mek-albania",
    ),
    options=(
        Option("--article", "The article that they are of, if not by hash.", metavar="SLUG"),
        Option("--skip-refused", "Take the others in where some are refused."),
    ),
    unit="annotation",
)
