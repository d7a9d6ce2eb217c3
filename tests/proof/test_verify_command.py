"""`congress verify` as an auditor calls it. All synthetic."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from application.verdicts import WRONG
from event_store.log import Log
from event_store.proof.keys import SigningKey
from event_store.proof.trust import written_policy
from tests.event_store.conftest import append
from tests.reading.program import congress
from tests.reliability import forging
from tests.reliability.forging import LOG, WITNESS, Base, behind_its_back


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory) -> Base:
    folder = tmp_path_factory.mktemp("base")
    made = forging.make(folder, commands=400)
    (folder / "trust.policy").write_text(written_policy([LOG.public], [WITNESS.public], 1))
    (folder / "note.txt").write_text(made.anchor.checkpoint.body)
    return made


@pytest.fixture
def log(base: Base, tmp_path: Path) -> Path:
    for name in ("base.db", "trust.policy", "note.txt"):
        shutil.copy(base.path.with_name(name), tmp_path)
    return tmp_path / "base.db"


def verify(log: Path, *words: str, **variables: str) -> tuple[int, str]:
    done = congress(log, "verify", *words, **variables)
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout or done.stderr


def answer(log: Path, *words: str) -> Any:
    return json.loads(verify(log, *words, "-o", "json")[1])


def test_what_nobody_vouches_for_is_said_in_both_languages(base: Base, log: Path) -> None:
    first, *_, newest = base.checkpoints
    code, said = verify(log, "--full", "--policy", "trust.policy")
    assert code == 0
    assert f"positions {newest + 1}-{base.size} are covered by no checkpoint" in said
    assert f"positions {first + 1}-{base.size} are seen by no witness" in said
    code, said = verify(log, "--full", CONGRESS_LANG="vi", CONGRESS_POLICY="trust.policy")
    assert code == 0
    assert f"vị trí {newest + 1}-{base.size} chưa có điểm kiểm nào bao trùm" in said
    assert f"vị trí {first + 1}-{base.size} chưa bên chứng kiến nào thấy" in said


def test_without_a_policy_it_is_said_that_no_signature_counts(base: Base, log: Path) -> None:
    _, said = verify(log)
    assert f"positions 1-{base.size} are seen by no witness" in said
    assert "no signature was checked" in said
    assert "not looked at one by one: --full does" in said
    assert f"over {base.checkpoints[-1]} entries, no witness" in said


def test_a_note_that_was_kept_confirms_what_it_covers(base: Base, log: Path) -> None:
    found = answer(log, "--anchor", "note.txt", "--policy", "trust.policy")
    assert found["covered"] == {
        "checkpoint": base.checkpoints[-1],
        "witness": base.checkpoints[0],
        "quorum": base.checkpoints[0],
        "anchor": base.size,
    }
    assert (found["verdict"], found["fault"]) == ("sound", None)


@pytest.mark.parametrize("language", ["en", "vi"])
def test_the_first_bad_position_is_named(language: str, base: Base, log: Path) -> None:
    with behind_its_back(log) as connection:
        connection.execute("UPDATE entries SET type = 'a.b' WHERE position IN (80, 90)")
    code, said = verify(log, "--full", CONGRESS_LANG=language)
    assert code == 6
    start = {"en": "✗ position 80: column_mismatch", "vi": "✗ vị trí 80: column_mismatch"}
    assert said.startswith(start[language])
    found = answer(log, "--full")
    assert (found["verdict"], found["fault"]["code"]) == ("fault", "column_mismatch")
    assert found["fault"]["position"] == 80
    assert base.size == found["size"]


def test_a_fault_at_no_position_is_named_too(log: Path) -> None:
    log.write_bytes(b"SQLite format 3\0" + bytes(200))
    code, said = verify(log)
    assert code == 6
    assert said.startswith("✗ not_a_log: the file is no log")


def test_every_fault_has_words_in_both_languages() -> None:
    source = "".join(
        path.read_text("utf-8")
        for path in Path(forging.__file__).parents[2].glob("event_store/proof/**/*.py")
    )
    for code, text in WRONG.items():
        assert f'"{code}"' in source, f"{code} is never found"
        assert text.say("en") != text.say("vi")


def test_the_vietnamese_name_is_the_same_command(log: Path) -> None:
    assert congress(log, "xac-minh").returncode == 0


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--anchor", "nothing.txt"), 2, "nothing.txt cannot be read"),
        (("--anchor", "trust.policy"), 2, "trust.policy cannot be read as a checkpoint"),
        (("--policy", "note.txt"), 2, "note.txt has"),
        (("--policy", "other.policy"), 5, "known are: other.example/log"),
        (("--anchor", "signed.txt", "--policy", "trust.policy"), 6, "is not signed by"),
    ],
)
def test_what_the_auditor_brings_must_be_right(
    words: tuple[str, ...], code: int, said: str, base: Base, log: Path
) -> None:
    other = SigningKey("other.example/log", 1, bytes(32)).public
    (log.parent / "other.policy").write_text(written_policy([other], [], 0))
    body = base.anchor.checkpoint.body
    line = SigningKey(LOG.name, 1, bytes(32)).signature(body.encode()).line
    (log.parent / "signed.txt").write_text(f"{body}\n{line}")
    found = verify(log, *words)
    assert found[0] == code
    assert said in found[1]


def test_a_log_that_is_not_there_is_not_found(tmp_path: Path) -> None:
    assert verify(tmp_path / "nothing.db")[0] == 5


def test_what_lies_in_the_write_ahead_log_is_verified(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    with Log.create(path) as log:
        append(log, 4)
        with closing(sqlite3.connect(path)) as reader:
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM entries").fetchall()
            append(log, 3)
            assert path.with_name("log.db-wal").stat().st_size > 0
            assert answer(path, "--full")["size"] == 8


@pytest.mark.parametrize("form", ["plain", "jsonl", "csv"])
def test_other_programs_get_it_in_their_form(form: str, log: Path) -> None:
    code, said = verify(log, "-o", form)
    assert code == 0
    assert "sound" in said
