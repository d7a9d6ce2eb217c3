"""Full names found in free text: as whole words, without case and accents, by a keyed digest."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING

from event_store.errors import LogError
from event_store.words import NAME_IN_TEXT

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

FEWEST = 2
"""Words of a name that can be told from other words."""
HIDDEN = "[đã xoá]"
"""What stands in a text for a name that was erased."""
KEY = 32
"""Bytes of the key under which names are digested."""
_word = re.compile(r"[^\W_]+")
_PLAIN = str.maketrans({"đ": "d", "ð": "d"})


class NameInTextError(LogError):
    """A text that goes into the log holds the full name of a person; it is not repeated here."""

    code = "name_in_text"
    text = NAME_IN_TEXT

    def __init__(self, where: str, refs: Collection[str]) -> None:
        super().__init__(where=where, refs=", ".join(sorted(refs)))


class Mentions:
    """Finds the names of persons in texts; knows digests, and no name."""

    def __init__(
        self, key: bytes, digests: Mapping[bytes, Collection[str]], lengths: set[int]
    ) -> None:
        """`digests` give references, `lengths` are the numbers of words that names have."""
        self._key = key
        self._digests = digests
        self._lengths = sorted(length for length in lengths if length >= FEWEST)
        self.find = lru_cache(maxsize=4_096)(self._find)
        """Return the references of the persons whose full names stand in a text."""

    def _find(self, text: str) -> frozenset[str]:
        found: set[str] = set()
        words = folded(text)
        for length in self._lengths:
            for start in range(len(words) - length + 1):
                name = digest(self._key, words[start : start + length])
                found.update(self._digests.get(name, ()))
        return frozenset(found)


def digest(key: bytes, words: Sequence[str]) -> bytes:
    """Return what a name is known by to those who have the key."""
    return blake2b(" ".join(words).encode(), key=key, digest_size=16).digest()


def folded(text: str) -> list[str]:
    """Return the words of a text without case and accents, whatever stands between them."""
    if text.isascii():
        return _word.findall(text.lower())
    apart = unicodedata.normalize("NFKD", text).casefold().translate(_PLAIN)
    return _word.findall("".join(c for c in apart if unicodedata.category(c) not in _NO_LETTER))


def holds(text: str, name: str) -> bool:
    """Say whether a full name stands in a text."""
    words = folded(name)
    return len(words) >= FEWEST and any(True for _ in _places(folded(text), words))


def hidden(text: str, names: Iterable[str]) -> str:
    """Return a text with each of some full names replaced."""
    named = [name for name in names if holds(text, name)]
    if not named:
        return text
    whole = unicodedata.normalize("NFC", text)
    whole = "".join(c for c in whole if unicodedata.category(c) != "Cf")
    for name in named:
        wanted = folded(name)
        spans = list(_word.finditer(whole))
        words = ["".join(folded(span[0])) for span in spans]
        for start in reversed(list(_places(words, wanted))):
            end = spans[start + len(wanted) - 1].end()
            whole = whole[: spans[start].start()] + HIDDEN + whole[end:]
    return whole


def _places(words: Sequence[str], wanted: Sequence[str]) -> Iterator[int]:
    """Yield where some words stand among others, one after the other and never overlapping."""
    start, length = 0, len(wanted)
    while start <= len(words) - length:
        if words[start : start + length] == wanted:
            yield start
            start += length
        else:
            start += 1


_NO_LETTER = ("Mn", "Me", "Cf")
