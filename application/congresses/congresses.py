"""What a season of congresses can be asked besides what every lifecycle gets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from application.application import Application
from application.congresses import packaged
from event_store.clock import system_clock
from workflows.projections.season import PROJECTIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping
    from pathlib import Path

    from application.call import Call
    from application.congresses.audits import Audit
    from application.congresses.boards import Board
    from application.congresses.branches import BranchSheet
    from application.congresses.following import WaitStanding
    from application.congresses.officers import Officers
    from application.congresses.outlooks import Outlook
    from application.congresses.radars import Radar
    from application.congresses.registers import CampaignRegister
    from application.congresses.registrations import RegistrationOutcome
    from application.scope import Scope
    from application.subscriptions import Place, Subscription
    from engine.projection import Projections
    from engine.workflow import Lifecycles
    from event_store.clock import Clock
    from event_store.patience import Patience


class Congresses(Application):
    """One log of congress seasons as every interface sees it."""

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

    def board(self, scope: Scope, call: Call) -> Board:
        """Return how many branches stand where; raises Problem (unknown_campaign)."""
        from application.congresses.boards import board

        return board(self, scope, call)

    def addressed(self, branch: str | None, campaign: str | None = None) -> dict[str, str]:
        """Return where a command goes: campaign and, if one was named, branch.

        Raises Problem (unknown_campaign, several_campaigns, no_campaign, unknown_branch,
        ambiguous_branch).
        """
        from application.congresses.addresses import addressed
        from application.reading import now

        return addressed(now(self.reader()), branch, campaign)

    def register_list(
        self,
        content: bytes,
        envelope: Mapping[str, Any],
        call: Call,
        *,
        dry_run: bool = False,
        accept_clock: bool = False,
    ) -> RegistrationOutcome:
        """Register every branch of a list as a spreadsheet saves it, or none.

        Raises Problem (unknown_campaign, no_campaign, several_campaigns), ClockAheadError.
        """
        from application.congresses.registrations import register_list

        return register_list(
            self, content, envelope, call, dry_run=dry_run, accept_clock=accept_clock
        )

    def subscribe(
        self,
        scope: Scope,
        call: Call,
        *,
        types: Collection[str] = (),
        name: str | None = None,
        after: Place | None = None,
    ) -> Subscription:
        """Return every event wanted as `Application.subscribe` does, of what is on record.

        Raises Problem (unknown_branch, unknown_campaign) as well: a reader would wait for what is
        misspelled for ever.
        """
        from application.congresses.campaigns import check_on_record

        check_on_record(self, scope, call)
        return super().subscribe(scope, call, types=types, name=name, after=after)

    def outlook(self, envelope: Mapping[str, Any], call: Call) -> Outlook:
        """Return what is known of a command before its data is complete.

        Raises Problem (unknown_branch, hopeless).
        """
        from application.congresses.outlooks import outlook

        return outlook(self, envelope, call)

    def radar(self, scope: Scope, call: Call) -> Radar:
        """Return what is missing or overdue; raises Problem (unknown_campaign)."""
        from application.congresses.radars import radar

        return radar(self, scope, call)

    def officers(self, scope: Scope, call: Call) -> Officers:
        """Return who was elected or appointed; raises Problem (unknown_campaign)."""
        from application.congresses.officers import officers

        return officers(self, scope, call)

    def campaigns(self, scope: Scope, call: Call) -> list[CampaignRegister]:
        """Return what is registered: campaigns with their branches.

        Raises Problem (unknown_campaign).
        """
        from application.congresses.registers import campaigns

        return campaigns(self, scope, call)

    def branch(self, scope: Scope, call: Call) -> BranchSheet:
        """Return one branch as it stands.

        Raises Problem (unknown_branch, ambiguous_branch, unknown_campaign).
        """
        from application.congresses.branches import branch

        return branch(self, scope, call)

    def audit(
        self,
        scope: Scope,
        call: Call,
        *,
        kinds: Collection[str] = (),
        since: str | None = None,
        until: str | None = None,
    ) -> Audit:
        """Return what an auditor looks at first, of some kinds, recorded within a span of time.

        Raises Problem (unknown_branch, ambiguous_branch, unknown_campaign).
        """
        from application.congresses.audits import audit

        return audit(self, scope, call, kinds=kinds, since=since, until=until)

    def board_changes(
        self, scope: Scope, call: Call, again: Callable[[], bool] = lambda: False
    ) -> Iterator[Board]:
        """Yield the board now, then each time that it has changed or that `again` says so.

        Raises Problem (unknown_campaign), StoreUnavailableError when the log is lost.
        """
        from application.congresses.following import board_changes

        return board_changes(self, scope, call, again)

    def standings(
        self,
        scope: Scope,
        call: Call,
        wanted: str,
        *,
        seconds: float | None = None,
        pulse: Callable[[], object] = lambda: None,
    ) -> Iterator[WaitStanding]:
        """Yield how a branch stands now and after each change, until it reaches a state.

        Raises Problem (not_reached, never_reached, unknown_branch, ambiguous_branch,
        unknown_campaign), StoreUnavailableError when the log is lost.
        """
        from application.congresses.following import standings

        return standings(self, scope, call, wanted, seconds=seconds, pulse=pulse)

    def resolved(self, scope: Scope, call: Call, *, named: bool = True) -> Scope:
        """Return a scope with a full address, for questions that want one.

        Raises Problem (unknown_branch, ambiguous_branch, unknown_campaign, several_campaigns).
        """
        from application.congresses.addresses import resolved

        return resolved(self, scope, call, named=named)
