"""`congress checkpoint`: sign what is recorded, and carry it to a witness and back."""

from typing import TYPE_CHECKING

import click

from application import checkpoints
from console import worded
from console.calls import log_of, notices_last
from console.clocks import accept_clock_option, accepted_clock
from console.language import say
from console.output import emit_rows, output_option
from console.proving import (
    force_option,
    key_option,
    policy_of,
    policy_option,
    text_file,
    text_of,
)
from console.streams import work_counts
from console.terminal import send
from event_store.words import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from application.checkpoints import Checkpoint


@worded.command(
    help=Text(
        "Sign a checkpoint: the log's commitment to everything recorded so far. The signed note "
        "is kept with the log and printed; keep it on paper or elsewhere, and nothing before it "
        "can be altered unseen. A witness confirms it by file: --request writes what to "
        "carry there, --add takes what comes back. Without options: the checkpoints there are.\n\n"
        "\b\nExamples:\n"
        "  congress checkpoint --key safe/log.key\n"
        "  congress checkpoint --key safe/log.key --request stick/request.txt\n"
        "  congress checkpoint --add stick/cosignature.txt --policy trust.policy\n"
        "  congress checkpoint",
        "Ký điểm kiểm: cam kết của sổ ghi về mọi điều đã ghi. Bản ký được giữ cùng sổ ghi và in "
        "ra; hãy giữ thêm trên giấy hoặc nơi khác, khi đó không thể sửa lén điều gì trước nó. Bên "
        "chứng kiến xác nhận qua tệp: --request ghi tệp gửi đi, --add nhận chữ ký mang về. Không "
        "có tùy chọn: liệt kê các điểm kiểm.\n\n"
        "\b\nVí dụ:\n"
        "  congress checkpoint --key ket/so.key\n"
        "  congress checkpoint --key ket/so.key --request usb/yeu-cau.txt\n"
        "  congress checkpoint --add usb/chu-ky.txt --policy trust.policy\n"
        "  congress checkpoint",
    )
)
@key_option(required=False)
@worded.option(
    "--request",
    metavar="FILE",
    help=Text(
        "Write the request to a witness ('-' = standard output).",
        "Ghi tệp yêu cầu bên chứng kiến ('-' = đầu ra chuẩn).",
    ),
)
@worded.option(
    "--old",
    type=click.IntRange(0, 2**53 - 1),
    metavar="SIZE",
    help=Text(
        "Size that the witness saw last (default: the last one cosigned).",
        "Số mục bên chứng kiến đã thấy (mặc định: lần xác nhận gần nhất).",
    ),
)
@worded.option(
    "--add",
    metavar="FILE",
    help=Text(
        "Keep what a witness signed ('-' = standard input).",
        "Nhận chữ ký của bên chứng kiến ('-' = đầu vào chuẩn).",
    ),
)
@policy_option
@force_option
@accept_clock_option
@output_option()
@click.pass_context
def command(
    context: click.Context,
    key_path: str | None,
    request: str | None,
    old: int | None,
    add: str | None,
    policy_path: str | None,
    force: bool,
    output: str,
) -> None:
    """Sign, ask, add or list."""
    if add is not None and (key_path or request):
        raise click.UsageError(
            say("--add stands alone, with --policy.", "--add dùng riêng, kèm --policy.")
        )
    if old is not None and request is None:
        raise click.UsageError(say("--old goes with --request.", "--old cần --request."))
    if add is not None:
        work_counts()
        _add(context, add, policy_path)
    elif key_path is None and request is None:
        _list(context, output)
    if key_path is not None:
        work_counts()
        _sign(context, key_path, quiet=request is not None)
    if request is not None:
        _ask(context, request, old, force=force)


def _sign(context: click.Context, key_path: str, *, quiet: bool) -> None:
    with notices_last(context) as call:
        with log_of(context, recording=True) as opened:
            accepted = accepted_clock(context, opened.clock_ahead)
            note = checkpoints.sign(opened, key_path, call, accept_clock=accepted)
        click.echo(
            say(
                f"Signed: {note.size} entries of {note.origin}.",
                f"Đã ký: {note.size} mục ghi của {note.origin}.",
            ),
            err=True,
        )
    if not quiet:
        send(note.text.encode())


def _ask(context: click.Context, path: str, seen: int | None, *, force: bool) -> None:
    log = context.obj["log"]
    with text_file(path, log=log, force=force) as write, log_of(context) as opened:
        request = checkpoints.request(opened, seen)
        write(request.text)
    click.echo(
        say(
            f"The request is for {request.size} entries, to a witness who has seen "
            f"{request.seen}; there: 'congress witness sign FILE --key KEY'.",
            f"Đã ghi yêu cầu chứng kiến {request.size} mục ghi, bên chứng kiến đã thấy "
            f"{request.seen}: bên đó chạy 'congress witness sign FILE --key KEY'.",
        ),
        err=True,
    )


def _add(context: click.Context, path: str, policy_path: str | None) -> None:
    signatures, policy = text_of(path), policy_of(policy_path)
    with log_of(context, recording=True) as opened:
        kept = checkpoints.confirm(opened, signatures, policy)
    for one in kept:
        click.echo(
            say(
                f"Kept: {one.witness} has confirmed {one.size} entries.",
                f"Đã nhận: {one.witness} đã xác nhận {one.size} mục ghi.",
            ),
            err=True,
        )


def _list(context: click.Context, output: str) -> None:
    with notices_last(context) as call:
        with log_of(context) as opened:
            found = checkpoints.listed(opened, call)
        _show(found, output)


def _show(found: "Sequence[Checkpoint]", output: str) -> None:
    columns = {
        "size": say("entries", "số mục"),
        "recorded_at": say("recorded to", "ghi đến"),
        "root": say("root", "mã gốc"),
        "cosigned": say("confirmed by", "xác nhận bởi"),
    }
    emit_rows([one.to_json() for one in found], columns, output)
