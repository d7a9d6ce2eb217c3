"""The findings of an audit, gathered: those of one branch, or of all that was chosen."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Any

from console.answering import Chosen, not_found
from console.context import Branch, find_branch
from console.final import view_asked
from console.language import say
from console.refused import Attempt, refused
from console.views import progress
from engine.corrections import fold
from engine.reading import Reader
from engine.workflow import Entry, UnknownEventError
from event_store.clock import local_date, system_clock, written
from event_store.present import from_the_future
from workflows.audit.finding import Finding, Ground
from workflows.audit.findings import (
    attempted_on,
    in_order,
    of_attempt,
    of_branch,
    of_campaign,
    of_future,
    of_log,
    of_other,
)
from workflows.policy import Policy
from workflows.projections.progress import below
from workflows.projections.workdays import Workdays

SYSTEM = ("log", "person/")
"""What the log's own streams begin with."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked about: a branch, or a campaign and a committee's path; None is all.

    `as_of` and `known_at` are as they were given: a refused attempt has no day but that on which
    it was made, so nothing hides it by default.
    """

    branch: str | None
    chosen: Chosen
    as_of: str | None
    known_at: str | None


KNOWN = ("campaign", "congress")
"""The areas of which more is asked than what marks their entries bear."""


class Auditor:
    """Gathers the findings that are asked for from one log."""

    def __init__(self, reader: Reader, asked: Asked) -> None:
        self._reader = reader
        self._asked = asked
        self._above = reader.lifecycles.by_area["campaign"]
        self.view = view_asked(reader, asked.as_of, asked.known_at)
        """What the question is about; its day is today if none was given."""
        self._adopted = cache(self._policy_at)
        self._workdays = cache(Workdays)

    def findings(self) -> list[Finding]:
        """Return the findings in log order, refused attempts last; raises NotFoundError."""
        asked = self._asked
        if asked.branch is not None:
            branch = find_branch(self._reader, asked.branch, asked.chosen[0], self.view)
            found = list(self._of_branch(branch))
            found += self._future(branch.campaign, branch.key)
            attempts = self._attempts({branch.campaign}, branch.key)
        else:
            campaigns: set[str] = set()
            with progress(self.view.upto, say("auditing", "đang soát xét")) as bar:
                found = list(self._of_all(campaigns, bar))
                if not any(asked.chosen):
                    found += of_log(self._system(), self._ground(None), self._latest())
                if bar is not None:  # what was not chosen is not gone through
                    bar.update(bar.length - bar.pos)
            found += self._future(*asked.chosen[:1])
            attempts = self._attempts(campaigns if any(asked.chosen) else None, None)
        return in_order([*found, *attempts])

    def _of_branch(self, branch: Branch) -> Iterator[Finding]:
        entries = self._reader.entries(self._above, branch.campaign, upto=self.view.upto)
        ground = self._ground(fold(self._above, entries, self.view.as_of))
        yield from of_campaign(entries, ground, branch.key)
        yield from of_branch(branch.workflow, branch.entries(), ground)
        for own in self._of_others(branch.campaign, branch.key):
            yield from of_other(own, ground)

    def _of_all(self, campaigns: set[str], bar: Any) -> Iterator[Finding]:
        """Yield the findings of the campaigns chosen, whose keys are added to `campaigns`."""
        step: Callable[[int], None] = (lambda _: None) if bar is None else bar.update
        branches = self._reader.lifecycles.by_area["congress"]
        for key, entries, root in self._chosen():
            campaigns.add(key)
            ground = self._ground(root)
            yield from of_campaign(entries, ground)
            step(len(entries))
            for _, own in self._reader.readable_below(branches, key, upto=self.view.upto):
                yield from of_branch(branches, own, ground)
                step(len(own))
            for other in self._of_others(key):
                yield from of_other(other, ground)
                step(len(other))
        if not campaigns and any(self._asked.chosen):
            not_found(self._asked.chosen)

    def _of_others(self, campaign: str, branch: str | None = None) -> Iterator[list[Entry]]:
        """Yield the streams of a campaign, or of a branch, that are of other lifecycles."""
        reader = self._reader
        for workflow in reader.lifecycles.workflows:
            if workflow.area in KNOWN or workflow.address[0] != "campaign":
                continue
            for stream, _ in reader.log.streams(workflow.stream(campaign, "")):
                keys = stream.split("/")[1:]
                if branch in (None, *keys[1:2]):
                    try:
                        yield reader.entries(workflow, *keys, upto=self.view.upto)
                    except UnknownEventError as error:
                        reader.leave_out(error)

    def _chosen(self) -> Iterator[tuple[str, list[Entry], Any]]:
        campaign, path = self._asked.chosen
        for (key,) in self._reader.keys(self._above):
            if campaign not in (None, key):
                continue
            entries = self._reader.entries(self._above, key, upto=self.view.upto)
            root = fold(self._above, entries, self.view.as_of)
            if entries and below(root.path(), path):
                yield key, entries, root

    def _system(self) -> list[Entry]:
        """Return the entries of the log itself and of persons, in the order of the log."""
        log = self._reader.log
        found = chain.from_iterable(map(log.scan_streams, SYSTEM))
        known = [entry for entry in found if entry["position"] <= self.view.upto]
        return sorted(known, key=lambda entry: int(entry["position"]))

    def _future(self, campaign: str | None = None, branch: str | None = None) -> list[Finding]:
        """Return the first entry from the future, if it is of what was asked about."""
        first = from_the_future(self._reader.log)
        if first is None or first[0] > self.view.upto:
            return []
        found = of_future(self._reader.log.entry(first[0]), self._ground(None))
        asked = campaign in (None, found.campaign) and branch in (None, found.branch)
        return [found] if asked else []

    def _latest(self) -> str | None:
        """Return the time after which nothing can have been recorded; None for a day asked for."""
        real = self._asked.as_of is None and not self._reader.log.simulation
        return written(system_clock()) if real else None

    def _attempts(self, campaigns: set[str] | None, branch: str | None) -> Iterator[Finding]:
        """Yield the refused attempts on some campaigns, or one branch; None is all."""

        def wanted(kept: Attempt) -> bool:
            named = campaigns is None or kept.get("campaign") in campaigns
            return named and branch in (None, attempted_on(kept)) and self._was_made(kept)

        for kept in refused(self._reader, wanted):
            yield of_attempt(kept, kept["reasons"], local_date(kept["at"]))

    def _was_made(self, kept: Attempt) -> bool:
        """Say whether an attempt was made by the day and by the time asked about."""
        as_of, known_at = self._asked.as_of, self._asked.known_at
        by_day = as_of is None or local_date(kept["at"]) <= as_of
        return by_day and (known_at is None or kept["at"] <= known_at)

    def _ground(self, root: Any) -> Ground:
        policy: Policy | None = None if root is None else self._reader.policy(root)
        workdays = None if policy is None else self._workdays(policy)
        return Ground(self.view.as_of, policy, workdays, self._adopted, local_date)

    def _policy_at(self, position: int) -> Policy:
        """Return the policy that was adopted at a position of the log."""
        text = self._reader.log.entry(position)["data"]["policy"]["text"]
        policy: Policy = self._reader.lifecycles.parse_policy(text)
        return policy
