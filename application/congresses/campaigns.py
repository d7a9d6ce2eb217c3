"""Which campaigns a scope is about."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from application.congresses.addresses import no_campaign_of_name
from workflows.projections.progress import below, counts_of

if TYPE_CHECKING:
    from application.reading import Reading
    from application.scope import Scope
    from engine.projection import Rows


def unknown_campaign(scope: Scope) -> NoReturn:
    """Say that what was named is not on record; raises Problem."""
    no_campaign_of_name(scope.given("campaign") or scope.path or "")


def check_named(board: Rows, scope: Scope) -> None:
    """Refuse what names nothing that the board counts; raises Problem."""
    if not (campaign := scope.given("campaign")) and not scope.path:
        return
    if counts_of(board, campaign, scope.path) is None:
        unknown_campaign(scope)


def roots(reading: Reading, scope: Scope) -> list[str] | None:
    """Return the campaigns of a scope at the moment; None is all."""
    campaign, path = scope.given("campaign"), scope.path
    if campaign is None and not path:
        return None
    workflow, reader = reading.workflow("campaign"), reading.reader
    known = [key for (key,) in reader.keys(workflow) if campaign in (None, key)]
    if not path:
        return known
    return [
        key for key in known if below(reader.state(workflow, key, view=reading.view).path(), path)
    ]
