"""Damaged logs and every command: each answers, or ends with 6 and says that the log is damaged.

    python -m tests.reliability.pages --trials N [--seed S]

One trial damages a copy of a log in one place, and runs one command on it. Nothing else may come
of that: no unexpected error, and no other exit code than the sound log gives.
"""

from __future__ import annotations

import io
import os
import random
import re
import shutil
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import cli
from event_store import canonical
from event_store.log import Log
from event_store.proof.checkpoints import make_checkpoint
from event_store.proof.keys import Signed, make_key
from event_store.proof.notes import LOG_KEY
from tests.engine.synthetic import Script, accept, new_engine
from tests.engine.whole_season import whole_season
from tests.reliability import outcome
from tests.reliability.forging import behind_its_back

DAMAGED = 6
PAGE = 4_096
BRANCH = "TDP-08"
TOLD = re.compile(
    r"[Pp](osition|age) [0-9]+|(table|row|version) [^ ]+|index|tile|is not a log: |not_a_log"
    r"|value in [a-z]+\.|checkpoint over|signed: |difference"
).search
"""Where it is damaged; or a thing that was signed, or shown, and is not so."""
NO_CHECKPOINT = "has no checkpoint"
"""Nothing but the rows themselves says that there were any: a page may lose them unseen."""
QUIET = ("CONGRESS_", "LC_", "LANG", "NO_COLOR", "PAGER", "COLUMNS")

Damage = Callable[[random.Random, Path], str]
"""Damages the file of a closed log; returns where."""

COMMANDS = [
    "status",
    "status -o csv",
    "status --as-of 2017-08-20",
    f"show {BRANCH}",
    f"show {BRANCH} -o json",
    f"history {BRANCH}",
    f"blame {BRANCH}",
    "officers",
    "radar",
    f"next {BRANCH}",
    "find chi",
    "log",
    "log -o jsonl",
    f"diff {BRANCH} 2017-08-01..2017-08-31",
    "audit",
    "export",
    "export -o csv",
    f"export {BRANCH}",
    "verify",
    "verify --full",
    "replay",
    "replay --check",
    "projections",
    "doctor",
    "attempts",
    "cursors",
    "subscribe",
    "subscribe --after 20",
    f"wait {BRANCH} --for reported --timeout 1s",
    "checkpoint",
    "checkpoint --key safe/log.key",
    "checkpoint --request request.txt",
    f"prove {BRANCH} --out bundle.json --force",
    "person list",
    "person check",
    "backup copy.db",
    "restore whole.db",
    f"advance {BRANCH} record-finding --heading goals --tag missing_forecast",
    "apply more.jsonl",
    "apply more.jsonl --atomic",
    "apply more.jsonl --dry-run",
]
"""One of each kind; those that write come last."""


@dataclass(frozen=True)
class Sound:
    """The log before any damage, and what each command ends with on it."""

    folder: Path
    codes: dict[str, int]

    @property
    def path(self) -> Path:
        """The log."""
        return self.folder / "sound.db"


def make(folder: Path) -> Sound:
    """Record a season, sign it in its middle, and see how each command ends on it."""
    folder.mkdir(parents=True, exist_ok=True)
    sound = Sound(folder, {})
    with Log.create(sound.path, simulation=True) as log:
        key = make_key(str(folder / "log.key"), log.origin, LOG_KEY, bytes)
        engine = new_engine(log)
        for part in (whole_season(), _more("later")):
            accept(engine, part)
            make_checkpoint(log, key, Signed(str(folder / "log.key")))
        accept(engine, _more("tail"))
    (folder / "more.jsonl").write_bytes(
        b"".join(canonical.dumps(command) + b"\n" for command in _more("more"))
    )
    for words in COMMANDS:
        place = desk(sound, folder.parent / "desk")
        sound.codes[words], said = run(place, words)
        assert sound.codes[words] in (0, 3, 5), (words, said)
    return sound


def _more(prefix: str) -> list[dict[str, object]]:
    script = Script(prefix=prefix).on("2017-09-20")
    for number in range(8):
        finding = {"heading": "goals", "tag": "missing_forecast", "note": f"ghi chú {number}"}
        script.do("record_finding", "TDP-05", finding)
    return script.commands


