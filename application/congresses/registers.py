"""What is registered: the campaigns of a log, and the branches of each."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from application.congresses.addresses import known_campaigns
from engine.structs import Struct, asdict

if TYPE_CHECKING:
    from collections.abc import Mapping

    from application.application import Application
    from application.call import Call
    from application.reading import Reading
    from application.scope import Scope


class CampaignRegister(Struct, frozen=True):
    """A campaign on record: the name and the path of its committee, its branches by their ids."""

    campaign: str
    committee: str
    path: str
    branches: Mapping[str, str]

    def to_json(self) -> dict[str, Any]:
        """Return `{campaign, committee, path, branches}`."""
        return asdict(self)


def campaigns(application: Application, scope: Scope, call: Call) -> list[CampaignRegister]:
    """Return one campaign, or all, with their branches; raises Problem (unknown_campaign)."""
    return application.at(scope, call, partial(_campaigns, scope))


def _campaigns(scope: Scope, reading: Reading) -> list[CampaignRegister]:
    workflow, found = reading.workflow("campaign"), []
    for key in known_campaigns(reading, scope.given("campaign")):
        root = reading.reader.state(workflow, key, view=reading.view)
        branches = {branch: root.branches[branch].name for branch in sorted(root.branches)}
        found.append(CampaignRegister(key, root.committee.get("name", ""), root.path(), branches))
    return found
