"""Hostile files beside a log and every command: refused, or answered rightly, and never touched.

    python -m tests.reliability.hostile --trials N [--seed S]

One trial puts something else in the place of one file beside a log, or of a key, and runs one
command, in English or in Vietnamese. All names are synthetic.
"""

from __future__ import annotations

import gettext
import io
import os
import random
import re
import shutil
import signal
import sqlite3
import sys
import tempfile
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch

import cli
from event_store import beside
from event_store.attempts import Attempts
from event_store.log import Log
from event_store.sqlite_opening import uri
from tests.reliability import outcome, planted
from tests.reliability.every_command import (
    KEY,
    NAME,
    REF,
    REQUEST,
    TIME,
    WITNESS_KEY,
    Words,
    every_command,
)
from tests.reliability.planted import Place, Plant, plant, seen

if TYPE_CHECKING:
    from collections.abc import Iterator

LOG = "season.db"
HANGS = 10
"""Seconds after which a command is said to hang."""
WHY = ("--reason", "theo yêu cầu", "--authority", "Đảng ủy phường", "--document", "12-QĐ/ĐU")
FIRST: dict[str, Words] = {
    "ours": ("demo",),
    "theirs": ("init", "--simulation", "--origin", "logs.example/theirs"),
}
"""What makes the two logs: each has an id of its own."""
SEASON: list[Words] = [
    ("config", "actor", "op:org-officer"),
    ("person", "add", REF, "--name", NAME, "--recorded-at", TIME),
    ("person", "grant", "op:test", *WHY),
    ("person", "show", REF, "--actor", "op:test"),
    ("keys", "new", "--key", KEY),
    ("keys", "new", "--key", WITNESS_KEY, "--name", "logs.example/w", "--witness"),
    ("checkpoint", "--key", KEY),
    ("checkpoint", "--request", REQUEST),
    ("subscribe", "--name", "web"),
    ("projections",),
    ("backup", "whole.db"),
]
"""What makes everything that can lie beside a log."""
INPUTS = ("more.jsonl", "names.csv", "branches.csv", "whole.db")
BESIDE = (*beside.DATABASES, beside.KEYS, beside.DIGEST_KEY, beside.CONFIG)
LOCKS = (".lock", ".views.lock")
SIGNING = (KEY, f"{KEY}.state", f"{KEY}.lock", WITNESS_KEY, f"{WITNESS_KEY}.state")
ENDS = (*BESIDE, *LOCKS)
FILES = (*(LOG + end for end in ENDS), *SIGNING)
"""Where something is planted."""

REFUSED = (2, 3, 5, 6, 7)
_RECORDS = "apply|advance|campaign|person (add|correct|import|erase|check --repair)|checkpoint"
_NAMES = r"person|.*--names|.*--disclose|apply|advance|campaign"
NEEDED = {
    beside.VIEWS: "projections|replay|verify --full",
    ".views.lock": "projections|replay",
    beside.CURSORS: "cursors|subscribe --name",
    beside.ATTEMPTS: "attempts|audit",
    beside.PEOPLE: _NAMES,
    beside.KEYS: _NAMES,
    beside.DIGEST_KEY: _NAMES,
    beside.ACCESS: _NAMES,
    beside.CONFIG: f"config|{_RECORDS}|person|.*--names|.*--disclose",
    ".lock": f"{_RECORDS}|restore",
    KEY: "checkpoint|keys|witness",
    WITNESS_KEY: "checkpoint|keys|witness",
}
"""By the end of a file, which commands may be refused for it."""
ACTS = re.compile(
    r"\b(move|delete|remove|put|restore|use|check|correct|repeat|make|choose|name|run|keep)\b|hãy",
    re.IGNORECASE,
)
"""Words that say what to do."""
ENGLISH = re.compile(
    r"\b(the|is|are|was|were|and|or|not|no|of|with|cannot|file|folder|directory|database|disk|"
    r"permission|denied|malformed|damaged|readable|unable|open|failed|error|nothing|then)\b",
    re.IGNORECASE,
)
QUOTED = re.compile(r"'[^']*'|\S*[/._:=]\S*|(--)?\w+(-\w+)+|--\w+|\b[A-Z]+\b")
"""What stays as it is in any language: commands, paths, codes, options, names of values."""


