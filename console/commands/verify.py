"""`congress verify`: is the record unaltered, as far as it can be known."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from application.verdicts import number
from console import worded
from console.calling import call_of
from console.exit_codes import INTEGRITY
from console.fitting import wrapped
from console.language import language, say
from console.opening import tell_names
from console.output import emit_object, output_option, table, warning
from console.proving import policy_of, policy_option, text_of
from event_store.words import Text

if TYPE_CHECKING:
    from application.verification import Verification


@worded.command(
    help=Text(
        "Verify that nothing was altered, removed, inserted or back-dated; the first thing that "
        "is wrong is named with its position. Quick: the newest checkpoint, the entries after "
        "it, and the notes that you kept. --full: every entry, every table of the file, every "
        "checkpoint. What was signed is held against the keys in the policy file; --anchor gives "
        "a checkpoint that was kept elsewhere, on paper or at a witness. At the end it says what "
        "nobody vouches for. Changes nothing. The exit code is 0 if all is well, 6 if not.\n\n"
        "\b\nExamples:\n"
        "  congress verify\n"
        "  congress verify --full\n"
        "  congress verify --full --policy trust.policy --anchor stick/note.txt",
        "Kiểm chứng sổ ghi không bị sửa, bớt, chèn hay ghi lùi ngày; nêu điều sai đầu tiên và vị "
        "trí. Kiểm nhanh: điểm kiểm mới nhất, các mục sau đó, và ghi chú đã giữ. --full: mọi mục "
        "ghi, mọi bảng trong tệp, mọi điểm kiểm. Chữ ký được so với khóa trong tệp tin cậy; "
        "--anchor đưa điểm kiểm giữ ở nơi khác, trên giấy hoặc ở bên chứng kiến. Cuối cùng cho "
        "biết phần nào chưa ai bảo đảm. Không thay đổi gì. Mã kết thúc là 0 nếu mọi thứ ổn, 6 nếu "
        "không.\n\n"
        "\b\nVí dụ:\n"
        "  congress verify\n"
        "  congress verify --full\n"
        "  congress verify --full --policy trust.policy --anchor usb/ghi-chu.txt",
    )
)
@worded.option("--full", is_flag=True, help=Text("Look at everything.", "Kiểm tra toàn bộ."))
@policy_option
@worded.option(
    "--anchor",
    "anchors",
    metavar="NOTE",
    multiple=True,
    help=Text(
        "A checkpoint kept elsewhere ('-' = standard input); may be given several times.",
        "Điểm kiểm giữ ở nơi khác ('-' = đầu vào chuẩn); có thể ghi nhiều lần.",
    ),
)
@output_option()
@click.pass_context
def command(
    context: click.Context,
    full: bool,
    policy_path: str | None,
    anchors: tuple[str, ...],
    output: str,
) -> None:
    """Print what was found."""
    from application.verification import verify

    log, call = context.obj["log"], call_of(context)
    policy, notes = policy_of(policy_path), [text_of(path) for path in anchors]
    tell_names(log)
    found = verify(log, call, full=full, policy=policy, anchors=notes)
    emit_object(found.to_json(), output, lambda: _show(found))
    context.exit(0 if found.whole else INTEGRITY)


def _show(found: "Verification") -> None:
    spoken = language()
    if found.wrong is not None:
        click.echo(warning(wrapped(f"✗ {found.wrong.text.say(spoken)}", "  ")))
        click.echo(wrapped(found.wrong.advice.say(spoken), ""))
        return
    table(list(_facts(found)), [say("looked at", "đã xem"), ""])
    click.echo()
    click.echo(say("No error was found.", "Không tìm thấy sai sót nào."))
    for gap in found.gaps:
        click.echo(wrapped(f"! {gap.say(spoken)}", "  "))


def _facts(found: "Verification") -> Iterator[tuple[str, str]]:
    kind = say("simulation", "mô phỏng") if found.simulation else say("record", "sổ thật")
    yield say("log", "sổ ghi"), f"{found.origin}, {found.log_id}, {kind}"
    checked, size = _number(found.size - found.checked_from + 1), _number(found.size)
    yield say("entries", "mục ghi"), say(f"{checked} of {size}", f"{checked} trên {size}")
    yield say("root", "gốc cây băm"), found.root
    newest = max(found.checkpoints, key=lambda kept: kept.size, default=None)
    if newest is not None:
        witnesses = ", ".join(newest.witnesses) or say("no witness", "chưa ai chứng kiến")
        covered = _number(newest.size)
        yield (
            say("newest checkpoint", "điểm kiểm mới nhất"),
            say(f"over {covered} entries, {witnesses}", f"{covered} mục ghi, {witnesses}"),
        )
    for size_outside in found.anchors:
        yield say("kept outside", "giữ bên ngoài"), _number(size_outside)


def _number(count: int) -> str:
    return number(count).say(language())
