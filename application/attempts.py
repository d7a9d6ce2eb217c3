"""Attempts: commands that were refused, as they are kept beside the log, with every reason."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from application.call import Call, Notice
from engine.attempts import reason_of
from engine.results import explain
from engine.structs import Struct
from engine.workflow import PolicyError
from event_store.attempts import MOST, Attempts
from event_store.errors import BesideError
from event_store.words import Language, Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from application.application import Application
    from application.scope import Scope
    from engine.reading import Reader

    Kept = Mapping[str, Any]

DROPPED = Text(
    "{count} older attempts are kept no more (at most {most}).",
    "Không còn giữ {count} lệnh bị từ chối cũ hơn (giữ tối đa {most}).",
)


class Attempt(Struct, frozen=True):
    """One refused command: what was kept of it, and its reasons as `{code, message, rule}`.

    `subject` is the last key that it named, in its address or its data.
    """

    kept: Kept
    reasons: list[dict[str, str]]
    subject: str | None

    def to_json(self) -> dict[str, Any]:
        """Return a row of `attempts` by the command contract."""
        return {**self.kept, "reasons": self.reasons}


def attempts(
    application: Application, scope: Scope, call: Call, since: str | None = None
) -> list[Attempt]:
    """Return the refused commands that name an address, the last one first.

    `since` is a time of the log. Says so where older ones are kept no more, or the file is of a
    log that was there before, or of a newer program. Raises BesideError, StoreUnavailableError
    where the file that keeps them cannot be read otherwise: an empty answer would say that
    nothing was refused.
    """
    reader = application.reader()
    check_kept(reader)
    found = list(refused(reader, call, lambda kept: _is_asked(scope, since, kept)))
    dropped = _kept_by(reader).dropped()
    if dropped:
        call.notice(Notice("attempts_dropped", DROPPED, {"count": dropped, "most": MOST}))
    return found


def check_kept(reader: Reader) -> None:
    """Refuse a question about attempts where the file that keeps them cannot be read.

    One of a log that was there before, or of a newer program, keeps none of this log. Raises
    BesideError, StoreUnavailableError.
    """
    try:
        _kept_by(reader).check()
    except BesideError as error:
        if error.what not in ("owner", "newer"):
            raise


def refused(reader: Reader, call: Call, wanted: Callable[[Kept], bool]) -> Iterator[Attempt]:
    """Yield the attempts wanted, the last one first; says so where none can be read."""
    policies: dict[str, Any] = {}
    kept_beside = _kept_by(reader)
    try:
        kept_beside.check()
    except BesideError as error:
        call.notice(Notice.of(error))
    for kept in kept_beside.newest_first():
        if _is_attempt(kept) and wanted(kept):
            reasons = _explained(reader, kept, policies, call.language)
            yield Attempt(kept, reasons, _subject(reader, kept))


def _kept_by(reader: Reader) -> Attempts:
    log = reader.log
    return Attempts(log.path, log.log_id, in_memory=log.in_memory)


def _is_asked(scope: Scope, since: str | None, kept: Kept) -> bool:
    if since is not None and kept["at"] < since:
        return False
    data = kept.get("data", {})
    return all(key in (kept.get(m), data.get(m)) for m, key in scope.address.items())


def _subject(reader: Reader, kept: Kept) -> str | None:
    """Return the key of what a command was about, the deepest; None if it named nothing."""
    data = kept.get("data", {})
    for member in reversed(reader.lifecycles.address):
        named = kept.get(member) or data.get(member)
        if isinstance(named, str):
            return named
    return None


def _is_attempt(kept: Kept) -> bool:
    """Say whether a row has what every attempt has: somebody may have put it there."""
    reasons = kept.get("reasons")
    return (
        isinstance(kept.get("at"), str)
        and isinstance(reasons, list)
        and all(isinstance(each, dict) and isinstance(each.get("code"), str) for each in reasons)
        and isinstance(kept.get("data", {}), dict)
    )


def _explained(
    reader: Reader, kept: Kept, policies: dict[str, Any], language: Language
) -> list[dict[str, str]]:
    name = kept.get("policy", "")
    if name and name not in policies:
        policies[name] = None
        with suppress(PolicyError):  # it is not needed: rules are only not named then
            policies[name] = reader.policy_named(name)
    return [_said(reader, reason, policies.get(name), language) for reason in kept["reasons"]]


def _said(reader: Reader, kept: Kept, policy: Any, language: Language) -> dict[str, str]:
    """Return a reason in words; a code that this program no longer knows stands for itself."""
    try:
        return explain(reason_of(kept), language, reader.lifecycles, policy)
    except (KeyError, TypeError):
        return {"code": kept["code"], "message": kept["code"], "rule": ""}
