"""Names from the command line: kept, corrected, shown to whom they are granted, listed."""

import json
import os
from base64 import b64decode

import pytest

from event_store.log import Log
from event_store.people.commitment import Secret
from tests.operator.program import Operator
from tests.people.conftest import ME, NAME, OTHER, WHY, holding


def test_a_person_is_registered_without_the_name_being_printed(operator: Operator) -> None:
    done = operator.ok("person", "add", "m-015", "--name", OTHER, "-o", "json")
    assert OTHER not in done.out + done.err
    with Log.open(operator.log) as log:
        entry = log.entry(done.json["position"])
    assert entry["stream"] == "person/m-015"
    assert entry["actor"] == ME
    assert entry["data"] == {"commitment": done.json["commitment"]}


def test_a_name_can_come_in_without_standing_in_a_command(operator: Operator) -> None:
    done = operator.run("person", "add", "m-015", "--name", "-", said=f"\ufeff{OTHER}\nmore\n")
    assert done.code == 0
    assert operator.ok("person", "show", "m-015", "-o", "json").json["name"] == OTHER


def test_a_name_is_asked_for_on_a_terminal(operator: Operator) -> None:
    done = operator.talk(["person", "add", "m-015"], [("full name: ", f"{OTHER}\n")])
    assert (done.code, "Recorded: m-015" in done.out) == (0, True)


def test_a_name_is_needed(operator: Operator) -> None:
    done = operator.run("person", "add", "m-015")
    assert (done.code, "--name is missing" in done.err) == (2, True)
    done = operator.run("person", "add", "m-015", "--name", "-", said="\n")
    assert (done.code, "name is empty" in done.err) == (2, True)


def test_a_reference_that_is_taken_is_refused(operator: Operator) -> None:
    done = operator.run("person", "add", "m-014", "--name", OTHER)
    assert (done.code, "m-014 is registered already" in done.err) == (3, True)
    assert operator.ok("person", "show", "m-014", "-o", "json").json["version"] == 1


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["m 15", "--name", OTHER], "m 15 must be 1 to 64 letters"),
        (["m-015", "--name", OTHER, "--field", NAME], "A --field is no particular"),
        (
            ["m-015", "--name", OTHER, "--field", "a=1", "--field", f"a={NAME}"],
            "--field a is given",
        ),
        (["m-015", "--name", OTHER, "--field", "name=x"], "name means the person's own"),
        (["m-015", "--name", OTHER, "--field", "Born=x"], "Born must begin with a small letter"),
        (["m-015", "--name", OTHER, "--actor", "Người Mẫu"], "must be 1 to 128 ASCII"),
        (["m-015", "--name", "a\tb"], "name holds a control character"),
    ],
)
def test_what_is_written_wrongly_is_not_recorded(
    operator: Operator, words: list[str], told: str
) -> None:
    done = operator.run("person", "add", *words)
    assert (done.code, told in done.err, NAME in done.err) == (2, True, False), done.err
    assert len(operator.ok("person", "list", "-o", "json").json) == 1


def test_when_it_is_recorded_is_said_in_a_simulation_only(operator: Operator) -> None:
    done = operator.run("person", "add", "m-015", "--name", OTHER, "--recorded-at", "1/9/2017")
    assert (done.code, "not a simulation" in done.err) == (3, True)


def test_in_a_simulation_time_does_not_go_back(season: Operator) -> None:
    done = season.run("person", "add", "m-015", "--name", OTHER, "--recorded-at", "1/9/2017")
    assert (done.code, "recorded times never fall" in done.err) == (3, True)
    done = season.run("person", "add", "m-015", "--name", OTHER, "--recorded-at", "then")
    assert (done.code, "'then' is not a time" in done.err) == (2, True)
    season.ok("person", "add", "m-015", "--name", OTHER, "--recorded-at", "1/12/2017")
    with Log.open(season.log) as log:
        assert log.entry(log.size)["recorded_at"] == "2017-12-01T16:59:59.000000Z"


def test_a_correction_keeps_what_is_not_given(operator: Operator) -> None:
    operator.ok("person", "correct", "m-014", "--name", OTHER)
    shown = operator.ok("person", "show", "m-014", "-o", "json").json
    assert (shown["name"], shown["particulars"]) == (OTHER, {"born_on": "1970-01-01"})
    operator.ok("person", "correct", "m-014", "--field", "born_on=", "--field", "unit=TDP-08")
    shown = operator.ok("person", "show", "m-014", "-o", "json").json
    assert (shown["name"], shown["particulars"]) == (OTHER, {"unit": "TDP-08"})
    assert shown["version"] == 3


def test_a_correction_needs_somebody_and_something_to_correct(operator: Operator) -> None:
    assert operator.run("person", "correct", "m-099", "--name", OTHER).code == 5
    assert operator.run("person", "correct", "m-014").code == 2


def test_a_lost_name_needs_to_be_given_whole(operator: Operator) -> None:
    keys = operator.log.with_name("season.db.people.keys")
    keys.unlink()
    done = operator.run("person", "correct", "m-014", "--field", "unit=TDP-08")
    assert (done.code, "record the name again" in done.err) == (6, True)
    assert operator.run("person", "show", "m-014").code == 6
    operator.ok("person", "correct", "m-014", "--name", OTHER)
    assert operator.ok("person", "show", "m-014", "-o", "json").json["name"] == OTHER


