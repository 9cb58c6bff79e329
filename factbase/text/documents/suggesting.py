"""Suggests by its words alone what a paragraph may be, where the document does not mark it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from factbase.vocabulary import Role

_LONGEST_CREDIT = 200  # characters
_LONGEST_HEADING = 80
_CREDIT = re.compile(
    r"(?:photo|photograph|photos|picture|image|images|illustration|graphic|video|credit|credits|caption)s?"
    r"(?: credit)?(?: by)?\s*[:/|©–—-]"
    r"|(?:photo(?:graph)?s?|illustrations?|pictures?|words|text|reporting|edited|translated) by\s+\w"
    r"|[©Ⓒ]|\(c\)\s|copyright\b"
    r"|(?:foto|fotos|fotografia|fotografija|photographie|bild|imagen|immagine|slika|фото|слика)\s*[:/©]",
    re.IGNORECASE,
)
_AGENCY = re.compile(
    r"(?:/|via |courtesy of )\s?(?:AFP|AP|EPA|EFE|Reuters|Getty(?: Images)?|BIRN|Shutterstock)\b.{0,40}$"
)
_BYLINE = re.compile(r"[Bb][Yy] (?:[^\W\d_a-z][\w.’'-]*(?:,? (?:and |& )?|$)){1,8}")
_STOPS = tuple(".!…:;,”’\"')]»")
_FIRST = 5  # a byline stands among the first paragraphs


def suggestions(paragraphs: Sequence[str], marked: Mapping[int, Role]) -> dict[int, Role]:
    """Return ``marked`` and what words suggest of the others; paragraphs are numbered from 1.

    A heading is guessed only where the document marks none.
    """
    headed = Role.HEADING in marked.values()
    suggested = dict(marked)
    for number, paragraph in enumerate(paragraphs, start=1):
        if number in marked:
            continue
        if _is_credit(paragraph, number):
            suggested[number] = Role.CREDIT
        elif not headed and number < len(paragraphs) and _is_heading(paragraph, paragraphs[number]):
            suggested[number] = Role.HEADING
    return suggested


def _is_credit(paragraph: str, number: int) -> bool:
    if len(paragraph) > _LONGEST_CREDIT:
        return False
    if _CREDIT.match(paragraph) or _AGENCY.search(paragraph):
        return True
    return number <= _FIRST and bool(_BYLINE.fullmatch(paragraph))


def _is_heading(paragraph: str, after: str) -> bool:
    """Return whether a short line that ends no statement stands over a longer paragraph."""
    if len(paragraph) > _LONGEST_HEADING or paragraph.endswith(_STOPS) or "\t" in paragraph:
        return False
    return len(after) > len(paragraph) and paragraph[:1] == paragraph[:1].upper() and paragraph[:1].isalnum()
