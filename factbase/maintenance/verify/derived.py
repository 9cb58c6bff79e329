"""Whether the kept confidence and problems of each claim are what its attributions come to by the rules of now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, select

from factbase.changes.derive import Differing, differing
from factbase.maintenance.verify.naming import claim_name, claim_names
from factbase.maintenance.verify.reading import look_at, pages
from factbase.maintenance.verify.report import Finding, Findings
from factbase.sourcing import RULES_VERSION
from factbase.tables import claim, derivation
from factbase.text.tokens import VERSION


def check(connection: Connection, findings: Findings) -> None:
    """Derive every claim anew and compare; nothing is written."""
    _check_versions(connection, findings)

    def look(keys: Sequence[int]) -> Iterator[Finding]:
        found = differing(connection, keys)
        names = claim_names(connection, [each.claim_id for each in found])
        return (Finding(names[each.claim_id], _told(each)) for each in found)

    for keys in pages(connection, claim):
        look_at(connection, keys, look, findings, lambda key: claim_name(connection, key))
        findings.looked(len(keys))


def _check_versions(connection: Connection, findings: Findings) -> None:
    rows = connection.execute(select(derivation)).all()
    if [tuple(row) for row in rows] != [(RULES_VERSION, VERSION)]:
        kept = ", ".join(f"rules {row.rules_version} and tokeniser {row.search_version}" for row in rows)
        findings.add(
            "all claims",
            f"were derived by {kept or 'no version'}, not by rules {RULES_VERSION} and {VERSION}",
        )


def _told(each: Differing) -> str:
    kept, derived = each.kept, each.derived
    told = []
    if kept.confidence != derived.confidence:
        told.append(f"its confidence is kept as {kept.confidence} and derives to {derived.confidence}")
    if gone := sorted(derived.problems - kept.problems):
        told.append(f"the problem {', '.join(gone)} is missing")
    if come := sorted(kept.problems - derived.problems):
        told.append(f"the problem {', '.join(come)} is not there any more")
    return "; ".join(told)