@dataclass(frozen=True)
class Answer:
    """What came of one run."""

    code: int
    out: str
    err: str

    @property
    def said(self) -> str:
        """All of it."""
        return self.out + self.err


@dataclass(frozen=True)
class Sound:
    """What a command answers with nothing planted, and how long the log is then."""

    answer: Answer
    steady: bool
    size: int


class HangsError(Exception):
    """A command does not end."""


class Desk:
    """A season with everything beside it, the like of another office, and what was answered."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.place = folder / "desk"
        self._sound: dict[tuple[Words, str], Sound] = {}
        for path in (folder, folder.parent):
            path.mkdir(exist_ok=True)
            path.chmod(0o755)
        for name, first in FIRST.items():
            _make(folder / name, first)
        self._theirs = seen(folder / "theirs")

    def lay_out(self, words: Words) -> None:
        """Put a fresh copy on the desk."""
        shutil.rmtree(self.place, ignore_errors=True)
        shutil.copytree(self.folder / "ours", self.place)
        if words[0] == "restore":
            (self.place / LOG).unlink()

    def sound(self, words: Words, language: str) -> Sound:
        """Return what a command answers where nothing is planted."""
        known = self._sound.get((words, language))
        if known is None:
            first, again = (self._undisturbed(words, language) for _ in range(2))
            known = Sound(first, first == again, _size(self.place / LOG))
            self._sound[words, language] = known
        return known

    def _undisturbed(self, words: Words, language: str) -> Answer:
        self.lay_out(words)
        done = run(self.place, words, language)
        assert done.code in (0, 2, 3, 5), (words, done)
        return done

    def trial(self, words: Words, name: str, how: Plant, language: str, seed: str) -> list[str]:
        """Plant one thing, run one command; return what is wrong."""
        sound = self.sound(words, language)
        self.lay_out(words)
        path, theirs = self.place / name, self.folder / "theirs"
        plant(how, Place(path, theirs / name, theirs / LOG, random.Random(seed)))
        before, log = seen(path), seen(self.place / LOG)
        rights = planted.without_rights if how in planted.RIGHTS else nullcontext
        with rights(self.place):
            try:
                done = run(self.place, words, language)
            except HangsError:
                return ["hangs"]
        wrong = [*_judged(words, name, how, done, sound), *_language(done, language)]
        if how not in planted.DAMAGED and how not in planted.RIGHTS and seen(path) != before:
            wrong.append("what was planted is changed")
        if seen(theirs) != self._theirs:
            wrong.append("a file of others is changed")
        if done.code != sound.answer.code and seen(self.place / LOG) != log:
            wrong.append("the log's bytes are changed by a command that was refused")
        if done.code == sound.answer.code and _size(self.place / LOG) != sound.size:
            wrong.append("the log has another size")
        return [f"{each} ({done.code}: {done.said[-400:]!r})" for each in wrong]


def _make(place: Path, first: Words) -> None:
    (place / "safe").mkdir(parents=True)
    (place / "names.csv").write_text("ref,name\nm-041,Người Mẫu Bốn Mốt\n", "utf-8")
    (place / "branches.csv").write_text(
        "branch,name,official,probationary,exempt,had_committee\nTDP-91,Chi bộ 91,12,1,0,yes\n",
        "utf-8",
    )
    (place / "more.jsonl").write_text(
        '{"area":"congress","branch":"TDP-05","campaign":"gia-thuy-2017","command":"record_finding",'
        '"actor":"op:test","id":"t-1","occurred_on":"2017-09-20","recorded_at":"' + TIME + '",'
        '"data":{"heading":"goals","tag":"missing_forecast","note":"ghi chú"}}\n',
        "utf-8",
    )
    for words in (first, *SEASON):
        done = run(place, words, "en")
        assert done.code == 0, (words, done)
    with Log.open(place / LOG, read_only=True) as log:
        assert Attempts(log.path, log.log_id).add([{"code": "too_early"}])
    made = {str(path.relative_to(place)) for path in place.rglob("*") if path.is_file()}
    made -= {LOG + end for end in beside.OF_SQLITE}
    unlike = made ^ {REQUEST, *INPUTS, *FILES}
    assert not unlike, f"nothing is planted there, or nothing lies there: {unlike}"


def _judged(words: Words, name: str, how: Plant, done: Answer, sound: Sound) -> Iterator[str]:
    expected = sound.answer
    if done.code not in (expected.code, *REFUSED) or "CONGRESS_DEBUG" in done.said:
        yield "an unexpected error"
    elif done.code != expected.code:
        if not _may_need(words, name):
            yield f"is refused, and does not need {name}"
        if Path(name).name not in done.said and words[:2] != ("person", "check"):
            yield "does not name the file"
        if not ACTS.search(done.said):
            yield "does not say what to do"
    elif sound.steady and done.out != expected.out and not _may_need(words, name):
        yield f"answers otherwise than without it: {done.out[:200]!r} {expected.out[:200]!r}"
    if words[0] == "doctor" and _is_named(name, how) and Path(name).name not in done.said:
        yield "doctor does not name the file"


def _may_need(words: Words, name: str) -> bool:
    """Say whether a command may be refused for a file; only doctor shows whatever lies there."""
    end = next((end for end in sorted(NEEDED, key=len, reverse=True) if _has(name, end)), None)
    assert end is not None, name
    called = " ".join(words)
    return words[0] == "doctor" or bool(NEEDED[end] and re.match(NEEDED[end], called))


def _has(name: str, end: str) -> bool:
    return name == LOG + end if end.startswith(".") else name.startswith(end)


def _is_named(name: str, how: Plant) -> bool:
    """Say whether doctor must name what lies there."""
    return name.removeprefix(LOG) in BESIDE and how in (*planted.FOREIGN, *planted.ODD)


def _language(done: Answer, language: str) -> Iterator[str]:
    found = ENGLISH.search(QUOTED.sub("", done.err)) if language == "vi" else None
    if found is not None:
        yield f"English in Vietnamese: {found.group()!r}"


def _size(path: Path) -> int:
    """Return how many entries a log has."""
    if not path.is_file():
        return 0
    with closing(sqlite3.connect(uri(str(path), "mode=ro"), uri=True)) as connection:
        (found,) = connection.execute("SELECT count(*) FROM entries").fetchone()
    return int(found)


def run(place: Path, words: Words, language: str) -> Answer:
    """Run one command in this process, in a folder; raises HangsError."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    given = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    argv = ["congress", "--log", LOG, "--lang", language, "--wait", "1", *words]
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("CONGRESS_", "LC_", "PAGER"))}
    before = Path.cwd()
    os.chdir(place)
    (place / "tmp").mkdir(exist_ok=True)
    (place / "tmp").chmod(0o777)
    try:
        with (
            _alarm(),
            patch.multiple(sys, argv=argv, stdin=given, stdout=out, stderr=err),
            patch.multiple(gettext, dgettext=gettext.dgettext, dngettext=gettext.dngettext),
            patch.dict(os.environ, {**kept, "TERM": "dumb"}, clear=True),
            patch.object(tempfile, "tempdir", str(place / "tmp")),
        ):
            code = _code()
    finally:
        os.chdir(before)
        shutil.rmtree(place / "tmp")
    return Answer(code, *(_text(stream) for stream in (out, err)))


