"""From a file's bytes to canonical text, sentences and anchors. Pure: no database. Offsets are code points."""
