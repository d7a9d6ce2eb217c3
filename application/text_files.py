"""Texts that are handed in: notes, requests, policy files, each with the name of its file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from application.problems import Problem
from engine.structs import Struct
from event_store.sqlite_opening import detail_of
from event_store.words import Text

if TYPE_CHECKING:
    from event_store.proof.trust import TrustPolicy

UNREADABLE = Text(
    "{path} cannot be read: {why}. Nothing was done: check the name, and the right to read it.",
    "Không đọc được {path}: {why}. Chưa làm gì: hãy kiểm tra tên tệp và quyền đọc.",
)
NO_TEXT = Text(
    "{path} is not text in UTF-8. Nothing was done: check that it is the right file.",
    "{path} không phải văn bản UTF-8. Chưa làm gì: hãy kiểm tra có đúng tệp không.",
)


class TextFile(Struct, frozen=True):
    """A text, and the name of where it came from."""

    name: str
    text: str

    @classmethod
    def of(cls, raw: bytes, name: str) -> TextFile:
        """Return what was handed in as bytes; raises Problem (not_utf8).

        Marks and line ends that an editor of another system put there are taken away: no signed
        text has any. A last line that was typed without its end gets one.
        """
        try:
            text = raw.decode("utf-8-sig").replace("\r\n", "\n")
        except UnicodeDecodeError:
            raise Problem("not_utf8", NO_TEXT, {"path": name}) from None
        return cls(name, text if text.endswith("\n") or not text else text + "\n")

    @classmethod
    def read(cls, path: str) -> TextFile:
        """Read a file; raises Problem (unreadable_file, not_utf8)."""
        try:
            return cls.of(Path(path).read_bytes(), path)
        except OSError as error:
            facts = {"path": path, "why": detail_of(error)}
            raise Problem("unreadable_file", UNREADABLE, facts) from error


def trusted(file: TextFile | None) -> TrustPolicy | None:
    """Return whom a policy file trusts, None without one; raises BadTrustError."""
    from event_store.proof.trust import parse_policy  # noqa: PLC0415 - few questions need it

    return None if file is None else parse_policy(file.text, file.name)
