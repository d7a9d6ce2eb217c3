"""What an entry shows by itself: overrides, late entries, corrections, annulments. Synthetic."""

from pathlib import Path

import pytest

from event_store.log import Draft, Log
from tests.auditing.record import audited, by_day, kinds, of_kind, only, recorded
from tests.reading.program import LANGUAGES
from tests.season import commands as c
from tests.season.cases import POLICY
from tests.season.commands import DECISION, LARGE, PILOT, SMALL
from tests.season.season import policy_text, ruled_by
from tests.season.stories import amended, finished, follower_until, opened, sat, voided
from workflows.audit.finding import Ground
from workflows.audit.findings import of_campaign
from workflows.audit.kinds import KINDS, OVERRIDDEN
from workflows.policy import parse_policy
from workflows.wordings import FLAGS, WORDINGS


def test_clean_season_shows_ballots_in_custody_and_nothing_else(clean: Path) -> None:
    assert kinds(clean) == ["ballot_custody"]


@pytest.mark.parametrize("code", POLICY)
def test_rule_that_was_overridden_is_told_with_its_decision_and_source(
    code: str, log: Path
) -> None:
    story, command = POLICY[code]
    season = recorded(log, story)
    assert isinstance(command, dict)
    season.when(c.overridden(command))
    position = season.then_accepted().result.events[0]["position"]
    season.close()
    for language in LANGUAGES:
        found = [
            f
            for f in audited(log, "--kind", "override", CONGRESS_LANG=language)
            if f["position"] == position
        ]
        assert [f["code"] for f in found] == sorted(f["code"] for f in found)
        (one,) = [f for f in found if f["code"] == code]
        assert {name: one[name] for name in DECISION} == DECISION
        assert one["rule"] == source(code, language)
        assert OVERRIDDEN[code].say("vi" if language == "vi" else "en") in one["what"]


def source(code: str, language: str) -> str:
    """What a rule stands on, by the policy of the season."""
    return parse_policy(policy_text()).sources[code].say("vi" if language == "vi" else "en")


def test_every_rule_that_can_be_overridden_has_a_name() -> None:
    wordings_only = {
        "issued", "collected", "valid_and_invalid", "votes_each", "votes_all", "secretary_rounds",
    }  # fmt: skip
    policy = {code for code, wording in WORDINGS.items() if wording.kind == "policy"}
    assert set(OVERRIDDEN) == (policy - wordings_only) | {"ballots_do_not_add_up"}
    assert set(FLAGS) <= set(KINDS)


def test_entry_recorded_late_is_told_with_the_days_between(log: Path) -> None:
    season = recorded(log, *by_day(follower_until("lessons_learned")))
    season.later("2017-08-29")
    at = season.when(c.hold()).then_accepted("backdated").result.events[0]["position"]
    season.close()
    found = only(log, "backdated")
    assert (found["position"], found["days_between"]) == (at, 9)
    assert (found["occurred_on"], found["recorded_on"]) == ("2017-08-20", "2017-08-29")
    assert (found["branch"], found["actor"]) == (LARGE, "op:org-officer")
    assert found["what"] == "hold the congress, recorded 9 days later"


def test_report_that_came_late_is_told_with_the_day_it_was_due(log: Path) -> None:
    season = recorded(log, *follower_until("officers_elected"), c.report(on="2017-09-08"))
    at = season.position("congress.reported")
    season.close()
    found = only(log, "reported_late")
    assert (found["position"], found["due_on"]) == (at, "2017-08-29")
    assert (found["working_days"], found["state"]) == (-7, "settled_late")
    assert only(log, "reported_late", LARGE) == found


def test_report_whose_day_turns_out_to_be_late_is_told_at_its_amendment(log: Path) -> None:
    """Recorded on 11 September as of 25 August; it was handed in on the 8th."""
    season = recorded(log, *follower_until("officers_elected"))
    season.later("2017-09-11").given(c.report(on="2017-08-25"))
    report = season.position("congress.reported")
    season.given(amended("congress.reported", "occurred_on", "2017-09-08", on="2017-09-11"))
    at = season.position("congress.entry_amended")
    season.close()
    found = only(log, "reported_late")
    assert (found["position"], found["target"]) == (at, report)
    assert (found["due_on"], found["working_days"]) == ("2017-08-29", -7)
    assert found["detail"]["reported_on"] == "2017-09-08"


def test_amendment_stands_beside_its_original(log: Path) -> None:
    season = recorded(
        log, *follower_until("planned"), amended("congress.planned", "place", "hall")
    )
    original, at = (season.position(f"congress.{t}") for t in ("planned", "entry_amended"))
    season.close()
    found = only(log, "amended")
    assert (found["position"], found["target"]) == (at, original)
    assert (found["detail"]["field"], found["detail"]["value"]) == ("place", "hall")
    assert (found["detail"]["was"], found["reason"]) == (None, "copied wrongly")
    assert f"({original}): place – → hall" in found["what"]
    assert of_kind(log, "redated") == []


