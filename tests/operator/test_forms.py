"""Forms are made from the payloads: whatever a payload gains, its form has, in both languages."""

import shlex
from collections.abc import Iterator

import click
import pytest

from application.congresses.forms.members import Member, describe
from application.congresses.forms.values import ValueFault, guessed, number, pairs, value, yes
from application.congresses.forms.words import MEMBERS, SAMPLES, word
from application.congresses.packaged import lifecycles
from console import aliases
from console.commands.advance import BranchCommands
from console.commands.campaign import CampaignCommands
from console.forms.command import FormCommand, FormGroup
from engine.payloads import Payload, convert

pytestmark = pytest.mark.usefixtures("in_english")

GROUPS: list[FormGroup] = [BranchCommands("advance"), CampaignCommands("campaign")]


def commands() -> Iterator[tuple[FormGroup, str]]:
    for group in GROUPS:
        yield from ((group, name) for name in lifecycles().by_area[group.area].payloads)


every_command = pytest.mark.parametrize(
    ("group", "name"), [pytest.param(g, n, id=f"{g.name} {n}") for g, n in commands()]
)


def made(group: FormGroup, name: str) -> FormCommand:
    command = group.get_command(click.Context(group, info_name="group"), name)
    assert isinstance(command, FormCommand)
    return command


@every_command
def test_every_member_has_an_option_of_its_own_and_a_name(group: FormGroup, name: str) -> None:
    command = made(group, name)
    options = [option for param in command.params for option in param.opts]
    assert len(options) == len(set(options))
    for field in command._form.fields:
        assert {field.path[-1], ".".join(field.path[-2:])} & {*MEMBERS}
        assert word(field.path).en
        assert word(field.path).vi
    wanted = set(lifecycles().by_area[group.area].payloads[name].__struct_fields__)
    assert {field.path[0] for field in command._form.fields} == wanted


@every_command
def test_example_of_the_help_fits(group: FormGroup, name: str) -> None:
    command = made(group, name)
    line = (command.help or "").rpartition("\n")[2].strip()
    words = shlex.split(line)[len(group.shown.split()) + 1 :]
    context = command.make_context(name, words)
    data, faults = command._form.read(context.params)
    assert (faults, command._form.faults(data)) == ([], [])
    convert(data, lifecycles().by_area[group.area].payloads[name])


@every_command
def test_every_command_has_a_vietnamese_name_without_accents(group: FormGroup, name: str) -> None:
    alias = aliases.of(name, group.names)
    assert alias
    assert alias.isascii()
    assert made(group, alias).name == name


def test_vietnamese_names_mean_commands_that_are_there() -> None:
    for group in GROUPS:
        assert set(group.names.values()) == set(group.known())


def test_no_word_is_kept_for_a_member_that_is_gone() -> None:
    known = set()
    for workflow in lifecycles().workflows:
        for payload in workflow.payloads.values():
            known |= set(_paths(describe(payload)))
    assert {name for name in MEMBERS if name not in known} == set()
    assert {name for name in SAMPLES if name not in known} == set()


def _paths(members: tuple[Member, ...], above: str = "") -> Iterator[str]:
    for member in members:
        yield member.name
        yield f"{above}.{member.name}"
        yield from _paths(member.members, member.name)


# --- Values -------------------------------------------------------------------------------------

COUNT = Member("n", "number")
PAPERS = Member("documents", "group", many=True, members=(
    Member("kind", "text"), Member("number", "text"),
    Member("date", "day", required=False)))  # fmt: skip
VOTES = Member("candidates", "group", many=True, members=(
    Member("ref", "word"), Member("votes", "number")))  # fmt: skip
LESSONS = Member("lessons", "group", many=True, members=(
    Member("topic", "text"), Member("fault", "text"), Member("advice", "text")))  # fmt: skip
ANYBODY = Member("branches", "word", many=True, choices=("all",))
POST = Member("post", "choice", choices=("committee", "secretary", "deputy"))


