"""Two logs of one name: told apart by the keys that sign them, and never taken for a fork."""

from __future__ import annotations

from pathlib import Path

import pytest

from event_store.log import Draft, Log
from tests.operator.program import Done, Operator

ORIGIN = "congress.local/log"
OTHER = "another log of the same name"
VIETNAMESE = "sổ khác trùng tên"


def grow(path: Path, count: int = 2) -> None:
    with Log.open(path) as log:
        for _ in range(count):
            with log.write() as tx:
                draft = Draft(actor="op:x", stream="log", type="log.noted", data={})
                tx.append_system(draft, recorded_at=tx.now()[0])


class Office:
    """An office with a log and its key."""

    def __init__(self, folder: Path, origin: str = ORIGIN) -> None:
        folder.mkdir()
        self.folder = folder
        self.log = folder / "season.db"
        self.run = Operator(self.log).run
        self.ok = Operator(self.log).ok
        self.ok("init", "--origin", origin)
        self.key = self.new_key("log.key")

    def new_key(self, name: str) -> Path:
        """Make a key of the log; the one that signs from now on."""
        self.key = self.folder / name
        self.ok("keys", "new", "--key", str(self.key))
        return self.key

    def public(self) -> str:
        return self.ok("keys", "show", "--key", str(self.key)).out.strip()

    def id(self) -> str:
        return self.public().split("+")[1]

    def note(self) -> Path:
        """Sign, and keep the note elsewhere."""
        kept = self.folder / "kept.note"
        kept.write_text(self.ok("checkpoint", "--key", str(self.key)).out, encoding="utf-8")
        return kept

    def request(self, old: int | None = None) -> str:
        self.ok("checkpoint", "--key", str(self.key))
        more = () if old is None else ("--old", str(old))
        return self.ok("checkpoint", "--request", "-", *more).out


class Witness:
    """A witness that knows the keys of some logs."""

    def __init__(self, folder: Path, *logs: Office) -> None:
        folder.mkdir()
        self.key = folder / "w.key"
        self.run = Operator(folder / "none.db").run
        new = ("keys", "new", "--key", str(self.key), "--witness", "--name", "upper.example/w")
        assert self.run(*new).code == 0
        self.policy = folder / "trust.policy"
        self.trust(*(log.public() for log in logs))

    @property
    def state(self) -> Path:
        return self.key.with_name("w.key.state")

    def trust(self, *keys: str) -> None:
        lines = [*(f"log {key}" for key in keys), "quorum none"]
        self.policy.write_text("\n".join(lines) + "\n", encoding="utf-8")

    def sign(self, request: str, *before: str) -> Done:
        words = ("witness", "sign", "-", "--key", str(self.key), "--policy", str(self.policy))
        return self.run(*before, *words, said=request)


@pytest.fixture
def one(tmp_path: Path) -> Office:
    return Office(tmp_path / "one")


@pytest.fixture
def two(tmp_path: Path) -> Office:
    office = Office(tmp_path / "two")
    grow(office.log)
    return office


@pytest.fixture
def witness(tmp_path: Path, one: Office, two: Office) -> Witness:
    return Witness(tmp_path / "witness", one, two)


@pytest.mark.parametrize("old", [0, 2, 4])
def test_a_second_log_of_the_name_is_no_fork(
    witness: Witness, one: Office, two: Office, old: int
) -> None:
    assert witness.sign(one.request()).code == 0
    before = witness.state.read_bytes()
    done = witness.sign(two.request(old))
    assert done.code == 3
    assert OTHER in done.err
    assert "congress init --origin" in done.err
    assert one.id() in done.err
    assert two.id() in done.err
    assert ("--old 2" in done.err) == (old != 2)
    assert VIETNAMESE in witness.sign(two.request(old), "--lang", "vi").err
    assert witness.state.read_bytes() == before


def test_nor_is_one_of_the_same_size(witness: Witness, one: Office, two: Office) -> None:
    grow(one.log)
    assert witness.sign(one.request()).code == 0
    done = witness.sign(two.request(0))
    assert (done.code, OTHER in done.err) == (3, True)


def test_a_log_made_anew_with_the_same_key_is_a_fork(witness: Witness, one: Office) -> None:
    pristine = one.key.with_name("copy.key")
    for end in ("", ".state"):
        Path(f"{pristine}{end}").write_bytes(Path(f"{one.key}{end}").read_bytes())
    assert witness.sign(one.request()).code == 0
    one.log.unlink()
    one.ok("init", "--origin", ORIGIN)
    refused = one.run("checkpoint", "--key", str(one.key))
    assert (refused.code, "does not go on" in refused.err) == (6, True)
    one.key = pristine
    done = witness.sign(one.request(0))
    assert (done.code, "signed before" in done.err) == (6, True)
    assert "This is another log" not in done.err


