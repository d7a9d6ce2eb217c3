"""Files of policies: only the one that is asked for is read, and what is wrong is said of it."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from application.congresses.packaged import PolicyFiles, lifecycles
from engine.advance import Engine
from engine.workflow import PolicyError
from event_store.log import Log
from tests.engine.synthetic import OPENING, Script, accept, said
from tests.reading.program import congress
from tests.season.season import policy_text

pytestmark = pytest.mark.usefixtures("in_english")

TEXT = policy_text("ward")
BROKEN: dict[str, bytes] = {
    "no toml": b"name = ",
    "no text": b"\xff\xfe\x00",
    "latin": "name = 'vùng'".encode("latin-1"),
    "empty": b"",
    "another name": TEXT.replace('"ward"', '"other"').encode(),
    "a wrong table": TEXT.encode() + b'\n[sources.more]\nen = "only"\n',
    "a list for a name": TEXT.replace('name = "ward"', "name = [1]").encode(),
}


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    found = tmp_path / "policies"
    found.mkdir()
    lifecycles.cache_clear()
    yield found
    lifecycles.cache_clear()


def opening(policy: str, campaign: str = "c") -> Script:
    return Script(campaign, prefix=campaign).do(
        "open_campaign", data={**OPENING, "policy": policy}
    )


def text_of(folder: Path, raw: bytes) -> str:
    (folder / "ward.toml").write_bytes(raw)
    return PolicyFiles([folder])["ward"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_file_is_read_as_it_was_saved(tmp_path: Path, encoding: str, end: str) -> None:
    assert text_of(tmp_path, TEXT.replace("\n", end).encode(encoding)) == TEXT


@pytest.mark.parametrize("kind", BROKEN)
def test_what_is_wrong_is_said_with_the_file(tmp_path: Path, kind: str) -> None:
    with pytest.raises(PolicyError, match=r"ward\.toml") as found:
        text_of(tmp_path, BROKEN[kind])
    assert found.value.faults
    for fault in found.value.faults:
        assert fault.vi != fault.en
        assert not re.search(r" (the|is|must|be|not|as) ", fault.vi)


def test_all_faults_of_a_file_are_said_at_once_in_both_languages(tmp_path: Path) -> None:
    with pytest.raises(PolicyError) as found:
        text_of(tmp_path, b"name = 'ward'\ntie_rule = 'lots'\nagenda = 3\n")
    english, vietnamese = found.value.told
    assert "'agenda' must be a list" in english
    assert "'tie_rule' must be rerun_plurality" in english
    assert "'agenda' phải là danh sách" in vietnamese
    assert "'tie_rule' phải là rerun_plurality" in vietnamese


@pytest.mark.parametrize("kind", [*BROKEN, "a folder", "a link to nothing"])
def test_a_wrong_file_stops_only_who_needs_it(folder: Path, tmp_path: Path, kind: str) -> None:
    path = folder / "ward.toml"
    if kind == "a folder":
        path.mkdir()
    elif kind == "a link to nothing":
        path.symlink_to("nowhere")
    else:
        path.write_bytes(BROKEN[kind])
    with Log.create(tmp_path / "log.db", simulation=True) as log:
        engine = Engine(log, lifecycles(folder))
        accept(engine, opening("vn-2017").commands)
        answered = engine.advance(opening("ward", "d").commands[0])
        (reason,) = said(answered)["reasons"]
        assert reason["code"] == "invalid_data"
        assert str(path) in reason["message"]
        (reason,) = said(engine.advance(opening("none", "e").commands[0]))["reasons"]
        assert "CONGRESS_POLICIES" in reason["message"]
        assert "vn-2017" in reason["message"]


Spoil = Callable[[Path], object]
SPOILT: dict[str, Spoil] = {
    "gone": Path.unlink,
    "broken": lambda path: path.write_bytes(b"name = "),
    "another name": lambda path: path.write_bytes(BROKEN["another name"]),
}


@pytest.mark.parametrize("kind", SPOILT)
def test_a_policy_that_the_log_holds_is_used_from_there(
    folder: Path, tmp_path: Path, kind: str
) -> None:
    (folder / "ward.toml").write_text(TEXT)
    script = opening("ward").do("register_branch", data={
        "branch": "b", "name": "Chi bộ", "official": 5, "probationary": 0, "exempt": 0,
        "had_committee": False,
    }).on("2017-08-01").do("plan", "b", {"planned_on": "2017-08-20"})  # fmt: skip
    path = tmp_path / "log.db"
    with Log.create(path, simulation=True) as log:
        accept(Engine(log, lifecycles(folder)), script.commands[:2])
    SPOILT[kind](folder / "ward.toml")
    lifecycles.cache_clear()
    with Log.open(path) as log:
        accept(Engine(log, lifecycles(folder)), script.commands[2:])
    for command in (["status"], ["next", "b"], ["radar"], ["show", "b"], ["--help"],
                    ["history", "b"], ["audit"], ["attempts"], ["schema", "list"]):  # fmt: skip
        done = congress(path, *command, CONGRESS_POLICIES=str(folder))
        assert done.returncode in (0, 2), (command, done.stderr)
        assert (done.returncode == 2) == (command[0] == "schema"), (command, done.stderr)


DOCTORED: dict[str, tuple[Spoil, str, str]] = {
    "gone": (Path.unlink, "there is no file ward.toml", "không có tệp ward.toml"),
    "broken": (SPOILT["broken"], "Invalid value", "không đúng dạng TOML"),
    "another name": (
        SPOILT["another name"],
        "its name is 'other'",
        "tên ghi bên trong là 'other'",
    ),
    "a list": (
        lambda path: path.write_text(TEXT.replace("min_official_members = ", "# ")),
        "'min_official_members' must be a whole number",
        "'min_official_members' phải là số nguyên",
    ),
}
ENGLISH = re.compile(r" (the|is|was|not|of|and|it|must|be|at|line) ")


def policies_row(log: Path, folder: Path, spoken: str) -> dict[str, str]:
    """What doctor says of policies."""
    done = congress(log, "--lang", spoken, "doctor", "-o", "json", CONGRESS_POLICIES=str(folder))
    (row,) = (row for row in json.loads(done.stdout)["checks"] if row["check"] == "policies")
    assert done.returncode == 0
    return dict(row)


@pytest.mark.parametrize("kind", DOCTORED)
def test_doctor_says_that_the_text_of_the_log_is_used_instead(
    folder: Path, tmp_path: Path, kind: str
) -> None:
    file = folder / "ward.toml"
    file.write_text(TEXT)
    path = tmp_path / "log.db"
    with Log.create(path, simulation=True) as log:
        accept(Engine(log, lifecycles(folder)), opening("ward").commands)
    assert policies_row(path, folder, "en")["state"] == "ok"
    spoil, english, vietnamese = DOCTORED[kind]
    spoil(file)
    for spoken, said_so, used in (
        ("en", english, "the text that the log keeps is used"),
        ("vi", vietnamese, "dùng bản mà sổ ghi đang giữ"),
    ):
        row = policies_row(path, folder, spoken)
        told = f"{row['found']} {row['advice']} "
        assert (row["state"], said_so in told, used in told) == ("warning", True, True), told
        assert spoken == "en" or not ENGLISH.search(told), told


@pytest.mark.parametrize("spoken", ["en", "vi"])
def test_doctor_names_a_broken_file_that_no_campaign_uses_and_a_folder_that_is_none(
    folder: Path, tmp_path: Path, spoken: str
) -> None:
    (folder / "ward.toml").write_bytes(b"name = ")
    path = tmp_path / "log.db"
    Log.create(path, simulation=True).close()
    row = policies_row(path, folder, spoken)
    assert (row["state"], "ward.toml" in row["found"]) == ("warning", True)
    assert {"en": "log keeps", "vi": "đang giữ"}[spoken] not in row["found"]
    row = policies_row(path, tmp_path / "none", spoken)
    assert (row["state"], str(tmp_path / "none") in row["found"]) == ("warning", True)
    assert "CONGRESS_POLICIES" in row["advice"]


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_policy_is_reported_in_vietnamese_without_english(
    folder: Path, tmp_path: Path, kind: str
) -> None:
    (folder / "ward.toml").write_bytes(BROKEN[kind])
    path = tmp_path / "log.db"
    Log.create(path, simulation=True).close()
    asked = json.dumps(opening("ward").commands[0]) + "\n"
    done = congress(path, "--lang", "vi", "apply", "-", said=asked, CONGRESS_POLICIES=str(folder))
    (reason,) = json.loads(done.stdout)["reasons"]
    assert (done.returncode, str(folder / "ward.toml") in reason["message"]) == (3, True)
    assert not ENGLISH.search(reason["message"] + done.stderr), reason["message"] + done.stderr


def test_apply_goes_on_after_a_command_that_needs_a_wrong_file(
    folder: Path, tmp_path: Path
) -> None:
    (folder / "ward.toml").write_bytes(b"name = ")
    path = tmp_path / "log.db"
    Log.create(path, simulation=True).close()
    asked = [*opening("ward").commands, *opening("vn-2017", "d").commands]
    text = "".join(json.dumps(each) + "\n" for each in asked)
    done = congress(path, "apply", "-", said=text, CONGRESS_POLICIES=str(folder))
    answers = [json.loads(line)["outcome"] for line in done.stdout.splitlines()]
    assert (done.returncode, answers) == (3, ["invalid", "accepted"])
