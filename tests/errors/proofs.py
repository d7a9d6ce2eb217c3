"""How errors of keys, notes and witnesses come about, by a command of the program."""

import shutil
from pathlib import Path

from tests.errors.desk import Desk, Words


def bad_note(desk: Desk) -> Words:
    return ("verify", "--anchor", desk.put("note", "no note"))


def bad_key(desk: Desk) -> Words:
    return ("checkpoint", "--key", desk.put("wrong.key", "no key"))


def bad_trust(desk: Desk) -> Words:
    return ("verify", "--policy", desk.put("policy", "log x\nquorum a b\nlog\n\x01\n"))


def key_exists(desk: Desk) -> Words:
    return ("keys", "new", "--key", desk.at("log.key"))


def key_missing(desk: Desk) -> Words:
    return ("checkpoint", "--key", desk.at("none.key"))


def state_missing(desk: Desk) -> Words:
    Path(desk.at("log.key.state")).unlink()
    return ("checkpoint", "--key", desk.at("log.key"))


def state_behind(desk: Desk) -> Words:
    desk.sign()
    desk.put("log.key.state")
    desk.register("m-003")
    return ("checkpoint", "--key", desk.at("log.key"))


def no_checkpoint(desk: Desk) -> Words:
    return ("checkpoint", "--request", desk.at("request"))


def unknown_origin(desk: Desk) -> Words:
    desk.other("other.example/season")
    words = ("keys", "show", "--key", desk.at("other.key"), "--policy")
    return ("verify", "--policy", desk.keep("other.policy", *words, log="other.db"))


def bad_signature(desk: Desk) -> Words:
    note = Path(desk.sign())
    text = note.read_text("utf-8")
    first, _, rest = text.partition("\n\n")
    spoiled = rest[:-20] + ("A" if rest[-20] != "A" else "B") + rest[-19:]
    return verifying(desk, desk.put("note", f"{first}\n\n{spoiled}"))


def other_key(desk: Desk) -> Words:
    desk.keys("second.key")
    return verifying(desk, desk.sign("second.key"))


def bad_cosignature(desk: Desk) -> Words:
    desk.confirmed()
    note = Path(desk.at("note")).read_text("utf-8")
    line = Path(desk.at("line")).read_text("utf-8")
    spoiled = line[:-20] + ("A" if line[-20] != "A" else "B") + line[-19:]
    return verifying(desk, desk.put("note", note.rstrip("\n") + "\n" + spoiled))


def verifying(desk: Desk, note: str) -> Words:
    """The words by which a note that was kept is held against the log."""
    return ("verify", "--anchor", note, "--policy", desk.at("trust.policy"))


def stale_request(desk: Desk) -> Words:
    desk.confirmed()
    desk.register("m-003")
    desk.sign()
    return desk.witnessing(desk.request("--old", "1"))


def fork(desk: Desk) -> Words:
    desk.confirmed()
    shutil.copy(desk.at("copy.db"), desk.at("second.db"))
    shutil.copy(desk.at("season.db.people"), desk.at("second.db.people"))
    shutil.copy(desk.at("season.db.people.keys"), desk.at("second.db.people.keys"))
    for end in ("", ".state"):
        shutil.copy(desk.at(f"fresh.key{end}"), desk.at(f"log.key{end}"))
    desk.sign(log="second.db")
    return desk.witnessing(desk.request("--old", "0", log="second.db"))


def same_name(desk: Desk) -> Words:
    desk.confirmed()
    desk.other()
    desk.sign("other.key", log="other.db")
    key = desk.ok("keys", "show", "--key", desk.at("other.key")).strip()
    desk.put("both.policy", f"log {key}\n{Path(desk.at('trust.policy')).read_text('utf-8')}")
    return desk.witnessing(desk.request("--old", "0", log="other.db"), "both.policy")


def bad_proof(desk: Desk) -> Words:
    desk.confirmed()
    desk.register("m-003")
    desk.sign()
    request = Path(desk.request())
    first, *hashes = request.read_text("utf-8").split("\n\n")[0].split("\n")
    rest = request.read_text("utf-8").partition("\n\n")[2]
    spoiled = "\n".join([first, *("A" * 43 + "=" for _ in hashes)])
    return desk.witnessing(desk.put("request", f"{spoiled}\n\n{rest}"))


def same_name_copy(desk: Desk) -> Words:
    desk.sign()
    desk.ok("backup", desk.at("copy.db"), "--force")
    desk.other()
    desk.register("m-007", log="other.db")
    desk.register("m-008", log="other.db")
    note = desk.sign("other.key", log="other.db")
    return ("restore", desk.at("copy.db"), "--force", "--anchor", note)
