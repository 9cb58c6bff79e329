"""What was probably meant."""

from collections.abc import Iterable


def did_you_mean(given: str, known: Iterable[str], *, most: int = 3) -> str:
    """Return `` Did you mean a, b?`` with the nearest of ``known``, or an empty text where none is near."""
    from rapidfuzz import fuzz, process, utils

    near = process.extract(
        given, list(known), scorer=fuzz.WRatio, processor=utils.default_process, limit=most, score_cutoff=70
    )
    return f" Did you mean {', '.join(name for name, _score, _index in near)}?" if near else ""
