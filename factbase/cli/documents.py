"""What the commands that read a document have in common."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, TypeVar

import click

from factbase.cli.output import remark
from factbase.errors import InvalidInput
from factbase.text.documents.formats import FORMATS

if TYPE_CHECKING:
    from factbase.changes.drafts import File
    from factbase.text.documents import Document
    from factbase.text.sentences import SentenceSpan

MOST_SENTENCES = 50_000

F = TypeVar("F", bound=Callable[..., Any])


def format_option(command: F) -> F:
    """Give a command ``--format``."""
    told = "What FILE is, where neither its content nor its name tells: for standard input."
    return click.option("--format", type=click.Choice(FORMATS), help=told)(command)


def sentences_of(document: Document, language: str | None) -> list[SentenceSpan]:
    """Return the sentences of a document. Raises InvalidInput where they are more than an article has."""
    from factbase.text.sentences import split

    sentences = split(document.text, language)
    if len(sentences) > MOST_SENTENCES:
        raise InvalidInput(
            f"This has {len(sentences):,} sentences, more than {MOST_SENTENCES:,}: give an article, or split it."
        )
    return sentences


def read_document(file: str, format: str | None = None, *, name: str | None = None) -> tuple[Document, File]:
    """Return the document in ``file``, or on standard input for ``-``, and where it came from.

    What was left out or decided is remarked. ``name`` is what standard input is to be called.
    """
    from hashlib import sha256

    from factbase.changes.drafts import File
    from factbase.text.documents import read
    from factbase.text.files import read_bytes

    called = (name or "standard input") if file == "-" else PurePath(file).name
    data = read_bytes(file)
    document = read(data, called, format)
    for warning in document.warnings:
        remark(f"{called}: {warning}")
    return document, File(called, document.format, sha256(data).hexdigest())
