"""The board: how many branches stand where."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from application.congresses.campaigns import roots, unknown_campaign
from engine.structs import Struct
from workflows.projections.progress import progress

if TYPE_CHECKING:
    from collections.abc import Mapping

    from application.application import Application
    from application.call import Call
    from application.reading import Reading
    from application.scope import Moment, Scope


class Board(Struct, frozen=True):
    """The board at one moment; `counts` are its members by the command contract."""

    moment: Moment
    counts: Mapping[str, Any]

    @property
    def overdue(self) -> list[str]:
        """The branches that are late, with their campaign where several are counted."""
        late: list[str] = self.counts["overdue"]
        return late

    def to_json(self) -> dict[str, Any]:
        """Return the answer of `status` by the command contract."""
        return self.moment.within(self.counts)


def board(application: Application, scope: Scope, call: Call) -> Board:
    """Return the board of a campaign, of all below a committee, or of the whole log.

    Raises Problem (unknown_campaign) where nothing matches.
    """
    return application.at(scope, call, partial(_board, scope), "board")


def _board(scope: Scope, reading: Reading) -> Board:
    moment = reading.moment
    rows = reading.rows(roots=partial(roots, reading, scope))["board"]
    found = progress(
        rows, moment.as_of, moment.known_at, reading.reader.policy_named,
        campaign=scope.given("campaign"), path=scope.path,
    )  # fmt: skip
    return Board(moment, found) if found is not None else unknown_campaign(reading, scope)
