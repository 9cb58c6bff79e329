"""A desk with a past: everything that can be changed was changed, and names mean other things than they did."""

from sqlalchemy import Connection

from factbase import lookup
from factbase.changes import claims, marks, sources
from factbase.changes.articles import About, edit_article
from factbase.changes.merging import merge
from factbase.changes.removing import remove_article
from factbase.changes.sentences import set_role
from factbase.lookup import ArticleKey, ClaimKey, SourceKey
from factbase.references import Place
from factbase.vocabulary import Confidence, LinkKind, Mode, Role, SourceKind, Stance, Status, Terms
from tests.changes.conftest import Desk

FERRY = "The ferry\n\nThe ferry sails at six. Ana Leka, a sailor, said: “It sails.” The Écho reported it."


def fill(connection: Connection) -> None:
    """Store the desk: each change is an operation of its own."""
    desk = Desk(connection)
    bridge, ferry, gone = desk.article(), desk.article("ferry", FERRY), desk.article("gone")
    council = desk.source("City Council", SourceKind.ORGANISATION)
    mayor = desk.source("Ana Leka", speaks_for=council)
    critics = desk.source("critics", SourceKind.GROUP, bridge)
    closed = desk.claim(bridge, at="closed the bridge in May")
    unsafe = desk.claim(bridge, "The bridge was unsafe.", at="it was unsafe")
    cost = desk.claim(bridge, "The repair cost four million.", at="the repair cost four million")
    sails = desk.claim(ferry, "The ferry sails at six.", at="sails at six")
    old = desk.claim(gone, "The bridge is old.")
    desk.say(closed, council, own_act=True, quote="“closed”")
    desk.say(unsafe, mayor, Stance.DENIES, cue="denied")
    desk.say(unsafe, critics, Stance.SPECULATES)
    desk.say(cost, critics, cue="say", via=mayor, terms=Terms.BACKGROUND)
    _link(desk, closed, unsafe, cost, sails, old)
    _mark(desk, bridge, closed, unsafe, cost)
    _rename(desk, bridge, ferry, mayor, sails)
    remove_article(desk.operation(), gone)


def _link(
    desk: Desk, closed: ClaimKey, unsafe: ClaimKey, cost: ClaimKey, sails: ClaimKey, old: ClaimKey
) -> None:
    for claim, other, kind in (
        (sails, closed, LinkKind.REPEATS),
        (unsafe, closed, LinkKind.CONTRADICTS),
        (closed, cost, LinkKind.NOT_SAME),
        (cost, old, LinkKind.CONTRADICTS),
        (cost, old, LinkKind.NOT_SAME),
        (old, unsafe, LinkKind.REPEATS),
    ):
        marks.link(desk.operation(), claim, other, kind)
    marks.unlink(desk.operation(), closed, unsafe)
    marks.link(desk.operation(), closed, unsafe, LinkKind.CONTRADICTS)


def _mark(desk: Desk, bridge: ArticleKey, closed: ClaimKey, unsafe: ClaimKey, cost: ClaimKey) -> None:
    for word in ("figure", "zebra", "Ämter"):
        marks.label(desk.operation(), cost, word)
    marks.unlabel(desk.operation(), cost, "zebra")
    for text in ("Ask again.", "Asked.", "Nobody knows."):
        marks.add_note(desk.operation(), cost, text)
    marks.edit_note(desk.operation(), cost, 2, "Asked twice.")
    marks.remove_note(desk.operation(), cost, 1)
    place = Place(1, 1)
    heading = lookup.sentence(desk.connection, bridge, place)
    set_role(desk.operation(), heading, Role.CREDIT, "By a slip.")
    set_role(desk.operation(), heading, Role.HEADING)
    marks.add_note(desk.operation(), (bridge, place, heading), "A short heading.")
    claims.edit_statement(desk.operation(), desk.now(closed), "The bridge is closed for good.")
    claims.set_status(desk.operation(), desk.now(closed), Status.CHECKED)
    claims.rate(desk.operation(), desk.now(unsafe), Confidence.LOW, "Nobody measured.")
    claims.cut(desk.operation(), desk.claim(bridge, "The bridge is red."))


def _rename(desk: Desk, bridge: ArticleKey, ferry: ArticleKey, mayor: SourceKey, sails: ClaimKey) -> None:
    """Let another bear a name that somebody had, and two articles change their slugs."""
    sources.add_alias(desk.operation(), mayor, "The Mayor")
    sources.edit_source(desk.operation(), mayor, sources.Edit(name="Ana Leka (mayor)"))
    sailor = desk.source("Ana Leka")
    desk.say(sails, sailor, mode=Mode.DIRECT)
    paper, echo = desk.source("The Écho", SourceKind.PUBLICATION), desk.source("Echo, The")
    desk.say(sails, echo, Stance.QUESTIONS)
    merge(desk.operation(), echo, paper)
    sources.edit_source(desk.operation(), sailor, sources.Edit(kind=SourceKind.ANONYMOUS))
    edit_article(desk.operation(), bridge, About(byline="Ben"), slug="old-bridge")
    edit_article(desk.operation(), ferry, About(), slug="bridge")
