"""Files of a newer program beside a log, newer entries about persons, and what is damage."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from event_store.log import Log
from tests.newer.logs import BRANCH, append, draft
from tests.newer.test_commands import DAMAGE, ENGLISH, NEWER, kept, run
from tests.operator.program import Operator

WHY = ("--reason", "r", "--authority", "a", "--document", "d")
PLAN = f"advance {BRANCH} plan --planned-on 2017-08-20"
ADD = "person add m-901 --name {name}"


def of_tables(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        connection.execute(f"PRAGMA user_version={version + 1}")
        connection.commit()


def of_keys(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"congress keys 1\n", b"congress keys 2\n", 1))


def of_settings(path: Path) -> None:
    path.write_text('{"actor":{"office":"op:test"},"format":2}')


REFUSED = {
    ".views": (of_tables, ("projections", "replay")),
    ".cursors": (of_tables, ("cursors", "subscribe --name x", "cursors --forget x")),
    ".people": (
        of_tables,
        ("person list", "person show m-900", "person check", "person check --repair",
         "person decisions", ADD, PLAN),
    ),
    ".access": (of_tables, ("person access", "person show m-900", "person check")),
    ".people.keys": (of_keys, ("person show m-900", "person check", ADD)),
    ".people.digest": (of_keys, ("person check", ADD, PLAN)),
    ".config": (of_settings, ("config", "config actor op:a", "config --unset actor")),
}  # fmt: skip
"""Commands that need the file, and end with 6."""
ANSWERED = {
    ".views": ("status", "radar", "officers", "history --marked", "find dan", f"show {BRANCH}"),
    ".attempts": ("attempts",),
}
"""Commands that answer without it, and say so."""
CHANGES = {end: change for end, (change, _) in REFUSED.items()} | {".attempts": of_tables}


@pytest.fixture(scope="module")
def whole(season: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The season with every file that may lie beside it."""
    path = tmp_path_factory.mktemp("beside") / "season.db"
    shutil.copy(season, path)
    operator = Operator(path)
    operator.ok("config", "actor", "op:test")
    operator.ok("person", "add", "m-900", "--name", "Người Mẫu Chín")
    operator.ok("person", "grant", "op:test", *WHY)
    operator.ok("person", "show", "m-900")
    operator.ok("radar")
    operator.ok("subscribe", "--name", "x")
    assert operator.run(*PLAN.split()).code == 3
    return path


@pytest.fixture
def log(whole: Path, tmp_path: Path) -> Path:
    for path in whole.parent.iterdir():
        shutil.copy(path, tmp_path)
    return tmp_path / whole.name


def answered(log: Path, command: str, language: str) -> tuple[int, str]:
    """Exit code and what was said; nothing of it is about damage, or in the other language."""
    done = run(log, command.replace("{name}", "Mẫu"), language)
    said = " ".join((done.err + (done.out if command == "doctor" else "")).split())
    assert not DAMAGE.search(done.err), (command, said)
    assert language == "en" or not ENGLISH.search(done.err), (command, said)
    return done.code, said


@pytest.mark.parametrize("language", NEWER)
@pytest.mark.parametrize("end", CHANGES)
def test_a_newer_file_beside_the_log_is_named_as_newer_and_kept(
    log: Path, end: str, language: str
) -> None:
    file = Path(f"{log}{end}")
    CHANGES[end](file)
    before, text = kept(log), file.read_bytes()
    said_newer = {"en": "a newer version of this program", "vi": NEWER["vi"][0]}[language]
    for command in (*REFUSED.get(end, (None, ()))[1], *ANSWERED.get(end, ()), "doctor"):
        code, said = answered(log, command, language)
        needed = end in REFUSED and command in REFUSED[end][1]
        assert code == (6 if needed else 0), (command, code, said)
        if end != ".views" or not command.startswith(("find", "show")):
            assert str(file) in said, (command, said)
            assert said_newer in said, (command, said)
            assert NEWER[language][1] in said, (command, said)
    with Log.open(log, read_only=True) as opened:
        assert opened.size == 146
    assert file.read_bytes() == text
    assert {k: v for k, v in kept(log).items() if ".access" not in k} == {
        k: v for k, v in before.items() if ".access" not in k
    }


