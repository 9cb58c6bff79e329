"""Default confidence and problem rules, in design's words."""

from __future__ import annotations

from tests.model.state import NAMED_KINDS, Key, Record, State


class Case:
    """A claim's attributions as the rules speak of them."""

    def __init__(self, state: State, claim: Key) -> None:
        self._state = state
        self.claim = state.things[claim]
        self.said = self.claim["attributions"]
        self.supporters = supporters(self.said)
        self.denied = [
            each
            for each in self.said
            if each["stance"] in ("denies", "questions")
            and any(other["source"] != each["source"] for other in self.supporters)
        ]
        self.identified = [each for each in self.supporters if self.is_identified(each)]
        repeated = [state.things[key]["other"] for key in state.all("link", claim=claim, kind="repeats")]
        self.elsewhere = [
            each
            for other in repeated
            if state.things[other]["status"] != "cut"
            for each in supporters(state.things[other]["attributions"])
            if self.is_identified(each)
        ]

    def kind(self, source: Key) -> str:
        return str(self._state.things[source]["kind"])

    def is_identified(self, said: Record) -> bool:
        return (
            self.kind(said["source"]) in NAMED_KINDS
            and said["terms"] in ("on_record", "not_stated")
            and (said["via"] is None or self.kind(said["via"]) in NAMED_KINDS)
        )

    def default(self) -> str:
        """Return the first step of the ladder that fits."""
        if not self.supporters:
            return "low"
        if all(
            self.kind(each["source"]) == "rumour"
            or (self.kind(each["source"]) == "group" and each["stance"] == "speculates")
            for each in self.supporters
        ):
            return "rumour"
        if self.denied:
            return "low"
        asserting = [each for each in self.supporters if each["stance"] == "asserts"]
        if any(
            self.kind(each["source"]) == "author" or (each["own_act"] and self.is_identified(each))
            for each in asserting
        ):
            return "high"
        return "medium" if self.identified else "low"

    def effective(self) -> str:
        override = self.claim["override"]
        return self.default() if override is None else str(override[0])

    def problems(self) -> set[str]:
        if self.claim["status"] == "cut":
            return set()
        kinds = [self.kind(each["source"]) for each in self.supporters]
        some = bool(self.supporters)
        fires = {
            "rumour": self.effective() == "rumour",
            "anonymous-only": some and set(kinds) == {"anonymous"},
            "vague-source": "group" in kinds and not self.identified and "author" not in kinds,
            "unattributed": not self.said,
            "unsupported": bool(self.said) and not some,
            "contested": some and bool(self.denied),
            "hearsay": some and all(each["via"] for each in self.supporters),
            "own-word-only": some and all(each["own_act"] for each in self.supporters),
            "single-source": bool(self.identified)
            and self._independent() == 1
            and "author" not in kinds
            and not any(each["own_act"] and each["stance"] == "asserts" for each in self.supporters),
        }
        return {rule for rule, does in fires.items() if does}

    def _independent(self) -> int:
        """Return the smaller of how many roots and how many channels there are."""
        voices = self.identified + self.elsewhere
        roots = [(self._state.bodies(each["source"]) or [each["source"]])[-1] for each in voices]
        channels = [each["via"] or root for each, root in zip(voices, roots, strict=True)]
        return min(len(set(roots)), len(set(channels)))


def supporters(said: list[Record]) -> list[Record]:
    return [each for each in said if each["stance"] in ("asserts", "speculates")]
