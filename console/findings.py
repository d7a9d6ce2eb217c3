"""The findings of an audit as they are printed."""

from typing import Any

import click

from application.dates import shown_time
from console.entries import flag_label
from console.fitting import wrapped
from console.language import language, say
from console.output import emit_rows, heading
from event_store.words import Text

Row = dict[str, Any]
STATES = {
    "open": Text("open", "chưa giải quyết"),
    "overdue": Text("overdue", "quá hạn"),
    "settled": Text("settled", "đã giải quyết"),
    "settled_late": Text("settled late", "giải quyết muộn"),
    "sealed": Text("to stay sealed", "còn phải niêm phong"),
    "retention_over": Text("retention is over", "đã hết thời hạn lưu"),
}
"""How a clock stands."""
FLAT = (
    "position", "campaign", "branch", "kind", "label", "code", "occurred_on", "recorded_on",
    "days_between", "what", "actor", "authority", "document", "reason", "rule", "target",
    "due_on", "working_days", "state", "amended_by", "voided_by", "annulled_by", "recorded_at",
)  # fmt: skip
"""The columns of CSV, the same in every language."""


def emit_head(counts: list[Row], day: str, known_at: str | None) -> None:
    """Print how many there are of each kind."""
    known = "" if known_at is None else shown_time(known_at)
    known = known and say(f", as known at {known}", f", theo sổ lúc {known}")
    heading(say(f"Audit as of {day}", f"Soát xét tính đến {day}") + known)
    listed = ", ".join(f"{row['label']} {row['count']}" for row in counts if row["count"])
    click.echo(wrapped(listed) or say("Nothing was found.", "Không phát hiện điều gì."))


def emit_summary(rows: list[Row], output: str) -> None:
    """Print how many there are of each kind, one a line."""
    columns = {
        "kind": say("kind", "loại"),
        "label": say("finding", "phát hiện"),
        "count": say("count", "số"),
    }
    if output == "table":
        nothing = say("nothing found", "không có")
        rows = [{**row, "count": row["count"] or nothing} for row in rows]
    emit_rows(rows, columns, output)


def emit_findings(rows: list[Row], output: str) -> None:
    """Print findings, for people as a table."""
    if output != "table":
        emit_rows(rows, {name: name for name in FLAT}, output)
        return
    several = len({row["campaign"] for row in rows if row["campaign"]}) > 1
    shown = (_for_people(row, several=several) for row in rows)
    emit_rows(
        shown, _columns(), output, spare=("days_between", "recorded_on", "document", "actor")
    )


def _columns() -> dict[str, str]:
    return {
        "position": say("pos", "vị trí"),
        "subject": say("branch", "chi bộ"),
        "kind": say("finding", "phát hiện"),
        "occurred_on": say("occurred", "xảy ra"),
        "recorded_on": say("recorded", "ghi sổ"),
        "days_between": say("days", "ngày"),
        "what": say("what", "việc"),
        "actor": say("actor", "người ghi"),
        "document": say("document", "văn bản"),
        "due": say("due", "hạn"),
        "later": say("later", "về sau"),
    }


def _for_people(row: Row, *, several: bool) -> dict[str, Any]:
    parts = (row["campaign"] if several else None, row["branch"])
    subject = "/".join(part for part in parts if part) or row["campaign"] or row["stream"]
    return {
        **row,
        "position": "–" if row["position"] is None else row["position"],
        "subject": subject or "–",
        "kind": flag_label(row["code"] or "") if row["kind"] == "other_flag" else row["label"],
        "due": _due(row),
        "later": _later(row),
    }


def _later(row: Row) -> str:
    marks = [say(f"amended at {at}", f"đính chính ở {at}") for at in row["amended_by"]]
    if row["annulled_by"]:
        at = row["annulled_by"]
        marks.append(say(f"ANNULLED at {at}", f"ĐÃ BÃI BỎ ở {at}"))
    if row["voided_by"]:
        marks.append(say(f"VOIDED at {row['voided_by']}", f"ĐÃ HỦY ở {row['voided_by']}"))
    return "; ".join(marks)


def _due(row: Row) -> str:
    if row["state"] is None:
        return ""
    state, due_on, left = STATES[row["state"]].say(language()), row["due_on"], row["working_days"]
    if due_on is None:
        return state
    if row["kind"] == "complaint":
        return f"{state}; " + say(f"to be filed by {due_on}", f"hạn nộp {due_on}")
    if left is None:
        return say(f"{state} until {due_on}", f"{state} đến {due_on}")
    count = abs(left)
    days = (
        say(f"{count} working days late", f"chậm {count} ngày làm việc")
        if left < 0
        else say(f"{count} working days left", f"còn {count} ngày làm việc")
    )
    if row["detail"].get("calendar_missing"):
        days += say(", days off not known", ", chưa có lịch nghỉ")
    return f"{due_on}, {days}"
