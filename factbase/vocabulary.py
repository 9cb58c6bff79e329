"""The closed word lists. Each word is the same in table, command, bundle and manual."""

from enum import StrEnum


class Word(StrEnum):
    """A word of a closed list. It hashes as the text it is, in C: rules are looked up by millions of them."""

    __hash__ = str.__hash__


class SourceKind(Word):
    """What sort of source stands behind a claim."""

    AUTHOR = "author"
    PERSON = "person"
    ORGANISATION = "organisation"
    PUBLICATION = "publication"
    DOCUMENT = "document"
    ANONYMOUS = "anonymous"
    GROUP = "group"
    RUMOUR = "rumour"


# These exist only inside one article: "critics" here are not "critics" there.
ARTICLE_KINDS = frozenset({SourceKind.AUTHOR, SourceKind.ANONYMOUS, SourceKind.GROUP, SourceKind.RUMOUR})

# These can be named, and so asked.
IDENTIFIED_KINDS = frozenset(
    {SourceKind.PERSON, SourceKind.ORGANISATION, SourceKind.PUBLICATION, SourceKind.DOCUMENT}
)


class Stance(Word):
    """What a source does with a claim."""

    ASSERTS = "asserts"
    DENIES = "denies"
    QUESTIONS = "questions"
    SPECULATES = "speculates"

    @property
    def passive(self) -> str:
        """What is done to the claim, ``denied``: a form that agrees with one source and with many."""
        stem = self[:-1]
        return f"{stem}d" if stem.endswith("e") else f"{stem}ed"


class Mode(Word):
    """How the text gives what a source says."""

    OBSERVATION = "observation"
    DIRECT = "direct"
    INDIRECT = "indirect"
    MIXED = "mixed"


class Terms(Word):
    """On what terms a source spoke."""

    ON_RECORD = "on_record"
    BACKGROUND = "background"
    DEEP_BACKGROUND = "deep_background"
    OFF_RECORD = "off_record"
    NOT_STATED = "not_stated"


class Confidence(Word):
    """How well a claim is sourced in the text as it stands, nothing checked yet."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    RUMOUR = "rumour"


class Status(Word):
    """Where the work on a claim is; never whether it is true."""

    OPEN = "open"
    IN_CHECK = "in_check"
    CHECKED = "checked"
    REOPENED = "reopened"
    CUT = "cut"


class Role(Word):
    """What a sentence is; one without a role is untriaged."""

    CLAIM = "claim"
    HEADING = "heading"
    CREDIT = "credit"
    NOT_CHECKABLE = "not_checkable"


class AnchorState(Word):
    """How a claim found its passage in a revision."""

    EXACT = "exact"
    MOVED = "moved"
    REWORDED = "reworded"
    LOST = "lost"


class LinkKind(Word):
    """How a claim relates to another."""

    CONTRADICTS = "contradicts"
    REPEATS = "repeats"
    NOT_SAME = "not_same"


class Rule(Word):
    """The problem rules; `factbase problems --explain RULE` says what each means."""

    RUMOUR = "rumour"
    ANONYMOUS_ONLY = "anonymous-only"
    VAGUE_SOURCE = "vague-source"
    UNATTRIBUTED = "unattributed"
    UNSUPPORTED = "unsupported"
    CONTESTED = "contested"
    HEARSAY = "hearsay"
    OWN_WORD_ONLY = "own-word-only"
    SINGLE_SOURCE = "single-source"


class Severity(Word):
    """Whether a problem stops publication or asks for a look."""

    BLOCK = "block"
    LOOK = "look"


class Thing(Word):
    """What a change in the log is about."""

    ARTICLE = "article"
    REVISION = "revision"
    SENTENCE = "sentence"
    SOURCE = "source"
    CLAIM = "claim"
    LINK = "link"
    NOTE = "note"
