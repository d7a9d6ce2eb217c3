"""Where a reader goes on: at a place that it keeps for itself, or at its named cursor."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import click

from console.exit_codes import REFUSED
from console.language import say
from engine.subscribing import Selection, check_cursor, check_place, leaf_at
from event_store import canonical
from event_store.cursors import Cursor, Cursors
from event_store.log import Log

_PLACE = re.compile(r"([0-9]{1,40})(?::([0-9a-fA-F]{16,64}))?").fullmatch


@dataclass(frozen=True, slots=True)
class Place:
    """Everything up to `position` was read; `leaf` is the beginning of the leaf hash there."""

    position: int
    leaf: str | None = None


class SelectionChangedError(click.ClickException):
    """A cursor is asked for entries that it passed over under another selection."""

    exit_code = REFUSED

    def __init__(self, cursor: Cursor, asked: str) -> None:
        was, now = (_text(kept) for kept in (cursor.selection, asked))
        name, position = cursor.name, cursor.position
        super().__init__(
            say(
                f"The cursor '{name}' selects: {was}. Now asked: {now}. What was left out up to "
                f"position {position} would never come. Nothing was delivered: use another name, "
                f"or say with --after from where it goes on ({position} leaves that out).",
                f"Con trỏ '{name}' đang chọn: {was}. Lần này yêu cầu: {now}. Những mục đã bỏ qua "
                f"đến vị trí {position} sẽ không bao giờ được gửi. Chưa gửi gì: hãy dùng tên "
                f"khác, hoặc ghi --after để chọn chỗ đọc tiếp ({position} là bỏ các mục đó).",
            )
        )


def started(
    log: Log, cursors: Cursors, name: str | None, after: Place | None, selection: Selection
) -> Cursor | None:
    """Return the cursor of `name` where it goes on, made or moved if it has to be.

    Raises ForeignCursorError, ShrunkLogError, SelectionChangedError.
    """
    place = after or Place(0)
    check_place(log, place.position, place.leaf)
    if name is None:
        return None
    found, asked = cursors.find(name), selection.kept
    if found is None or after is not None:
        leaf = leaf_at(log, place.position)
        found = Cursor(name, log.log_id, place.position, leaf, asked)
        cursors.place(found)
        return found
    check_cursor(log, found)
    if found.selection is None:
        _say_selected(name, asked)
        return cursors.select(found, asked)
    if found.selection != asked:
        raise SelectionChangedError(found, asked)
    return found


def _say_selected(name: str, asked: str) -> None:
    text = _text(asked)
    click.echo(
        say(
            f"The cursor '{name}' is from an older version, which did not keep what it selects. "
            f"From now on: {text}. If it left anything out before, give --after once.",
            f"Con trỏ '{name}' do phiên bản cũ tạo, chưa lưu điều kiện chọn. Từ nay: {text}. Nếu "
            "trước đây đã bỏ qua mục cần nhận, hãy ghi --after một lần.",
        ),
        err=True,
    )


def _text(kept: str | None) -> str:
    return selection_text(None if kept is None else canonical.loads(kept))


def selection_text(selection: Mapping[str, Any] | None) -> str:
    """Return a selection as the options that ask for it."""
    if selection is None:
        return say("not known", "chưa rõ")
    words = [f"--type {name}" for name in selection.get("type", ())]
    words += [f"--{name} {value}" for name, value in selection.items() if name != "type"]
    return " ".join(words) or say("everything", "mọi sự kiện")


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
