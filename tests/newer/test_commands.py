"""Every command on logs of a newer program: newer is not damaged, in both languages."""

import json
import re
from pathlib import Path

import pytest

from event_store.log import Log
from tests.newer.logs import BRANCH, within
from tests.newer.logs import newer as made
from tests.operator.program import Done, Operator

OTHER = "TDP-09"
READING_LOG = (
    *("log", "log --oneline", "log -o json", f"log --branch {BRANCH}", "log -o csv"),
    *("export", f"export {BRANCH}", "export -o csv", "subscribe", "verify", "verify --full"),
    *("attempts", "cursors", "config", "checkpoint", "projections", "person list"),
    *("show --at 146", "show --at 146 -o json", "show --at 26", f"history {BRANCH}"),
    *(f"history {OTHER}", f"history {BRANCH} -o json", "schema export {folder}/schemas"),
    *("backup {folder}/copy.db", f"history {BRANCH} --known-at 2017-08-30"),
)
"""Commands that show entries as they are recorded, or need none."""
OF_OTHERS = (
    *(f"show {OTHER}", f"next {OTHER}", f"blame {OTHER}", f"diff {OTHER} 1..", f"audit {OTHER}"),
    *(f"wait {OTHER} --for held --timeout 0s", f"history {OTHER} --with-campaign"),
    f"advance {OTHER} report --document report=1/BC --dry-run",
)
OF_THE_BRANCH = (
    *(f"show {BRANCH}", f"next {BRANCH}", f"blame {BRANCH}", f"diff {BRANCH} 1.."),
    *(f"audit {BRANCH}", f"wait {BRANCH} --for held --timeout 0s"),
    f"advance {BRANCH} report --document report=1/BC --dry-run",
)
EARLIER = (f"diff {BRANCH} 1..140", f"blame {BRANCH} --known-at 2017-08-30")
"""Of the branch, but before the newer entry."""
OF_MANY = ("radar", "officers", "find dan", "audit", "audit -o json", "history --marked")
"""Lists, which are answered without the branch, name it, and end with 6."""
OF_ALL = ("status", "status -o json", "next", "campaign close_campaign --dry-run")
REBUILDING = ("replay", "replay --check")

EVERYTHING = (*READING_LOG, *OF_OTHERS, *OF_THE_BRANCH, *EARLIER, *OF_MANY, *OF_ALL, *REBUILDING)
NEEDS = {
    "branch_version": (*OF_THE_BRANCH, *OF_ALL, *REBUILDING),
    "branch_type": (*OF_THE_BRANCH, *OF_ALL, *REBUILDING),
    "campaign_type": (
        *(*OF_THE_BRANCH, *OF_OTHERS, *OF_ALL, "replay --check", *OF_MANY[:-1]),
        f"diff {BRANCH} 1..140",
    ),
    "needless": (),
    "entry_format": tuple(one for one in EVERYTHING if not one.startswith("schema")),
    "tables": tuple(one for one in EVERYTHING if not one.startswith("schema")),
}
DAMAGE = re.compile(
    r"restore|compare|delete|relied on|(?<!othing )(is|are) damaged|UnknownEventError|\.\.\s"
    r"|phục hồi|đối chiếu|xóa|không còn tin|(?<!không )bị hỏng"
)
NEWER = {
    "en": ("newer version of the program wrote", "pdate the program"),
    "vi": ("phiên bản mới hơn của chương trình ghi", "cập nhật chương trình"),
}
ENGLISH = re.compile(r" (the|is|was|not|of|and|it|holds|known) ")


def run(log: Path, command: str, language: str) -> Done:
    """Run a command as a first one of its process."""
    words = command.format(folder=log.parent / language).split()
    return Operator(log).run("--lang", language, *words)


def kept(log: Path) -> dict[str, bytes]:
    """The log, and what else is there but views, which may be made at any time."""
    return {
        path.name: path.read_bytes()
        for path in log.parent.iterdir()
        if path.is_file()
        and ".views" not in path.name
        and not path.name.endswith((".lock", "-shm"))
        and path.read_bytes()
    }


@pytest.mark.parametrize("language", NEWER)
@pytest.mark.parametrize("name", NEEDS)
def test_a_newer_log_is_answered_or_refused_as_newer(
    season: Path, tmp_path: Path, name: str, language: str
) -> None:
    (tmp_path / language).mkdir()
    log = made(season, tmp_path, name)
    before = kept(log)
    wrong = [
        (command, found)
        for command in EVERYTHING
        if (found := _judged(season, log, command, language, needed=command in NEEDS[name]))
    ]
    assert wrong == []
    assert kept(log) == before


def _judged(season: Path, log: Path, command: str, language: str, *, needed: bool) -> str:
    """Return what is wrong with the answer to a command, nothing if all is right."""
    done = run(log, command, language)
    said = done.err + (done.out if command.startswith("verify") else "")
    if DAMAGE.search(said):
        return f"speaks of damage: {said}"
    if language == "vi" and ENGLISH.search(said):
        return f"speaks English: {said}"
    partly = log.stem.startswith(("branch", "campaign")) and not needed
    many = partly and command in (*OF_MANY, "replay")
    if needed or many:
        named = not many or "gia-thuy-2017" in said
        return _refusal(done, said, language, answered=many) if named else f"names none: {said}"
    usual = 0
    if not command.startswith(("show --at 146", "backup")):
        usual = run(season, command, language).code
    return "" if done.code == usual else f"ends with {done.code}, not {usual}: {done}"


