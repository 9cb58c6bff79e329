"""What the steps are made of: small texts, names that fold alike, statements, and how names are compared."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

SLUGS = ("bridge", "a-ferry", "school", "bridge-two")
ACTORS = ("Ana", "Bo", "ana")
NAMES = (
    "Ana Leka",
    "Ana Leka (mayor)",
    "ANA LÉKA",
    "Ana Leka (sailor)",
    "City Council",
    "Bledi Çuçi",
    "Cuci",
    "The Echo",
    "critics",
    "Critics",
    "the author",
    "a neighbour",
    "rumour",
)
STATEMENTS = (
    "The bridge is closed.",
    "The bridge was unsafe in May.",
    " The ferry sails at six ",
    "=SUM(A1) of the money is gone.",
    "Çuçi opened the school; a “captain” slept\u2028or not 👷\u200d♀️.",
    "Nobody saw the money.",
    "   ",
)
REASONS = ("two papers, one agency", "nobody looked", "it is twice here")
LABELS = ("figures", "legal", " figures ", "Ämter")
REMARKS = ("ask the ministry", "the captain has answered", "two\nreadings")
# Each is a word whose stem no other word here has.
SOUGHT = ("bridge", "ferry", "money", "captain", "council", "school", "neighbour", "ministry", "critics")

# Paragraphs of sentences, so that nobody has to split them to know where each stands.
TEXTS = (
    (
        ("The bridge",),
        ("The council closed the bridge in May.", "Mayor Ana Leka denied that it was unsafe."),
        ("Critics say the repair cost four million.",),
    ),
    (
        ("The ferry sails at six.", "Ana Leka, a sailor, said that it sails."),
        ("“We sail at six — always,” said the captain.", "Nobody answered."),
    ),
    (("Çuçi opened the school 👷\u200d♀️.", "Nobody saw the money.", "A neighbour saw the money twice."),),
)


class Spot(NamedTuple):
    """A sentence of a text: where it stands, in code points, end-exclusive."""

    paragraph: int
    sentence: int
    start: int
    end: int


def text_of(number: int) -> str:
    return "\n\n".join(" ".join(sentences) for sentences in TEXTS[number])


def spots_of(number: int) -> list[Spot]:
    spots, at = [], 0
    for paragraph, sentences in enumerate(TEXTS[number], start=1):
        for position, sentence in enumerate(sentences, start=1):
            spots.append(Spot(paragraph, position, at, at + len(sentence)))
            at += len(sentence) + 1
        at += 1
    return spots


def folded(name: str) -> str:
    """Return what two spellings of one name have in common: no accents, no capitals, one blank for signs."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(re.findall(r"[^\W_]+", plain))


def parted(name: str) -> tuple[str, str]:
    """Return name and qualifier of ``Ana Leka (mayor)``."""
    name, _, rest = name.strip().partition(" (")
    return name, rest.removesuffix(")")


def places_of(text: str, words: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return where words stand between two offsets: as they are, else signs alike, else capitals alike.

    The texts here keep their length whatever is taken for alike.
    """
    signs = str.maketrans("“”’—–", '""\'--')
    whole, parts = re.escape(words.strip()), r"\s+".join(map(re.escape, words.translate(signs).split()))
    stretch = text[start:end]
    for sought, within in (
        (whole, stretch),
        (parts, stretch.translate(signs)),
        (parts.lower(), stretch.translate(signs).lower()),
    ):
        # Looked ahead, so that places may overlap.
        if found := [match.span(1) for match in re.finditer(f"(?=({sought}))", within)]:
            return [(start + begin, start + stop) for begin, stop in found]
    return []