@pytest.mark.parametrize("language", NEWER)
def test_a_key_of_a_newer_type_is_newer_and_an_altered_one_is_damaged(
    log: Path, tmp_path: Path, language: str
) -> None:
    from base64 import b64decode, b64encode

    operator = Operator(log)
    key = tmp_path / "k.key"
    operator.ok("keys", "new", "--key", str(key))
    head, _, rest = key.read_text().partition("\n")
    *first, key_id, encoded = head.split("+", 4)
    newer = b64encode(b"\x09" + b64decode(encoded)[1:]).decode()
    for identity, code, said in (
        ("0badc0de", 6, NEWER[language][0]),
        (key_id, 2, {"en": "it is damaged", "vi": "hỏng"}[language]),
    ):
        key.write_text("+".join([*first, identity, newer]) + f"\n{rest}")
        for command in (f"keys show --key {key}", f"checkpoint --key {key}"):
            done = run(log, command, language)
            assert (done.code, said in done.err) == (code, True), done
            assert newer not in done.err


@pytest.mark.parametrize("language", NEWER)
@pytest.mark.parametrize(
    "kind", [("person.moved", 1), ("person.registered", 9), ("person.erased", 2)]
)
def test_a_newer_entry_about_a_person_is_no_lost_name(
    log: Path, kind: tuple[str, int], language: str
) -> None:
    append(log, draft("person/m-900", *kind))
    names = Path(f"{log}.people").read_bytes()
    for command in (
        "person show m-900", "person correct m-900 --name {name}",
        f"person erase m-900 {' '.join(WHY)} --yes", "person add m-900 --name {name}",
    ):  # fmt: skip
        code, said = answered(log, command, language)
        assert (code, kind[0] in said, NEWER[language][0] in said) == (6, True, True), said
    done = run(log, "person check", language)
    told = " ".join(done.out.split())
    assert (done.code, NEWER[language][0] in told, NEWER[language][1] in told) == (6, True, True)
    run(log, "person check --repair", language)
    assert Path(f"{log}.people").read_bytes() == names
    assert run(log, "person list", language).code == 0
    with Log.open(log, read_only=True) as opened:
        assert opened.entry(opened.size)["type"] == kind[0]


def newer_definition(path: Path) -> None:
    """Adopt a later version of each definition."""
    with Log.open(path) as opened:
        adopted = [e for e in opened.stream("log") if e["type"] == "log.rules_adopted"][-1]["data"]
        later = [
            {**d, "version": 99, "text": d["text"].replace("version = ", "version = 9", 1)}
            for d in adopted["definitions"]
        ]
        with opened.write() as tx:
            time = tx.now(opened.entry(opened.size)["recorded_at"])[0]
            tx.rules(later, adopted["policy"], time)


@pytest.mark.parametrize("language", NEWER)
def test_a_newer_definition_in_the_log_stops_nobody(
    season: Path, log: Path, language: str
) -> None:
    newer_definition(log)
    for command in ("status", f"next {BRANCH}", f"show {BRANCH}", "radar", "verify",
                    "verify --full", "replay --check", "audit", "doctor"):  # fmt: skip
        code, _ = answered(log, command, language)
        assert code == run(season, command, language).code, command


def flipped(path: Path, position: int) -> None:
    """Change the format of an entry and nothing else, as damage would."""
    with closing(sqlite3.connect(path)) as connection:
        (trigger,) = connection.execute(
            "SELECT sql FROM sqlite_schema WHERE name = 'entries_no_update'"
        ).fetchone()
        connection.execute("DROP TRIGGER entries_no_update")
        connection.execute(
            "UPDATE entries SET entry = CAST(replace(CAST(entry AS TEXT), '\"format\":1',"
            " '\"format\":3') AS BLOB) WHERE position = ?",
            (position,),
        )
        connection.execute(trigger)
        connection.commit()


FLIPPED = (1, 5, 26, 144, 145)


@pytest.mark.parametrize("language", NEWER)
@pytest.mark.parametrize("position", FLIPPED)
def test_an_altered_format_is_damage_and_no_newer_program(
    season: Path, tmp_path: Path, position: int, language: str
) -> None:
    log = tmp_path / "flipped.db"
    shutil.copy(season, log)
    flipped(log, position)
    (tmp_path / language).mkdir()
    damaged = {"en": "damaged", "vi": "bị hỏng"}[language]
    for command in ("verify", "verify --full", "backup {folder}/b.db", f"show --at {position}"):
        done = run(log, command, language)
        said = done.err + done.out
        assert done.code == 6, (command, done)
        assert str(position) in said, (command, said)
        assert not any(word in said for word in ("newer", "mới hơn")), (command, said)
        assert command.startswith("verify") or damaged in said, (command, said)
    assert not (tmp_path / language / "b.db").exists()
