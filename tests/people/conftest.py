"""What the tests of names share. All names are synthetic: nobody is called Người Mẫu."""

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from event_store.log import Log
from event_store.people.commitment import Secret, secret
from event_store.people.people import People

NAME = "Người Mẫu Mười Bốn"
OTHER = "Người Mẫu Số Hai"
BEGUN = (".people", ".people.keys", ".access")


def sealed(ref: str, name: str = NAME, **particulars: str) -> Secret:
    """A name under a salt that was drawn."""
    return secret(ref, name, particulars, secrets.token_bytes(32))


def register(people: People, *given: Secret) -> None:
    with people.writing() as tx:
        tx.register(given, actor="op:test", draw=secrets.token_bytes)


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
