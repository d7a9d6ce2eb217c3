"""How an audit is asked: of whom, by when, known when, of which kind, in which form. Synthetic."""

import json
from pathlib import Path

import pytest

from tests.auditing.record import Recorded, audited, kinds, of_kind, only, recorded
from tests.reading.program import LANGUAGES, answer, congress
from tests.season import commands as c
from tests.season.commands import CAMPAIGN, LARGE, PILOT, SMALL
from tests.season.stories import amended, follower_until, gate_open, opened, voided
from workflows.audit.kinds import KINDS

OTHER = "bo-de-2017"
MEMBERS = {
    "kind", "code", "position", "stream", "type", "campaign", "branch", "occurred_on",
    "recorded_at", "recorded_on", "days_between", "actor", "authority", "document", "reason",
    "rule", "target", "detail", "due_on", "working_days", "state", "amended_by", "voided_by",
    "annulled_by", "label", "what",
}  # fmt: skip


@pytest.fixture
def season(log: Path) -> Recorded:
    """The large branch's congress was entered late, voided, and something was refused."""
    season = recorded(log, *follower_until("lessons_learned"))
    season.later("2017-08-29").given(c.hold())
    season.given(voided("congress.held", on="2017-09-02"))
    season.when(c.elect(on="2017-09-03")).then_refused("wrong_state")
    season.close()
    return season


def test_findings_come_in_the_order_of_the_log_and_attempts_last(season: Recorded) -> None:
    found = audited(season.path)
    positions = [row["position"] for row in found]
    assert positions[-1:] == [None]
    assert positions[:-1] == sorted(positions[:-1])
    assert {frozenset(row) for row in found} == {frozenset(MEMBERS)}


def test_refused_attempt_is_told_with_every_reason(season: Recorded) -> None:
    found = only(season.path, "attempt")
    assert (found["position"], found["branch"], found["code"]) == (None, LARGE, "wrong_state")
    assert (found["recorded_on"], found["actor"]) == ("2017-09-03", "op:org-officer")
    assert [reason["code"] for reason in found["detail"]["reasons"]] == ["wrong_state"]
    table = congress(season.path, "audit", "--kind", "attempt").stdout
    assert table.splitlines()[-1].startswith("–    TDP-01  refused attempt")


@pytest.mark.parametrize(
    ("words", "hidden"),
    [
        (("--as-of", "2017-08-19"), {"voided", "attempt"}),
        (("--known-at", "2017-08-28"), {"voided", "attempt"}),
        (("--known-at", "2017-09-02"), {"attempt"}),
        (("--as-of", "2017-09-02"), {"attempt"}),
        ((), set()),
    ],
)
def test_what_had_not_happened_and_what_was_not_known_is_not_told(
    words: tuple[str, ...], hidden: set[str], season: Recorded
) -> None:
    assert set(kinds(season.path)) - set(kinds(season.path, *words)) == hidden


def test_entry_is_not_yet_voided_where_that_was_not_known(season: Recorded) -> None:
    late = [f for f in of_kind(season.path, "backdated", LARGE) if f["type"] == "congress.held"]
    assert [f["voided_by"] is None for f in late] == [False]
    known = of_kind(season.path, "backdated", LARGE, "--known-at", "2017-09-01")
    assert [f["voided_by"] for f in known if f["type"] == "congress.held"] == [None]


def test_correction_acts_on_all_days_on_which_its_original_stood(season: Recorded) -> None:
    """The void of 2 September is told as of 20 August: that day's state follows from it."""
    assert len(of_kind(season.path, "voided", "--as-of", "2017-08-20")) == 1
    assert of_kind(season.path, "voided", "--as-of", "2017-08-19") == []


def test_day_that_was_corrected_counts_from_its_new_day(log: Path) -> None:
    """The report of 8 September, late, turns out to be of 7 September."""
    story = [*follower_until("officers_elected"), c.report(on="2017-09-08")]
    recorded(
        log, *story, amended("congress.reported", "occurred_on", "2017-09-07", on="2017-09-09")
    )
    assert of_kind(log, "reported_late", "--as-of", "2017-09-06") == []
    assert only(log, "reported_late", "--as-of", "2017-09-07")["occurred_on"] == "2017-09-08"


@pytest.mark.parametrize(
    ("words", "count"),
    [
        (("--since", "2017-08-29", "--until", "2017-08-29"), 1),
        (("--since", "2017-09-02"), 2),
        (("--until", "2017-07-01"), 0),
        (("--kind", "voided", "--kind", "attempt"), 2),
    ],
)
def test_findings_can_be_asked_by_time_of_recording_and_by_kind(
    words: tuple[str, ...], count: int, season: Recorded
) -> None:
    assert len(audited(season.path, *words)) == count


@pytest.fixture
def two(log: Path) -> Path:
    """Two campaigns, each with a late pilot and something refused."""
    season = recorded(log, *gate_open())
    committee = {"id": "bo-de", "name": "Bồ Đề", "path": ["ha-noi", "gia-lam"]}
    for step in gate_open(committee=committee):
        season.given(c.restamped(step, campaign=OTHER))
    for campaign in (CAMPAIGN, OTHER):
        season.when(c.restamped(c.elect(), campaign=campaign)).then_turned_away()
    return season.close()


