"""What may lie in the place of a file beside a log: links, files of others, damaged ones."""

from __future__ import annotations

import os
import random
import shutil
import socket
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

PAGE = 4_096
NOBODY = 65_534
"""Who runs the program where a file may not be read: for root there is no such file."""
SQLITE = b"SQLite format 3\0"


@dataclass(frozen=True)
class Place:
    """Where something is planted, and the like file of another log."""

    path: Path
    other: Path
    other_log: Path
    chance: random.Random


Plant = Callable[[Place], None]


def link_to_a_log(at: Place) -> None:
    """A symbolic link to another log."""
    at.path.symlink_to(at.other_log)


def link_to_a_file(at: Place) -> None:
    """A symbolic link to the like file of another log."""
    at.path.symlink_to(at.other)


def dangling(at: Place) -> None:
    """A symbolic link to nothing."""
    at.path.symlink_to(at.other_log.with_name("nowhere"))


def name_of_a_log(at: Place) -> None:
    """A hard link to another log."""
    at.path.hardlink_to(at.other_log)


def name_of_a_file(at: Place) -> None:
    """A hard link to the like file of another log."""
    at.path.hardlink_to(at.other)


def of_another_log(at: Place) -> None:
    """The like file of another log."""
    shutil.copy(at.other, at.path)


def whole_log(at: Place) -> None:
    """A copy of another log."""
    shutil.copy(at.other_log, at.path)


def of_another_program(at: Place) -> None:
    """A SQLite file of another program, which says so."""
    with closing(sqlite3.connect(at.path)) as made:
        made.executescript(
            "PRAGMA application_id=0x4C657474; CREATE TABLE letters (text);"
            "INSERT INTO letters VALUES ('dear')"
        )


def of_no_program(at: Place) -> None:
    """A SQLite file with tables of another program, which does not say so."""
    with closing(sqlite3.connect(at.path)) as made:
        made.executescript("CREATE TABLE letters (text); INSERT INTO letters VALUES ('dear')")


def folder(at: Place) -> None:
    """A folder with a file in it."""
    at.path.mkdir()
    (at.path / "letter.txt").write_text("dear")


def pipe(at: Place) -> None:
    """A named pipe: who opens it waits until somebody writes."""
    os.mkfifo(at.path)


def listening(at: Place) -> None:
    """A socket."""
    with socket.socket(socket.AF_UNIX) as made:
        before = Path.cwd()
        os.chdir(at.path.parent)  # such a path may have a hundred characters
        try:
            made.bind(at.path.name)
        finally:
            os.chdir(before)


def empty(at: Place) -> None:
    """An empty file."""
    at.path.touch()


def noise(at: Place) -> None:
    """Any bytes."""
    at.path.write_bytes(at.chance.randbytes(at.chance.choice((7, 300, 9_000))))


def more_tables(at: Place) -> None:
    """The file itself, with a table, a trigger or a view that it should not have."""
    if not _is_sqlite(at.path):
        at.path.write_bytes(at.path.read_bytes() + b"more\n")
        return
    planted = at.chance.choice(
        (
            "CREATE TABLE letters (text)",
            "CREATE VIEW letters AS SELECT 'dear'",
            "CREATE TRIGGER letters AFTER INSERT ON owner BEGIN SELECT 1; END",
        )
    )
    with closing(sqlite3.connect(at.path)) as opened:
        opened.execute(planted)
        opened.commit()


def cut_off(at: Place) -> None:
    """The file itself, ending early."""
    os.truncate(at.path, at.chance.randrange(max(at.path.stat().st_size, 1)))


def damaged(at: Place) -> None:
    """The file itself, with a page of noise."""
    whole = at.path.read_bytes()
    size = PAGE if _is_sqlite(at.path) else 16
    start = at.chance.randrange(max(1, len(whole) // size)) * size
    noise = at.chance.randbytes(min(size, len(whole) - start))
    at.path.write_bytes(whole[:start] + noise + whole[start + size :])


def zeroed(at: Place) -> None:
    """The file itself, with a page of zeros other than the first."""
    whole = at.path.read_bytes()
    size = PAGE if _is_sqlite(at.path) else 16
    start = at.chance.randrange(1, max(2, len(whole) // size)) * size
    at.path.write_bytes((whole[:start] + bytes(size) + whole[start + size :])[: len(whole)])


def unreadable(at: Place) -> None:
    """The file itself, which may be neither read nor written."""
    at.path.chmod(0)


def unwritable(at: Place) -> None:
    """The file itself, which may only be read."""
    at.path.chmod(0o444)


LINKS: list[Plant] = [link_to_a_log, link_to_a_file, dangling, name_of_a_log, name_of_a_file]
FOREIGN: list[Plant] = [*LINKS, of_another_program, of_no_program, whole_log, folder]
"""Files of others, whatever lies there: nothing may be written into them."""
ODD: list[Plant] = [pipe, listening]
DAMAGED: list[Plant] = [empty, noise, more_tables, cut_off, damaged, zeroed]
RIGHTS: list[Plant] = [unreadable, unwritable]
PLANTS = [*FOREIGN, of_another_log, *ODD, *DAMAGED, *RIGHTS]
ITSELF = (more_tables, cut_off, damaged, zeroed, *RIGHTS)
"""What is done to the file that is there."""


def plant(how: Plant, at: Place) -> None:
    """Put something in the place of a file."""
    if how not in ITSELF and os.path.lexists(at.path):
        at.path.unlink()
    how(at)


@contextmanager
def without_rights(folder: Path) -> Iterator[None]:
    """Be somebody for whom rights count, who owns the folder; only root has to become that."""
    if os.geteuid():
        yield
        return
    for path in [folder, *folder.rglob("*")]:
        os.chown(path, NOBODY, NOBODY, follow_symlinks=False)
    os.setresgid(NOBODY, NOBODY, 0)
    os.setresuid(NOBODY, NOBODY, 0)
    try:
        yield
    finally:
        os.setresuid(0, 0, 0)
        os.setresgid(0, 0, 0)


def seen(path: Path) -> object:
    """Return all that tells whether something was touched: what it is, and its bytes."""
    if path.is_symlink():
        return path.readlink()
    if path.is_dir():
        return {each.name: seen(each) for each in sorted(path.iterdir())}
    if path.is_file():
        return path.read_bytes()
    return path.lstat().st_mode if os.path.lexists(path) else None


def _is_sqlite(path: Path) -> bool:
    return path.read_bytes().startswith(SQLITE)