def test_amendment_of_a_day_is_a_late_entry_in_disguise(log: Path) -> None:
    """Recorded on 10 July; in September its day is said to have been 4 July."""
    story = by_day(follower_until("planned"))
    season = recorded(log, *story, amended("congress.planned", "occurred_on", "2017-07-04"))
    at = season.position("congress.entry_amended")
    season.close()
    found = only(log, "redated")
    assert (found["position"], found["days_between"]) == (at, 59)
    assert found["detail"]["was"] == "2017-07-10"
    assert kinds(log) == ["amended", "ballot_custody", "redated"]


def test_void_stands_beside_its_original_and_both_know_of_each_other(log: Path) -> None:
    season = recorded(log, *follower_until("lessons_learned"))
    season.when(c.overridden(c.hold(agenda_done=[]))).then_accepted()
    season.when(voided("congress.held")).then_accepted()
    original, at = (season.position(f"congress.{t}") for t in ("held", "entry_voided"))
    season.close()
    found = only(log, "voided")
    assert (found["position"], found["target"]) == (at, original)
    assert (found["detail"]["occurred_on"], found["reason"]) == ("2017-08-20", "copied wrongly")
    overridden = only(log, "override")
    assert (overridden["position"], overridden["voided_by"]) == (original, at)


def test_entry_that_was_amended_says_so_until_the_amendment_is_voided(log: Path) -> None:
    season = recorded(log, *follower_until("lessons_learned"))
    season.when(c.overridden(c.hold(agenda_done=[]))).then_accepted()
    season.when(amended("congress.held", "counting_board", ["m-903"])).then_accepted()
    at = season.position("congress.entry_amended")
    assert only(log, "override")["amended_by"] == [at]
    season.when(voided("congress.entry_amended")).then_accepted()
    season.close()
    assert only(log, "override")["amended_by"] == []
    assert only(log, "amended")["voided_by"] == only(log, "voided")["position"]


@pytest.mark.parametrize(("what", "taken"), [("election", 4), ("congress", 5)])
def test_annulment_names_what_it_takes_the_effect_from(what: str, taken: int, log: Path) -> None:
    season = recorded(log, *follower_until("officers_elected"), c.annul(what))
    at = season.position(f"congress.{what}_annulled")
    first = season.position("congress.held") + (what == "election")
    season.close()
    found = only(log, f"{what}_annulled")
    assert {name: found[name] for name in DECISION} == DECISION
    assert (found["position"], len(found["detail"]["annulled"])) == (at, taken)
    assert found["detail"]["annulled"][0] == first
    assert [f["annulled_by"] for f in of_kind(log, "ballot_custody", LARGE)] == [at]


def test_declined_office_failed_quorum_and_refused_approval_are_told(log: Path) -> None:
    season = recorded(log, *follower_until("planned", SMALL), *finished_of_large())
    season.when(c.fact("fail_quorum", SMALL, convened=8, present=3)).then_accepted()
    refusal = c.fact("refuse_approval", on="2017-09-01", document="9-QĐ/ĐU", reason="hồ sơ")
    season.when(refusal).then_accepted()
    season.when(c.decline("deputy", "m-002", on="2017-09-02")).then_accepted()
    season.close()
    assert only(log, "quorum_failed")["detail"] == {"convened": 8, "present": 3, "quorum": 6}
    refused = only(log, "approval_refused")
    assert (refused["document"], refused["reason"]) == ("9-QĐ/ĐU", "hồ sơ")
    declined = only(log, "office_declined")
    assert declined["detail"] == {"post": "deputy", "ref": "m-002"}
    assert (declined["branch"], declined["reason"]) == (LARGE, "health")


def finished_of_large() -> list[c.Envelope]:
    """What follows for the large branch once the gate is open."""
    stages = [c.plan(LARGE), c.learn(LARGE), c.hold(), c.committee(), c.secretary(), c.deputy()]
    return [*stages, c.elect(), c.report()]


def test_stage_past_a_gate_that_closed_later_is_told(log: Path) -> None:
    season = recorded(log, *follower_until("lessons_learned"), c.withdraw(), c.hold())
    at = season.position("congress.held")
    season.close()
    assert only(log, "gate_closed_later")["position"] == at


def test_small_committee_is_told(log: Path) -> None:
    season = recorded(log, *sat(), c.committee({"m-001": 11, "m-002": 10}, seats=2))
    at = season.position("congress.ballot_recorded")
    season.close()
    assert only(log, "committee_small")["position"] == at


def test_year_without_a_calendar_is_told(log: Path) -> None:
    changed = [
        c.restamped(step, occurred_on="2017-12-28")
        if step["command"] in ("hold", "record_ballot", "elect") and step.get("branch") == LARGE
        else step
        for step in follower_until("officers_elected")
    ]
    season = recorded(log, *changed, c.report(on="2018-01-03"))
    at = season.position("congress.reported")
    season.close()
    assert only(log, "calendar_missing")["position"] == at


