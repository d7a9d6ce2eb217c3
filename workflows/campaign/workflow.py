"""The campaign as the engine takes it."""

from collections.abc import Iterable, Mapping
from typing import Any

from engine.guards import Case
from engine.reasons import Reason
from engine.workflow import EVERY_CHILD, Workflow
from workflows.campaign import guards
from workflows.campaign.payloads import PAYLOADS, VERSIONS
from workflows.campaign.record import record
from workflows.campaign.state import Campaign, branches_named, evolve
from workflows.documents import papers_of


def _identify(case: Case) -> Reason | None:
    """A campaign is opened once, and before anything else."""
    exists = case.state.stage != "unopened"
    if case.command == "open_campaign":
        return Reason("duplicate_campaign", {"campaign": case.key}) if exists else None
    return None if exists else Reason("unknown_campaign", {"campaign": case.key})


def _touched(entry: Mapping[str, Any], voiding: bool) -> Iterable[str]:  # noqa: FBT001
    """Figures of a registration bear on its own branch, a name on none, all else on every one."""
    if entry["type"] == "campaign.branch_registered" and not voiding:
        return (entry["data"]["branch"],)
    if entry["type"] in ("campaign.branch_renamed", "campaign.guidance_disseminated"):
        return ()
    return (EVERY_CHILD,)


def campaign(text: str) -> Workflow:
    """Return the lifecycle of a campaign, its definition read from `text`."""
    return Workflow(
        area="campaign",
        address=("campaign",),
        parent=None,
        text=text,
        payloads=PAYLOADS,
        guards=guards.GUARDS,
        initial=Campaign,
        evolve=evolve,
        record=record,
        identify=_identify,
        versions=VERSIONS,
        upcasts={},
        computed={},
        misplaced=guards.misplaced,
        touched=_touched,
        timeless=frozenset({"campaign.opened", "campaign.branch_registered"}),
        registry="branches",
        path=Campaign.path,
        papers=papers_of,
        named=branches_named,
    )
