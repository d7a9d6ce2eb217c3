"""Which campaigns a scope is about."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, NoReturn

from application.congresses.addresses import known_campaigns
from application.log_entries import Query
from application.problems import Problem
from application.scope import Scope
from engine.workflow import UnknownEventError
from event_store.words import Text
from workflows.projections.progress import below, counts_of

if TYPE_CHECKING:
    from application.call import Call
    from application.congresses.congresses import Congresses
    from application.reading import Reading
    from engine.projection import Rows


NONE_BELOW = Text(
    "No campaign lies below the committee '{path}'. See 'congress status'.",
    "Không có đợt đại hội nào thuộc cấp ủy '{path}'. Xem 'congress status'.",
)


def unknown_campaign(reading: Reading, scope: Scope) -> NoReturn:
    """Say that what was named is not on record; raises Problem (unknown_campaign)."""
    campaign = scope.given("campaign")
    if campaign is not None:
        known_campaigns(reading, campaign)
    raise Problem("unknown_campaign", NONE_BELOW, {"path": scope.path or ""})


def check_named(reading: Reading, board: Rows, scope: Scope) -> None:
    """Refuse what names nothing that the board counts; raises Problem."""
    if not (campaign := scope.given("campaign")) and not scope.path:
        return
    if counts_of(board, campaign, scope.path) is None:
        unknown_campaign(reading, scope)


def check_on_record(application: Congresses, scope: Scope, call: Call) -> None:
    """Refuse an address or a path that is misspelled: a reader would wait for it for ever.

    Raises Problem (unknown_branch, unknown_campaign). What a newer program recorded of campaigns
    says nothing of a path, and is for the question itself.
    """
    if scope.address:
        next(application.entries(Scope(scope.address), Query(), call), None)
    if not scope.path:
        return
    with suppress(UnknownEventError):
        found = application.campaigns(Scope(), call)
        if not any(below(each.path, scope.path) for each in found):
            raise Problem("unknown_campaign", NONE_BELOW, {"path": scope.path})


def roots(reading: Reading, scope: Scope) -> list[str] | None:
    """Return the campaigns of a scope at the moment; None is all."""
    campaign, path = scope.given("campaign"), scope.path
    if campaign is None and not path:
        return None
    workflow, reader = reading.workflow("campaign"), reading.reader
    known = [key for (key,) in reading.keys(workflow) if campaign in (None, key)]
    if not path:
        return known
    return [
        key for key in known if below(reader.state(workflow, key, view=reading.view).path(), path)
    ]
