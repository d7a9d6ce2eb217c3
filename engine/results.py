"""What came of a command, as people and programs read it."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from engine.reasons import ENGINE_WORDINGS, Language, Reason, Text
from engine.structs import Struct
from engine.workflow import Lifecycles

Outcome = Literal["accepted", "refused", "duplicate", "invalid"]
INVALID = frozenset({"unknown_command", "invalid_data"})


class Result(Struct):
    """The answer to one command; `events` are `{position, type, stream, version}`."""

    outcome: Outcome
    command_id: str | None = None
    events: list[dict[str, Any]] = []
    reasons: Sequence[Reason] = ()
    flags: list[str] = []
    line: int | None = None
    policy: Any = None

    @classmethod
    def refused(
        cls, reasons: Sequence[Reason], command_id: str | None, policy: Any = None
    ) -> "Result":
        """Return a refusal; `invalid` where the command itself is malformed."""
        malformed = any(reason.code in INVALID for reason in reasons)
        return cls(
            "invalid" if malformed else "refused", command_id, reasons=reasons, policy=policy
        )

    @classmethod
    def recorded(
        cls, outcome: Outcome, command_id: str | None, entries: Sequence[Mapping[str, Any]]
    ) -> "Result":
        """Return the answer that the entries of a command stand for."""
        flags = sorted({flag for entry in entries for flag in entry.get("flags", ())})
        return cls(outcome, command_id, [event_of(entry) for entry in entries], (), flags)

    def to_json(self, language: Language, lifecycles: Lifecycles) -> dict[str, Any]:
        """Return the result by the command contract, its messages in `language`."""
        return {
            "line": self.line,
            "command_id": self.command_id,
            "outcome": self.outcome,
            "events": self.events,
            "reasons": [
                explain(reason, language, lifecycles, self.policy) for reason in self.reasons
            ],
            "flags": self.flags,
        }


def event_of(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Return the four members by which a result names an entry."""
    return {
        "position": entry["position"],
        "type": entry["type"],
        "stream": entry["stream"],
        "version": entry["version"],
    }


def explain(
    reason: Reason, language: Language, lifecycles: Lifecycles, policy: Any = None
) -> dict[str, str]:
    """Return `{code, message, rule}` of a reason in `language`."""
    key = reason.wording or reason.code
    wording = lifecycles.wordings.get(key) or ENGINE_WORDINGS[reason.code]
    facts = {n: _said(n, value, language, lifecycles) for n, value in reason.facts.items()}
    facts.setdefault("program", lifecycles.program)  # attempts of an older program lack it
    sources = policy.sources if policy is not None else {}
    rule = wording.rule or sources.get(reason.code)
    return {
        "code": reason.code,
        "message": wording.text.say(language, facts),
        "rule": "" if rule is None else rule.say(language),
    }


_LABELLED = frozenset({"state", "allowed", "post", "other", "disposition"})


def _said(name: str, value: Any, language: Language, lifecycles: Lifecycles) -> Any:
    if isinstance(value, Text):
        return value.say(language)
    if name in _LABELLED:
        values = value if isinstance(value, list) else [value]
        labels = (lifecycles.labels.get(str(item)) for item in values)
        return ", ".join(
            label.say(language) if label else str(item)
            for label, item in zip(labels, values, strict=True)
        )
    return value
