"""The desk on a whole screen. Textual is loaded here and nowhere else."""

from __future__ import annotations

import os

from factbase.desk.acts import Desk

# Milliseconds after which Esc is no beginning of an arrow; Textual's own tenth of a second is felt at every Esc.
_ESCAPE = "25"


def run(desk: Desk) -> None:
    """Have somebody tag on this terminal until they leave. Raises what ended it otherwise."""
    os.environ.setdefault("ESCDELAY", _ESCAPE)
    from factbase.desk.screen.app import Screen

    Screen(desk).sit()
