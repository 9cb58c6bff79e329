"""Undo and redo: every command that changes something can be taken back, by an operation of its own."""

from factbase.changes.undoing.choosing import Past
from factbase.changes.undoing.running import TakenBack, redo, undo

__all__ = ["Past", "TakenBack", "redo", "undo"]
