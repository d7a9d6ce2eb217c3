"""What the tests of names share. All names are synthetic: nobody is called Người Mẫu."""

import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from event_store.log import Log
from event_store.people.commitment import Secret, secret
from event_store.people.people import People
from tests.operator.program import Operator
from tests.reading.program import play_demonstration

NAME = "Người Mẫu Mười Bốn"
OTHER = "Người Mẫu Số Hai"
BEGUN = (".people", ".people.keys", ".access")
ME = "op:test"
"""Who asks in these tests, if nothing else is said."""
WHY = ("--reason", "theo yêu cầu", "--authority", "Đảng ủy phường", "--document", "12-QĐ/ĐU")
OFFICER = "m-081"
"""The secretary whom TDP-08 elects in the demonstration."""


def sealed(ref: str, name: str = NAME, **particulars: str) -> Secret:
    """A name under a salt that was drawn."""
    return secret(ref, name, particulars, secrets.token_bytes(32))


def register(people: People, *given: Secret) -> None:
    with people.writing() as tx:
        tx.register(given, actor=ME, draw=secrets.token_bytes)


def files(folder: Path) -> dict[str, bytes]:
    """Every byte that lies in a folder, journals and write-ahead logs too."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def holding(folder: Path, *wanted: bytes) -> list[str]:
    """The files that hold one of some texts."""
    return [name for name, content in files(folder).items() if any(w in content for w in wanted)]


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Log]:
    with Log.create(tmp_path / "season.db") as log:
        yield log


@pytest.fixture
def people(log: Log) -> People:
    return People(log)


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration's season (synthetic), played once."""
    path = tmp_path_factory.mktemp("played") / "season.db"
    play_demonstration(path)
    return path


@pytest.fixture
def season(played: Path, tmp_path: Path) -> Operator:
    """An operator with a copy of that season."""
    for path in played.parent.iterdir():
        shutil.copy(path, tmp_path)
    return Operator(tmp_path / "season.db")


@pytest.fixture
def operator(tmp_path: Path) -> Operator:
    """An operator with a new log, on which a person is registered and names are granted."""
    operator = Operator(tmp_path / "season.db")
    operator.ok("init")
    operator.ok("person", "add", "m-014", "--name", NAME, "--field", "born_on=1970-01-01")
    operator.ok("person", "grant", ME, *WHY)
    return operator
