"""What the commands on sources and attributions do to the model, and when they refuse."""

from __future__ import annotations

from typing import Any

from tests.model.state import CONFLICT, OWN_KINDS, REJECTED, USAGE, Key, Record, State, require
from tests.model.words import folded, parted

Options = dict[str, Any]
_SAID = ("mode", "terms", "own_act", "cue", "quote", "note")


def check(said: Options) -> None:
    """Refuse options of an attribution that do not go together."""
    if not said.get("source"):
        require(not any(value not in (None, False) for value in said.values()), USAGE)
    else:
        require(said.get("stance"), USAGE)
    require(bool(said.get("new")) == bool(said.get("kind")), USAGE)


def attribute(state: State, ref: str, said: Options) -> None:
    require(said.get("source"), USAGE)
    check(said)
    speak(state, state.claim(ref), said)


def speak(state: State, claim: Key, said: Options) -> None:
    """Put a source behind a claim; the same one with the same stance edits what is there."""
    article = state.things[claim]["article"]
    via = state.source(said["via"], article) if said.get("via") else None
    if said.get("kind"):
        source = make(state, said["source"], said["kind"], article, taken=REJECTED)
    else:
        source = state.source(said["source"], article)
    for heard in (source, via):
        require(heard is None or not _stands_twice(state, heard, article))
    require(via != source)
    there = _there(state, claim, source, said["stance"], via)
    given = {name: said[name] or None for name in ("cue", "quote", "note") if said.get(name) is not None}
    given |= {name: said[name] for name in ("mode", "terms", "own_act") if said.get(name) is not None}
    given |= {} if via is None else {"via": via}
    attributions = list(state.things[claim]["attributions"])
    if there is None:
        require(given.get("mode"))
        blank = dict.fromkeys((*_SAID, "via")) | {"terms": "not_stated", "own_act": False}
        attributions.append({"source": source, "stance": said["stance"]} | blank | given)
    else:
        attributions[there] = attributions[there] | given
    _replace(state, claim, attributions)


def _stands_twice(state: State, source: Key, article: Key) -> bool:
    """Return whether an article has a source of its own by the very name of one that is seen everywhere."""
    own = state.all("source", article=article)
    return state.things[source]["article"] is None and state.name(source) in map(state.name, own)


def _there(state: State, claim: Key, source: Key, stance: str, via: Key | None) -> int | None:
    """Return which attribution is meant: the one through the same source, else the only one there is."""
    attributions = state.things[claim]["attributions"]
    same = [n for n, each in enumerate(attributions) if (each["source"], each["stance"]) == (source, stance)]
    through = [n for n in same if attributions[n]["via"] == via]
    return through[0] if through else same[0] if len(same) == 1 else None


def _replace(state: State, claim: Key, attributions: list[Record]) -> None:
    from tests.model.claims import reopened

    if attributions != state.things[claim]["attributions"]:
        state.change(claim, attributions=attributions, status=reopened(state, claim))


def unattribute(state: State, ref: str, name: str, stance: str | None) -> None:
    claim = state.claim(ref)
    source = state.source(name, state.things[claim]["article"])
    attributions = state.things[claim]["attributions"]
    left = [each for each in attributions if each["source"] != source or stance not in (None, each["stance"])]
    require(left != attributions)
    _replace(state, claim, left)


def add(state: State, name: str, kind: str, slug: str | None, speaks_for: str | None) -> None:
    article = None if slug is None else state.article(slug)
    body = None if speaks_for is None else state.source(speaks_for, article)
    make(state, name, kind, article, body)


def make(
    state: State, name: str, kind: str, article: Key | None, body: Key | None = None, *, taken: int = CONFLICT
) -> Key:
    require(kind not in OWN_KINDS or article is not None)
    within = article if kind in OWN_KINDS else None
    refuse_taken(state, name, article, code=taken)
    require(body is None or state.things[body]["article"] in (None, within))
    own, qualifier = parted(name)
    return state.make(
        "source", name=own, qualifier=qualifier, kind=kind, article=within, speaks_for=body, aliases=[]
    )


def refuse_taken(
    state: State,
    name: str,
    article: Key | None,
    besides: Key | None = None,
    *,
    everywhere: bool = False,
    code: int = CONFLICT,
) -> None:
    """Refuse a name by which another source that can be seen goes.

    Namesakes are told apart by their qualifiers. The name of one that is cited already and seen everywhere must
    be no other's own name in any article.
    """
    own, qualifier = map(folded, parted(name))
    for key in state.all("source"):
        record = state.things[key]
        its = folded(record["name"]), folded(record["qualifier"])
        seen = record["article"] in (None, article)
        if key == besides or not (seen or (everywhere and its == (own, qualifier))):
            continue
        namesake = its[0] == own and its[1] != qualifier
        goes_by_it = (its[0] == own and (not qualifier or its[1] == qualifier)) or folded(name) in map(
            folded, record["aliases"]
        )
        require(namesake or not goes_by_it, code)


def edit(state: State, name: str, options: Options) -> None:
    new_name, kind, speaks_for = (options.get(each) for each in ("name", "kind", "speaks_for"))
    nobody = bool(options.get("speaks_for_nobody"))
    require(not (speaks_for and nobody), USAGE)
    require(new_name or kind or speaks_for or nobody, USAGE)
    article = None if options.get("article") is None else state.article(options["article"])
    source = state.source(name, article)
    body = None if speaks_for is None else state.source(speaks_for, article)
    change(state, source, new_name, kind, body, nobody=nobody)


