"""The whole screen as lines: where one is and how far, the text, the claims, what was said, what is asked, the keys."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.text import Text

from factbase.desk.acts.view import View
from factbase.desk.keys import keys_now
from factbase.desk.screen.claims import claim_block
from factbase.desk.screen.laying import Block, fitted, focused, wrapped
from factbase.desk.screen.prompt import Hint, Prompt
from factbase.desk.screen.sentences import UNTRIAGED, text_block
from factbase.text.visible import visible

_LOW = 16  # rows: below that, what is only convenient gives way


def page(
    view: View, sources: Sequence[str], said: Text, prompt: Prompt | None, width: int, height: int
) -> list[Text]:
    """Return ``height`` lines of at most ``width`` cells; at any size, what matters most is kept."""
    head = [header(view, width)]
    hints: Iterable[Hint] = prompt.hints if prompt else _hints(view)
    feet = _footer(hints, width, 1 if height < _LOW else 3 if height < 40 else 5)
    talk = wrapped(said, width)[: 2 if height < _LOW else 4] if said.plain else []
    room = height - len(head) - len(feet) - len(talk)
    asked = prompt.lines(width, _share(prompt, room)) if prompt and room > 0 else []
    room -= len(asked)
    used = [] if height < _LOW or prompt or not sources else [_used(sources, width)]
    middle = _middle(view, width, room - len(used)) if room > len(used) else []
    return _exactly([*head, *middle], [*used[: max(0, room)], *asked, *talk, *feet], height)


def _exactly(top: list[Text], foot: list[Text], height: int) -> list[Text]:
    """Return the lines with blank ones between; where there is no room, the first and then the last ones stand."""
    if len(top) + len(foot) <= height:
        return [*top, *[Text()] * (height - len(top) - len(foot)), *foot]
    return [*top[:1], *[*top[1:], *foot][len(top) + len(foot) - height :]][:height]


def _share(prompt: Prompt, room: int) -> int:
    """Return how many lines a question may have: a tall one all, another leaves some for the text."""
    return room if prompt.tall else max(min(room, 4), room * 3 // 5)


def header(view: View, width: int) -> Text:
    """Return where one is and how far the article is; the progress is seen at every width."""
    place = view.here.card.place if view.here else "–"
    role = (view.here.card.key.role or UNTRIAGED) if view.here else "no sentences"
    parts = [f"{place} {role}", f"{view.progress} sentences" if width >= 60 else str(view.progress)]
    parts += [f"{view.progress.lost} lost"] if view.progress.lost else []
    parts += [f"only {view.only}"] if view.only else []
    parts += [f"draft {view.revision}"] if view.revision > 1 and width >= 60 else []
    parts += [visible(f"{view.slug}: {view.title}")]
    line = fitted(Text(" · ".join(parts)), width)
    line.append(" " * max(0, width - line.cell_len))
    line.stylize("bold reverse")
    return line


def _hints(view: View) -> list[Hint]:
    keys = [(key.key, key.name) for key in keys_now(view)]
    if len(view.claims) > 1:
        keys.insert(6, ("↑↓", "claim"))
    if view.chosen is not None and len(view.chosen.voices) > 1:
        keys.insert(7, ("←→", "voice"))
    return keys


def _footer(hints: Iterable[Hint], width: int, rows: int) -> list[Text]:
    """Return the keys that work now, as many as there is room for; how to see all is always among them."""
    last = {"?": "help", "q": "leave"}
    listed = list(hints)
    ends = [hint for hint in listed if hint[0] in last]
    lines: list[Text] = []
    line = Text()
    reserved = sum(len(key) + len(name) + 3 for key, name in ends)
    for key, name in [hint for hint in listed if hint not in ends]:
        needed = len(key) + len(name) + 3
        limit = width - (reserved if len(lines) == rows - 1 else 0)
        if line.plain and line.cell_len + needed > limit:
            if len(lines) == rows - 1:
                break
            lines.append(line)
            line = Text()
        _add(line, key, name)
    if line.cell_len + reserved > width and len(lines) < rows - 1:
        lines.append(line)
        line = Text()
    for key, name in ends:
        _add(line, key, name)
    lines.append(line)
    return [fitted(each, width) for each in lines]


def _add(line: Text, key: str, name: str) -> None:
    if line.plain:
        line.append("  ")
    line.append(key, "bold underline")
    line.append(f" {name}")


def _used(sources: Sequence[str], width: int) -> Text:
    return fitted(Text("Sources: " + " · ".join(map(visible, sources)), "italic"), width)


def _middle(view: View, width: int, room: int) -> list[Text]:
    """Return the text and the claims, each with its share of the room."""
    text, claims = text_block(view, width), claim_block(view, width)
    notes = wrapped(Text(f"The text is not here: `factbase article attach {view.slug} FILE`."), width)
    notes = [] if view.attached else notes[: max(0, room - 4)]
    room -= len(notes)
    if not claims.lines:
        return [*notes, *focused(text, room)]
    needs = text.last - text.first + 1
    for_claims = min(
        len(claims.lines) + 1, max(room - len(text.lines), min(room - needs, room * 3 // 5), room // 2)
    )
    seen = focused(text, room - for_claims)
    if for_claims < 2:
        return [*notes, *seen]
    return [
        *notes,
        *seen,
        _rule(claims, for_claims - 1, width, len(view.claims)),
        *focused(claims, for_claims - 1),
    ]


def _rule(claims: Block, shown: int, width: int, count: int) -> Text:
    hidden = len(claims.lines) - shown
    told = f"── {count} claim{'' if count == 1 else 's'}{f', {hidden} lines more' if hidden > 0 else ''} "
    return Text((told + "─" * width)[:width], "dim")
