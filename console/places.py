"""Where a reader goes on, as people write it: a position, and the leaf hash of its entry."""

import re

import click

from application.subscriptions import Place
from console.language import say

_PLACE = re.compile(r"([0-9]{1,40})(?::([0-9a-fA-F]{16,64}))?").fullmatch


def place_given(_: click.Context, __: click.Parameter, value: str | None) -> Place | None:
    """Take `N` or `N:LEAF`; raises BadParameter."""
    if value is None:
        return None
    found = _PLACE(value)
    if found is None:
        raise click.BadParameter(
            say(
                f"'{value}' is no place; write a position, or better the position and at least 16 "
                "hex digits of its leaf: 57:3f0c5d1e8a92b467.",
                f"'{value}' không phải vị trí; hãy viết vị trí, tốt hơn là kèm ít nhất 16 chữ số "
                "hex của 'leaf' ở đó: 57:3f0c5d1e8a92b467.",
            )
        )
    position, leaf = int(found[1]), found[2]
    if leaf is not None and position == 0:
        raise click.BadParameter(
            say(
                "There is no entry at position 0, so it has no leaf: write 0.",
                "Vị trí 0 không có mục ghi nên không có 'leaf': hãy viết 0.",
            )
        )
    return Place(position, leaf and leaf.lower())
