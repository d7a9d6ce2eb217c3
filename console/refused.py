"""Refused commands as they are kept beside the log, with their reasons in words."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from typing import Any

import click

from console.failures import explain as failure
from console.language import language
from engine.attempts import reason_of
from engine.reading import Reader
from engine.results import explain
from engine.workflow import PolicyError
from event_store.attempts import Attempts
from event_store.errors import BesideError

Attempt = Mapping[str, Any]


def refused(reader: Reader, wanted: Callable[[Attempt], bool]) -> Iterator[dict[str, Any]]:
    """Yield the attempts wanted, the last one first, reasons as `{code, message, rule}`."""
    policies: dict[str, Any] = {}
    attempts = Attempts(reader.log.path, reader.log.log_id)
    try:
        attempts.check()
    except BesideError as error:
        click.echo(failure(error, language()), err=True)
    for kept in attempts.newest_first():
        if _is_attempt(kept) and wanted(kept):
            yield {**kept, "reasons": _explained(reader, kept, policies)}


def _is_attempt(kept: Attempt) -> bool:
    """Say whether a row has what every attempt has: somebody may have put it there."""
    reasons = kept.get("reasons")
    return (
        isinstance(kept.get("at"), str)
        and isinstance(reasons, list)
        and all(isinstance(each, dict) and isinstance(each.get("code"), str) for each in reasons)
        and isinstance(kept.get("data", {}), dict)
    )


def _explained(reader: Reader, kept: Attempt, policies: dict[str, Any]) -> list[dict[str, str]]:
    name = kept.get("policy", "")
    if name and name not in policies:
        policies[name] = None
        with suppress(PolicyError):  # it is not needed: rules are only not named then
            policies[name] = reader.policy_named(name)
    return [_said(reader, reason, policies.get(name)) for reason in kept["reasons"]]


def _said(reader: Reader, kept: Mapping[str, Any], policy: Any) -> dict[str, str]:
    """Return a reason in words; a code that this program no longer knows stands for itself."""
    try:
        return explain(reason_of(kept), language(), reader.lifecycles, policy)
    except (KeyError, TypeError):
        return {"code": kept["code"], "message": kept["code"], "rule": ""}