def _code() -> int:
    try:
        cli.main()
    except SystemExit as leave:
        return int(leave.code or 0)
    return 0


def _text(stream: io.TextIOWrapper) -> str:
    stream.flush()
    return stream.buffer.getvalue().decode(errors="replace")  # type: ignore[attr-defined, no-any-return]


@contextmanager
def _alarm() -> Iterator[None]:
    def ring(*_: object) -> None:
        raise HangsError

    before = signal.signal(signal.SIGALRM, ring)
    signal.alarm(HANGS)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def trials(folder: Path, count: int, chance: random.Random) -> outcome.Findings:
    """Try files and what is planted in turn, so that few trials meet each of them."""
    found = outcome.Findings()
    desk = Desk(folder / "hostile")
    calls = every_command()
    pairs = [(name, how) for name in FILES for how in planted.PLANTS]
    chance.shuffle(pairs)
    for number in range(count):
        name, how = pairs[number % len(pairs)]
        words, language = chance.choice(calls), chance.choice(("en", "vi"))
        wrong = desk.trial(words, name, how, language, str(chance.random()))
        found.add(wrong, f"{' '.join(words)!r} ({language}), {name}: {how.__name__}")
    return found


if __name__ == "__main__":
    outcome.main("hostile files", trials, 12_000, outcome.MEMORY)
