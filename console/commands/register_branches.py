"""`congress campaign register-branches`: a whole list of branches, or none of it."""

from typing import Any, BinaryIO

import click

from application.congresses.registrations import RegistrationOutcome
from console import worded
from console.calling import call_of, congresses
from console.clocks import accepted_clock
from console.forms import common
from console.forms.sending import told
from console.input_files import InputFile
from console.language import say
from console.list_faults import tell_faults, tell_left_out
from console.output import emit_object
from console.streams import work_counts
from event_store.words import Text


def command() -> click.Command:
    """Return the command, in the language of this run."""
    return worded.WordedCommand(
        "register_branches",
        callback=click.pass_context(register),
        params=[
            worded.Argument(["file"], type=InputFile()),
            *common.options(one=False),
        ],
        help=Text(
            "Register every branch of FILE, a list saved as CSV (UTF-8 or UTF-16), or none of "
            "them: all errors of all rows are reported at once, a cell without a heading too. "
            "Columns, in any order: branch, name, official, probationary, exempt, had_committee "
            "(headings in Vietnamese will do); others are skipped. The entries share one "
            "correlation id.\n\n"
            "\b\nExamples:\n"
            "  congress campaign register-branches branches.csv --dry-run\n"
            "  congress campaign register-branches branches.csv --on 1/7/2017",
            "Ghi danh mọi chi bộ trong TỆP (danh sách lưu dạng CSV, UTF-8 hoặc UTF-16), hoặc "
            "không ghi chi bộ nào: mọi lỗi của mọi dòng được báo một lần, kể cả ô không có tiêu "
            "đề. Các cột, thứ tự tùy ý: mã chi bộ, tên, "
            "chính thức, dự bị, miễn sinh hoạt, có chi ủy (có/không, hoặc x); cột khác được bỏ "
            "qua. Các mục ghi có chung một mã liên kết.\n\n"
            "\b\nVí dụ:\n"
            "  congress campaign nap-danh-sach danh-sach.csv --dry-run\n"
            "  congress campaign nap-danh-sach danh-sach.csv --on 1/7/2017",
        ),
        short_help=say("register a list of branches", "ghi danh chi bộ theo danh sách"),
    )


def register(context: click.Context, /, file: BinaryIO, **written: Any) -> None:
    """Read the list, decide all of it, and keep all or nothing."""
    dry_run = written["dry_run"]
    if not dry_run:
        work_counts()
    members, wrong = common.envelope(written)
    if wrong:
        raise click.UsageError(told(wrong), context)
    if written["campaign"] is not None:
        members["campaign"] = written["campaign"]
    content = file.read()
    with congresses(context, recording=True) as application:
        accepted = accepted_clock(context, application.clock_ahead)
        found = application.register_list(
            content, members, call_of(context), dry_run=dry_run, accept_clock=accepted
        )
    tell_left_out(found.passed_over)
    emit_object(found.to_json(), written["output"], lambda: _show(found))
    context.exit(found.exit_code)


def _show(found: RegistrationOutcome) -> None:
    if found.faults:
        tell_faults(found.faults)
        return
    members = say(
        f"{found.official} official and {found.probationary} probationary members",
        f"{found.official} đảng viên chính thức, {found.probationary} dự bị",
    )
    click.echo(
        say(
            f"{found.branches} branches with {members}: {found.recorded} recorded "
            f"({found.correlation}).",
            f"{found.branches} chi bộ với {members}: đã ghi {found.recorded} "
            f"({found.correlation}).",
        )
    )
    if found.dry_run:
        click.echo(say("Nothing was recorded (--dry-run).", "Chưa ghi gì (--dry-run)."), err=True)
