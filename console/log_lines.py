"""Entries of a log as people read them: one line each, or a block."""

from collections.abc import Mapping
from typing import Any

from application.dates import shown_time
from application.log_entries import Recorded
from console.entries import Entry, flag_label, papers, subject, what
from console.fitting import cut, terminal_columns, width, wrapped
from console.language import say
from console.terminal import BOLD, YELLOW, one_line, shown, styled


def line(found: Recorded, names: Mapping[str, str]) -> str:
    """Return an entry as one line that fits the terminal."""
    entry = found.entry
    number = entry["position"]
    position = styled(f"{number:>6}", YELLOW)
    when = shown_time(entry["recorded_at"])[:10]
    marks = f"  ({flags(entry)})" if entry.get("flags") else ""
    rest = one_line(f"  {when}  {subject(entry):<12}  {what(entry, names)}{marks}")
    wide = terminal_columns()
    return position + (rest if wide is None else cut(rest, wide - width(f"{number:>6}")))


def block(found: Recorded, names: Mapping[str, str]) -> str:
    """Return an entry with all that people ask for first."""
    entry = found.entry
    head = styled(f"{entry['position']}", YELLOW, BOLD)
    first = f"{head}  {shown_time(entry['recorded_at'])}  {shown(entry['actor'])}"
    lines = [f"    {subject(entry)}: {what(entry, names)}"]
    occurred = entry.get("occurred_on")
    if occurred is not None and occurred != shown_time(entry["recorded_at"])[:10]:
        lines.append(say("    occurred on ", "    xảy ra ngày ") + occurred)
    named = papers(found.papers)
    if named:
        lines.append(say("    papers: ", "    văn bản: ") + named)
    if "override" in entry:
        given = entry["override"]
        told = f"{given['reason']} ({given['authority']})"
        lines.append(say("    override: ", "    quyết định vượt quy định: ") + told)
    if entry.get("flags"):
        lines.append(say("    marks: ", "    dấu: ") + flags(entry))
    rest = (wrapped(one_line(line), " " * 8) for line in lines)
    return "\n".join([wrapped(first, " " * 8), *rest]) + "\n"


def flags(entry: Entry) -> str:
    """Return the marks of an entry."""
    return ", ".join(map(flag_label, entry.get("flags", ())))


def row(found: Recorded, names: Mapping[str, str]) -> dict[str, Any]:
    """Return an entry as a row of a table."""
    entry = found.entry
    return {
        **entry,
        "what": what(entry, names),
        "papers": papers(found.papers),
        "flags": flags(entry),
    }


def columns() -> dict[str, str]:
    """Return the columns of such a table."""
    return {
        "position": say("pos", "vị trí"),
        "recorded_at": say("recorded", "ghi sổ"),
        "occurred_on": say("occurred", "xảy ra"),
        "stream": say("stream", "hồ sơ"),
        "type": say("type", "loại"),
        "what": say("what", "việc"),
        "actor": say("actor", "người ghi"),
        "papers": say("papers", "văn bản"),
        "flags": say("marks", "dấu"),
    }
