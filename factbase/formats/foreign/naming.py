"""Which sources the claimants of records are: those that are here by name or alias, else new ones."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from factbase.formats.foreign.checked import Claimant, Refused
from factbase.lookup import sources_named
from factbase.references import source_name
from factbase.text.folding import fold
from factbase.vocabulary import ARTICLE_KINDS, SourceKind

_Key = tuple[str, str]


class Names:
    """Keeps the sources of all articles that an import has met, so that one who is spelt in two ways is one."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._known: dict[_Key, tuple[str, SourceKind] | None] = {}

    def cited(self, claimants: Sequence[Claimant]) -> tuple[dict[str, SourceKind], list[str]]:
        """Return the sources of a record, kind by name, and the names of those that are new.

        Raises Refused where a name may be several sources.
        """
        cited: dict[str, SourceKind] = {}
        new: list[str] = []
        for given in claimants:
            name = source_name(given.name)
            key = (fold(name.name), name.qualifier)
            if key not in self._known:
                self._known[key] = self._here(given.name)
            known = self._known[key]
            if known is None:
                known = (str(name), given.kind)
                if given.kind not in ARTICLE_KINDS:
                    self._known[key] = known
                elif any(fold(each) == fold(known[0]) for each in cited):
                    continue
                if known[0] not in cited:
                    new.append(known[0])
            cited[known[0]] = known[1]
        return cited, new

    def _here(self, given: str) -> tuple[str, SourceKind] | None:
        """Return the one source of all articles that goes by a name, or None."""
        found = [each for each in sources_named(self._connection, given) if each.article_id is None]
        exact = [each for each in found if str(each.name) == given]
        for only in (exact, found):
            if len(only) == 1:
                return str(only[0].name), only[0].kind
        if found:
            names = ", ".join(f"“{each.name}”" for each in found)
            raise Refused(f"its claimant “{given}” may be {names}: make it an alias of one of them")
        return None
