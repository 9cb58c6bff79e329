"""What every step needs: both sides of the desk, and ways to name what is there, or now and then what is not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import time_machine
from hypothesis.stateful import RuleBasedStateMachine

from tests.model.desk import Desk, Effect
from tests.model.drawn import SELDOM
from tests.model.words import NAMES

BEGIN = datetime(2026, 3, 14, 9, 26, 53, tzinfo=UTC)


class Hands(RuleBasedStateMachine):
    """An empty database and an empty model, and a clock that goes on by a second a step."""

    create: Callable[[Path], str]  # makes an empty database
    clear: Callable[[str], None]  # takes it away again

    def __init__(self) -> None:
        super().__init__()
        self._stack = ExitStack()
        self._clock = self._stack.enter_context(time_machine.travel(BEGIN, tick=False))
        folder = Path(self._stack.enter_context(TemporaryDirectory(prefix="factbase-model-")))
        url = type(self).create(folder)
        self._stack.callback(type(self).clear, url)
        self.desk = Desk(url, folder)
        self._stack.callback(self.desk.close)

    def teardown(self) -> None:
        with self._stack:
            if self.desk.agrees:
                self.desk.verify()

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

    def _has(self, sort: str, **wanted: object) -> bool:
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

    def _version(self, behind: int | None, sort: str, **wanted: object) -> int | None:
        """Return the version of a thing, or one that is behind it; None where none is to be given."""
        found = self.desk.state.all(sort, **wanted)
        return None if behind is None or not found else self.desk.state.versions[found[0]] - behind
