"""Which option was probably meant: a guess that nobody would make is worse than none."""

from collections.abc import Iterable
from difflib import SequenceMatcher

LEAST = 0.65
"""How alike two names must be without their dashes: these alone make strange names alike."""


def likely(typed: str, guesses: Iterable[str]) -> list[str]:
    """Return those guesses at an option that are like what was typed."""
    bare = typed.lstrip("-")
    return [each for each in guesses if _alike(bare, each.lstrip("-")) >= LEAST]


def _alike(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other).ratio()
