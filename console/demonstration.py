"""The demonstration as people read it: its story, what was recorded, boards and a history."""

from collections.abc import Iterable, Mapping
from itertools import chain
from typing import Any

import click

from application.congresses.boards import Board
from application.congresses.demonstration import BETWEEN, PILOT, Demonstration
from application.recording import Receipt
from console.entries import flag_label
from console.language import language, say
from console.output import heading, table
from workflows.labels import COMMANDS, LABELS


def show_demonstration(path: str, found: Demonstration) -> None:
    """Print the whole of it."""
    _tell(path, found)
    _boards(found.boards)
    _history(found)


def _tell(path: str, found: Demonstration) -> None:
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
    for chapter in found.chapters:
        click.echo()
        for sentence in chapter.story[language()]:
            click.echo(sentence)
        for asked, receipt in chapter.steps:
            if receipt.refused:
                _refusal(asked, receipt)
        _recorded(chapter.recorded)
    outcomes = found.outcomes
    kept = outcomes.count("accepted")
    click.echo()
    click.echo(
        say(
            f"{len(outcomes)} commands: {kept} recorded, {len(outcomes) - kept} refused.",
            f"{len(outcomes)} lệnh: {kept} được ghi, {len(outcomes) - kept} bị từ chối.",
        )
    )


def _recorded(results: list[Receipt]) -> None:
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


def _refusal(asked: Mapping[str, Any], receipt: Receipt) -> None:
    """Show a refusal as the operator sees it: every reason, each with its rule."""
    name, who = asked["command"], asked.get("branch", asked["campaign"])
    label = COMMANDS[name].say(language())
    click.echo(
        say(
            f"  REFUSED: {name} ({label}), {who}. Nothing was recorded.",
            f"  TỪ CHỐI: {name} ({label}), {who}. Chưa ghi gì.",
        )
    )
    for reason in receipt.reasons:
        click.echo(f"  - {reason['code']}: {reason['message']}")
        click.echo(say("    rule: ", "    quy định: ") + reason["rule"])


def _boards(boards: Iterable[Board]) -> None:
    click.echo()
    heading(say("The board at three dates", "Tiến độ ở ba thời điểm"))
    rows = []
    for board in boards:
        shares = (board.counts[measure] for measure in ("held", "elected", "reported"))
        rows.append(
            [board.moment.as_of, *(f"{s['count']}/{s['total']}  {s['percent']} %" for s in shares)]
        )
    table(
        rows,
        [
            say("as of", "tính đến"),
            say("held", "đã tổ chức"),
            say("officers elected", "bầu xong"),
            say("reported", "đã báo cáo"),
        ],
    )


def _history(found: Demonstration) -> None:
    click.echo()
    heading(say(f"The history of {PILOT}", f"Hồ sơ {PILOT}"))
    table(
        [
            [row["position"], row["occurred_on"], row["recorded_on"], _what(row)]
            for row in found.history
        ],
        [
            say("pos", "vị trí"),
            say("occurred", "xảy ra"),
            say("recorded", "ghi sổ"),
            say("what", "việc"),
        ],
    )
    state_of = LABELS[found.happened].say(language())
    known = LABELS[found.known].say(language())
    click.echo(
        say(
            f"Two axes of time: on {BETWEEN} it was '{state_of}' (--as-of), while the record\n"
            f"said '{known}' (--known-at).",
            f"Hai trục thời gian: ngày {BETWEEN} chi bộ '{state_of}' (--as-of), còn sổ ghi\n"
            f"lúc đó mới thể hiện '{known}' (--known-at).",
        )
    )


def _what(row: Mapping[str, Any]) -> str:
    label: str = COMMANDS[row["command"]].say(language())
    data = row["data"]
    if "outcome" not in data:
        return label
    post = LABELS[data["post"]].say(language())
    won = ", ".join(item["ref"] for item in data["outcome"] if item["elected"])
    return f"{label}: {post} {won}"
