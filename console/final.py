"""Answers about what was known at a time: final once something was recorded after it."""

from collections.abc import Mapping
from typing import Any

import click

from application.dates import shown_time
from console.language import say
from engine.reading import Reader, View


def view_asked(reader: Reader, as_of: str | None, known_at: str | None) -> View:
    """Return the view of a day and a time; says so where the answer may still change.

    Raises BadTimeError.
    """
    view = reader.view(as_of, known_at)
    if known_at is not None and not view.final:
        tell_not_final(known_at)
    return view


def tell_not_final(known_at: str) -> None:
    """Say that entries may still come that bear a time up to `known_at`."""
    time = shown_time(known_at)
    click.echo(
        say(
            f"Not final: nothing is recorded after {time} yet. What is being recorded at this "
            "moment may still change the answer.",
            f"Chưa chốt: chưa có mục nào ghi sau {time}. Mục đang được ghi lúc này vẫn có thể làm "
            "thay đổi kết quả.",
        ),
        err=True,
    )


def with_final(answer: Mapping[str, Any], view: View, known_at: str | None) -> dict[str, Any]:
    """Return an answer with `known_at`, and `final` beside it, where a time was asked about."""
    if known_at is None:
        return dict(answer)
    told = {"known_at": known_at, "final": view.final}
    made: dict[str, Any] = {}
    for name, value in answer.items():
        made |= told if name == "known_at" else {name: value}
    return made | told
