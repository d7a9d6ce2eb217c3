"""Files of commands of any size and encoding: each line is answered, in constant memory."""

import json
import os
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from application import command_lines
from application.call import Call, Notice
from application.command_lines import numbered
from console.following import PIECE, pieces
from engine.feeding import LONGEST_LINE

CALL = Call()


def lines(path: Path, call: Call = CALL) -> list[tuple[int, bytes]]:
    with path.open("rb") as file:
        return [line for group in numbered(pieces(file), call) for line in group]


def written(tmp_path: Path, text: bytes) -> Path:
    path = tmp_path / "commands.jsonl"
    path.write_bytes(text)
    return path


COMMAND = '{"command":"plan","branch":"chi bộ 𠮷"}'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
@pytest.mark.parametrize("order", ["", "-le", "-be"])
@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_text_is_read_as_it_was_saved(tmp_path: Path, encoding: str, order: str, end: str) -> None:
    if order and encoding.startswith("utf-8"):
        order = ""
    text = "\n".join([COMMAND] * 9_000) + end
    found = lines(written(tmp_path, text.encode(encoding + order)))
    assert found == [(n, COMMAND.encode()) for n in range(1, 9_001)]


def test_half_a_letter_spoils_its_own_line_only(tmp_path: Path) -> None:
    text = f"{COMMAND}\n".encode("utf-16") + b"\x00\xd8" + f"x\n{COMMAND}\n".encode("utf-16-le")
    first, second, third = lines(written(tmp_path, text + b"{"))[:3]
    assert (first[1], third[1]) == (COMMAND.encode(), COMMAND.encode())
    with pytest.raises(UnicodeDecodeError):
        second[1].decode()


def test_long_lines_are_cut_and_the_next_is_whole(tmp_path: Path) -> None:
    long = b"{" + b"x" * (3 * LONGEST_LINE)
    limit = b"y" * LONGEST_LINE
    text = b"\n".join([long, COMMAND.encode(), b"#" + long, limit, b"", long])
    found = lines(written(tmp_path, text))
    assert [number for number, _ in found] == [1, 2, 4, 6]
    assert len(found[0][1]) > LONGEST_LINE
    assert [text for _, text in found[1:3]] == [COMMAND.encode(), limit]
    assert LONGEST_LINE < len(found[3][1]) < LONGEST_LINE + 10


def test_a_line_without_end_is_given_up_in_little_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[Notice] = []
    monkeypatch.setattr(command_lines, "ENDLESS", 32 << 20)
    tracemalloc.start()
    (found,) = lines(Path("/dev/zero"), Call(notice=said.append))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found[0] == 1
    assert len(found[1]) > LONGEST_LINE
    assert most < 3 * LONGEST_LINE + 4 * PIECE
    assert "Line 1 has no end after 32 MiB" in said[0].say("en")
    assert "Dòng 1 dài quá 32 MiB" in said[0].say("vi")


def test_an_answer_comes_before_the_next_line_is_written() -> None:
    read, write = os.pipe()
    with os.fdopen(read, "rb", buffering=0) as file:
        groups = numbered(pieces(file), CALL)
        found: list[Any] = []
        for n in range(1, 4):
            os.write(write, json.dumps({"n": n}).encode() + b"\n")
            found += next(groups)
        os.close(write)
        assert list(groups) == []
    assert found == [(n, b'{"n": %d}' % n) for n in range(1, 4)]
