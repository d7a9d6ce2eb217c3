"""`congress keys`: make a key, and show what may be given away of it."""

import click

from console import worded
from console.calling import notices_last
from console.commands.keys_show import show
from console.language import say
from console.proving import key_option
from console.streams import work_counts
from event_store.words import Text


@worded.group(
    help=Text(
        "Keys that sign: the log's own key makes checkpoints, a witness's key confirms them.\n\n"
        "\b\nExamples:\n"
        "  congress keys new --key safe/log.key\n"
        "  congress keys show --key safe/log.key --policy > trust.policy",
        "Khóa để ký: khóa của sổ ghi ký điểm kiểm, khóa của bên chứng kiến xác nhận.\n\n"
        "\b\nVí dụ:\n"
        "  congress keys new --key ket/so.key\n"
        "  congress keys show --key ket/so.key --policy > trust.policy",
    )
)
def command() -> None:
    """Group what there is about keys."""


@command.command(
    "new",
    help=Text(
        "Make a key that only you may read, and beside it FILE.state, which remembers what it "
        "signed last. Keep both together, outside the folder of the log. An existing file is "
        "refused.\n\n"
        "\b\nExamples:\n"
        "  congress keys new --key safe/log.key\n"
        "  congress keys new --key stick/witness.key --witness --name long-bien.example/witness",
        "Tạo khóa chỉ mình bạn đọc được, kèm tệp TỆP.state nhớ điều đã ký gần nhất. Giữ hai tệp "
        "cùng nhau, ngoài thư mục của sổ ghi. Tệp đã có sẽ bị từ chối.\n\n"
        "\b\nVí dụ:\n"
        "  congress keys new --key ket/so.key\n"
        "  congress keys new --key usb/chung-kien.key --witness --name quan-uy.example/witness",
    ),
)
@key_option(required=True)
@worded.option(
    "--name",
    help=Text(
        "Whose key: an address without schema (default: the origin of the log).",
        "Khóa của ai: địa chỉ không có phần giao thức (mặc định: tên gốc của sổ ghi).",
    ),
)
@worded.option(
    "--witness",
    is_flag=True,
    help=Text("The key of a witness, not of a log.", "Khóa của bên chứng kiến."),
)
@click.pass_context
def new(context: click.Context, key_path: str, name: str | None, witness: bool) -> None:
    """Make a key."""
    work_counts()
    from application import keys

    if name is None and witness:
        raise click.UsageError(
            say("Name the witness: --name.", "Hãy đặt tên bên chứng kiến: --name.")
        )
    log = context.obj["log"]
    with notices_last(context) as call:
        made = keys.make(key_path, log, call, name=name, witness=witness)
        click.echo(
            say(
                f"Made {key_path} for {made.name}; keep {key_path}.state with it.",
                f"Đã tạo {key_path} cho {made.name}; hãy giữ {key_path}.state cùng với khóa.",
            ),
            err=True,
        )
    click.echo(made.public)


command.add_command(show)
