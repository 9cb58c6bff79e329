"""The tagging rules in short, field by field: what `factbase guide` prints and the desk shows for the field at hand."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from factbase.vocabulary import Confidence, LinkKind, Mode, Role, SourceKind, Stance, Status, Terms


@dataclass(frozen=True)
class Topic:
    """A field: what it asks, the rules for it, and what each word of its list means."""

    name: str
    asks: str
    rules: tuple[str, ...] = ()
    words: tuple[tuple[StrEnum, str], ...] = ()


_TOPICS = (
    Topic(
        "role",
        "What is this sentence?",
        (
            "Give every sentence a word, so that nothing is left out by accident.",
            "A sentence that somebody could look up, even in part, is a claim sentence.",
        ),
        (
            (Role.CLAIM, "says at least one thing that can be found true or false"),
            (Role.HEADING, "a title or a line over a section"),
            (Role.CREDIT, "a byline, a photo credit, a caption’s source"),
            (Role.NOT_CHECKABLE, "a mood, a taste, a bridge to the next thought"),
        ),
    ),
    Topic(
        "claim",
        "Where does one claim end and the next begin?",
        (
            "One claim is what one record would settle. Two facts that may part company are two claims.",
            "Four states that did the same are four claims, and so is each year that is named with one.",
            "What a single picture or list would settle at a glance stays together.",
        ),
    ),
    Topic(
        "statement",
        "What is claimed, in your own words?",
        (
            "Somebody who never saw the article must be able to check it: names for he and she, the year, the place.",
            "Write what was said, not that it was said; who says so has a field of its own.",
            "Do not copy the sentence. A few quoted words may stand where the wording is the point.",
        ),
    ),
    Topic(
        "passage",
        "Which words does the claim stand on?",
        (
            "It is the whole sentence unless you move its ends.",
            "Narrow it where a sentence holds several claims; let it cross a full stop where one claim does.",
        ),
    ),
    Topic(
        "source",
        "Who, in the text, vouches for this?",
        (
            "Nobody, one or several. Nobody is an answer too: the narration alone, with no one cited.",
            "Doing is not saying: a state that raids or expels is no source until a verb of saying makes it one.",
            "One who says it and one who denies it are two sources of one claim.",
            "A quotation that runs on keeps its speaker in every sentence.",
        ),
        (
            (SourceKind.AUTHOR, "the writer, who saw, heard or lived it"),
            (SourceKind.PERSON, "somebody with a name"),
            (SourceKind.ORGANISATION, "a body with a name"),
            (SourceKind.PUBLICATION, "a paper, station or site with a name"),
            (SourceKind.DOCUMENT, "a record or set of data that can be asked for by name"),
            (SourceKind.ANONYMOUS, "one person whose name is kept back"),
            (SourceKind.GROUP, "critics, experts, neighbours: several, and none by name"),
            (SourceKind.RUMOUR, "talk that nobody in particular is said to have begun"),
        ),
    ),
    Topic(
        "stance",
        "What does the source do with the claim?",
        (),
        (
            (Stance.ASSERTS, "says that it is so"),
            (Stance.DENIES, "says that it is not so"),
            (Stance.QUESTIONS, "doubts it, without saying the contrary"),
            (Stance.SPECULATES, "supposes it, without claiming to know"),
        ),
    ),
    Topic(
        "mode",
        "How does the text give it?",
        (
            "Seeing covers what eyes can see. What a thing means, or how many there are elsewhere, is not seen.",
        ),
        (
            (Mode.OBSERVATION, "the writer was there and perceived it"),
            (Mode.DIRECT, "in quotation marks, word for word"),
            (Mode.INDIRECT, "retold"),
            (Mode.MIXED, "retold, with some words in quotation marks"),
        ),
    ),
    Topic(
        "terms",
        "On what terms did the source speak?",
        ("Where the text says nothing of it, neither do you: not_stated.",),
        (
            (Terms.ON_RECORD, "with name, to be printed"),
            (Terms.BACKGROUND, "to be printed, without the name"),
            (Terms.DEEP_BACKGROUND, "to be used, without any hint of whom"),
            (Terms.OFF_RECORD, "not to be printed"),
            (Terms.NOT_STATED, "the text does not tell"),
        ),
    ),
    Topic(
        "own act",
        "Is the source a public body or official that states its own act, on the record?",
        ("A ministry that announces what it did: yes. What a party demands, or accuses another of: no.",),
    ),
    Topic("cue", "Which words point to the source?", ("As printed: said, according to, the story goes.",)),
    Topic("quote", "Which words are in quotation marks?", ("As printed, a few at most.",)),
    Topic(
        "via",
        "Through whom is the source heard?",
        ("A paper that quotes a minister: the minister is the source, the paper is via.",),
    ),
    Topic(
        "confidence",
        "How well is it sourced in the text as it stands, before anybody checks?",
        (
            "It follows from the sources. Put your own word in its place only with a reason, which is kept.",
            "That everybody knows it is no source. Whether it is true is another question, and asked later.",
        ),
        (
            (Confidence.HIGH, "the writer perceived it, or an official or body states its own act"),
            (Confidence.MEDIUM, "one source that can be named and asked stands behind it"),
            (Confidence.LOW, "nobody is cited, or nobody who can be named, or somebody contradicts"),
            (Confidence.RUMOUR, "talk, or guesses by nobody in particular"),
        ),
    ),
    Topic(
        "status",
        "Where is the work on it?",
        ("It never says whether the claim is true.",),
        (
            (Status.OPEN, "nobody has begun"),
            (Status.IN_CHECK, "somebody is at it"),
            (Status.CHECKED, "done, for these very words"),
            (Status.REOPENED, "what was checked has changed since"),
            (Status.CUT, "out of the lists, with a reason; its number is never used again"),
        ),
    ),
    Topic(
        "link",
        "How does it relate to another claim?",
        (),
        (
            (LinkKind.REPEATS, "says the same again, here or in another article"),
            (LinkKind.CONTRADICTS, "both cannot be true"),
            (LinkKind.NOT_SAME, "looks the same and is not: the pair is offered no more"),
        ),
    ),
    Topic(
        "label", "Which free word helps your desk to find it again?", ("Any word: legal, figures, ask-Ana.",)
    ),
    Topic("note", "What should the next person know?", ("It is signed with your name and kept in the log.",)),
)
GUIDE = {topic.name: topic for topic in _TOPICS}


def lines(topic: Topic) -> list[str]:
    """Return a topic as lines: what it asks, its rules, its words."""
    width = max((len(word) for word, _meaning in topic.words), default=0)
    return [
        f"{topic.name}: {topic.asks}",
        *(f"  {rule}" for rule in topic.rules),
        *(f"  {word:<{width}}  {meaning}" for word, meaning in topic.words),
    ]
