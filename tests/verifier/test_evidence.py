"""What was kept, what witnesses saw, what is missing: held against the bundle, and named."""

from typing import Any

import pytest

import verify_bundle
from tests.verifier import building, seasons
from tests.verifier.building import Bundle, b64
from tests.verifier.seasons import BRANCH, REPORTED, Forged, real_season, season
from tests.verifier.spoiling import Spoil, forged, put, say_otherwise, spoilt, told, verdict_on

# --- 1 and 2: what was kept ----------------------------------------------------------------------


def kept(size: int, root: bytes | None = None) -> str:
    """Three lines on paper."""
    log = season().log
    return f"{log.origin}\n{size}\n{b64(log.root(size) if root is None else root)}\n"


@pytest.mark.parametrize("line_ends", ["\n", "\r\n", "\n\n", " \n  "])
def test_paper_is_compared_however_it_was_typed(line_ends: str) -> None:
    paper = kept(season().size).replace("\n", line_ends)
    assert told(verdict_on(season().bundle(), None, paper)) == (0, [], [])


def test_a_kept_note_of_an_older_checkpoint_is_a_beginning_of_the_log() -> None:
    older = building.note_at(season().log, season().middle, (building.OTHER,))
    assert told(verdict_on(season().bundle(), None, older, kept(season().middle))) == (0, [], [])


@pytest.mark.parametrize("size", ["size", "middle"])
def test_paper_with_another_root_tells_of_a_fork(size: str) -> None:
    paper = kept(getattr(season(), size), bytes(32))
    assert told(verdict_on(season().bundle(), None, paper)) == (1, ["fork"], [None])


@pytest.mark.parametrize("more", [0, 1], ids=["as long", "longer"])
def test_a_note_of_another_log_of_the_same_name_tells_of_no_fork(more: int) -> None:
    """Its own key signed it, not the one that signed the bundle."""
    log = season().log
    signer = building.Signer(log.origin, bytes([9]) * 32, 1)
    body = f"{log.origin}\n{season().size + more}\n{b64(bytes(32))}\n"
    paper = body + "\n" + signer.line(body)
    assert told(verdict_on(season().bundle(), None, paper)) == (1, ["other_log"], [None])


def test_paper_of_a_longer_log_tells_that_the_bundle_is_old() -> None:
    paper = f"{season().log.origin}\n{season().size + 1}\n{b64(bytes(32))}"
    assert told(verdict_on(season().bundle(), None, paper)) == (1, ["rolled_back"], [None])


def test_a_kept_note_with_a_bad_signature_is_no_evidence_for_anything() -> None:
    older = building.note_at(season().log, season().middle)
    body, lines = older.split("\n\n")
    other = building.LOG_KEY.line("another.example/log\n1\nAAAA\n")
    spoiled = f"{body}\n\n{other}{lines.split(chr(10), 1)[1]}"
    assert told(verdict_on(season().bundle(), None, spoiled)) == (1, ["bad_signature"], [None])


def test_paper_of_a_size_that_no_proof_leads_to_is_not_compared() -> None:
    assert told(verdict_on(season().bundle(), None, kept(5))) == (2, ["earlier_missing"], [None])


# --- 1: times that witnesses contradict ----------------------------------------------------------


def windows(first: int, last: int) -> verify_bundle.Verdict:
    """Verify a season on a real clock, cosigned in the middle and at the end at these times."""
    log, size = real_season().log, real_season().size
    older = building.note_at(log, real_season().middle, time=first)
    note = building.note_at(log, size, time=last)
    return verdict_on(
        building.make(log, BRANCH, note=note, earlier=[(real_season().middle, older)])
    )


def test_entries_between_two_cosigned_checkpoints_have_a_window() -> None:
    verdict = windows(building.NOON - 176 * building.HOUR, building.NOON + 26 * building.HOUR)
    assert told(verdict) == (0, [], [])
    assert verdict.case is not None
    bounded = [window for window in verdict.case.windows if window["seconds"] is not None]
    assert bounded
    assert len(bounded) < len(verdict.case.windows)
    assert "widest window 8 d 10 h" in verdict.steps[6].says[0]


def test_an_entry_dated_before_the_log_was_confirmed_without_it_is_not_proved() -> None:
    late = building.NOON + 24 * building.HOUR
    assert told(windows(late, late + 1))[:2] == (2, ["time_unproven"])


def test_an_entry_that_says_a_time_after_it_was_seen_is_found() -> None:
    early = building.NOON - 60 * 24 * building.HOUR
    assert told(windows(early, early + 1))[:2] == (1, ["time_outside_window"])


def test_a_confirmation_that_was_kept_bounds_times_though_the_bundle_leaves_it_out() -> None:
    log, middle, late = real_season().log, real_season().middle, building.NOON + 26 * building.HOUR
    bare = building.note_at(log, middle, ())
    kept = building.note_at(log, middle, time=late)
    note = building.note_at(log, real_season().size, time=late)
    bundle = building.make(log, BRANCH, note=note, earlier=[(middle, bare)])
    assert told(verdict_on(bundle)) == (0, [], [])
    assert told(verdict_on(bundle, None, kept))[:2] == (2, ["time_unproven"])


