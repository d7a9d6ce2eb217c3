"""radar, officers, projections, replay and status, as they are typed. All synthetic."""

import sqlite3
from pathlib import Path

import pytest

from tests.reading.program import answer, congress, play_demonstration


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("season") / "season.db"
    play_demonstration(path)
    return path


def test_radar_names_what_is_missing_when_it_is_due_and_what_settles_it(log: Path) -> None:
    rows = answer(log, "radar", "--as-of", "2017-08-20")
    found = {row["branch"]: row for row in rows}
    report = found["TDP-01"]
    assert (report["what"], report["command"]) == ("report_missing", "report")
    assert (report["due_on"], report["days"], report["overdue"]) == ("2017-08-29", 7, False)
    assert (found["TDP-08"]["what"], found["TDP-08"]["command"]) == ("approval_pending", "approve")
    assert (found["TDP-02"]["what"], found["TDP-02"]["command"]) == ("not_held", "hold")
    assert [row["due_on"] for row in rows] == sorted(row["due_on"] for row in rows)


def test_radar_counts_working_days_late_the_longest_due_first(log: Path) -> None:
    rows = answer(log, "radar", "--as-of", "2017-09-20")
    late = [(row["branch"], row["days"]) for row in rows if row["overdue"]]
    assert late[0] == ("TDP-08", -7)
    assert {row["branch"] for row in rows if row["days"] and row["days"] < 0} == {
        branch for branch, _ in late
    }


def test_radar_before_the_plans(log: Path) -> None:
    rows = answer(log, "radar", "--as-of", "2017-07-01")
    assert {(row["what"], row["command"]) for row in rows} == {("not_planned", "plan")}
    assert len(rows) == 12


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["congress not held", "19 left", "hold the congress"]),
        ("vi", ["chưa đại hội", "còn 19", "tổ chức đại hội"]),
    ],
)
def test_radar_speaks_both_languages(log: Path, language: str, words: list[str]) -> None:
    done = congress(log, "radar", "--as-of", "20/8/2017", CONGRESS_LANG=language)
    assert done.returncode == 0, done.stderr
    assert [word for word in words if word not in done.stdout] == []


def test_officers_are_listed_with_basis_and_votes(log: Path) -> None:
    found = answer(log, "officers")
    appointed = [row for row in found["officers"] if row["basis"] == "appointed"]
    assert [(row["branch"], row["post"], row["votes"]) for row in appointed] == [
        ("TDP-06", "secretary", None)
    ]
    assert found["by_basis"]["appointed"] == 1
    assert sum(found["by_basis"].values()) == len(found["officers"])


def test_differences_from_the_scheme_are_counted_and_listed(log: Path) -> None:
    found = answer(log, "officers")
    branches = {row["branch"] for row in found["differences"]}
    assert found["differing"] == len(branches) > 0
    outside = {
        (row["branch"], row["post"], row["ref"])
        for row in found["differences"]
        if row["kind"] == "outside_scheme"
    }
    assert outside == {
        (row["branch"], row["post"], row["ref"])
        for row in found["officers"]
        if row["in_scheme"] is False
    }
    said = congress(log, "officers").stdout
    assert f"{len(found['differences'])}, in {len(branches)} of" in said


@pytest.mark.parametrize("command", ["radar", "officers", "status"])
@pytest.mark.parametrize("named", [("--campaign", "x"), ("--path", "ha-noi/x")])
@pytest.mark.parametrize("day", [(), ("--as-of", "2017-08-20")])
def test_what_is_not_on_record_is_not_found(
    log: Path, command: str, named: tuple[str, ...], day: tuple[str, ...]
) -> None:
    done = congress(log, command, *named, *day)
    assert (done.returncode, done.stdout) == (5, "")
    assert named[1] in done.stderr


def test_status_tells_by_its_exit_code_that_something_is_overdue(log: Path) -> None:
    for day, code in (("2017-09-16", 0), ("2017-09-20", 1)):
        assert congress(log, "status", "--exit-code", "--as-of", day).returncode == code
        assert congress(log, "status", "--as-of", day).returncode == 0


def test_projections_are_shown_with_cursor_and_lag(tmp_path: Path) -> None:
    path = tmp_path / "season.db"
    play_demonstration(path)
    before = answer(path, "projections")
    assert {row["name"] for row in before} == {"history", "board", "radar", "officers"}
    assert {(row["position"], row["lag"]) for row in before} == {(0, 145)}
    congress(path, "status")
    assert {(row["position"], row["lag"]) for row in answer(path, "projections")} == {(145, 0)}


