"""Files beside the log: whose they are is known before they are used, and they stay private."""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from event_store import beside
from event_store.attempts import Attempts
from event_store.cursors import Cursor, Cursors
from event_store.errors import BesideError
from event_store.people.access import Access, Accesses
from event_store.people.vault import Vault
from event_store.views import Views

OURS, OTHERS = "0123456789abcdef", "fedcba9876543210"


def use_views(log: str, log_id: str) -> None:
    """Open the views, which makes them."""
    Views.open(log, log_id).close()


def use_cursors(log: str, log_id: str) -> None:
    """Place a cursor."""
    with Cursors(log, log_id) as cursors:
        cursors.place(Cursor("web", log_id, 0, b""))


def use_attempts(log: str, log_id: str) -> None:
    """Keep an attempt, and say why it could not be kept."""
    attempts = Attempts(log, log_id)
    if not attempts.add([{"code": "too_early"}]):
        attempts.check()


def use_people(log: str, log_id: str) -> None:
    """Write to the file of names."""
    Vault(log, log_id).settle([("m-001", 1)])


def use_keys(log: str, log_id: str) -> None:
    """Add a key."""
    Vault(log, log_id).keys.add([b"k" * 32], beyond=-1)


def use_access(log: str, log_id: str) -> None:
    """Record a look."""
    look = Access("2017-08-01", "op:a", "m-001", "person show", None, granted=True)
    Accesses(log, log_id).add([look])


USES = {
    beside.VIEWS: use_views,
    beside.CURSORS: use_cursors,
    beside.ATTEMPTS: use_attempts,
    beside.PEOPLE: use_people,
    beside.KEYS: use_keys,
    beside.ACCESS: use_access,
}
DATABASES = [end for end in USES if end in beside.DATABASES]


@pytest.fixture(params=[0o000, 0o077, 0o777])
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    """Some umasks, one after another."""
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


@pytest.fixture
def log(tmp_path: Path) -> str:
    """The path of a log; nothing here needs the log itself."""
    return str(tmp_path / "season.db")


def refused(log: str, end: str) -> BesideError:
    """What is said of a file; it must not be written into."""
    with pytest.raises(BesideError) as found:
        USES[end](log, OURS)
    return found.value


def foreign_file(path: str) -> None:
    """Make an SQLite file of another program, its last rows in a WAL that nobody has emptied."""
    with closing(sqlite3.connect(path + ".made")) as made:
        made.execute("PRAGMA journal_mode=WAL")
        made.executescript("CREATE TABLE letters (text); INSERT INTO letters VALUES ('dear')")
        for end in ("", "-wal"):
            shutil.copyfile(path + ".made" + end, path + end)


@pytest.mark.parametrize("end", USES)
@pytest.mark.usefixtures("umask")
def test_only_the_owner_may_read_what_is_made_whatever_the_umask(log: str, end: str) -> None:
    USES[end](log, OURS)
    modes = {path.stat().st_mode & 0o777 for path in Path(log).parent.iterdir()}
    assert modes == {0o600}


@pytest.mark.parametrize("end", USES)
def test_a_link_is_refused_and_what_it_leads_to_stays(log: str, end: str) -> None:
    other = log + "-other"
    USES[end](other, OURS)
    before = Path(other + end).read_bytes()
    Path(log + end).symlink_to(other + end)
    assert refused(log, end).what == "link"
    Path(log + end).unlink()
    Path(log + end).hardlink_to(other + end)
    assert refused(log, end).what == "names"
    Path(log + end).unlink()
    Path(log + end).symlink_to(log + "-nowhere")
    assert refused(log, end).what == "link"
    assert (Path(other + end).read_bytes(), Path(log + "-nowhere").exists()) == (before, False)


@pytest.mark.parametrize("end", [end for end in USES if end != beside.VIEWS])
@pytest.mark.parametrize("make", [os.mkdir, os.mkfifo])
def test_what_is_no_file_is_refused(log: str, end: str, make: Callable[[str], None]) -> None:
    make(log + end)
    assert refused(log, end).what == "kind"


@pytest.mark.parametrize("make", [os.mkdir, os.mkfifo])
def test_views_lie_elsewhere_where_something_else_has_their_name(
    log: str, make: Callable[[str], None]
) -> None:
    make(log + beside.VIEWS)
    with closing(Views.open(log, OURS)) as views:
        assert views.path != log + beside.VIEWS
        assert views.in_the_way is not None
        assert views.in_the_way.what == "kind"


@pytest.mark.parametrize("end", DATABASES)
@pytest.mark.parametrize("paired", ["-wal", "-shm", "-journal"])
def test_files_that_sqlite_pairs_are_no_links_either(log: str, end: str, paired: str) -> None:
    Path(log).write_bytes(b"what must not be written into")
    for link in (Path(log + end + paired).symlink_to, Path(log + end + paired).hardlink_to):
        link(log)
        found = refused(log, end)
        assert (found.what in ("link", "names"), found.path) == (True, log + end + paired)
        Path(log + end + paired).unlink()
    assert Path(log).read_bytes() == b"what must not be written into"


@pytest.mark.parametrize("end", USES)
def test_the_file_of_another_log_is_refused_and_kept(log: str, end: str) -> None:
    USES[end](log, OTHERS)
    before = Path(log + end).read_bytes()
    assert refused(log, end).what == "owner"
    assert Path(log + end).read_bytes() == before