def test_a_name_is_shown_with_particulars_and_place(operator: Operator) -> None:
    done = operator.ok("person", "show", "m-014")
    assert done.out.startswith(f"m-014  {NAME}\nposition 2, version 1, recorded ")
    assert "born_on  1970-01-01" in done.out


def test_nobody_unknown_is_shown(operator: Operator) -> None:
    done = operator.run("person", "show", "m-099")
    assert (done.code, "The log has no person 'm-099'" in done.err) == (5, True)
    assert operator.ok("person", "access", "-o", "json").json == []


def test_persons_are_listed_without_names(operator: Operator) -> None:
    operator.ok("person", "add", "m-015", "--name", OTHER)
    operator.ok("person", "erase", "m-015", *WHY, "--yes")
    operator.ok("person", "hold", "m-014", *WHY)
    done = operator.ok("person", "list", "-o", "json")
    assert [(p["ref"], p["state"], p["version"], p["held"]) for p in done.json] == [
        ("m-014", "named", 1, True),
        ("m-015", "erased", 2, False),
    ]
    assert NAME not in done.out
    assert operator.ok("person", "access", "-o", "json").json == []
    table = operator.ok("person", "list").out
    assert "erased" in table


def test_a_log_without_persons_says_so(operator: Operator) -> None:
    empty = Operator(operator.log.with_name("empty.db"))
    empty.ok("init")
    assert "Nobody is registered" in empty.ok("person", "list").err
    assert "No look at a name" in empty.ok("person", "access").err
    assert "No decision" in empty.ok("person", "decisions").err
    empty.ok("person", "check")
    assert not holding(empty.log.parent, b"nobody was ever called so")
    assert not list(empty.log.parent.glob("empty.db.people*"))


def test_a_disclosure_opens_the_commitment(operator: Operator) -> None:
    out = operator.log.with_name("m-014.json")
    done = operator.ok("person", "disclose", "m-014", "m-014", "--out", str(out))
    assert NAME not in done.out
    assert out.stat().st_mode & 0o777 == 0o600
    (given,) = json.loads(out.read_text())
    assert set(given) == {"ref", "salt", "value"}
    secret = Secret(b64decode(given["salt"]), b64decode(given["value"]))
    with Log.open(operator.log) as log:
        assert secret.opens(log.stream("person/m-014")[0]["data"]["commitment"])
    assert secret.members()["name"] == NAME
    (look,) = operator.ok("person", "access", "-o", "json").json
    assert (look["command"], look["ref"]) == ("person disclose", "m-014")


def test_a_disclosure_is_all_or_nothing(operator: Operator) -> None:
    out = operator.log.with_name("two.json")
    assert operator.run("person", "disclose", "m-014", "m-099", "--out", str(out)).code == 5
    operator.ok("person", "add", "m-015", "--name", OTHER)
    operator.ok("person", "erase", "m-015", *WHY, "--yes")
    assert operator.run("person", "disclose", "m-014", "m-015", "--out", str(out)).code == 3
    assert not out.exists()
    assert operator.ok("person", "access", "-o", "json").json == []
    out.write_text("mine")
    done = operator.run("person", "disclose", "m-014", "--out", str(out))
    assert (done.code, "exists already" in done.err, out.read_text()) == (3, True, "mine")
    operator.ok("person", "disclose", "m-014", "--out", str(out), "--force")
    assert (len(json.loads(out.read_text())), out.stat().st_mode & 0o777) == (1, 0o600)


@pytest.mark.parametrize(("name", "code"), [("nowhere/m-014.json", 7), ("season.db.views", 3)])
def test_where_no_disclosure_can_be_written_no_name_is_looked_at(
    operator: Operator, name: str, code: int
) -> None:
    out = operator.log.parent / name
    assert operator.run("person", "disclose", "m-014", "--out", str(out), "--force").code == code
    assert not out.exists()
    assert operator.ok("person", "access", "-o", "json").json == []


def test_what_is_amiss_is_found_and_mended(operator: Operator) -> None:
    assert operator.run("person", "check").code == 0
    os.chmod(operator.log.with_name("season.db.people"), 0o644)  # noqa: PTH101 - as people do it
    done = operator.run("person", "check")
    assert (done.code, "others may read this file" in done.out) == (6, True)
    assert operator.run("person", "check", "--repair").code == 0
    operator.log.with_name("season.db.people.keys").unlink()
    done = operator.run("person", "check", "--repair", "-o", "json")
    assert (done.code, done.json) == (6, [{"what": "lost", "subject": "m-014"}])


def test_the_doctor_looks_at_the_names_too(operator: Operator) -> None:
    def found() -> tuple[str, str]:
        checks = operator.ok("doctor", "-o", "json").json["checks"]
        return next((c["state"], c["found"]) for c in checks if c["check"] == "names")

    assert found() == ("ok", "1")
    operator.log.with_name("season.db.people.keys").unlink()
    assert found() == ("warning", "1; differences: 1")
    operator.log.with_name("season.db.people").write_bytes(b"something else" * 100)
    assert found()[0] == "warning"
    operator.log.with_name("season.db.people").unlink()
    assert found() == ("ok", "none kept here")


def test_a_name_of_the_group_is_completed_from_vietnamese(operator: Operator) -> None:
    done = operator.run("nguoi", "xem", "m-014")
    assert (done.code, NAME in done.out) == (0, True)
    done = operator.run("person", "shwo", "m-014")
    assert (done.code, "Did you mean 'show'?" in done.err) == (2, True)