def test_without_cosignatures_no_time_is_bounded_and_that_is_said() -> None:
    log = real_season().log
    note = building.note_at(log, real_season().size, ())
    verdict = verdict_on(building.make(log, BRANCH, note=note), building.policy("none"))
    assert told(verdict) == (0, [], [])
    assert verdict.steps[6].status == verify_bundle.NOT_APPLICABLE


# --- 2: evidence that is not there ---------------------------------------------------------------


def _support_without(type_: str) -> Spoil:
    def spoil(bundle: Bundle) -> None:
        bundle["support"] = [i for i in bundle["support"] if f'"type":"{type_}"' not in i["entry"]]

    return spoil


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (_support_without("log.created"), "genesis_missing"),
        (_support_without("log.rules_adopted"), "rules_missing"),
        (_support_without("person.registered"), "person_missing"),
        (lambda bundle: bundle.update(heads=None), "heads_missing"),
        (lambda bundle: bundle.update(heads={}), "heads_missing"),
    ],
)
def test_what_is_missing_is_named_and_nobody_is_accused(spoil: Spoil, code: str) -> None:
    found = told(verdict_on(spoilt(spoil)))
    assert (found[0], set(found[1])) == (2, {code})


def test_too_few_witnesses_are_not_enough() -> None:
    both = building.policy("both", "group both all upper other")
    assert told(verdict_on(season().bundle(), both)) == (2, ["too_few_witnesses"], [None])
    either = building.policy("one", "group one 1 upper other")
    assert told(verdict_on(season().bundle(), either)) == (0, [], [])


def test_an_event_of_a_later_program_is_not_guessed_at() -> None:
    log, position = forged(REPORTED, put("type", value="congress.sung"))
    verdict = verdict_on(building.make(log, BRANCH))
    assert told(verdict) == (2, ["not_derived"], [position])


def test_an_entry_of_a_later_format_stops_the_reading() -> None:
    log, position = forged(REPORTED, put("format", value=2))
    verdict = verdict_on(building.make(log, BRANCH))
    assert told(verdict) == (2, ["newer_format"], [position])
    assert verdict.steps[-1].status == verify_bundle.NOT_CHECKED


def test_an_altered_entry_does_not_pass_for_one_of_a_later_format() -> None:
    def spoil(bundle: Bundle) -> None:
        item = bundle["entries"][2]
        item["entry"] = item["entry"].replace('"format":1', '"format":2')

    assert told(verdict_on(spoilt(spoil)))[:2] == (1, ["not_included"])


def test_tampering_outweighs_missing_evidence() -> None:
    def spoil(bundle: Bundle) -> None:
        say_otherwise(bundle)
        bundle["heads"] = None

    both = building.policy("both", "group both all upper other")
    assert told(verdict_on(spoilt(spoil), both))[0] == 1


# --- Persons -------------------------------------------------------------------------------------


def test_persons_are_disclosed_and_the_erased_are_named() -> None:
    verdict = verdict_on(season().bundle())
    assert verdict.case is not None
    assert verdict.case.persons == [
        {"ref": "m-001", "erased": False, "value": {"name": "Người Mẫu", "ref": "m-001"}},
        {"ref": "m-002", "erased": True},
    ]


def _on_no_stream(entry: dict[str, Any]) -> None:
    entry["stream"] = "m-003"


def _of_another_area(entry: dict[str, Any]) -> None:
    decided = {"command": {"n": 1, "of": 1}, "occurred_on": "2017-08-18", "rules": 2}
    entry.update(stream="people/m-003", **decided)


@pytest.mark.parametrize(
    ("change", "code"),
    [(_on_no_stream, "bad_entry"), (_of_another_area, "commitment_mismatch")],
)
def test_only_the_stream_of_a_person_says_who_it_is(change: seasons.Change, code: str) -> None:
    """The signer, later, of the same reference and another name: on a stream called as if."""
    log = seasons.Season().log
    building.register(log, "m-003", seasons.SALT[::-1], building.value_of("m-003"))
    feigned = building.value_of("m-003", "Người Khác")
    building.register(log, "m-004", seasons.SALT, feigned)
    building.seal(log)
    late = log.size - 1
    forged_log = Forged(log, {late: change})
    bundle = building.make(forged_log, BRANCH, persons=[("m-003", seasons.SALT, feigned)])
    path = forged_log.inclusion_proof(late, log.size)
    first = len(bundle["nodes"])
    bundle["nodes"] += map(b64, path)
    numbers = list(range(first, first + len(path)))
    bundle["support"].append({"entry": forged_log.raw(late).decode(), "path": numbers})
    assert told(verdict_on(bundle))[:2] == (1, [code])


def test_a_value_that_speaks_of_somebody_else_is_no_disclosure() -> None:
    log = seasons.Season().log
    stolen = building.register(log, "m-003", seasons.SALT, building.value_of("m-001"))
    building.seal(log)
    verdict = verdict_on(building.make(log, BRANCH, persons=[stolen]))
    assert told(verdict)[:2] == (1, ["commitment_mismatch"])
