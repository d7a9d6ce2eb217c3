"""What a season of congresses can be asked besides what every lifecycle gets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from application.application import Application
from application.congresses import boards, branches, officers, packaged, radars
from event_store.clock import system_clock
from workflows.projections.season import PROJECTIONS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from application.call import Call
    from application.congresses import outlooks
    from application.scope import Scope
    from engine.projection import Projections
    from engine.workflow import Lifecycles
    from event_store.clock import Clock
    from event_store.patience import Patience


class Congresses(Application):
    """One log of congress seasons, asked and told by every interface."""

    @classmethod
    def open(
        cls,
        url: Path | str,
        lifecycles: Lifecycles | None = None,
        projections: Projections = PROJECTIONS,
        *,
        policies: Path | str | None = None,
        clock: Clock = system_clock,
        patience: Patience | None = None,
        read_only: bool = True,
    ) -> Self:
        """Open the log at `url` with the packaged lifecycles, unless others are handed in.

        A folder of `policies` adds to those packaged. Raises the errors of `Log.open`.
        """
        rules = packaged.lifecycles(policies) if lifecycles is None else lifecycles
        return super().open(
            url, rules, projections, clock=clock, patience=patience, read_only=read_only
        )

    def board(self, scope: Scope, call: Call) -> boards.Board:
        """Return how many branches stand where; raises Problem (unknown_campaign)."""
        return boards.board(self, scope, call)

    def outlook(self, envelope: Mapping[str, Any]) -> outlooks.Outlook:
        """Return what is known of a command before its data is complete.

        Raises Problem (unknown_branch, hopeless).
        """
        from application.congresses.outlooks import outlook  # noqa: PLC0415

        return outlook(self, envelope)

    def radar(self, scope: Scope, call: Call) -> radars.Radar:
        """Return what is missing or overdue; raises Problem (unknown_campaign)."""
        return radars.radar(self, scope, call)

    def officers(self, scope: Scope, call: Call) -> officers.Officers:
        """Return who was elected or appointed; raises Problem (unknown_campaign)."""
        return officers.officers(self, scope, call)

    def branch(self, scope: Scope, call: Call) -> branches.BranchSheet:
        """Return one branch as it stands.

        Raises Problem (unknown_branch, ambiguous_branch, unknown_campaign).
        """
        return branches.branch(self, scope, call)
