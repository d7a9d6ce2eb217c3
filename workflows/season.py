"""All of a season in one value: both lifecycles, the policies at hand, the words."""

from collections.abc import Mapping

from engine.workflow import Lifecycles
from workflows.branch_congress.workflow import branch_congress
from workflows.campaign.state import Campaign
from workflows.campaign.workflow import campaign
from workflows.labels import ADDRESS, LABELS, SHORT
from workflows.policy import parse_policy
from workflows.wordings import WORDINGS


def season(definitions: Mapping[str, str], policies: Mapping[str, str]) -> Lifecycles:
    """Return the lifecycles of a season from exact texts, by name.

    `definitions` has `campaign` and `branch_congress`; `policies` all that may be named when a
    campaign is opened.
    """
    return Lifecycles(
        workflows=(
            campaign(definitions["campaign"]),
            branch_congress(definitions["branch_congress"]),
        ),
        policies=policies,
        parse_policy=parse_policy,
        policy_of=_policy_of,
        wordings=WORDINGS,
        labels=LABELS,
        program="congress",
        schemas="https://congress.local/schemas/",
        members=ADDRESS,
        short=SHORT,
    )


def _policy_of(state: Campaign) -> str:
    return state.policy
