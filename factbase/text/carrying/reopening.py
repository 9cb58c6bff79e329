"""Says what changed between two wordings of a passage, and why a checked claim must be checked anew for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from factbase.text.carrying.aligning import align
from factbase.text.carrying.comparing import WORD
from factbase.text.carrying.ends import LONG
from factbase.text.carrying.styles import capitals, same_style, written_out
from factbase.text.carrying.wording import is_quoted, plain, quoted
from factbase.text.differences import denials, differences
from factbase.text.quantities import NUMBER_WORDS

_SHOWN = 4  # words of a change that is shown as it stands
_TOLD = 2  # changes of wording that are told one by one


def substance(old: str, new: str) -> str | None:
    """Return what changed but for typography: ``number 3,000 → 2,800``; None where nothing did."""
    if old == new:
        return None
    if max(len(old), len(new)) > LONG:
        return "wording"
    if plain(old) == plain(new) or same_style(old, new):
        changed = [told("wording", [one], [other]) for one, other in capitals(old, new)]
        return "; ".join(filter(None, [_quoting(old, new), *changed])) or None
    found = [
        told(each.what, each.here, each.there)
        for each in (differences(old, new) if _may_tell(old, new) else ())
        if each.what != "negation"
    ]
    if denied := denial(old, new):
        found.append(denied)
    return "; ".join(found) or _words(old, new)


def _may_tell(old: str, new: str) -> bool:
    """Return whether a word that stands on one side alone may be of a number, a date or a name."""
    words = set(WORD.findall(old)) ^ set(WORD.findall(new))
    return any(not word.islower() or word in NUMBER_WORDS for word in words if word[0].isalnum())


def denial(old: str, new: str) -> str | None:
    """Return which negations were cut or added."""
    here, there = (Counter(denials(text)) for text in (old, new))
    if here.total() == there.total():
        return None
    return told("negation", list((here - there).elements()), list((there - here).elements()))


def told(what: str, here: Sequence[str], there: Sequence[str]) -> str:
    """Return a change in words: ``names A, B → C``, ``number 5 cut``, ``negation not added``."""
    several = len(here) > 1 or len(there) > 1
    name = f"{what}{'s' * several}"
    if here and there:
        return f"{name} {', '.join(here)} → {', '.join(there)}"
    return f"{name} {', '.join(here or there)} {'cut' if here else 'added'}"


def _quoting(old: str, new: str) -> str | None:
    """Return whether words became a quotation, or ceased to be one."""
    before, after = is_quoted(old), is_quoted(new)
    if before != after:
        return "put in quotation marks" if after else "no longer in quotation marks"
    here, there = quoted(written_out(old)), quoted(written_out(new))
    return None if None in (here, there) or here == there else "other words in quotation marks"


def _words(old: str, new: str) -> str:
    """Return the words that changed, or how many did."""
    before, after = ([word for word in WORD.findall(text) if plain(word)] for text in (old, new))
    changed = [
        (before[each.old_start : each.old_end], after[each.new_start : each.new_end])
        for each in align([word.casefold() for word in before], [word.casefold() for word in after])
        if not each.same
    ]
    changed = [(cut, added) for cut, added in changed if _telling(cut) != _telling(added)]
    if 0 < len(changed) <= _TOLD and all(max(map(len, each)) <= _SHOWN for each in changed):
        return "; ".join(
            told("wording", *([" ".join(words)] if words else [] for words in each)) for each in changed
        )
    return "wording"


def _telling(words: Sequence[str]) -> tuple[str, ...]:
    return plain(" ".join(words))
