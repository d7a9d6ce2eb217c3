"""Every error of the program is said in Vietnamese and in English, and ends with its exit code."""

import importlib
import pkgutil
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

import cli
import engine
import event_store
import workflows
from console.exit_codes import OF_PROBLEMS, UNEXPECTED
from event_store.errors import LogError
from event_store.words import Language, Problem
from tests.errors import provoked
from tests.errors.constructed import CONSTRUCTED
from tests.errors.desk import WHY, Desk, Words
from tests.errors.provoked import SCENES
from tests.left_over import english

ROOMS = (event_store, engine, workflows)
OWN = [room.__name__ for room in ROOMS]
_VIETNAMESE = re.compile(r"[ăâđêôơưà-ãè-êìíò-õùúýĩũạ-ỹ]", re.IGNORECASE)
_PROCESS = re.compile(r"(process|tiến trình) \d+ \(.*?\)(?=,| )")
"""Who holds a lock, with its command line."""


MADE_BY = {"BadOriginError": "bad_origin", "BesideError": "beside"}
"""What the codes of those begin with that get theirs when they are made."""


def modules(room: ModuleType) -> Iterator[ModuleType]:
    """Every module of a package."""
    for found in pkgutil.walk_packages(room.__path__, f"{room.__name__}."):
        yield importlib.import_module(found.name)


def kinds(of: type[Problem] = Problem) -> Iterator[type[Problem]]:
    """Every error that one may meet."""
    for kind in of.__subclasses__():
        if kind is not LogError and kind.__module__.partition(".")[0] in OWN:
            yield kind
        yield from kinds(kind)


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("errors")
    desk = Desk(folder)
    desk.furnish()
    for end in ("", ".state"):
        shutil.copy(desk.at(f"log.key{end}"), desk.at(f"fresh.key{end}"))
    return folder


@pytest.fixture
def desk(furnished: Path, tmp_path: Path) -> Iterator[Desk]:
    shutil.copytree(furnished, tmp_path, dirs_exist_ok=True)
    yield Desk(tmp_path)
    for file in provoked.OPEN:
        file.close()  # type: ignore[attr-defined]
    provoked.OPEN.clear()


@pytest.fixture
def met(monkeypatch: pytest.MonkeyPatch) -> list[Exception]:
    """The errors that ended a command."""
    found: list[Exception] = []
    report = cli.failed

    def failed(error: Exception) -> int:
        found.append(error)
        return report(error)

    monkeypatch.setattr(cli, "failed", failed)
    return found


def check(language: Language, text: str, *given: str) -> None:
    """Judge that a text is in its language; what was given is not looked at."""
    text = _PROCESS.sub(r"\1", text)
    for each in given:
        text = text.replace(each, "")
    if language == "vi":
        assert _VIETNAMESE.search(text), text
        assert english(text) == set(), text
    else:
        assert _VIETNAMESE.findall(text) == [], text


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
def test_a_command_says_it_in_both_languages(
    scene: Callable[[Desk], Words], desk: Desk, met: list[Exception]
) -> None:
    words = scene(desk)
    for language in ("en", "vi"):
        met.clear()
        done = desk.operator.run("--lang", language, *words)
        assert len(met) == 1, (words, done)
        (error,) = met
        assert isinstance(error, Problem), error
        assert scene.__name__.startswith(error.code), error.code
        assert done.code == OF_PROBLEMS[error.code]
        assert error.say(language) in done.err
        check(language, done.err, str(desk.folder), *WHY)


@pytest.mark.parametrize("error", CONSTRUCTED, ids=lambda error: type(error).__name__)
def test_what_no_command_meets_cheaply_is_said_too(error: Problem) -> None:
    for language in ("en", "vi"):
        check(language, error.say(language))
    assert OF_PROBLEMS.get(error.code, UNEXPECTED) != UNEXPECTED


def test_no_error_is_left_out() -> None:
    """A scene is named for the code that it ends with."""
    for room in ROOMS:
        list(modules(room))
    made = {type(error) for error in CONSTRUCTED}
    left = {
        kind.__name__
        for kind in set(kinds()) - made
        if not any(s.__name__.startswith(MADE_BY.get(kind.__name__, kind.code)) for s in SCENES)
    }
    assert sorted(left) == []
    assert len(CONSTRUCTED) < len(SCENES) / 3
