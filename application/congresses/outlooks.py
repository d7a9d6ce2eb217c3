"""What the record already knows of a command that somebody is about to fill in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from application.problems import Problem
from engine.asking import possibilities
from event_store.words import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from application.application import Application
    from event_store.words import Language

HOPELESS = frozenset({"wrong_state", "not_active", "campaign_closed", "unknown_branch"})
"""Refusals that nothing that is filled in could change."""
_ALL_DAYS = "9999-12-31"


@dataclass(frozen=True, slots=True)
class Outlook:
    """The kinds of papers that are still wanted, and what is usual, by the name of a member."""

    papers: tuple[str, ...]
    defaults: Mapping[str, str]

    def to_json(self) -> dict[str, Any]:
        """Return `{papers, defaults}`."""
        return {"papers": list(self.papers), "defaults": dict(self.defaults)}


def outlook(application: Application, envelope: Mapping[str, Any]) -> Outlook:
    """Return what is known of a command before its data is complete.

    Raises Problem (unknown_branch, hopeless) where it is refused whatever its data will be.
    """
    row = _row(application, envelope, "en")
    hopeless = {r["code"] for r in row["reasons"]} & HOPELESS
    if hopeless:
        told = Text(*(_said(_row(application, envelope, spoken)) for spoken in ("en", "vi")))
        raise Problem("unknown_branch" if "unknown_branch" in hopeless else "hopeless", told)
    papers = tuple(need for need in row["needs"] if need != "documents")
    return Outlook(papers, _defaults(application, envelope))


def _row(
    application: Application, envelope: Mapping[str, Any], spoken: Language
) -> dict[str, Any]:
    address = {n: envelope[n] for n in application.lifecycles.address if n in envelope}
    wanted, area = envelope["command"], envelope.get("area")
    return next(
        row
        for row in possibilities(application.reader(), address, spoken)
        if row["command"] == wanted and area in (None, row.get("area"))
    )


def _said(row: Mapping[str, Any]) -> str:
    return " ".join(r["message"] for r in row["reasons"] if r["code"] in HOPELESS)


def _defaults(application: Application, envelope: Mapping[str, Any]) -> dict[str, str]:
    policies = list(application.lifecycles.policies)
    found = {"policy": policies[0]} if len(policies) == 1 else {}
    if "branch" in envelope:
        found |= _of_branch(application, envelope)
    return found


def _of_branch(application: Application, envelope: Mapping[str, Any]) -> dict[str, str]:
    reader = application.reader()
    above, below = (reader.lifecycles.by_area[area] for area in ("campaign", "congress"))
    view = reader.view(_ALL_DAYS, None)
    campaign, branch = envelope["campaign"], envelope["branch"]
    root = reader.state(above, campaign, view=view)
    state = reader.state(below, campaign, branch, view=view)
    policy = reader.policy(root)
    agenda = root.agenda or (policy.agenda if policy is not None else ())
    day = envelope.get("occurred_on") or reader.today()
    roll = state.official_on(day, root.branches[branch].official)
    return {"official_on_roll": str(roll), "agenda_done": ",".join(agenda)}