def test_replay_finds_a_row_that_does_not_follow_from_the_log(tmp_path: Path) -> None:
    path = tmp_path / "season.db"
    play_demonstration(path)
    congress(path, "status")
    with sqlite3.connect(f"{path}.views") as views:
        views.execute("UPDATE board_2_branches SET name = 'khác' WHERE branch = 'TDP-03'")
    views.close()
    done = congress(path, "replay", "--check")
    assert done.returncode == 6
    assert "board.branches gia-thuy-2017/TDP-03" in done.stderr
    assert congress(path, "replay").returncode == 0
    assert congress(path, "replay", "--check").returncode == 0


def test_replay_builds_views_anew_that_sqlite_cannot_read(tmp_path: Path) -> None:
    path = tmp_path / "season.db"
    play_demonstration(path)
    rows = answer(path, "status")
    views = path.with_name("season.db.views")
    whole = views.read_bytes()
    for damaged in (b"no SQLite " * 900, whole[:4096] + b"\xff" * (len(whole) - 4096)):
        views.write_bytes(damaged)
        done = congress(path, "replay")
        assert (done.returncode, "They are rebuilt from the log" in done.stderr) == (0, True), done
        assert answer(path, "status") == rows
        assert congress(path, "replay", "--check").returncode == 0


def test_full_verification_names_damaged_views_and_the_record_stays_whole(tmp_path: Path) -> None:
    path = tmp_path / "season.db"
    play_demonstration(path)
    answer(path, "status")
    assert congress(path, "verify", "--full").returncode == 0
    with sqlite3.connect(path.with_name("season.db.views")) as views:
        views.execute("UPDATE cursors SET leaf = x'00'")
    views.close()
    for language, said in (("en", "The log is whole"), ("vi", "Sổ ghi vẫn nguyên vẹn")):
        done = congress(path, "verify", "--full", CONGRESS_LANG=language)
        assert (done.returncode, said in done.stderr) == (6, True), done
    assert congress(path, "verify").returncode == 0


def test_older_versions_of_projections_are_dropped_when_asked(tmp_path: Path) -> None:
    path = tmp_path / "season.db"
    play_demonstration(path)
    before = answer(path, "projections")
    done = congress(path, "projections", "--prune")
    assert (done.returncode, done.stderr) == (0, "Dropped: nothing.\n")
    assert answer(path, "projections") == before


def test_branch_is_found_without_its_campaign(log: Path) -> None:
    asked = (("TDP-08",), ("gia-thuy-2017/TDP-08",), ("TDP-08", "--known-at", "2030-01-01"))
    sheets = [answer(log, "show", *words) for words in asked]
    assert sheets[2].pop("known_at") == "2030-01-01T16:59:59.999999Z"
    assert sheets[2].pop("final") is False
    assert sheets[0] == sheets[1] == sheets[2]
    missing = congress(log, "show", "TDP-088")
    assert missing.returncode == 5
    assert "Did you mean TDP-08?" in missing.stderr


def test_history_finds_all_that_is_marked(log: Path) -> None:
    rows = answer(log, "history", "--marked")
    assert [row["position"] for row in rows] == sorted({row["position"] for row in rows})
    assert {row["position"] for row in rows} == {
        row["position"]
        for number in range(1, 13)
        for row in answer(log, "history", f"TDP-{number:02d}", "--with-campaign")
        if row["flags"]
        or row["override"]
        or row["amendments"]
        or row["voided_by"]
        or row["type"].endswith((".entry_amended", ".entry_voided"))
    }


def test_history_asks_for_a_branch_or_for_marks(log: Path) -> None:
    assert congress(log, "history").returncode == 2
    assert congress(log, "history", "TDP-08", "--marked").returncode == 2


@pytest.mark.parametrize("branch", ["TDP-08", "TDP-01"])
def test_campaign_entries_of_a_branch_are_the_same_without_views(
    log: Path, tmp_path: Path, branch: str
) -> None:
    words = ("history", branch, "--with-campaign", "--known-at", "2017-08-20")
    path = tmp_path / "season.db"
    path.write_bytes(log.read_bytes())
    (tmp_path / "season.db.views").mkdir()
    expected = answer(path, *words, TMPDIR=str(tmp_path / "nowhere"))
    assert answer(log, *words) == expected
    assert any(row["stream"].startswith("campaign/") for row in expected)
