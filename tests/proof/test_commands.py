"""Keys, checkpoints, witnesses and bundles as the two offices use them: by command and by file."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from event_store.log import Log
from event_store.proof.notes import parse_checkpoint, parse_note
from event_store.proof.witness import parse_request
from tests.reading.program import congress, lines, play_demonstration

COMMAND = {
    "command": "open_campaign",
    "campaign": "ward-2031",
    "actor": "op:org-officer",
    "data": {
        "committee": {"id": "ward", "name": "Đảng ủy phường", "path": ["city"]},
        "term": "2030-2033",
        "previous_term": "2027-2030",
        "deadline": "2031-09-15",
        "policy": "vn-2017",
    },
}
"""Synthetic."""


class Offices:
    """Two offices: one keeps the log, the other is its witness; files go between them."""

    def __init__(self, folder: Path) -> None:
        self.log, self.policy = folder / "season.db", folder / "trust.policy"
        self.safe, self.stick = folder / "safe", folder / "stick"

    def furnish(self) -> None:
        """Play a season, make both keys, and write down whom a reader may trust."""
        self.safe.mkdir()
        self.stick.mkdir()
        play_demonstration(self.log)
        self.ok("keys", "new", "--key", f"{self.safe}/log.key")
        made = self.ok(
            *("keys", "new", "--key", f"{self.stick}/w.key"),
            *("--witness", "--name", "upper.example/witness"),
        )
        policy = self.ok(
            *("keys", "show", "--key", f"{self.safe}/log.key", "--policy"),
            *("--witness", made.strip()),
        )
        self.policy.write_text(policy, encoding="utf-8")

    def ok(self, *words: str, said: str = "", **variables: str) -> str:
        done = congress(self.log, *words, said=said, **variables)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def refused(self, code: int, *words: str, said: str = "", **variables: str) -> str:
        done = congress(self.log, *words, said=said, **variables)
        assert done.returncode == code, (done.returncode, done.stdout, done.stderr)
        assert "Traceback" not in done.stderr
        return done.stderr

    def sign(self) -> str:
        return self.ok("checkpoint", "--key", f"{self.safe}/log.key")

    def request(self, *more: str) -> Path:
        self.ok("checkpoint", "--request", f"{self.stick}/request", "--force", *more)
        return self.stick / "request"

    def witness(self, request: Path) -> tuple[str, ...]:
        return (
            *("witness", "sign", str(request), "--key", f"{self.stick}/w.key"),
            *("--policy", str(self.policy)),
        )

    def confirm(self) -> None:
        cosignature = self.ok(*self.witness(self.request()))
        self.ok("checkpoint", "--add", "-", "--policy", str(self.policy), said=cosignature)


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("offices")
    Offices(folder).furnish()
    return folder


@pytest.fixture
def offices(tmp_path: Path, furnished: Path) -> Offices:
    shutil.copytree(furnished, tmp_path, dirs_exist_ok=True)
    return Offices(tmp_path)


def test_nothing_is_signed_for_a_request_that_cannot_be_written(offices: Offices) -> None:
    signing = ("checkpoint", "--key", f"{offices.safe}/log.key", "--request")
    wrong = (2, *signing, f"{offices.stick}/request", "--old", "9999")
    assert "no witness can have seen 9999" in offices.refused(*wrong)
    (offices.stick / "there").write_text("something else")
    assert "exists already" in offices.refused(3, *signing, f"{offices.stick}/there")
    assert offices.ok("checkpoint", "-o", "json").strip() == "[]"
    assert not (offices.stick / "request").exists()
    offices.ok(*signing, f"{offices.stick}/request", "--old", "0")
    assert (offices.stick / "request").read_text().startswith("old 0")


def test_a_checkpoint_goes_to_the_witness_and_comes_back(offices: Offices) -> None:
    note = offices.sign()
    offices.confirm()
    rows = json.loads(offices.ok("checkpoint", "-o", "json"))
    assert [row["cosigned"] for row in rows] == [["upper.example/witness"]]
    assert parse_checkpoint(parse_note(note).text).size == rows[0]["size"]


def test_a_second_round_starts_where_the_witness_stands(offices: Offices) -> None:
    offices.sign()
    offices.confirm()
    offices.ok("apply", "-", said=lines([{**COMMAND, "recorded_at": "2031-01-01T00:00:00Z"}]))
    offices.sign()
    asked = parse_request(offices.request().read_text("utf-8"))
    assert (asked.old, bool(asked.proof)) == (146, True)
    offices.confirm()
    assert len(json.loads(offices.ok("checkpoint", "-o", "json"))) == 2


def test_a_stale_request_says_which_size_to_ask_from(offices: Offices) -> None:
    offices.sign()
    request = offices.request()
    offices.ok(*offices.witness(request))
    said = offices.refused(4, *offices.witness(request))
    assert "--old 146" in said
    assert offices.ok(*offices.witness(offices.request("--old", "146"))).startswith("— upper")


def test_a_signature_that_could_not_be_kept_is_not_given(offices: Offices) -> None:
    offices.sign()
    signing = (*offices.witness(offices.request()), "--out", f"{offices.stick}/cosignature")
    (offices.stick / "cosignature").write_text("yesterday's\n", encoding="utf-8")
    assert "Nothing was written" in offices.refused(3, *signing)
    assert (offices.stick / "w.key.state").read_text("utf-8") == ""
    offices.ok(*signing, "--force")


def test_an_altered_log_is_not_confirmed(offices: Offices, tmp_path: Path) -> None:
    # A copy of key and state from before the first signature knows of no other history.
    shutil.copytree(offices.safe, tmp_path / "stolen")
    offices.sign()
    offices.confirm()
    offices.log.unlink()
    play_demonstration(offices.log)
    offices.ok("apply", "-", said=lines([{**COMMAND, "recorded_at": "2031-01-01T00:00:00Z"}]))
    said = offices.refused(6, "checkpoint", "--key", f"{offices.safe}/log.key")
    assert "Nothing was signed" in said
    offices.ok("checkpoint", "--key", f"{tmp_path}/stolen/log.key")
    said = offices.refused(6, *offices.witness(offices.request("--old", "146")))
    assert "hashes of the request do not lead" in said


def test_a_witness_that_knows_no_log_says_how_it_learns_one(offices: Offices) -> None:
    offices.sign()
    words = offices.witness(offices.request())[:-2]
    assert f"{offices.stick}/w.key.policy" in offices.refused(2, *words)
    shutil.copy(offices.policy, f"{offices.stick}/w.key.policy")
    assert offices.ok(*words).startswith("— upper.example/witness ")


def test_a_cosignature_of_a_stranger_or_of_another_checkpoint_is_not_kept(
    offices: Offices,
) -> None:
    offices.sign()
    line = offices.ok(*offices.witness(offices.request()))
    policy = ("--policy", str(offices.policy))
    stranger = line.replace("upper.example", "other.example")
    assert "other.example" in offices.refused(
        5, "checkpoint", "--add", "-", *policy, said=stranger
    )
    wrong = line[:-8] + ("A" if line[-8] != "A" else "B") + line[-7:]
    offices.refused(6, "checkpoint", "--add", "-", *policy, said=wrong)
    assert json.loads(offices.ok("checkpoint", "-o", "json"))[0]["cosigned"] == []


def test_a_cosignature_is_kept_under_the_checkpoint_that_it_is_over_or_not_at_all(
    offices: Offices,
) -> None:
    offices.sign()
    line = offices.ok(*offices.witness(offices.request()))
    offices.ok("apply", "-", said=lines([{**COMMAND, "recorded_at": "2031-01-01T00:00:00Z"}]))
    offices.sign()
    adding = ("checkpoint", "--add", "-")
    assert "Nothing was kept" in offices.refused(2, *adding, said=line)
    offices.ok(*adding, "--policy", str(offices.policy), said=line)
    rows = json.loads(offices.ok("checkpoint", "-o", "json"))
    assert [row["cosigned"] for row in rows] == [["upper.example/witness"], []]


def test_the_bundle_is_bounded_by_the_cosigned_checkpoints(
    offices: Offices, tmp_path: Path
) -> None:
    offices.sign()
    offices.confirm()
    offices.ok("prove", "TDP-08", "--out", f"{tmp_path}/b")
    made: dict[str, Any] = json.loads((tmp_path / "b").read_text("utf-8"))
    assert made["stream"] == "congress/gia-thuy-2017/TDP-08"
    assert "upper.example/witness" in made["checkpoint"]
    with Log.open(offices.log, read_only=True) as log:
        assert len(made["entries"]) == log.version(made["stream"])
    offices.ok("prove", "TDP-08", "--out", f"{tmp_path}/b", "--with-campaign", "--force")
    larger = json.loads((tmp_path / "b").read_text("utf-8"))
    assert len(larger["support"]) > len(made["support"])


def test_entries_after_the_checkpoint_are_said_to_be_missing(offices: Offices) -> None:
    offices.sign()
    late = {
        **{k: COMMAND[k] for k in ("actor",)},
        "command": "attach_document",
        "campaign": "gia-thuy-2017",
        "branch": "TDP-08",
        "recorded_at": "2031-01-01T00:00:00Z",
        "data": {"kind": "minutes", "number": "99-BB/CB"},
    }
    offices.ok("apply", "-", said=lines([late]))
    done = congress(offices.log, "prove", "TDP-08", "--out", "-")
    assert done.returncode == 0
    assert "1 later entries of TDP-08" in done.stderr
    assert json.loads(done.stdout)["format"] == "congress-bundle/1"


def test_nothing_but_a_bundle_is_overwritten(offices: Offices) -> None:
    offices.sign()
    before = offices.log.read_bytes()
    offices.refused(3, "prove", "TDP-08", "--out", str(offices.log))
    assert offices.log.read_bytes() == before
    proving = ("prove", "TDP-08", "--out", f"{offices.stick}/b", "--verifier", str(offices.policy))
    offices.refused(3, *proving)
    assert not (offices.stick / "b").exists()


@pytest.mark.parametrize("name", ["", "-wal", ".lock", ".people"])
def test_what_belongs_to_the_log_is_known_however_the_log_is_named(
    offices: Offices, tmp_path: Path, name: str
) -> None:
    offices.sign()
    (tmp_path / "links").mkdir()
    (tmp_path / "links" / "log").symlink_to(offices.log)
    target = offices.log.name + name
    for log in (offices.log.name, f"{tmp_path}/links/log"):
        said = offices.refused(3, "--log", log, "prove", "TDP-08", "--out", target, "--force")
        assert "belongs to the log" in said


def test_what_cannot_be_proved_is_said(offices: Offices, tmp_path: Path) -> None:
    assert "congress checkpoint --key" in offices.refused(
        5, "prove", "TDP-08", "--out", f"{tmp_path}/b"
    )
    offices.refused(5, "prove", "TDP-99", "--out", f"{tmp_path}/b")
    offices.refused(5, "checkpoint", "--request", "-")
    offices.refused(5, "checkpoint", "--key", f"{tmp_path}/none")
    offices.refused(2, "checkpoint", "--add", f"{tmp_path}/none")
    known = ("--policy", str(offices.policy))
    offices.refused(2, "checkpoint", "--add", "-", *known, said="nothing\n")
    offices.refused(3, "keys", "new", "--key", f"{offices.safe}/log.key")
    offices.refused(2, "keys", "show", "--key", str(offices.policy))
    offices.refused(2, "keys", "new", "--key", f"{tmp_path}/k", "--witness")
    assert not (tmp_path / "b").exists()


def test_a_key_beside_the_log_is_warned_of(offices: Offices, tmp_path: Path) -> None:
    done = congress(offices.log, "keys", "new", "--key", f"{tmp_path}/log.key")
    assert "in the folder of the log" in done.stderr
    assert (tmp_path / "log.key").stat().st_mode & 0o077 == 0


def test_commands_sign_by_themselves_where_a_key_is_named(tmp_path: Path) -> None:
    log, key = tmp_path / "season.db", tmp_path / "safe" / "log.key"
    key.parent.mkdir()
    assert congress(log, "init").returncode == 0
    assert congress(log, "keys", "new", "--key", str(key)).returncode == 0
    opening = [
        *("campaign", "open-campaign", "--campaign", "ward-2031", "--policy", "vn-2017"),
        *("--committee-id", "ward", "--committee-name", "Đảng ủy phường"),
        *("--committee-path", "city", "--term", "2030-2033", "--previous-term", "2027-2030"),
        *("--deadline", "2031-09-15", "--actor", "op:org-officer"),
    ]
    dry = congress(log, *opening, "--dry-run", CONGRESS_KEY=str(key))
    assert dry.returncode == 0, dry.stderr
    assert congress(log, *opening, CONGRESS_KEY=str(key)).returncode == 0
    with Log.open(log, read_only=True) as opened:
        assert [size for size, _ in opened.checkpoints()] == [4]
    missing = congress(log, *opening, CONGRESS_KEY=str(tmp_path / "none"))
    assert missing.returncode == 5


def test_nothing_is_recorded_that_the_named_key_could_not_sign(tmp_path: Path) -> None:
    log, key = tmp_path / "season.db", tmp_path / "safe" / "log.key"
    key.parent.mkdir()
    assert congress(log, "init").returncode == 0
    assert congress(log, "keys", "new", "--key", str(key)).returncode == 0
    Path(f"{key}.state").unlink()
    done = congress(log, "apply", "-", said=lines([COMMAND]), CONGRESS_KEY=str(key))
    assert done.returncode == 3
    assert done.stdout == ""
    with Log.open(log, read_only=True) as opened:
        assert opened.size == 1


@pytest.mark.parametrize(
    "words", [["keys", "new"], ["witness", "sign"], ["checkpoint"], ["prove"]]
)
def test_each_command_explains_itself_in_vietnamese(offices: Offices, words: list[str]) -> None:
    said = offices.ok(*words, "--help", CONGRESS_LANG="vi")
    assert "Ví dụ" in said
    assert "Examples" not in said


def test_refusals_are_in_vietnamese_too(offices: Offices) -> None:
    offices.sign()
    request = offices.request()
    offices.ok(*offices.witness(request))
    said = offices.refused(4, *offices.witness(request), CONGRESS_LANG="vi")
    assert said.startswith("Lỗi: Yêu cầu bắt đầu từ 0")


def test_a_name_goes_along_if_it_is_granted_and_signed(offices: Offices, tmp_path: Path) -> None:
    made = f"{tmp_path}/b"
    variables = {"CONGRESS_ACTOR": "op:officer"}
    decided = ("--reason", "r", "--authority", "a", "--document", "01-QĐ")
    offices.sign()
    offices.ok("person", "add", "m-081", "--name", "Người Mẫu", **variables)
    disclosing = ("prove", "TDP-08", "--out", made, "--disclose", "m-081")
    assert "in no checkpoint" in offices.refused(2, *disclosing, **variables)
    offices.sign()
    offices.refused(3, *disclosing, **variables)
    assert not Path(made).exists()
    offices.ok("person", "grant", "op:officer", *decided, **variables)
    offices.ok(*disclosing, **variables)
    assert [each["ref"] for each in json.loads(Path(made).read_text("utf-8"))["disclosures"]] == [
        "m-081"
    ]
    policy = offices.ok("keys", "show", "--key", f"{offices.safe}/log.key", "--policy")
    (tmp_path / "p").write_text(policy, encoding="utf-8")
    verifier = Path(__file__).parents[2] / "verify_bundle.py"
    done = subprocess.run(
        [sys.executable, "-I", verifier, made, "--policy", tmp_path / "p", "--lang", "en"],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, "Người Mẫu" in done.stdout) == (0, True), done.stdout
