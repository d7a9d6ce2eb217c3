"""The whole log, newest first, and one entry of it. The season is synthetic."""

import json
import subprocess
import sys
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from application.call import Call
from application.congresses.congresses import Congresses
from application.log_entries import Query, backwards
from application.scope import Scope
from application.spelling import plain
from event_store.log import Log
from event_store.tree import leaf_hash
from tests.reading.program import LANGUAGES, PROGRAM, answer, congress, environment


def positions(season: Path, *words: str) -> list[int]:
    return [entry["position"] for entry in answer(season, "log", *words)]


@pytest.fixture
def size(season: Path) -> int:
    with Log.open(season, read_only=True) as log:
        return log.size


def test_every_entry_is_listed_once_the_newest_first(season: Path, size: int) -> None:
    assert positions(season) == [*range(size, 0, -1)]
    assert positions(season, "--reverse") == [*range(1, size + 1)]


def test_entries_are_given_as_they_were_recorded(season: Path) -> None:
    done = congress(season, "log", "--reverse", "-o", "jsonl")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    with Log.open(season, read_only=True) as log:
        assert [row.pop("id") for row in rows] == [
            f"{log.log_id}-{p}-{leaf_hash(log.raw(p)).hex()[:8]}"
            for p in (row["position"] for row in rows)
        ]
        assert rows == list(log.scan())


def test_days_are_those_of_recording(season: Path) -> None:
    found = answer(season, "log", "--since", "14/8/2017", "--until", "2017-08-15")
    days = {row["recorded_at"][:10] for row in found}
    assert days == {"2017-08-14", "2017-08-15"}
    everything = answer(season, "log")
    assert len(found) == sum(row["recorded_at"][:10] in days for row in everything)


def test_a_time_that_is_asked_for_is_within(season: Path) -> None:
    (entry,) = (row for row in answer(season, "log") if row["position"] == 36)
    at = entry["recorded_at"]
    assert positions(season, "--since", at, "--until", at) == [36]


def test_types_are_named_in_full_in_short_or_by_a_pattern(season: Path) -> None:
    full = positions(season, "--type", "congress.entry_voided")
    assert full == [83]
    assert positions(season, "--type", "entry_voided") == full
    both = positions(season, "--type", "entry_*", "--type", "campaign.opened")
    assert {83, 3} < set(both)
    assert all(
        row["type"].startswith("campaign.")
        for row in answer(season, "log", "--type", "campaign.*")
    )


def test_branch_brings_its_own_entries_and_those_of_the_campaign_that_name_it(
    season: Path,
) -> None:
    found = answer(season, "log", "--branch", "TDP-08")
    history = answer(season, "history", "TDP-08", "--with-campaign")
    assert [row["position"] for row in found] == [row["position"] for row in history][::-1]
    assert positions(season, "--branch", "gia-thuy-2017/TDP-08") == [
        row["position"] for row in found
    ]
    late = positions(season, "--branch", "TDP-08", "--since", "2017-08-14", "--type", "held")
    assert late == [37]


def test_campaign_brings_all_its_branches(season: Path, size: int) -> None:
    of_the_log = len(answer(season, "log", "--type", "log.*"))
    assert len(positions(season, "--campaign", "gia-thuy-2017")) == size - of_the_log


def test_actor_is_one_or_a_pattern(season: Path) -> None:
    assert positions(season, "--actor", "log") == positions(season, "--type", "log.*")
    assert positions(season, "--actor", "op:nobody") == []
    assert len(positions(season, "--actor", "op:*")) > 100


def test_text_is_found_without_accents_and_only_with_those_that_are_typed(season: Path) -> None:
    bare = positions(season, "--grep", "hop tru bi")
    assert 83 in bare
    assert 83 in positions(season, "--grep", "HỌP TRÙ BỊ")
    assert positions(season, "--grep", "hộp trụ bí") == []


@pytest.mark.parametrize("words", [("--branch", "TDP-77"), ("--campaign", "none")])
def test_what_is_not_in_the_log_is_not_found(season: Path, words: tuple[str, str]) -> None:
    done = congress(season, "log", *words)
    assert (done.returncode, done.stdout) == (5, "")


def test_nothing_that_matches_is_said(season: Path) -> None:
    done = congress(season, "log", "--actor", "op:nobody")
    assert (done.returncode, done.stdout) == (0, "")
    assert "No entry matches" in done.stderr


def test_a_type_that_nobody_knows_is_refused_and_one_without_entries_is_not(season: Path) -> None:
    for output in ("table", "json", "jsonl"):
        done = congress(season, "log", "--type", "nope", "-o", output)
        assert (done.returncode, done.stdout) == (2, "")
        assert "There is no type 'nope'" in done.stderr
    near = congress(season, "log", "--type", "congress.hold")
    assert "Did you mean" in near.stderr
    for known in ("congress.quorum_failed", "*.quorum_failed", "quorum_failed"):
        assert congress(season, "log", "--type", known, "--since", "2099-01-01").returncode == 0