def test_a_log_whose_key_was_changed_is_confirmed_if_it_goes_on(
    witness: Witness, one: Office
) -> None:
    assert witness.sign(one.request()).code == 0
    old = one.public()
    one.new_key("next.key")
    grow(one.log)
    stranger = witness.sign(one.request(2))
    assert stranger.code == 6
    assert "its key was changed" not in stranger.out
    assert one.id() in stranger.err
    assert "log KEY" in stranger.err
    assert "đã đổi khóa" in witness.sign(one.request(2), "--lang", "vi").err
    witness.trust(old, one.public())
    told = witness.sign(one.request(0))
    assert (told.code, "--old 2" in told.err) == (3, True)
    assert witness.sign(one.request(2)).code == 0
    grow(one.log)
    assert witness.sign(one.request(5)).code == 0
    stale = witness.sign(one.request(2))
    assert (stale.code, "ask again with" in stale.err) == (4, True)


def test_what_an_older_program_kept_is_read_and_says_no_more_than_it_knows(
    witness: Witness, one: Office, two: Office
) -> None:
    assert witness.sign(one.request()).code == 0
    kept = witness.state.read_text("utf-8")
    older = kept.partition("\n\n")[0] + "\n"
    assert older != kept
    witness.state.write_text(older, encoding="utf-8")
    assert witness.sign(two.request(0)).code == 4
    assert witness.sign(two.request(2)).code == 6
    grow(one.log)
    assert witness.sign(one.request(2)).code == 0
    assert OTHER in witness.sign(two.request(0)).err


def test_logs_of_other_names_are_kept_side_by_side(
    tmp_path: Path, witness: Witness, one: Office, two: Office
) -> None:
    named = Office(tmp_path / "named", "a.example/log")
    witness.trust(one.public(), two.public(), named.public())
    for office in (one, named):
        assert witness.sign(office.request()).code == 0
        grow(office.log)
    for office in (named, one):
        assert witness.sign(office.request(2)).code == 0
    assert OTHER in witness.sign(two.request(0)).err


@pytest.mark.parametrize("full", [(), ("--full",)])
@pytest.mark.parametrize("larger", ["one", "two"])
def test_a_note_of_another_log_of_the_name_is_told_from_a_fork(
    witness: Witness, one: Office, two: Office, full: tuple[str, ...], larger: str
) -> None:
    note = two.note()
    if larger == "one":
        grow(one.log, 5)
    one.note()
    anchor = ("--anchor", str(note))
    for policy in ((), ("--policy", str(witness.policy))):
        done = one.run("verify", *full, *anchor, *policy)
        assert done.code == 6
        assert "other_log" in done.out
        assert OTHER in " ".join(done.out.split())
    assert VIETNAMESE in " ".join(one.run("--lang", "vi", "verify", *full, *anchor).out.split())
    witness.trust(one.public())
    done = one.run("verify", *full, *anchor, "--policy", str(witness.policy))
    assert (done.code, OTHER in done.err, two.id() in done.err) == (6, True, True)
    witness.trust(two.public())
    done = one.run("verify", *full, "--policy", str(witness.policy))
    assert (done.code, OTHER in " ".join(done.out.split())) == (6, True)


def test_a_note_signed_with_the_key_before_still_confirms_the_log(
    witness: Witness, one: Office
) -> None:
    note = one.note()
    old = one.public()
    one.new_key("next.key")
    grow(one.log)
    one.note()
    witness.trust(old, one.public())
    done = one.run("verify", "--full", "--anchor", str(note), "--policy", str(witness.policy))
    assert done.code == 0


@pytest.mark.parametrize("kept", ["note", "state", "witness"])
def test_a_copy_is_not_held_against_another_log_of_the_name(
    tmp_path: Path, witness: Witness, one: Office, two: Office, kept: str
) -> None:
    note = two.note()
    assert witness.sign(two.request(0)).code == 0
    one.note()
    one.ok("backup", str(tmp_path / "copy.db"))
    anchor = {"note": note, "state": two.key.with_name("log.key.state"), "witness": witness.state}
    restoring = ("restore", str(tmp_path / "copy.db"), "--anchor", str(anchor[kept]))
    fresh = Operator(tmp_path / "fresh.db").run
    done = fresh(*restoring)
    assert done.code == 6
    # What a log's own key remembers is the body alone, which says nothing of the key.
    assert ("two logs of the name" in done.err) == (kept != "state")
    if kept != "state":
        assert "trùng tên" in fresh("--lang", "vi", *restoring).err
        assert not done.out
    grow(one.log, 5)
    one.note()
    one.ok("backup", str(tmp_path / "copy.db"), "--force")
    done = fresh(*restoring, "--accept-rollback")
    assert done.code == 6
    told = (
        "or they are of two logs of the same name" if kept == "state" else "two logs of the name"
    )
    assert told in done.err
    assert not (tmp_path / "fresh.db").exists()


def test_a_rollback_to_before_the_key_was_changed_can_be_accepted(
    tmp_path: Path, one: Office
) -> None:
    one.note()
    one.ok("backup", str(tmp_path / "copy.db"))
    one.new_key("next.key")
    grow(one.log)
    restoring = ("restore", str(tmp_path / "copy.db"), "--anchor", str(one.note()))
    fresh = Operator(tmp_path / "fresh.db").run
    assert "older than that checkpoint" in fresh(*restoring).err
    done = fresh(*restoring, "--accept-rollback")
    assert (done.code, "ROLLED BACK" in done.err) == (0, True)