def test_mark_of_the_campaign_is_told_with_the_branch_it_names(log: Path) -> None:
    season = recorded(log, *opened(), c.designate())
    season.when(c.overridden(c.designate(LARGE))).then_accepted()
    at = season.position("campaign.pilot_designated", None)
    season.close()
    for words in ((), (LARGE,)):
        found = only(log, "override", *words)
        assert (found["position"], found["branch"]) == (at, LARGE)
    assert of_kind(log, "override", PILOT) == []


def test_registration_that_was_amended_is_told_to_who_asks_about_the_branch(log: Path) -> None:
    amendment = amended("campaign.branch_registered", "official", 9, None, "2017-07-03")
    recorded(log, *opened(), amendment).close()
    found = only(log, "amended", SMALL)
    assert (found["branch"], found["detail"]["was"], found["detail"]["value"]) == (SMALL, 8, 9)
    assert of_kind(log, "amended", LARGE) == []


def test_other_rules_under_the_same_name_are_told(log: Path) -> None:
    season = recorded(log, *opened())
    season.under(ruled_by(policy_text(backdated_after_days="30"))).when(c.designate())
    at = season.then_accepted().log.size - 1
    season.close()
    found = only(log, "rules_changed")
    assert (found["position"], found["target"]) == (at, 2)
    assert found["detail"]["changed"] == ["vn-2017"]
    assert of_kind(log, "rules_changed", "--campaign", c.CAMPAIGN) == []


def test_erased_name_is_told_with_its_authority(log: Path) -> None:
    decision = {"authority": "district committee", "document": "7-QĐ", "reason": "asked for"}
    with Log.create(log, simulation=True) as opened_log, opened_log.write() as tx:
        time, _ = tx.now("2017-08-01T08:00:00+07:00")
        erased = Draft(
            actor="op:keeper", stream="person/m-014", type="person.erased", data=decision
        )
        tx.append_system(erased, recorded_at=time)
    found = only(log, "person_erased")
    assert {name: found[name] for name in decision} == decision
    assert (found["position"], found["stream"], found["what"][:5]) == (2, "person/m-014", "m-014")
    assert audited(log, "--as-of", "2017-07-31") == []


def test_clock_that_was_behind_is_told(log: Path) -> None:
    from tests.event_store.conftest import Wound

    clock = Wound()
    with Log.create(log, clock=clock, accept_clock=True) as opened_log:
        clock.wind(-60)
        with opened_log.write() as tx:
            time, _ = tx.now()
            added = Draft(actor="log", stream="log", type="log.key_added", data=KEY)
            tx.append_system(added, recorded_at=time)
    assert only(log, "clock_behind", "--as-of", "9999-12-31")["position"] == 2


KEY = {"name": "congress.local/log", "vkey": "congress.local/log+00000000+AA=="}


def test_mark_of_a_later_program_is_not_passed_over() -> None:
    entry = {
        "position": 9, "stream": "campaign/ward", "version": 1, "type": "campaign.suspended",
        "type_version": 1, "actor": "op:a", "occurred_on": "2017-08-01", "rules": 2,
        "recorded_at": "2017-08-01T08:00:00.000000Z", "command": {"n": 1, "of": 1},
        "data": {"reason": "flood"}, "flags": ["of_tomorrow"],
    }  # fmt: skip
    ground = Ground("2017-08-01", None, None, lambda _: None, lambda time: time[:10])
    (found,) = of_campaign([entry], ground)
    assert (found.kind, found.code, found.position) == ("other_flag", "of_tomorrow", 9)


def test_whole_season_is_found_in_both_languages(demonstration: Path) -> None:
    english, vietnamese = (audited(demonstration, CONGRESS_LANG=each) for each in ("en", "vi"))
    same = ("position", "kind", "code", "detail", "due_on", "state", "reason")
    for one, other in zip(english, vietnamese, strict=True):
        if one["kind"] != "attempt":
            assert [one[name] for name in same] == [other[name] for name in same]
        assert one["label"] != other["label"]


def test_finished_season_has_no_more_findings_for_being_closed(log: Path) -> None:
    recorded(log, *by_day(finished()), c.close()).close()
    assert kinds(log, "--as-of", "2017-09-01") == ["ballot_custody"]


def test_a_rule_is_told_as_the_policy_had_it_that_decided(log: Path) -> None:
    season = recorded(log, *follower_until("lessons_learned"))
    source = '[sources.agenda_incomplete]\nen = "'
    newer = policy_text().replace(source, source + "newer ")
    overriding = c.overridden(c.hold(agenda_done=[]))
    season.under(ruled_by(newer)).when(overriding).then_accepted()
    season.close()
    assert only(log, "override")["rule"].startswith("newer ")
