"""`congress restore`: put a copy in the place of the log."""

from collections.abc import Sequence

import click

from console import worded
from console.calling import notices_last
from console.commands.backup import show_held
from console.language import say
from console.opening import patience
from console.output import emit_object, output_option
from console.proving import signing_key, text_of
from console.streams import work_counts
from event_store.words import Text


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
        "Đặt bản sao trong TỆP vào chỗ của sổ ghi (--log), sau khi đọc lại toàn bộ bản sao. Sổ "
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
@click.pass_context
def command(
    context: click.Context,
    file: str,
    force: bool,
    anchors: Sequence[str],
    accept_rollback: bool,
    output: str,
) -> None:
    """Restore, and tell what the log holds now."""
    from application.copies import restore

    work_counts()
    path = context.obj["log"]
    with notices_last(context) as call:
        done = restore(
            path,
            file,
            call,
            anchors=[text_of(anchor) for anchor in anchors],
            key_path=signing_key(),
            force=force,
            accept_rollback=accept_rollback,
            patience=patience(context.obj),
        )
        click.echo(
            say(f"Restored {path} from {file}.", f"Đã phục hồi {path} từ {file}."), err=True
        )
        if done.aside is not None:
            click.echo(
                say(f"The log that was there is {done.aside}.", f"Sổ ghi cũ nay là {done.aside}."),
                err=True,
            )
    emit_object(done.to_json(), output, lambda: show_held(done.held))
