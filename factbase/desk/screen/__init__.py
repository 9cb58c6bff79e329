"""The desk on a whole screen. Textual is loaded here and nowhere else."""

from __future__ import annotations

from factbase.desk.acts import Desk


def run(desk: Desk) -> None:
    """Have somebody tag on this terminal until they leave. Raises what ended it otherwise."""
    from factbase.desk.screen.app import Screen

    Screen(desk).sit()
