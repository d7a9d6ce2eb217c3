"""One entry whole: what it records, under which rules, and what later corrected it."""

from collections.abc import Iterator, Mapping
from typing import Any

import click

from application.dates import shown_time
from application.one_entry import WholeEntry
from console.entries import flag_label, papers, subject, what
from console.language import say
from console.output import heading, table


def show_entry(answer: WholeEntry, commands: Mapping[str, str]) -> None:
    """Print an entry for people; `commands` are those behind event types."""
    found = answer.to_json()
    entry = found["entry"]
    heading(f"{entry['position']}  {subject(entry)}: {what(entry, commands)}")
    if found["voided_by"]:
        click.echo(say("VOIDED at ", "ĐÃ HỦY ở ") + str(found["voided_by"]))
    if found["annulled_by"]:
        click.echo(say("ANNULLED at ", "ĐÃ BÃI BỎ ở ") + str(found["annulled_by"]))
    for change in found["amendments"]:
        was = "–" if change["was"] is None else change["was"]
        told = f"{change['field']} {was} → {change['value']}"
        click.echo(say("Amended at ", "Đính chính ở ") + f"{change['position']}: {told}")
    click.echo()
    table(_facts(found), [say("member", "mục"), say("value", "giá trị")])


def _facts(found: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    entry, command, rules = found["entry"], found["entry"].get("command", {}), found["rules"]
    yield say("id", "mã"), found["id"]
    yield say("stream", "hồ sơ"), f"{entry['stream']} {entry['version']}"
    yield say("type", "loại"), f"{entry['type']} {entry['type_version']}"
    yield say("recorded", "ghi sổ"), shown_time(entry["recorded_at"])
    if "occurred_on" in entry:
        yield say("occurred", "xảy ra"), entry["occurred_on"]
    yield say("actor", "người ghi"), entry["actor"]
    if "id" in command:
        yield say("command id", "mã lệnh"), command["id"]
    if rules is not None:
        yield (
            say("rules", "quy định"),
            say(
                f"{rules['policy']} (position {rules['position']})",
                f"{rules['policy']} (vị trí {rules['position']})",
            ),
        )
    if found["documents"]:
        yield say("papers", "văn bản"), papers(found["documents"])
    if "override" in entry:
        given = entry["override"]
        yield (
            say("override", "quyết định vượt quy định"),
            f"{given['reason']} ({given['authority']}, {given['document']})",
        )
    if "flags" in entry:
        yield say("marks", "dấu"), ", ".join(map(flag_label, entry["flags"]))
    yield from _flat("data", entry["data"])
    yield from _flat("facts", entry.get("facts", {}))


def _flat(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _flat(f"{name}.{key}", item)
    elif isinstance(value, list) and any(isinstance(item, Mapping) for item in value):
        for number, item in enumerate(value):
            yield from _flat(f"{name}.{number}", item)
    else:
        yield name, value
