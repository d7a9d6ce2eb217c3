"""`congress demo`: play the season of Gia Thụy into a new log and tell it."""

import sys
from itertools import chain
from pathlib import Path
from shlex import quote
from shutil import which
from typing import Any

import click
from click.core import ParameterSource

from application.call import Call
from application.congresses.congresses import Congresses
from application.congresses.demonstration import Chapter, chapters, play
from application.congresses.packaged import demonstration
from application.scope import Scope
from console import worded
from console.entries import flag_label
from console.language import language, say
from console.opening import patience
from console.output import heading, table
from console.packaged import lifecycles
from engine.advance import Engine
from engine.feeding import read_object
from engine.history import history
from engine.reading import Reader
from engine.results import Result
from event_store.clock import local_date
from event_store.log import Log
from event_store.words import Text
from workflows.labels import COMMANDS, LABELS
from workflows.projections.season import PROJECTIONS

CAMPAIGN, PILOT = "gia-thuy-2017", "TDP-08"
NEW_LOG = "congress-demo.db"
BOARD_DAYS = ("2017-08-20", "2017-09-07", "2017-09-15")
BETWEEN = "2017-08-12"
"""After the pilot's congress, before the lessons: the two axes of time differ."""


@worded.command(
    help=Text(
        "Play the season of Gia Thụy ward, 2017, into a new practice log: what was recorded, one "
        "refusal with its reasons, the board, a history. Branches, dates and figures are "
        "synthetic.\n\n"
        "\b\nExamples:\n"
        "  congress demo\n"
        "  congress demo --log practice.db",
        "Chạy thử đợt đại hội phường Gia Thụy năm 2017 vào một sổ ghi mới để tập dượt: các mục "
        "ghi, một lệnh bị từ chối kèm lý do, bảng tiến độ, hồ sơ một chi bộ. Chi bộ, ngày tháng, "
        "con số là tự đặt ra.\n\n"
        "\b\nVí dụ:\n"
        "  congress demo\n"
        "  congress demo --log practice.db",
    )
)
@worded.option(
    "--log",
    "new_log",
    metavar="NEW",
    help=Text(
        f"The log to make; an existing file is refused. [default: {NEW_LOG}]",
        f"Sổ ghi sẽ tạo; tệp đã có sẽ bị từ chối. [mặc định: {NEW_LOG}]",
    ),
)
@click.pass_context
def command(context: click.Context, new_log: str | None) -> None:
    """Play the demonstration; it is told once all of it is recorded."""
    path = new_log or _global_log(context) or NEW_LOG
    with Log.create(path, simulation=True, patience=patience(context.obj)) as log:
        engine = Engine(log, lifecycles())
        try:
            played = list(play(engine, chapters(demonstration())))
        finally:
            engine.close()
        _tell(path, played)
        reader = Reader(log, lifecycles())
        _boards(Congresses(log, lifecycles(), PROJECTIONS))
        _history(reader)
    _next_steps(context, path)


def _global_log(context: click.Context) -> str | None:
    """Return the log named before the command or by CONGRESS_LOG, not the usual default."""
    above = context.parent
    if above is None or above.get_parameter_source("log_path") == ParameterSource.DEFAULT:
        return None
    named: str = context.obj["log"]
    return named


def _tell(path: str, played: list[tuple[Chapter, list[Result]]]) -> None:
    heading(
        say(
            "The branch congresses of Gia Thụy ward, term 2017-2020",
            "Đại hội các chi bộ phường Gia Thụy, nhiệm kỳ 2017-2020",
        )
    )
    click.echo(
        say(
            f"Played into {path}, a practice log. Only what the ward's news item of 15-9-2017\n"
            "says is real; the list of branches, dates and figures are synthetic.",
            f"Ghi vào {path}, sổ mô phỏng để tập dượt. Chỉ những gì bản tin 15-9-2017 của phường\n"
            "nêu là có thật; danh sách chi bộ, ngày tháng, con số là tự đặt ra.",
        )
    )
    for chapter, results in played:
        click.echo()
        for sentence in chapter.story[language()]:
            click.echo(sentence)
        for line, result in zip(chapter.lines, results, strict=True):
            if result.outcome != "accepted":
                _refusal(line[1], result)
        _recorded(results)
    outcomes = [result.outcome for _, results in played for result in results]
    kept = outcomes.count("accepted")
    click.echo()
    click.echo(
        say(
            f"{len(outcomes)} commands: {kept} recorded, {len(outcomes) - kept} refused.",
            f"{len(outcomes)} lệnh: {kept} được ghi, {len(outcomes) - kept} bị từ chối.",
        )
    )


def _recorded(results: list[Result]) -> None:
    positions = [event["position"] for result in results for event in result.events]
    if not positions:
        return
    flags = sorted(set(chain.from_iterable(result.flags for result in results)))
    marks = ", ".join(map(flag_label, flags))
    span = f"{min(positions)}-{max(positions)}"
    click.echo(
        say(f"  recorded: entries {span}", f"  đã ghi: mục {span}")
        + (say(f"; flags: {marks}", f"; dấu: {marks}") if marks else "")
    )


