"""Seen in a real terminal at 80 and at 120 columns. The season is synthetic."""

import os
import re
import shlex
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from shutil import which

import pytest

from console.fitting import broken, cut, fit, width
from tests.reading.program import PROGRAM, congress, environment

ROWS = 200
WIDTHS = (80, 120)
LANGUAGES = ("en", "vi")
ESCAPES = re.compile(r"\x1b\[[0-9;]*m")


class Terminal:
    """A terminal of tmux, on a server of its own."""

    def __init__(self, folder: Path) -> None:
        self._socket = str(folder / "tmux")
        self._folder = folder
        self._count = 0

    def see(self, columns: int, log: Path, *words: str, **variables: str) -> list[str]:
        """The lines that a command leaves on a screen of so many columns, with their colours."""
        self._count += 1
        name, done = f"s{self._count}", self._folder / f"done{self._count}"
        call = shlex.join([sys.executable, "-c", PROGRAM, "--log", str(log), *words])
        kept = {**environment(), "LC_ALL": "C", "PAGER": "cat", "TERM": "screen", **variables}
        given = {k: v for k, v in kept.items() if k in variables or k in KEPT}
        script = self._folder / f"run{self._count}.sh"
        exports = "".join(f"export {k}={shlex.quote(v)}\n" for k, v in given.items())
        script.write_text(f"{exports}{call}\ntouch {shlex.quote(str(done))}\nsleep 60\n")
        size = ["-x", str(columns), "-y", str(ROWS)]
        self._tmux("new-session", "-d", "-s", name, *size, f"sh {shlex.quote(str(script))}")
        limit = time.monotonic() + 30
        while not done.exists():
            assert time.monotonic() < limit, self._tmux("capture-pane", "-p", "-t", name)
            time.sleep(0.02)
        shown = self._tmux("capture-pane", "-p", "-e", "-t", name)
        self._tmux("kill-session", "-t", name)
        return shown.rstrip("\n").split("\n")

    def close(self) -> None:
        self._tmux("kill-server")

    def _tmux(self, *words: str) -> str:
        done = subprocess.run(
            ["tmux", "-u", "-S", self._socket, "-f", os.devnull, *words],
            env={k: v for k, v in os.environ.items() if k not in {"COLUMNS", "LINES"}},
            capture_output=True, encoding="utf-8", check=False,
        )  # fmt: skip
        return done.stdout


KEPT = ("PYTHONPATH", "CONGRESS_LANG", "PATH", "LC_ALL", "PAGER", "TERM")


@pytest.fixture(scope="module")
def terminal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Terminal]:
    if which("tmux") is None:
        pytest.skip("needs tmux")
    found = Terminal(tmp_path_factory.mktemp("terminal"))
    # One session stays, so that the server does not go between two others.
    found._tmux("new-session", "-d", "-s", "stay", "sleep 600")
    yield found
    found.close()


def plain(lines: list[str]) -> list[str]:
    return [ESCAPES.sub("", line).rstrip() for line in lines]


def rule(lines: list[str]) -> str:
    """The line below the headings of the first table."""
    return next(line for line in lines if line.startswith("──") or "  ──" in line[:6])


ASKED = [
    ("history", "TDP-09"),
    ("blame", "TDP-09"),
    ("diff", "TDP-09", ".."),
    ("next", "TDP-04"),
    ("attempts",),
    ("doctor",),
    ("status",),
    ("show", "TDP-08"),
    ("show", "--at", "32"),
]


@pytest.mark.parametrize("columns", WIDTHS)
@pytest.mark.parametrize("spoken", LANGUAGES)
@pytest.mark.parametrize("words", ASKED, ids=" ".join)
def test_tables_fit_and_no_word_is_broken(
    terminal: Terminal, season: Path, words: tuple[str, ...], spoken: str, columns: int
) -> None:
    shown = plain(terminal.see(columns, season, *words, CONGRESS_LANG=spoken))
    piped = congress(season, *words, CONGRESS_LANG=spoken).stdout
    known = set(piped.split())
    strange = {
        word
        for line in shown
        for word in line.split()
        if word not in known and "…" not in word and word not in "●○" and "──" not in word
    }
    assert strange == set()
    assert all(width(line) <= columns for line in shown)
    if words[0] != "show":
        assert len(rule(shown)) <= columns


def test_what_does_not_fit_is_left_out_from_the_least_important_on(
    terminal: Terminal, season: Path
) -> None:
    narrow = plain(terminal.see(80, season, "history", "TDP-09"))[0].split()
    wide = plain(terminal.see(120, season, "history", "TDP-09"))[0].split()
    assert wide == ["pos", "occurred", "recorded", "days", "what", "actor", "papers", "marks"]
    assert narrow == [name for name in wide if name not in ("recorded", "days", "actor")]


