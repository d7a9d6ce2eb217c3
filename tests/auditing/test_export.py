"""Entries leave the log byte for byte, in its order, whole or not at all. All synthetic."""

import csv
import io
import json
import sqlite3
from hashlib import sha256
from pathlib import Path

import pytest
from click.testing import CliRunner

from application import exports
from console.language import speaking
from console.program import program
from event_store import tree
from event_store.log import Log
from tests.auditing.record import by_day, recorded
from tests.reading.program import LANGUAGES, congress
from tests.season import commands as c
from tests.season.commands import CAMPAIGN, LARGE, PILOT
from tests.season.stories import finished, opened


@pytest.fixture
def season(log: Path) -> Path:
    """A finished season, to be changed at will."""
    return recorded(log, *by_day(finished())).close()


def exported(log: Path, *words: str) -> bytes:
    """What an export writes to standard output."""
    with speaking("en"):
        done = CliRunner().invoke(program(), ["--log", str(log), "export", *words])
    assert (done.exit_code, done.stderr) == (0, "")
    return done.stdout_bytes


def stored(log: Path, where: str = "1") -> list[bytes]:
    """The bytes of entries as they lie in the file."""
    with sqlite3.connect(f"file:{log}?mode=ro", uri=True) as connection:
        rows = connection.execute(f"SELECT entry FROM entries WHERE {where} ORDER BY position")
        return [entry for (entry,) in rows]


def root(leaves: list[bytes]) -> bytes:
    """The tree hash of RFC 6962, written down once more."""
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return sha256(b"\x01" + root(leaves[:split]) + root(leaves[split:])).digest()


def test_lines_are_the_stored_bytes_and_hash_to_the_root(season: Path) -> None:
    lines = exported(season).splitlines()
    assert lines == stored(season)
    leaves = [sha256(b"\x00" + line).digest() for line in lines]
    with Log.open(season, read_only=True) as log:
        assert root(leaves) == log.root()
        assert leaves == [tree.leaf_hash(log.raw(n)) for n in range(1, log.size + 1)]


def test_pages_have_no_seam(season: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = exported(season)
    for size in (1, 7, 19):
        monkeypatch.setattr(exports, "PAGE", size)
        with Log.open(season, read_only=True) as log:
            entries = [entry for _, entry in exports.whole(log, log.size)]
        assert b"".join(entry + b"\n" for entry in entries) == whole


def test_branch_is_its_stream_and_with_its_campaign_what_names_it(season: Path) -> None:
    own = f"stream = 'congress/{CAMPAIGN}/{PILOT}'"
    assert exported(season, PILOT).splitlines() == stored(season, own)
    assert exported(season, f"{CAMPAIGN}/{PILOT}") == exported(season, PILOT)
    both = [json.loads(line) for line in exported(season, PILOT, "--with-campaign").splitlines()]
    history = congress(season, "history", PILOT, "--with-campaign", "-o", "jsonl").stdout
    positions = [json.loads(line)["position"] for line in history.splitlines()]
    assert [entry["position"] for entry in both] == positions


def test_campaign_comes_with_its_branches_in_the_order_of_the_log(log: Path) -> None:
    season = recorded(log, *opened())
    for step in opened():
        season.given(c.restamped(step, campaign=f"{CAMPAIGN}-2"))
    season.given(c.plan(LARGE), c.restamped(c.plan(LARGE), campaign=f"{CAMPAIGN}-2"))
    season.close()
    chosen = f"stream = 'campaign/{CAMPAIGN}' OR stream LIKE 'congress/{CAMPAIGN}/%'"
    assert exported(log, "--campaign", CAMPAIGN).splitlines() == stored(log, chosen)
    assert len(stored(log, chosen)) == 5


def test_what_was_not_known_then_is_left_out(season: Path) -> None:
    whole = [json.loads(line) for line in exported(season).splitlines()]
    for words in ((), (PILOT,), ("--campaign", CAMPAIGN)):
        entries = [json.loads(line) for line in exported(season, *words).splitlines()]
        known = [e for e in entries if e["recorded_at"] <= "2017-08-14T16:59:59.999999Z"]
        lines = exported(season, *words, "--known-at", "2017-08-14").splitlines()
        assert [json.loads(line) for line in lines] == known
        assert 0 < len(known) < len(whole)


def test_sheet_has_a_row_an_entry(season: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(exported(season, "-o", "csv").decode())))
    entries = [json.loads(line) for line in exported(season).splitlines()]
    for row, entry in zip(rows, entries, strict=True):
        assert tuple(row) == exports.COLUMNS
        for name in ("position", "stream", "version", "type", "recorded_at", "actor", "rules"):
            assert row[name] == str(entry.get(name, ""))
        assert json.loads(row["data"]) == entry["data"]


def test_sheet_tells_flags_and_override(log: Path) -> None:
    season = recorded(log, *opened(), c.designate())
    season.given(c.overridden(c.designate(LARGE)))
    season.close()
    *_, row = csv.DictReader(io.StringIO(exported(log, "-o", "csv").decode()))
    assert row["flags"] == "pilot_quota_exceeded"
    found = {name: row[f"override_{name}"] for name in c.DECISION}
    assert found == c.DECISION


