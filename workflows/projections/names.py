"""Names as people type them in a hurry: without accents, case and doubled spaces."""

from unicodedata import combining, normalize


def folded(name: str) -> str:
    """Return a name without accents: `to dan pho so 8` for `Tổ dân phố số 8`."""
    bare = "".join(c for c in normalize("NFD", name.casefold()) if not combining(c))
    return " ".join(bare.replace("đ", "d").split())