@pytest.mark.parametrize(
    ("text", "count"), [("1.725", 1725), ("12", 12), ("1.234.567", 1234567), ("1 725", 1725)]
)
def test_numbers_as_they_are_written_in_viet_nam(text: str, count: int) -> None:
    assert number(text) == count


@pytest.mark.parametrize("text", ["12,5", "1.72", "1.7255", "", "mười", "0x10", "٣"])
def test_what_is_no_number(text: str) -> None:
    with pytest.raises(ValueFault):
        number(text)


@pytest.mark.parametrize(
    ("member", "texts", "read"),
    [
        (VOTES, ["m-001=11,m-002=10", "m-003=9"],
         [{"ref": "m-001", "votes": 11}, {"ref": "m-002", "votes": 10},
          {"ref": "m-003", "votes": 9}]),
        (VOTES, ['[{"ref": "m-001", "votes": 1}]'], [{"ref": "m-001", "votes": 1}]),
        (PAPERS, ["minutes=03-BB/CB,date=2/9/2017,tally_minutes=04"],
         [{"kind": "minutes", "number": "03-BB/CB", "date": "2017-09-02"},
          {"kind": "tally_minutes", "number": "04"}]),
        (LESSONS, ["phiếu | đếm chậm, sai | hai bàn"],
         [{"topic": "phiếu", "fault": "đếm chậm, sai", "advice": "hai bàn"}]),
        (ANYBODY, ["all"], "all"),
        (ANYBODY, ["tất cả"], "all"),
        (ANYBODY, ["TDP-01, TDP-02", "TDP-03"], ["TDP-01", "TDP-02", "TDP-03"]),
        (POST, ["bi-thu"], "secretary"),
        (POST, ["Phó bí thư"], "deputy"),
    ],
)  # fmt: skip
def test_values_as_people_write_them(member: Member, texts: list[str], read: object) -> None:
    assert value(member, texts) == read


@pytest.mark.parametrize(
    ("member", "text"),
    [(VOTES, "m-001"), (VOTES, "m-001=x"), (LESSONS, "a | b"), (POST, "king"),
     (PAPERS, "minutes=1,date=31/2/2017"), (VOTES, "[1"), (POST, "")],
)  # fmt: skip
def test_values_that_cannot_be_read(member: Member, text: str) -> None:
    with pytest.raises(ValueFault):
        value(member, (text,))


def test_several_counts_in_one_answer() -> None:
    parts = (Member("suspended", "number"), Member("exempt_absent", "number"))
    assert pairs(parts, "suspended=1, exempt-absent = 2") == {"suspended": 1, "exempt_absent": 2}
    assert pairs(parts, "") == {}


@pytest.mark.parametrize(
    ("text", "says"), [("có", True), ("Co", True), ("x", True), ("Không", False)]
)
def test_yes_and_no(text: str, says: bool) -> None:
    assert yes(text) is says


@pytest.mark.parametrize(
    ("field", "text", "read"),
    [
        ("planned_on", "20/8/2017", "2017-08-20"),
        ("occurred_on", "2017-08-20", "2017-08-20"),
        ("attendance.present", "1.725", 1725),
        ("attendance.present", "11", 11),
        ("place", "11", "11"),
        ("candidates.0.votes", "7", 7),
        ("had_committee", "true", True),
    ],
)
def test_amended_value_is_of_the_kind_of_its_member(field: str, text: str, read: object) -> None:
    kinds = {"planned_on": {"day"}, "occurred_on": {"day"}, "present": {"number"},
             "place": {"text"}}  # fmt: skip
    assert guessed(field, text, kinds) == read  # type: ignore[arg-type]


def test_payload_that_gains_a_member_gains_an_option() -> None:
    class Longer(Payload):
        seats: int
        place: str | None = None

    assert [(m.name, m.kind, m.required) for m in describe(Longer)] == [
        ("seats", "number", True), ("place", "text", False),
    ]  # fmt: skip
