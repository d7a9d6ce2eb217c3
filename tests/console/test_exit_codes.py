"""Every way to fail has its exit code, its words in both languages, and leaves nothing behind."""

import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from console.language import LANGUAGES
from tests.console.conftest import CONGRESS, Done, Run, entries, environment, fed
from tests.engine.synthetic import Script

READING: tuple[tuple[str, ...], ...] = (
    ("status",),
    ("show", "TDP-08"),
    ("history", "TDP-08"),
    ("next",),
    ("next", "TDP-08"),
    ("replay", "--check"),
)
WRITING: tuple[tuple[str, ...], ...] = (("apply", "-"), ("apply", "--dry-run", "-"))

both_languages = pytest.mark.parametrize("language", LANGUAGES)
MARK = {"en": "Error: ", "vi": "Lỗi: "}
VIETNAMESE = re.compile(r"[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)


def failed(done: Done, code: int, language: str) -> str:
    """Insist that a command failed as it should; return what it said."""
    assert done.code == code, done.err
    assert done.out == "", "data goes to stdout, and there is none"
    assert MARK[language] in done.err
    assert "Traceback" not in done.err
    said = done.err[done.err.index(MARK[language]) :]
    assert bool(VIETNAMESE.search(said)) == (language == "vi")
    return said


def left_in(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


@both_languages
@pytest.mark.parametrize(
    "args",
    [
        ("no-such-command",),
        ("statsu",),
        ("--no-such-option",),
        ("status", "--no-such-option"),
        ("status", "--as-of", "2017-13-01"),
        ("status", "--as-of", "31/2/2017"),
        ("status", "--as-of", "15.000"),
        ("status", "--known-at", "yesterday"),
        ("status", "--known-at", "2017-08-12T18:00:00"),
        ("status", "-o", "xml"),
        ("show",),
        ("show", "TDP-08", "TDP-01"),
        ("history",),
        ("replay", "--no-such-option"),
        ("apply",),
        ("apply", "no-such-file.jsonl"),
        ("init", "--origin", "https://example/log"),
        ("init", "--origin", "two words"),
    ],
    ids=" ".join,
)
def test_a_command_called_wrongly_is_2(
    args: tuple[str, ...], language: str, congress: Run, tmp_path: Path
) -> None:
    failed(congress(*args, language=language), 2, language)
    assert not (tmp_path / "congress.db").exists()


@pytest.mark.parametrize(
    ("typed", "meant"), [("statsu", "status"), ("hystory", "history"), ("aply", "apply")]
)
def test_a_mistyped_command_is_guessed(typed: str, meant: str, congress: Run) -> None:
    assert f"'{meant}'" in congress(typed).err


@both_languages
def test_a_refusal_by_a_rule_is_3(language: str, congress: Run, season: Path) -> None:
    before = entries(season)
    plan = Script(prefix="n").on("2017-10-01").do("plan", "TDP-08", {"planned_on": "2017-10-02"})
    done = congress("apply", "-", input=plan.commands, language=language)
    assert done.code == 3
    assert done.lines[0]["outcome"] == "refused"
    assert bool(VIETNAMESE.search(done.lines[0]["reasons"][0]["message"])) == (language == "vi")
    assert entries(season) == before


@both_languages
def test_a_log_is_never_made_over_something(
    language: str, congress: Run, season: Path, tmp_path: Path
) -> None:
    before = left_in(tmp_path)
    failed(congress("init", language=language), 3, language)
    assert left_in(tmp_path) == before
    (tmp_path / "note.txt").write_text("một ghi chú")
    failed(congress("--log", "note.txt", "init", language=language), 3, language)
    assert (tmp_path / "note.txt").read_text() == "một ghi chú"


@both_languages
@pytest.mark.parametrize("args", READING + WRITING, ids=" ".join)
def test_a_missing_log_is_5(
    args: tuple[str, ...], language: str, congress: Run, tmp_path: Path
) -> None:
    said = failed(congress(*args, language=language), 5, language)
    assert "congress.db" in said
    assert list(tmp_path.iterdir()) == [], "nothing is made where no log was"


@both_languages
@pytest.mark.parametrize(
    ("args", "named"),
    [
        (("show", "TDP-80"), "TDP-80"),
        (("show", "gia-thuy-2017/TDP-80"), "TDP-80"),
        (("show", "gia-thuy-2018/TDP-08"), "gia-thuy-2018"),
        (("show", "TDP-08", "--campaign", "gia-thuy-2018"), "gia-thuy-2018"),
        (("history", "TDP-80"), "TDP-80"),
        (("next", "TDP-80"), "TDP-80"),
        (("next", "--campaign", "gia-thuy-2018"), "gia-thuy-2018"),
        (("status", "--campaign", "gia-thuy-2018"), "gia-thuy-2018"),
        (("status", "--path", "ha-noi/ba-dinh"), "ha-noi/ba-dinh"),
    ],
    ids=lambda args: " ".join(args) if isinstance(args, tuple) else "",
)
def test_what_is_not_on_record_is_5(
    args: tuple[str, ...], named: str, language: str, congress: Run, season: Path
) -> None:
    assert named in failed(congress(*args, language=language), 5, language)


def test_the_branch_that_was_probably_meant_is_named(congress: Run, season: Path) -> None:
    assert "TDP-08" in congress("show", "TPD-08").err


def text_file(path: Path) -> None:
    path.write_text("một tệp văn bản\n" * 100)


def empty_file(path: Path) -> None:
    path.write_bytes(b"")


def foreign_database(path: Path) -> None:
    path.unlink()
    change(path, "CREATE TABLE entries (position INTEGER)")


def database_without_genesis(path: Path) -> None:
    path.unlink()
    change(path, "CREATE TABLE entries (position INTEGER, entry BLOB)", 0x436F6E67)


def newer_tables(path: Path) -> None:
    change(path, "PRAGMA user_version = 2")


def newer_entries(path: Path) -> None:
    change(path, "DROP TRIGGER entries_no_update")
    change(
        path,
        """UPDATE entries SET entry = CAST(replace(entry, '"format":1', '"format":2') AS BLOB)""",
    )


def event_of_tomorrow(path: Path) -> None:
    change(path, "DROP TRIGGER entries_no_update")
    change(
        path,
        """UPDATE entries SET entry = CAST(
             replace(entry, '"type":"congress.planned"', '"type":"congress.painted"') AS BLOB)""",
    )


def change(path: Path, statement: str, application: int = 0) -> None:
    connection = sqlite3.connect(path)
    connection.execute(statement)
    if application:
        connection.execute(f"PRAGMA application_id = {application}")
    connection.commit()
    connection.close()


Spoil = Callable[[Path], None]
SPOILED: list[Spoil] = [
    text_file,
    empty_file,
    foreign_database,
    database_without_genesis,
    newer_tables,
    newer_entries,
    event_of_tomorrow,
]


def by_name(value: Any) -> str:
    return " ".join(value) if isinstance(value, tuple) else str(value.__name__)


@both_languages
@pytest.mark.parametrize("args", [("status",), ("replay", "--check"), ("apply", "-")], ids=by_name)
@pytest.mark.parametrize("spoil", SPOILED, ids=by_name)
def test_what_is_no_log_or_a_newer_one_is_6_and_stays_as_it_is(
    spoil: Spoil, args: tuple[str, ...], language: str, congress: Run, season: Path
) -> None:
    for beside in ("-wal", "-shm", ".views"):
        season.with_name(season.name + beside).unlink(missing_ok=True)
    spoil(season)
    before = season.read_bytes()
    finding = (
        Script(prefix="n")
        .on("2017-10-01")
        .do("record_finding", "TDP-08", {"heading": "goals", "tag": "x"})
    )
    failed(congress(*args, input=finding.commands, language=language), 6, language)
    assert season.read_bytes() == before


@both_languages
def test_a_difference_that_a_replay_finds_is_6(language: str, congress: Run, season: Path) -> None:
    assert congress("replay", "--check", language=language).code == 0
    stream = "campaign/gia-thuy-2017"
    change(season, f"UPDATE streams SET version = 1 WHERE stream = '{stream}'")
    said = failed(congress("replay", "--check", language=language), 6, language)
    assert stream in said


def without_rights(*args: str, folder: Path, given: bytes, language: str) -> Done:
    """Run as somebody whom the rights of files hold back, as they do not hold back root."""
    drop = "-dac_override,-dac_read_search"
    held_back = ["setpriv", f"--bounding-set={drop}", f"--inh-caps={drop}"]
    done = subprocess.run(
        [*(held_back if os.geteuid() == 0 else []), *CONGRESS, *args],
        input=given,
        cwd=folder,
        env=environment(language),
        capture_output=True,
        check=False,
    )
    return Done(done.returncode, done.stdout.decode(), done.stderr.decode())


@both_languages
def test_a_log_that_may_not_be_written_is_7_and_still_read(
    language: str, season: Path, tmp_path: Path
) -> None:
    if shutil.which("setpriv") is None:
        pytest.skip("needs setpriv")
    finding = (
        Script(prefix="n")
        .on("2017-10-01")
        .do("record_finding", "TDP-08", {"heading": "goals", "tag": "missing_forecast"})
    )
    given = fed(finding.commands)
    before = entries(season)
    season.chmod(0o444)
    done = without_rights("apply", "-", folder=tmp_path, given=given, language=language)
    failed(done, 7, language)
    read = without_rights("show", "TDP-08", folder=tmp_path, given=b"", language=language)
    assert read.code == 0, read.err
    season.chmod(0o644)
    assert entries(season) == before


@both_languages
def test_a_folder_that_is_not_there_is_7(language: str, congress: Run, tmp_path: Path) -> None:
    failed(congress("--log", "no/such/folder.db", "init", language=language), 7, language)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("form", ["table", "plain", "json", "jsonl", "csv"])
def test_an_answer_that_nobody_reads_is_no_failure(
    form: str, season: Path, tmp_path: Path
) -> None:
    """Who pipes into `head` has read enough: no word of it, and no exit code of a fault."""
    line = f"'{CONGRESS[0]}' -c '{CONGRESS[2]}' history TDP-05 -o {form} | true"
    done = subprocess.run(
        ["bash", "-c", f"{line}; exit ${{PIPESTATUS[0]}}"],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        check=False,
    )
    assert done.stderr == b""
    assert done.returncode in (0, 141)


def test_the_log_is_named_by_the_environment_too(congress: Run, season: Path) -> None:
    season.rename(season.with_name("another.db"))
    assert congress("show", "TDP-08", CONGRESS_LOG="another.db").code == 0
    assert congress("--log", "another.db", "show", "TDP-08", CONGRESS_LOG="no.db").code == 0
    assert congress("show", "TDP-08").code == 5


@both_languages
@pytest.mark.parametrize("branch", [os.fsdecode(b"TDP-\xff"), "TDP-\u0301", "", "/", "a/b/c"])
def test_a_name_that_nobody_can_have_is_not_found(
    branch: str, language: str, congress: Run, season: Path
) -> None:
    failed(congress("show", branch, language=language), 5, language)


def test_letters_that_are_none_are_not_recorded(congress: Run, season: Path) -> None:
    before = entries(season)
    broken = os.fsdecode(b"Nh\xe0 v\xe3n h\xf3a")
    day = ("--planned-on", "21/9/2017", "--place", broken)
    done = congress("advance", "TH-01", "plan", *day)
    assert done.code in (2, 3), done.err
    assert entries(season) == before


@both_languages
@pytest.mark.parametrize("name", ["CONGRESS_LANG", "CONGRESS_WAIT"])
def test_a_variable_that_cannot_be_used_is_named(
    name: str, language: str, congress: Run, season: Path
) -> None:
    spoken = ("--lang", language) if name != "CONGRESS_LANG" else ()
    done = congress(*spoken, "status", **{name: "xx"})
    assert done.code == 2
    assert name in done.err
    assert "--" not in done.err.splitlines()[-1]


def test_ctrl_c_before_anything_began_ends_quietly(season: Path) -> None:
    stopped = "def started(): raise KeyboardInterrupt"
    text = f"import cli\n{stopped}\ncli.started = started\ncli.main()"
    done = subprocess.run(
        [sys.executable, "-c", text],
        capture_output=True,
        text=True,
        env=environment(),
        check=False,
    )
    assert (done.returncode, done.stderr) == (130, "")
