"""Persons and subscriptions through the application: two threads, two languages."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from application.call import Call, NamesWanted, Notice
from application.congresses.congresses import Congresses
from application.people.decisions import Why
from application.problems import Problem
from application.scope import Scope
from application.subscriptions import CaughtUp, Event
from event_store.log import Log
from event_store.words import Language

LIST = "ref,name\nm-1,Người Mẫu Một\nm-2,Người Mẫu Hai\n".encode()
LANGUAGES: tuple[Language, ...] = ("en", "vi")
WHY = Why("inspection", "ward", "1-QĐ")


@pytest.fixture
def application(tmp_path: Path) -> Iterator[Congresses]:
    Log.create(tmp_path / "a.db").close()
    with Congresses.open(tmp_path / "a.db") as opened:
        yield opened


def test_each_call_hears_errors_and_notices_in_its_language(application: Congresses) -> None:
    persons = application.persons
    assert persons.import_list(LIST, Call(actor="op:a")).recorded == 2

    def ask(spoken: Language) -> tuple[str, str]:
        said: list[Notice] = []
        call = Call(spoken, "op:b", notice=said.append, names=NamesWanted("officers"))
        names = application.names(["m-1"], call)
        assert (names.wanted, names.name("m-1")) == (True, None)
        (first, _) = persons.import_list(LIST, call).faults
        return said[0].say(spoken), first["message"]

    with ThreadPoolExecutor(2) as pool:
        english, vietnamese = pool.map(ask, LANGUAGES)
    assert "not granted" in english[0]
    assert "không được phép" in vietnamese[0]
    assert "is registered already" in english[1]
    assert "đã được ghi danh" in vietnamese[1]
    assert [look.access.granted for look in persons.access()] == [False, False]
    persons.grant("op:b", None, WHY, Call(actor="op:a"))
    found = application.names(["m-1"], Call(actor="op:b", names=NamesWanted("officers", "why")))
    assert found.called("m-1") == "Người Mẫu Một (m-1)"


def test_a_cursor_moves_when_the_next_event_is_asked_for(application: Congresses) -> None:
    application.persons.import_list(LIST, Call(actor="op:a"))

    def handed(count: int) -> list[int]:
        with application.subscribe(Scope(), Call(), name="web") as subscription:
            events = subscription.events()
            found = [next(events) for _ in range(count)]
        return [event.position for event in found if isinstance(event, Event)]

    assert handed(2) == [1, 2]  # nobody says that 2 was dealt with
    assert handed(3) == [2, 3]
    assert [lag.position for lag in application.cursors()] == [3]
    with application.subscribe(Scope(), Call(), name="web") as subscription:
        assert list(subscription.events()) == [CaughtUp(3)]
    with pytest.raises(Problem) as changed:
        application.subscribe(Scope(), Call(), name="web", types=["log.created"])
    assert changed.value.code == "selection_changed"
    assert "--type log.created" in changed.value.say("vi")
