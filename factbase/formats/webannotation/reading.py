"""An annotation as a claim to take in: what it says, of which text, and where in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from factbase.formats.foreign.checked import Refused
from factbase.formats.foreign.wording import many, types, words
from factbase.formats.webannotation.model import ATTRIBUTION, CONFIDENCE, annotation_id
from factbase.records.lines import OverrideLine, dump_any
from factbase.text.folding import is_blank, unstorable
from factbase.vocabulary import Confidence, Mode, SourceKind, Stance, Status, Terms

TYPE = "Annotation"
_LISTS = ("AnnotationPage", "AnnotationCollection", "OrderedCollection", "OrderedCollectionPage")
_INSIDE = (
    "first",
    "items",
    "next",
    "@graph",
    "rows",
    "annotations",
)  # where annotations stand in other things
_TEXT_SELECTORS = ("TextQuoteSelector", "TextPositionSelector")
_OF_TARGET = frozenset({"id", "type", "source", "selector"})
_OF_BODY = frozenset({"type", "value", "purpose", "id", "source"})
_DEEPEST = 20
_OWN = ("fb:ref", "fb:status", "fb:override", "fb:attribution")
_USED = frozenset({"@context", "id", "type", "motivation", "body", "bodyValue", "target", *_OWN})


class Said(msgspec.Struct, frozen=True, rename=lambda name: ATTRIBUTION[name]):
    """Who stands behind a claim, and how."""

    source: str
    kind: SourceKind
    stance: Stance
    mode: Mode
    terms: Terms = Terms.NOT_STATED
    own_act: bool = False
    cue: str | None = None
    quote: str | None = None
    via: str | None = None
    via_kind: SourceKind | None = None
    note: str | None = None


class _Override(msgspec.Struct, frozen=True, rename=lambda name: f"fb:{name}"):
    word: Confidence
    reason: str


@dataclass(frozen=True)
class Target:
    """What an annotation is of: the names of the text, the best first, and the selectors of the place in it."""

    names: tuple[str, ...]
    selectors: tuple[Mapping[str, Any], ...]

    @property
    def exact(self) -> str | None:
        """The words themselves, where a selector quotes them."""
        quotes = (each.get("exact") for each in self.selectors if each.get("type") == "TextQuoteSelector")
        return next((quote for quote in quotes if isinstance(quote, str) and quote.strip()), None)


@dataclass(frozen=True)
class Given:
    """A claim as an annotation has it; ``ref`` is what it was called where it comes from."""

    target: Target
    statement: str
    ref: str | None = None
    labels: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    said: tuple[Said, ...] = ()
    override: OverrideLine | None = None
    status: Status = Status.OPEN


def records(value: Any) -> Iterator[Mapping[str, Any]]:  # noqa: ANN401
    """Yield the annotations in a value: itself, those of a list, of a page, or of the pages in a collection."""
    if isinstance(value, list):
        for each in value:
            yield from records(each)
    elif isinstance(value, Mapping):
        kinds = _kinds(value)
        if TYPE in kinds or "target" in value:
            yield value
        elif kinds.intersection(_LISTS) or any(name in value for name in _INSIDE):
            for name in _INSIDE:
                yield from records(value.get(name))


def read(value: Mapping[str, Any]) -> Iterator[Given]:
    """Yield a claim for each target of an annotation. Raises Refused for what cannot be one."""
    targets = list(_flat(value.get("target")))
    if not targets:
        raise Refused("has no target")
    ref = value.get("fb:ref")
    ref = ref if isinstance(ref, str) else None
    describing, labels, notes = _bodies(value)
    rest = {name: each for name, each in value.items() if name not in _USED}
    if ref is None or value.get("id") != annotation_id(ref):
        rest = {name: value[name] for name in ("id", "motivation") if name in value} | rest
        rest |= {name: value[name] for name in ("body", "target") if _says_more(name, value.get(name))}
    if rest:
        notes = (*notes, f"Came with the annotation: {dump_any(rest)}")
    for each in targets:
        target = _target(each)
        said, kept = _statement(describing, target.exact)
        yield Given(
            target, said, ref, labels, tuple(map(_storable, (*kept, *notes))), tuple(_said(value)), _override(value),
            _status(value),
        )  # fmt: skip


def _says_more(name: str, given: Any) -> bool:  # noqa: ANN401
    """Return whether a body or target has something that nothing is made of."""
    if name == "body":
        return any(
            not isinstance(each, str) and (not isinstance(each, Mapping) or not _OF_BODY.issuperset(each))
            for each in _flat(given)
        )
    for each in _flat(given):
        if isinstance(each, str) and "#" in each:
            return True
        if isinstance(each, Mapping):
            selectors = many(each.get("selector"))
            if not _OF_TARGET.issuperset(each) or selectors != [_selector(one) for one in selectors]:
                return True
    return False


def _kinds(value: Mapping[str, Any]) -> set[str]:
    return types(value) | {each for each in many(value.get("type")) if isinstance(each, str)}


def _bodies(value: Mapping[str, Any]) -> tuple[list[tuple[bool, str]], tuple[str, ...], tuple[str, ...]]:
    """Return the texts that may be the claim, the likeliest marked, the labels, and what is to be noted."""
    texts: list[tuple[bool, str]] = []
    labels: list[str] = []
    notes: list[str] = []
    for body in [*_flat(value.get("body")), *many(value.get("bodyValue"))]:
        if isinstance(body, str) and body in many(value.get("bodyValue")):
            texts.append((False, body))
            continue
        given = many(body.get("purpose")) if isinstance(body, Mapping) else []
        purposes = {each for each in given if isinstance(each, str)}
        text = body.get("value") if isinstance(body, Mapping) else None
        if not isinstance(text, str) or not text.strip():
            source = body.get("source", body.get("id")) if isinstance(body, Mapping) else body
            if isinstance(source, str) and source.strip():
                notes.append(f"Linked: {source}")
        elif "tagging" in purposes:
            labels.append(" ".join(text.split()) if is_blank(text) else text.strip())
        elif "classifying" in purposes:
            if not text.startswith(CONFIDENCE):
                labels.append(text.strip())
        elif "commenting" in purposes or "replying" in purposes:
            notes.append(text)
        else:
            texts.append(("describing" in purposes, text))
    texts.sort(key=lambda each: not each[0])
    return texts, tuple(_storable(each) for each in labels if not is_blank(each)), tuple(notes)


def _flat(bodies: Any) -> Iterator[Any]:  # noqa: ANN401
    """Yield bodies or targets, those of lists and choices one by one."""
    for body in many(bodies):
        if isinstance(body, list):
            yield from _flat(body)
        elif isinstance(body, Mapping) and isinstance(body.get("items"), list):
            yield from _flat(body["items"])
        else:
            yield body


def _statement(texts: list[tuple[bool, str]], exact: str | None) -> tuple[str, list[str]]:
    """Return the claim in words, and which texts are left to be noted.

    That is the body that describes the target, else the words of the target, else the first text.
    """
    usable = [each for each in texts if not is_blank(each[1])]
    if usable and (usable[0][0] or exact is None):
        said, left = usable[0][1], usable[1:]
    else:
        said, left = exact or "", usable
    if is_blank(said):
        raise Refused("has no text that could be a claim, and quotes no words")
    return _storable(said).strip(), [text for _likely, text in left]


def _storable(text: str) -> str:
    """Return a text if it can be kept. Raises Refused where it cannot."""
    if fault := unstorable(text):
        raise Refused(f"has a text that {fault}")
    return text


def _target(value: Any) -> Target:  # noqa: ANN401
    if isinstance(value, str):
        return Target((value,), ())
    if not isinstance(value, Mapping):
        raise Refused("has a target that is neither a name nor an object")
    names = [_name(value.get(key)) for key in ("source", "scope", "id")]
    selectors = (_selector(each) for each in many(value.get("selector")) if isinstance(each, Mapping))
    return Target(tuple(name for name in names if name), tuple(selectors))


def _selector(value: Any) -> Any:  # noqa: ANN401
    """Return a selector with the plain name of its type; of what selects no text, the quote it is refined by.

    A position that refines counts from where that begins, which is not known, so it is none.
    """
    wanted: tuple[str, ...] = _TEXT_SELECTORS
    for _depth in range(_DEEPEST):
        if not isinstance(value, Mapping):
            break
        names = {each.rpartition(":")[2] for each in _kinds(value)}
        kind = next((each for each in wanted if each in names), None)
        if kind is not None:
            return value if value.get("type") == kind else {**value, "type": kind}
        if not isinstance(value.get("refinedBy"), Mapping):
            break
        value, wanted = value["refinedBy"], _TEXT_SELECTORS[:1]
    return {} if wanted != _TEXT_SELECTORS else value


def _name(value: Any) -> str:  # noqa: ANN401
    first = next(iter(many(value)), None)
    found = first.get("id") if isinstance(first, Mapping) else first
    return found if isinstance(found, str) else ""


def _said(value: Mapping[str, Any]) -> Iterator[Said]:
    for each in many(value.get("fb:attribution")):
        try:
            said = msgspec.convert(each, Said)
        except msgspec.ValidationError as error:
            raise Refused(f"has an fb:attribution that is none ({error})") from None
        for text in (said.source, said.cue, said.quote, said.via, said.note):
            _storable(text or "")
        if is_blank(said.source) or (said.via is not None and (is_blank(said.via) or said.via_kind is None)):
            raise Refused("has an fb:attribution without a name and a kind")
        yield said


def _override(value: Mapping[str, Any]) -> OverrideLine | None:
    if "fb:override" not in value:
        return None
    try:
        given = msgspec.convert(value["fb:override"], _Override)
    except msgspec.ValidationError as error:
        raise Refused(f"has an fb:override that is none ({error})") from None
    if is_blank(given.reason):
        raise Refused("has an fb:override without a reason")
    return OverrideLine(word=given.word, reason=_storable(given.reason).strip())


def _status(value: Mapping[str, Any]) -> Status:
    try:
        return Status(value.get("fb:status", Status.OPEN))
    except ValueError:
        raise Refused(f"has an fb:status that is none (“{words(value['fb:status'])}”)") from None
