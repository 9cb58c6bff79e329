"""How an act ends: saved, in a clash with somebody else's work, or refused."""

from __future__ import annotations

from dataclasses import dataclass

from factbase.references import ClaimRef


@dataclass(frozen=True)
class Saved:
    """The act is committed. ``operation`` is its number in the log, None where there was nothing to change.

    ``claim`` is the claim that it was about, ``remarks`` is what else there is to say, such as a clock that is behind.
    """

    said: str
    operation: int | None
    claim: ClaimRef | None = None
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Clash:
    """Somebody else changed the same thing since it was seen, and nothing was overwritten.

    ``theirs`` is what stands there now and ``yours`` what was to stand there; ``news`` is all that changed since.
    `Desk.again` does the act all the same.
    """

    what: str
    theirs: str
    yours: str
    news: str
    by: str
    at: str

    def __str__(self) -> str:
        return (
            f"{self.by} changed {self.what} meanwhile ({self.at}): {self.news}. Theirs: {self.theirs}. "
            f"Yours, not saved: {self.yours}."
        )


@dataclass(frozen=True)
class Refused:
    """Nothing was changed, and ``why``, in one sentence; ``again`` is whether trying again later may do."""

    why: str
    again: bool = False


Outcome = Saved | Clash | Refused
