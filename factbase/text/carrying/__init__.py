"""Carries the passages of claims from one draft of an article to the next, or says that it could not.

First the sentences that are the same in both are found, then those that were reworded, and then each passage in its
sentences. It reads texts and hashes alone, and never guesses.
"""

from __future__ import annotations

from factbase.text.carrying.comparing import Piece, PieceKind, compare
from factbase.text.carrying.drafts import Carried, Draft, Passage, Placement, Sentence
from factbase.text.carrying.passages import carry

__all__ = ["Carried", "Draft", "Passage", "Piece", "PieceKind", "Placement", "Sentence", "carry", "compare"]
