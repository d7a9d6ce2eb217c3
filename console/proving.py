"""What the commands about proofs share: key and policy files, and checkpoints on the way."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, BinaryIO

from console import worded
from console.terminal import send
from event_store.words import Text

if TYPE_CHECKING:
    from application.text_files import TextFile

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


def text_of(path: str) -> "TextFile":
    """Read a text that the user named, '-' being standard input; raises Problem."""
    from application.text_files import TextFile

    if path == STANDARD:
        return TextFile.of(sys.stdin.buffer.read(), path)
    return TextFile.read(path)


def policy_of(path: str | None) -> "TextFile | None":
    """Read the policy file, None without one; raises Problem."""
    return None if path is None else text_of(path)


@contextmanager
def text_file(
    path: str, *, log: str, force: bool, private: bool = False
) -> Iterator[Callable[[str], None]]:
    """Yield what writes a text, whole or not at all, to where the user said, '-' being stdout.

    A file that may not be written is refused before the block begins: what is signed or looked up
    in it is not for nothing. A `private` one is for its owner only. Raises Problem.
    """
    from application.fresh_files import fresh_file

    if path == STANDARD:
        yield lambda text: send(text.encode())
        return
    with fresh_file(path, log=log, force=force, private=private) as file:
        yield lambda text: _write(file, text)


def _write(file: BinaryIO, text: str) -> None:
    file.write(text.encode())


def signing_key() -> str | None:
    """Return the key with which commands sign by themselves, None if none is named."""
    return os.environ.get(KEY_VARIABLE) or None
