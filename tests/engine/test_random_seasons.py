"""Random seasons: whatever is asked in whatever order, the record keeps its laws."""

import os
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from application.congresses.packaged import lifecycles
from engine.corrections import fold
from engine.replay import check, picture
from engine.results import Result
from tests.engine import wild
from tests.engine.laws import broken, local_day
from tests.engine.synthetic import (
    CAMPAIGN,
    OVERRIDE,
    Envelope,
    Script,
    new_engine,
    open_season,
    said,
)

ROLLS = {"TDP-01": 10, "TDP-02": 4, "TDP-03": 9}
SEARCHING = bool(os.environ.get("CONGRESS_SEARCH"))
"""Set it to look for new seasons, and longer; otherwise the same ones are played every time."""

branches = st.sampled_from(sorted(ROLLS))
back = st.sampled_from([0, 0, 0, 0, 0, -1, -2, -9, 1])
overriding = st.sampled_from([None, None, None, OVERRIDE, {"reason": "một nửa"}])


class Season(RuleBasedStateMachine):
    """An operator who tries everything, on a simulation in memory."""

    def __init__(self) -> None:
        super().__init__()
        self.engine = new_engine()
        self.days = wild.Days()
        self.number = 0
        self.accepted: list[Envelope] = []
        script = Script()
        open_season(script, ROLLS)
        for envelope in script.commands:
            assert self.engine.advance(envelope).outcome == "accepted"

    def ask(
        self,
        command: str,
        branch: str | None,
        data: Any,
        days_back: int = 0,
        override: Envelope | None = None,
        **more: Any,
    ) -> Result:
        """Send one command of the contract's form and look at what it left behind."""
        self.number += 1
        envelope: Envelope = {
            "command": command,
            "campaign": CAMPAIGN,
            "actor": "op:org-officer",
            "command_id": f"r-{self.number}",
            "recorded_at": self.days.time(),
            "data": data,
            **({} if branch is None else {"branch": branch}),
            **({"occurred_on": self.days.day(days_back)} if days_back else {}),
            **({} if override is None else {"override": override}),
            **more,
        }
        return self.send(envelope)

    def send(self, envelope: Any) -> Result:
        """Send anything; a refusal must leave nothing, an acceptance exactly one entry."""
        size, root = self.engine.log.size, self.engine.log.root()
        result = self.engine.advance(envelope)
        answer = said(result)
        if result.outcome == "accepted":
            assert [e["position"] for e in result.events] == [self.engine.log.size]
            assert self.engine.log.size == size + 1
            assert not result.reasons
            self.accepted.append(envelope)
        else:
            assert (self.engine.log.size, self.engine.log.root()) == (size, root)
            assert (result.outcome == "duplicate") != bool(answer["reasons"])
        return result

    @initialize(pilot=branches)
    def start(self, pilot: str) -> None:
        self.pilot = pilot
        self.ask("designate_pilot", None, {"branch": pilot})
        self.ask("invite_observers", None, {"branches": "all"})

    @rule(days=st.sampled_from([1, 1, 3, 40]))
    def time_passes(self, days: int) -> None:
        self.days.pass_(days)

    @rule(branch=branches, days_back=back, override=overriding, absent=st.integers(0, 5))
    def the_next_stage(
        self, branch: str, days_back: int, override: Envelope | None, absent: int
    ) -> None:
        state = self.state_of(branch)
        command, data = wild.next_stage(state, ROLLS[branch], absent, pilot=branch == self.pilot)
        if command == "hold" and data.get("basis") == "pilot_sitting":
            sat = state.day_of("pilot")
            self.ask(command, branch, data, override=override, occurred_on=sat)
        else:
            self.ask(command, branch, data, days_back, override)

    @rule(
        branch=branches, lots=st.lists(st.integers(0, 12), min_size=4, max_size=4), days_back=back
    )
    def a_ballot_in_order(self, branch: str, lots: list[int], days_back: int) -> None:
        data = wild.next_ballot(self.state_of(branch), ROLLS[branch], lots)
        self.ask("record_ballot", branch, data, days_back)

    @rule(
        branch=branches,
        asked=wild.facts(),
        days_back=back,
        override=overriding,
        version=st.sampled_from([None, None, None, 0, 1, 2]),
    )
    def a_fact(
        self,
        branch: str,
        asked: tuple[str, Any],
        days_back: int,
        override: Envelope | None,
        version: int | None,
    ) -> None:
        more = {} if version is None else {"expected_version": version}
        before = self.engine.log.version(f"congress/{CAMPAIGN}/{branch}")
        result = self.ask(asked[0], branch, asked[1], days_back, override, **more)
        if version not in (None, before):
            assert result.outcome in ("refused", "invalid")

    @rule(asked=wild.campaign_facts(sorted(ROLLS)), days_back=back, override=overriding)
    def a_campaign_command(
        self, asked: tuple[str, Any], days_back: int, override: Envelope | None
    ) -> None:
        self.ask(asked[0], None, asked[1], days_back, override)

    @rule(branch=st.sampled_from([None, *sorted(ROLLS)]), asked=wild.corrections())
    def a_correction(self, branch: str | None, asked: tuple[str, Any, int]) -> None:
        command, data, lot = asked
        stream = f"campaign/{CAMPAIGN}" if branch is None else f"congress/{CAMPAIGN}/{branch}"
        entries = self.engine.log.stream(stream)
        target = entries[lot % len(entries)]["position"] if entries else lot
        self.ask(command, branch, {**data, "target_position": target})

    @rule(envelope=wild.envelopes())
    def nonsense(self, envelope: Any) -> None:
        self.send(envelope)

    @precondition(lambda self: self.accepted)
    @rule(lot=st.integers(0, 10**6), late=st.booleans())
    def the_same_again(self, lot: int, late: bool) -> None:
        envelope = self.accepted[lot % len(self.accepted)]
        if not isinstance(envelope.get("command_id"), str):
            return
        again = {**envelope, "expected_version": 77} if late else envelope
        assert self.send(again).outcome == "duplicate"
        other = self.send({**envelope, "actor": "op:somebody-else"})
        assert [reason.code for reason in other.reasons] == ["command_id_reused"]

    @rule(branch=branches, asked=st.lists(wild.facts(), min_size=1, max_size=4))
    def a_rehearsal(self, branch: str, asked: list[tuple[str, Any]]) -> None:
        size, root = self.engine.log.size, self.engine.log.root()
        envelopes = [
            {
                "command": command,
                "campaign": CAMPAIGN,
                "branch": branch,
                "actor": "op:org-officer",
                "recorded_at": self.days.time(),
                "data": data,
            }
            for command, data in asked
        ]
        with self.engine.session(dry_run=True) as session:
            rehearsed = [said(session.advance(envelope)) for envelope in envelopes]
        assert (self.engine.log.size, self.engine.log.root()) == (size, root)
        with self.engine.session() as session:
            assert [said(session.advance(envelope)) for envelope in envelopes] == rehearsed

    def state_of(self, branch: str) -> Any:
        workflow = lifecycles().by_area["congress"]
        stream = workflow.stream(CAMPAIGN, branch)
        return fold(workflow, [workflow.lift(e) for e in self.engine.log.stream(stream)])

    @invariant()
    def the_last_entry_is_not_from_tomorrow(self) -> None:
        last = self.engine.log.entry(self.engine.log.size)
        assert last["recorded_at"] <= self.days.utc()
        assert last.get("occurred_on", "") <= local_day(last["recorded_at"])

    def teardown(self) -> None:
        """Read the whole log by other code, and fold it from nothing."""
        log = self.engine.log
        faults = broken(log.scan())
        assert not faults, faults
        differences = list(check(log, lifecycles()))
        assert not differences, differences
        with log.write() as transaction:
            self.engine.states.begin(transaction.mark)
            for workflow in lifecycles().workflows:
                for stream, _ in log.streams(f"{workflow.area}/"):
                    kept = self.engine.states.load(transaction, workflow, stream)
                    entries = [workflow.lift(entry) for entry in log.stream(stream)]
                    folded = fold(workflow, entries)
                    assert picture(kept) == picture(folded), stream


TestRandomSeasons = Season.TestCase
TestRandomSeasons.settings = settings(
    max_examples=400 if SEARCHING else 40,
    stateful_step_count=80 if SEARCHING else 50,
    derandomize=not SEARCHING,
    database=None,
    deadline=None,
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
)