def desk(sound: Sound, place: Path) -> Path:
    """Lay out a fresh copy of the log with its key, and a copy to restore from."""
    shutil.rmtree(place, ignore_errors=True)
    (place / "safe").mkdir(parents=True)
    shutil.copy(sound.path, place / "season.db")
    for name in ("log.key", "log.key.state"):
        shutil.copy(sound.folder / name, place / "safe" / name)
    shutil.copy(sound.folder / "more.jsonl", place)
    return place


def run(place: Path, words: str) -> tuple[int, str]:
    """Run one command in this process; return its exit code and all that it said."""
    if words.startswith("restore"):
        shutil.copy(place / "season.db", place / "whole.db")
        (place / "season.db").unlink()
    given = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(QUIET)}
    environment = {**kept, "CONGRESS_LANG": "en", "CONGRESS_ACTOR": "op:test", "TERM": "dumb"}
    argv = ["congress", "--log", "season.db", *words.split()]
    before = Path.cwd()
    os.chdir(place)
    try:
        with (
            (place / "said.txt").open("w", encoding="utf-8") as out,
            patch.multiple(sys, argv=argv, stdin=given, stdout=out, stderr=out),
            patch.dict(os.environ, environment, clear=True),
        ):
            code = _code()
    finally:
        os.chdir(before)
    return code, (place / "said.txt").read_text("utf-8", errors="replace")


def _code() -> int:
    try:
        cli.main()
    except SystemExit as leave:
        return int(leave.code or 0)
    return 0


# --- What may happen to a file -------------------------------------------------------------------


def zeroed(chance: random.Random, path: Path) -> str:
    """A page holds nothing but zeros."""
    return _page(chance, path, bytes(PAGE))


def noisy(chance: random.Random, path: Path) -> str:
    """A page holds anything."""
    return _page(chance, path, chance.randbytes(PAGE))


