"""Keeping a log through the application alone: created, signed, proved, copied, checked up on."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from application import copies, creation, keys, settings, witness
from application.bundles import Wanted
from application.call import Call, Notice
from application.checkup import check_up
from application.congresses.congresses import Congresses
from application.congresses.packaged import lifecycles
from application.fresh_files import fresh_file
from application.problems import Problem
from application.scope import Scope
from application.text_files import TextFile
from application.verification import verify
from event_store.present import ClockAheadError
from event_store.restoring import OlderCopyError
from tests.engine.synthetic import OPENING, Script
from tests.operator.program import Operator

OPEN = {
    name: value
    for name, value in Script().do("open_campaign", data=OPENING).commands[0].items()
    if name != "recorded_at"
}
FIGURES = {"official": 5, "probationary": 0, "exempt": 0, "had_committee": False}
REGISTER = {
    "command": "register_branch",
    "campaign": OPEN["campaign"],
    "data": {"branch": "B-1", "name": "Chi bộ 1", **FIGURES},
    "actor": "op:a",
}
SUBJECT = Scope({"campaign": OPEN["campaign"]})
EN, VI = Call("en"), Call("vi")


@pytest.fixture
def path(tmp_path: Path) -> str:
    """A log of three entries."""
    made = creation.create(str(tmp_path / "a.db"), origin="a.example/log", actor="op:a")
    assert (made.origin, made.actor, made.simulation) == ("a.example/log", "op:a", False)
    with Congresses.open(made.path, read_only=False) as application:
        assert application.record(OPEN, EN).outcome == "accepted"
    return made.path


@pytest.fixture
def safe(path: str) -> Path:
    """A folder with the key of the log, that of a witness, and a policy that trusts both."""
    folder = Path(path).with_name("safe")
    folder.mkdir()
    keys.make(str(folder / "log.key"), path, EN, name=None, witness=False)
    made = keys.make(str(folder / "wit.key"), path, EN, name="w.example/w", witness=True)
    policy = keys.written_policy(str(folder / "log.key"), [made.public], None, EN)
    (folder / "trust.policy").write_text(policy)
    return folder


def heard() -> tuple[list[Notice], Call]:
    said: list[Notice] = []
    return said, Call("en", notice=said.append)


def test_a_log_is_signed_witnessed_proved_and_verified(path: str, safe: Path) -> None:
    key, policy = str(safe / "log.key"), TextFile.read(str(safe / "trust.policy"))
    said, call = heard()
    with Congresses.open(path) as application:
        assert application.checkpoints(call) == []
        assert [notice.code for notice in said] == ["no_checkpoint_yet", "not_covered"]
        note = application.sign(key, call)
        asked = TextFile("request", application.request().text)
        signed = witness.sign(asked, str(safe / "wit.key"), policy)
        assert (signed.origin, signed.size, signed.old) == (note.origin, note.size, 0)
        (kept,) = application.confirm(TextFile("answer", signed.line), policy)
        assert kept.to_json() == {"witness": "w.example/w", "size": note.size}
        (row,) = application.checkpoints(EN)
        assert row.to_json()["cosigned"] == ["w.example/w"]
        said.clear()
        bundle = application.prove(SUBJECT, Wanted(), call)
        assert (bundle.count, bundle.size, said) == (1, note.size, [])
        assert json.loads(bundle.text) == bundle.to_json()
        outside = [TextFile("note", note.text)]
        found = application.verify(call, full=True, policy=policy, anchors=outside)
    assert found.whole
    assert set(found.to_json()["covered"].values()) == {note.size}
    assert found.gaps == ()


def test_who_signs_by_a_far_clock_accepts_it_for_this_time_only(path: str, safe: Path) -> None:
    far = [datetime(2099, 1, 1, tzinfo=UTC)]
    with Congresses.open(path, clock=lambda: far[-1]) as application:
        key = str(safe / "log.key")
        with pytest.raises(ClockAheadError):
            application.sign(key, EN)
        assert application.sign(key, EN, accept_clock=True).size == 4
        far.append(far[-1] + timedelta(days=400))
        assert application.record(REGISTER, EN).codes == {"clock_ahead"}


def test_what_has_no_proof_is_a_problem_with_a_code(path: str, safe: Path) -> None:
    with Congresses.open(path) as application:
        for scope, area, code in (
            (Scope({"campaign": "nothing"}), None, "nothing_to_prove"),
            (SUBJECT, "book", "unknown_area"),
            (Scope({"book": "1"}), None, "unknown_area"),
        ):
            with pytest.raises(Problem) as found:
                application.prove(scope, Wanted(), EN, area)
            assert found.value.code == code
            assert found.value.say("en") != found.value.say("vi")
        with pytest.raises(Problem) as found:
            application.confirm(TextFile("answer", ""), None)
        assert found.value.code == "no_policy"
    with pytest.raises(Problem) as found:
        witness.sign(TextFile("request", ""), str(safe / "wit.key"), None)
    assert found.value.code == "no_log_known"
    with pytest.raises(Problem) as found:
        TextFile.read(path)
    assert found.value.code == "not_utf8"


def test_files_are_refused_in_both_languages(path: str, tmp_path: Path) -> None:
    with pytest.raises(Problem) as found:
        TextFile.read(str(tmp_path / "nowhere"))
    assert found.value.code == "unreadable_file"
    assert "No such file" in found.value.say("en")
    assert "không có tệp" in found.value.say("vi")
    key = keys.make(str(tmp_path / "a.key"), path, EN, name="w.example/w", witness=True)
    (tmp_path / "kept.csv").write_text("kept")
    for name, force, code in (
        (path, True, "file_in_the_way"),
        (path + "-wal", True, "file_in_the_way"),
        (key.path, True, "file_in_the_way"),
        (str(tmp_path / "kept.csv"), False, "file_in_the_way"),
        (str(tmp_path / "nowhere" / "a.csv"), False, "unwritable_file"),
    ):
        with pytest.raises(Problem) as found, fresh_file(name, log=path, force=force):
            pass
        assert found.value.code == code
        assert found.value.say("en") != found.value.say("vi")
    for name, code, way_out in (
        (str(tmp_path), "file_in_the_way", "the name of a file in it"),
        ("/dev/null", "file_in_the_way", "choose another name"),
        (str(tmp_path / "nowhere" / "a.csv"), "unwritable_file", "create the folder"),
    ):
        for force in (False, True):
            with pytest.raises(Problem) as found, fresh_file(name, log=path, force=force):
                pass
            assert found.value.code == code
            assert way_out in found.value.say("en")
            assert "--force" not in found.value.say("vi")
            assert "dọn bớt" not in found.value.say("vi")
    with fresh_file(str(tmp_path / "kept.csv"), log=path, force=True) as file:
        file.write(b"new")
    assert (tmp_path / "kept.csv").read_text() == "new"


def test_a_key_that_lies_beside_the_log_is_noticed(path: str) -> None:
    said, call = heard()
    made = keys.make(str(Path(path).with_name("log.key")), path, call, name=None, witness=False)
    assert made.name == "a.example/log"
    assert [notice.code for notice in said] == ["key_beside_log"]


def test_two_threads_hear_of_damage_in_two_languages(path: str) -> None:
    Path(path).write_bytes(b"SQLite format 3\0" + bytes(200))

    def ask(number: int) -> tuple[str, str, str, str]:
        call = (EN, VI)[number % 2]
        wrong = verify(path, call, full=True).to_json()["fault"]
        found = check_up(path, lifecycles(), call).to_json()
        assert (wrong["code"], found["verdict"]) == ("not_a_log", "integrity")
        first = found["checks"][0]
        return call.language, wrong["detail"], first["found"], first["advice"]

    with ThreadPoolExecutor(2) as pool:
        said = set(pool.map(ask, range(8)))
    assert len(said) == 2
    english, vietnamese = sorted(said)
    assert not set(english).intersection(vietnamese)


def test_a_copy_is_made_and_put_back_and_a_rollback_is_noticed(path: str, tmp_path: Path) -> None:
    copy = str(tmp_path / "copy.db")
    made = copies.back_up(path, copy, EN)
    with Congresses.open(path) as application:
        assert made.held.size == application.log.size
        assert application.record(REGISTER, EN).outcome == "accepted"
    said, call = heard()
    with pytest.raises(OlderCopyError):
        copies.restore(path, copy, call, force=True)
    done = copies.restore(path, copy, call, force=True, accept_rollback=True)
    assert (done.held, done.rolled_back) == (made.held, True)
    assert [notice.code for notice in said] == ["log_rolled_back"]
    assert Path(str(done.aside)).exists()


def test_settings_have_defaults_and_refuse_what_cannot_be(path: str) -> None:
    assert settings.settings(path, "clock_days").to_json() == [
        {"setting": "clock_days", "value": 120, "is_set": False}
    ]
    assert settings.change(path, "clock_days", "60").all[0].value == 60
    for wrong in ("many", "0", "²"):
        with pytest.raises(ValueError, match="clock_days"):
            settings.change(path, "clock_days", wrong)
    assert settings.reset(path, "clock_days").all[0].is_set is False
    assert settings.office(path) == "op:a"


def test_views_are_rebuilt_and_follow_from_the_log(path: str) -> None:
    with Congresses.open(path) as application:
        size = application.log.size
        made = application.rebuild(EN)
        assert (made.size, made.cause) == (size, None)
        assert {row.lag for row in application.projected(EN)} == {0}
        assert {name for name, _ in made.projections} == {
            p.name for p in application.projected(EN)
        }
        assert application.compare(VI) == size
        assert application.prune(EN) == []


@pytest.mark.parametrize("language", ["en", "vi"])
def test_answers_are_those_of_the_commands(path: str, language: str) -> None:
    operator = Operator(Path(path))

    def printed(*words: str) -> object:
        return operator.run("--lang", language, *words, "-o", "json").json

    call = {"en": EN, "vi": VI}[language]
    with Congresses.open(path) as application:
        assert application.verify(call, full=True).to_json() == printed("verify", "--full")
        assert [row.to_json() for row in application.projected(call)] == printed("projections")
        assert [row.to_json() for row in application.checkpoints(call)] == printed("checkpoint")
        assert application.check_up(call).to_json() == printed("doctor")
    assert settings.settings(path).to_json() == printed("config")
