"""`congress checkpoint`: sign what is recorded, and carry it to a witness and back."""

import click

from console import checkpoints, worded
from console.clocks import accept_clock_option
from console.language import say
from console.output import output_option
from console.proving import force_option, key_option, policy_option
from console.streams import work_counts
from event_store.words import Text


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
        checkpoints.add(context, add, policy_path)
    elif key_path is None and request is None:
        checkpoints.show_all(context, output)
    if key_path is not None:
        work_counts()
    if request is not None:
        checkpoints.ask(context, request, old, key_path, force=force)
    elif key_path is not None:
        checkpoints.sign(context, key_path, quiet=False)