class TestFile:
    def test_it_holds_what_standard_output_would(self, season: Path, tmp_path: Path) -> None:
        out = tmp_path / "season.jsonl"
        done = congress(season, "export", "--out", str(out))
        assert (done.returncode, done.stdout) == (0, "")
        assert f"{len(stored(season))} entries" in done.stderr
        assert out.read_bytes() == exported(season)
        assert sorted(p.name for p in tmp_path.glob("*.part")) == []

    def test_sheet_in_a_file_begins_with_the_mark_that_excel_looks_for(
        self, season: Path, tmp_path: Path
    ) -> None:
        out = tmp_path / "season.csv"
        assert congress(season, "export", "--out", str(out)).returncode == 0
        assert out.read_bytes() == b"\xef\xbb\xbf" + exported(season, "-o", "csv")

    def test_form_that_is_asked_for_goes_before_the_name(
        self, season: Path, tmp_path: Path
    ) -> None:
        out = tmp_path / "season.csv"
        assert congress(season, "export", "-o", "jsonl", "--out", str(out)).returncode == 0
        assert out.read_bytes() == exported(season)

    def test_file_that_is_there_stays_unless_it_is_to_be_replaced(
        self, season: Path, tmp_path: Path
    ) -> None:
        out = tmp_path / "season.jsonl"
        out.write_text("kept")
        done = congress(season, "export", "--out", str(out))
        assert (done.returncode, out.read_text()) == (3, "kept")
        assert "--force" in done.stderr
        assert congress(season, "export", "--out", str(out), "--force").returncode == 0
        assert out.read_bytes() == exported(season)

    @pytest.mark.parametrize(
        "name", ["", "-wal", "-shm", ".lock", ".attempts", ".views", ".cursors", ".people"]
    )
    def test_log_and_what_belongs_to_it_are_never_written_over(
        self, name: str, season: Path
    ) -> None:
        target = season.with_name(season.name + name)
        done = congress(season, "export", "--out", str(target), "--force")
        assert done.returncode == 3
        assert "belongs to the log" in done.stderr
        assert not target.exists() or not target.read_bytes().startswith(b"{")
        assert exported(season).splitlines() == stored(season)

    def test_log_by_another_name_is_the_log(self, season: Path, tmp_path: Path) -> None:
        (tmp_path / "link").symlink_to(season)
        (tmp_path / "hard").hardlink_to(season)
        for name in ("link", "hard"):
            done = congress(season, "export", "--out", str(tmp_path / name), "--force")
            assert done.returncode == 3, done.stderr
        (tmp_path / "hard").unlink()
        assert exported(season).splitlines() == stored(season)

    def test_sheet_beside_the_log_may_bear_its_name(self, season: Path) -> None:
        out = season.with_name(season.name + ".csv")
        assert congress(season, "export", "--out", str(out)).returncode == 0
        assert out.is_file()

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_folder_that_is_not_there_is_said(self, language: str, season: Path) -> None:
        out = season.parent / "nowhere" / "season.csv"
        done = congress(season, "export", "--out", str(out), CONGRESS_LANG=language)
        said = {"en": "cannot be written", "vi": "không có tệp hoặc thư mục"}[language]
        assert (done.returncode, said in done.stderr) == (7, True)

    def test_export_that_fails_half_way_leaves_nothing(self, season: Path, tmp_path: Path) -> None:
        without(season, "position = 9")
        out = tmp_path / "season.jsonl"
        out.write_text("kept")
        for words in (("--force",), ()):
            done = congress(season, "export", "--out", str(out), *words)
            assert done.returncode == (6 if words else 3)
        assert out.read_text() == "kept"
        assert [p.name for p in tmp_path.iterdir() if p.name.endswith(".part")] == []


def without(log: Path, where: str) -> None:
    """Remove entries behind the program's back."""
    with sqlite3.connect(log) as connection:
        connection.execute("DROP TRIGGER entries_no_delete")
        connection.execute(f"DELETE FROM entries WHERE {where}")
    connection.close()


def test_gap_is_told_and_what_follows_it_is_not_exported(season: Path) -> None:
    before = exported(season).splitlines()
    without(season, "position = 9")
    done = congress(season, "export")
    assert done.returncode == 6
    assert "Position 9 is missing" in done.stderr
    assert done.stdout.encode().splitlines() == before[:8]


@pytest.mark.parametrize("version", [2, 8])
def test_hole_in_a_stream_and_a_lost_end_are_told(version: int, season: Path) -> None:
    entries = [json.loads(line) for line in exported(season, LARGE).splitlines()]
    assert len(entries) == 8
    position = entries[version - 1]["position"]
    without(season, f"stream = 'congress/{CAMPAIGN}/{LARGE}' AND version = {version}")
    for words in ((LARGE,), ("--campaign", CAMPAIGN)):
        done = congress(season, "export", *words)
        assert (done.returncode, done.stdout) == (6, "")
        missing = (f"Position {position} is", f"{CAMPAIGN}/{LARGE} has no version {version}")
        assert any(each in done.stderr for each in missing), done.stderr


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("TDP-99",), 5, "There is no branch 'TDP-99'"),
        (("--campaign", "nowhere"), 5, "There is no campaign 'nowhere'"),
        (("--campaign", CAMPAIGN, "--known-at", "2017-01-01"), 5, "was not on record then"),
        (("--with-campaign",), 2, "needs a BRANCH"),
        (("-o", "table"), 2, "'table' is not one of"),
        (("--known-at", "soon"), 2, "'soon' is no date and no time"),
    ],
)
def test_what_cannot_be_exported_is_said(
    words: tuple[str, ...], code: int, said: str, clean: Path
) -> None:
    done = congress(clean, "export", *words)
    assert (done.returncode, done.stdout) == (code, "")
    assert said in done.stderr


def test_vietnamese_name_of_the_command(clean: Path) -> None:
    done = congress(clean, "xuất", PILOT, CONGRESS_LANG="vi")
    assert done.stdout.encode() == exported(clean, PILOT)
