"""`congress restore`: put a copy in the place of the log."""

import os
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from console import worded
from console.copying import answer, bars
from console.language import say
from console.opening import patience
from console.output import output_option, warning
from console.proving import KEY_VARIABLE, read_text
from console.streams import work_counts
from event_store.words import Text

if TYPE_CHECKING:
    from event_store.restoring import Anchor, Evidence


@worded.command(
    help=Text(
        "Put the copy in FILE in the place of the log (--log). The copy is read from end to end "
        "first. A log that is there is replaced with --force only, and kept aside, never deleted; "
        "no program may have it open. A copy of another log, or with another past, is refused. So "
        "is one that is rolled back: older than the log that it replaces, than a checkpoint "
        "given with --anchor, or than what the key of CONGRESS_KEY signed last; exit 6.\n\n"
        "\b\nExamples:\n"
        "  congress restore season-copy.db --force\n"
        "  congress --log season-2.db restore season-copy.db\n"
        "  congress restore season-copy.db --force --anchor kept.note",
        "Đặt bản sao trong FILE vào chỗ của sổ ghi (--log), sau khi đọc lại toàn bộ bản sao. Sổ "
        "đang có chỉ được thay khi có --force và được giữ lại dưới tên khác, không bao giờ xóa; "
        "không chương trình nào được đang mở sổ. Bản sao của sổ khác, hoặc có lịch sử khác, bị "
        "từ chối. Bản sao lùi cũng vậy: cũ hơn sổ đang có, hơn điểm kiểm cho bằng --anchor, hoặc "
        "hơn điều khóa ở CONGRESS_KEY đã ký gần nhất; mã kết thúc 6.\n\n"
        "\b\nVí dụ:\n"
        "  congress restore so-ban-sao.db --force\n"
        "  congress --log so-2.db restore so-ban-sao.db\n"
        "  congress restore so-ban-sao.db --force --anchor diem-kiem.note",
    )
)
@worded.argument("file")
@worded.option(
    "--force",
    is_flag=True,
    help=Text("Replace a log that is there.", "Thay sổ ghi đang có."),
)
@worded.option(
    "--anchor",
    "anchors",
    metavar="NOTE",
    multiple=True,
    help=Text(
        "A checkpoint kept elsewhere, or the state file of a key; may be repeated.",
        "Điểm kiểm giữ ở nơi khác, hoặc tệp nhớ của khóa; dùng được nhiều lần.",
    ),
)
@worded.option(
    "--accept-rollback",
    is_flag=True,
    help=Text(
        "Restore although entries will be missing: there is no newer copy.",
        "Vẫn phục hồi dù sẽ thiếu mục ghi: không còn bản nào mới hơn.",
    ),
)
@output_option()
@click.pass_obj
def command(
    settings: dict[str, Any],
    file: str,
    force: bool,
    anchors: Sequence[str],
    accept_rollback: bool,
    output: str,
) -> None:
    """Restore, and tell what the log holds now."""
    from event_store.restoring import restore

    work_counts()
    log_path = settings["log"]
    known = [*(_kept(path, required=True) for path in anchors), *_signed()]
    with bars() as progress:
        done = restore(
            file,
            log_path,
            progress,
            stamp=datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ"),
            anchors=known,
            force=force,
            accept_rollback=accept_rollback,
            patience=patience(settings),
        )
    click.echo(
        say(f"Restored {log_path} from {file}.", f"Đã phục hồi {log_path} từ {file}."), err=True
    )
    if done.aside is not None:
        click.echo(
            say(f"The log that was there is {done.aside}.", f"Sổ ghi cũ nay là {done.aside}."),
            err=True,
        )
    if done.newer is not None:
        _warn(done.copy.size, done.newer)
    answer(done.copy, output, log=log_path, aside=done.aside, rolled_back=done.newer is not None)


def _kept(path: str, *, required: bool) -> "Anchor":
    """Read the checkpoints in a file."""
    from event_store.proof.errors import BadNoteError
    from event_store.restoring import Anchor, kept_checkpoints

    try:
        found = kept_checkpoints(read_text(path))
    except BadNoteError as error:
        raise BadNoteError(error.fault, path) from None
    if required and not found:
        raise BadNoteError(say("it holds none", "tệp không có điểm kiểm nào"), path)
    return Anchor(path, found, required=required)


def _signed() -> "list[Anchor]":
    """Read what the key of this machine remembers, where one is named."""
    path = os.environ.get(KEY_VARIABLE)
    if not path:
        return []
    from event_store.proof.keys import state_path

    return [_kept(state_path(path), required=False)]


def _warn(size: int, newer: "Evidence") -> None:
    click.echo(
        warning(
            say(
                f"ROLLED BACK: the log holds {size} entries now, and {newer.where} knows of "
                f"{newer.size}. Tell all who rely on the log; a key that signed more will not "
                "sign it.",
                f"SỔ BỊ LÙI: nay có {size} mục ghi, còn {newer.where} biết đến {newer.size}. Hãy "
                "báo cho mọi bên dùng sổ; khóa đã ký nhiều hơn sẽ không ký tiếp.",
            )
        ),
        err=True,
    )
