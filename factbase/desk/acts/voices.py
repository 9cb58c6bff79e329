"""Acts on who stands behind the chosen claim, and how."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from factbase import lookup
from factbase.changes.operation import Operation
from factbase.changes.sources import add_alias, add_source
from factbase.changes.voices import Voice, add_voice, alter_voice, remove_voice, voices_behind
from factbase.desk.acts.hand import Done, Hand
from factbase.desk.acts.outcomes import Outcome
from factbase.errors import InvalidInput, NotFound
from factbase.lookup import ClaimKey, SourceKey
from factbase.queries import window
from factbase.queries.cited import Cited
from factbase.records import ClaimLine
from factbase.vocabulary import Mode, SourceKind, Stance, Terms


class OnVoices(Hand):
    """What can be done with the sources of the chosen claim; but for a new one it is the chosen one of them."""

    _spoke: Voice | None = None  # the last that was put or changed here

    def source(self, name: str, kind: SourceKind | None = None) -> Outcome:
        """Put a source behind the claim, by name or alias; a new one needs its kind.

        It asserts, indirectly, or as an observation if it is the author, until that is changed.
        """

        def work(operation: Operation, claim: ClaimKey) -> Done:
            source = self._source(operation, name, kind)
            mode = Mode.OBSERVATION if source.kind == SourceKind.AUTHOR else Mode.INDIRECT
            return self._put(operation, claim, Voice(source, mode=mode))

        return self._on_voices("source", name, work)

    def same(self) -> Outcome:
        """Put the source behind the claim that was put last, in the same way but without its words.

        Without one at this desk yet, it is the last of the nearest claim before.
        """

        def work(operation: Operation, claim: ClaimKey) -> Done:
            spoke = self._spoke or self._before(operation, claim)
            if spoke is None:
                raise NotFound("No source was put before this one: pick one.")
            return self._put(operation, claim, replace(spoke, cue=None, quote=None, note=None))

        return self._on_voices("source", "the same source as the last one", work)

    def _before(self, operation: Operation, claim: ClaimKey) -> Voice | None:
        key = window.attributed_before(operation.connection, self._revision.id, self._at, claim.id)
        voices = {} if key is None else voices_behind(operation.connection, key)
        return list(voices.values())[-1] if voices else None

    def instead(self, name: str, kind: SourceKind | None = None) -> Outcome:
        """Put another source in the place of the chosen one, which says it in the same way."""

        def alter(operation: Operation, voice: Voice) -> Voice:
            source = self._source(operation, name, kind)
            return replace(voice, source=source)

        return self._alter("source", name, alter)

    def drop(self) -> Outcome:
        """Take the chosen source from behind the claim."""

        def work(operation: Operation, claim: ClaimKey) -> Done:
            key, voice = self._in_hand(operation, claim)
            remove_voice(operation, claim, key)
            return Done(f"{voice.source.name} stands behind it no longer")

        return self._on_voices("source", "one source fewer", work)

    def stance(self, word: Stance) -> Outcome:
        """Say what the source does with the claim."""
        return self._set(f"stance {word}", stance=word)

    def mode(self, word: Mode) -> Outcome:
        """Say how the text gives what the source says."""
        return self._set(f"mode {word}", mode=word)

    def terms(self, word: Terms) -> Outcome:
        """Say on what terms the source spoke."""
        return self._set(f"terms {word}", terms=word)

    def own_act(self, is_own: bool | None = None) -> Outcome:
        """Say whether the source speaks of its own act; without a word it becomes the other."""

        def alter(_operation: Operation, voice: Voice) -> Voice:
            return replace(voice, own_act=not voice.own_act if is_own is None else is_own)

        return self._alter("own act", "own act", alter)

    def cue(self, words: str | None) -> Outcome:
        """Keep the words that cite the source; None or an empty text takes them away."""
        return self._set(f"cue “{words}”" if words else "no cue", cue=words or None)

    def quote(self, words: str | None) -> Outcome:
        """Keep what the source says as printed; None or an empty text takes it away."""
        return self._set(f"quote “{words}”" if words else "no quote", quote=words or None)

    def remark(self, text: str | None) -> Outcome:
        """Write a remark on this attribution; None or an empty text takes it away."""
        return self._set("remark" if text else "no remark", note=text or None)

    def via(self, name: str | None, kind: SourceKind | None = None) -> Outcome:
        """Say through whom the source is heard; None takes that away."""

        def alter(operation: Operation, voice: Voice) -> Voice:
            return replace(voice, via=None if name is None else self._source(operation, name, kind))

        return self._alter("via", f"via {name}" if name else "no via", alter)

    def alias(self, name: str) -> Outcome:
        """Give the chosen source another name, by which it is found too."""

        def work(operation: Operation, claim: ClaimKey) -> Done:
            key, voice = self._in_hand(operation, claim)
            add_alias(operation, voice.source, name)
            return Done(f"{voice.source.name} goes by “{name.strip()}” too", voice=key, then=self._forget)

        return self._on_voices("alias", name, work)

    # How

    def _source(self, operation: Operation, name: str, kind: SourceKind | None) -> SourceKey:
        connection = operation.connection
        if not lookup.sources_named(connection, name, article_id=self._article.id):
            if kind is None:
                raise InvalidInput(f"“{name.strip()}” is new: say what kind of source it is.")
            return add_source(operation, name, kind, self._article)
        found = lookup.source(connection, name, article_id=self._article.id)
        if kind is not None and kind != found.kind:
            raise InvalidInput(f"“{found.name}” is known already, as {found.kind}: leave the kind out.")
        return found

    def _put(self, operation: Operation, claim: ClaimKey, voice: Voice) -> Done:
        there = voices_behind(operation.connection, claim.id)
        for key, each in there.items():
            if (each.source.id, each.stance, each.via) == (voice.source.id, voice.stance, voice.via):
                return Done(f"{voice.stance.passive} by {voice.source.name} already", voice=key)
        add_voice(operation, claim, voice)
        new = voices_behind(operation.connection, claim.id).keys() - there.keys()
        said = f"{voice.stance.passive} by {voice.source.name}, {voice.mode}"
        return Done(said, voice=max(new), then=partial(self._use, voice))

    def _in_hand(self, operation: Operation, claim: ClaimKey) -> tuple[int, Voice]:
        """Return the chosen attribution as it is now. Raises NotFound where there is none."""
        there = voices_behind(operation.connection, claim.id)
        if self._voice is None:
            raise NotFound(f"Nobody stands behind {claim.ref} yet: pick a source first.")
        if self._voice not in there:
            raise NotFound(f"This source stands behind {claim.ref} no longer: look again.")
        return self._voice, there[self._voice]

    def _set(self, yours: str, **values: Any) -> Outcome:  # noqa: ANN401 - the fields of a voice
        return self._alter("attribution", yours, lambda _operation, voice: replace(voice, **values))

    def _alter(self, command: str, yours: str, alter: Callable[[Operation, Voice], Voice]) -> Outcome:
        def work(operation: Operation, claim: ClaimKey) -> Done:
            key, voice = self._in_hand(operation, claim)
            new = alter(operation, voice)
            alter_voice(operation, claim, key, new)
            return Done(described(new), voice=key, then=partial(self._use, new))

        return self._on_voices(command, yours, work)

    def _on_voices(self, command: str, yours: str, work: Callable[[Operation, ClaimKey], Done]) -> Outcome:
        return self._on_claim(command, yours, _voices, work)

    def _use(self, voice: Voice) -> None:
        """Remember who spoke last, and have that source come first where sources are picked."""
        self._spoke = voice
        for source in (voice.source, voice.via):
            if source and self._cited is not None and all(each.key.id != source.id for each in self._cited):
                self._cited.append(Cited(source, (), 1))
        key = voice.source.id
        self._used = (key, *(each for each in self._used if each != key))

    def _forget(self) -> None:
        self._cited = None


def described(voice: Voice) -> str:
    """Return who says it and how, in one line: ``asserted by MEK, direct, on_record, cue “insists”``."""
    parts = [f"{voice.stance.passive} by {voice.source.name}", str(voice.mode)]
    parts += [str(voice.terms)] if voice.terms != Terms.NOT_STATED else []
    parts += ["own act"] if voice.own_act else []
    parts += [f"via {voice.via.name}"] if voice.via else []
    parts += [f"cue “{voice.cue}”"] if voice.cue else []
    parts += [f"quote “{voice.quote}”"] if voice.quote else []
    return ", ".join(parts)


def _voices(line: ClaimLine) -> str:
    said = (f"{each['source']} {each['stance']} ({each['mode']})" for each in line["attributions"])
    return ", ".join(said) or "nobody"
