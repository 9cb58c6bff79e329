"""Opens the zip that an office document is, after looking at what it would unpack to."""

from __future__ import annotations

import zipfile
import zlib
from io import BytesIO
from pathlib import PurePosixPath
from typing import NoReturn, Protocol
from xml.etree.ElementTree import ParseError, XMLParser
from xml.parsers import expat

from factbase.errors import InvalidInput

ENTRIES = 5_000
UNZIPPED = 200_000_000  # bytes, all entries together
PART = 50_000_000  # bytes, of one that is parsed
RATIO = 200  # unzipped to zipped, from where it matters
_MATTERS = 5_000_000  # bytes
_PIECE = 1 << 16

_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError)


class Target(Protocol):
    """Hears an XML file as it is read; names are ``{namespace}name``."""

    def start(self, tag: str, attributes: dict[str, str], /) -> None:
        """Hear an element begin."""

    def end(self, tag: str, /) -> None:
        """Hear it end."""

    def data(self, text: str, /) -> None:
        """Hear a piece of text."""


class Package:
    """An office document's parts, by name. Nothing is unpacked to disk."""

    def __init__(self, data: bytes, name: str) -> None:
        """Look at the zip's table of contents.

        Raises InvalidInput where it is cut, encrypted, or would unpack to more than any document holds.
        """
        self._name = name
        if (parts := data.count(b"PK\x01\x02")) > ENTRIES:
            self._refuse("parts", parts, ENTRIES)
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
        except _BROKEN:
            raise InvalidInput(f"{name} is cut off or damaged: get it again from whoever sent it.") from None
        infos = self._zip.infolist()
        self.names = {info.filename for info in infos}
        self._refuse_bombs(infos, len(data))
        for info in infos:
            if (
                info.filename.startswith(("/", "\\"))
                or ".." in PurePosixPath(info.filename.replace("\\", "/")).parts
            ):
                raise InvalidInput(
                    f"{name} holds a part that points outside of it, {info.filename!r}: no office program writes "
                    "that, do not open it elsewhere."
                )
            if info.flag_bits & 1:
                raise InvalidInput(f"{name} is a zip with a password: unpack it first.")

    def _refuse_bombs(self, infos: list[zipfile.ZipInfo], size: int) -> None:
        unzipped = sum(info.file_size for info in infos)
        if unzipped > UNZIPPED:
            self._refuse("bytes when unpacked", unzipped, UNZIPPED)
        if unzipped > _MATTERS and unzipped > RATIO * size:
            self._refuse("times its own size when unpacked", unzipped // max(size, 1), RATIO)

    def _refuse(self, what: str, found: int, most: int) -> NoReturn:
        raise InvalidInput(
            f"{self._name} is a zip bomb, or as good as one ({found:,} {what}, more than {most:,}): "
            "save its text alone as a new file."
        )

    def parse(self, part: str, target: Target, *, most: int = PART) -> bool:
        """Feed the XML in ``part`` to ``target``'s start, end and data; return whether there is such a part.

        Raises InvalidInput for XML that is broken, declares a document type, or has more than ``most`` bytes.
        """
        if part not in self.names:
            return False
        parser = XMLParser(target=_Guarded(target))  # its own encodings and entities only: nothing is fetched
        left = most
        try:
            with self._zip.open(part) as file:
                while piece := file.read(_PIECE):
                    left -= len(piece)
                    if left < 0:
                        raise InvalidInput(
                            f"{self._name} holds more than {most // 1_000_000} MB in {part}: split it."
                        )
                    parser.feed(piece)
            parser.close()
        except _DoctypeFound:
            raise InvalidInput(
                f"{self._name} declares a document type in {part}, which no office program does: refused."
            ) from None
        except (ParseError, expat.ExpatError, LookupError, *_BROKEN):
            raise InvalidInput(
                f"{self._name} is damaged ({part} cannot be read): open it and save it anew."
            ) from None
        return True

    def read(self, part: str, most: int = 1_000) -> bytes:
        """Return the first bytes of ``part``, at most ``most``; none where there is no such part."""
        try:
            with self._zip.open(part) as file:
                return file.read(most)
        except (KeyError, *_BROKEN):
            return b""


class _DoctypeFound(Exception):
    """A document type is declared; entities could follow."""


class _Guarded:
    """Passes on what a target wants to hear, and stops at a document type."""

    def __init__(self, target: Target) -> None:
        self.start = target.start
        self.end = target.end
        self.data = target.data

    def doctype(self, _name: str, _public: str | None, _system: str | None) -> None:
        raise _DoctypeFound

    def close(self) -> None:
        """End: there is nothing to return."""
