"""Every command that changes something as a rule: words are drawn, and go to the program and to the model."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule

from tests.model import articles, sources, undoing
from tests.model.drawn import (
    SELDOM,
    about,
    actor,
    edits,
    flag,
    kind,
    name,
    options,
    pick,
    said,
    seldom,
    slug,
    text,
    version,
)
from tests.model.importing import take_in
from tests.model.mutations import MUTATIONS, mutated
from tests.model.tagging import Tagging
from tests.model.words import NAMES, SLUGS, STATEMENTS, TEXTS


class Machine(Tagging):
    """Two people at one desk; each rule is one command line of one of them."""

    steps = 0  # of all examples

    def __init__(self) -> None:
        super().__init__()
        self._bundles: list[list[dict[str, Any]]] = []

    def teardown(self) -> None:
        type(self).steps += self.desk.steps
        super().teardown()

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

    @rule(who=actor, which=pick, number=text, dry_run=flag)
    def article_attach(self, who: str, which: int, number: int, dry_run: bool) -> None:
        file = str(self.desk.folder / f"text{number}.txt")
        words = ["article", "attach", self._slug(which), file, *options({"dry_run": dry_run})]
        self.do(who, words, partial(articles.attach, slug=words[2], number=number))

    @rule(who=actor, which=pick, how=st.sampled_from(["--dry-run", "", "--yes"]))
    def article_remove(self, who: str, which: int, how: str) -> None:
        words = ["article", "remove", self._slug(which), *how.split()]
        self.do(who, words, partial(articles.remove, slug=words[2], yes=bool(how)))

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