def _refusal(text: bytes, result: Result) -> None:
    """Show a refusal as the operator sees it: every reason, each with its rule."""
    asked = read_object(text)
    answer = result.to_json(language(), lifecycles())
    name, who = asked["command"], asked.get("branch", asked["campaign"])
    label = COMMANDS[name].say(language())
    click.echo(
        say(
            f"  REFUSED: {name} ({label}), {who}. Nothing was recorded.",
            f"  TỪ CHỐI: {name} ({label}), {who}. Chưa ghi gì.",
        )
    )
    for reason in answer["reasons"]:
        click.echo(f"  - {reason['code']}: {reason['message']}")
        click.echo(say("    rule: ", "    quy định: ") + reason["rule"])


def _boards(application: Congresses) -> None:
    click.echo()
    heading(say("The board at three dates", "Tiến độ ở ba thời điểm"))
    rows = []
    for day in BOARD_DAYS:
        report = application.board(Scope({"campaign": CAMPAIGN}, as_of=day), Call()).to_json()
        shares = (report[measure] for measure in ("held", "elected", "reported"))
        rows.append([day, *(f"{s['count']}/{s['total']}  {s['percent']} %" for s in shares)])
    table(
        rows,
        [
            say("as of", "tính đến"),
            say("held", "đã tổ chức"),
            say("officers elected", "bầu xong"),
            say("reported", "đã báo cáo"),
        ],
    )


def _history(reader: Reader) -> None:
    workflow = reader.lifecycles.by_area["congress"]
    entries = reader.entries(workflow, CAMPAIGN, PILOT)
    names = workflow.definition.command_of
    click.echo()
    heading(say(f"The history of {PILOT}", f"Hồ sơ {PILOT}"))
    table(
        [
            [row["position"], row["occurred_on"], row["recorded_on"], _what(row, names)]
            for row in history(entries, local_date, workflow.annuls, workflow.papers)
        ],
        [
            say("pos", "vị trí"),
            say("occurred", "xảy ra"),
            say("recorded", "ghi sổ"),
            say("what", "việc"),
        ],
    )
    state_of = LABELS[_stage(reader, BETWEEN, None)].say(language())
    known = LABELS[_stage(reader, BETWEEN, BETWEEN)].say(language())
    click.echo(
        say(
            f"Two axes of time: on {BETWEEN} it was '{state_of}' (--as-of), while the record\n"
            f"said '{known}' (--known-at).",
            f"Hai trục thời gian: ngày {BETWEEN} chi bộ '{state_of}' (--as-of), còn sổ ghi\n"
            f"lúc đó mới thể hiện '{known}' (--known-at).",
        )
    )


def _stage(reader: Reader, as_of: str, known_on: str | None) -> str:
    view = reader.view(as_of, known_on and f"{known_on}T23:59:59+07:00")
    state = reader.state(reader.lifecycles.by_area["congress"], CAMPAIGN, PILOT, view=view)
    stage: str = state.stage
    return stage


def _what(row: dict[str, Any], names: Any) -> str:
    label: str = COMMANDS[names[row["type"]]].say(language())
    data = row["data"]
    if "outcome" not in data:
        return label
    post = LABELS[data["post"]].say(language())
    won = ", ".join(item["ref"] for item in data["outcome"] if item["elected"])
    return f"{label}: {post} {won}"


def _program() -> str:
    """Return how the program is called from here: by its path, unless the shell finds it."""
    typed, found = Path(sys.argv[0]), which("congress")
    if typed.name != "congress" or not typed.is_file():
        return "congress"
    return "congress" if found and typed.samefile(found) else quote(str(typed))


def _language(context: click.Context) -> str:
    """Return the option of the language, if it was given: the hints are answered in it, too."""
    chosen = context.obj["language"]
    return f" --lang {chosen}" if chosen else ""


def _next_steps(context: click.Context, path: str) -> None:
    congress = f"{_program()} --log {quote(path)}{_language(context)}"
    steps = [
        ("status --as-of 2017-09-15", say("the whole board", "toàn bộ bảng tiến độ")),
        ("show TDP-06", say("a secretary appointed", "bí thư được chỉ định")),
        ("history TDP-09", say("an entry voided", "một mục ghi bị hủy")),
        ("history TDP-07", say("a figure amended", "một con số được đính chính")),
        ("history TDP-08 -o csv", say("for a spreadsheet", "để mở bằng Excel")),
        ("show TDP-08 --as-of 2017-08-12", say("what was so", "thực tế lúc đó")),
        ("show TDP-08 --known-at 2017-08-12", say("what was known", "sổ ghi lúc đó")),
        ("next TDP-02", say("what can be done now", "việc làm được ngay")),
        ("replay --check", say("does it all follow?", "có khớp sổ ghi không?")),
    ]
    click.echo()
    heading(say("Where to go next", "Xem tiếp"))
    room = max(len(words) for words, _ in steps)
    for words, why in steps:
        click.echo(f"  {congress} {words:<{room}}  # {why}")