def _refusal(done: Done, said: str, language: str, *, answered: bool) -> str:
    if done.code != 6:
        return f"ends with {done.code}: {done}"
    if any(said.count(part) != 1 for part in NEWER[language]):
        return f"does not say once what is newer and what to do: {done}"
    if bool(done.out) != (answered or said != done.err):
        return f"answers, or does not: {done}"
    return ""


@pytest.mark.parametrize("language", NEWER)
@pytest.mark.parametrize("command", ["verify", "verify --full", "backup {folder}/copy.db"])
def test_an_entry_of_a_newer_format_within_the_log_is_no_damage(
    season: Path, tmp_path: Path, command: str, language: str
) -> None:
    (tmp_path / language).mkdir()
    log = tmp_path / "within.db"
    log.write_bytes(season.read_bytes())
    within(log)
    done = run(log, command, language)
    said = done.err + done.out
    assert _refusal(done, said, language, answered=command.startswith("verify")) == ""
    assert "146" in said
    assert not DAMAGE.search(said)
    assert language == "en" or not ENGLISH.search(said)
    assert not (tmp_path / language / "copy.db").exists()


@pytest.mark.parametrize("name", ["branch_version", "branch_type", "campaign_type"])
def test_an_unknown_entry_is_shown_as_it_was_recorded(
    season: Path, tmp_path: Path, name: str
) -> None:
    log = made(season, tmp_path, name)
    with Log.open(log, read_only=True) as opened:
        recorded = opened.entry(146)
    done = run(log, "show --at 146 -o json", "en")
    assert done.json["entry"] == recorded
    assert "It is shown as recorded" in done.err
    rows = run(log, "log -o json", "en").json
    assert {k: v for k, v in rows[0].items() if k != "id"} == recorded


def test_a_history_lists_what_a_newer_program_recorded(season: Path, tmp_path: Path) -> None:
    done = run(made(season, tmp_path, "branch_version"), f"history {BRANCH} -o json", "en")
    last = done.json[-1]
    assert (last["position"], last["type_version"]) == (146, 9)
    assert last["data"]["outcome"] == "counted"
    assert [row["amendments"] for row in done.json[:-1]] == [
        row["amendments"] for row in run(season, f"history {BRANCH} -o json", "en").json
    ]


def test_lists_answer_for_all_other_branches(season: Path, tmp_path: Path) -> None:
    log = made(season, tmp_path, "branch_type")
    usual = run(season, "officers -o json", "en").json["officers"]
    found = run(log, "officers -o json", "en").json["officers"]
    assert found == [row for row in usual if row["branch"] != BRANCH]
    states = {row["branch"]: row["state"] for row in run(log, "find dan -o json", "en").json}
    assert states.pop(BRANCH) is None
    assert set(states.values()) == {"reported"}


@pytest.mark.parametrize("language", NEWER)
def test_doctor_says_that_a_newer_log_is_not_damaged(
    season: Path, tmp_path: Path, language: str
) -> None:
    for name, code in (("branch_type", 0), ("entry_format", 6), ("tables", 6)):
        log = made(season, tmp_path, name)
        run(log, "status", language)  # views that stop there
        done = run(log, "doctor", language)
        assert (done.code, DAMAGE.search(done.out)) == (code, None), done.out
        assert all(part in done.out for part in NEWER[language])


def test_doctor_names_its_verdict_on_a_newer_log(season: Path, tmp_path: Path) -> None:
    found = run(made(season, tmp_path, "tables"), "doctor -o json", "en").json
    assert found["verdict"] == "newer"
    assert [row["check"] for row in found["checks"] if row["state"] == "fault"] == ["log"]


def test_an_altered_entry_of_an_unknown_type_is_damage(season: Path, tmp_path: Path) -> None:
    """That an entry is newer and not damaged, its hash shows."""
    import sqlite3

    log = tmp_path / "altered.db"
    log.write_bytes(season.read_bytes())
    with sqlite3.connect(log) as connection:
        connection.execute("DROP TRIGGER entries_no_update")
        text = connection.execute("SELECT entry FROM entries WHERE position = 26").fetchone()[0]
        other = text.replace(b"congress.planned", b"congress.plannex")
        connection.execute("UPDATE entries SET entry = ? WHERE position = 26", (other,))
    connection.close()
    for command in ("radar", "show --at 26", f"history {BRANCH}", "officers"):
        done = run(log, command, "en")
        assert (done.code, "damaged" in done.err) == (6, True), (command, done)
        assert "newer" not in done.err


def test_projections_tell_in_the_language_of_the_call(season: Path, tmp_path: Path) -> None:
    log = made(season, tmp_path, "branch_type")
    run(log, "status", "en")
    rows = json.loads(run(log, "projections -o json", "vi").out)
    stopped = [row["error"] for row in rows if row["failed_at"] is not None]
    assert stopped
    assert not any(ENGLISH.search(error) for error in stopped)
