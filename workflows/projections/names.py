"""Names as people type them in a hurry: without accents, case and doubled spaces."""

from unicodedata import normalize


def folded(name: str) -> str:
    """Return a name without accents: `to dan pho so 8` for `Tổ dân phố số 8`."""
    bare = normalize("NFKD", name.casefold().replace("đ", "d"))
    return " ".join(bare.encode("ascii", "ignore").decode().split())
