"""Steps that take an article apart: claims, who stands behind them, sentences, notes."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from tests.model import claims, sources
from tests.model.drawn import (
    SELDOM,
    actor,
    flag,
    label_word,
    link_kind,
    maybe_reason,
    options,
    pick,
    reason,
    remark,
    said,
    seldom,
    stance,
    statement,
    version,
)
from tests.model.hands import Hands


class Tagging(Hands):
    """One rule a command; each is run by one of two people."""

    # Claims.

    @rule(who=actor, which=pick, statement=statement, place=pick, given=st.none() | said)
    def claim_add(
        self, who: str, which: int, statement: str, place: int, given: dict[str, Any] | None
    ) -> None:
        slug = self._slug(which)
        self._claim_add(who, slug, statement, self._place(slug, place), None, given)

    @rule(
        who=actor,
        which=pick,
        statement=statement,
        at=st.tuples(pick, st.integers(1, 4)),
        place=st.none() | pick,
        given=st.none() | said,
    )
    def claim_add_by_words(
        self,
        who: str,
        which: int,
        statement: str,
        at: tuple[int, int],
        place: int | None,
        given: dict[str, Any] | None,
    ) -> None:
        state, slug = self.desk.state, self._slug(which)
        found = state.all("article", slug=slug)
        text = (state.things[state.revision(found[0])]["text"] if found else None) or "The bridge"
        words = text.split()[at[0] % len(text.split()) :][: at[1]]
        spoken = " ".join(words).replace("“", '"').replace("T", "t")
        self._claim_add(
            who, slug, statement, None if place is None else self._place(slug, place), spoken, given
        )

    def _claim_add(
        self,
        who: str,
        slug: str,
        statement: str,
        place: str | None,
        at: str | None,
        given: dict[str, Any] | None,
    ) -> None:
        spoken = {} if given is None else self._spoken(given)
        words = [
            "claim",
            "add",
            slug,
            *options({"statement": statement, "sentence": place, "at": at} | spoken),
        ]
        effect = partial(claims.add, slug=slug, statement=statement, sentence=place, at=at, said=spoken)
        self.do(who, words, effect)

    @rule(who=actor, which=pick, statement=statement, behind=version)
    def claim_edit(self, who: str, which: int, statement: str, behind: int | None) -> None:
        ref = self._ref(which)
        slug, _, number = ref.partition("/")
        article = [*self.desk.state.all("article", slug=slug), None][0]
        at = self._version(behind, "claim", article=article, number=int(number or 0))
        words = ["claim", "edit", ref, *options({"statement": statement, "version": at})]
        self.do(who, words, partial(claims.edit, ref=ref, statement=statement, version=at))

    @rule(
        who=actor,
        which=pick,
        word=st.none() | st.sampled_from(["high", "medium", "low", "rumour"]),
        because=maybe_reason,
        by_default=flag,
    )
    def claim_rate(
        self, who: str, which: int, word: str | None, because: str | None, by_default: bool
    ) -> None:
        ref = self._ref(which)
        words = ["claim", "rate", ref, *([word] if word else [])]
        words += options({"because": because, "default": by_default})
        effect = partial(claims.rate, ref=ref, word=word, because=because, by_default=by_default)
        self.do(who, words, effect)

    @rule(who=actor, which=pick, word=st.sampled_from(["checked", "in_check", "open", "reopened", "cut"]))
    def claim_status(self, who: str, which: int, word: str) -> None:
        words = ["claim", "status", self._ref(which), word]
        self.do(who, words, partial(claims.set_status, ref=words[2], word=word))

    @rule(who=actor, which=pick, because=reason, dry_run=seldom)
    def claim_cut(self, who: str, which: int, because: str, dry_run: bool) -> None:
        words = ["claim", "cut", self._ref(which), *options({"because": because, "dry_run": dry_run})]
        self.do(who, words, partial(claims.cut, ref=words[2]))

    @precondition(lambda self: self._has("claim", status="cut"))
    @rule(who=actor, which=pick)
    def claim_restore(self, who: str, which: int) -> None:
        state = self.desk.state
        gone = state.all("claim", status="cut")
        ref = "{}/{}".format(*state.ref(gone[which % len(gone)])) if which < SELDOM else self._ref(which)
        words = ["claim", "restore", ref]
        self.do(who, words, partial(claims.restore, ref=words[2]))

    @rule(
        who=actor,
        which=pick,
        given=said,
        without=st.just("") | st.sampled_from(["mode", "stance", "source", "new"]),
    )
    def claim_attribute(self, who: str, which: int, given: dict[str, Any], without: str) -> None:
        ref = self._ref(which)
        spoken = {option: value for option, value in self._spoken(given).items() if option != without}
        self.do(
            who,
            ["claim", "attribute", ref, *options(spoken)],
            partial(sources.attribute, ref=ref, said=spoken),
        )

    @rule(who=actor, which=pick, given=said)
    def claim_attribute_again(self, who: str, which: int, given: dict[str, Any]) -> None:
        self.claim_attribute(who, which, given, "")

    @rule(who=actor, which=pick, of=pick, stance=st.none() | stance)
    def claim_unattribute(self, who: str, which: int, of: int, stance: str | None) -> None:
        state, ref = self.desk.state, self._ref(which)
        there = [
            state.name(said["source"])
            for key in state.all("claim")
            if ref == "{}/{}".format(*state.ref(key))
            for said in state.things[key]["attributions"]
        ]
        name = there[of % len(there)] if there and of < SELDOM else self._source(of)
        words = ["claim", "unattribute", ref, *options({"source": name, "stance": stance})]
        self.do(who, words, partial(sources.unattribute, ref=ref, name=name, stance=stance))

    @rule(who=actor, which=pick, word=label_word)
    def claim_label(self, who: str, which: int, word: str) -> None:
        words = ["claim", "label", self._ref(which), word]
        self.do(who, words, partial(claims.label, ref=words[2], word=word))

    @rule(who=actor, which=pick, word=label_word)
    def claim_unlabel(self, who: str, which: int, word: str) -> None:
        words = ["claim", "unlabel", self._ref(which), word]
        self.do(who, words, partial(claims.unlabel, ref=words[2], word=word))

    @rule(who=actor, which=pick, other=pick, kind=link_kind)
    def claim_link(self, who: str, which: int, other: int, kind: str) -> None:
        words = ["claim", "link", self._ref(which), self._ref(other), "--as", kind]
        self.do(who, words, partial(claims.link, ref=words[2], other_ref=words[3], kind=kind))

    @precondition(lambda self: self._has("link"))
    @rule(who=actor, which=pick, kind=st.none() | link_kind)
    def claim_unlink(self, who: str, which: int, kind: str | None) -> None:
        state = self.desk.state
        links = state.all("link")
        first, second = self._ref(which), self._ref(which + 1)
        if which < SELDOM:
            ends = state.things[links[which % len(links)]]
            first, second = ("{}/{}".format(*state.ref(ends[end])) for end in ("claim", "other"))
        words = ["claim", "unlink", first, second, *options({"as": kind})]
        self.do(who, words, partial(claims.unlink, ref=first, other_ref=second, kind=kind))

    # Sentences and notes.

    @rule(
        who=actor,
        which=pick,
        at=st.lists(pick, min_size=1, max_size=2),
        word=st.sampled_from(["claim", "heading", "credit", "not_checkable", "untriaged"]),
        because=maybe_reason,
    )
    def sentence_role(self, who: str, which: int, at: list[int], word: str, because: str | None) -> None:
        slug = self._slug(which)
        places = [self._place(slug, number) for number in at]
        words = ["sentence", "role", slug, *places, word, *options({"because": because})]
        self.do(who, words, partial(claims.role, slug=slug, places=places, word=word, because=because))

    def _target(self, which: int, place: int | None) -> str:
        if place is None:
            return self._ref(which)
        slug = self._slug(which)
        return f"{slug}:{self._place(slug, place)}"

    @rule(who=actor, which=pick, place=st.none() | pick, remark=remark)
    def note_add(self, who: str, which: int, place: int | None, remark: str) -> None:
        words = ["note", "add", self._target(which, place), remark]
        self._clock.shift(1)
        at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        self.desk.do(who, words, partial(claims.add_note, target=words[2], text=remark, actor=who, at=at))

    def _noted(self, which: int, place: int | None, number: int) -> tuple[str, int]:
        """Return where a note is that is there, and its number, or where one may be."""
        state = self.desk.state
        notes = [key for key in state.all("note") if state.things[key]["on"][0] == "claim"]
        if notes and place is None:
            record = state.things[notes[which % len(notes)]]
            return "{}/{}".format(*state.ref(record["on"])), record["number"]
        return self._target(which, place), number

    @precondition(lambda self: self._has("note"))
    @rule(who=actor, which=pick, place=st.none() | pick, number=st.integers(0, 2), remark=remark)
    def note_edit(self, who: str, which: int, place: int | None, number: int, remark: str) -> None:
        target, number = self._noted(which, place, number)
        words = ["note", "edit", target, str(number), remark]
        self.do(who, words, partial(claims.edit_note, target=target, number=number, text=remark))

    @precondition(lambda self: self._has("note"))
    @rule(who=actor, which=pick, place=st.none() | pick, number=st.integers(0, 2))
    def note_remove(self, who: str, which: int, place: int | None, number: int) -> None:
        target, number = self._noted(which, place, number)
        words = ["note", "remove", target, str(number)]
        self.do(who, words, partial(claims.remove_note, target=target, number=number))
