"""Finds the article in a web page, and the furniture round it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from factbase.vocabulary import Role

_HELD = 0.5  # the share of a page's prose that makes an element too much to be furniture
_NEARLY_ALL = 0.9
_PROSE = 60  # characters outside links: a shorter block is no prose

_LINK_TAGS = frozenset(["a", "button"])
_SILENT_LIST = (
    "script style noscript template iframe object embed svg canvas audio video map select input textarea button "
    "head datalist dialog menu math"
)
_SILENT = frozenset(_SILENT_LIST.split())
_BLOCKS_LIST = (
    "p div li dd dt td th blockquote pre section article main header footer aside nav body figure figcaption "
    "h1 h2 h3 h4 h5 h6 address center form ul ol dl table tr tbody"
)
_BLOCKS = frozenset(_BLOCKS_LIST.split())
_BY_TAG = {"nav": "navigation", "aside": "sidebars", "footer": "footers"}
_BY_ROLE = {
    "navigation": "navigation", "complementary": "sidebars", "contentinfo": "footers", "banner": "banners",
    "dialog": "pop-ups", "alertdialog": "pop-ups", "search": "search forms", "menu": "navigation",
    "menubar": "navigation", "toolbar": "navigation",
}  # fmt: skip
_WORDS = {
    "cookie notices": "cookie cookies consent gdpr cmp onetrust",
    "navigation": "nav navbar navigation menu breadcrumb breadcrumbs pagination pager skiplink skip-link toolbar",
    "sidebars": "sidebar rail",
    "related links": "related recommend recommended recommendation recommendations trending most-read mostread "
    "read-more readmore read-next more-stories also-read outbrain taboola teaser teasers",
    "share buttons": "share sharing sharebar share-buttons social socials addtoany sharedaddy",
    "newsletters": "newsletter subscribe subscription signup sign-up",
    "advertisements": "ad ads advert adverts advertisement advertising adsbygoogle sponsor sponsored promo banner",
    "reader comments": "comments disqus respond commentlist comment-list comentarios commentaires kommentare komentet "
    "komentari commenti",
    "footers": "footer colophon",
    "pop-ups": "popup modal lightbox overlay",
    "notes of the software": "mw-editsection noprint screen-reader-text sr-only visually-hidden visuallyhidden",
}
_BY_WORD = {word: kind for kind, words in _WORDS.items() for word in words.split()}
_PARTS = re.compile(r"[\s_]+|(?<=[a-z])(?=[A-Z])")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_HEADLINE = 300  # characters


class Page:
    """A parsed page: where its article stands, and what of it is left out."""

    HEADLINE = Role.HEADING

    def __init__(self, root: etree._Element) -> None:
        self.furniture: set[str] = set()
        self.hidden = 0
        self._root = root
        self._prose: dict[etree._Element, int] = {}
        self._weigh()
        # A document that was saved as a page: all of its body is the article.
        self._is_plain = not any(
            True for _each in root.iter("nav", "footer", "header", "aside", "form", "button")
        )
        found = root.find("body")
        self._whole = root if found is None else found
        self.body = self._article()

    def _weigh(self) -> None:
        """Count the prose in each element that has some: letters outside links, in blocks that are long enough."""
        sums, own, links = [0], [0], 0
        for event, element in etree.iterwalk(self._root, events=("start", "end")):
            tag = element.tag
            if event == "start":
                links += tag in _LINK_TAGS
                if tag in _BLOCKS:
                    sums.append(0)
                    own.append(0)
                own[-1] += 0 if links or tag in _SILENT else len((element.text or "").strip())
                continue
            links -= tag in _LINK_TAGS
            if tag in _BLOCKS:
                letters, prose = own.pop(), sums.pop()
                prose += letters if letters >= _PROSE else 0
                sums[-1] += prose
                if prose:
                    self._prose[element] = prose
            own[-1] += 0 if links else len((element.tail or "").strip())

    def _article(self) -> etree._Element:
        """Return the innermost element that holds the page's article."""
        whole = self._prose.get(self._whole, 0)
        best = self._whole
        for path in ("//*[@itemprop='articleBody']", "//article", "//main|//*[@role='main']"):
            found = max(self._found(path), key=self._weight, default=None)
            if found is not None and self._weight(found) > _HELD * whole:
                best = found
                break
        if self._is_plain:
            return best
        while (inner := max(best, key=self._weight, default=None)) is not None:
            if self._weight(inner) <= max(_NEARLY_ALL * self._weight(best), _PROSE) or inner.tag == "p":
                break
            best = inner
        return best

    def _found(self, path: str) -> list[etree._Element]:
        found = self._root.xpath(path)
        return [each for each in found if isinstance(each, etree._Element)] if isinstance(found, list) else []

    def _weight(self, element: etree._Element) -> int:
        return self._prose.get(element, 0)

    def headline(self) -> str | None:
        """Return the words of the page's only first-rank heading, if there is one."""
        found = [words for each in self._root.iter("h1") if (words := _words(each))]
        return found[0] if len(found) == 1 and len(found[0]) <= _HEADLINE else None

    def is_left_out(self, element: etree._Element) -> bool:
        """Return whether an element is no part of the article, and remember why."""
        tag = element.tag
        if tag in _SILENT:
            return True
        if self._weight(element) > _HELD * self._weight(self.body):
            return False
        if element.get("hidden") is not None or _HIDDEN.search(element.get("style", "")):
            self.hidden += any(not text.isspace() for text in element.itertext())
            return True
        kind = _BY_TAG.get(str(tag)) or _BY_ROLE.get(element.get("role", "")) or self._called(element)
        if kind is None and tag in ("ul", "ol", "div", "section") and self._is_list_of_links(element):
            kind = "related links"
        if kind:
            self.furniture.add(kind)
        return kind is not None

    def _called(self, element: etree._Element) -> str | None:
        """Return what kind of furniture an element's class or id names; a paragraph is none."""
        if element.tag == "p":
            return None
        if element.get("aria-hidden") == "true":
            return "notes of the software"
        for name in _names(element):
            if kind := _BY_WORD.get(name) or next(
                (_BY_WORD[part] for part in name.split("-") if part in _BY_WORD), None
            ):
                return kind
        return None

    def _is_list_of_links(self, element: etree._Element) -> bool:
        """Return whether an element holds three links or more and hardly a word besides, in a page with furniture."""
        if self._is_plain or self._weight(element):
            return False
        links = list(element.iter("a"))[:200]
        if len(links) < 3:
            return False
        linked = sum(len(_words(link)) for link in links)
        return linked > 0.8 * len(_words(element))


def _names(element: etree._Element) -> Iterator[str]:
    """Yield the names in an element's class and id, small letters, parts joined by hyphens."""
    for given in (element.get("class", ""), element.get("id", "")):
        for name in given.split()[:20]:
            yield "-".join(part for part in _PARTS.split(name) if part).lower()


def _words(element: etree._Element) -> str:
    return " ".join("".join(map(str, element.itertext())).split())
