"""`congress keys`: make a key, and show what may be given away of it."""

import secrets

import click

from console import worded
from console.language import say
from console.opening import opened
from console.proving import key_option, warn_of_place
from console.streams import work_counts
from console.terminal import send
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
        "Tạo khóa chỉ mình bạn đọc được, kèm tệp FILE.state nhớ điều đã ký gần nhất. Giữ hai tệp "
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
@click.pass_obj
def new(settings: dict[str, str], key_path: str, name: str | None, witness: bool) -> None:
    """Make a key."""
    work_counts()
    from event_store.proof.keys import make_key
    from event_store.proof.notes import LOG_KEY, WITNESS_KEY

    if name is None and witness:
        raise click.UsageError(
            say("Name the witness: --name.", "Hãy đặt tên bên chứng kiến: --name.")
        )
    owner = name or _origin(settings)
    kind = WITNESS_KEY if witness else LOG_KEY
    key = make_key(key_path, owner, kind, secrets.token_bytes)
    click.echo(
        say(
            f"Made {key_path} for {owner}; keep {key_path}.state with it.",
            f"Đã tạo {key_path} cho {owner}; hãy giữ {key_path}.state cùng với khóa.",
        ),
        err=True,
    )
    warn_of_place(key_path, settings["log"])
    click.echo(str(key.public))


@command.command(
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
def show(key_path: str, policy: bool, witnesses: tuple[str, ...], quorum: int | None) -> None:
    """Print the public key, or a policy file."""
    from event_store.proof.keys import read_key
    from event_store.proof.notes import LOG_KEY, WITNESS_KEY, parse_vkey
    from event_store.proof.trust import written_policy

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
    key = read_key(key_path, LOG_KEY if policy else None)
    _tell_signed(key_path)
    if not policy:
        click.echo(str(key.public))
        return
    known = [parse_vkey(text, WITNESS_KEY) for text in witnesses]
    needed = len(known) if quorum is None else quorum
    send(written_policy([key.public], known, needed).encode())


def _tell_signed(key_path: str) -> None:
    """Say what a key has signed last."""
    from event_store.proof.keys import Signed

    for last in Signed(key_path).noted().values():
        click.echo(
            say(
                f"It has signed {last.size} entries of {last.origin}.",
                f"Khóa đã ký {last.size} mục ghi của {last.origin}.",
            ),
            err=True,
        )


def _origin(settings: dict[str, str]) -> str:
    """Return the name of the log; raises LogMissingError."""
    with opened(settings, read_only=True) as log:
        return log.origin
