"""What the record already knows of a command that somebody is about to fill in."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from application.problems import Problem
from application.scope import Scope
from application.search import ALL_DAYS
from engine.asking import possibilities
from engine.structs import Struct
from event_store.words import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from application.application import Application
    from application.call import Call
    from application.reading import Reading
    from event_store.words import Language

HOPELESS = frozenset({"wrong_state", "not_active", "campaign_closed", "unknown_branch"})
"""Refusals that nothing that is filled in could change."""


class Outlook(Struct, frozen=True):
    """The kinds of papers that are still wanted, and what is usual, by the name of a member."""

    papers: tuple[str, ...]
    defaults: Mapping[str, str]

    def to_json(self) -> dict[str, Any]:
        """Return `{papers, defaults}`."""
        return {"papers": list(self.papers), "defaults": dict(self.defaults)}


def outlook(application: Application, envelope: Mapping[str, Any], call: Call) -> Outlook:
    """Return what is known of a command before its data is complete.

    Of one that nothing at its address takes nothing is known. Raises Problem (unknown_branch,
    hopeless) where it is refused whatever its data will be.
    """
    return application.at(Scope(as_of=ALL_DAYS), call, partial(_outlook, envelope))


def _outlook(envelope: Mapping[str, Any], reading: Reading) -> Outlook:
    row = _row(reading, envelope, "en")
    if row is None:
        return Outlook((), {})
    hopeless = {r["code"] for r in row["reasons"]} & HOPELESS
    if hopeless:
        said = Text(*(_said(_row(reading, envelope, spoken)) for spoken in ("en", "vi")))
        raise Problem("unknown_branch" if "unknown_branch" in hopeless else "hopeless", said)
    papers = tuple(need for need in row["needs"] if need != "documents")
    return Outlook(papers, _defaults(reading, envelope))


def _row(reading: Reading, envelope: Mapping[str, Any], spoken: Language) -> dict[str, Any] | None:
    reader, wanted, area = reading.reader, envelope.get("command"), envelope.get("area")
    address = {n: envelope[n] for n in reader.lifecycles.address if n in envelope}
    rows = possibilities(reader, address, spoken, reading.moment.position)
    found = (r for r in rows if r["command"] == wanted and area in (None, r.get("area")))
    return next(found, None)


def _said(row: Mapping[str, Any] | None) -> str:
    if row is None:
        return ""
    return " ".join(r["message"] for r in row["reasons"] if r["code"] in HOPELESS)


def _defaults(reading: Reading, envelope: Mapping[str, Any]) -> dict[str, str]:
    policies = list(reading.reader.lifecycles.policies)
    found = {"policy": policies[0]} if len(policies) == 1 else {}
    if "branch" in envelope:
        found |= _of_branch(reading, envelope)
    return found


def _of_branch(reading: Reading, envelope: Mapping[str, Any]) -> dict[str, str]:
    reader, view = reading.reader, reading.view
    campaign, branch = envelope["campaign"], envelope["branch"]
    root = reader.state(reading.workflow("campaign"), campaign, view=view)
    state = reader.state(reading.workflow("congress"), campaign, branch, view=view)
    policy = reader.policy(root)
    agenda = root.agenda or (policy.agenda if policy is not None else ())
    day = envelope.get("occurred_on") or reader.today()
    if branch not in root.branches:
        return {"agenda_done": ",".join(agenda)}
    roll = state.official_on(day, root.branches[branch].official)
    return {"official_on_roll": str(roll), "agenda_done": ",".join(agenda)}
