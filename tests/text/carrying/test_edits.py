"""What becomes of a passage by the edits that editors make: the state, and whether a checked claim reopens, and why.

Each case changes one text; the first is the passage before, the last the passage after.
"""

from __future__ import annotations

from typing import NamedTuple

import pytest

from factbase.text.anchors import sha256
from factbase.text.carrying import Draft, Passage, Placement, carry
from factbase.text.sentences import split

OLD = """The ferry left Orrowick at noon with 340 people aboard. Its captain, Ana Leka, waved from the bridge. \
Nobody on the quay waved back. The ferry was late again.

“The crane was inspected in January,” said Bram Oddlestone, who drives it. “I told them twice. They gave me oil.”

The Trust denies it. A spokeswoman said the books were in order, and the mayor agreed with every word of that. \
It did not reply. The ring — “good as new” — had cost 18,000 crowns, the insurer’s letter says.

The ferry was late again. Some on the quay suspect a rival line of loosening the bolts on 8 March 2019. It did not \
reply."""

FERRY = "The ferry left Orrowick at noon with 340 people aboard."
LATE = "The ferry was late again."
INSPECTED = "The crane was inspected in January"
BOOKS = "A spokeswoman said the books were in order, and the mayor agreed with every word of that."
RING = "The ring — “good as new” — had cost 18,000 crowns, the insurer’s letter says."
SUSPECT = "Some on the quay suspect a rival line of loosening the bolts on 8 March 2019."
WAVED = "Its captain, Ana Leka, waved from the bridge."
QUAY = "Nobody on the quay waved back."
TWICE = "“I told them twice."
LAST = "It did not reply."


class Edit(NamedTuple):
    """An edit: the passage, what is replaced by what, the state expected, why it reopens, and its words then."""

    why: str
    passage: str
    changes: tuple[tuple[str, str], ...]
    state: str
    reopens: str | None = None
    now: str | None = None


def paragraph(number: int) -> str:
    return OLD.split("\n\n")[number - 1]


FIRST, SECOND, THIRD, FOURTH = map(paragraph, (1, 2, 3, 4))

