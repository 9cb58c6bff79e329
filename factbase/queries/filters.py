"""What a list of claims may be narrowed to, and the SQL that finds the keys of one page.

A page costs the same in an archive of any size: each filter alone walks its own index in the order of the
list and stops at the limit, so the SQL says which index that is. On SQLite a unary plus keeps a condition from
being taken for an index, and CROSS JOIN keeps the order of a join.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from factbase.vocabulary import Confidence, Mode, Rule, SourceKind, Stance, Status


class Span(NamedTuple):
    """The place of a sentence in a revision: code points, end-exclusive."""

    revision_id: int
    start: int
    end: int


@dataclass(frozen=True)
class ClaimFilter:
    """What a claim must be; what is not given does not matter, but cut claims are only found by status.

    ``source_id``, ``kind``, ``stance`` and ``mode`` are of one attribution. A ``lost`` one has lost its passage in the
    newest revision. ``changed_since`` is UTC, as the log keeps it.
    """

    article_id: int | None = None
    unattributed: bool = False
    confidence: Confidence | None = None
    problem: Rule | None = None
    source_id: int | None = None
    kind: SourceKind | None = None
    stance: Stance | None = None
    mode: Mode | None = None
    label: str | None = None
    sentence: Span | None = None
    status: Status | None = None
    lost: bool = False
    within: int | None = None
    changed_since: str | None = None

    def attribution(self) -> dict[str, object]:
        """Return what one attribution must have, by column, the most selective first."""
        wanted = {
            "source_id": self.source_id,
            "source_kind": self.kind,
            "mode": self.mode,
            "stance": self.stance,
        }
        return {column: value for column, value in wanted.items() if value is not None}


class Drive(NamedTuple):
    """An index that can lead to the claims: its table, its first column, and the value to find there."""

    table: str
    column: str
    parameter: str

    @property
    def sorts(self) -> bool:
        """Whether its claims do not come in the order of the list: good for a few, then sorted."""
        return self.parameter == "since"

    @property
    def condition(self) -> str:
        """The condition, after the name of the table."""
        if self.parameter == "lost":  # written out, as the index is: it holds those alone
            return "state = 'lost'"
        return f"{self.column} {'>=' if self.sorts else '='} :{self.parameter}"


def parameters(wanted: ClaimFilter, since: int | None) -> dict[str, object]:
    """Return the values that the conditions need, by name; ``since`` is the first operation that counts."""
    values: dict[str, object] = {
        "article": wanted.article_id,
        "confidence": wanted.confidence,
        "problem": wanted.problem,
        "label": wanted.label,
        "status": wanted.status,
        "within": wanted.within,
        "since": since,
        **wanted.attribution(),
    }
    if wanted.unattributed:
        values["unattributed"] = Rule.UNATTRIBUTED
    if wanted.sentence is not None:
        values |= wanted.sentence._asdict()
    return {
        name: str(value) if isinstance(value, str) else value
        for name, value in values.items()
        if value is not None
    }


def drives(wanted: ClaimFilter) -> list[Drive]:
    """Return the indexes that could lead over the whole archive, the one that is taken unasked first."""
    found = []
    if wanted.label is not None:
        found.append(Drive("label", "word", "label"))
    if wanted.lost:
        found.append(Drive("anchor", "state", "lost"))
    if wanted.problem is not None:
        found.append(Drive("claim_problem", "rule", "problem"))
    if wanted.unattributed and wanted.status != Status.CUT:
        found.append(Drive("claim_problem", "rule", "unattributed"))
    found += [Drive("attribution", column, column) for column in wanted.attribution()]
    if wanted.status is not None:
        found.append(Drive("claim", "status", "status"))
    if wanted.confidence is not None:
        found.append(Drive("claim", "confidence", "confidence"))
    if wanted.changed_since is not None:
        found.append(Drive("claim", "operation_id", "since"))
    return found


# One that a later draft has again is no longer lost. A subquery that gives a value is asked claim by claim, in the
# order of the list; PostgreSQL would work out one that may hold or not for all claims first.
_NEWEST = "SELECT r.id FROM revision r WHERE r.article_id = {article} ORDER BY r.number DESC LIMIT 1"
LOST_NOW = f"d.revision_id = ({_NEWEST.format(article='(SELECT k.article_id FROM claim k WHERE k.id = d.claim_id)')})"
_LOST = (
    "(SELECT x.state FROM anchor x WHERE x.claim_id = c.id"
    f" AND x.revision_id = ({_NEWEST.format(article='c.article_id')})) = 'lost'"
)


def conditions(wanted: ClaimFilter, drive: Drive | None, *, plus: str) -> list[str]:
    """Return the conditions on claim ``c`` that ``drive`` leaves open; ``plus`` keeps indexes off."""
    found = [] if wanted.status is not None else [f"{plus}c.status <> 'cut'"]
    for column in ("status", "confidence"):
        if getattr(wanted, column) is not None and not (drive and drive.parameter == column):
            found.append(f"{plus}c.{column} = :{column}")
    if wanted.changed_since is not None and not (drive and drive.sorts):
        found.append(f"{plus}c.operation_id >= :since")
    for table, column, name in (
        ("claim_problem", "rule", "problem"),
        ("claim_problem", "rule", "unattributed"),
        ("label", "word", "label"),
    ):
        given = getattr(wanted, name)
        if given and not (drive and drive.parameter == name):
            found.append(
                f"EXISTS (SELECT 1 FROM {table} x WHERE x.claim_id = c.id AND x.{column} = :{name})"
                if name != "unattributed" or wanted.status != Status.CUT
                else "NOT EXISTS (SELECT 1 FROM attribution x WHERE x.claim_id = c.id)"
            )
    if wanted.attribution() and not (drive and drive.table == "attribution"):
        said = "".join(f" AND {plus}x.{column} = :{column}" for column in wanted.attribution())
        found.append(f"EXISTS (SELECT 1 FROM attribution x WHERE x.claim_id = c.id{said})")
    if wanted.lost and not (drive and drive.parameter == "lost"):
        found.append(_LOST)
    if wanted.within is not None:
        found.append(
            "EXISTS (SELECT 1 FROM anchor x"
            " WHERE x.claim_id = c.id AND x.revision_id = :within AND x.start IS NOT NULL)"
        )
    if wanted.sentence is not None:
        found.append(
            f"{plus}c.id IN (SELECT claim_id FROM anchor"
            " WHERE revision_id = :revision_id AND start >= :start AND start < :end)"
        )
    return found
