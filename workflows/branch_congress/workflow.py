"""The branch congress as the engine takes it."""

from collections.abc import Mapping
from typing import Any

from engine.guards import Case
from engine.payloads import Payload
from engine.reasons import Reason
from engine.workflow import Workflow
from workflows.branch_congress.guards import GUARDS, documents_needed
from workflows.branch_congress.payloads import PAYLOADS, VERSIONS
from workflows.branch_congress.record import record
from workflows.branch_congress.sheet import ANNULS, values
from workflows.branch_congress.state import Congress, evolve
from workflows.campaign.state import Campaign
from workflows.documents import papers_of


def ballot_recorded_1_to_2(body: dict[str, Any]) -> dict[str, Any]:
    """Version 1 did not say by which rule somebody was elected: say so, rather than invent one."""
    outcome = [{**row, "rule": "unrecorded"} for row in body["outcome"]]
    return {**body, "outcome": outcome}


def _identify(case: Case) -> Reason | None:
    """A branch is known by its registration in a campaign that is open."""
    if case.parent.stage == "unopened":
        return Reason("unknown_campaign", {"campaign": case.parent_key})
    if case.parent.branches.get(case.key) is None:
        return Reason("unknown_branch", {"branch": case.key, "campaign": case.parent_key})
    return None


def _needs(case: Case) -> list[str]:
    """A report still needs the papers that were not attached earlier."""
    return documents_needed(case) if case.command == "report" else []


def _called(campaign: Campaign, branch: str) -> str:
    return campaign.branches[branch].name


def _shapes() -> Mapping[tuple[str, int], type[Payload]]:
    from workflows.branch_congress.events import SHAPES  # noqa: PLC0415 - only who publishes schemas needs them

    return SHAPES


def branch_congress(text: str) -> Workflow:
    """Return the lifecycle of a branch congress, its definition read from `text`."""
    return Workflow(
        area="congress",
        address=("campaign", "branch"),
        parent="campaign",
        text=text,
        payloads=PAYLOADS,
        guards=GUARDS,
        initial=Congress,
        evolve=evolve,
        record=record,
        identify=_identify,
        versions=VERSIONS,
        upcasts={("congress.ballot_recorded", 1): ballot_recorded_1_to_2},
        needs=_needs,
        computed={"record_ballot": ("outcome",)},
        annuls=ANNULS,
        papers=papers_of,
        values=values,
        called=_called,
        shapes=_shapes,
    )
