"""The bundle's JSON Schema, made from the same fields that an import checks."""

from typing import Any

from factbase.formats.bundle.shapes import FIELDS, NAME


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of one line of a bundle."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:{NAME.replace('/', ':')}",
        "title": NAME,
        "description": (
            "One line of a bundle: UTF-8 JSON Lines, each ending in \\\\n. The first line is of type bundle; then, "
            "for each article, its article, revision, sentence, source, claim, link and note lines. Offsets are "
            "Unicode code points into the revision's canonical text, end-exclusive; times are UTC. kind, "
            "confidence, paragraph, sentence, start and end of a claim are derived and checked."
        ),
        "oneOf": [
            {
                "title": name,
                "type": "object",
                "properties": {field: shape.schema for field, shape in fields.items()},
                "required": list(fields),
                "additionalProperties": False,
            }
            for name, fields in FIELDS.items()
        ],
    }
