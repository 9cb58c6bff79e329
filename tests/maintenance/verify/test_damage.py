"""What was changed behind the program's back is found, and where."""

from __future__ import annotations

import random
from pathlib import Path
from typing import NamedTuple

import pytest

from factbase.database import Location
from factbase.maintenance.verify import Report, verify
from tests.benchmarks.databases import alter


class Damage(NamedTuple):
    """What is done to the desk, which check finds it, and what its finding says."""

    sql: str
    check: str
    told: str


CLOSED, COST, SAILS = "old-bridge/1", "old-bridge/3", "bridge/1"
LAST = "(SELECT max(id) FROM change WHERE thing = '{thing}' AND thing_id = {key})"
LAST_OF_CLOSED = LAST.format(thing="claim", key=1)
DAMAGES = {
    "a letter of a statement": Damage(
        "UPDATE claim SET statement = 'The bridge is closed for god.' WHERE id = 1", "log", CLOSED
    ),
    "a status": Damage(
        "UPDATE claim SET status = 'open' WHERE id = 1", "log", f"{CLOSED}: is not what operation"
    ),
    "a version": Damage(
        "UPDATE claim SET version = version + 1 WHERE id = 1", "log", f"{CLOSED}: is at version"
    ),
    "an override": Damage("UPDATE claim SET override_reason = 'So.' WHERE id = 2", "log", "override"),
    "a claim's operation": Damage(
        "UPDATE claim SET operation_id = 1 WHERE id = 1", "log", f"{CLOSED}: names operation 1"
    ),
    "a claim's number": Damage("UPDATE claim SET number = 77 WHERE id = 1", "log", "old-bridge/77"),
    "a claim's article": Damage(
        "UPDATE claim SET article_id = 2, number = 9 WHERE id = 1", "log", "bridge/9"
    ),
    "a kept confidence": Damage(
        "UPDATE claim SET confidence = 'rumour' WHERE id = 1", "derived", f"{CLOSED}: its confidence"
    ),
    "a kept problem that goes": Damage("DELETE FROM claim_problem WHERE claim_id = 3", "derived", COST),
    "a kept problem that comes": Damage(
        "INSERT INTO claim_problem (rule, claim_id) VALUES ('rumour', 1)", "derived", "the problem rumour"
    ),
    "problems of a cut claim": Damage(
        "INSERT INTO claim_problem (rule, claim_id) VALUES ('rumour', 6)", "derived", "old-bridge/4"
    ),
    "the rules' version": Damage("UPDATE derivation SET rules_version = 99", "derived", "all claims"),
    "no version of the rules": Damage("DELETE FROM derivation", "derived", "all claims"),
    "an anchor that moves": Damage(
        'UPDATE anchor SET start = start + 1, "end" = "end" + 1 WHERE claim_id = 1',
        "texts",
        f"{CLOSED}: its passage",
    ),
    "an anchor in the log": Damage(
        'UPDATE anchor SET start = start + 1, "end" = "end" + 1 WHERE claim_id = 1',
        "log",
        f"{CLOSED}: is not what operation",
    ),
    "an anchor outside the text": Damage(
        'UPDATE anchor SET "end" = 9999 WHERE claim_id = 1', "texts", f"{CLOSED}: "
    ),
    "an anchor's hash": Damage(
        f"UPDATE anchor SET sha256 = '{'0' * 64}' WHERE claim_id = 1", "texts", CLOSED
    ),
    "an anchor in another article's text": Damage(
        "UPDATE anchor SET revision_id = (SELECT id FROM revision WHERE article_id = 2) WHERE claim_id = 1",
        "texts",
        f"{CLOSED}: stands in bridge revision 1, which is another article's",
    ),
    "an anchor's state": Damage("UPDATE anchor SET state = 'moved' WHERE claim_id = 1", "log", CLOSED),
    "an anchor that goes": Damage("DELETE FROM anchor WHERE claim_id = 1", "log", CLOSED),
    "an attribution that goes": Damage(
        "DELETE FROM attribution WHERE claim_id = 1", "log", f"{CLOSED}: is not what operation"
    ),
    "an attribution's stance": Damage(
        "UPDATE attribution SET stance = 'denies' WHERE claim_id = 1", "log", CLOSED
    ),
    "an attribution's words": Damage(
        "UPDATE attribution SET quote = 'closed' WHERE claim_id = 1", "log", CLOSED
    ),
    "an attribution's source": Damage(
        "UPDATE attribution SET source_id = 5, source_kind = 'publication' WHERE claim_id = 1", "log", CLOSED
    ),
    "a label that goes": Damage("DELETE FROM label WHERE word = 'figure'", "log", COST),
    "a label that comes": Damage("INSERT INTO label (claim_id, word) VALUES (1, 'new')", "log", CLOSED),
    "a note's words": Damage(
        "UPDATE note SET text = 'Nobody.' WHERE number = 3", "log", "note 3 on old-bridge/3"
    ),
    "a note's writer": Damage(
        "UPDATE note SET actor = 'Ben' WHERE number = 3", "log", "note 3 on old-bridge/3"
    ),
    "a note that goes": Damage(
        "DELETE FROM note WHERE sentence_id IS NOT NULL", "log", "note 1 on bridge:1/1"
    ),
    "a note nobody wrote": Damage(
        "INSERT INTO note (claim_id, number, actor, at, text) "
        "VALUES (1, 1, 'Ana', '2026-01-01T00:00:00Z', 'x')",
        "log",
        f"note 1 on {CLOSED}: is here, and the log knows nothing",
    ),
    "a link that goes": Damage("DELETE FROM claim_link WHERE kind = 'repeats'", "log", "repeats"),
    "a link's kind": Damage(
        "UPDATE claim_link SET kind = 'contradicts' WHERE kind = 'repeats'", "log", "contradicts"
    ),
    "a link nobody made": Damage(
        "INSERT INTO claim_link (claim_id, other_id, kind) VALUES (2, 3, 'repeats')",
        "log",
        "old-bridge/2 repeats old-bridge/3",
    ),
    "a source's name": Damage(
        "UPDATE source SET name = 'City Councils', key = 'city councils' WHERE id = 1", "log", "City Councils"
    ),
    "a source's key": Damage("UPDATE source SET key = 'town council' WHERE id = 1", "keys", "City Council"),
    "a source's kind": Damage(
        "UPDATE source SET kind = 'document' WHERE id = 1; "
        "UPDATE attribution SET source_kind = 'document' WHERE source_id = 1",
        "log",
        "City Council: is not what",
    ),
    "a source's body": Damage(
        "UPDATE source SET speaks_for_id = NULL WHERE id = 2", "log", "Ana Leka (mayor)"
    ),
    "a source that speaks for itself": Damage(
        "UPDATE source SET speaks_for_id = 2 WHERE id = 1", "keys", "speaks for itself"
    ),
    "an alias that goes": Damage(
        "DELETE FROM source_alias WHERE name = 'The Mayor'", "log", "Ana Leka (mayor)"
    ),
    "an alias": Damage(
        "UPDATE source_alias SET name = 'the mayor' WHERE name = 'The Mayor'", "log", "Ana Leka (mayor)"
    ),
    "a source's version": Damage(
        "UPDATE source SET version = 9 WHERE id = 2", "log", "Ana Leka (mayor): is at version 9"
    ),
    "a slug": Damage(
        "UPDATE article SET slug = 'new-bridge' WHERE id = 1", "log", "new-bridge: is not what operation"
    ),
    "a title": Damage(
        "UPDATE article SET title = 'Bridges' WHERE id = 1", "log", "old-bridge: is not what operation"
    ),
    "an article's version": Damage(
        "UPDATE article SET version = 1 WHERE id = 1", "log", "old-bridge: is at version 1"
    ),
    "a next number that was given": Damage(
        "UPDATE article SET next_number = 3 WHERE id = 1", "keys", "old-bridge"
    ),
    "a next number from the log": Damage(
        "DELETE FROM claim WHERE id = 6; UPDATE article SET next_number = 4 WHERE id = 1",
        "log",
        "old-bridge: its next claim would be 4",
    ),
    "a text": Damage(
        "UPDATE revision SET text = replace(text, 'May', 'Mai') WHERE article_id = 1",
        "texts",
        "old-bridge revision 1",
    ),
    "a text's hash": Damage(
        f"UPDATE revision SET sha256 = '{'0' * 64}' WHERE article_id = 1", "texts", "old-bridge revision 1"
    ),
    "a file's name": Damage(
        "UPDATE revision SET file_name = 'x.txt' WHERE article_id = 1", "log", "old-bridge revision 1"
    ),
    "a revision that goes": Damage("DELETE FROM revision WHERE article_id = 2", "integrity", "revision"),
    "a sentence's role": Damage("UPDATE sentence SET role = NULL WHERE id = 1", "log", "old-bridge:1/1"),
    "a sentence's span": Damage(
        'UPDATE sentence SET "end" = "end" - 1 WHERE id = 2', "texts", "sentence 2/1"
    ),
    "a sentence's version": Damage("UPDATE sentence SET version = 7 WHERE id = 1", "log", "is at version 7"),
    "a sentence that goes": Damage("DELETE FROM sentence WHERE id = 2", "log", "2/1"),
    "a claim that goes": Damage("DELETE FROM claim WHERE id = 1", "log", "1: is not what operation"),
    "a source that goes": Damage("DELETE FROM source WHERE id = 1", "integrity", "attribution"),
    "a claim nobody made": Damage(
        "INSERT INTO claim (article_id, number, statement, confidence, status, operation_id, version) "
        "VALUES (1, 90, 'New.', 'low', 'open', 1, 1)",
        "log",
        "old-bridge/90: is here, and the log knows nothing",
    ),
    "an actor's key": Damage("UPDATE actor SET key = 'ben'", "keys", "Ana"),
    "a change that goes": Damage(f"DELETE FROM change WHERE id = {LAST_OF_CLOSED}", "log", CLOSED),
    "the first change": Damage(
        "DELETE FROM change WHERE id = (SELECT min(id) FROM change WHERE thing = 'claim')",
        "log",
        "1: was there before",
    ),
    "a change in the midst": Damage(
        "DELETE FROM change WHERE id = "
        f"(SELECT max(id) FROM change WHERE thing = 'claim' AND thing_id = 1 AND id < {LAST_OF_CLOSED})",
        "log",
        "1: operation",
    ),
    "a letter of a record": Damage(
        f"UPDATE change SET after = replace(after, 'for good', 'for god') WHERE id = {LAST_OF_CLOSED}",
        "log",
        CLOSED,
    ),
    "a letter of an old record": Damage(
        "UPDATE change SET after = replace(after, 'The bridge is closed.', 'The bridge is close.') "
        "WHERE thing = 'claim'",
        "log",
        CLOSED,
    ),
    "a record that is none": Damage(
        f"UPDATE change SET after = substr(after, 2) WHERE id = {LAST_OF_CLOSED}", "log", CLOSED
    ),
    "a place in a record": Damage(
        "UPDATE change SET after = replace(after, '\"paragraph\"\\:2', '\"paragraph\"\\:3') "
        f"WHERE id = {LAST_OF_CLOSED}",
        "log",
        CLOSED,
    ),
    "a change's claim": Damage(f"UPDATE change SET claim_id = 2 WHERE id = {LAST_OF_CLOSED}", "log", CLOSED),
    "a change's article": Damage(
        f"UPDATE change SET article_id = 2 WHERE id = {LAST_OF_CLOSED}", "log", CLOSED
    ),
    "a change of nothing": Damage(
        "UPDATE change SET claim_id = NULL WHERE id = (SELECT min(id) FROM change WHERE thing = 'link')",
        "log",
        "",
    ),
    "the changes of what is gone": Damage(
        "DELETE FROM change WHERE thing = 'revision' AND article_id = 3 AND after IS NULL",
        "log",
        "gone revision 1: is not what",
    ),
    "an operation's changes": Damage(
        "DELETE FROM change WHERE operation_id = 2", "log", "operation 2: changed nothing"
    ),
    "an operation that undoes a later one": Damage(
        "UPDATE operation SET undoes = 9 WHERE id = 3", "log", "operation 3: undoes operation 9"
    ),
    "an operation's time": Damage(
        "UPDATE operation SET at = '2026-13-01T00:00:00Z' WHERE id = 3", "log", "operation 3"
    ),
    "a document": Damage(
        "UPDATE claim_search SET notes = 'wrong' WHERE {key} = 1",
        "search",
        f"{CLOSED}: the search index holds another notes",
    ),
    "a document that goes": Damage(
        "DELETE FROM claim_search WHERE {key} = 1", "search", f"{CLOSED}: is not in the search index"
    ),
    "a document of nothing": Damage(
        "UPDATE claim_search SET {key} = 999 WHERE {key} = 1",
        "search",
        "1 documents of claims that are not there",
    ),
    "a token's count": Damage(
        "UPDATE search_token SET claims = claims + 1 WHERE token = 'bridg'", "search", "the word “bridg”"
    ),
    "a token that goes": Damage(
        "DELETE FROM search_token WHERE token = 'bridg'", "search", "the word “bridg”: is counted in 0"
    ),
    "how many documents": Damage(
        "UPDATE search_token SET claims = 1 WHERE token = ''", "search", "all claims"
    ),
    "an index that goes": Damage("DROP INDEX ix_anchor_revision_id_start", "schema", "start"),
}