@pytest.mark.parametrize("end", DATABASES)
def test_the_file_of_another_program_is_kept_with_its_wal(log: str, end: str) -> None:
    foreign_file(log + end)
    before = [Path(log + end + paired).read_bytes() for paired in ("", "-wal")]
    assert refused(log, end).what == "tables"
    assert [Path(log + end + paired).read_bytes() for paired in ("", "-wal")] == before


@pytest.mark.parametrize("end", DATABASES)
@pytest.mark.parametrize(
    ("change", "what"),
    [
        ("CREATE TABLE letters (text)", "tables"),
        ("CREATE VIEW letters AS SELECT 1", "tables"),
        (
            "CREATE TRIGGER planted BEFORE INSERT ON owner BEGIN SELECT raise(IGNORE); END",
            "tables",
        ),
        ("CREATE INDEX planted ON owner (log_id)", "tables"),
        ("ALTER TABLE owner ADD COLUMN planted TEXT DEFAULT 'x'", "tables"),
        ("PRAGMA application_id=7", "application"),
        ("PRAGMA user_version=99", "newer"),
    ],
)
def test_a_file_that_was_changed_is_refused(log: str, end: str, change: str, what: str) -> None:
    USES[end](log, OURS)
    with closing(sqlite3.connect(log + end)) as connection, connection:
        connection.execute(change)
    assert refused(log, end).what == what


def test_each_kind_of_file_bears_a_number_of_its_own(log: str) -> None:
    numbers = set()
    for end in DATABASES:
        USES[end](log, OURS)
        with closing(sqlite3.connect(log + end)) as connection:
            numbers |= {connection.execute("PRAGMA application_id").fetchone()}
    assert len(numbers) == len(DATABASES)


@pytest.mark.parametrize(("end", "other"), [(beside.PEOPLE, beside.ACCESS)])
def test_one_kind_of_file_is_not_taken_for_another(log: str, end: str, other: str) -> None:
    USES[other](log, OURS)
    Path(log + other).rename(log + end)
    assert refused(log, end).what == "application"


# --- Files made before they said whose they are --------------------------------------------------

EARLIER_CURSORS = """
PRAGMA journal_mode=WAL;
CREATE TABLE IF NOT EXISTS cursors (name TEXT PRIMARY KEY, log_id TEXT NOT NULL,
  position INTEGER NOT NULL, leaf BLOB NOT NULL) STRICT, WITHOUT ROWID;
"""
EARLIER_ATTEMPTS = """
CREATE TABLE IF NOT EXISTS attempts (n INTEGER PRIMARY KEY, log TEXT NOT NULL,
  attempt BLOB NOT NULL) STRICT;
CREATE TRIGGER IF NOT EXISTS attempts_no_update BEFORE UPDATE ON attempts
  BEGIN SELECT raise(ABORT, 'append only'); END;
CREATE TRIGGER IF NOT EXISTS attempts_no_delete BEFORE DELETE ON attempts
  BEGIN SELECT raise(ABORT, 'append only'); END;
"""


def earlier(path: str, script: str, *row: object) -> None:
    """Make a file as an earlier program did."""
    table = "cursors" if path.endswith(beside.CURSORS) else "attempts"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executescript(script)
        connection.execute(f"INSERT INTO {table} VALUES ({','.join('?' * len(row))})", row)


def test_cursors_of_an_earlier_program_are_taken_over(log: str) -> None:
    earlier(log + beside.CURSORS, EARLIER_CURSORS, "web", OURS, 3, b"leaf")
    with Cursors(log, OURS) as cursors:
        assert cursors.all() == [Cursor("web", OURS, 3, b"leaf")]
    assert beside.is_private(log + beside.CURSORS)
    with pytest.raises(BesideError, match="another log"), Cursors(log, OTHERS) as cursors:
        cursors.all()


def test_cursors_that_an_earlier_program_made_for_another_log_are_refused(log: str) -> None:
    earlier(log + beside.CURSORS, EARLIER_CURSORS, "web", OTHERS, 3, b"leaf")
    before = Path(log + beside.CURSORS).read_bytes()
    assert refused(log, beside.CURSORS).what == "owner"
    assert Path(log + beside.CURSORS).read_bytes() == before


def test_attempts_of_an_earlier_program_are_taken_over(log: str) -> None:
    earlier(log + beside.ATTEMPTS, EARLIER_ATTEMPTS, 5, OURS, b'{"code":"old"}')
    assert Attempts(log, OURS).add([{"code": "new"}])
    assert [kept["code"] for kept in Attempts(log, OURS).newest_first()] == ["new", "old"]


def test_views_of_an_earlier_program_are_made_again(log: str) -> None:
    with closing(sqlite3.connect(log + beside.VIEWS)) as connection, connection:
        connection.executescript(
            "CREATE TABLE snapshots (stream TEXT PRIMARY KEY, kind TEXT NOT NULL,\n"
            "  version INTEGER NOT NULL, leaf BLOB NOT NULL, core BLOB NOT NULL)"
            " STRICT, WITHOUT ROWID;"
            "CREATE TABLE board_1_campaigns (campaign TEXT, sums TEXT, PRIMARY KEY (campaign))"
            " STRICT, WITHOUT ROWID;"
        )
    with closing(Views.open(log, OURS)) as views:
        assert (views.path, views.cursors()) == (log + beside.VIEWS, {})
        names = views.connection.execute("SELECT name FROM sqlite_schema WHERE type='table'")
        assert {name for (name,) in names} == {"owner", "tracking", "cursors"}
