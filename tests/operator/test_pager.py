"""Whatever PAGER says, no answer is lost and the exit code is right. The season is synthetic."""

import re
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from console import pager
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
        "", " ", "cat", "cat -", "no-such-pager", "/no/such/pager -R", '"cat', "/", "cat | cat",
        "false", "true", "sh -c 'exit 0'", "sh -c 'exec no-such-pager'", "sh -c 'kill -9 $$'",
        "sh -c 'cat > /dev/null; exit 3'",
    ],
)  # fmt: skip
def test_no_pager_loses_an_answer(
    operator: Operator, monkeypatch: pytest.MonkeyPatch, whole: int, call: str
) -> None:
    done = seen(operator, monkeypatch, call)
    assert (done.code, len(lines(done))) == (0, whole), done.out


@pytest.mark.parametrize("call", ["false", "true"])
def test_a_pager_that_shows_nothing_is_named(
    operator: Operator, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    assert f"The pager '{call}' showed nothing" in seen(operator, monkeypatch, call).out


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


@pytest.mark.usefixtures("in_english")
def test_a_pager_that_fails_late_ends_with_an_error(
    operator: Operator, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """What it showed is gone by then, and all of it is too much to be kept."""
    taken = tmp_path / "taken"
    call = ["sh", "-c", f"cat > {taken}; exit 5"]
    text = ("x" * 99 for _ in range(20_000))
    with pytest.raises(pager.PagerError) as raised:
        pager._Pager(call).show(text)
    assert raised.value.exit_code == 7
    assert "(5)" in raised.value.message
    assert taken.stat().st_size == 20_000 * 100


def test_lines_are_made_only_as_they_are_read() -> None:
    made = 0

    def text() -> Iterator[str]:
        nonlocal made
        while made < 1_000_000:
            made += 1
            yield "x" * 99

    assert list(pager._Pager(["head", "-n", "3"]).show(text())) == []
    assert made < 10_000