EDITS = [
    # Nothing happened to the sentence.
    Edit("nothing changed", FERRY, (), "exact"),
    Edit("another sentence was cut before it", WAVED, ((FERRY + " ", ""),), "exact"),
    Edit("a sentence came in before it", WAVED, ((FERRY, FERRY + " The sun shone on all of it."),), "exact"),
    Edit("a new first paragraph", FERRY, ((FIRST, "Ferry news\n\n" + FIRST),), "exact"),
    Edit("its paragraph was parted before it", QUAY, ((" " + QUAY, "\n\n" + QUAY),), "exact"),
    Edit("its paragraph was joined to the next", QUAY, (("again.\n\n“The", "again. “The"),), "exact"),
    Edit("part of a sentence that did not change", "noon with 340 people", ((QUAY + " ", ""),), "exact"),
    Edit("several sentences that did not change", f"{FERRY} {WAVED}", ((QUAY + " ", ""),), "exact"),
    # It stands elsewhere: no reason to check anew.
    Edit("its paragraph went to the end", FERRY, ((FIRST + "\n\n", ""), (FOURTH, f"{FOURTH}\n\n{FIRST}")), "moved"),
    Edit("a part of a paragraph that moved", "340 people",
         ((FIRST + "\n\n", ""), (FOURTH, f"{FOURTH}\n\n{FIRST}")), "moved"),
    Edit("it changed places with its longer neighbour", QUAY, ((f"{WAVED} {QUAY}", f"{QUAY} {WAVED}"),), "moved"),
    Edit("its shorter neighbour went past it", WAVED, ((f"{WAVED} {QUAY}", f"{QUAY} {WAVED}"),), "exact"),
    Edit("it went into another paragraph", WAVED, ((WAVED + " ", ""), (SUSPECT, f"{SUSPECT} {WAVED}")), "moved"),
    # Typography alone.
    Edit("straight for curly quotes", RING, (("“good as new”", '"good as new"'), ("’", "'")), "reworded"),
    Edit("another kind of dash", RING, ((" — ", " – "),), "reworded"),
    Edit("commas for dashes", RING, ((" — “good as new” — ", ", “good as new”, "),), "reworded"),
    Edit("a blank more", FERRY, (("at noon", "at  noon"),), "reworded"),
    Edit("a blank that does not break", RING, (("18,000 crowns", "18,000\u00a0crowns"),), "reworded"),
    Edit("a comma cut", BOOKS, (("order, and", "order and"),), "reworded"),
    Edit("the comma of a number", RING, (("18,000", "18000"),), "reworded"),
    Edit("capitals", FERRY, ((FERRY, FERRY.upper()),), "reworded"),
    Edit("fewer of its words quoted", RING, (("“good as new”", "“good” as new"),), "reworded", "quotation marks"),
    Edit("every quotation mark of the text", "“good as new”", (("“", '"'), ("”", '"')), "reworded"),
    # What a claim cannot survive.
    Edit("a digit", FERRY, (("340", "350"),), "reworded", "number 340 → 350"),
    Edit("a digit in a short part", "18,000 crowns", (("18,000", "16,000"),), "reworded", "number 18,000 → 16,000"),
    Edit("a date", SUSPECT, (("8 March 2019", "9 March 2019"),), "reworded", "date 8 March 2019 → 9 March 2019"),
    Edit("a negation more", INSPECTED, (("was inspected", "was not inspected"),), "reworded", "negation not added"),
    Edit("a negation less", LAST + " The ring", (("It did not reply. The", "It did reply. The"),), "reworded",
         "negation not cut"),
    Edit("a name", WAVED, (("Ana Leka", "Gent Leka"),), "reworded", "name Ana Leka → Gent Leka"),
    Edit("a word", SUSPECT, (("suspect", "accuse"),), "reworded", "wording suspect → accuse"),
    Edit("a clause more", FERRY, (("aboard.", "aboard, the harbour office said."),), "reworded", "speaker"),
    Edit("a clause less", BOOKS, ((", and the mayor agreed with every word of that", ""),), "reworded", "wording"),
    Edit("the blank line after its words belongs to it", LATE + "\n\n", (), "exact"),
    Edit("a question now", WAVED, (("waved from the bridge.", "waved from the bridge?"),), "reworded", "wording"),
    Edit("words became a quotation", "the books were in order",
         (("the books were in order,", "“the books were in order”,"),), "exact"),
    # Somebody else says it.
    Edit("a quotation got another speaker", INSPECTED, (("Bram Oddlestone", "Corwin Hasp"),), "exact",
         "speaker Bram Oddlestone → Corwin Hasp"),
    Edit("so did the next sentence of it", TWICE, (("Bram Oddlestone", "Corwin Hasp"),), "exact",
         "speaker Bram Oddlestone → Corwin Hasp"),
    Edit("what is said without quotation marks too", "the books were in order", (("A spokeswoman", "A critic"),),
         "exact", "speaker A spokeswoman → A critic"),
    Edit("the speaker is told in more words", INSPECTED, (("said Bram", "said old Bram"),), "exact"),
    Edit("it is denied now", "the books were in order", (("said the books", "did not say the books"),), "exact",
         "negation not added"),
    Edit("another part of its sentence is denied", "the mayor agreed", (("said the books", "said not the books"),),
         "exact"),
    # Split, merged, woven together.
    Edit("split in two", BOOKS, ((", and the mayor", ". The mayor"),), "reworded", "wording",
         "A spokeswoman said the books were in order. The mayor agreed with every word of that."),
    Edit("a part of what was split in two", "the mayor agreed", ((", and the mayor", ". But the mayor"),), "exact"),
    Edit("merged with the sentence before", WAVED, (("aboard. Its", "aboard, and its"),), "reworded", None,
         "its captain, Ana Leka, waved from the bridge."),
    Edit("merged with the sentence after", FERRY, (("aboard. Its", "aboard, and its"),), "reworded", None,
         "The ferry left Orrowick at noon with 340 people aboard"),
    Edit("reworded, and its neighbour cut", SUSPECT, ((LATE + " Some", "Some"), ("Some on", "Many on")),
         "reworded", "wording Some → Many"),
    Edit("reworded and moved", SUSPECT, ((SUSPECT + " ", ""), (FERRY, SUSPECT.replace("Some", "Many") + " " + FERRY)),
         "reworded", "wording Some → Many"),
    Edit("every sentence reworded", WAVED,
         (("340", "341"), ("waved from", "shouted from"), ("Nobody on", "No one on"), ("oil", "grease"),
          ("agreed with", "confirmed"), ("18,000", "19,000"), ("rival line", "rival firm"), ("late again", "late")),
         "reworded", "wording waved → shouted"),
    # One of several copies.
    Edit("a repeated sentence, its other copy cut", LATE, ((f"{LATE} Some", "Some"),), "exact"),
    Edit("a repeated sentence, this copy cut", LATE, ((f" {LATE}\n\n“The", "\n\n“The"),), "lost", "sentence cut"),
    # Gone.
    Edit("cut", SUSPECT, ((SUSPECT + " ", ""),), "lost", "sentence cut"),
    Edit("its paragraph cut", FERRY, ((FIRST + "\n\n", ""),), "lost", "sentence cut"),
    Edit("cut, another in its place", SUSPECT, ((SUSPECT, "The pilot boat had no lamp, and its crew were asleep."),),
         "lost", "sentence cut"),
    Edit("two in its place that are as near", SUSPECT,
         ((SUSPECT, f"{SUSPECT.replace('Some', 'Many')} {SUSPECT.replace('Some', 'Few')}"),), "lost",
         "two places are equally near"),
    Edit("its part of the sentence cut", "and the mayor agreed",
         ((", and the mayor agreed with every word of that", ""),),
         "lost", "its words are no longer there"),
    Edit("the larger part of it cut", f"{BOOKS} {LAST}", ((BOOKS + " ", ""),), "lost", "too little of it is left"),
]  # fmt: skip