def findings(report: Report, check: str) -> list[str]:
    return [str(finding) for each in report.checks if each.name == check for finding in each.findings]


def damage(url: str, sql: str) -> None:
    location = Location.of(url)
    alter(location, tuple(sql.replace("{key}", "rowid" if location.path else "claim_id").split("; ")))


def check_found(url: str, what: str) -> None:
    """Damage the desk, and assert that the verification names it."""
    sql, check, told = DAMAGES[what]
    damage(url, sql)

    report = verify(Location.of(url))

    assert not report.ok
    assert any(told in finding for finding in findings(report, check)), report


@pytest.mark.parametrize("what", DAMAGES)
def test_damage_is_found_and_named(file: Path, what: str) -> None:
    check_found(str(file), what)


@pytest.mark.parametrize("past", ["postgresql"], indirect=True)
@pytest.mark.parametrize("what", random.Random(4).sample(sorted(DAMAGES), 10))
def test_damage_on_a_server_is_found_and_named(past: str, what: str) -> None:
    check_found(past, what)


@pytest.mark.torture
@pytest.mark.parametrize("past", ["postgresql"], indirect=True)
@pytest.mark.parametrize("what", DAMAGES)
def test_every_damage_on_a_server_is_found_and_named(past: str, what: str) -> None:
    check_found(past, what)