@pytest.mark.parametrize(
    ("words", "campaigns"),
    [
        ((), {CAMPAIGN, OTHER}),
        (("--campaign", OTHER), {OTHER}),
        (("--path", "ha-noi"), {CAMPAIGN, OTHER}),
        (("--path", "ha-noi/gia-lam/bo-de"), {OTHER}),
        ((f"{CAMPAIGN}/{PILOT}",), {CAMPAIGN}),
        ((PILOT, "--campaign", OTHER), {OTHER}),
    ],
)
def test_one_branch_one_campaign_or_all_below_a_committee(
    words: tuple[str, ...], campaigns: set[str], two: Path
) -> None:
    found = audited(two, *words)
    assert {row["campaign"] for row in found} == campaigns
    attempts = [row["campaign"] for row in found if row["kind"] == "attempt"]
    asked_of_branch = PILOT in "".join(words)
    assert sorted(attempts) == ([] if asked_of_branch else sorted(campaigns))
    if asked_of_branch:
        of_all = [row["type"] for row in found if row["branch"] != PILOT]
        bearing = {"campaign.lessons_session_held", "campaign.observers_invited"}
        assert set(of_all) <= bearing, "these name every branch"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("TDP-99",), 5, "There is no branch 'TDP-99'"),
        (("TDP-08",), 5, "is in several campaigns"),
        (("--campaign", "nowhere"), 5, "There is no campaign 'nowhere'"),
        (("--path", "hue"), 5, "No campaign lies below the committee 'hue'"),
        (("TDP-08", "--path", "ha-noi"), 2, "not both"),
        (("--kind", "murder"), 2, "'murder' is not one of"),
        (("--as-of", "soon"), 2, "'soon' is no date"),
        (("--since", "soon"), 2, "'soon' is no date"),
    ],
)
def test_what_cannot_be_answered_is_said(
    words: tuple[str, ...], code: int, said: str, two: Path
) -> None:
    done = congress(two, "audit", *words)
    assert (done.returncode, done.stdout) == (code, "")
    assert said in done.stderr


def test_log_that_is_missing_is_not_found(log: Path) -> None:
    assert congress(log, "audit").returncode == 5


@pytest.mark.parametrize("language", LANGUAGES)
def test_summary_says_plainly_of_what_nothing_was_found(language: str, season: Recorded) -> None:
    table = congress(season.path, "audit", "--summary", CONGRESS_LANG=language).stdout
    lines = {line.split()[0]: line for line in table.splitlines()[2:]}
    nothing = {"en": "nothing found", "vi": "không có"}[language]
    assert list(lines) == list(KINDS)
    assert lines["appointed"].endswith(nothing)
    assert not lines["voided"].endswith(nothing)
    counts = {r["kind"]: r["count"] for r in answer(season.path, "audit", "--summary")}
    assert (counts["voided"], counts["appointed"], list(counts)) == (1, 0, list(KINDS))


def test_table_begins_with_the_day_and_how_many_of_each_kind(season: Recorded) -> None:
    lines = congress(season.path, "audit", "--known-at", "2017-09-02").stdout.splitlines()
    assert lines[0] == "Audit as of 2017-09-02, as known at 2017-09-02 23:59"
    assert "voided 1" in lines[1]
    assert "refused attempt" not in lines[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_said_that_nothing_was_found(language: str, log: Path) -> None:
    recorded(log, *opened()).close()
    said = {"en": "Nothing was found.", "vi": "Không phát hiện điều gì."}[language]
    done = congress(log, "audit", CONGRESS_LANG=language)
    assert done.stdout.splitlines()[1:] == [said]
    assert congress(log, "audit", SMALL, "-o", "json").stdout.strip() == "[]"
    assert congress(log, "audit", SMALL, "-o", "jsonl").stdout == ""


def test_vietnamese_name_of_the_command(season: Recorded) -> None:
    for name in ("soat-xet", "soát xét"):
        done = congress(season.path, name, "-o", "jsonl", CONGRESS_LANG="vi")
        labels = {json.loads(line)["label"] for line in done.stdout.splitlines()}
        assert "hủy mục ghi" in labels


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_form_of_the_answer_has_a_line_a_finding(language: str, demonstration: Path) -> None:
    count = len(audited(demonstration))
    for form, more in (("jsonl", 0), ("plain", 0), ("csv", 1), ("table", 4)):
        done = congress(demonstration, "audit", "-o", form, CONGRESS_LANG=language)
        assert (done.returncode, len(done.stdout.splitlines())) == (0, count + more)


def test_one_branch_is_told_what_the_whole_log_tells_of_it(demonstration: Path) -> None:
    whole = audited(demonstration)
    for number in range(1, 13):
        branch = f"TDP-{number:02d}"
        own = [row for row in whole if row["branch"] == branch]
        assert audited(demonstration, branch) == own
    assert audited(demonstration, "--campaign", CAMPAIGN) == whole


def test_log_is_not_written_to(season: Recorded) -> None:
    before = season.path.read_bytes()
    congress(season.path, "audit")
    assert season.path.read_bytes() == before
