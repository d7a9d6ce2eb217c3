"""`congress witness`: confirm another office's log, by file."""

import click

from console import worded
from console.language import say
from console.proving import (
    STANDARD,
    force_option,
    key_option,
    policy_of,
    policy_option,
    text_file,
    text_of,
)
from event_store.words import Text


@worded.group(
    help=Text(
        "Be the witness of another office's log: confirm that its history only grows.\n\n"
        "\b\nExample:\n"
        "  congress witness sign request.txt --key stick/witness.key --policy logs.policy",
        "Làm bên chứng kiến cho sổ ghi của đơn vị khác: xác nhận sổ chỉ thêm, không sửa.\n\n"
        "\b\nVí dụ:\n"
        "  congress witness sign yeu-cau.txt --key usb/chung-kien.key --policy so.policy",
    )
)
def command() -> None:
    """Group what a witness does."""


@command.command(
    "sign",
    help=Text(
        "Sign the checkpoint of REQUEST ('-' = standard input), if it goes on from the last one "
        "that this key signed; what is signed is written down first, in FILE.state beside the "
        "key. A fork, a wrong proof or a stranger's log is refused and nothing signed. The logs "
        "that are known stand in the policy file; one called FILE.policy beside the key is "
        "found by itself.\n\n"
        "\b\nExamples:\n"
        "  congress witness sign request.txt --key stick/witness.key --policy logs.policy\n"
        "  congress witness sign request.txt --key stick/witness.key --out cosignature.txt",
        "Ký điểm kiểm trong REQUEST ('-' = đầu vào chuẩn), nếu nối tiếp điểm kiểm mà khóa này đã "
        "ký; điều sắp ký được ghi trước vào TỆP.state bên cạnh khóa. Sổ rẽ nhánh, chứng minh sai "
        "hay sổ lạ đều bị từ chối, không ký gì. Các sổ đã biết nằm trong tệp tin cậy; tệp "
        "TỆP.policy bên cạnh khóa được tự tìm.\n\n"
        "\b\nVí dụ:\n"
        "  congress witness sign yeu-cau.txt --key usb/chung-kien.key --policy so.policy\n"
        "  congress witness sign yeu-cau.txt --key usb/chung-kien.key --out chu-ky.txt",
    ),
)
@worded.argument("request")
@key_option(required=True)
@policy_option
@worded.option(
    "--out",
    metavar="FILE",
    default=STANDARD,
    help=Text("Where to write the signature.", "Ghi chữ ký vào tệp nào."),
)
@force_option
@click.pass_obj
def sign(
    settings: dict[str, str],
    request: str,
    key_path: str,
    policy_path: str | None,
    out: str,
    force: bool,
) -> None:
    """Sign, or refuse."""
    from application import witness

    asked, policy = text_of(request), policy_of(policy_path)
    with text_file(out, log=settings["log"], force=force) as write:
        made = witness.sign(asked, key_path, policy)
        write(made.line)
    click.echo(
        say(
            f"Signed: {made.origin} has {made.size} entries and goes on from the {made.old} seen "
            "before.",
            f"Đã ký: {made.origin} có {made.size} mục ghi, nối tiếp {made.old} mục đã thấy.",
        ),
        err=True,
    )
