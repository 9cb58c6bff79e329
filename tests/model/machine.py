"""Every command that changes something as a rule: words are drawn, and go to the program and to the model."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import time_machine
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from tests.model import articles, claims, sources, undoing
from tests.model.desk import Desk, Effect
from tests.model.importing import take_in
from tests.model.mutations import MUTATIONS, mutated
from tests.model.words import ACTORS, LABELS, NAMES, REASONS, REMARKS, SLUGS, STATEMENTS, TEXTS

BEGIN = datetime(2026, 3, 14, 9, 26, 53, tzinfo=UTC)
SELDOM = 37  # of forty: then what is named is not there, or is no name at all

pick = st.integers(0, 39)
slug = st.sampled_from(SLUGS)
actor = st.sampled_from(ACTORS)
name = st.sampled_from(NAMES)
statement = pick.map(
    lambda number: STATEMENTS[-1] if number == SELDOM else STATEMENTS[number % (len(STATEMENTS) - 1)]
)
seldom = pick.map(lambda number: number == SELDOM)
reason = st.sampled_from(REASONS)
maybe_reason = st.none() | reason
text = st.integers(0, len(TEXTS) - 1)
flag = st.booleans()
kind = st.sampled_from(
    ["person", "organisation", "publication", "document", "author", "anonymous", "group", "rumour"]
)
stance = st.sampled_from(["asserts", "denies", "questions", "speculates"])
link_kind = st.sampled_from(["repeats", "contradicts", "not_same"])
remark = st.sampled_from(REMARKS)
label_word = st.sampled_from(LABELS)
version = st.none() | pick.map(lambda number: int(number == SELDOM))  # how far from the one that it is at
about = st.fixed_dictionaries(
    {},
    optional={
        "title": st.sampled_from(["A title", "Another", ""]),
        "url": st.sampled_from(["https://desk.example/", ""]),
        "byline": st.sampled_from(["Ana Leka", ""]),
        "published_on": st.sampled_from(["2026-03-14", "2026", "soon", ""]),
        "language": st.sampled_from(["en", ""]),
    },
)
said = st.fixed_dictionaries(
    {
        "source": pick,
        "stance": stance,
        "mode": st.sampled_from(["observation", "direct", "indirect", "mixed"]),
    },
    optional={
        "terms": st.sampled_from(["on_record", "background", "off_record", "not_stated"]),
        "own_act": st.just(True) | flag,
        "cue": st.sampled_from(["denied", "says", ""]),
        "quote": st.sampled_from(["“closed”", ""]),
        "via": pick,
        "note": st.sampled_from(["by\nletter", ""]),
        "kind": kind,
    },
)
edits = st.one_of(
    st.fixed_dictionaries({"name": name}),
    st.fixed_dictionaries({"kind": kind}),
    st.fixed_dictionaries({"speaks_for": pick}),
    st.fixed_dictionaries(
        {}, optional={"name": name, "kind": kind, "speaks_for": pick, "speaks_for_nobody": st.just(True)}
    ),
)


def options(given: dict[str, Any]) -> list[str]:
    """Return options as words of a command line."""
    words = []
    for option, value in given.items():
        dashed = option.replace("_", "-")
        if isinstance(value, bool):
            words += [f"--{dashed}"] if value else [f"--no-{dashed}"] if option == "own_act" else []
        elif value is not None:
            words += [f"--{dashed}", str(value)]
    return words


class Machine(RuleBasedStateMachine):
    """Two people at one desk; each rule is one command line of one of them."""

    create: Callable[[Path], str]  # makes an empty database
    clear: Callable[[str], None]  # takes it away again
    steps = 0  # of all examples

    def __init__(self) -> None:
        super().__init__()
        self._stack = ExitStack()
        self._clock = self._stack.enter_context(time_machine.travel(BEGIN, tick=False))
        folder = Path(self._stack.enter_context(TemporaryDirectory(prefix="factbase-model-")))
        url = type(self).create(folder)
        self._stack.callback(type(self).clear, url)
        self.desk = Desk(url, folder)
        self._stack.callback(self.desk.close)
        self._bundles: list[list[dict[str, Any]]] = []

    def teardown(self) -> None:
        type(self).steps += self.desk.steps
        with self._stack:
            if self.desk.agrees:
                self.desk.compare()

    def do(self, who: str, words: Sequence[str], effect: Effect) -> None:
        self._clock.shift(1)
        self.desk.do(who, words, effect)

    def _ref(self, number: int) -> str:
        """Return the ref of a claim that is there, or now and then one that is not."""
        refs = ["{}/{}".format(*self.desk.state.ref(key)) for key in self.desk.state.all("claim")]
        return refs[number % len(refs)] if refs and number != SELDOM else "bridge/99"

    def _slug(self, number: int) -> str:
        slugs = [self.desk.state.slug(key) for key in self.desk.state.all("article")]
        return slugs[number % len(slugs)] if slugs and number != SELDOM else "nowhere"

    def _place(self, slug: str, number: int) -> str:
        """Return a sentence of an article, or now and then what is none."""
        state = self.desk.state
        found = state.all("article", slug=slug)
        sentences = state.all("sentence", revision=state.revision(found[0])) if found else []
        records = [state.things[key] for key in sentences]
        places = [f"{record['paragraph']}/{record['sentence']}" for record in records]
        return places[number % len(places)] if places and number < SELDOM else ("9/9", "2.2")[number % 2]

    def _has(self, sort: str, **wanted: Any) -> bool:
        return bool(self.desk.state.all(sort, **wanted))

    def _source(self, number: int) -> str:
        """Return the name or alias of a source that is there, or now and then any name."""
        state = self.desk.state
        names = [
            each for key in state.all("source") for each in (state.name(key), *state.things[key]["aliases"])
        ]
        return names[number % len(names)] if names and number < SELDOM else NAMES[number % len(NAMES)]

    def _spoken(self, given: dict[str, Any]) -> dict[str, Any]:
        """Return an attribution's options with names of sources; with a kind it is to be a new one."""
        new = "kind" in given
        known = {"source": NAMES[given["source"] % len(NAMES)] if new else self._source(given["source"])}
        known |= {"via": self._source(given["via"])} if "via" in given else {}
        return {**given, **known} | ({"new": True} if new else {})

    @initialize(number=text, given=st.lists(said, min_size=3, max_size=3))
    def begin(self, number: int, given: list[dict[str, Any]]) -> None:
        """Take two articles in, and a few claims with somebody behind them."""
        for which in (0, 1):
            self.article_add("Ana", which, (number + which) % len(TEXTS), {}, again=False)
        for which, spoken in enumerate(given):
            new = {**spoken, "source": which * 4, "kind": spoken.get("kind", "person")}
            new.pop("via", None)
            self.claim_add("Bo", which, STATEMENTS[which], which, new)

    # Articles.

    @rule(who=actor, which=pick, number=text, about=about, again=st.just(True) | flag)
    def article_add(self, who: str, which: int, number: int, about: dict[str, Any], again: bool) -> None:
        free = [each for each in SLUGS if not self._has("article", slug=each)]
        slug = free[which % len(free)] if free and which != SELDOM else SLUGS[which % len(SLUGS)]
        file = str(self.desk.folder / f"text{number}.txt")
        words = ["article", "add", file, "--slug", slug, *options(about | {"again": again})]
        self.do(who, words, partial(articles.add, number=number, slug=slug, about=about, again=again))

    @rule(who=actor, which=pick, about=about, new_slug=st.none() | slug, behind=version)
    def article_edit(
        self, who: str, which: int, about: dict[str, Any], new_slug: str | None, behind: int | None
    ) -> None:
        given = self._slug(which)
        at = self._version(behind, "article", slug=given)
        words = ["article", "edit", given, *options(about | {"slug": new_slug, "version": at})]
        effect = partial(articles.edit, slug=given, about=about, new_slug=new_slug, version=at)
        self.do(who, words, effect)

    def _version(self, behind: int | None, sort: str, **wanted: Any) -> int | None:
        """Return the version of a thing, or one that is behind it; None where none is to be given."""
        found = self.desk.state.all(sort, **wanted)
        return None if behind is None or not found else self.desk.state.versions[found[0]] - behind

    @rule(who=actor, which=pick, number=text, dry_run=flag)
    def article_attach(self, who: str, which: int, number: int, dry_run: bool) -> None:
        file = str(self.desk.folder / f"text{number}.txt")
        words = ["article", "attach", self._slug(which), file, *options({"dry_run": dry_run})]
        self.do(who, words, partial(articles.attach, slug=words[2], number=number))

    @rule(who=actor, which=pick, how=st.sampled_from(["--dry-run", "", "--yes"]))
    def article_remove(self, who: str, which: int, how: str) -> None:
        words = ["article", "remove", self._slug(which), *how.split()]
        self.do(who, words, partial(articles.remove, slug=words[2], yes=bool(how)))

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

    # Sources.

    @rule(who=actor, name=name, kind=kind, within=st.none() | pick, body=st.none() | pick)
    def source_add(self, who: str, name: str, kind: str, within: int | None, body: int | None) -> None:
        slug = None if within is None else self._slug(within)
        speaks_for = None if body is None else self._source(body)
        given = {"kind": kind, "article": slug, "speaks_for": speaks_for}
        effect = partial(sources.add, name=name, kind=kind, slug=slug, speaks_for=speaks_for)
        self.do(who, ["source", "add", name, *options(given)], effect)

    @rule(who=actor, which=pick, given=edits, within=st.none() | pick)
    def source_edit(self, who: str, which: int, given: dict[str, Any], within: int | None) -> None:
        body = self._source(given["speaks_for"]) if "speaks_for" in given else None
        slug = None if within is None else self._slug(within)
        wanted = {**given, "speaks_for": body, "article": slug}
        name = self._source(which)
        self.do(
            who, ["source", "edit", name, *options(wanted)], partial(sources.edit, name=name, options=wanted)
        )

    @rule(who=actor, which=pick, other=name, within=st.none() | pick)
    def source_alias(self, who: str, which: int, other: str, within: int | None) -> None:
        name, slug = self._source(which), None if within is None else self._slug(within)
        words = ["source", "alias", name, other, *options({"article": slug})]
        self.do(who, words, partial(sources.alias, name=name, other=other, slug=slug))

    @rule(who=actor, which=pick, other=pick, within=st.none() | pick)
    def source_unalias(self, who: str, which: int, other: int, within: int | None) -> None:
        state = self.desk.state
        pairs = [
            (state.name(key), each) for key in state.all("source") for each in state.things[key]["aliases"]
        ]
        name, alias = (
            pairs[which % len(pairs)] if pairs and which < SELDOM else (self._source(which), NAMES[0])
        )
        slug = None if within is None else self._slug(within)
        words = ["source", "unalias", name, alias, *options({"article": slug})]
        self.do(who, words, partial(sources.unalias, name=name, other=alias, slug=slug))

    @rule(who=actor, which=pick, other=pick, within=st.none() | pick, dry_run=seldom)
    def source_merge(self, who: str, which: int, other: int, within: int | None, dry_run: bool) -> None:
        gone, kept = self._source(which), self._source(other)
        slug = None if within is None else self._slug(within)
        words = ["source", "merge", gone, kept, *options({"article": slug, "dry_run": dry_run})]
        self.do(who, words, partial(sources.merge, gone_name=gone, kept_name=kept, slug=slug))

    # Bundles.

    @rule(which=st.none() | pick, with_text=flag)
    def export(self, which: int | None, with_text: bool) -> None:
        """Keep a bundle for later; nothing changes by it."""
        slugs = [self._slug(which)] if which is not None and self.desk.state.all("article") else []
        if "nowhere" not in slugs:
            self._bundles.append(
                self.desk.look("export", "jsonl", *slugs, *options({"without_text": not with_text}))
            )

    @rule(
        who=actor,
        which=pick,
        changes=st.lists(st.tuples(st.sampled_from(sorted(MUTATIONS)), pick, pick), max_size=2),
        update=flag,
        dry_run=seldom,
    )
    def import_jsonl(
        self, who: str, which: int, changes: list[tuple[str, int, int]], update: bool, dry_run: bool
    ) -> None:
        if not self._bundles or which % 2:
            self.export(None, with_text=True)
            which = -1
        lines = mutated(self._bundles[which % len(self._bundles)], changes)
        written = "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines)
        file = self.desk.write(f"desk{self.desk.steps}.jsonl", written)
        words = ["import", "jsonl", file, *options({"update": update, "dry_run": dry_run})]
        self.do(who, words, partial(take_in, lines=lines[1:], update=update))

    # Taking back.

    @rule(who=actor, dry_run=seldom)
    def undo(self, who: str, dry_run: bool) -> None:
        words = ["undo", *options({"dry_run": dry_run})]
        self.do(who, words, partial(undoing.undo, actor=who, number=None))

    @rule(who=actor)
    def undo_again(self, who: str) -> None:
        self.undo(who, dry_run=False)

    @rule(who=actor, which=pick)
    def undo_numbered(self, who: str, which: int) -> None:
        """Take back one of the last ten operations, whose ever it is."""
        last = [each.number for each in self.desk.state.log[-10:]]
        number = last[which % len(last)] if last and which != SELDOM else 0 if which % 3 else 10_000
        self.do(who, ["undo", str(number)], partial(undoing.undo, actor=who, number=number))

    @rule(who=actor, dry_run=seldom)
    def redo(self, who: str, dry_run: bool) -> None:
        words = ["redo", *options({"dry_run": dry_run})]
        self.do(who, words, partial(undoing.redo, actor=who))
