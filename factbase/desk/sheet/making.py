"""Makes what was changed in a sheet."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from factbase import lookup
from factbase.changes import claims
from factbase.changes.operation import Operation
from factbase.changes.placing import passage_of_sentence, same_claim
from factbase.changes.sentences import set_role
from factbase.changes.sources import add_source
from factbase.changes.voices import Voice, add_voice, alter_voice, remove_voice, voices_behind
from factbase.desk.acts.sentences import UNTRIAGED
from factbase.desk.sheet.comparing import Comparison, Edited
from factbase.desk.sheet.parts import Said, SheetClaim, SheetSentence, SheetVoice
from factbase.desk.sheet.reading import refused
from factbase.errors import Conflict, FactbaseError, InvalidInput, NotFound
from factbase.lookup import ArticleKey, ClaimKey, SourceKey
from factbase.references import ClaimRef, Place
from factbase.vocabulary import Role


def make(operation: Operation, article: ArticleKey, compared: Comparison, name: str) -> list[str]:
    """Make all changes and return them as lines. Raises InvalidInput with the line of the one that cannot be."""
    maker = _Maker(operation, article, compared.names)
    steps: list[tuple[int, Callable[[], list[str]]]] = [
        *((claim.line, partial(maker.cut, claim)) for claim in compared.cut),
        *((edited.claim.line, partial(maker.edit, edited)) for edited in compared.edited),
        *((claim.line, partial(maker.add, claim, place)) for claim, place in compared.added),
        *((sentence.line, partial(maker.role, sentence, was)) for sentence, was in compared.roles),
    ]
    changes: list[str] = []
    for line, step in steps:
        try:
            changes += step()
        except (InvalidInput, NotFound, Conflict) as error:
            raise refused([(maker.line or line, _end(error))], name) from error
        maker.line = 0
    return changes


def _end(error: FactbaseError) -> str:
    return str(error).rstrip(".")


class _Maker:
    """Does one change after the other; ``line`` is the one that it is at, within a claim's."""

    def __init__(self, operation: Operation, article: ArticleKey, names: dict[str, str]) -> None:
        self._operation = operation
        self._article = article
        self._names = names
        self.line = 0

    def role(self, sentence: SheetSentence, was: Role | None) -> list[str]:
        key = lookup.sentence(self._operation.connection, self._article, sentence.place)
        if key.role == sentence.role:  # a new claim has done it
            return []
        set_role(self._operation, key, sentence.role)
        place = f"{self._article.slug}:{sentence.place}"
        return [f"{place}: role {was or UNTRIAGED} → {sentence.role or UNTRIAGED}."]

    def cut(self, claim: SheetClaim) -> list[str]:
        key = self._claim(claim)
        claims.cut(self._operation, key)
        return [f"{key.ref}: cut, {claim.cut}."]

    def add(self, claim: SheetClaim, place: Place) -> list[str]:
        connection = self._operation.connection
        passage = passage_of_sentence(connection, self._article, place)
        if same_claim(connection, self._article, claim.statement, passage) is not None:
            return []  # this sheet was taken already
        key = claims.add_claim(self._operation, self._article, claim.statement, passage)
        for voice in claim.voices:
            self.line = voice.line
            add_voice(self._operation, key, self._voice(voice))
        if claim.rating is not None:
            self.line = claim.rating_line
            claims.rate(self._operation, key, *claim.rating)
        said = ", ".join(f"{voice.said.source} {voice.said.stance}" for voice in claim.voices)
        return [f"{key.ref}: added, “{key.statement}”{f', {said}' if said else ''}."]

    def edit(self, edited: Edited) -> list[str]:
        claim, was = edited.claim, edited.was
        key = self._claim(claim)
        told = []
        if claim.statement.strip() != was.statement:
            claims.edit_statement(self._operation, key, claim.statement)
            told.append(f"“{was.statement}” → “{claim.statement.strip()}”")
        if edited.place != was.place:
            passage = passage_of_sentence(self._operation.connection, self._article, edited.place)
            claims.anchor_claim(self._operation, key, passage)
            told.append(f"{was.place} → {edited.place}")
        told += self._voices(key, claim, was.said)
        before = was.rating if was.rating.reason is not None else None
        if edited.rating != before:
            self.line = claim.rating_line or claim.line
            claims.rate(self._operation, key, *(edited.rating or (None, None)))
            told.append(f"rated {edited.rating.word} by a person" if edited.rating else "rated by default")
        return [f"{key.ref}: {', '.join(told)}."]

    def _claim(self, claim: SheetClaim) -> ClaimKey:
        ref = ClaimRef(self._article.slug, claim.number or 0)
        return lookup.claim(self._operation.connection, ref)

    def _voices(self, key: ClaimKey, claim: SheetClaim, was: tuple[Said, ...]) -> Iterator[str]:
        if tuple(voice.said for voice in claim.voices) == was:
            return
        there = voices_behind(self._operation.connection, key.id)
        rows = [(row, voice, said) for (row, voice), said in zip(there.items(), was, strict=True)]
        pairs = _paired([said for _row, _voice, said in rows], claim.voices)
        kept = {index for index, _voice in pairs if index is not None}
        for index, (row, _voice, said) in enumerate(rows):
            if index not in kept:
                remove_voice(self._operation, key, row)
                yield f"− {said.source} {said.stance}"
        for at, sheet_voice in pairs:
            self.line = sheet_voice.line
            new = sheet_voice.said
            if at is None:
                add_voice(self._operation, key, self._voice(sheet_voice))
                yield f"+ {new.source} {new.stance}"
            elif rows[at][2] != new:
                row, old, said = rows[at]
                source = old.source if new.source == said.source else self._source(sheet_voice)
                altered = replace(old, source=source, stance=new.stance, mode=new.mode)
                alter_voice(self._operation, key, row, altered)
                yield f"{said.source} {said.stance} {said.mode} → {new.source} {new.stance} {new.mode}"
        self.line = 0

    def _voice(self, voice: SheetVoice) -> Voice:
        return Voice(self._source(voice), voice.said.stance, voice.said.mode)

    def _source(self, voice: SheetVoice) -> SourceKey:
        """Return the source of a line with @, made now if it is new. Raises InvalidInput."""
        connection = self._operation.connection
        name = self._names.get(voice.said.source, voice.said.source)
        if lookup.sources_named(connection, name, article_id=self._article.id):
            found = lookup.source(connection, name, article_id=self._article.id)
            if voice.kind not in (None, found.kind):
                raise InvalidInput(f"“{found.name}” is known, as {found.kind}: leave the kind out.")
            return found
        if voice.kind is not None:
            return add_source(self._operation, name, voice.kind, self._article)
        try:
            return lookup.source(connection, name, article_id=self._article.id)
        except NotFound as error:
            raise InvalidInput(f"{error} A new one needs its kind: @ {name} [person]") from None


def _paired(was: list[Said], now: tuple[SheetVoice, ...]) -> list[tuple[int | None, SheetVoice]]:
    """Return for each line with @ the attribution that it was: the same, else one of that source, else what is left.

    None is a new one. What an attribution has besides, such as its cue, stays with it.
    """
    left = list(range(len(was)))
    found: dict[int, int] = {}
    rules: tuple[Callable[[Said, Said], bool], ...] = (
        lambda old, new: old == new,
        lambda old, new: old.source == new.source,
        lambda _old, _new: len(was) == len(now),
    )
    for alike in rules:
        for number, voice in enumerate(now):
            match = next((index for index in left if alike(was[index], voice.said)), None)
            if number not in found and match is not None:
                found[number] = match
                left.remove(match)
    return [(found.get(number), voice) for number, voice in enumerate(now)]
