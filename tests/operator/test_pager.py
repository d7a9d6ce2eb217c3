"""A PAGER that cannot be started loses no answer. The season is synthetic."""

import re
import signal
import sys
from collections.abc import Iterator

import pytest

from console.pager import page
from event_store.errors import BadTimeError
from tests.operator.program import Done, Operator


def seen(operator: Operator, monkeypatch: pytest.MonkeyPatch, call: str | None) -> Done:
    if call is None:
        monkeypatch.delenv("PAGER", raising=False)
    else:
        monkeypatch.setenv("PAGER", call)
    return operator.talk(["log", "--oneline"], [])


def lines(done: Done) -> list[str]:
    """The lines of the answer, among what else is said."""
    return re.findall(r"^\S* +\d+\S*  \d{4}-\d\d-\d\d  .*$", done.out, re.MULTILINE)


@pytest.fixture
def whole(operator: Operator) -> int:
    """How many entries the log has."""
    return len(operator.ok("log", "-o", "json").json)


@pytest.mark.parametrize(
    "call",
    [
        "", " ", "cat", "cat -", "no-such-pager", "/no/such/pager -R", '"cat', "/",
    ],
)  # fmt: skip
def test_no_pager_loses_an_answer(
    operator: Operator, monkeypatch: pytest.MonkeyPatch, whole: int, call: str
) -> None:
    done = seen(operator, monkeypatch, call)
    assert (done.code, len(lines(done))) == (0, whole), done.out
    assert "u001b" not in done.out


@pytest.mark.parametrize("text", ["echo no interpreter", "#!/no/such/interpreter\n"])
def test_a_pager_that_cannot_be_started_is_none(
    operator: Operator, monkeypatch: pytest.MonkeyPatch, whole: int, text: str
) -> None:
    file = operator.log.with_name("pager")
    file.write_text(text)
    file.chmod(0o755)
    done = seen(operator, monkeypatch, str(file))
    assert (done.code, len(lines(done))) == (0, whole)


@pytest.mark.parametrize("end", ["exit 0", f"kill -{int(signal.SIGINT)} $$"])
def test_a_reader_who_has_seen_enough_is_not_shown_more(
    operator: Operator, monkeypatch: pytest.MonkeyPatch, end: str
) -> None:
    done = seen(operator, monkeypatch, f"sh -c 'head -n 2; {end}'")
    assert (done.code, len(lines(done))) == (0, 2)


@pytest.mark.parametrize("call", ["cat", "no-such-pager"])
def test_an_error_of_the_lines_is_no_error_of_the_pager(
    monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    def lines() -> Iterator[str]:
        yield "one"
        raise BadTimeError("two")

    monkeypatch.setenv("PAGER", call)
    for stream in (sys.stdin, sys.stdout):
        monkeypatch.setattr(stream, "isatty", lambda: True)
    with pytest.raises(BadTimeError):
        page(lines())
