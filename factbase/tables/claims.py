"""Claims: their words, their place, who stands behind them, and what is wrong with that."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    TypedColumns,
    UniqueConstraint,
    func,
    text,
)

from factbase.tables.columns import TEXT, flag, metadata, partial, row_key, word_of
from factbase.vocabulary import (
    AnchorState,
    Confidence,
    LinkKind,
    Mode,
    Rule,
    SourceKind,
    Stance,
    Status,
    Terms,
)


class ClaimColumns(TypedColumns):
    """One checkable statement, in our own words. ``confidence`` is the effective word and is derived."""

    id = row_key()
    article_id: Column[int] = Column(ForeignKey("article.id"), nullable=False)
    number: Column[int] = Column(Integer, nullable=False)
    statement: Column[str] = Column(TEXT, nullable=False)
    confidence: Column[Confidence] = Column(word_of(Confidence, "confidence"), nullable=False)
    confidence_override: Column[Confidence | None] = Column(word_of(Confidence, "confidence_override"))
    override_reason: Column[str | None] = Column(TEXT)
    status: Column[Status] = Column(word_of(Status, "status"), nullable=False)
    operation_id: Column[int] = Column(ForeignKey("operation.id"), nullable=False)
    version: Column[int] = Column(Integer, nullable=False)


claim = Table(
    "claim",
    metadata,
    ClaimColumns,
    UniqueConstraint("article_id", "number"),
    CheckConstraint("number > 0", name="number_positive"),
    CheckConstraint("length(trim(statement)) > 0", name="statement_not_blank"),
    CheckConstraint("(confidence_override IS NULL) = (override_reason IS NULL)", name="override_has_reason"),
    Index(None, "confidence", "id"),
    Index(None, "status", "id"),
    Index(None, "operation_id", "id"),
    sqlite_autoincrement=True,
)


class AnchorColumns(TypedColumns):
    """Where a claim stands in a revision: code points, end-exclusive. A lost one has no offsets."""

    claim_id: Column[int] = Column(ForeignKey("claim.id"), nullable=False)
    revision_id: Column[int] = Column(ForeignKey("revision.id"), nullable=False)
    start: Column[int | None] = Column(Integer)
    end: Column[int | None] = Column(Integer)
    sha256: Column[str | None] = Column(TEXT)
    state: Column[AnchorState] = Column(word_of(AnchorState, "state"), nullable=False)


# As a list writes it, so that both engines find the index.
LOST = text("state = 'lost'")

anchor = Table(
    "anchor",
    metadata,
    AnchorColumns,
    PrimaryKeyConstraint("claim_id", "revision_id"),
    CheckConstraint(
        "(state = 'lost' AND start IS NULL AND \"end\" IS NULL AND sha256 IS NULL)"
        " OR (state <> 'lost' AND start >= 0 AND \"end\" > start AND length(sha256) = 64)",
        name="lost_has_no_place",
    ),
    Index(None, "revision_id", "start"),
    Index("ix_anchor_lost", "claim_id", **partial(LOST)),
    sqlite_with_rowid=False,
)


class AttributionColumns(TypedColumns):
    """A source standing behind a claim. ``source_kind`` follows the source's kind by its foreign key."""

    id = row_key()
    claim_id: Column[int] = Column(ForeignKey("claim.id"), nullable=False)
    source_id: Column[int] = Column(Integer, nullable=False)
    source_kind: Column[SourceKind] = Column(word_of(SourceKind, "source_kind"), nullable=False)
    stance: Column[Stance] = Column(word_of(Stance, "stance"), nullable=False)
    mode: Column[Mode] = Column(word_of(Mode, "mode"), nullable=False)
    terms: Column[Terms] = Column(word_of(Terms, "terms"), nullable=False)
    own_act: Column[bool] = Column(flag("own_act"), nullable=False)
    cue: Column[str | None] = Column(TEXT)
    quote: Column[str | None] = Column(TEXT)
    via_id: Column[int | None] = Column(ForeignKey("source.id"))
    note: Column[str | None] = Column(TEXT)


