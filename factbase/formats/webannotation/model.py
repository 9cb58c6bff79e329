"""What stands in an annotation: its context, names of our own for what the standard has none for, names of texts."""

from __future__ import annotations

import base64
import re
import uuid

ANNO = "http://www.w3.org/ns/anno.jsonld"
NAMESPACE = "https://factbase.invalid/ns#"
CONTEXT = [ANNO, {"fb": NAMESPACE}]
# Of an attribution's record, and of an annotation; what is not there is left out.
ATTRIBUTION = {
    "source": "fb:source",
    "kind": "fb:kind",
    "stance": "fb:stance",
    "mode": "fb:mode",
    "terms": "fb:terms",
    "own_act": "fb:ownAct",
    "cue": "fb:cue",
    "quote": "fb:quote",
    "via": "fb:via",
    "via_kind": "fb:viaKind",
    "note": "fb:note",
}
CONFIDENCE = "confidence:"
_HASH_NAME = re.compile(r"ni:///sha-256;([\w-]{43})")


def annotation_id(ref: str) -> str:
    """Return the name of a claim's annotation: the same for the same ref."""
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, NAMESPACE + ref)}"


def name_of_text(sha256: str) -> str:
    """Return the name of a text by its hash, as RFC 6920 has it: whoever has the text knows it by that."""
    return f"ni:///sha-256;{base64.urlsafe_b64encode(bytes.fromhex(sha256)).decode().rstrip('=')}"


def text_named(name: str) -> str | None:
    """Return the SHA-256 in the name of a text, None where it is no such name."""
    match = _HASH_NAME.fullmatch(name)
    return base64.urlsafe_b64decode(f"{match[1]}=").hex() if match else None
