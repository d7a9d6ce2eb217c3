"""From a filled form to the record: asked, decided, answered, with the exit code."""

from collections.abc import Iterable
from typing import Any

import click

from application.congresses.addresses import typed
from application.congresses.congresses import Congresses
from application.congresses.forms.areas import parted
from application.congresses.forms.form import FieldFault, Form
from application.congresses.outlooks import Outlook
from application.recording import Receipt
from application.scope import Scope
from console.asking import Interview, confirmed, on_terminal
from console.calling import call_of, congresses
from console.clocks import accepted_clock
from console.exit_codes import CONFLICT, NOT_FOUND, REFUSED, USAGE
from console.forms import common
from console.language import language, say
from console.output import emit_object
from console.proving import signing_key
from console.streams import work_counts
from workflows.labels import called
from workflows.wordings import FLAGS

UNKNOWN = ("unknown_branch", "unknown_campaign")


def record(
    ctx: click.Context, name: str, form: Form, written: dict[str, Any], branch: str | None
) -> None:
    """Record one command, or say why not; leaves with the exit code."""
    dry_run = written["dry_run"]
    if not dry_run:
        work_counts()
    members, faults = common.envelope(written)
    data, unread = form.read(written)
    with congresses(ctx, recording=True) as application:
        accepted, call = accepted_clock(ctx, application.clock_ahead), call_of(ctx)
        campaign, key = addressed(application, branch, written["campaign"], opening=_opens(name))
        area, command = parted(name)
        envelope = {"command": command, "campaign": campaign, **members, "data": data}
        if area is not None:
            envelope["area"] = area
        if key is not None:
            envelope["branch"] = key
        wrong = [*faults, *unread]
        missing = _still(form.faults(data), unread)
        if missing and not wrong and on_terminal():
            _ask(application.outlook(envelope, call), form, envelope, missing)
        elif missing or wrong:
            raise click.UsageError(told([*wrong, *missing]), ctx)
        signing = application.automatic(signing_key())
        receipt = application.record(
            envelope, call, dry_run=dry_run, accept_clock=accepted, signing=signing
        )
        shown = receipt.to_json()
        emit_object(shown, written["output"], lambda: show(shown, command, dry_run))
        if receipt.unsigned is not None:
            raise receipt.unsigned
        code = exit_code(receipt)
        if code == NOT_FOUND and key is not None:  # says what was probably meant
            application.branch(Scope({"campaign": campaign, "branch": key}), call)
    ctx.exit(code)


def addressed(
    application: Congresses, branch: str | None, asked: str | None, *, opening: bool = False
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
    found = application.addressed(branch, asked)
    return found["campaign"], found.get("branch")


def told(faults: Iterable[FieldFault]) -> str:
    """Return every fault, one a line, and all that is missing by its options."""
    faults = list(faults)
    lines = [f"  {fault.say(language())}" for fault in faults if not fault.missing]
    missing = {field: None for fault in faults if fault.missing for field in fault.fields}
    lines += [
        say(
            f"  {field.option} is missing: {field.label.en}",
            f"  còn thiếu {field.option}: {field.label.vi}",
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


def exit_code(receipt: Receipt) -> int:
    """Return the exit code of a receipt: a conflict tells more than a rule."""
    if receipt.outcome == "invalid":
        return USAGE
    if "version_conflict" in receipt.codes:
        return CONFLICT
    if receipt.codes.intersection(UNKNOWN):
        return NOT_FOUND
    return REFUSED if receipt.codes else 0


def _ask(known: Outlook, form: Form, envelope: dict[str, Any], missing: list[FieldFault]) -> None:
    """Ask for what is missing, show what will be sent, and ask whether to record it."""
    interview = Interview(form, known.defaults, list(known.papers))
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


def _still(faults: list[FieldFault], unread: list[FieldFault]) -> list[FieldFault]:
    """Return the faults without what is only missing because it could not be read."""
    known = [field for each in unread for field in each.fields]
    left = [fault.without(known) for fault in faults]
    both = zip(left, faults, strict=True)
    return [after for after, fault in both if after.fields or not fault.fields]
