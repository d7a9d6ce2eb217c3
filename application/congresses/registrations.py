"""Registering a whole list of branches, or none of it."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from application.congresses.addresses import addressed
from application.congresses.branch_list import read_list
from application.reading import now
from application.settings import asked_by
from engine.structs import Struct, asdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from application.application import Application
    from application.call import Call
    from application.congresses.branch_list import BranchList
    from engine.results import Result

COMMAND = "register_branch"
KEY = 16
"""Digits of a digest that are enough to tell one list from another."""
MALFORMED, REFUSED = 2, 3
"""What the contract calls a list with errors, and one that is refused."""


class RegistrationOutcome(Struct, frozen=True):
    """What came of a list: all of it is recorded, or every row has its errors.

    `faults` are `{row, column, message}` in the language of the call; `passed_over` are the
    headings of columns that were not read.
    """

    outcome: str
    dry_run: bool
    correlation: str
    branches: int
    recorded: int
    official: int
    probationary: int
    passed_over: tuple[str, ...]
    faults: tuple[Mapping[str, Any], ...]
    exit_code: int

    def to_json(self) -> dict[str, Any]:
        """Return the answer of `campaign register-branches` by the command contract."""
        lists = {"passed_over": list(self.passed_over), "faults": list(self.faults)}
        return {**asdict(self), **lists}


def register_list(
    application: Application,
    content: bytes,
    envelope: Mapping[str, Any],
    call: Call,
    *,
    dry_run: bool = False,
    accept_clock: bool = False,
) -> RegistrationOutcome:
    """Register every branch of a list as a spreadsheet saves it, or none.

    `envelope` has the members that all commands share: campaign, where the log has several,
    actor, occurred_on, recorded_at, correlation. Raises Problem (unknown_campaign, no_campaign,
    several_campaigns), ClockAheadError.
    """
    ahead = None if accept_clock else application.clock_ahead()
    if ahead is not None:  # once, not row by row
        raise ahead
    shared = {"actor": asked_by(application.log, call), **envelope}
    shared |= addressed(now(application.reader()), None, envelope.get("campaign"))
    key = hashlib.sha256(f"{shared['campaign']}\n".encode() + content).hexdigest()[:KEY]
    shared.setdefault("correlation", f"import-{key}")
    found = read_list(content, application.lifecycles.by_area["campaign"].payloads[COMMAND])
    faulty = {fault.row for fault in found.faults}
    given = dry_run or bool(found.faults)
    with application.engine.session(dry_run=given, accept_clock=accept_clock) as session:
        results = {
            row: session.advance({"command": COMMAND, **shared, "data": data})
            for row, data in found.rows.items()
            if row not in faulty
        }
        if any(result.outcome in ("refused", "invalid") for result in results.values()):
            session.give_up()
    refused = [
        fault
        for row, result in results.items()
        for fault in _refusals(application, row, result, call)
    ]
    return _registration(found, refused, results, shared["correlation"], call, dry_run=dry_run)


def _registration(
    found: BranchList,
    refused: list[dict[str, Any]],
    results: Mapping[int, Result],
    correlation: str,
    call: Call,
    *,
    dry_run: bool,
) -> RegistrationOutcome:
    every = [*(fault.said(call.language) for fault in found.faults), *refused]
    return RegistrationOutcome(
        outcome="refused" if every else "accepted",
        dry_run=dry_run,
        correlation=correlation,
        branches=len(found.rows),
        recorded=0 if every or dry_run else len(results),
        official=sum(data.get("official", 0) for data in found.rows.values()),
        probationary=sum(data.get("probationary", 0) for data in found.rows.values()),
        passed_over=tuple(found.left_out),
        faults=tuple(sorted(every, key=lambda fault: fault["row"])),
        exit_code=MALFORMED if found.faults else REFUSED if refused else 0,
    )


def _refusals(
    application: Application, row: int, result: Result, call: Call
) -> Iterator[dict[str, Any]]:
    for reason in result.to_json(call.language, application.lifecycles)["reasons"]:
        rule = f" [{reason['rule']}]" if reason["rule"] else ""
        yield {"row": row, "column": "", "message": reason["message"] + rule}
