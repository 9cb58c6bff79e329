"""What text may be stored: the first wall, on both engines; the tables' CHECKs are the second."""

from typing import overload

from factbase.errors import InvalidInput
from factbase.text.folding import is_blank, unstorable


def storable(text: str, what: str) -> str:
    """Return ``text`` without blanks around it.

    Raises InvalidInput naming ``what`` if it is blank or cannot be stored.
    """
    if is_blank(text):
        raise InvalidInput(f"{what[0].upper()}{what[1:]} is blank: write something.")
    fault = unstorable(text)
    if fault:
        raise InvalidInput(f"{what[0].upper()}{what[1:]} {fault}: take it out.")
    return text.strip()


@overload
def optional(text: None, what: str) -> None: ...
@overload
def optional(text: str | None, what: str) -> str | None: ...
def optional(text: str | None, what: str) -> str | None:
    """Return ``text`` as :func:`storable` does, or None for None and for an empty text."""
    return storable(text, what) if text else None
