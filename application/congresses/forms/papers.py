"""The papers that a command rests on, as people write them."""

from collections.abc import Iterable
from typing import Any

from application.congresses.forms.members import describe
from application.congresses.forms.values import value
from engine.envelope import Evidence
from engine.payloads import Payload


class _Papers(Payload):
    """The member of an envelope that holds papers."""

    evidence: list[Evidence]


def evidence(texts: Iterable[str]) -> Any:
    """Return papers written as `KIND=NUMBER`; raises ValueFault."""
    return value(describe(_Papers)[0], texts)