def place(words: str, changes: tuple[tuple[str, str], ...]) -> tuple[Placement, str]:
    """Return where the first such words stand after the changes, and the text then."""
    new = OLD
    for old_words, new_words in changes:
        assert old_words in new
        new = new.replace(old_words, new_words)
    at = OLD.index(words.strip())
    passage = Passage(at, at + len(words.strip()), sha256(words.strip()))
    drafts = [Draft.of(text, split(text)) for text in (OLD, new)]
    return carry(*drafts, [passage]).placements[0], new


@pytest.mark.parametrize("edit", EDITS, ids=[edit.why for edit in EDITS])
def test_an_edit_has_the_consequence_that_an_editor_expects(edit: Edit) -> None:
    found, new = place(edit.passage, edit.changes)

    assert found.state == edit.state
    assert (edit.reopens or "") in (found.reopens or "")
    assert (edit.reopens is None) == (found.reopens is None)
    if edit.now is not None:
        assert new[found.start : found.end] == edit.now


@pytest.mark.parametrize("edit", EDITS, ids=[edit.why for edit in EDITS])
def test_what_is_said_of_a_place_is_true_of_the_text(edit: Edit) -> None:
    found, new = place(edit.passage, edit.changes)

    if found.state in ("exact", "moved"):
        assert new[found.start : found.end] == edit.passage.strip()
        assert found.score == 1.0
    elif found.state == "reworded":
        assert new[found.start : found.end] not in ("", edit.passage)
        assert 0.6 <= found.score < 1.0
    else:
        assert (found.start, found.end, found.score) == (None, None, None)