def misplaced(chance: random.Random, path: Path) -> str:
    """A page holds what another one does."""
    whole = path.read_bytes()
    at = chance.randrange(1, len(whole) // PAGE) * PAGE
    return _page(chance, path, whole[at : at + PAGE])


def half_written(chance: random.Random, path: Path) -> str:
    """The second half of a page is zeros: a sector was never written."""
    whole = path.read_bytes()
    at = chance.randrange(1, len(whole) // PAGE) * PAGE
    path.write_bytes(whole[: at + PAGE // 2] + bytes(PAGE // 2) + whole[at + PAGE :])
    return f"page {at // PAGE + 1}"


def truncated(chance: random.Random, path: Path) -> str:
    """The file ends early."""
    size = chance.randrange(PAGE, path.stat().st_size)
    os.truncate(path, size)
    return f"{size} bytes"


def bits(chance: random.Random, path: Path) -> str:
    """Some bits are others."""
    whole = bytearray(path.read_bytes())
    at = chance.randrange(100, len(whole))
    for place in range(at, min(at + chance.randint(1, 40), len(whole))):
        whole[place] ^= chance.randint(1, 255)
    path.write_bytes(whole)
    return f"byte {at}"


def _page(chance: random.Random, path: Path, content: bytes) -> str:
    whole = path.read_bytes()
    at = chance.randrange(1, len(whole) // PAGE) * PAGE
    path.write_bytes(whole[:at] + content + whole[at + PAGE :])
    return f"page {at // PAGE + 1}"


def cut_text(chance: random.Random, path: Path) -> str:
    """The JSON of an entry ends early."""
    return _entry(chance, path, lambda text: text[: chance.randrange(len(text))])


def no_utf8(chance: random.Random, path: Path) -> str:
    """An entry has bytes that are no text."""
    return _entry(chance, path, lambda text: _put(chance, text, b"\xff\xfe"))


def no_object(chance: random.Random, path: Path) -> str:
    """An entry is JSON, and no entry."""
    texts = (b"{}", b"[]", b"null", b"7", b'"x"', b'{"data":{}}', b"", b'{"position":1}')
    return _entry(chance, path, lambda _: chance.choice(texts))


def other_kind(chance: random.Random, path: Path) -> str:
    """A member of an entry, or of its data, is of another kind."""

    def changed(text: bytes) -> bytes:
        entry = canonical.loads(text)
        place = chance.choice([entry, entry["data"] or entry])
        place[chance.choice(list(place))] = chance.choice((7, "x", [], {}, True, None, "2017"))
        return canonical.dumps(entry)

    return _entry(chance, path, changed)


def lost_member(chance: random.Random, path: Path) -> str:
    """A member of an entry, or of its data, has another name."""

    def changed(text: bytes) -> bytes:
        entry = canonical.loads(text)
        place = chance.choice([entry, entry["data"] or entry])
        name = chance.choice(list(place))
        place["q" + name[1:]] = place.pop(name)
        return canonical.dumps(entry)

    return _entry(chance, path, changed)


def _put(chance: random.Random, text: bytes, more: bytes) -> bytes:
    at = chance.randrange(len(text))
    return text[:at] + more + text[at:]


def _entry(chance: random.Random, path: Path, change: Callable[[bytes], bytes]) -> str:
    with behind_its_back(path) as connection:
        rows = connection.execute("SELECT position, entry FROM entries").fetchall()
        position, text = chance.choice(rows)
        changed = change(text)
        connection.execute("UPDATE entries SET entry = ? WHERE position = ?", (changed, position))
    return f"position {position}"


def other_type(chance: random.Random, path: Path) -> str:
    """A column of a row holds another type than its table allows."""
    table, column = chance.choice(
        (
            *(("entries", name) for name in ("stream", "version", "type", "entry")),
            *(("streams", name) for name in ("version", "leaf")),
            ("commands", "position"),
            ("checkpoints", "note"),
        )
    )
    value = chance.choice((None, 70_007, "x", b"\xff\x00", 1.5))
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        kept = connection.execute("SELECT name, sql FROM sqlite_schema WHERE sql NOT NULL")
        before = dict(kept.fetchall())
        _rewrite(connection, {table: _loose(before[table])}, "entries_no_update")
        keys = {"entries": "position", "streams": "stream", "commands": "command_id"}
        key = keys.get(table, "size")
        rows = [row for (row,) in connection.execute(f"SELECT {key} FROM {table}")]
        row = chance.choice(rows)
        connection.execute(f"UPDATE {table} SET {column} = ? WHERE {key} = ?", (value, row))
        _rewrite(connection, {table: before[table]}, "")
        connection.execute(before["entries_no_update"])
    return f"{table}.{column} of {row}: {value!r}"


def _loose(statement: str) -> str:
    """The same table, open to anything."""
    bare = re.sub(r" NOT NULL|\bSTRICT\b,?", "", statement)
    return re.sub(r"(?<!BEFORE )CHECK \((?:[^()]|\([^()]*\))*\)", "", bare).rstrip(" ,\n")


def _rewrite(connection: sqlite3.Connection, tables: dict[str, str], trigger: str) -> None:
    if trigger:
        connection.execute(f"DROP TRIGGER {trigger}")
    connection.execute("PRAGMA writable_schema=ON")
    for name, statement in tables.items():
        connection.execute("UPDATE sqlite_schema SET sql = ? WHERE name = ?", (statement, name))
    connection.execute("PRAGMA writable_schema=RESET")


PAGES: list[Damage] = [zeroed, noisy, misplaced, half_written, truncated, bits]
DAMAGES = [*PAGES, cut_text, no_utf8, no_object, other_kind, lost_member, other_type]


# --- Trials --------------------------------------------------------------------------------------


def trial(
    sound: Sound, place: Path, words: str, damage: Damage, seed: str
) -> tuple[int, list[str]]:
    """Damage a copy in one place and run one command; return its exit code, what was wrong."""
    desk(sound, place)
    where = damage(random.Random(seed), place / "season.db")
    code, said = run(place, words)
    unseen = damage in PAGES and NO_CHECKPOINT in said
    if code not in (DAMAGED, sound.codes[words]) and not unseen:
        return code, [f"{where}: ends with {code}: {said[-300:]}"]
    if code == DAMAGED and not TOLD(said):
        return code, [f"{where}: does not say what is damaged: {said[-300:]}"]
    return code, []


def all_trials(folder: Path, count: int, chance: random.Random) -> outcome.Findings:
    """Try commands and damages in turn, so that few trials meet each of them."""
    found = outcome.Findings()
    sound = make(folder / "sound")
    noticed = 0
    for number in range(count):
        damage = DAMAGES[number % len(DAMAGES)]
        words = chance.choice(COMMANDS)
        seed = str(chance.random())
        code, wrong = trial(sound, folder / "desk", words, damage, seed)
        noticed += code == DAMAGED
        found.add(wrong, f"{words!r} after {damage.__name__}")
    found.notes.append(f"{noticed:,} times the damage was met")
    return found


if __name__ == "__main__":
    outcome.main("damaged logs", all_trials, 4_000, outcome.MEMORY)
