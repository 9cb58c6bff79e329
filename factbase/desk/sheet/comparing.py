"""Compares a sheet with what it was written from, and that with what is there now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy import Connection

from factbase.desk.acts.sentences import UNTRIAGED
from factbase.desk.sheet.parts import Rating, Sheet, SheetClaim, SheetSentence, Shown, shown
from factbase.lookup import ArticleKey, RevisionKey
from factbase.queries.sentences import SentenceRow, list_sentences
from factbase.queries.sheets import Since, changes_since, records_in
from factbase.records import ClaimLine
from factbase.references import Place
from factbase.vocabulary import Role, Status


@dataclass(frozen=True)
class Edited:
    """A claim that was changed in a sheet: what it showed, and what it is to show."""

    claim: SheetClaim
    place: Place
    was: Shown
    rating: Rating | None  # a person's from now on; None where it follows from the sources


@dataclass
class Comparison:
    """What is to be done, or why it cannot be: slips of the person, conflicts with others."""

    roles: list[tuple[SheetSentence, Role | None]] = field(default_factory=list)  # and the role it has
    edited: list[Edited] = field(default_factory=list)
    added: list[tuple[SheetClaim, Place]] = field(default_factory=list)
    cut: list[SheetClaim] = field(default_factory=list)
    slips: list[tuple[int, str]] = field(default_factory=list)
    conflicts: list[tuple[int, str]] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)  # what a source is called now, by what it was called


class _Base:
    """What the sheet was written from, and what is there now."""

    def __init__(self, connection: Connection, article: ArticleKey, sheet: Sheet) -> None:
        self.since: Since = changes_since(connection, article.id, sheet.operation)
        self.now: dict[int, ClaimLine] = {line["number"]: line for line in records_in(connection, article.id)}
        self.then: dict[int, ClaimLine] = {}
        for number, line in self.now.items():
            was = self.since.claims.get(number, line)
            if was is not None:
                self.then[number] = was
        self.then |= {
            number: was for number, was in self.since.claims.items() if was and number not in self.now
        }
        self.standing: dict[Place | None, list[int]] = defaultdict(list)
        for number, line in self.then.items():
            if line["status"] != Status.CUT:
                self.standing[shown(line, {}).place].append(number)

    def shown(self, number: int) -> Shown:
        """Return what the sheet showed of a claim when it was written."""
        was = self.then[number]
        touched = number in self.since.claims  # then its record has the names of that time already
        return shown(was, {} if touched else self.since.names)


def compare(connection: Connection, article: ArticleKey, revision: RevisionKey, sheet: Sheet) -> Comparison:
    """Return what was changed in a sheet, and where that cannot be."""
    base = _Base(connection, article, sheet)
    rows = {row.place: row for row in list_sentences(connection, article)}
    found = Comparison(names={was: now for now, was in base.since.names.items()})
    listed = {claim.number for sentence in sheet.sentences for claim in sentence.claims}
    for sentence in sheet.sentences:
        row = rows.get(sentence.place)
        if row is None:
            found.slips.append((sentence.line, f"there is no sentence {sentence.place} in {sheet.slug}"))
            continue
        _sentence(found, base, sentence, row)
        for claim in sentence.claims:
            _claim(found, base, sentence.place, claim)
        found.slips += _missing(base, sentence, listed)
        found.slips += _doubles(sentence)
    return found


def _sentence(found: Comparison, base: _Base, sentence: SheetSentence, row: SentenceRow) -> None:
    if sentence.words is not None and row.words is not None and sentence.words != row.words:
        found.slips.append(
            (
                sentence.line,
                f"the words of {row.place} are the article’s: they are not changed here, only read",
            )
        )
    was = base.since.roles.get(str(row.place), row.role)
    if sentence.role == was or sentence.role == row.role:
        return
    if row.role != was:
        theirs, yours = row.role or UNTRIAGED, sentence.role or UNTRIAGED
        found.conflicts.append((sentence.line, f"{row.place} is {theirs} by now, and {yours} in the sheet"))
        return
    stays = [claim for claim in sentence.claims if claim.cut is None]
    if sentence.role != Role.CLAIM and stays:
        found.slips.append((stays[0].line, f"a claim stands in {row.place}, so its role is claim"))
        return
    found.roles.append((sentence, row.role))


def _claim(found: Comparison, base: _Base, place: Place, claim: SheetClaim) -> None:
    number = claim.number
    if number is None:
        if claim.rating is not None and claim.rating.reason is None:
            found.slips.append(
                (claim.rating_line, f"say why it is {claim.rating.word}: = {claim.rating.word} | why")
            )
        found.added.append((claim, place))
        return
    if number not in base.then or base.then[number]["status"] == Status.CUT:
        why = "was cut" if number in base.then else "was not there"
        found.slips.append((claim.line, f"claim {number} {why} when the sheet was written"))
        return
    if claim.cut is not None:
        _gone(found, base, claim, number)
        return
    was = base.shown(number)
    rating = _rating(found, claim, was)
    wanted = Shown(
        claim.statement.strip(), place, tuple(voice.said for voice in claim.voices), rating or was.rating
    )
    if rating is None and was.rating.reason is not None:
        wanted = wanted._replace(rating=Rating(was.rating.word, None))
    if wanted == was:
        return
    now = base.now.get(number)
    if now is not None and now["status"] != Status.CUT and shown(now, {}) == wanted:
        return
    if _changed(base, number):
        found.conflicts.append((claim.line, _told(number, now, claim.statement)))
        return
    found.edited.append(Edited(claim, place, was, rating))


def _rating(found: Comparison, claim: SheetClaim, was: Shown) -> Rating | None:
    """Return a person's rating, None where the default counts; a word without its reason must be what was shown."""
    if claim.rating is None:
        return None
    word, reason = claim.rating
    if reason is not None:
        return claim.rating
    if was.rating.reason is not None or word != was.rating.word:
        found.slips.append(
            (claim.rating_line, f"say why it is {word}: = {word} | why; without the line it is by default")
        )
    return None


