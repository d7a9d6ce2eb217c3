"""What the log already knows of a command's subject: what Enter stands for, what is wanted."""

from typing import Any

import click

from console.exit_codes import REFUSED
from console.failures import NotFoundError
from console.language import language
from engine.asking import possibilities
from engine.reading import Reader

HOPELESS = frozenset({"wrong_state", "not_active", "campaign_closed", "unknown_branch"})
"""Refusals that no answer to a question could change."""


class HopelessError(click.ClickException):
    """The command is refused whatever would be answered."""

    exit_code = REFUSED


class Known:
    """The subject of an envelope as it stands on record."""

    def __init__(self, reader: Reader, envelope: dict[str, Any]) -> None:
        self._reader = reader
        self._envelope = envelope
        address = {n: envelope[n] for n in reader.lifecycles.address if n in envelope}
        wanted, area = envelope["command"], envelope.get("area")
        self._row = next(
            row
            for row in possibilities(reader, address, language())
            if row["command"] == wanted and area in (None, row.get("area"))
        )

    def refuse_what_cannot_be(self) -> None:
        """Say at once that the command is not possible, before anything is asked."""
        hopeless = [r for r in self._row["reasons"] if r["code"] in HOPELESS]
        if not hopeless:
            return
        said = " ".join(reason["message"] for reason in hopeless)
        if any(reason["code"] == "unknown_branch" for reason in hopeless):
            raise NotFoundError(said)
        raise HopelessError(said)

    def papers(self) -> list[str]:
        """Return the kinds of papers that are still wanted."""
        return [need for need in self._row["needs"] if need != "documents"]

    def defaults(self) -> dict[str, str]:
        """Return what Enter stands for, by the name of a member."""
        lifecycles = self._reader.lifecycles
        policies = list(lifecycles.policies)
        found = {"policy": policies[0]} if len(policies) == 1 else {}
        if "branch" in self._envelope:
            found |= self._of_branch()
        return found

    def _of_branch(self) -> dict[str, str]:
        above = self._reader.lifecycles.by_area["campaign"]
        below = self._reader.lifecycles.by_area["congress"]
        view = self._reader.view("9999-12-31", None)
        campaign, branch = self._envelope["campaign"], self._envelope["branch"]
        root = self._reader.state(above, campaign, view=view)
        state = self._reader.state(below, campaign, branch, view=view)
        day = self._envelope.get("occurred_on") or self._reader.today()
        policy = self._reader.policy(root)
        agenda = root.agenda or (policy.agenda if policy is not None else ())
        roll = state.official_on(day, root.branches[branch].official)
        return {"official_on_roll": str(roll), "agenda_done": ",".join(agenda)}
