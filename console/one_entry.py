"""One entry whole: what it records, under which rules, and what later corrected it."""

from collections.abc import Iterator, Mapping
from typing import Any

import click

from application.dates import shown_time
from console.entries import Entry, command_names, flag_label, papers, subject, what
from console.failures import NotFoundError
from console.language import say
from console.output import heading, table
from engine.history import LATER, history, raw_row
from engine.newer import unknown_at
from engine.reading import Reader
from event_store.clock import local_date
from workflows.sheet import papers_of


def whole_entry(reader: Reader, position: int, upto: int) -> dict[str, Any]:
    """Return `{id, entry, documents, rules, amendments, voided_by, annulled_by}`.

    `entry` is as recorded; `rules` says which policy and definitions decided it; what came after
    position `upto` is not known. Raises NotFoundError.
    """
    if not 1 <= position <= upto:
        raise NotFoundError(
            say(
                f"There is no position {position}: the last one is {upto}. See 'congress log'.",
                f"Không có vị trí {position}: vị trí cuối là {upto}. Xem 'congress log'.",
            )
        )
    entry = reader.log.entry(position)
    return {
        "id": reader.log.event_id(position),
        "entry": entry,
        "documents": _papers(reader, entry),
        "rules": _rules(reader, entry),
        **_later(reader, entry, upto),
    }


def _papers(reader: Reader, entry: Entry) -> list[Mapping[str, Any]]:
    newer = unknown_at(reader.log, reader.lifecycles, entry["position"])
    return papers_of(entry) if newer is None else []


def _rules(reader: Reader, entry: Entry) -> dict[str, Any] | None:
    at = entry.get("rules")
    if at is None:
        return None
    adopted = reader.log.entry(at)["data"]
    names = [{"name": each["name"], "version": each["version"]} for each in adopted["definitions"]]
    return {"position": at, "policy": adopted["policy"]["name"], "definitions": names}


def _later(reader: Reader, entry: Entry, upto: int) -> dict[str, Any]:
    workflow = reader.lifecycles.of_stream(entry["stream"])
    if workflow is None:
        return {"amendments": [], "voided_by": None, "annulled_by": None}
    keys = entry["stream"].split("/")[1:]
    known, unknown = reader.recorded(workflow, *keys, upto=upto)
    rows = history(known, local_date, workflow.annuls, workflow.papers)
    rows += [raw_row(each, local_date) for each in unknown]
    row = next(row for row in rows if row["position"] == entry["position"])
    return {name: row[name] for name in LATER}


def show_entry(found: dict[str, Any], reader: Reader) -> None:
    """Print an entry for people."""
    entry = found["entry"]
    heading(
        f"{entry['position']}  {subject(entry)}: {what(entry, command_names(reader.lifecycles))}"
    )
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
