"""What the commands about proofs share: key and policy files, and checkpoints on the way."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from console import worded
from console.language import say
from console.terminal import send
from event_store.log import Log
from event_store.words import Text

if TYPE_CHECKING:
    from event_store.proof.automatic import Automatic
    from event_store.proof.trust import Policy

KEY_VARIABLE = "CONGRESS_KEY"
"""Names the key with which commands sign by themselves."""
POLICY_VARIABLE = "CONGRESS_POLICY"
"""Names the policy file where --policy does not."""
STANDARD = "-"
"""Stands for standard input and output in place of a file."""


def key_option(*, required: bool) -> Callable[[Any], Any]:
    """Return the option --key."""
    return worded.option(
        "--key",
        "key_path",
        metavar="FILE",
        required=required,
        help=Text("The key file.", "Tệp khóa."),
    )


def policy_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add --policy."""
    return worded.option(
        "--policy",
        "policy_path",
        metavar="FILE",
        envvar=POLICY_VARIABLE,
        help=Text(
            f"Whom you trust: keys of logs and witnesses. Also: {POLICY_VARIABLE}.",
            f"Tin khóa nào: khóa sổ ghi và bên chứng kiến. Có thể đặt {POLICY_VARIABLE}.",
        ),
    )(command)


def force_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add --force."""
    return worded.option(
        "--force",
        is_flag=True,
        help=Text("Replace a file that exists.", "Thay tệp đã có."),
    )(command)


def read_policy(path: str | None) -> "Policy | None":
    """Return the policy in a file, None without one; raises BadTrustError, UsageError."""
    from event_store.proof.trust import parse_policy

    return None if path is None else parse_policy(read_text(path), path)


def read_text(path: str) -> str:
    """Return the text of a file that the user named, '-' being standard input.

    Marks and line ends that an editor of another system put there are taken away: no signed text
    has any. A last line that was typed without its end gets one.
    """
    try:
        raw = sys.stdin.buffer.read() if path == STANDARD else Path(path).read_bytes()
        text = raw.decode("utf-8-sig").replace("\r\n", "\n")
        return text if text.endswith("\n") or not text else text + "\n"
    except OSError as error:
        raise click.UsageError(
            say(
                f"{path} cannot be read: {error.strerror}. Nothing was done.",
                f"Không đọc được {path}: {error.strerror}. Chưa làm gì.",
            )
        ) from error
    except UnicodeDecodeError:
        raise click.UsageError(
            say(
                f"{path} is no text in UTF-8. Nothing was done.",
                f"{path} không phải văn bản UTF-8. Chưa làm gì.",
            )
        ) from None


@contextmanager
def text_file(
    path: str, *, log: str, force: bool, private: bool = False
) -> Iterator[Callable[[str], None]]:
    """Yield what writes a text, whole or not at all, to where the user said, '-' being stdout.

    A file that may not be written is refused before the block begins: what is signed or looked up
    in it is not for nothing. A `private` one is for its owner only. Raises InTheWayError,
    UnwritableError.
    """
    from console.fresh_file import fresh_file

    if path == STANDARD:
        yield lambda text: send(text.encode())
        return
    with fresh_file(path, log=log, force=force, private=private) as file:
        yield lambda text: _write(file, text)


def _write(file: BinaryIO, text: str) -> None:
    file.write(text.encode())


def warn_of_place(key_path: str, log_path: str) -> None:
    """Say so if a key lies beside the log, or others may read it."""
    from event_store.proof.keys import is_readable_by_others

    if Path(key_path).resolve().parent == Path(log_path).resolve().parent:
        click.echo(
            say(
                f"Note: {key_path} lies in the folder of the log. Keep it elsewhere: whoever "
                "restores that folder from a copy restores what the key remembers as well.",
                f"Lưu ý: {key_path} nằm cùng thư mục với sổ ghi. Hãy để chỗ khác: phục hồi thư "
                "mục đó từ bản sao sẽ làm khóa quên điều đã ký.",
            ),
            err=True,
        )
    if is_readable_by_others(key_path):
        click.echo(
            say(
                f"Note: others may read {key_path}; run: chmod 600 {key_path}",
                f"Lưu ý: người khác đọc được {key_path}; hãy chạy: chmod 600 {key_path}",
            ),
            err=True,
        )


def automatic(log: Log) -> "Automatic | None":
    """Return what signs by itself, None if the environment names no key.

    Raises KeyMissingError, BadKeyError, StateMissingError and ForkError, so that nothing is
    recorded that could not be signed.
    """
    path = os.environ.get(KEY_VARIABLE)
    if not path or log.simulation:
        return None
    from event_store.proof.automatic import Automatic
    from event_store.proof.keys import Signed, read_key
    from event_store.proof.notes import LOG_KEY

    signing = Automatic(log, read_key(path, LOG_KEY), Signed(path))
    signing.check()
    return signing
