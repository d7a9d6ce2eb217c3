"""What `congress checkpoint` does: it signs, asks a witness, keeps its answer, lists."""

from typing import TYPE_CHECKING

import click

from application import checkpoints
from console.calling import log_of, notices_last
from console.clocks import accepted_clock
from console.language import say
from console.output import emit_rows
from console.proving import policy_of, text_file, text_of
from console.terminal import send

if TYPE_CHECKING:
    from collections.abc import Sequence

    from application.checkpoints import ListedCheckpoint


def sign(context: click.Context, key_path: str, *, quiet: bool) -> None:
    """Sign what is recorded, and print the note unless `quiet`."""
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


def ask(
    context: click.Context, path: str, seen: int | None, key_path: str | None, *, force: bool
) -> None:
    """Write the request to a witness; with a key, sign first what it is to confirm.

    Nothing is signed for a request that cannot be written.
    """
    with text_file(path, log=context.obj["log"], force=force) as write:
        if key_path is not None:
            with log_of(context) as opened:
                checkpoints.check_seen(opened, seen)
            sign(context, key_path, quiet=True)
        with log_of(context) as opened:
            request = checkpoints.request(opened, seen)
        write(request.text)
    click.echo(
        say(
            f"The request is for {request.size} entries, to a witness who has seen "
            f"{request.seen}; there: 'congress witness sign FILE --key KEY'.",
            f"Đã ghi yêu cầu chứng kiến {request.size} mục ghi, bên chứng kiến đã thấy "
            f"{request.seen}: bên đó chạy 'congress witness sign TỆP --key KHÓA'.",
        ),
        err=True,
    )


def add(context: click.Context, path: str, policy_path: str | None) -> None:
    """Keep what a witness signed."""
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


def show_all(context: click.Context, output: str) -> None:
    """Print the checkpoints that the log keeps."""
    with notices_last(context) as call:
        with log_of(context) as opened:
            found = checkpoints.listed(opened, call)
        _show(found, output)


def _show(found: "Sequence[ListedCheckpoint]", output: str) -> None:
    columns = {
        "size": say("entries", "số mục"),
        "recorded_at": say("recorded to", "ghi đến"),
        "root": say("root", "mã gốc"),
        "cosigned": say("confirmed by", "xác nhận bởi"),
    }
    emit_rows([one.to_json() for one in found], columns, output)
