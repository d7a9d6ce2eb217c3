"""The radar: what is missing and what is overdue."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from application.congresses.campaigns import check_named, roots
from engine.structs import Struct, field
from workflows.projections.missing import missing, watched

if TYPE_CHECKING:
    from collections.abc import Mapping

    from application.application import Application
    from application.call import Call
    from application.reading import Reading
    from application.scope import Moment, Scope
    from engine.workflow import UnknownEventError


class Radar(Struct, frozen=True):
    """What is missing at one moment, the longest due first, as `missing` lists it."""

    moment: Moment
    items: list[dict[str, Any]]
    left_out: Mapping[str, UnknownEventError] = field(default_factory=dict)
    """Branches that this program is too old to fold."""

    def to_json(self) -> list[dict[str, Any]]:
        """Return the answer of `radar` by the command contract."""
        return self.items


def radar(application: Application, scope: Scope, call: Call) -> Radar:
    """Return what is missing in a campaign, below a committee, or in the whole log.

    Raises Problem (unknown_campaign) where nothing matches.
    """
    return application.at(scope, call, partial(_radar, scope), "board", "radar")


def _radar(scope: Scope, reading: Reading) -> Radar:
    tables = reading.rows(roots=partial(roots, reading, scope), leave_out=True)
    check_named(reading, tables["board"], scope)
    branches = watched(
        tables["board"], tables["radar"], campaign=scope.given("campaign"), path=scope.path
    )
    congress = reading.workflow("congress")
    known = (b for b in branches if congress.stream(b.campaign, b.branch) not in reading.left_out)
    found = missing(known, reading.moment.as_of, reading.reader.policy_named)
    return Radar(reading.moment, found, reading.left_out)
