"""Help in both languages: every command has it, and every example in it runs."""

import json
import re
import subprocess
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path
from secrets import token_bytes

import pytest

from console.actors import actor
from console.language import LANGUAGES
from console.program import COMMANDS
from event_store.log import Log
from event_store.people.commitment import secret
from event_store.people.decisions import Decision, Why
from event_store.people.people import People
from tests.console.conftest import CONGRESS, Run, environment
from tests.console.offices import furnish
from tests.engine.whole_season import whole_season

READ_HELP = """
import json, sys
import os
import click
from console.language import asked, speaking
from console.program import program

def walk(command, context):
    yield context.command_path, command.get_help(context)
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            yield from walk(below, click.Context(below, info_name=name, parent=context))

from console.i18n import install
install()
with speaking(asked([], os.environ)):
    whole = program()
    print(json.dumps(dict(walk(whole, click.Context(whole, info_name="congress")))))
"""
HEADINGS = {"en": ("Example:", "Examples:"), "vi": ("Ví dụ:",)}
USAGE = {"en": "Usage: ", "vi": "Cách dùng: "}
OPTIONS = {"en": "Options:", "vi": "Tùy chọn:"}
ENDLESS = re.compile(r"congress (watch|subscribe .*--follow)")
"""Followed in tests of their own: these end when they are stopped."""
RECORDING = re.compile(r"congress (advance|campaign) ")
"""Such a command may be refused with a reason that only shows when the state is known."""

ABOUT_PERSONS = re.compile(r"congress person ")

NAME_LIST = """ref,name,born_on
m-021,Người Mẫu Hai Mốt,1971-01-01
m-022,Người Mẫu Hai Hai,
"""
BRANCH_LIST = """branch,name,official,probationary,exempt,had_committee
TDP-21,Chi bộ Tổ dân phố số 21,7,0,0,no
TDP-22,Chi bộ Tổ dân phố số 22,12,1,0,yes
"""
"""Synthetic, both."""


@cache
def helps(language: str) -> dict[str, str]:
    """Return the help of every command, and of every command below it."""
    done = subprocess.run(
        [sys.executable, "-c", READ_HELP],
        env=environment(language),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, str] = json.loads(done.stdout)
    return found


def examples(text: str, language: str) -> list[str]:
    """Return the commands of the block of examples."""
    found: list[str] = []
    inside = False
    for line in text.splitlines():
        if line.strip() in HEADINGS[language]:
            inside = True
        elif inside and not line.strip():
            break
        elif inside:
            found.append(line.strip())
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_has_help_with_examples(language: str) -> None:
    found = helps(language)
    assert {f"congress {name}" for name in COMMANDS} <= set(found)
    for path, text in found.items():
        assert text.startswith(USAGE[language] + "congress"), path
        assert OPTIONS[language] in text, path
        assert examples(text, language), f"{path} shows no example"


def test_both_languages_have_help_for_the_same_commands_and_options() -> None:
    options = re.compile(r"(?<![\w-])--?[a-z][a-z-]*(?![\w-])")
    english = helps("en")
    vietnamese = {path.replace("CHI_BỘ", "BRANCH"): text for path, text in helps("vi").items()}
    assert set(english) == set(vietnamese)
    for path, text in english.items():
        listed = set(options.findall(text[text.rindex("Options:") :]))
        assert listed <= set(options.findall(vietnamese[path])), path


def test_no_english_is_left_in_vietnamese_help() -> None:
    english = re.compile(r"\b(Usage|Options|Commands|Show this message|default|required)\b")
    left = {path: english.findall(text) for path, text in helps("vi").items()}
    assert {path: words for path, words in left.items() if words} == {}
    placeholder = re.compile(r"\[(OPTIONS|COMMAND|ARGS)\]")
    assert [path for path, text in helps("vi").items() if placeholder.search(text)] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("command", ["", "apply", "advance", "demo"])
