"""Edits a text as editors do, and keeps what became of each sentence: drafts whose truth is known.

The same sentences and seed give the same draft.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

from factbase.text.anchors import sha256
from factbase.text.canonical import Span
from factbase.text.carrying import Passage

Paragraphs = list[list[str]]

_INSERTED = (
    "Nobody at the {0} would say how the {1} had come to stand there",
    "A second {0} was seen near the {1} before dusk",
    "Several readers wrote to us about the {0} and its {1}",
    "Whether the {0} will ever repay the {1} remains open",
)
_TRIED = 200  # sentences to which an edit is tried
_NAMES = ("Orla Venn", "Tomas Quill", "Ketil Marsh", "Dunja Brook")


def made_up(sentences: int, *, seed: int) -> Paragraphs:
    """Return paragraphs of invented sentences: with numbers, names, quotations, and one that comes again and again."""
    draw = random.Random(seed)
    words = ["".join(draw.choices("abdeghiklmnoprstuvz", k=3 + at % 7)) for at in range(5_000)]

    def some(least: int, most: int) -> str:
        return " ".join(draw.choices(words, k=draw.randint(least, most)))

    def sentence(number: int) -> str:
        if number % 97 == 0:
            return "The ministry was asked for a comment and sent none."
        plain = f"{some(3, 8).capitalize()} was {some(3, 9)}"
        kinds = (
            f"{plain}.",
            f"{plain}, {some(3, 6)} and {some(4, 8)}.",
            f"{plain} of {draw.randint(2, 9_999):,} {some(2, 5)}.",
            f"“{plain},” {draw.choice(_NAMES)} said.",
            f"In {some(2, 3)}, {draw.choice(_NAMES)} said that {some(6, 12)} — {some(2, 4)} — fell.",
        )
        return draw.choice(kinds)

    made = [sentence(number) for number in range(sentences)]
    ends = [0]
    while ends[-1] < sentences:
        ends.append(ends[-1] + draw.randint(1, 6))
    return [made[start:end] for start, end in pairwise(ends) if made[start:end]]


class Old(NamedTuple):
    """A sentence of the old draft: its place, what was done to it, and where it is now; None where it was cut."""

    span: Span
    edit: str
    now: Span | None


class Edited(NamedTuple):
    """Two drafts, and every sentence of the old one."""

    old: str
    new: str
    sentences: list[Old]

    def passages(self) -> list[Passage]:
        """Return each sentence of the old draft as a passage."""
        return [
            Passage(*each.span, sha256(self.old[each.span.start : each.span.end])) for each in self.sentences
        ]


class _Sentence:
    """A sentence on its way into the new draft, with the numbers of the old ones that are in it."""

    def __init__(self, text: str, old: tuple[int, ...]) -> None:
        self.text, self.old = text, old


def edited(paragraphs: Sequence[Sequence[str]], *, seed: int, share: float = 0.04) -> Edited:
    """Return a draft in which ``share`` of the sentences was edited in some way, from old sentences in paragraphs."""
    return _Editor(paragraphs, random.Random(seed)).edit(share)


class _Editor:
    def __init__(self, paragraphs: Sequence[Sequence[str]], draw: random.Random) -> None:
        self._draw = draw
        self._old = [list(paragraph) for paragraph in paragraphs]
        self._edits: list[str] = ["kept"] * sum(map(len, self._old))
        self._vocabulary = sorted(
            {
                word
                for paragraph in self._old
                for text in paragraph
                for word in re.findall(r"[^\W\d_]{4,}", text)
            }
        )
        numbers = iter(range(len(self._edits)))
        self._new = [[_Sentence(text, (next(numbers),)) for text in paragraph] for paragraph in self._old]
        self._where: dict[int, list[_Sentence]] = {}
        for paragraph in self._new:
            self._stands_in(paragraph)

    def edit(self, share: float) -> Edited:
        """Return the edited draft."""
        edits = [*REWORDINGS, *(f"_{name}" for name in _STRUCTURAL)]
        free = list(range(len(self._edits)))
        self._draw.shuffle(free)
        for count in range(max(len(edits), round(share * len(free)))):
            name = edits[count % len(edits)]
            done = next((number for number in free[:_TRIED] if self._apply(name, number)), None)
            if done is not None:
                free.remove(done)
        return self._written()

    def _apply(self, name: str, number: int) -> bool:
        """Edit a sentence; return whether it could be edited so."""
        if self._edits[number] != "kept":
            return False
        if name.startswith("_"):
            return bool(getattr(self, name)(number))
        sentence = self._of(number)
        changed = REWORDINGS[name](sentence.text, self._draw, self._vocabulary)
        if changed is None or changed == sentence.text:
            return False
        sentence.text, self._edits[number] = changed, name
        return True

    def _place(self, number: int) -> tuple[list[_Sentence], int]:
        paragraph = self._where[number]
        return paragraph, next(at for at, sentence in enumerate(paragraph) if number in sentence.old)

    def _stands_in(self, paragraph: list[_Sentence]) -> None:
        self._where |= {number: paragraph for sentence in paragraph for number in sentence.old}

    def _of(self, number: int) -> _Sentence:
        paragraph, at = self._place(number)
        return paragraph[at]

    def _sentence_inserted(self) -> _Sentence:
        first, second = self._draw.sample(self._vocabulary, 2)
        return _Sentence(f"{self._draw.choice(_INSERTED).format(first.lower(), second.lower())}.", ())

    def _inserted(self, number: int) -> bool:
        paragraph, at = self._place(number)
        if not _ends(paragraph):
            return False
        paragraph.insert(at, self._sentence_inserted())
        return True

    def _cut(self, number: int) -> bool:
        paragraph, at = self._place(number)
        del paragraph[at]
        self._edits[number] = "cut"
        return True

    def _replaced(self, number: int) -> bool:
        paragraph, at = self._place(number)
        paragraph[at] = self._sentence_inserted()
        self._edits[number] = "replaced"
        return True

    def _moved(self, number: int) -> bool:
        paragraph, at = self._place(number)
        if not _ends(paragraph):
            return False
        sentence = paragraph.pop(at)
        there = self._draw.choice([each for each in self._new if _ends(each)])
        there.append(sentence)
        self._stands_in(there)
        self._edits[number] = "moved"
        return True

    def _paragraph_moved(self, number: int) -> bool:
        paragraph, _at = self._place(number)
        if any(self._edits[old] != "kept" for sentence in paragraph for old in sentence.old):
            return False
        self._new.remove(paragraph)
        self._new.insert(self._draw.randrange(len(self._new) + 1), paragraph)
        for sentence in paragraph:
            for old in sentence.old:
                self._edits[old] = "paragraph moved"
        return True

    def _swapped(self, number: int) -> bool:
        paragraph, at = self._place(number)
        if at + 1 == len(paragraph) or any(self._edits[old] != "kept" for old in paragraph[at + 1].old):
            return False
        paragraph[at : at + 2] = [paragraph[at + 1], paragraph[at]]
        for sentence in paragraph[at : at + 2]:
            for old in sentence.old:
                self._edits[old] = "swapped"
        return True

    def _paragraph_split(self, number: int) -> bool:
        paragraph, at = self._place(number)
        if at == 0:
            return False
        where = next(index for index, each in enumerate(self._new) if each is paragraph)
        self._new[where : where + 1] = [paragraph[:at], paragraph[at:]]
        self._stands_in(self._new[where])
        self._stands_in(self._new[where + 1])
        return True

    def _split(self, number: int) -> bool:
        sentence = self._of(number)
        parts = re.split(r",? and |, but |; ", sentence.text, maxsplit=1)
        if len(parts) == 1 or min(len(part.split()) for part in parts) < 4:
            return False
        sentence.text = f"{parts[0].rstrip(',')}. {parts[1][0].upper()}{parts[1][1:]}"
        self._edits[number] = "split"
        return True

    def _merged(self, number: int) -> bool:
        paragraph, at = self._place(number)
        if at + 1 == len(paragraph) or not paragraph[at].text.endswith("."):
            return False
        other = paragraph[at + 1]
        if not other.old or self._edits[other.old[0]] != "kept" or not other.text[0].isalpha():
            return False
        text = f"{paragraph[at].text[:-1]}, and {other.text[0].lower()}{other.text[1:]}"
        paragraph[at : at + 2] = [_Sentence(text, (*paragraph[at].old, *other.old))]
        for old in paragraph[at].old:
            self._edits[old] = "merged"
        return True

    def _written(self) -> Edited:
        """Return both texts with the places of the sentences."""
        new, places = _joined([[each.text for each in paragraph] for paragraph in self._new])
        old, spans = _joined(self._old)
        now = {
            number: span
            for sentence, span in zip(
                (each for paragraph in self._new for each in paragraph), places, strict=True
            )
            for number in sentence.old
        }
        return Edited(
            old,
            new,
            [
                Old(span, edit, now.get(at))
                for at, (span, edit) in enumerate(zip(spans, self._edits, strict=True))
            ],
        )


def _ends(paragraph: list[_Sentence]) -> bool:
    """Return whether another sentence may follow: after a heading it would be read as its continuation."""
    return bool(paragraph) and paragraph[-1].text.endswith((".", "!", "?"))


_STRUCTURAL = (
    *(
        "inserted",
        "cut",
        "replaced",
        "moved",
        "paragraph_moved",
        "swapped",
        "paragraph_split",
        "split",
        "merged",
    ),
)


def _joined(paragraphs: Sequence[Sequence[str]]) -> tuple[str, list[Span]]:
    """Return the canonical text of sentences in paragraphs, and where each sentence stands in it."""
    text: list[str] = []
    spans, at = [], 0
    for paragraph in paragraphs:
        if not paragraph:
            continue
        for sentence in paragraph:
            spans.append(Span(at, at + len(sentence)))
            text += sentence, " "
            at += len(sentence) + 1
        text[-1] = "\n\n"
        at += 1
    return "".join(text[:-1]), spans


Rewording = Callable[[str, random.Random, Sequence[str]], str | None]


def _typography(text: str, _draw: random.Random, _vocabulary: Sequence[str]) -> str | None:
    signs = str.maketrans({"“": '"', "”": '"', "’": "'", "‘": "'", "—": "–", "–": "—", '"': "”", "'": "’"})
    return text.translate(signs)


def _comma(text: str, _draw: random.Random, _vocabulary: Sequence[str]) -> str | None:
    return re.sub(r",(?= [a-z])", "", text, count=1)


def _digit(text: str, draw: random.Random, _vocabulary: Sequence[str]) -> str | None:
    return re.sub(r"\d(?=\D*$)", lambda digit: str((int(digit[0]) + draw.randint(1, 8)) % 10), text)


def _negation(text: str, _draw: random.Random, _vocabulary: Sequence[str]) -> str | None:
    return re.sub(r"\b(is|was|are|were|has|have|had|will|can|could|would) (?!not)", r"\1 not ", text, count=1)


def _words(share: float) -> Rewording:
    def reword(text: str, draw: random.Random, vocabulary: Sequence[str]) -> str | None:
        words = text.split(" ")
        if len(words) < 6:
            return None
        for at in draw.sample(range(1, len(words) - 1), max(1, round(share * len(words)))):
            words[at] = draw.choice(vocabulary).lower()
        return " ".join(words)

    return reword


def _said(text: str, draw: random.Random, _vocabulary: Sequence[str]) -> str | None:
    return (
        f"{text[:-1]}, {draw.choice(_NAMES)} said." if len(text.split()) > 6 and text.endswith(".") else None
    )


def _fronted(text: str, _draw: random.Random, _vocabulary: Sequence[str]) -> str | None:
    parts = text.rstrip(".").split(", ")
    if len(parts) < 2 or min(map(len, parts)) < 12 or not text.endswith("."):
        return None
    return f"{parts[-1][0].upper()}{parts[-1][1:]}, {', '.join(parts[:-1])}."


def _speaker(text: str, draw: random.Random, _vocabulary: Sequence[str]) -> str | None:
    return re.sub(
        r"(?<=[^.!?] )(?:[A-Z][a-z]+ )+(?=(?:said|told|says|added)\b)",
        f"{draw.choice(_NAMES)} ",
        text,
        count=1,
    )


def _shortened(text: str, _draw: random.Random, _vocabulary: Sequence[str]) -> str | None:
    words = text.split(" ")
    return f"{' '.join(words[: round(len(words) * 0.75)]).rstrip(',;')}." if len(words) > 10 else None


REWORDINGS: dict[str, Rewording] = {
    "typography": _typography,
    "comma": _comma,
    "digit": _digit,
    "negation": _negation,
    "a word": _words(0.05),
    "a tenth": _words(0.1),
    "a quarter": _words(0.25),
    "clause added": _said,
    "clause fronted": _fronted,
    "speaker": _speaker,
    "shortened": _shortened,
}
TYPOGRAPHY = frozenset({"typography", "comma"})
SAME = frozenset({"kept", "moved", "paragraph moved", "swapped"})
GONE = frozenset({"cut", "replaced"})
