"""Words compared as people spell them: with or without accents, case and hyphens."""

import re
import unicodedata


def plain(text: str) -> str:
    """Return `text` without accents and case: `Tổ dân phố` and `TO DAN PHO` are one."""
    if text.isascii():
        return text.casefold()
    apart = unicodedata.normalize("NFD", text).casefold().replace("đ", "d")
    return "".join(c for c in apart if not unicodedata.combining(c))


def slug(text: str) -> str:
    """Return `text` as a word of the command line: `Chi ủy` is chi-uy, `at_least` at-least."""
    return "-".join(re.findall(r"[a-z0-9]+", plain(text)))