def _gone(found: Comparison, base: _Base, claim: SheetClaim, number: int) -> None:
    now = base.now.get(number)
    if now is None or now["status"] == Status.CUT:
        return
    if _changed(base, number):
        found.conflicts.append((claim.line, _told(number, now, f"x {number}")))
    else:
        found.cut.append(claim)


_COUNTS = ("statement", "confidence_override", "status", "anchors", "attributions")


def _changed(base: _Base, number: int) -> bool:
    """Return whether others changed a claim since the sheet was written, in what a sheet could overwrite."""
    was, now = base.since.claims.get(number), base.now.get(number)
    if number not in base.since.claims:
        return False
    if was is None or now is None:
        return True
    return any(was[part] != now[part] for part in _COUNTS)  # type: ignore[literal-required]


def _told(number: int, now: ClaimLine | None, yours: str) -> str:
    if now is None:
        return f"claim {number} was removed meanwhile; yours: “{yours}”"
    said = ", ".join(f"{each['source']} {each['stance']}" for each in now["attributions"]) or "nobody"
    return f"claim {number} was changed meanwhile; theirs: “{now['statement']}” ({said}); yours: “{yours}”"


def _missing(base: _Base, sentence: SheetSentence, listed: set[int | None]) -> Iterator[tuple[int, str]]:
    for number in base.standing[sentence.place]:
        now = base.now.get(number)
        if number not in listed and now is not None and now["status"] != Status.CUT:
            yield sentence.line, f"claim {number} is missing below it: to take it out write “x {number} why”"


def _doubles(sentence: SheetSentence) -> Iterator[tuple[int, str]]:
    """Yield what stands twice: new claims that say the same, sources of new claims with the same stance."""
    new: dict[str, int] = {}
    for claim in sentence.claims:
        if claim.number is None:
            if claim.statement.strip() in new:
                yield claim.line, f"line {new[claim.statement.strip()]} says the same"
            new.setdefault(claim.statement.strip(), claim.line)