def test_help_is_an_answer_and_needs_no_log(
    command: str, language: str, congress: Run, tmp_path: Path
) -> None:
    for asked in ("--help", "-h"):
        done = congress(*command.split(), asked, language=language)
        assert (done.code, done.err) == (0, "")
        assert done.out.startswith(USAGE[language])
    assert list(tmp_path.iterdir()) == []


def prepared(line: str, language: str, folder: Path) -> None:
    """Make a folder in which an example has what it speaks of, and nothing that is in its way."""
    text = "\n".join(json.dumps(envelope) for envelope in whole_season())
    (folder / "commands.jsonl").write_text(text)
    for listed in re.findall(r"(?<!> )\b(\S+\.csv)", line):
        (folder / listed).write_text(NAME_LIST if ABOUT_PERSONS.search(line) else BRANCH_LIST)
    for copy in re.findall(r" restore (\S+)", line):
        shell(f"congress backup {copy}", language, folder)
    for note in re.findall(r" restore .*--anchor (\S+)", line):
        shell(f"congress keys new --key log.key; congress checkpoint --key log.key > {note}; "
              f"congress backup --force {line.split()[2]}", language, folder)  # fmt: skip
    furnish(line, language, folder, shell)
    if re.search(r"congress( --log \S+)? init|congress --log|congress demo", line):
        (folder / "congress.db").unlink()
    for log in re.findall(r"congress --log (\S+) (?!init|restore)", line):
        shell(f"congress --log {log} init --simulation", language, folder)
    for written in re.findall(r"> ~/(\S+)", line):
        (folder / written).parent.mkdir(parents=True, exist_ok=True)
    for cursor in re.findall(r"--forget (\S+)", line):
        shell(f"congress subscribe --name {cursor}", language, folder)
    if ABOUT_PERSONS.search(line) and not re.search(r" (add|ghi-ten) ", line):
        named(folder / "congress.db", re.findall(r"\bop:\S+", line))


def named(path: Path, actors: list[str]) -> None:
    """Register two persons, one of them held, whose names some actors and the tester may see."""
    with Log.open(path) as log:
        people = People(log)
        values = [secret(ref, "Người Mẫu", {}, token_bytes(32)) for ref in ("m-014", "m-015")]
        with people.writing() as tx:
            tx.register(values, actor="op:test", draw=token_bytes)
        why = Why("kiểm tra", "Đảng ủy phường", "11-QĐ/ĐU")
        hold = Decision(kind="hold", subject="m-014", why=why, actor="op:test", at=people.now())
        people.vault.decide(hold)
        for each in (actor(None), *actors):
            people.vault.decide(replace(hold, kind="grant", subject=each))


def shell(line: str, language: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    """Run a line as it stands in the help; a program that is piped into reads all it gets."""
    congress = f"congress() {{ '{CONGRESS[0]}' -c '{CONGRESS[2]}' \"$@\"; }}"
    return subprocess.run(
        ["bash", "-c", f"{congress}; set -o pipefail; {line}"],
        cwd=folder,
        env=environment(language, HOME=str(folder)),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def every_example() -> dict[str, str]:
    """Return each example once, with a language in which it stands."""
    return {
        line: language
        for language in LANGUAGES
        for text in helps(language).values()
        for line in examples(text, language)
        if not ENDLESS.search(line)
    }


@pytest.mark.parametrize(("line", "language"), every_example().items(), ids=str)
def test_an_example_runs(line: str, language: str, season: Path) -> None:
    """Recorded, shown or refused by a rule; but never called wrongly, and nothing not found."""
    prepared(line, language, season.parent)
    done = shell(line, language, season.parent)
    assert "Traceback" not in done.stderr
    if RECORDING.search(line) and done.returncode == 2:
        assert re.match("Refused: |Bị từ chối: ", done.stderr), done.stderr
        return
    assert done.returncode in (0, 3), done.stderr
    assert done.stdout or done.stderr or ">" in line or "$(" in line