def test_piped_it_is_complete_and_never_wrapped(season: Path) -> None:
    done = congress(season, "history", "TDP-09", COLUMNS="40")
    told = done.stdout.splitlines()
    assert "actor" in told[0]
    assert len(told) == 2 + 12
    assert max(map(width, told)) > 150
    assert "\x1b" not in done.stdout


@pytest.mark.parametrize("spoken", LANGUAGES)
def test_six_states_are_one_line_on_any_terminal(
    terminal: Terminal, season: Path, spoken: str
) -> None:
    words = {"en": "[reported]", "vi": "[đã báo cáo]"}[spoken]
    paths = [
        plain(terminal.see(columns, season, "show", "TDP-08", CONGRESS_LANG=spoken))[1]
        for columns in (60, 120)
    ]
    assert paths[0] == f"● ● ● ● ● {words}"
    assert paths[1].count("→") == 5
    assert paths[1].endswith(words)


def test_states_to_come_are_open_dots(terminal: Terminal, season: Path) -> None:
    early = ("show", "TDP-08", "--known-at", "2017-08-01")
    assert plain(terminal.see(60, season, *early))[1] == "[planned] ○ ○ ○ ○ ○"
    before = ("show", "TDP-08", "--known-at", "2017-07-12")
    assert plain(terminal.see(60, season, *before))[1] == "[not planned] ○ ○ ○ ○ ○ ○"


def test_overdue_stands_first_and_is_red(terminal: Terminal, season: Path) -> None:
    shown = terminal.see(80, season, "status", "--as-of", "2017-09-28", "--known-at", "2017-09-18")
    lines = plain(shown)
    (index,) = (number for number, line in enumerate(lines) if line.startswith("Overdue: "))
    assert index == 1
    assert "\x1b[31m" in shown[index] or "\x1b[1m\x1b[31m" in shown[index]


def test_colours_are_for_terminals_that_want_them(terminal: Terminal, season: Path) -> None:
    asked = ("show", "TDP-08")
    assert any("\x1b[" in line for line in terminal.see(80, season, *asked))
    assert not any("\x1b[" in line for line in terminal.see(80, season, *asked, NO_COLOR="1"))
    assert any("\x1b[" in line for line in terminal.see(80, season, *asked, NO_COLOR=""))


def test_letters_are_whole_whatever_the_terminal_s_language(
    terminal: Terminal, season: Path
) -> None:
    shown = plain(terminal.see(80, season, "show", "TDP-08", CONGRESS_LANG="vi", LC_ALL="C"))
    assert shown[0] == "TDP-08  Chi bộ tổ dân phố số 8"
    piped = congress(season, "show", "TDP-08", LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    assert piped.stdout.startswith("TDP-08  Chi bộ tổ dân phố số 8")


def test_log_goes_through_the_pager_page_by_page(
    terminal: Terminal, season: Path, tmp_path: Path
) -> None:
    pager = tmp_path / "pager"
    pager.write_text("#!/bin/sh\nhead -n 3\n")
    pager.chmod(0o755)
    shown = plain(terminal.see(80, season, "log", "--oneline", PAGER=str(pager)))
    assert [line.split()[0] for line in shown] == ["145", "144", "143"]
    straight = plain(terminal.see(80, season, "log", "--oneline", "--no-pager", PAGER=str(pager)))
    assert len(straight) == 145
    assert max(map(width, straight)) == 80


# --- the arithmetic of fitting --------------------------------------------------------------


def test_fitting_takes_from_the_widest_and_drops_what_can_be_spared() -> None:
    rows = [["a" * 4, "word " * 20, "word " * 10]]
    assert fit(rows, 200, ()) == {0: 4, 1: 100, 2: 50}
    narrow = fit(rows, 60, ())
    assert sum(narrow.values()) + 4 == 60
    assert narrow[0] == 4
    assert set(fit([["x" * 14, "y" * 14, "z" * 14]], 40, (1,))) == {0, 2}


def test_words_break_between_and_are_cut_only_where_they_cannot_fit() -> None:
    assert broken("Tổ dân phố số 8", 7) == ["Tổ dân", "phố số", "8"]
    assert broken("ab abcdefghij c", 5) == ["ab", "abcd…", "c"]
    assert broken("", 5) == [""]
    assert (cut("Nguyễn", 4), cut("Ngu", 4)) == ("Ngu…", "Ngu")
    assert (width("ủy"), width("uỷ"), width("会")) == (2, 2, 2)
