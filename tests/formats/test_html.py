from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factbase.database import Location, reading, writing
from factbase.formats.exchange import Selection
from factbase.formats.html.safety import is_address, language_tag, named
from factbase.formats.html.writing import write_page
from tests.formats.reported import fill

if TYPE_CHECKING:
    from playwright.sync_api import Browser

Factbase = Callable[..., Result]
HOSTILE = "</title><script>alert(1)</script><img src=x onerror=alert(1)>\"'`{{7*7}}\x1b[31m\u202e]]>&amp;"
WIDTHS = (320, 800, 1400)


class Page(HTMLParser):
    """What a page holds: its elements, their attributes and its words."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data

    def values(self, name: str) -> list[str]:
        return [attributes[name] or "" for _tag, attributes in self.elements if name in attributes]


def page(location: Location, *slugs: str) -> str:
    out = io.StringIO()
    with reading(location) as connection:
        write_page(connection, out, Selection(slugs))
    return out.getvalue()


def hostile_page(empty: Path, folder: Path, hostile: str) -> str:
    path = Path(shutil.copy(empty, folder / "hostile.db"))
    with writing(Location.of(str(path))) as connection:
        fill(connection, hostile)
    return page(Location.of(str(path)))


@pytest.fixture
def crane(filled_template: Path) -> str:
    return page(Location.of(str(filled_template)), "harbour-crane")


def test_each_claim_has_a_card_that_its_passage_leads_to_and_back(crane: str) -> None:
    found = Page(crane)
    ids, links = found.values("id"), found.values("href")

    assert {f"harbour-crane/{number}" for number in range(1, 44)} <= set(ids)
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in links if link.startswith("#")} <= set(ids)
    assert "#harbour-crane/13" in links
    assert "#in/harbour-crane/13" in links


def test_how_well_a_claim_is_sourced_is_told_by_a_letter_a_line_and_a_word(crane: str) -> None:
    assert re.search(
        r'<mark class="medium lane0">The hook was empty</mark>&#8288;<a class="badge medium"[^>]*>.*?10&nbsp;M',
        crane,
    )
    assert len(set(re.findall(r"--style: (\w+)", crane))) == 4


def test_the_page_loads_nothing_and_runs_nothing(crane: str) -> None:
    found = Page(crane)

    assert {tag for tag, _ in found.elements}.isdisjoint(
        {"script", "link", "img", "iframe", "object", "base", "form"}
    )
    assert not [name for _tag, attributes in found.elements for name in attributes if name.startswith("on")]
    assert not found.values("style")
    assert "default-src 'none'" in crane
    assert "url(" not in crane


def test_without_the_text_claims_stand_by_sentence(tmp_path: Path, factbase: Factbase) -> None:
    assert factbase("demo").exit_code == 0
    made = factbase("export", "html", "mek-albania", "-o", str(tmp_path / "mek.html"))

    assert made.exit_code == 0, made.stderr
    html = (tmp_path / "mek.html").read_text(encoding="utf-8")
    assert "text is not in this database" in html
    assert '<th scope="row">6/2</th>' in html
    assert len(html.encode()) < 1_000_000


def test_filters_leave_the_other_claims_out_and_say_so(factbase: Factbase) -> None:
    assert factbase("demo").exit_code == 0
    html = factbase("export", "html", "harbour-crane", "--confidence", "rumour").stdout

    assert "3 of 43 claims" in html
    assert re.findall(r'<li class="card (\w+)"', html) == ["rumour"] * 3


def test_hostile_words_stay_words(sqlite_template: Path, tmp_path: Path) -> None:
    html = hostile_page(sqlite_template, tmp_path, HOSTILE)
    found = Page(html)

    assert {tag for tag, _ in found.elements}.isdisjoint({"script", "img"})
    assert not [link for link in found.values("href") if not link.startswith("#")]
    assert "{{7*7}}⟨U+001B⟩[31m⟨U+202E⟩" in found.words
    assert "\x1b" not in html
    assert "lang" not in dict(found.elements[[tag for tag, _ in found.elements].index("div")][1])


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=40))
def test_whatever_people_write_a_page_has_the_same_elements(
    sqlite_template: Path, tmp_path: Path, hostile: str
) -> None:
    plain = Page(hostile_page(sqlite_template, tmp_path, "x"))
    found = Page(hostile_page(sqlite_template, tmp_path, f"x{hostile}x"))

    tags = [tag for tag, _ in found.elements if tag != "mark"]
    assert tags == [tag for tag, _ in plain.elements if tag != "mark"]
    assert named(f"T x{hostile}x").strip() in found.words


@pytest.mark.parametrize(
    "address", ["https://a.example/b?c=d%20e#f", "http://localhost:8080/", "https://xn--e1afmkfd.example"]
)
def test_addresses_on_the_web_are_linked(address: str) -> None:
    assert is_address(address)


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JAVASCRIPT:alert(1)",
        " https://a.example",
        "https://a.example/\n",
        "data:text/html,x",
        "//a.example",
        "https://ana@a.example/",
        "https://a.example/a b",
        "https://a.example/%zz",
        'https://a.example/"onclick=',
        "http://[",
        "/relative",
    ],
)
def test_other_addresses_are_only_told(address: str) -> None:
    assert not is_address(address)


def test_a_language_is_declared_only_if_it_is_written_as_one() -> None:
    assert [language_tag(each) for each in ("sq", "sr-Latn", "en-GB", "x y", "", None)] == [
        "sq",
        "sr-Latn",
        "en-GB",
        "",
        "",
        "",
    ]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("no Chromium is installed")
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield opened
        opened.close()


LOOKS: dict[str, dict[str, Any]] = {
    "light": {},
    "dark": {"color_scheme": "dark"},
    "forced colours": {"forced_colors": "active"},
}


@pytest.mark.parametrize("look", ["light", "dark", pytest.param("forced colours", marks=pytest.mark.torture)])
def test_axe_finds_nothing_in_any_look(browser: Browser, crane: str, tmp_path: Path, look: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")
    file = tmp_path / "crane.html"
    file.write_text(crane, encoding="utf-8")
    context = browser.new_context(**LOOKS[look], bypass_csp=True)
    opened = context.new_page()
    opened.goto(file.as_uri())

    found = axe.Axe().run(opened).response["violations"]

    assert [(each["id"], len(each["nodes"])) for each in found] == []
    context.close()


def test_a_badge_stays_on_the_line_of_its_words(browser: Browser, crane: str, tmp_path: Path) -> None:
    file = tmp_path / "crane.html"
    file.write_text(crane, encoding="utf-8")
    opened = browser.new_page(viewport={"width": 1400, "height": 900})
    opened.goto(file.as_uri())
    apart = """() => [...document.querySelectorAll('mark + a.badge')].filter(badge => {
        const lines = [...badge.previousElementSibling.getClientRects()];
        return lines.at(-1).bottom < badge.getBoundingClientRect().top;
    }).length"""

    assert opened.locator("mark + a.badge").count() > 30
    assert opened.evaluate(apart) == 0
    opened.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_has_to_be_scrolled_sideways_and_the_console_is_silent(
    browser: Browser, sqlite_template: Path, tmp_path: Path, width: int
) -> None:
    """A window of 1280 pixels at 400 % zoom is one of 320."""
    file = tmp_path / "wide.html"
    file.write_text(hostile_page(sqlite_template, tmp_path, "W" * 200), encoding="utf-8")
    opened = browser.new_page(viewport={"width": width, "height": 800})
    said: list[str] = []
    opened.on("console", lambda message: said.append(message.text))
    opened.goto(file.as_uri())

    assert opened.evaluate("document.documentElement.scrollWidth") <= width
    assert opened.evaluate("getComputedStyle(document.querySelector('mark')).textDecorationStyle") != "none"
    assert said == []
    opened.close()


def test_the_nu_checker_finds_nothing(crane: str, sqlite_template: Path, tmp_path: Path) -> None:
    jar = os.environ.get("FACTBASE_VNU")
    if jar is None or shutil.which("java") is None:
        pytest.skip("FACTBASE_VNU names no vnu.jar, or there is no Java")
    (tmp_path / "crane.html").write_text(crane, encoding="utf-8")
    (tmp_path / "hostile.html").write_text(
        hostile_page(sqlite_template, tmp_path, f"{HOSTILE}\ufffe\ufdd0"), encoding="utf-8"
    )
    files = [str(tmp_path / "crane.html"), str(tmp_path / "hostile.html")]

    run = subprocess.run(
        ["java", "-jar", jar, "--errors-only", *files], capture_output=True, text=True, check=False
    )

    assert (run.returncode, run.stderr) == (0, "")
