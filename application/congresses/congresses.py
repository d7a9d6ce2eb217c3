"""What a season of congresses can be asked besides what every lifecycle gets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from application.application import Application
from application.congresses import boards, officers, radars

if TYPE_CHECKING:
    from application.call import Call
    from application.scope import Scope


class Congresses(Application):
    """One log of congress seasons, asked and told by every interface."""

    def board(self, scope: Scope, call: Call) -> boards.Board:
        """Return how many branches stand where; raises Problem (unknown_campaign)."""
        return boards.board(self, scope, call)

    def radar(self, scope: Scope, call: Call) -> radars.Radar:
        """Return what is missing or overdue; raises Problem (unknown_campaign)."""
        return radars.radar(self, scope, call)

    def officers(self, scope: Scope, call: Call) -> officers.Officers:
        """Return who was elected or appointed; raises Problem (unknown_campaign)."""
        return officers.officers(self, scope, call)
