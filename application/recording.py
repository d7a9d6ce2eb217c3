"""Recording: commands in, a receipt for each, given once what it says is durable."""

from __future__ import annotations

from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING, Any

from application.command_lines import numbered
from application.settings import asked_by
from engine.feeding import feed, feed_whole, rolled_back
from engine.reasons import Reason
from engine.results import explain
from engine.structs import Struct, replace
from event_store import canonical
from event_store.errors import LogError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from application.application import Application
    from application.call import Call
    from engine.feeding import Line
    from engine.results import Outcome, Result
    from event_store.proof.automatic import Automatic

SPOOLED = 1 << 22
"""Bytes of receipts that wait in memory for the end of a transaction; more wait in a file."""


class Receipt(Struct, frozen=True):
    """What came of one command, worded in the language of its call.

    `events` are `{position, type, stream, version}`, `reasons` `{code, message, rule}`. `line` is
    that of a file, from 1. `unsigned` says why what was recorded could not be signed.
    """

    outcome: Outcome
    line: int | None = None
    command_id: str | None = None
    events: tuple[Mapping[str, Any], ...] = ()
    reasons: tuple[Mapping[str, str], ...] = ()
    flags: tuple[str, ...] = ()
    unsigned: LogError | None = None

    @property
    def refused(self) -> bool:
        """Whether nothing was recorded, now or before."""
        return self.outcome in ("refused", "invalid")

    @property
    def codes(self) -> set[str]:
        """The codes of the reasons."""
        return {reason["code"] for reason in self.reasons}

    def to_json(self) -> dict[str, Any]:
        """Return the result by the command contract."""
        return {
            "line": self.line,
            "command_id": self.command_id,
            "outcome": self.outcome,
            "events": list(self.events),
            "reasons": list(self.reasons),
            "flags": list(self.flags),
        }


def record(
    application: Application,
    envelope: Mapping[str, Any],
    call: Call,
    *,
    dry_run: bool = False,
    accept_clock: bool = False,
    signing: Automatic | None = None,
) -> Receipt:
    """Decide one command and record it durably, or say why not.

    Where the envelope has no actor, it is that of the call, else the office's. Raises the errors
    of the store, and those of its settings.
    """
    engine = application.engine
    if "actor" not in envelope:
        envelope = {**envelope, "actor": asked_by(application.log, call)}
    with engine.session(dry_run=dry_run, accept_clock=accept_clock) as session:
        result = session.advance(envelope)
    receipt = receipt_of(application, result, call)
    if signing is None or dry_run or receipt.outcome != "accepted":
        return receipt
    try:
        signing.after_command()
    except LogError as error:
        return replace(receipt, unsigned=error)
    return receipt


def record_lines(
    application: Application,
    text: Iterable[bytes],
    call: Call,
    *,
    dry_run: bool = False,
    atomic: bool = False,
    accept_clock: bool = False,
    signing: Automatic | None = None,
) -> Iterator[list[Receipt]]:
    """Decide the commands of a text, one JSON object a line, and yield receipts in groups.

    `text` comes in pieces of any size; what a piece completes is one group, recorded together,
    and its receipts are yielded once they are durable. With `dry_run` or `atomic` all lines are
    one transaction. A clock that cannot be right ends it. Raises the errors of the store.
    """
    lines = numbered(text, call)
    if dry_run or atomic:
        yield from _whole(application, lines, call, (dry_run, atomic, accept_clock))
        return
    for results in feed(application.engine, lines, accept_clock=accept_clock):
        yield [receipt_of(application, result, call) for result in results]
        if signing is not None:
            signing.in_bulk()


def _whole(
    application: Application,
    lines: Iterator[list[Line]],
    call: Call,
    how: tuple[bool, bool, bool],
) -> Iterator[list[Receipt]]:
    """Decide all in one transaction; receipts wait in a file until it is durable."""
    dry_run, atomic, accept_clock = how
    language, lifecycles = call.language, application.lifecycles
    with SpooledTemporaryFile(max_size=SPOOLED) as spool:

        def keep(result: Result) -> None:
            spool.write(canonical.dumps(result.to_json(language, lifecycles)) + b"\n")

        kept = feed_whole(
            application.engine, lines, keep,
            dry_run=dry_run, atomic=atomic, accept_clock=accept_clock,
        )  # fmt: skip
        spool.seek(0)
        message = explain(Reason("atomic_rollback"), language, lifecycles)
        for text in spool:
            found = canonical.loads(text)
            if atomic and not kept and not dry_run and found["outcome"] == "accepted":
                found = rolled_back(found, message)
            yield [_of(found)]


def receipt_of(application: Application, result: Result, call: Call) -> Receipt:
    """Return what came of a command, worded for a call."""
    return _of(result.to_json(call.language, application.lifecycles))


def _of(found: Mapping[str, Any]) -> Receipt:
    return Receipt(
        outcome=found["outcome"],
        line=found["line"],
        command_id=found["command_id"],
        events=tuple(found["events"]),
        reasons=tuple(found["reasons"]),
        flags=tuple(found["flags"]),
    )
