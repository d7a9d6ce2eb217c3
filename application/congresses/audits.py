"""Audits: what an auditor looks at first, in one branch or in all that was chosen."""

from __future__ import annotations

from collections import Counter
from functools import cache, partial
from itertools import chain
from typing import TYPE_CHECKING, Any

from application.attempts import check_kept, refused
from application.call import Notice
from application.congresses.addresses import find_branch
from application.congresses.audit_words import Words
from application.congresses.campaigns import unknown_campaign
from application.dates import shown_time
from application.reading import NOT_FINAL
from engine.corrections import fold
from engine.structs import Struct, field
from engine.workflow import UnknownEventError
from event_store.clock import local_date, normal
from event_store.present import from_the_future
from event_store.words import Text
from workflows.audit.finding import Ground
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
from workflows.audit.kinds import KINDS
from workflows.projections.progress import below
from workflows.projections.workdays import Workdays

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from application.application import Application
    from application.attempts import Attempt
    from application.call import Call, Step
    from application.congresses.addresses import Branch
    from application.reading import Reading
    from application.scope import Moment, Scope
    from engine.workflow import Entry
    from workflows.audit.finding import Finding
    from workflows.policy import Policy

KINDS_IN_ORDER = tuple(KINDS)
"""The kinds of findings, in the order in which auditors read their counts."""
AUDITING = Text("auditing", "đang soát xét")
SYSTEM = ("log", "person/")
"""What the log's own streams begin with."""
KNOWN = ("campaign", "congress")
"""The areas of which more is asked than what marks their entries bear."""


class Audit(Struct, frozen=True):
    """The findings at one moment, by position, refused attempts last.

    `kinds` are those that were asked for, in the order of `KINDS_IN_ORDER`.
    """

    moment: Moment
    kinds: tuple[str, ...]
    findings: list[Finding]
    words: Words
    left_out: Mapping[str, UnknownEventError] = field(default_factory=dict)
    """Streams that this program is too old to read."""

    def to_json(self) -> list[dict[str, Any]]:
        """Return the answer of `audit` by the command contract."""
        return [self._row(finding) for finding in self.findings]

    def summary(self) -> list[dict[str, Any]]:
        """Return how many there are of each kind, `{kind, label, count}`."""
        counts = Counter(finding.kind for finding in self.findings)
        return [
            {"kind": kind, "label": self.words.label(kind), "count": counts[kind]}
            for kind in self.kinds
        ]

    def _row(self, finding: Finding) -> dict[str, Any]:
        words = self.words
        rule = None if finding.rule is None else finding.rule.say(words.language)
        named = {"label": words.label(finding.kind), "what": words.what(finding)}
        return {**finding.as_row(rule), **named}


def audit(
    application: Application,
    scope: Scope,
    call: Call,
    *,
    kinds: Collection[str] = (),
    since: str | None = None,
    until: str | None = None,
) -> Audit:
    """Return the findings of a branch, a campaign, all below a committee, or the whole log.

    Only of some `kinds` (all by default), recorded within a span of time. A refused
    attempt has no day but that on which it was made: it is hidden only by a day that was given.
    Raises Problem (unknown_branch, ambiguous_branch, unknown_campaign), BadTimeError.
    """
    since, until = (None if time is None else normal(time) for time in (since, until))
    wanted = tuple(kind for kind in KINDS_IN_ORDER if kind in (kinds or KINDS))

    def ask(reading: Reading) -> Audit:
        if "attempt" in kinds:  # who asks for these alone would take none for an answer
            check_kept(reading.reader)
        found = [
            finding
            for finding in _Auditor(reading, scope, call).findings()
            if finding.kind in wanted and _was_recorded(finding, since, until)
        ]
        if scope.known_at is None and until is not None:
            _say_not_final(reading, until, call)
        words = Words(call.language, reading.reader.lifecycles.command_of)
        return Audit(reading.moment, wanted, found, words, reading.left_out)

    return application.at(scope, call, ask, *(("board",) if "branch" in scope.address else ()))


def _was_recorded(finding: Finding, since: str | None, until: str | None) -> bool:
    at = finding.recorded_at
    return (since is None or since <= at) and (until is None or at <= until)


def _say_not_final(reading: Reading, until: str, call: Call) -> None:
    if reading.reader.log.position_at(until) >= reading.moment.position:
        call.notice(Notice("not_final", NOT_FINAL, {"time": shown_time(until)}))


