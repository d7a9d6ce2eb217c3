"""A file beside the log that this user may not read is said to be one, by whatever needs it."""

import contextlib
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from application.call import Call
from application.congresses.congresses import Congresses
from application.problems import Problem
from application.settings import settings
from tests.operator.program import Operator

NOBODY = 65_534
CALL = Call()


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """A log in a folder that anybody may enter, with all that lies beside it."""
    for folder in (tmp_path, *list(tmp_path.parents)[:3]):
        with contextlib.suppress(PermissionError):
            folder.chmod(folder.stat().st_mode | 0o055)
    operator = Operator(tmp_path / "season.db")
    operator.ok("init", "--simulation")
    operator.ok("status")
    operator.ok("config", "actor", "op:a")
    operator.ok("person", "add", "m-700", "--name", "Người Mẫu Bảy")
    operator.log.chmod(0o644)
    return operator.log


def refusal(ask: Callable[[], object]) -> tuple[str, str]:
    """Return code and Vietnamese words of the problem that somebody without rights meets."""
    ours, theirs = os.pipe()
    if not os.fork():
        said = b"none\nnone"
        try:
            if os.geteuid() == 0:
                os.setgid(NOBODY)
                os.setuid(NOBODY)
            ask()
        except Problem as problem:
            said = f"{problem.code}\n{problem.say('vi')}".encode()
        except BaseException as error:  # noqa: BLE001 - told to the test
            said = f"{type(error).__name__}\n{error}".encode()
        finally:
            os.write(theirs, said)
            os._exit(0)
    os.close(theirs)
    with os.fdopen(ours) as file:
        code, _, words = file.read().partition("\n")
    os.wait()
    return code, words


def projections(log: Path) -> object:
    with Congresses.open(log) as application:
        return application.projected(CALL)


def comparison(log: Path) -> object:
    with Congresses.open(log) as application:
        return application.compare(CALL)


def names(log: Path) -> object:
    with Congresses.open(log) as application:
        return application.persons.check()


CASES: list[tuple[str, Callable[[Path], object]]] = [
    (".views", projections),
    (".views", comparison),
    (".config", settings),
    (".people.keys", names),
]


@pytest.mark.parametrize(("ending", "ask"), CASES)
def test_it_is_said_to_be_unreadable(
    log: Path, ending: str, ask: Callable[[Path], object]
) -> None:
    log.with_name(log.name + ending).chmod(0)
    code, words = refusal(lambda: ask(log))
    assert code in {"views_unavailable", "store_unavailable"}
    assert "không có quyền đọc" in words.lower()
