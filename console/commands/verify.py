"""`congress verify`: is the record unaltered, as far as it can be known."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from console import worded
from console.exit_codes import INTEGRITY
from console.failures import explain
from console.fitting import wrapped
from console.language import language, say
from console.opening import tell_names
from console.output import emit_object, output_option, table, warning
from console.proving import policy_of, policy_option, text_of
from console.verdicts import from_the_future, gaps, number, plain, told
from event_store.log import Log
from event_store.present import from_the_future as first_of_future
from event_store.words import Text

if TYPE_CHECKING:
    from event_store.proof.passes.faults import Report
    from event_store.proof.trust import Policy


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
    from application.text_files import trusted
    from event_store.proof.passes.kept_notes import read_anchor
    from event_store.proof.verifying import verify

    policy = trusted(policy_of(policy_path))
    kept = [text_of(path) for path in anchors]
    notes = [read_anchor(note.text, note.name, policy) for note in kept]
    tell_names(context.obj["log"])
    report = verify(context.obj["log"], full=full, policy=policy, anchors=notes, watch=_watch)
    future = _future(context.obj["log"]) if report.fault is None else None
    found = {**plain(report), "from_the_future": future}
    emit_object(found, output, lambda: _show(report, policy, future))
    whole = report.fault is None and (not full or _views_are_whole(context.obj["log"]))
    context.exit(0 if whole else INTEGRITY)


def _views_are_whole(path: str) -> bool:
    """Look at every row of the views, which are no part of the record; say what is damaged."""
    from event_store import beside, health
    from event_store.errors import BesideError

    with Log.open(path, read_only=True) as log:
        views, log_id = beside.path_of(log.path, beside.VIEWS), log.log_id
    if not beside.exists(views):
        return True
    try:
        _, damaged = health.views(views, log_id)
    except BesideError as error:
        click.echo(explain(error, language()), err=True)
        return True
    if damaged is not None:
        click.echo(
            say(
                f"The views {views} are damaged ({damaged.en}). The log is whole: 'congress "
                "replay' builds them again.",
                f"Các bảng tính sẵn {views} bị hỏng ({damaged.vi}). Sổ ghi vẫn nguyên "
                "vẹn: 'congress replay' dựng lại các bảng.",
            ),
            err=True,
        )
    return damaged is None


def _future(path: str) -> "dict[str, Any] | None":
    """Return the first entry that bears a time which has not come yet."""
    with Log.open(path, read_only=True) as log:
        first = first_of_future(log)
    return None if first is None else {"position": first[0], "recorded_at": first[1]}


@contextmanager
def _watch(count: int) -> Iterator[Callable[[int], None]]:
    """Show how far it is, if that takes long."""
    from console.views import progress

    with progress(count, say("verifying", "đang kiểm chứng")) as bar:
        yield (lambda _: None) if bar is None else bar.update


def _show(report: "Report", policy: "Policy | None", future: "dict[str, Any] | None") -> None:
    fault = report.fault
    if fault is not None:
        click.echo(warning(wrapped(f"✗ {told(fault)}", "  ")))
        click.echo(wrapped(_advice(fault.code), ""))
        return
    table(list(_facts(report)), [say("looked at", "đã xem"), ""])
    click.echo()
    click.echo(say("No fault was found.", "Không tìm thấy sai sót nào."))
    if future is not None:
        click.echo(wrapped(f"! {from_the_future(future)}", "  "))
    for line in gaps(report, policy):
        click.echo(wrapped(f"! {line}", "  "))


def _advice(code: str) -> str:
    """Return what to do about a fault: what is newer is not damaged."""
    if code == "newer_format":
        return say(
            "Nothing is damaged as far as this version can judge; what follows was not judged, "
            "and nothing was changed. Update the program and verify again.",
            "Trong phạm vi phiên bản này đánh giá được, sổ không bị hỏng; phần sau đó chưa được "
            "kiểm chứng, chưa thay đổi gì. Hãy cập nhật chương trình rồi kiểm chứng lại.",
        )
    return say(
        "Nothing after that can be relied on. Keep the file as it is, write nothing, and compare "
        "it with a copy.",
        "Từ đó về sau không còn tin được. Hãy giữ nguyên tệp, đừng ghi thêm, và đối chiếu với bản "
        "sao.",
    )


def _facts(report: "Report") -> Iterator[tuple[str, str]]:
    kind = say("simulation", "mô phỏng") if report.simulation else say("record", "sổ thật")
    yield say("log", "sổ ghi"), f"{report.origin}, {report.log_id}, {kind}"
    checked = report.size - report.checked_from + 1
    yield (
        say("entries", "mục ghi"),
        say(
            f"{number(checked)} of {number(report.size)}",
            f"{number(checked)} trên {number(report.size)}",
        ),
    )
    from base64 import b64encode

    yield say("root", "gốc cây băm"), b64encode(report.root).decode()
    newest = max(report.checkpoints, key=lambda kept: kept.size, default=None)
    if newest is not None:
        witnesses = ", ".join(newest.cosigned) or say("no witness", "chưa ai chứng kiến")
        yield (
            say("newest checkpoint", "điểm kiểm mới nhất"),
            say(
                f"over {number(newest.size)} entries, {witnesses}",
                f"{number(newest.size)} mục ghi, {witnesses}",
            ),
        )
    for size in report.anchors:
        yield say("kept outside", "giữ bên ngoài"), number(size)
