"""The history of an entry as people read it."""

from collections.abc import Mapping
from typing import Any

from application.people.names import Names
from console.entries import flag_label, papers, what
from console.language import say


def for_people(row: dict[str, Any], commands: Mapping[str, str], names: Names) -> dict[str, Any]:
    """Return a row with what was done, on which papers, and what became of it, in words."""
    marks = [flag_label(flag) for flag in row["flags"]]
    for change in row["amendments"]:
        was = "–" if change["was"] is None else change["was"]
        line = say(
            f"amended at {change['position']}: {change['field']} {was} → {change['value']}",
            f"đính chính ở {change['position']}: {change['field']} {was} → {change['value']}",
        )
        marks.append(line + (say(" (voided)", " (đã hủy)") if change["voided_by"] else ""))
    if row["annulled_by"]:
        at = row["annulled_by"]
        marks.append(say(f"ANNULLED at {at}", f"ĐÃ BÃI BỎ ở {at}"))
    if row["voided_by"]:
        marks.append(say(f"VOIDED at {row['voided_by']}", f"ĐÃ HỦY ở {row['voided_by']}"))
    return {
        **row,
        "what": what(row, commands, names.called),
        "papers": papers(row["documents"]),
        "marks": "; ".join(marks),
    }
