"""Attempts: commands that were refused, with every reason, for those who ask later."""

from collections import deque
from collections.abc import Mapping
from typing import Any

from engine.faults import writable
from engine.reasons import Reason, Text
from engine.results import Result
from engine.session import Session
from event_store import canonical
from event_store.attempts import MOST, Attempts
from event_store.clock import normal, system_clock, written
from event_store.errors import BadTimeError
from event_store.log import Log

REFUSED = ("refused", "invalid")
NAMED = ("actor", "area", "command", "occurred_on", "command_id", "correlation")
"""Members of an envelope that an attempt repeats, where they are texts, beside its address."""
NAMED_OF_NO_ONE = ("command", "occurred_on")
"""Those of a command that was refused for holding somebody's name."""
LONGEST = 200
"""Characters of such a text at most."""
LARGEST_ATTEMPT = 16_000
"""Bytes of an attempt, its reasons included; of more reasons the codes alone are kept."""
LARGEST = 4_000
"""Bytes of a refused command's data that are kept with the attempt; larger data is left out.

Of data that is invalid only keys are kept: a name may stand where a reference belongs.
"""


class WatchedSession(Session):
    """A session that remembers what it refused; an accepted command costs one comparison.

    A line that is no command at all (no JSON object) names nobody and is not remembered.
    """

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.refused: deque[bytes] = deque(maxlen=MOST)
        self.asked = 0
        self.simulation = False

    def advance(self, envelope: object, *, written: bytes | None = None) -> Result:
        """Decide one command as `Session.advance` does."""
        result = super().advance(envelope, written=written)
        kept = result.outcome in REFUSED and not self.stopped
        if kept and isinstance(envelope, Mapping):
            # It is written down at once: the command itself may be large, or change.
            self.asked += 1
            address = self._lifecycles.address
            self.refused.append(_kept_as(envelope, result, address, simulation=self.simulation))
        return result


class Watch:
    """Keeps the attempts on one log, as far as the environment wants that and the disk allows."""

    def __init__(self, log: Log) -> None:
        self._simulation = log.simulation
        self._attempts = Attempts(log.path, log.log_id, in_memory=log.in_memory)

    def session(self, *given: Any, dry_run: bool) -> Session:
        """Return a session; one of a dry run is not watched."""
        if dry_run or not self._attempts.wanted:
            return Session(*given)
        session = WatchedSession(*given)
        session.simulation = self._simulation
        return session

    def keep(self, session: Session) -> None:
        """Write what an ended session refused, in one batch; never raises."""
        if isinstance(session, WatchedSession) and session.refused:
            self._attempts.add(session.refused, left_out=session.asked - len(session.refused))


def _kept_as(
    envelope: Mapping[str, Any], result: Result, address: tuple[str, ...], *, simulation: bool
) -> bytes:
    """Return an attempt as it is kept; of one that is too large only what names it."""
    at = written(system_clock())
    found = attempt(envelope, result, address, at=at, simulation=simulation)
    text = canonical.dumps(found)
    if len(text) > LARGEST_ATTEMPT:
        codes = dict.fromkeys(reason["code"] for reason in found["reasons"])
        found["reasons"] = [{"code": code} for code in codes]
        text = canonical.dumps(found)
    return text


def attempt(
    envelope: Mapping[str, Any],
    result: Result,
    address: tuple[str, ...],
    *,
    at: str,
    simulation: bool,
) -> dict[str, Any]:
    """Return who asked what, when, and every reason with its facts, as plain JSON.

    `address` are the members that may name a stream; `at` is the clock; in a simulation the
    command's own `recorded_at` is. Reasons keep facts instead of sentences, so that each reader is
    told in his own language.
    """
    found: dict[str, Any] = {"at": _time(envelope, at) if simulation else at}
    screened = any(reason.code == "name_in_text" for reason in result.reasons)
    for name in NAMED_OF_NO_ONE if screened else (*NAMED, *address):
        value = envelope.get(name)
        if isinstance(value, str):
            found[name] = writable(value[:LONGEST])
    found["outcome"] = result.outcome
    found["reasons"] = [_kept(reason) for reason in result.reasons]
    if result.policy is not None:
        found["policy"] = result.policy.name
    data = None if screened else envelope.get("data")
    if result.outcome == "invalid" and isinstance(data, Mapping):
        data = {n: data[n] for n in address if isinstance(data.get(n), str)} or None
    if isinstance(data, Mapping) and _is_small(data):
        found["data"] = data
    return found


def reason_of(kept: Mapping[str, Any]) -> Reason:
    """Return a reason that was kept with an attempt."""
    facts = {name: _revived(value) for name, value in kept.get("facts", {}).items()}
    return Reason(kept["code"], facts, kept.get("wording", ""))


def _kept(reason: Reason) -> dict[str, Any]:
    kept: dict[str, Any] = {"code": reason.code}
    if reason.facts:
        kept["facts"] = {name: _plain(value) for name, value in reason.facts.items()}
    if reason.wording:
        kept["wording"] = reason.wording
    return kept


def _plain(value: Any) -> Any:
    if isinstance(value, Text):
        return {"en": writable(value.en), "vi": writable(value.vi)}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    if value is None or (isinstance(value, int) and abs(value) < 2**53):
        return value
    return writable(str(value))


def _revived(value: Any) -> Any:
    return Text(**value) if isinstance(value, Mapping) else value


def _is_small(data: Mapping[str, Any]) -> bool:
    try:
        return len(canonical.dumps(data)) <= LARGEST
    except (ValueError, TypeError, RecursionError):
        return False


def _time(envelope: Mapping[str, Any], otherwise: str) -> str:
    try:
        return normal(str(envelope.get("recorded_at", otherwise)))
    except BadTimeError:
        return otherwise
