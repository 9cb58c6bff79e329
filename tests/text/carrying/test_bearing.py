"""What changes beside a passage, or only in style, and whether a claim reopens: as a careful editor would have it."""

from __future__ import annotations

import re

import pytest

from factbase.text.anchors import sha256
from factbase.text.carrying import Draft, Passage, Placement, carry
from factbase.text.sentences import split

REST = " The rain went on. Nobody came to the quay that day."
_CHANGE = re.compile(r"\{([^|}]*)\|([^}]*)\}")

# A paragraph with what was changed in it, {from|to}; the passage, if not all of it; and why it reopens.
BESIDE = [
    ("The fire killed {12|14} men, police said.", "The fire killed", "number 12 → 14"),
    (
        "{12|14} men whom the owner of the old yard at the far end of the long quay had sent there shut the port.",
        "shut the port",
        "number 12 → 14",
    ),
    ("Leka was shot in May {2014|2016}.", "Leka was shot", "date May 2014 → May 2016"),
    ("The bridge was built by {Hasp|Leka}.", "The bridge was built", "name Hasp → Leka"),
    ("{Leka|Hasp} runs the port of Durrës.", "runs the port of Durrës", "name Leka → Hasp"),
    ("Leka {|never }agreed to pay the men.", "to pay the men", "negation never added"),
    ("It took 18,000 crowns{|, which it denies}.", "took 18,000 crowns", "negation denies added"),
    ("Leka {|allegedly }killed the men.", "killed the men", "wording allegedly added"),
    ("The bridge {will|may} fall in May.", "fall in May", "wording may added"),
    ("It killed {more|fewer} than 12 men.", "12 men", "wording more → fewer"),
    ("Prices {rose|fell} by 4 percent in May.", "by 4 percent in May", "wording rose → fell"),
    ("{12|14} ouvriers sont morts.", "ouvriers sont morts", "number 12 → 14"),
    ("{All|Some} men knew the mayor.", "knew the mayor", "wording all → some"),
    ("It lost {€3 m|€3 bn} in May.", "It lost", "wording m → bn"),
    ("It opened at {3 p.m.|3 a.m.} on Monday.", "It opened", "wording pm → am"),
    ("Le maire {aurait|a} payé les familles.", "payé les familles", "wording aurait cut"),
    ("Er {soll|will} den Vertrag lesen.", "den Vertrag", "wording soll cut"),
    ("Le maire {|n'}a {|pas }payé les familles.", "les familles", "negation pas added"),
    ("Er hat den Vertrag {|nicht }gelesen.", "den Vertrag", "negation nicht added"),
    ("On {je|nije} potpisao ugovor.", "potpisao ugovor", "negation nije added"),
    ("Он {је|није} потписао уговор.", "потписао уговор", "negation није added"),
    ("Ai {|nuk }e firmosi marrëveshjen.", "marrëveshjen", "negation nuk added"),
    ("The bridge is unsafe, and {12|14} men know it.", "The bridge is unsafe", None),
    ("Rama met Leka; it took {3|4} hours.", "Rama met Leka", None),
    ("{|Ana }Leka runs the port of Durrës.", "runs the port", None),
    ("{|Mayor }Leka runs the port of Durrës.", "runs the port", None),
    ("The port closed for 3 days{|, after a storm}.", "The port closed", None),
    ("Leka fled to Bari{, leaving|. He left} his wife behind.", "his wife behind", None),
]

SPEAKERS = [
    ("{Ana Leka|Gent Hasp}: ‘The crane is old.’", "The crane is old", "speaker Ana Leka → Gent Hasp"),
    ("In the view of {police|boys}, it was set.", "it was set", "speaker police → boys"),
    ("The crane is old. {Leka|Hasp} said so.", "The crane is old.", "speaker Leka → Hasp"),
    (
        "{Ana Leka|Vera Hasp} shot men. She then fled to Bari.",
        "to Bari",
        "name Ana Leka → Vera Hasp before it",
    ),
    ("« Il est vieux », a dit {Anne Legrand|Paul Martin}.", "vieux", "speaker Anne Legrand → Paul Martin"),
    ("„Sie ist alt“, sagte {Anna Klein|Paul Groß}.", "ist alt", "speaker Anna Klein → Paul Groß"),
    ("“Ajo është e vjetër,” tha {Ana Leka|Gent Hasa}.", "e vjetër", "speaker Ana Leka → Gent Hasa"),
    ("“It is old,” said Ana Leka. {Leka|She} ran it.", "ran it", None),
]

STYLES = [
    ("It cost {4|four} million crowns.", "", None),
    ("It is 4{ percent|%} of it.", "", None),
    ("He {cannot|can’t} pay the men.", "", None),
    ("The {E.U.|EU} paid the men.", "", None),
    ("A {cooperative|co-operative} firm paid.", "", None),
    ("“It is old,” {said Leka|Leka said}.", "", None),
    ("“It is old,” {said the mayor|the mayor said} on Monday.", "", None),
    ("{Hasp, Leka said, paid|Hasp said Leka paid} three men.", "", "wording said added; wording said cut"),
    ("He {said she told|told she said} the court.", "", "wording told she added; wording she told cut"),
    ("At noon, {Leka shot|shot Leka} Hasp.", "", "wording shot added; wording shot cut"),
    ("It closed on {3 May|May 3,} 2019.", "", None),
    ("It hurt {the US|us}.", "", "wording the cut"),
    ("It makes 40 {MW|mW}.", "", "wording MW → mW"),
    ("It cost {$|€}20 million.", "", "wording $ → €"),
    ("It weighs 340 {tonnes|kilos}.", "", "wording tonnes → kilos"),
]


def placed(changed: str, *passages: str) -> Placement:
    """Return what becomes of the first passage."""
    old, new = (_CHANGE.sub(rf"\{side}", changed) + REST for side in (1, 2))
    found = [
        Passage(start, start + len(words), sha256(words))
        for words in (each or old.removesuffix(REST) for each in passages)
        for start in [old.index(words)]
    ]
    return carry(Draft.of(old, split(old)), Draft.of(new, split(new)), found).placements[0]


@pytest.mark.parametrize(("changed", "passage", "reopens"), BESIDE + SPEAKERS + STYLES)
def test_a_change_reopens_a_claim_if_it_bears_on_it(changed: str, passage: str, reopens: str | None) -> None:
    assert placed(changed, passage).reopens == reopens


def test_what_is_changed_in_another_claims_passage_is_for_that_one_to_tell() -> None:
    changed = "Leka sent {3,000|2,700} men to Bari."

    assert placed(changed, "to Bari").reopens == "number 3,000 → 2,700"
    assert placed(changed, "to Bari", "3,000 men").reopens is None
