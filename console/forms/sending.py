"""From a filled form to the record: asked, decided, answered, with the exit code."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import click

from application.congresses.addresses import addressed as addressed_at
from application.congresses.addresses import typed
from application.reading import now
from console.asking import Interview, confirmed, on_terminal
from console.clocks import recording
from console.context import find_branch
from console.exit_codes import CONFLICT, NOT_FOUND, REFUSED, USAGE
from console.forms import common
from console.forms.areas import parted
from console.forms.form import Fault, Form
from console.forms.known import Known
from console.language import language, say
from console.output import emit_object
from console.packaged import lifecycles
from console.people.screening import screen
from console.proving import automatic
from console.streams import work_counts
from engine.advance import Engine
from engine.reading import Reader
from engine.results import Result
from event_store.log import Log
from workflows.labels import called
from workflows.wordings import FLAGS

UNKNOWN = ("unknown_branch", "unknown_campaign")


def record(
    ctx: click.Context, name: str, form: Form, written: dict[str, Any], branch: str | None
) -> None:
    """Record one command, or say why not; leaves with the exit code."""
    if not written["dry_run"]:
        work_counts()
    members, faults = common.envelope(written)
    data, unread = form.read(written)
    with recording(ctx) as log:
        reader = Reader(log, lifecycles())
        campaign, key = addressed(reader, branch, written["campaign"], opening=_opens(name))
        area, command = parted(name)
        envelope = {"command": command, "campaign": campaign, **members, "data": data}
        if area is not None:
            envelope["area"] = area
        if key is not None:
            envelope["branch"] = key
        wrong = [*faults, *unread]
        missing = _still(form.faults(data), unread)
        if missing and not wrong and on_terminal():
            _ask(reader, form, envelope, missing)
        elif missing or wrong:
            raise click.UsageError(told([*wrong, *missing]), ctx)
        signing = automatic(log)
        result = send(log, envelope, dry_run=written["dry_run"])
        shown = result.to_json(language(), lifecycles())
        emit_object(shown, written["output"], lambda: show(shown, command, written["dry_run"]))
        if signing is not None and shown["outcome"] == "accepted" and not written["dry_run"]:
            signing.after_command()
        code = exit_code(shown)
        if code == NOT_FOUND and key is not None:
            find_branch(reader, key, campaign, reader.view(None, None))
    ctx.exit(code)


def send(log: Log, envelope: dict[str, Any], *, dry_run: bool) -> Result:
    """Decide one command and record it, unless it is a dry run."""
    engine = Engine(log, lifecycles(), screen=screen(log))
    try:
        with engine.session(dry_run=dry_run) as session:
            return session.advance(envelope)
    finally:
        engine.close()


def addressed(
    reader: Reader, branch: str | None, asked: str | None, *, opening: bool = False
) -> tuple[str, str | None]:
    """Return campaign and branch: as named, or the one campaign that has it.

    Raises Problem, and UsageError for a new campaign without a name.
    """
    if opening:
        named = typed(branch, asked).get("campaign")
        if named is None:
            raise click.UsageError(
                say("Name the new campaign: --campaign C.", "Hãy đặt mã cho đợt: --campaign C.")
            )
        return named, None
    found = addressed_at(now(reader), branch, asked)
    return found["campaign"], found.get("branch")


def told(faults: Iterable[Fault]) -> str:
    """Return every fault, one a line, and all that is missing by its options."""
    faults = list(faults)
    lines = [f"  {fault}" for fault in faults if not fault.missing]
    missing = {field: None for fault in faults if fault.missing for field in fault.fields}
    lines += [
        say(
            f"  {field.option} is missing: {field.label}",
            f"  còn thiếu {field.option}: {field.label}",
        )
        for field in missing
    ]
    return say("nothing was recorded.", "chưa ghi gì.") + "\n" + "\n".join(lines)


def show(answer: dict[str, Any], name: str, dry_run: bool) -> None:
    """Tell a person what came of a command: what was recorded, or every reason why not."""
    label = called(name).say(language())
    if answer["outcome"] in ("refused", "invalid"):
        click.echo(say(f"Refused: {label}.", f"Bị từ chối: {label}."), err=True)
        for reason in answer["reasons"]:
            rule = f" [{reason['rule']}]" if reason["rule"] else ""
            click.echo(f"  • {reason['message']}{rule}", err=True)
        return
    verbs = {
        "accepted": say("Recorded", "Đã ghi"),
        "duplicate": say("Already recorded", "Đã ghi trước đó"),
    }
    verb = say("Would be recorded", "Sẽ ghi được") if dry_run else verbs[answer["outcome"]]
    for event in answer["events"]:
        subject = event["stream"].rpartition("/")[2]
        place = say(
            f"position {event['position']}, version {event['version']}",
            f"vị trí {event['position']}, phiên bản {event['version']}",
        )
        click.echo(f"{verb}: {subject}: {label} ({event['type']}, {place})")
    if answer["flags"]:
        said = (FLAGS[f].say(language()) if f in FLAGS else f for f in answer["flags"])
        click.echo(say("Flags: ", "Dấu: ") + ", ".join(said))
    if dry_run:
        click.echo(say("Nothing was recorded (--dry-run).", "Chưa ghi gì (--dry-run)."), err=True)


def exit_code(answer: dict[str, Any]) -> int:
    """Return the exit code of an answer: a conflict tells more than a rule."""
    codes = {reason["code"] for reason in answer["reasons"]}
    if answer["outcome"] == "invalid":
        return USAGE
    if "version_conflict" in codes:
        return CONFLICT
    if codes.intersection(UNKNOWN):
        return NOT_FOUND
    return REFUSED if codes else 0


def _ask(reader: Reader, form: Form, envelope: dict[str, Any], missing: list[Fault]) -> None:
    """Ask for what is missing, show what will be sent, and ask whether to record it."""
    known = Known(reader, envelope)
    known.refuse_what_cannot_be()
    interview = Interview(form, known.defaults(), known.papers())
    if "occurred_on" not in envelope:
        on = interview.day()
        if on is not None:
            envelope["occurred_on"] = on
    interview.fill(envelope["data"], missing)
    if not confirmed(say("Record this?", "Ghi vào sổ?")):
        click.echo(say("Nothing was recorded.", "Chưa ghi gì."), err=True)
        raise click.Abort


def _opens(name: str) -> bool:
    return name == "open_campaign"


def _still(faults: list[Fault], unread: list[Fault]) -> list[Fault]:
    """Return the faults without what is only missing because it could not be read."""
    told = {field for each in unread for field in each.fields}
    left = (
        replace(fault, fields=tuple(field for field in fault.fields if field not in told))
        for fault in faults
    )
    return [
        after
        for after, fault in zip(left, faults, strict=True)
        if after.fields or not fault.fields
    ]
