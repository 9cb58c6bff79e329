"""Word's .docx: the body with tracked changes accepted, then its notes."""

from __future__ import annotations

import posixpath

from factbase.errors import InvalidInput
from factbase.text.documents.document import Block, Reading
from factbase.text.documents.package import Package
from factbase.text.documents.remarks import remarks
from factbase.text.documents.stated import byline, day, default_language, language
from factbase.text.documents.walker import Attributes, fields_of
from factbase.text.documents.word_body import Body
from factbase.text.documents.word_styles import Styles

_CORE = {
    "{http://purl.org/dc/elements/1.1/}title": "title",
    "{http://purl.org/dc/elements/1.1/}creator": "byline",
    "{http://purl.org/dc/elements/1.1/}language": "language",
    "{http://purl.org/dc/terms/}created": "created",
}


class Relations:
    """What a part is related to: the paths of the parts of each kind, in order."""

    def __init__(self, package: Package, part: str) -> None:
        """Read what ``part`` of a package is related to; the part called ``""`` is the package itself."""
        self.paths: dict[str, list[str]] = {}
        self._folder, name = posixpath.split(part)
        package.parse(posixpath.join(self._folder, "_rels", f"{name}.rels"), self)

    def start(self, _tag: str, attributes: Attributes) -> None:
        """Hear a relation; one that points out of the file is never followed."""
        if attributes.get("TargetMode") != "External" and "Target" in attributes:
            path = posixpath.join("/", self._folder, attributes["Target"])
            kind = attributes.get("Type", "").rpartition("/")[2]
            self.paths.setdefault(kind, []).append(posixpath.normpath(path).lstrip("/"))

    def end(self, _tag: str) -> None:
        """Nothing ends here."""

    def data(self, _text: str) -> None:
        """Nothing is said here."""

    def first(self, kind: str, otherwise: str = "") -> str:
        """Return the path of the first part of ``kind``."""
        return self.paths.get(kind, [otherwise])[0]


def read(data: bytes, name: str) -> Reading:
    """Return what a .docx holds. Raises InvalidInput where it is damaged or hostile."""
    package = Package(data, name)
    main = Relations(package, "").first("officeDocument", "word/document.xml")
    relations = Relations(package, main)
    styles = Styles()
    package.parse(relations.first("styles"), styles)
    body = Body(styles)
    if not package.parse(main, body):
        raise InvalidInput(
            f"{name} is damaged (it names {main} as its text, and that is not in it): open it and save it anew."
        )
    reading = Reading(body.flow.blocks)
    for kind in ("footnotes", "endnotes"):
        reading.blocks += _notes(package, relations.first(kind), body, kind)
    running = _running(package, relations, styles)
    reading.warnings = remarks(body.counts, running=running)
    core = fields_of(package, relations_of_file(package), _CORE)
    reading.title = body.title or core.get("title")
    reading.byline = byline(core.get("byline"))
    reading.published_on = day(core.get("created"))
    reading.language = (
        language(body.language())
        or default_language(core.get("language"))
        or default_language(styles.language)
    )
    return reading


def relations_of_file(package: Package) -> str:
    """Return the path of the part in which the file says its title and author."""
    return Relations(package, "").first("core-properties", "docProps/core.xml")


def _notes(package: Package, part: str, body: Body, kind: str) -> list[Block]:
    """Return the notes that the body refers to, in its order."""
    notes = Body(body.styles)
    package.parse(part, notes)
    body.counts.update(notes.counts)
    found = [block for key in body.notes[kind] for block in notes.noted.get(key, [])]
    body.counts["notes"] += sum(bool(notes.noted.get(key)) for key in body.notes[kind])
    return found


def _running(package: Package, relations: Relations, styles: Styles) -> bool:
    """Return whether a header or footer has words."""
    for kind in ("header", "footer"):
        for part in relations.paths.get(kind, []):
            header = Body(styles)
            package.parse(part, header)
            if header.flow.blocks:
                return True
    return False