def change(
    state: State, source: Key, new_name: str | None, kind: str | None, body: Key | None, *, nobody: bool
) -> None:
    values: Record = {}
    within = state.things[source]["article"]
    if new_name is not None:
        refuse_taken(state, new_name, within, source, everywhere=within is None)
        values["name"], values["qualifier"] = parted(new_name)
    if kind is not None:
        was, within = within, scope(state, source, kind)
        if within != was:
            _refuse_apart(state, source, within, new_name, body, nobody)
        values |= {"kind": kind, "article": within}
    if body is not None:
        require(state.things[body]["article"] in (None, within))
        require(source not in (body, *state.bodies(body)))
    if body is not None or nobody:
        values["speaks_for"] = body
    _refuse_second(state, source, values)
    state.change(source, **values)


def scope(state: State, source: Key, kind: str) -> Key | None:
    """Return the article in which a source of a kind exists: the one whose claims cite it or who speaks for it."""
    if kind not in OWN_KINDS:
        return None
    record = state.things[source]
    if record["article"] is not None:
        return record["article"]  # type: ignore[no-any-return]
    voices = [source, *(key for key in state.all("source") if source in state.bodies(key))]
    articles = {state.things[claim]["article"] for voice in voices for claim in state.citing(voice)}
    require(len(articles) == 1)
    return articles.pop()


def _refuse_apart(
    state: State, source: Key, within: Key | None, new_name: str | None, body: Key | None, nobody: bool
) -> None:
    """Refuse where a source that moves into an article, or out of it, would part from its body or voices."""
    spoken_for = state.things[source]["speaks_for"]
    if spoken_for is not None and body is None and not nobody:
        require(state.things[spoken_for]["article"] in (None, within))
    if within is None:
        refuse_taken(state, new_name or state.name(source), None, source, everywhere=True)
        return
    voices = state.all("source", speaks_for=source)
    require(all(state.things[voice]["article"] == within for voice in voices))


def _refuse_second(state: State, source: Key, values: Record) -> None:
    """Refuse two sources of one name and qualifier in one place."""
    record = state.things[source] | values
    for key in state.all("source", article=record["article"], qualifier=record["qualifier"]):
        require(key == source or folded(state.things[key]["name"]) != folded(record["name"]), CONFLICT)


def alias(state: State, name: str, other: str, slug: str | None) -> None:
    source = state.source(name, None if slug is None else state.article(slug))
    give_alias(state, source, other.strip())


def give_alias(state: State, source: Key, other: str) -> None:
    aliases = state.things[source]["aliases"]
    if folded(other) not in map(folded, aliases) and other != state.name(source):
        state.change(source, aliases=sorted([*aliases, other]))


def unalias(state: State, name: str, other: str, slug: str | None) -> None:
    source = state.source(name, None if slug is None else state.article(slug))
    take_alias(state, source, other)


def take_alias(state: State, source: Key, other: str) -> None:
    aliases = state.things[source]["aliases"]
    left = [each for each in aliases if folded(each) != folded(other)]
    require(left != aliases)
    state.change(source, aliases=left)


def merge(state: State, gone_name: str, kept_name: str, slug: str | None) -> None:
    article = None if slug is None else state.article(slug)
    gone, kept = state.source(gone_name, article), state.source(kept_name, article)
    require(gone != kept)
    old, new = state.things[gone], state.things[kept]
    require(new["article"] in (None, old["article"]))
    for first, second in ((gone, kept), (kept, gone)):
        require(second not in state.bodies(first)[1:])
    body = new["speaks_for"]
    if body in (None, gone):
        body = None if old["speaks_for"] == kept else old["speaks_for"]
        require(body is None or state.things[body]["article"] in (None, new["article"]))
    for claim in state.citing(gone):
        own = [key for key in state.all("source", article=state.things[claim]["article"]) if key != gone]
        require(new["article"] is not None or state.name(kept) not in map(state.name, own))
    for claim in state.citing(gone):
        state.change(claim, attributions=_moved(state.things[claim]["attributions"], gone, kept))
    for voice in state.all("source", speaks_for=gone):
        if voice != kept:
            state.change(voice, speaks_for=kept)
    state.change(kept, speaks_for=body, aliases=_names_of_both(state, gone, kept))
    state.drop(gone)


def _moved(attributions: list[Record], gone: Key, kept: Key) -> list[Record]:
    """Return a claim's attributions with one source for another; of two that become one, what was kept's stands."""
    moved: dict[int, Record] = {}
    taken = set()
    ours = [n for n, each in enumerate(attributions) if gone not in (each["source"], each["via"])]
    for n in [*ours, *(n for n in range(len(attributions)) if n not in ours)]:
        each = attributions[n]
        source, via = (kept if key == gone else key for key in (each["source"], each["via"]))
        via = None if via == source else via
        if (source, each["stance"], via) not in taken:
            taken.add((source, each["stance"], via))
            moved[n] = each | {"source": source, "via": via}
    return [moved[n] for n in sorted(moved)]


def _names_of_both(state: State, gone: Key, kept: Key) -> list[str]:
    names = list(state.things[kept]["aliases"])
    known = {folded(state.things[kept]["name"]), *map(folded, names)}
    for name in (*state.things[gone]["aliases"], state.things[gone]["name"], state.name(gone)):
        if folded(name) not in known:
            known.add(folded(name))
            names.append(name)
    return sorted(names)
