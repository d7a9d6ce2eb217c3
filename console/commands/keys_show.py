"""`congress keys show`: what may be given away of a key."""

import click

from console import worded
from console.calling import call_of
from console.language import say
from console.proving import key_option
from console.terminal import send
from event_store.words import Text


@worded.command(
    "show",
    help=Text(
        "Print the public key, which may be given to anybody; or with --policy the file in which "
        "a reader says whom he trusts.\n\n"
        "\b\nExamples:\n"
        "  congress keys show --key safe/log.key\n"
        "  congress keys show --key safe/log.key --policy > trust.policy\n"
        "  congress keys show --key safe/log.key --policy "
        '--witness "$(congress keys show --key stick/witness.key)"',
        "In khóa công khai, có thể đưa cho bất cứ ai; hoặc với --policy in tệp để người đọc khai "
        "tin khóa nào.\n\n"
        "\b\nVí dụ:\n"
        "  congress keys show --key ket/so.key\n"
        "  congress keys show --key ket/so.key --policy > trust.policy\n"
        "  congress keys show --key ket/so.key --policy "
        '--witness "$(congress keys show --key usb/chung-kien.key)"',
    ),
)
@key_option(required=True)
@worded.option(
    "--policy",
    is_flag=True,
    help=Text("A policy file instead of the key.", "In tệp tin cậy thay vì khóa."),
)
@worded.option(
    "--witness",
    "witnesses",
    metavar="KEY",
    multiple=True,
    help=Text(
        "Public key of a witness, for the policy; may be given several times.",
        "Khóa công khai của bên chứng kiến, cho tệp tin cậy; có thể ghi nhiều lần.",
    ),
)
@worded.option(
    "--quorum",
    type=click.IntRange(min=0),
    help=Text(
        "How many of the witnesses must have signed (default: all).",
        "Cần bao nhiêu bên chứng kiến ký (mặc định: tất cả).",
    ),
)
@click.pass_context
def show(
    context: click.Context,
    key_path: str,
    policy: bool,
    witnesses: tuple[str, ...],
    quorum: int | None,
) -> None:
    """Print the public key, or a policy file."""
    from application import keys

    if not policy and (witnesses or quorum is not None):
        raise click.UsageError(
            say("--witness and --quorum go with --policy.", "--witness, --quorum cần --policy.")
        )
    if quorum is not None and quorum > len(witnesses):
        raise click.UsageError(
            say(
                f"{len(witnesses)} witnesses cannot make a quorum of {quorum}.",
                f"{len(witnesses)} bên chứng kiến không đủ {quorum}.",
            )
        )
    call = call_of(context)
    if policy:
        send(keys.written_policy(key_path, witnesses, quorum, call).encode())
    else:
        click.echo(keys.show(key_path, call).public)