attribution = Table(
    "attribution",
    metadata,
    AttributionColumns,
    ForeignKeyConstraint(
        ["source_id", "source_kind"],
        ["source.id", "source.kind"],
        name="fk_attribution_source",
        onupdate="CASCADE",
    ),
    CheckConstraint("via_id <> source_id", name="via_another"),
    Index(None, "source_id", "claim_id"),
    Index(None, "source_kind", "claim_id"),
    Index(None, "stance", "claim_id"),
    Index(None, "mode", "claim_id"),
    sqlite_autoincrement=True,
)
Index(
    "uq_attribution_claim_source_stance_via",
    attribution.c.claim_id,
    attribution.c.source_id,
    attribution.c.stance,
    func.coalesce(attribution.c.via_id, 0),
    unique=True,
)
Index(
    "ix_attribution_via",
    attribution.c.via_id,
    **partial(attribution.c.via_id.is_not(None)),
)


class ClaimProblemColumns(TypedColumns):
    """A problem rule that fires on a claim. Derived: kept so that every list is an index page."""

    rule: Column[Rule] = Column(word_of(Rule, "rule"), nullable=False)
    claim_id: Column[int] = Column(ForeignKey("claim.id"), nullable=False)


claim_problem = Table(
    "claim_problem",
    metadata,
    ClaimProblemColumns,
    PrimaryKeyConstraint("rule", "claim_id"),
    Index(None, "claim_id"),
    sqlite_with_rowid=False,
)


class DerivationColumns(TypedColumns):
    """The one row that says by which version of the rules and of the tokeniser all that is derived was made."""

    rules_version: Column[int] = Column(Integer, primary_key=True, autoincrement=False)
    search_version: Column[int] = Column(Integer, nullable=False)


derivation = Table("derivation", metadata, DerivationColumns)


class LabelColumns(TypedColumns):
    """A free word on a claim."""

    claim_id: Column[int] = Column(ForeignKey("claim.id"), nullable=False)
    word: Column[str] = Column(TEXT, nullable=False)


label = Table(
    "label",
    metadata,
    LabelColumns,
    PrimaryKeyConstraint("claim_id", "word"),
    CheckConstraint("length(trim(word)) > 0", name="word_not_blank"),
    Index(None, "word", "claim_id"),
    sqlite_with_rowid=False,
)


class NoteColumns(TypedColumns):
    """A remark on a claim or on a sentence, with its writer and time."""

    id = row_key()
    claim_id: Column[int | None] = Column(ForeignKey("claim.id"))
    sentence_id: Column[int | None] = Column(ForeignKey("sentence.id"))
    number: Column[int] = Column(Integer, nullable=False)
    actor: Column[str] = Column(TEXT, nullable=False)
    at: Column[str] = Column(TEXT, nullable=False)
    text: Column[str] = Column(TEXT, nullable=False)


note = Table(
    "note",
    metadata,
    NoteColumns,
    UniqueConstraint("claim_id", "number"),
    UniqueConstraint("sentence_id", "number"),
    CheckConstraint("(claim_id IS NULL) <> (sentence_id IS NULL)", name="on_one_thing"),
    CheckConstraint("length(trim(text)) > 0", name="text_not_blank"),
    sqlite_autoincrement=True,
)


class ClaimLinkColumns(TypedColumns):
    """How a claim relates to another one."""

    claim_id: Column[int] = Column(ForeignKey("claim.id"), nullable=False)
    other_id: Column[int] = Column(ForeignKey("claim.id"), nullable=False)
    kind: Column[LinkKind] = Column(word_of(LinkKind, "kind"), nullable=False)


claim_link = Table(
    "claim_link",
    metadata,
    ClaimLinkColumns,
    PrimaryKeyConstraint("claim_id", "other_id", "kind"),
    CheckConstraint("claim_id <> other_id", name="two_claims"),
    Index(None, "other_id"),
    sqlite_with_rowid=False,
)
