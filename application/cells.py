"""Cells as a spreadsheet may have them: nothing in them is run as a formula.

A formula begins with one of a few signs, blanks or full-width forms notwithstanding; and a
spreadsheet that splits lines at another sign than ours makes a cell of what follows that sign.
"""

import re
from typing import Any

from event_store import canonical

_BLANKS = '(?:[^\\S\t\r\n]|["\u200b-\u200f\u2060\ufeff])*'
_SIGNS = "[=+\\-@\uff1d\uff0b\uff0d\uff20]"
_SEPARATORS = "[,;|\t\r\n]"
_separates = re.compile(_SEPARATORS).search
_begins = re.compile(f"^[\t\r]|(?:^|(?<={_SEPARATORS})){_BLANKS}(?={_SIGNS})")
_within_json = re.compile(f"(?<=[;|])({_BLANKS})({_SIGNS})")


def defused(text: str) -> str:
    """Return a text with an apostrophe before whatever would begin a formula."""
    if text[:1].isalnum() and not _separates(text):  # nearly all of them
        return text
    return _begins.sub(lambda found: f"'{found[0]}", text)


def json_cell(value: Any) -> str:
    """Return a value as compact JSON in one cell: what would begin a formula is escaped.

    Read as JSON it is the same value. Its own first sign is a brace or a bracket.
    """
    text = canonical.dumps(value).decode()
    return _within_json.sub(lambda found: f"{found[1]}\\u{ord(found[2]):04x}", text)
