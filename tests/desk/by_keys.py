"""An article of the dataset, tagged by keys: what to press for each act, and what says that it is saved."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from factbase.text.sentences import split
from factbase.text.stops import last_end, next_end, next_start
from tests.desk.live import CTRL_U, ENTER, ESCAPE, UP, Live

SLUG = "mek-albania"
KIND_KEYS = {
    "author": "a", "person": "p", "organisation": "o", "publication": "u",
    "document": "d", "anonymous": "n", "group": "g", "rumour": "r",
}  # fmt: skip
WORD_KEYS = {
    "stance": ("d", {"asserts": "a", "denies": "d", "questions": "q", "speculates": "s"}),
    "mode": ("m", {"observation": "o", "direct": "d", "indirect": "i", "mixed": "m"}),
    "terms": ("e", {"on_record": "o", "background": "b", "deep_background": "d", "off_record": "f", "not_stated": "n"}),
}  # fmt: skip
ROLE_KEYS = {"heading": "h", "credit": "r", "not_checkable": "n"}
FIELDS = ("source", "kind", "stance", "mode", "terms", "own_act", "cue", "quote", "note")
_QUOTES = "“”"


@dataclass(frozen=True)
class Step:
    """One act: what to press, and whether the database has it already; ``claim`` is the claim's statement."""

    claim: str
    press: Callable[[Live], None]
    is_there: Callable[[Mapping[str, Any]], bool] = lambda _claim: (
        True
    )  # given the claim as the database has it
    makes: bool = False  # the claim itself


def dataset(bundle: Path, paragraphs: range) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the claims of some paragraphs by number, and their sentences."""
    lines = [json.loads(line) for line in bundle.read_text("utf-8").split("\n") if line]
    there = [line for line in lines if line.get("paragraph") in paragraphs]
    claims = [line for line in there if line["type"] == "claim"]
    return sorted(claims, key=lambda line: line["number"]), [
        each for each in there if each["type"] == "sentence"
    ]


def steps(text: str, claims: Sequence[dict[str, Any]]) -> list[Step]:
    """Return the acts that make the claims, in order; some are there already when their turn comes."""
    found: list[Step] = []
    for claim in claims:
        found.append(Step(claim["statement"], _adding(text, claim), makes=True))
        found.append(_dropping(claim))
        for voice in claim["attributions"]:
            found += _voice_steps(claim["statement"], voice)
    return found


def _dropping(claim: dict[str, Any]) -> Step:
    """Return the act that takes away who went on speaking where the dataset has nobody do so."""
    wanted = {voice["source"] for voice in claim["attributions"]}

    def press(live: Live) -> None:
        live.press("-")
        saved(live, "Source: ", "no longer")

    return Step(
        claim["statement"], press, lambda there: {each["source"] for each in there["attributions"]} <= wanted
    )


def passage_of(claim: Mapping[str, Any], text: str) -> str:
    """Return a claim's words, without quotation marks at their ends, where no word begins or ends."""
    return text[claim["start"] : claim["end"]].strip(_QUOTES)


def _adding(text: str, claim: dict[str, Any]) -> Callable[[Live], None]:
    sentences = split(text)
    here = next(each for each in sentences if each.start <= claim["start"] < each.end)
    keys = list(marking(text, here.start, here.end, claim["start"], claim["end"]))

    def press(live: Live) -> None:
        live.press("g")
        live.see("Go to a sentence")
        live.type(f"{here.paragraph}/{here.position}")
        live.press(ENTER)
        live.see(
            lambda shown: shown.startswith(f"{here.paragraph}/{here.position} ") and "Go to a" not in shown
        )
        live.press(*keys, "n")
        live.see("New claim")
        live.paste(claim["statement"])
        live.press(ENTER)
        saved(live, "New claim", "added")

    return press


def marking(text: str, start: int, end: int, first: int, last: int) -> Iterator[str]:
    """Yield the keys that bring the ends of a mark where they are to be, or to the words there."""
    while end > last and (back := last_end(text, end)) is not None and back >= last - 1:
        yield "{"
        end = back
    while end < last and (on := next_end(text, end)) is not None and on <= last:
        yield "}"
        end = on
    while start < first and (on := next_start(text, start)) is not None and on <= first + 1:
        yield "]"
        start = on


def _voice_steps(statement: str, voice: dict[str, Any]) -> Iterator[Step]:
    def having(name: str) -> Callable[[Mapping[str, Any]], bool]:
        def is_there(claim: Mapping[str, Any]) -> bool:
            voices = [each for each in claim["attributions"] if each["source"] == voice["source"]]
            return any(each[name] == voice[name] for each in voices)

        return is_there

    yield Step(statement, lambda live: _put(live, voice), having("source"))
    for name, (key, letters) in WORD_KEYS.items():
        yield Step(statement, _choosing(key, name.capitalize(), letters[voice[name]]), having(name))
    yield Step(statement, _own_act, having("own_act"))
    for name, key in (("cue", "w"), ("quote", '"')):
        yield Step(statement, _writing(key, name, voice[name] or "", by_hand=True), having(name))
    yield Step(statement, _writing("M", "Remark", voice["note"] or ""), having("note"))


def _put(live: Live, voice: dict[str, Any]) -> None:
    live.press("s")
    live.see("Source: ")
    live.paste(voice["source"])
    live.see(f"> {voice['source']}")
    if "new: " in live.shown:
        live.press(UP, ENTER)
        live.see("is new: ")
        live.press(KIND_KEYS[voice["kind"]])
    else:
        live.press(ENTER)
    saved(live, "vouches for this?", "asserted by")


def _choosing(key: str, title: str, letter: str) -> Callable[[Live], None]:
    def press(live: Live) -> None:
        live.press(key)
        live.see(f"{title}: ")
        live.press(letter)
        saved(live, f"{title}: ")

    return press


def _own_act(live: Live) -> None:
    live.press("i")  # so that what was said before is gone
    live.see("All that is known")
    live.press(ESCAPE)
    live.see(lambda shown: "All that is known" not in shown)
    live.press("o")
    live.see("Saved: ")


def _writing(key: str, title: str, words: str, *, by_hand: bool = False) -> Callable[[Live], None]:
    def press(live: Live) -> None:
        live.press(key)
        live.see(f"{title}")
        if by_hand:
            live.see("Tab write it")
            live.press("\t")
        live.see("Ctrl-U clear")
        live.press(CTRL_U)
        live.paste(words)
        live.press(ENTER)
        saved(live, "Ctrl-U clear")

    return press


def saved(live: Live, asked: str, words: str = "") -> None:
    """Wait until a question is gone and its answer is shown as saved."""
    live.see(lambda shown: asked not in shown and f"Saved: {SLUG}" in shown and words in shown)


def as_dataset(claim: Mapping[str, Any], text: str) -> dict[str, Any]:
    """Return what the dataset and the database are compared by."""
    voices = [tuple(each[field] for field in FIELDS) for each in claim["attributions"]]
    return {
        "statement": claim["statement"],
        "passage": passage_of(claim, text),
        "confidence": claim["confidence"],
        "voices": sorted(voices, key=str),
    }
