"""The keys under which names are encrypted: one a person, each in a place of its own.

A plain file and no database: an erased key is overwritten where it lies, and no journal, page
split or free page ever held a copy of it.
"""

from __future__ import annotations

import errno
import os
import re
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from event_store import beside
from event_store.disk import sync
from event_store.errors import BesideError
from event_store.people.errors import PeopleDamagedError
from event_store.sqlite_opening import os_failure
from event_store.words import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

SLOT = 32
"""Bytes of a key; its slot is its number in the file, from 0."""
VERSION = 1
_MAGIC = b"congress keys %d\n" % VERSION
_version = re.compile(rb"congress keys ([1-9][0-9]{0,5})\n").match
_NO_KEY = bytes(SLOT)


class KeyFile:
    """The keys of one log's persons, in `<log>.people.keys`.

    A slot is used once: after erasing it stays empty. Raises StoreUnavailableError,
    PeopleDamagedError, BesideError.
    """

    def __init__(self, path: str, log_id: str, *, is_remade: bool = False) -> None:
        """Use the file at `path`, made when the first key is added.

        With `is_remade` its keys are drawn again if the file is lost.
        """
        self.path = path
        self._is_remade = is_remade
        self._header = _MAGIC + log_id.encode()

    @property
    def exists(self) -> bool:
        """Whether there is a file; without it every key is lost."""
        return beside.exists(self.path)

    def keys(self, slots: Iterable[int]) -> dict[int, bytes]:
        """Return the keys that are there; those erased or lost are left out."""
        if not self.exists:
            return {}
        with self._reading() as file:
            found = {slot: os.pread(file, SLOT, self._at(slot)) for slot in slots}
        return {slot: key for slot, key in found.items() if len(key) == SLOT and key != _NO_KEY}

    def used(self) -> list[int]:
        """Return the slots that hold a key."""
        if not self.exists:
            return []
        with self._reading() as file:
            count = self._count(file)
        return sorted(self.keys(range(count)))

    def add(self, keys: Sequence[bytes], *, beyond: int) -> range:
        """Append keys, durably; returns their slots, none of which is up to `beyond`."""
        with self._writing() as file:
            first = max(self._count(file), beyond + 1)
            _write(file, b"".join(keys), self._at(first))
        return range(first, first + len(keys))

    def overwrite(self, slots: Iterable[int]) -> None:
        """Erase keys where they lie, durably."""
        unwanted = list(slots)
        if not (unwanted and self.exists):
            return
        with self._writing() as file:
            for slot in unwanted:
                if slot < self._count(file):
                    _write(file, _NO_KEY, self._at(slot))

    def _at(self, slot: int) -> int:
        return len(self._header) + slot * SLOT

    def _count(self, file: int) -> int:
        """Return the number of slots begun: a torn one, after a crash, is not used again."""
        return max(0, -(-(os.fstat(file).st_size - len(self._header)) // SLOT))

    @contextmanager
    def _reading(self) -> Iterator[int]:
        try:
            file = beside.open_plain(self.path)
        except OSError as error:
            raise os_failure(self.path, error, reading=True) from error
        try:
            if not self._is_begun(file):
                self._check(file)
            yield file
        except OSError as error:
            raise os_failure(self.path, error, reading=True) from error
        finally:
            os.close(file)

    @contextmanager
    def _writing(self) -> Iterator[int]:
        try:
            file = beside.open_plain(self.path, os.O_RDWR | os.O_CREAT)
        except OSError as error:
            raise os_failure(self.path, error) from error
        try:
            if self._is_begun(file):
                _write(file, self._header, 0)
                sync(Path(self.path).parent)
            self._check(file)
            yield file
            os.fsync(file)
        except OSError as error:
            raise os_failure(self.path, error) from error
        finally:
            os.close(file)

    def _is_begun(self, file: int) -> bool:
        """Say whether the file was made, and a crash came before it was said whose it is."""
        return not any(os.pread(file, len(self._header) + 1, 0))

    def _check(self, file: int) -> None:
        header = os.pread(file, len(self._header), 0)
        version = _version(header)
        if version is not None and int(version[1]) > VERSION:
            raise BesideError(self.path, "newer")
        if not header.startswith(_MAGIC):
            found = Text("it is no file of keys", "không phải tệp khóa")
            raise PeopleDamagedError(self.path, found, is_remade=self._is_remade)
        if header != self._header:
            raise BesideError(self.path, "owner")


def _write(file: int, content: bytes, at: int) -> None:
    """Write all of it: a disk that is nearly full takes a part, and says nothing."""
    if os.pwrite(file, content, at) < len(content):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