class _Auditor:
    """Gathers the findings that are asked for at one moment."""

    def __init__(self, reading: Reading, scope: Scope, call: Call) -> None:
        self._reading = reading
        self._reader = reading.reader
        self._scope = scope
        self._call = call
        self._upto = reading.moment.position
        self._as_of = reading.moment.as_of
        self._above = reading.workflow("campaign")
        self._adopted = cache(self._policy_at)
        self._workdays = cache(Workdays)

    def findings(self) -> list[Finding]:
        """Return the findings in log order, refused attempts last; raises Problem."""
        named = self._scope.address.get("branch")
        if named is None:
            return in_order(self._of_chosen())
        branch = find_branch(self._reading, named, self._scope.given("campaign"))
        return in_order(
            [
                *self._of_branch(branch),
                *self._future(branch.campaign, branch.key),
                *self._attempts({branch.campaign}, branch.key),
            ]
        )

    def _of_chosen(self) -> list[Finding]:
        campaign, path = self._scope.given("campaign"), self._scope.path
        chosen = campaign is not None or bool(path)
        campaigns: set[str] = set()
        with self._call.progress(AUDITING, self._upto) as step:
            found = list(self._of_campaigns(campaigns, _Steps(step, self._upto)))
        if chosen and not campaigns:
            unknown_campaign(self._reading, self._scope)
        if not chosen:
            found += of_log(self._system(), self._ground(None), self._latest())
        found += self._future(campaign)
        return [*found, *self._attempts(campaigns if chosen else None, None)]

    def _of_branch(self, branch: Branch) -> Iterator[Finding]:
        entries = self._reading.entries(self._above, branch.campaign)
        ground = self._ground(fold(self._above, entries, self._as_of))
        yield from of_campaign(entries, ground, branch.key)
        workflow = self._reading.workflow("congress")
        own = self._reading.entries(workflow, branch.campaign, branch.key)
        yield from of_branch(workflow, own, ground)
        for other in self._of_others(branch.campaign, branch.key):
            yield from of_other(other, ground)

    def _of_campaigns(self, campaigns: set[str], steps: _Steps) -> Iterator[Finding]:
        """Yield the findings of the campaigns chosen, whose keys are added to `campaigns`."""
        branches = self._reading.workflow("congress")
        for key, entries, root in self._chosen():
            campaigns.add(key)
            ground = self._ground(root)
            yield from of_campaign(entries, ground)
            steps.take(len(entries))
            for _, own in self._reader.readable_below(branches, key, upto=self._upto):
                yield from of_branch(branches, own, ground)
                steps.take(len(own))
            for other in self._of_others(key):
                yield from of_other(other, ground)
                steps.take(len(other))
        steps.finish()

    def _of_others(self, campaign: str, branch: str | None = None) -> Iterator[list[Entry]]:
        """Yield the streams of a campaign, or of a branch, that are of other lifecycles."""
        for workflow in self._reader.lifecycles.workflows:
            if workflow.area in KNOWN or workflow.address[0] != "campaign":
                continue
            for stream, _ in self._reader.log.streams(workflow.stream(campaign, ""), self._upto):
                keys = stream.split("/")[1:]
                if branch in (None, *keys[1:2]):
                    try:
                        yield self._reading.entries(workflow, *keys)
                    except UnknownEventError as error:
                        self._reader.leave_out(error)

    def _chosen(self) -> Iterator[tuple[str, list[Entry], Any]]:
        campaign, path = self._scope.given("campaign"), self._scope.path
        for (key,) in self._reading.keys(self._above):
            if campaign not in (None, key):
                continue
            entries = self._reading.entries(self._above, key)
            root = fold(self._above, entries, self._as_of)
            if entries and below(root.path(), path):
                yield key, entries, root

    def _system(self) -> list[Entry]:
        """Return the entries of the log itself and of persons, in the order of the log."""
        found = chain.from_iterable(map(self._reader.log.scan_streams, SYSTEM))
        known = [entry for entry in found if entry["position"] <= self._upto]
        return sorted(known, key=lambda entry: int(entry["position"]))

    def _future(self, campaign: str | None = None, branch: str | None = None) -> list[Finding]:
        """Return the first entry from the future, if it is of what was asked about."""
        first = from_the_future(self._reader.log)
        if first is None or first[0] > self._upto:
            return []
        found = of_future(self._reader.log.entry(first[0]), self._ground(None))
        asked = campaign in (None, found.campaign) and branch in (None, found.branch)
        return [found] if asked else []

    def _latest(self) -> str | None:
        """Return the time after which nothing can have been recorded; None for a day asked for."""
        real = self._scope.as_of is None and not self._reader.log.simulation
        return self._reader.now() if real else None

    def _attempts(self, campaigns: set[str] | None, branch: str | None) -> Iterator[Finding]:
        """Yield the refused attempts on some campaigns, or one branch; None is all."""
        wanted = partial(self._is_attempt_on, campaigns, branch)
        for attempt in refused(self._reader, self._call, wanted):
            yield _of_attempt(attempt)

    def _is_attempt_on(
        self, campaigns: set[str] | None, branch: str | None, kept: Mapping[str, Any]
    ) -> bool:
        named = campaigns is None or kept.get("campaign") in campaigns
        return named and branch in (None, attempted_on(kept)) and self._was_made(kept)

    def _was_made(self, kept: Mapping[str, Any]) -> bool:
        """Say whether an attempt was made by the day and by the time that were given."""
        as_of, known_at = self._scope.as_of, self._scope.known_at
        by_day = as_of is None or local_date(kept["at"]) <= as_of
        return by_day and (known_at is None or kept["at"] <= normal(known_at))

    def _ground(self, root: Any) -> Ground:
        policy: Policy | None = None if root is None else self._reader.policy(root)
        workdays = None if policy is None else self._workdays(policy)
        return Ground(self._as_of, policy, workdays, self._adopted, local_date)

    def _policy_at(self, position: int) -> Policy:
        """Return the policy that was adopted at a position of the log."""
        text = self._reader.log.entry(position)["data"]["policy"]["text"]
        policy: Policy = self._reader.lifecycles.parse_policy(text)
        return policy


class _Steps:
    """Counts what was gone through, so that the rest, which was not chosen, ends it."""

    def __init__(self, step: Step, total: int) -> None:
        self._step = step
        self._left = total

    def take(self, count: int) -> None:
        self._left -= count
        self._step(count)

    def finish(self) -> None:
        self._step(self._left)


def _of_attempt(attempt: Attempt) -> Finding:
    return of_attempt(attempt.kept, attempt.reasons, local_date(attempt.kept["at"]))
