"""The columns of a spreadsheet: what each is, which words it may hold, and whether a reviewer may edit it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from factbase.formats.exchange import Option
from factbase.vocabulary import Confidence, Mode, SourceKind, Stance, Status, Terms

YES_NO = ("yes", "no")
_WORK = tuple(word for word in Status if word != Status.CUT)


@dataclass(frozen=True)
class Column:
    """A column: what it says, for a person who never saw it; ``width`` is in characters."""

    name: str
    says: str
    width: int
    words: Sequence[str] = ()
    edited: bool = False
    number: bool = False


_OF_CLAIM = [
    Column("ref", "The claim's name, for ever: by it a row finds its claim again.", 20),
    Column("statement", "The claim in our own words. A checked claim reopens when it is edited.", 60, edited=True),
    Column("confidence", "How well it is sourced as it stands: worked out, or overridden.", 11, tuple(Confidence)),
    Column("override", "A person's word in its place; empty for none.", 10, tuple(Confidence), edited=True),
    Column("override_reason", "Why; a word needs its reason.", 30, edited=True),
    Column("status", "Where the work is. `factbase claim cut` takes a claim out.", 10, _WORK, edited=True),
    Column("paragraph", "The paragraph in which the claim stands; “lost” where it stands nowhere.", 10, number=True),
    Column("sentence", "The sentence in that paragraph.", 9, number=True),
]  # fmt: skip
_ATTRIBUTIONS = Column(
    "attributions",
    "Who stands behind the claim, a line each: source|kind|stance|mode|terms|own act|cue|quote|via|note. "
    "Stance, mode, terms, own act, cue, quote and note may be edited; write \\| for a | inside of a value.",
    50,
    edited=True,
)
_OF_ATTRIBUTION = [
    Column("source", "Who stands behind the claim; empty where nobody does.", 24),
    Column("kind", "What sort of source that is.", 13, tuple(SourceKind)),
    Column(
        "stance", "What the source does with the claim. It may be edited where the source stands there once.",
        11, tuple(Stance), edited=True,
    ),
    Column("mode", "How the text gives what the source says.", 12, tuple(Mode), edited=True),
    Column("terms", "On what terms the source spoke.", 16, tuple(Terms), edited=True),
    Column("own_act", "Whether the source speaks of its own acts.", 8, YES_NO, edited=True),
    Column("cue", "The word that cites it.", 16, edited=True),
    Column("quote", "Its words as printed.", 40, edited=True),
    Column("via", "The source through whom it is heard.", 20),
    Column("note", "A remark on the attribution.", 24, edited=True),
]  # fmt: skip
_REST = [
    Column("labels", "Free words on the claim, parted by semicolons.", 20, edited=True),
    Column("problems", "The rules that fire on the claim: worked out.", 24),
    Column("version", "The version of the claim at the export: by it a conflict is seen.", 8, number=True),
]  # fmt: skip

PER_CLAIM = (*_OF_CLAIM, _ATTRIBUTIONS, *_REST)
PER_ATTRIBUTION = (*_OF_CLAIM, *_OF_ATTRIBUTION, *_REST)
CLAIM = tuple(column.name for column in PER_CLAIM)
ATTRIBUTION = tuple(column.name for column in PER_ATTRIBUTION)
KNOWN = {column.name: column for column in (*PER_CLAIM, *_OF_ATTRIBUTION)}

PER = Option("--per", "One row a claim, as if not given, or an attribution.", ("claim", "attribution"))
SETTLING = (
    Option("--ours", "Where both sides changed a claim: keep what is here."),
    Option("--theirs", "Where both sides changed a claim: take the file's cells."),
    Option("--ours-of", "Keep what is here of this claim; may be given again.", metavar="REF", several=True),
    Option(
        "--theirs-of", "Take the file's cells of this claim; may be given again.", metavar="REF", several=True
    ),
)
