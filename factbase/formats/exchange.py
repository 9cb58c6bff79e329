"""What a format is to the commands: what it writes and reads, and what it cannot hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from sqlalchemy import Connection, select

from factbase.tables import article

if TYPE_CHECKING:
    from factbase.changes.operation import Operation
    from factbase.formats.reports import Report
    from factbase.queries.filters import ClaimFilter

_PAGE = 500
_OF = "SELECT article_id, number FROM claim WHERE id IN ({keys}) ORDER BY article_id, number"


@dataclass(frozen=True)
class Option:
    """An option that one format alone has: a flag, one of ``words``, or what ``metavar`` stands for."""

    name: str  # as typed: --without-text
    help: str
    words: tuple[str, ...] = ()
    metavar: str | None = None
    several: bool = False  # it may be given again and again

    @property
    def key(self) -> str:
        """Its name among the options that a format is given."""
        return self.name.removeprefix("--").replace("-", "_")


@dataclass(frozen=True)
class Selection:
    """What is to be written: these articles, or all where none is named, as they were at a ``revision``.

    Of their claims those that are ``wanted``, whose article does not count; without it all, cut ones too.
    ``options`` are the format's own, by their keys.
    """

    slugs: Sequence[str] = ()
    wanted: ClaimFilter | None = None
    revision: int | None = None
    options: Mapping[str, Any] = field(default_factory=dict)

    def articles(self, connection: Connection) -> Iterator[tuple[int, str, list[int] | None]]:
        """Yield key and slug of each article, by slug, and the numbers of its claims that are wanted, None for all.

        An article that was not named and has none of them is left out.
        """
        query = select(article.c.id, article.c.slug).order_by(article.c.slug)
        if self.slugs:
            query = query.where(article.c.slug.in_(self.slugs))
        articles = connection.execute(query).all()
        if self.wanted is None:
            yield from ((key, slug, None) for key, slug in articles)
            return
        numbers = self._numbers(connection, [key for key, _slug in articles])
        for key, slug in articles:
            if key in numbers or self.slugs:
                yield key, slug, numbers.get(key, [])

    def _numbers(self, connection: Connection, articles: Sequence[int]) -> dict[int, list[int]]:
        """Return the numbers of the claims that are wanted, in order, by the key of their article."""
        from factbase.queries.claims import claim_keys

        assert self.wanted is not None
        scopes: Sequence[int | None] = articles if self.slugs else [None]
        found: dict[int, list[int]] = {}
        for scope in scopes:
            keys = claim_keys(connection, replace(self.wanted, article_id=scope))
            for first in range(0, len(keys), _PAGE):
                listed = ",".join(map(str, keys[first : first + _PAGE]))
                for article_id, number in connection.exec_driver_sql(_OF.format(keys=listed)):
                    found.setdefault(article_id, []).append(number)
        return {key: sorted(numbers) for key, numbers in found.items()}


class Written(NamedTuple):
    """How many claims a file has got, None where it holds more than claims, and what there is to say of it."""

    claims: int | None
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Exporter:
    """A format that is written: ``write`` takes the connection, a file and what is selected.

    ``help`` begins with one sentence. ``cannot`` says what is lost on the way, as the end of “It cannot hold …”.
    A ``binary`` one gets a file of bytes, the others one of text that translates no line ends.
    """

    write: Callable[[Connection, Any, Selection], Written]
    help: str
    cannot: str
    examples: Sequence[str]
    options: Sequence[Option] = ()
    binary: bool = False


@dataclass(frozen=True)
class Importer:
    """A format that is read: ``read`` takes the operation, a file of bytes, what people call it, and the options.

    It changes what the file says, or raises InvalidInput. The last it takes is told how many of its ``unit`` are read.
    ``leaves`` says what is left, as the end of “It takes nothing from …”.
    """

    read: Callable[[Operation, BinaryIO, str, Mapping[str, Any], Callable[[int], None]], Report]
    help: str
    leaves: str
    examples: Sequence[str]
    options: Sequence[Option] = ()
    unit: str = "line"
