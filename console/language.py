"""The language of one run, known before anything is parsed: help and errors are worded by it."""

import os
import sys
from typing import Literal

LANGUAGES = ("vi", "en")


def language() -> Literal["vi", "en"]:
    """Return the language: --lang, then CONGRESS_LANG, then the locale."""
    words = sys.argv[1:]
    for index, word in enumerate(words):
        if word == "--lang" and words[index + 1 : index + 2]:
            return _known(words[index + 1])
        if word.startswith("--lang="):
            return _known(word.removeprefix("--lang="))
    chosen = os.environ.get("CONGRESS_LANG", "")
    if chosen in LANGUAGES:
        return _known(chosen)
    names = (os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    locale = next((name for name in names if name), "")
    return _known(locale.lower()[:2])


def _known(name: str) -> Literal["vi", "en"]:
    return "vi" if name == "vi" else "en"


def say(en: str, vi: str) -> str:
    """Return the sentence in the language of this run."""
    return vi if language() == "vi" else en
