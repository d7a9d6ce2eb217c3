"""What a log may be called: a name of its own, that readers of events elsewhere take."""

from pathlib import Path

import pytest

from event_store.errors import BadEntryError
from event_store.log import Log
from event_store.origin import as_uri_reference, checked_origin, is_origin, is_uri_reference

GOOD = [
    "congress.local/log", "gia-thuy.example/season-2026", "//127.0.0.1:8080/log", "//h/a:b",
    "//[::1]:8080/log", "/local/log", "a/b:c", "./a:b", "log", "a%20b/c", "x?y=1#z", "a;b=c,d@e",
    "//user@host.example:/log",
]  # fmt: skip
REFUSED = [
    "", "127.0.0.1:8080/log", "localhost:8080/log", "https://example/log", "a:b", ":a", "1:2/x",
    "a b", "a+b", "a%2", "a%zz/b", "%", "[::1]/log", "a[0]/b", "a|b", "a\\b", "a^b", "a`b", "{a}",
    "<a>", 'a"b', "gia-thụy.example/log", "a\tb", "a\nb", "a#b#c", "//host:port/log", "///log",
    "//h:99999/log", "//[::1", "//[zz]/log", "//", "//h[/x", "//h%41/x", "a?[b]",
]  # fmt: skip
OLD = [name for name in REFUSED if is_origin(name)]


@pytest.mark.parametrize("name", GOOD)
def test_a_uri_reference_without_scheme_is_taken(name: str) -> None:
    assert checked_origin(name) == name == as_uri_reference(name)


@pytest.mark.parametrize("name", REFUSED)
def test_another_name_is_refused_with_what_to_write(name: str, tmp_path: Path) -> None:
    with pytest.raises(BadEntryError, match=r"gia-thuy\.example") as caught:
        Log.create(tmp_path / "x.log", origin=name)
    assert caught.value.code == "bad_origin"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", OLD)
def test_an_old_logs_name_becomes_a_uri_reference(name: str) -> None:
    assert is_uri_reference(as_uri_reference(name))


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("127.0.0.1:8080/log", "./127.0.0.1:8080/log"),
        ("a%zz/b", "a%25zz/b"),
        ("a[0]|b", "a%5B0%5D%7Cb"),
        ("a#b#c", "a#b%23c"),
        ("//host:port/log", ".///host:port/log"),
    ],
)
def test_what_an_old_name_becomes(name: str, source: str) -> None:
    assert as_uri_reference(name) == source


def test_two_logs_without_a_given_name_have_two(tmp_path: Path) -> None:
    names = set()
    for place in (tmp_path / "a.db", tmp_path / "b.db", None):
        with Log.create(place) as log:
            names.add(log.origin)
            head, _, tail = log.origin.partition("/")
            assert (head, len(tail), int(tail, 16) >= 0) == ("congress.local", 16, True)
    assert len(names) == 3


def test_a_simulation_is_called_as_all_others(tmp_path: Path) -> None:
    with Log.create(tmp_path / "a.db", simulation=True) as log:
        assert log.origin == "congress.local/log"
