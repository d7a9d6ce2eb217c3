"""`congress campaign register-branches`: a whole list of branches, or none of it."""

import hashlib
from typing import Any, BinaryIO

import click

from application.screening import screen
from console import worded
from console.clocks import accepted_clock, recording
from console.exit_codes import REFUSED, USAGE
from console.forms import common
from console.forms.branch_list import BranchList, read_list
from console.forms.sending import addressed, told
from console.forms.spreadsheet import Fault, tell_faults, tell_passed_over
from console.language import language, say
from console.output import emit_object
from console.packaged import lifecycles
from console.streams import work_counts
from engine.advance import Engine
from engine.reading import Reader
from engine.results import Result
from event_store.log import Log
from event_store.present import clock_ahead
from event_store.words import Text

COMMAND = "register_branch"
KEY = 16
"""Digits of a digest that are enough to tell one list from another."""


def command() -> click.Command:
    """Return the command, in the language of this run."""
    return worded.Command(
        "register_branches",
        callback=click.pass_context(register),
        params=[
            worded.Argument(["file"], type=click.File("rb", lazy=False)),
            *common.options(one=False),
        ],
        help=Text(
            "Register every branch of FILE, a list saved as CSV (UTF-8 or UTF-16), or none of "
            "them: all faults of all rows are told at once, a cell without a heading too. "
            "Columns, in any order: branch, name, official, probationary, exempt, had_committee "
            "(headings in Vietnamese will do); others are passed over. The entries share one "
            "correlation id.\n\n"
            "\b\nExamples:\n"
            "  congress campaign register-branches branches.csv --dry-run\n"
            "  congress campaign register-branches branches.csv --on 1/7/2017",
            "Ghi danh mọi chi bộ trong FILE (danh sách lưu dạng CSV, UTF-8 hoặc UTF-16), hoặc "
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
    if not written["dry_run"]:
        work_counts()
    members, wrong = common.envelope(written)
    if wrong:
        raise click.UsageError(told(wrong), context)
    content = file.read()
    payload = lifecycles().by_area["campaign"].payloads[COMMAND]
    found = read_list(content, payload)
    with recording(context) as log:
        if not accepted_clock(context, lambda: clock_ahead(log)) and (ahead := clock_ahead(log)):
            raise ahead
        campaign, _ = addressed(Reader(log, lifecycles()), None, written["campaign"])
        key = hashlib.sha256(f"{campaign}\n".encode() + content).hexdigest()[:KEY]
        members.setdefault("correlation", f"import-{key}")
        envelopes = {
            row: {"command": COMMAND, "campaign": campaign, **members, "data": data}
            for row, data in found.rows.items()
        }  # fmt: skip
        results = _decided(log, found, envelopes, dry_run=written["dry_run"])
    answer = _answer(found, results, members["correlation"], dry_run=written["dry_run"])
    tell_passed_over(found.passed_over)
    emit_object(answer, written["output"], lambda: _show(answer))
    context.exit(answer["exit_code"])


def _decided(
    log: Log, found: BranchList, envelopes: dict[int, dict[str, Any]], *, dry_run: bool
) -> dict[int, Result]:
    """Decide the sound rows in one transaction, which is kept if all is well."""
    faulty = {fault.row for fault in found.faults}
    engine = Engine(log, lifecycles(), screen=screen(log))
    try:
        with engine.session(dry_run=dry_run or bool(found.faults)) as session:
            results = {
                row: session.advance(envelope)
                for row, envelope in envelopes.items()
                if row not in faulty
            }
            if any(result.outcome in ("refused", "invalid") for result in results.values()):
                session.give_up()
        return results
    finally:
        engine.close()


def _answer(
    found: BranchList, results: dict[int, Result], correlation: str, *, dry_run: bool
) -> dict[str, Any]:
    refused = [fault for row, result in results.items() for fault in _refusals(row, result)]
    bad = bool(found.faults or refused)
    every = sorted([*found.faults, *refused], key=lambda fault: fault.row)
    return {
        "outcome": "refused" if bad else "accepted",
        "dry_run": dry_run,
        "correlation": correlation,
        "branches": len(found.rows),
        "recorded": 0 if bad or dry_run else len(results),
        "official": sum(data.get("official", 0) for data in found.rows.values()),
        "probationary": sum(data.get("probationary", 0) for data in found.rows.values()),
        "passed_over": found.passed_over,
        "faults": [{"row": f.row, "column": f.column, "message": f.message} for f in every],
        "exit_code": USAGE if found.faults else REFUSED if refused else 0,
    }


def _refusals(row: int, result: Result) -> list[Fault]:
    shown = result.to_json(language(), lifecycles())
    return [
        Fault(row, "", reason["message"] + (f" [{reason['rule']}]" if reason["rule"] else ""))
        for reason in shown["reasons"]
    ]


def _show(answer: dict[str, Any]) -> None:
    if answer["faults"]:
        tell_faults(Fault(**fault) for fault in answer["faults"])
        return
    members = say(
        f"{answer['official']} official and {answer['probationary']} probationary members",
        f"{answer['official']} đảng viên chính thức, {answer['probationary']} dự bị",
    )
    click.echo(
        say(
            f"{answer['branches']} branches with {members}: {answer['recorded']} recorded "
            f"({answer['correlation']}).",
            f"{answer['branches']} chi bộ với {members}: đã ghi {answer['recorded']} "
            f"({answer['correlation']}).",
        )
    )
    if answer["dry_run"]:
        click.echo(say("Nothing was recorded (--dry-run).", "Chưa ghi gì (--dry-run)."), err=True)
