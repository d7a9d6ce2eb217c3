"""The language of a call, known before anything is parsed: help and errors are worded by it."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from event_store.words import Language

LANGUAGES = ("vi", "en")
_spoken: ContextVar["Language"] = ContextVar("language")
"""Without a default: a sentence chosen outside a call would be that of whoever called before."""


@contextmanager
def speaking(language: "Language") -> Iterator[None]:
    """Have everything that the block says be said in a language."""
    token = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(token)


def language() -> "Language":
    """Return the language of this call; raises LookupError outside one."""
    return _spoken.get()


def is_vietnamese() -> bool:
    """Say whether this is a call in Vietnamese; False outside one."""
    return _spoken.get(None) == "vi"


def say(en: str, vi: str) -> str:
    """Return the sentence in the language of this call."""
    return vi if language() == "vi" else en


def asked(words: Sequence[str], environment: Mapping[str, str]) -> "Language":
    """Return the language that a call wants: --lang, then CONGRESS_LANG, then the locale."""
    for index, word in enumerate(words):
        if word == "--lang" and words[index + 1 : index + 2]:
            return _known(words[index + 1])
        if word.startswith("--lang="):
            return _known(word.removeprefix("--lang="))
    chosen = environment.get("CONGRESS_LANG", "")
    if chosen in LANGUAGES:
        return _known(chosen)
    names = (environment.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    locale = next((name for name in names if name), "")
    return _known(locale.lower()[:2])


def _known(name: str) -> "Language":
    return "vi" if name == "vi" else "en"
