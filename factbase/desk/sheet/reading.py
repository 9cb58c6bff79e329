"""Reads a sheet: what it says, or every slip in it with its line. No database is asked."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TypeVar

from factbase.desk.acts.sentences import UNTRIAGED
from factbase.desk.sheet.notation import HEADER, VERSION, BadEscape, fields, unescaped
from factbase.desk.sheet.parts import Rating, Said, Sheet, SheetClaim, SheetSentence, SheetVoice
from factbase.errors import InvalidInput
from factbase.references import Place, place
from factbase.text.folding import is_blank, unstorable
from factbase.vocabulary import Confidence, Mode, Role, SourceKind, Stance

W = TypeVar("W", bound=StrEnum)

_MOST = 20  # slips that are told
_SENTENCE = re.compile(r"([1-9][0-9]*/[1-9][0-9]*)(?=\s|$)\s*(.*)", re.DOTALL)
_CLAIM = re.compile(r"([1-9][0-9]{0,8})(?=\s|$)\s*(.*)", re.DOTALL)
_CUT = re.compile(r"x\s+([1-9][0-9]{0,8})(?=\s|$)\s*(.*)", re.DOTALL)
_KIND = re.compile(r"(.*?)\s*(?<!\\)\[([^\[\]]*)\]\s*", re.DOTALL)


class Slip(Exception):
    """A line that is not as the notation has it; the message says why."""


def refused(slips: Iterable[tuple[int, str]], what: str) -> InvalidInput:
    """Return the error for a sheet with slips, each told with its line."""
    told = [f"line {line}: {why}" for line, why in sorted(slips)]
    more = [f"and {len(told) - _MOST} more"] if len(told) > _MOST else []
    count = f"{len(told)} slip{'' if len(told) == 1 else 's'}"
    return InvalidInput(f"{what} was not taken, it has {count}: mend them.", details=[*told[:_MOST], *more])


@dataclass
class _Reader:
    """Where the reading has come to."""

    slips: list[tuple[int, str]] = field(default_factory=list)
    sentences: list[SheetSentence] = field(default_factory=list)
    places: dict[Place, int] = field(default_factory=dict)
    numbers: dict[int, int] = field(default_factory=dict)

    def take(self, number: int, line: str) -> None:
        """Read one line. Raises Slip and BadEscape."""
        if sentence := _SENTENCE.fullmatch(line):
            self._sentence(number, sentence[1], sentence[2])
        elif claim := _CLAIM.fullmatch(line):
            self._claim(number, int(claim[1]), claim[2])
        elif cut := _CUT.fullmatch(line):
            self._cut(number, int(cut[1]), cut[2])
        elif line[0] == "+":
            self._claim(number, None, line[1:].strip())
        elif line[0] == "@":
            self._voice(number, line[1:])
        elif line[0] == "=":
            self._rating(number, line[1:])
        else:
            raise Slip(
                f"“{line[:20]}” begins with no mark: a claim with its number or +, a source with @, a rating with ="
            )

    def _sentence(self, number: int, where: str, rest: str) -> None:
        role, *words = fields(rest)
        if len(words) > 1:
            raise Slip("a bar in the words of a sentence is written \\|")
        at = place(where)
        known = {**{word.value: word for word in Role}, UNTRIAGED: None}
        if role.lower() not in known:
            raise Slip(f"“{role}” is no role: write {', '.join(known)}")
        if at in self.places:
            raise Slip(f"{where} stands in line {self.places[at]} already")
        self.places[at] = number
        printed = unescaped(words[0]) if words else None
        self.sentences.append(SheetSentence(number, at, known[role.lower()], printed, ()))

    def _claim(self, line: int, number: int | None, statement: str) -> None:
        self._add(line, SheetClaim(line, number, _text(statement, "the statement")))

    def _cut(self, line: int, number: int, reason: str) -> None:
        self._add(line, SheetClaim(line, number, "", cut=_text(reason, "the reason why it goes")))

    def _add(self, line: int, claim: SheetClaim) -> None:
        if not self.sentences:
            raise Slip("a claim stands below its sentence, and there is none yet")
        if claim.number is not None:
            if claim.number in self.numbers:
                raise Slip(f"claim {claim.number} stands in line {self.numbers[claim.number]} already")
            self.numbers[claim.number] = line
        last = self.sentences[-1]
        self.sentences[-1] = replace(last, claims=(*last.claims, claim))

    def _last(self) -> SheetClaim:
        if not self.sentences or not self.sentences[-1].claims:
            raise Slip("this belongs to a claim, and there is none above it in this sentence")
        claim = self.sentences[-1].claims[-1]
        if claim.cut is not None:
            raise Slip("the claim above goes, so nothing is said of it")
        return claim

    def _replace(self, claim: SheetClaim) -> None:
        last = self.sentences[-1]
        self.sentences[-1] = replace(last, claims=(*last.claims[:-1], claim))

    def _voice(self, line: int, rest: str) -> None:
        claim = self._last()
        name, *words = fields(rest)
        kind = None
        if marked := _KIND.fullmatch(name):
            name, kind = marked[1], _word([SourceKind], marked[2], "kind of source")
        stance, mode = Stance.ASSERTS, None
        for word in filter(None, words):
            meant = _word([Stance, Mode], word, "stance or mode")
            if isinstance(meant, Stance):
                stance = meant
            elif isinstance(meant, Mode):
                mode = meant
        if mode is None:
            mode = Mode.OBSERVATION if kind == SourceKind.AUTHOR else Mode.INDIRECT
        said = Said(_text(name, "the name"), stance, mode)
        voice = SheetVoice(line, said, kind if isinstance(kind, SourceKind) else None)
        self._replace(replace(claim, voices=(*claim.voices, voice)))

    def _rating(self, line: int, rest: str) -> None:
        claim = self._last()
        if claim.rating is not None:
            raise Slip(f"the claim above is rated in line {claim.rating_line} already")
        word, *reasons = fields(rest)
        meant = _word([Confidence], word, "confidence")
        if len(reasons) > 1:
            raise Slip("a bar in the reason is written \\|")
        reason = _text(reasons[0], "the reason") if reasons and reasons[0] else None
        rating = Rating(Confidence(meant), reason)
        self._replace(replace(claim, rating=rating, rating_line=line))


def _text(given: str, what: str) -> str:
    text = unescaped(given)
    if is_blank(text):
        raise Slip(f"{what} is missing")
    if fault := unstorable(text):
        raise Slip(f"{what} {fault}")
    return text


def _word(lists: list[type[W]], given: str, what: str) -> W:
    known = {word.value: word for words in lists for word in words}
    folded = given.strip().lower().replace("-", "_").replace(" ", "_")
    if folded not in known:
        from factbase.lookup.suggestions import did_you_mean

        hint = did_you_mean(folded, known, most=1)
        raise Slip(f"“{given.strip()}” is no {what}.{hint or ' Write ' + ', '.join(known) + '.'}")
    return known[folded]


def parse(data: bytes, name: str) -> Sheet:
    """Return what a sheet says. Raises InvalidInput telling each slip with its line."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        bad = data[: error.start].count(b"\n") + 1
        raise refused([(bad, "this is no UTF-8")], name) from None
    lines = text.replace("\r\n", "\n").split("\n")
    head = next(((number, line) for number, line in enumerate(lines, start=1) if line.strip()), (1, ""))
    known = HEADER.fullmatch(head[1].strip())
    if known is None or int(known[1]) != VERSION:
        why = f"a sheet begins with “# factbase sheet {VERSION}: ARTICLE, revision N, operation N”, as it was written"
        raise refused([(head[0], why)], name)
    reader = _Reader()
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        try:
            reader.take(number, line.strip())
        except Slip as slip:
            reader.slips.append((number, f"{slip}"))
        except BadEscape as escape:
            reader.slips.append((number, f"{escape} stands for nothing: a backslash itself is written \\\\"))
    if reader.slips:
        raise refused(reader.slips, name)
    return Sheet(known[2], int(known[3]), int(known[4]), tuple(reader.sentences))
