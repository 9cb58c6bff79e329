"""Writes the page, an article at a time."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from factbase.formats.exchange import Exporter, Selection, Written

if TYPE_CHECKING:
    from jinja2 import Environment
    from sqlalchemy import Connection

    from factbase.queries.dossiers import Dossier

_HERE = Path(__file__).parent
_TOGETHER = 500  # pieces of the page that are written at once


def _environment() -> Environment:
    """Return the templates: all that they write is escaped, and what they lack is an error."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    from factbase.formats.html.safety import is_address, language_tag, written

    made = Environment(
        loader=FileSystemLoader(_HERE),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=written,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.tests["address"] = is_address
    made.filters["language"] = language_tag
    made.globals |= _words()
    return made


def _words() -> dict[str, Any]:
    from factbase.sourcing import RULES
    from factbase.vocabulary import Confidence, Role, Severity

    return {"RULES": RULES, "Confidence": Confidence, "Role": Role, "Severity": Severity}


def write_page(connection: Connection, out: TextIO, selection: Selection) -> int:
    """Write the report on what is selected as one page; return how many claims are in it."""
    from markupsafe import Markup

    from factbase import lookup
    from factbase.formats.passages import marked_paragraphs
    from factbase.queries.dossiers import dossier, problems

    articles = list(selection.articles(connection))
    count = 0

    def dossiers() -> Iterator[Dossier]:
        nonlocal count
        for _key, slug, numbers in articles:
            key = lookup.article(connection, slug)
            made = dossier(connection, key, revision=selection.revision, numbers=numbers)
            count += len(made.cards)
            yield made

    style = (_HERE / "page.css").read_text(encoding="utf-8")
    template = _environment().get_template("page.html")
    page = template.stream(
        articles=[slug for _key, slug, _numbers in articles],
        dossiers=dossiers(),
        style=Markup(style),
        style_hash=b64encode(sha256(style.encode()).digest()).decode(),
        paragraphs=marked_paragraphs,
        problems=problems,
    )
    page.enable_buffering(_TOGETHER)
    out.writelines(page)
    return count


def _export(connection: Connection, out: TextIO, selection: Selection) -> Written:
    return Written(write_page(connection, out, selection))


EXPORT = Exporter(
    _export,
    help="""Write a report as one page for a browser or a printer.

    It shows the article with its claims marked, a card for each claim with who
    stands behind it, the problems and what would settle them, statistics, and
    what is still open. The page holds all it needs, no script, and loads
    nothing. Without the article's text the claims stand by sentence.""",
    cannot="the log, other revisions than the one it is of, and anything to be read back",
    examples=(
        "factbase export html mek-albania -o mek-albania.html",
        "factbase export html mek-albania --problem hearsay -o hearsay.html",
    ),
)
