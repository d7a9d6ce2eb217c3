"""Findings in words for people: by when something was due, what came of it later."""

from typing import Any

from console.language import language, say
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


def later(row: Row) -> str:
    """Return what became of the entry since: amended, annulled, voided."""
    marks = [say(f"amended at {at}", f"đính chính ở {at}") for at in row["amended_by"]]
    if row["annulled_by"]:
        at = row["annulled_by"]
        marks.append(say(f"ANNULLED at {at}", f"ĐÃ BÃI BỎ ở {at}"))
    if row["voided_by"]:
        marks.append(say(f"VOIDED at {row['voided_by']}", f"ĐÃ HỦY ở {row['voided_by']}"))
    return "; ".join(marks)


def due(row: Row) -> str:
    """Return by when something is or was due, and how that stands."""
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
