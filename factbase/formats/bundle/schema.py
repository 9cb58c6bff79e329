"""The bundle's JSON Schema, made from the same shapes that an import checks."""

from typing import Any

import msgspec

from factbase.formats.bundle.shapes import NAME, SHAPES


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of one line of a bundle."""
    lines, parts = msgspec.json.schema_components(SHAPES.values(), ref_template="#/$defs/{name}")
    for part in parts.values():
        if part.get("type") == "object":
            part["additionalProperties"] = False
    parts["BundleLine"]["properties"]["schema"] = {"const": NAME}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:{NAME.replace('/', ':')}",
        "title": NAME,
        "description": (
            "One line of a bundle: UTF-8 JSON Lines, each ending in a line feed. The first line is of type "
            "bundle; then, for each article, its article, revision, sentence, source, claim, link and note "
            "lines. Offsets are Unicode code points into the revision's canonical text, end-exclusive; times "
            "are UTC. A claim's confidence, paragraph, sentence, start and end, and the kind in an attribution, "
            "are derived: they are checked on import."
        ),
        "oneOf": list(lines),
        "$defs": dict(parts),
    }
