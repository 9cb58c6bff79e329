"""The desk in plain lines: for screen readers, dumb terminals, pipes and scripts. Nothing moves the cursor."""

from factbase.desk.plain.loop import Plain
from factbase.desk.plain.talk import Talk

__all__ = ["Plain", "Talk"]
