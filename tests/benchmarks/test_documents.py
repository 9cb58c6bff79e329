from xml.etree import ElementTree

import pytest

from tests.benchmarks.documents import f1, shown

_NAMES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "text")
)


@pytest.mark.parametrize(
    ("found", "truth", "score"),
    [
        ("a b c", "a b c", 1),
        ("a, b!", "a b", 1),
        ("", "", 1),
        ("", "a", 0),
        ("b a", "a b", 0.5),
        ("a b", "a x", 0.5),
    ],
)
def test_words_count_in_their_order(found: str, truth: str, score: float) -> None:
    assert f1(found, truth) == pytest.approx(score)


def test_the_truth_has_no_deletions_no_comments_and_the_notes_at_the_end() -> None:
    regions = '<text:changed-region text:id="a"><text:deletion/></text:changed-region>'
    note = "<text:note><text:note-citation>1</text:note-citation><text:note-body>note</text:note-body></text:note>"
    deleted = '<text:change-start text:change-id="a"/>gone<text:change-end text:change-id="a"/>'
    body = f"<text:tracked-changes>{regions}</text:tracked-changes><text:p>One{note} {deleted}</text:p>"
    body += "<text:p>two<office:annotation>why</office:annotation></text:p>"

    text = shown(ElementTree.fromstring(f"<x {_NAMES}><office:text>{body}</office:text></x>"))

    assert text.split() == ["One", "two", "note"]
