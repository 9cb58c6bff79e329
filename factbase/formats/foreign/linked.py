"""JSON-LD as others write it: names with a prefix of their vocabulary, parts that stand elsewhere in a document."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

_PREFIX = re.compile(r"(?:schema:|https?://schema\.org/)(?=\w)")
_MOST = 50  # parts that are put into one record
_REFERENCE = {"@id", "@type"}


def bare(value: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return an object whose fields, and those inside of it, have no prefix, where none of them is there twice."""
    found = {_PREFIX.sub("", key, count=1): _bare(each) for key, each in value.items()}
    return found if len(found) == len(value) else value


def _bare(value: Any) -> Any:  # noqa: ANN401
    if isinstance(value, Mapping):
        return bare(value)
    return [_bare(each) for each in value] if isinstance(value, list) else value


class Linked:
    """Puts into records what they refer to by its ``@id``, where that stands elsewhere in their document."""

    def __init__(self, document: Any) -> None:  # noqa: ANN401
        self._document = document

    @cached_property
    def _nodes(self) -> dict[str, Mapping[str, Any]]:
        """The objects of the document that have an ``@id`` and say more than that."""
        found: dict[str, Mapping[str, Any]] = {}
        pending = [self._document]
        while pending:
            each = pending.pop()
            if isinstance(each, Mapping):
                if isinstance(each.get("@id"), str) and not _is_reference(each):
                    found.setdefault(each["@id"], each)
                pending.extend(each.values())
            elif isinstance(each, list):
                pending.extend(each)
        return found

    def resolved(self, record: Mapping[str, Any], parts: Sequence[str]) -> Mapping[str, Any]:
        """Return a record with its ``parts`` filled in; one that refers to nothing there is itself."""
        asked = {name for name in parts if _refers(record.get(name))}
        if not asked or not self._nodes:
            return record
        left = [_MOST]
        return {key: self._filled(each, left) if key in asked else each for key, each in record.items()}

    def _filled(self, value: Any, left: list[int]) -> Any:  # noqa: ANN401
        """Return a value with what it refers to, one step deep, and the author of that."""
        if isinstance(value, list):
            return [self._filled(each, left) for each in value]
        if _is_reference(value) and value["@id"] in self._nodes and left[0]:
            left[0] -= 1
            value = self._nodes[value["@id"]]
        if isinstance(value, Mapping) and left[0] and _refers(value.get("author")):
            left[0] -= 1
            return {**value, "author": self._filled(value["author"], left)}
        return value


def _is_reference(value: Any) -> bool:  # noqa: ANN401
    return isinstance(value, Mapping) and isinstance(value.get("@id"), str) and _REFERENCE.issuperset(value)


def _refers(value: Any) -> bool:  # noqa: ANN401
    if isinstance(value, list):
        return any(map(_refers, value))
    return isinstance(value, Mapping) and (_is_reference(value) or _refers(value.get("author")))