@pytest.mark.parametrize("spoken", LANGUAGES)
def test_one_line_an_entry(season: Path, size: int, spoken: str) -> None:
    done = congress(season, "--lang", spoken, "log", "--oneline")
    told = done.stdout.splitlines()
    assert len(told) == size
    (voided,) = (line for line in told if line.startswith("    83  "))
    assert "TDP-09" in voided
    assert {"en": "void an entry → 82", "vi": "hủy mục ghi → 82"}[spoken] in voided


def test_block_tells_who_what_when_and_on_which_papers(season: Path) -> None:
    told = congress(season, "log", "--type", "held", "--branch", "TDP-08").stdout
    assert told.splitlines()[0].endswith("2017-08-14 17:04  op:org-officer")
    assert "TDP-08: hold the congress" in told
    assert "occurred on 2017-08-10" in told
    assert "papers: minutes 01-BB/CB" in told


def test_first_entries_of_a_long_log_cost_one_short_page(
    season: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Congresses.open(season) as application:
        log = application.log
        asked: list[tuple[int, int]] = []
        scan = log.scan

        def watched(after: int = 0, upto: int | None = None) -> Any:
            asked.append((after, upto or 0))
            return scan(after, upto)

        monkeypatch.setattr(log, "scan", watched)
        found = list(islice(application.entries(Scope(), Query(), Call()), 20))
        assert [one.entry["position"] for one in found] == [*range(145, 125, -1)]
        assert asked == [(145 - 64, 145)]


def test_backwards_is_forwards_turned_round(season: Path) -> None:
    with Log.open(season, read_only=True) as log:
        for after, upto in ((0, 145), (3, 140), (64, 128), (7, 8), (9, 9)):
            expected = list(log.scan(after, upto))[::-1] if upto > after else []
            assert list(backwards(log, after, upto)) == expected


def test_plain_drops_case_and_accents() -> None:
    assert plain("Tổ Dân Phố số 8, Đảng ủy") == "to dan pho so 8, dang uy"


def test_page_is_never_turned_where_nobody_looks(season: Path, tmp_path: Path) -> None:
    pager = tmp_path / "pager"
    pager.write_text("#!/bin/sh\ntouch called\ncat\n")
    pager.chmod(0o755)
    done = congress(season, "log", "--oneline", PAGER=str(pager))
    assert len(done.stdout.splitlines()) == 145
    assert not (season.parent / "called").exists()


# --- one entry -------------------------------------------------------------------------------


def test_one_entry_is_shown_whole(season: Path) -> None:
    found = answer(season, "show", "--at", "32")
    with Log.open(season, read_only=True) as log:
        assert found["entry"] == log.entry(32)
        assert found["id"] == log.event_id(32)
        adopted = log.entry(found["rules"]["position"])
    assert adopted["type"] == "log.rules_adopted"
    assert found["rules"]["policy"] == "vn-2017"
    assert {each["name"] for each in found["rules"]["definitions"]} == {
        "campaign", "branch_congress",
    }  # fmt: skip


def test_what_later_corrected_it_stands_beside_it(season: Path) -> None:
    assert answer(season, "show", "--at", "82")["voided_by"] == 83
    before = answer(season, "show", "--at", "82", "--known-at", "2017-08-27")
    assert before["voided_by"] is None
    (amendment,) = answer(season, "log", "--type", "congress.entry_amended")
    target = amendment["data"]["target_position"]
    (change,) = answer(season, "show", "--at", str(target))["amendments"]
    assert (change["position"], change["value"]) == (
        amendment["position"], amendment["data"]["value"],
    )  # fmt: skip


def test_the_log_s_own_entries_are_shown_too(season: Path) -> None:
    found = answer(season, "show", "--at", "1")
    assert (found["entry"]["type"], found["rules"]) == ("log.created", None)


@pytest.mark.parametrize("spoken", LANGUAGES)
def test_people_are_told_at_once_that_an_entry_does_not_stand(season: Path, spoken: str) -> None:
    told = congress(season, "--lang", spoken, "show", "--at", "82").stdout.splitlines()
    assert told[1] == {"en": "VOIDED at 83", "vi": "ĐÃ HỦY ở 83"}[spoken]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--at", "146"), 5),
        (("--at", "0"), 5),
        (("--at", "83", "--known-at", "2017-08-27"), 5),
        (("TDP-08", "--at", "83"), 2),
        ((), 2),
        (("--at", "x"), 2),
    ],
)
def test_position_that_is_not_there_is_not_found(
    season: Path, words: tuple[str, ...], code: int
) -> None:
    assert congress(season, "show", *words).returncode == code


def test_reader_that_has_seen_enough_ends_the_program_quietly(season: Path) -> None:
    call = [sys.executable, "-c", PROGRAM, "--log", str(season), "log", "-o", "jsonl"]
    with subprocess.Popen(
        call, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
