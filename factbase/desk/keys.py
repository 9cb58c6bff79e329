"""The keys of the desk: the same on the screen and in plain lines, and which of them work now."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from factbase.desk.acts.view import View


class Needs(StrEnum):
    """What must be there for a key to work."""

    NOTHING = "nothing"
    SENTENCE = "sentence"
    TEXT = "text"
    CLAIM = "claim"
    VOICE = "voice"


class Key(NamedTuple):
    """A key: what it is called in a line of keys, what it does, what it needs, and the topic of the guide for it."""

    key: str
    name: str
    does: str
    needs: Needs = Needs.NOTHING
    topic: str = ""


KEYS = (
    Key("j", "next", "go to the next sentence", Needs.SENTENCE),
    Key("k", "back", "go to the sentence before", Needs.SENTENCE),
    Key("n", "new", "make a new claim where the mark is", Needs.SENTENCE, "statement"),
    Key("r", "role", "say what the sentence is", Needs.SENTENCE, "role"),
    Key("s", "source", "put a source behind the claim", Needs.CLAIM, "source"),
    Key(".", "same", "put the same source behind it as the last one", Needs.CLAIM, "source"),
    Key("d", "stance", "say what the source does with the claim", Needs.VOICE, "stance"),
    Key("m", "mode", "say how the text gives it", Needs.VOICE, "mode"),
    Key("t", "statement", "give the claim other words", Needs.CLAIM, "statement"),
    Key("c", "confidence", "rate it otherwise than by default", Needs.CLAIM, "confidence"),
    Key("C", "copy", "copy the claim with its sources", Needs.CLAIM, "claim"),
    Key("S", "instead", "put another source in the place of this one", Needs.VOICE, "source"),
    Key("-", "drop", "take the source away", Needs.VOICE, "source"),
    Key("e", "terms", "say on what terms it spoke", Needs.VOICE, "terms"),
    Key("o", "own act", "say whether it is the source’s own act", Needs.VOICE, "own act"),
    Key("w", "cue", "pick the words that cite the source", Needs.VOICE, "cue"),
    Key('"', "quote", "pick what the source says as printed", Needs.VOICE, "quote"),
    Key("v", "via", "say through whom it is heard", Needs.VOICE, "via"),
    Key("M", "remark", "write a remark on what the source says", Needs.VOICE, "note"),
    Key("A", "alias", "give the source another name", Needs.VOICE, "source"),
    Key("[", "start back", "move the start of the mark back by a word", Needs.TEXT, "passage"),
    Key("]", "start on", "move the start of the mark on by a word", Needs.TEXT, "passage"),
    Key("{", "end back", "move the end of the mark back by a word", Needs.TEXT, "passage"),
    Key("}", "end on", "move the end of the mark on by a word", Needs.TEXT, "passage"),
    Key("p", "place", "have the claim stand where the mark is", Needs.CLAIM, "passage"),
    Key("R", "reason", "say why the sentence is what it is", Needs.SENTENCE, "role"),
    Key("l", "label", "put a word on the claim, or take it off with - before it", Needs.CLAIM, "label"),
    Key("N", "note", "write a note on the claim", Needs.CLAIM, "note"),
    Key("b", "beside", "write a note on the sentence", Needs.SENTENCE, "note"),
    Key("L", "link", "link it with another claim", Needs.CLAIM, "link"),
    Key("y", "status", "say where the work on it is", Needs.CLAIM, "status"),
    Key("x", "cut", "take the claim out, or bring it back", Needs.CLAIM, "status"),
    Key("a", "alike", "show earlier claims that may say the same", Needs.CLAIM, "link"),
    Key("i", "all of it", "show all that is known of the claim", Needs.CLAIM),
    Key("g", "go", "go to a sentence, 5/2, or to a claim, 137"),
    Key("/", "search", "look for words"),
    Key("f", "filter", "walk through some sentences only"),
    Key("z", "lost", "list the claims that the newest draft has lost"),
    Key("u", "undo", "take back what you did last here"),
    Key("U", "redo", "put it back"),
    Key("!", "again", "do once more what was not saved"),
    Key("?", "help", "show all keys, or the rule for one"),
    Key("q", "leave", "leave; everything is saved"),
)
BY_KEY = {key.key: key for key in KEYS}


def works_now(key: Key, view: View) -> bool:
    """Return whether a key has something to work on."""
    there = {
        Needs.NOTHING: True,
        Needs.SENTENCE: view.here is not None,
        Needs.TEXT: view.here is not None and view.attached,
        Needs.CLAIM: view.claim is not None,
        Needs.VOICE: view.voice is not None,
    }
    return there[key.needs]


def keys_now(view: View) -> list[Key]:
    """Return the keys that work now, those that are used most first."""
    return [key for key in KEYS if works_now(key, view)]
