"""Opening the log that a command is for: how long it waits, and what has to be said first."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from application.logs import SECONDS, Patience
from console.language import language, say

if TYPE_CHECKING:
    from event_store.holders import Holder


def patience(settings: Mapping[str, Any]) -> Patience:
    """Return how long a command waits for another writer, as `--wait` has it."""
    return Patience(settings.get("wait", SECONDS), _tell_waiting)


def tell_names(path: str) -> None:
    """Say that a log with several names can only be read; nothing about one that is not there."""
    try:
        names = Path(path).stat().st_nlink
    except OSError:
        return
    if names > 1:
        click.echo(
            say(
                f"Note: {path} has {names} names (hard links), so it can be read but nothing can "
                "be recorded in it. 'congress backup FILE' makes a copy of its own.",
                f"Lưu ý: {path} có {names} tên (liên kết cứng) nên chỉ đọc được, không ghi được. "
                "Hãy tạo bản sao riêng bằng 'congress backup TỆP'.",
            ),
            err=True,
        )


def _tell_waiting(holder: "Holder") -> None:
    click.echo(
        say(
            f"Waiting: {holder.say(language())} holds the log.",
            f"Đang đợi: {holder.say(language())} đang giữ sổ ghi.",
        ),
        err=True,
    )
