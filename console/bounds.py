"""Two moments as people write them: `A..B`, each a position, a day, or known:TIME."""

import click

from application.changes import NOW, START, Bound
from application.dates import parse_day, parse_time
from console.language import say

KNOWN = "known:"


def span_of(text: str) -> tuple[Bound, Bound]:
    """Return both ends of a span; raises BadParameter."""
    first, dots, last = text.partition("..")
    if not dots:
        raise click.BadParameter(
            say(
                f"'{text}' is no span; write it like 30..50 or 2017-08-09..2017-08-20.",
                f"'{text}' không phải khoảng; hãy viết như 30..50 hoặc 9/8/2017..20/8/2017.",
            )
        )
    return _bound(first) if first else START, _bound(last) if last else NOW


def _bound(text: str) -> Bound:
    if text.isdecimal():
        return Bound(position=int(text))
    known = parse_time(text.removeprefix(KNOWN)) if text.startswith(KNOWN) else None
    if known is not None:
        return Bound(known_at=known)
    day = parse_day(text)
    if day is None:
        raise click.BadParameter(
            say(
                f"'{text}' is no position, no date and no known:TIME.",
                f"'{text}' không phải vị trí, ngày hay known:THỜI_ĐIỂM.",
            )
        )
    return Bound(as_of=day)
