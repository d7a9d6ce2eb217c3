"""`congress checkpoint`: sign what is recorded, and carry it to a witness and back."""

from typing import TYPE_CHECKING, Any

import click

from console import worded
from console.clocks import accept_clock_option, recording
from console.context import reading
from console.language import say
from console.opening import opened
from console.output import emit_rows, output_option
from console.proving import (
    POLICY_VARIABLE,
    force_option,
    key_option,
    policy_option,
    read_policy,
    read_text,
    text_file,
    warn_of_place,
)
from console.streams import work_counts
from console.terminal import send
from event_store.log import Log
from event_store.words import Text

if TYPE_CHECKING:
    from event_store.proof.notes import Signature
    from event_store.proof.trust import Policy


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
    if add is not None or key_path is not None:
        work_counts()
    if add is not None:
        _add(context.obj, read_text(add), policy_path)
    elif key_path is None and request is None:
        _list(context, output)
    if key_path is not None:
        _sign(context, key_path, quiet=request is not None)
    if request is not None:
        _ask(context.obj, request, old, force=force)


def _sign(context: click.Context, key_path: str, *, quiet: bool) -> None:
    from event_store.proof.checkpoints import make_checkpoint
    from event_store.proof.keys import Signed, read_key
    from event_store.proof.notes import LOG_KEY

    key = read_key(key_path, LOG_KEY)
    with recording(context) as log:
        note = make_checkpoint(log, key, Signed(key_path))
        size = log.checkpoint_size
    click.echo(
        say(f"Signed: {size} entries of {key.name}.", f"Đã ký: {size} mục ghi của {key.name}."),
        err=True,
    )
    warn_of_place(key_path, context.obj["log"])
    if not quiet:
        send(str(note).encode())


def _ask(settings: dict[str, Any], path: str, old: int | None, *, force: bool) -> None:
    from event_store.proof.checkpoints import sizes_cosigned
    from event_store.proof.errors import NoCheckpointError
    from event_store.proof.witness import written_request

    with (
        text_file(path, log=settings["log"], force=force) as write,
        opened(settings, read_only=True) as log,
    ):
        size = log.checkpoint_size
        if size == 0:
            raise NoCheckpointError(log.path, "yet")
        seen = max(sizes_cosigned(log), default=0) if old is None else old
        write(str(written_request(log, size, seen)))
    click.echo(
        say(
            f"The request is for {size} entries, to a witness who has seen {seen}; there: "
            "'congress witness sign FILE --key KEY'.",
            f"Đã ghi yêu cầu chứng kiến {size} mục ghi, bên chứng kiến đã thấy {seen}: bên đó "
            "chạy 'congress witness sign FILE --key KEY'.",
        ),
        err=True,
    )


def _add(settings: dict[str, Any], text: str, policy_path: str | None) -> None:
    from event_store.proof.checkpoints import add_cosignature
    from event_store.proof.errors import BadNoteError
    from event_store.proof.notes import parse_signatures

    policy = read_policy(policy_path)
    if policy is None:
        raise click.UsageError(
            say(
                "Only the witness's key tells which checkpoint was confirmed: name a policy file "
                f"with it (--policy FILE or {POLICY_VARIABLE}). Nothing was kept.",
                "Chỉ khóa của bên chứng kiến cho biết điểm kiểm nào được xác nhận: hãy cho tệp "
                f"tin cậy có khóa đó (--policy FILE hoặc {POLICY_VARIABLE}). Chưa nhận gì.",
            )
        )
    lines = parse_signatures(text.rpartition("\n\n")[2])
    with opened(settings) as log:
        placed = [(_size(log, line, policy), line) for line in lines if line.name != log.origin]
        if not placed:
            raise BadNoteError("it holds no confirmation, only the log's own signature")
        for size, line in placed:
            add_cosignature(log, size, line)
    for size, line in placed:
        click.echo(
            say(
                f"Kept: {line.name} has confirmed {size} entries.",
                f"Đã nhận: {line.name} đã xác nhận {size} mục ghi.",
            ),
            err=True,
        )


def _size(log: Log, line: "Signature", policy: "Policy") -> int:
    """Return which checkpoint a line is over."""
    from event_store.proof.checkpoints import size_cosigned
    from event_store.proof.errors import (
        BadCosignatureError,
        NoCheckpointError,
        UnknownOriginError,
    )

    if log.checkpoint_size == 0:
        raise NoCheckpointError(log.path, "yet")
    known = list(policy.witnesses.values())
    for key in known:
        if line.is_by(key):
            size = size_cosigned(log, line, key)
            if size is None:
                raise BadCosignatureError(line.name, log.checkpoint_size)
            return size
    raise UnknownOriginError(line.name, [key.name for key in known])


def _list(context: click.Context, output: str) -> None:
    from event_store.proof.checkpoints import stored_lines, stored_note

    with reading(context) as reader:
        log = reader.log
        rows = [
            {
                "size": size,
                "recorded_at": log.entry(size)["recorded_at"],
                "root": stored_note(log, size, note).text.split("\n")[2],
                "cosigned": [line.name for line in stored_lines(log, size)],
            }
            for size, note in log.checkpoints()
        ]
        size = log.size
    if not rows:
        click.echo(say("No checkpoint is signed yet.", "Chưa ký điểm kiểm nào."), err=True)
    emit_rows(rows, _columns(), output)
    last = rows[-1]["size"] if rows else 0
    if last < size:
        click.echo(
            say(
                f"Positions {last + 1:,}-{size:,} are in no checkpoint.",
                f"Vị trí {last + 1:,}-{size:,} chưa có điểm kiểm.",
            ),
            err=True,
        )


def _columns() -> dict[str, str]:
    return {
        "size": say("entries", "số mục"),
        "recorded_at": say("recorded to", "ghi đến"),
        "root": say("root", "mã gốc"),
        "cosigned": say("confirmed by", "xác nhận bởi"),
    }
