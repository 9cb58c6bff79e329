"""Web pages: the blocks of the article's own part, in reading order."""

from __future__ import annotations

import codecs
import re

from lxml import etree

from factbase.errors import InvalidInput
from factbase.text.counting import counted
from factbase.text.documents import page_facts
from factbase.text.documents.document import Block, Reading
from factbase.text.documents.page import Page
from factbase.text.documents.page_walk import walk
from factbase.text.documents.remarks import left_out
from factbase.text.files import decode

TAGS = 300_000
_CHARSET = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w:.-]{2,40})|<\?xml[^>]{0,100}encoding=[\"']([\w-]+)", re.I
)
_DECLARED_WITHIN = 4096  # bytes
_UTF16 = ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_UNSEEN = re.compile("[\x00-\x08\x0b\x0e-\x1f]")


def read(data: bytes, name: str) -> Reading:
    """Return what a page holds. Raises InvalidInput where it is no text or has too many tags to be an article."""
    return read_page(page_text(data, name), name)


def read_page(text: str, name: str) -> Reading:
    """Return what the page in ``text`` holds."""
    root = parse(text, name)
    if root is None:
        return Reading()
    page = Page(root)
    walked = walk(page.body, page.is_left_out)
    headline = page.headline()
    if headline and headline not in [block.text for block in walked.blocks]:
        walked.blocks.insert(0, Block(headline, page.HEADLINE))
    reading = Reading(walked.blocks)
    page_facts.fill(reading, root, headline)
    if page.furniture:
        reading.warnings.append(f"The page's furniture is left out: {', '.join(sorted(page.furniture))}.")
    if walked.counts["rows"]:
        reading.warnings.append("Tables are read row by row.")
    if walked.counts["notes"]:
        reading.warnings.append(
            f"{counted(walked.counts['notes'], 'number')} that refer to notes are left out."
        )
    walked.counts["hidden"] = page.hidden
    reading.warnings += left_out(walked.counts)
    return reading


def blocks_of(text: str, name: str) -> list[Block]:
    """Return the blocks of a piece of HTML, all of them."""
    root = parse(text, name)
    return [] if root is None else walk(root, lambda _element: False).blocks


def parse(text: str, name: str) -> etree._Element | None:
    """Return the tree of ``text``, None where nothing is in it. Nothing outside of it is looked at."""
    if (tags := text.count("<")) > TAGS:
        raise InvalidInput(f"{name} has {tags:,} tags, more than {TAGS:,}: save the article alone.")
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=True, remove_pis=True)
    try:
        root = etree.fromstring(_DECLARATION.sub("", text).encode("utf-8"), parser)
    except etree.XMLSyntaxError:  # nothing that could be an element
        root = None
    if any(error.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for error in parser.error_log):
        raise InvalidInput(f"{name} nests its elements deeper than a page does: save the article alone.")
    return root


def page_text(data: bytes, name: str) -> str:
    """Return the text of a page in the encoding that it declares, else in UTF-8."""
    for mark, encoding in _UTF16:
        if data.startswith(mark):
            return data[2:].decode(encoding, "replace")
    declared = _CHARSET.search(data[:_DECLARED_WITHIN])
    label = (declared[1] or declared[2]).decode("ascii").lower() if declared else "utf-8"
    label = (
        "cp1252" if label in ("iso-8859-1", "latin1", "us-ascii", "ascii") else label
    )  # as browsers have it
    try:
        codec = codecs.lookup(label)
    except LookupError:
        codec = codecs.lookup("utf-8")
    if codec.name.startswith("utf") or not getattr(codec, "_is_text_encoding", True):
        return decode(data, name)
    return _UNSEEN.sub("", data.decode(codec.name, "replace"))
