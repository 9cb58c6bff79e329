"""How well a claim is sourced in its text, and what is wrong with that. Pure: no database."""

from factbase.sourcing.assessing import RULES_VERSION, Assessment, assess
from factbase.sourcing.confidence import default_confidence, explain_confidence
from factbase.sourcing.problems import RULES, Case, ProblemRule
from factbase.sourcing.voices import Voice, channel, is_identified, is_supporter

__all__ = [
    "RULES",
    "RULES_VERSION",
    "Assessment",
    "Case",
    "ProblemRule",
    "Voice",
    "assess",
    "channel",
    "default_confidence",
    "explain_confidence",
    "is_identified",
    "is_supporter",
]
