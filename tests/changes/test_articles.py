import pytest
from sqlalchemy import func, select

from factbase import lookup
from factbase.changes.articles import About, add_article, edit_article
from factbase.changes.drafts import File
from factbase.changes.removing import remove_article
from factbase.errors import Conflict, InvalidInput
from factbase.lookup import ArticleKey
from factbase.records import claim_line
from factbase.tables import revision
from factbase.text.anchors import sha256
from factbase.text.sentences import split
from tests.changes.conftest import TEXT, Desk


def test_an_article_comes_with_revision_one_and_its_sentences(desk: Desk) -> None:
    doing = desk.operation()
    about = About(title=" The bridge ", byline="Ana Leka", published_on="2026-03", url="", language="en")

    add_article(doing, "bridge", about, TEXT, split(TEXT), File("b.txt", "txt", "0" * 64))

    article, first, *sentences = desk.log(doing)
    assert (article.thing, article.before) == ("article", None)
    assert article.after is not None
    assert (article.after["title"], article.after["url"], article.after["published_on"]) == (
        "The bridge",
        None,
        "2026-03",
    )
    assert (first.thing, first.before) == ("revision", None)
    assert first.after is not None
    assert (first.after["sha256"], first.after["text"], first.after["characters"]) == (
        sha256(TEXT),
        TEXT,
        len(TEXT),
    )
    assert (first.after["file_name"], first.after["file_sha256"]) == ("b.txt", "0" * 64)
    assert [
        (row.after and row.after["paragraph"], row.after and row.after["sentence"]) for row in sentences
    ] == [
        (1, 1),
        (2, 1),
        (2, 2),
        (3, 1),
    ]
    assert {row.after and row.after["role"] for row in sentences} == {None}
    spans = [(row.after["start"], row.after["end"], row.after["sha256"]) for row in sentences if row.after]
    assert all(sha256(TEXT[start:end]) == known for start, end, known in spans)


def test_a_slug_is_given_once_and_is_well_formed(desk: Desk, bridge: ArticleKey) -> None:
    with pytest.raises(Conflict, match="an article bridge already"):
        desk.article("bridge")
    with pytest.raises(InvalidInput, match="slug"):
        desk.article("The Bridge")


def test_an_edit_changes_what_is_given_and_takes_away_what_is_empty(desk: Desk, bridge: ArticleKey) -> None:
    edit_article(desk.operation(), bridge, About(byline="Ana", url="https://example.org"))
    doing, same = desk.operation(), desk.operation()

    edit_article(doing, bridge, About(byline="", title="A bridge"), version=2)
    edit_article(same, bridge, About(byline="", title="A bridge"))

    (row,) = desk.log(doing)
    assert row.before is not None
    assert row.after == row.before | {"byline": None, "title": "A bridge"}
    assert not same.changed
    assert lookup.article(desk.connection, "bridge").version == 3


def test_a_stale_version_of_an_article_is_refused(desk: Desk, bridge: ArticleKey) -> None:
    edit_article(desk.operation(), bridge, About(byline="Ana"))

    with pytest.raises(Conflict, match="version 2, not 1"):
        edit_article(desk.operation(), bridge, About(byline="Beni"), version=1)


@pytest.mark.parametrize("about", [About(title="\u00a0"), About(published_on="14.3.2026"), About(url="a\0")])
def test_what_an_article_says_of_itself_is_checked(desk: Desk, bridge: ArticleKey, about: About) -> None:
    with pytest.raises(InvalidInput):
        edit_article(desk.operation(), bridge, about)


def test_refs_follow_a_new_slug(desk: Desk, bridge: ArticleKey) -> None:
    claim = desk.claim(bridge)
    desk.article("road", "A road.")

    with pytest.raises(Conflict, match="an article road already"):
        edit_article(desk.operation(), bridge, About(), slug="road")
    edit_article(desk.operation(), bridge, About(), slug="old-bridge")

    assert claim_line(desk.connection, claim.id)["ref"] == "old-bridge/1"


def test_an_article_that_was_removed_meanwhile_is_a_conflict(desk: Desk, bridge: ArticleKey) -> None:
    remove_article(desk.operation(), bridge)

    with pytest.raises(Conflict, match="removed meanwhile"):
        edit_article(desk.operation(), bridge, About(byline="Ana"))


def test_the_same_text_may_be_here_twice(desk: Desk, bridge: ArticleKey) -> None:
    desk.article("again")

    assert desk.connection.scalar(select(func.count()).select_from(revision)) == 2
