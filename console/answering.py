"""What an audit or an export is about: a campaign, or all below a committee."""

from typing import NoReturn

from application.congresses.campaigns import unknown_campaign
from application.scope import Scope

Chosen = tuple[str | None, str | None]
"""A campaign and a committee's path; None is all."""


def not_found(chosen: Chosen) -> NoReturn:
    """Say that what was named is not on record; raises Problem."""
    unknown_campaign(Scope({"campaign": chosen[0] or ""}, chosen[1]))
