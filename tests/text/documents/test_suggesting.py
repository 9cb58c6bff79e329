from __future__ import annotations

import pytest

from factbase.text.documents.suggesting import suggestions
from factbase.vocabulary import Role

BODY = "The bridge over the old harbour was opened on a cold morning in March."


@pytest.mark.parametrize(
    "credit",
    [
        "Photo: Ana Leka",
        "Photograph by Ana Leka",
        "© The Daily",
        "The old bridge in March. Ana Leka/Reuters",
        "By Ana Leka and Ben Oak",
        "Foto: Ana Leka",
    ],
)
def test_a_credit_is_known_by_its_words(credit: str) -> None:
    assert suggestions([credit, BODY], {}) == {1: Role.CREDIT}


@pytest.mark.parametrize(
    "words",
    [
        "Photographs of the bridge were taken by everybody.",
        "By the river stood a bridge",
        "By Friday all was lost.",
        "AP and Reuters reported it.",
        f"Photo: {'word ' * 60}",
    ],
)
def test_a_sentence_is_no_credit(words: str) -> None:
    assert Role.CREDIT not in suggestions([words, BODY], {}).values()


def test_a_heading_is_guessed_where_the_document_marks_none() -> None:
    paragraphs = ["What Happened?", BODY, "The Bridge", BODY, "He left.", BODY, "The End"]

    assert suggestions(paragraphs, {}) == {1: Role.HEADING, 3: Role.HEADING}
    assert suggestions(paragraphs, {3: Role.HEADING}) == {3: Role.HEADING}
