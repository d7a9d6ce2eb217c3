"""A folder with a season, its copy, and keys, in which the errors come about. All synthetic."""

from pathlib import Path

from tests.operator.program import Operator
from tests.reliability.forging import behind_its_back

WHY = ("--reason", "theo yêu cầu", "--authority", "Đảng ủy phường", "--document", "12-QĐ/ĐU")
WITNESS = "upper.example/witness"
Words = tuple[str, ...]
"""The words of a command."""


class Desk:
    """A folder with a season, its copy, keys of a log and of a witness, and who works there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.log = folder / "season.db"
        self.operator = Operator(self.log)

    def at(self, name: str) -> str:
        """Return the path of a file of the desk."""
        return str(self.folder / name)

    def put(self, name: str, text: str | bytes = "") -> str:
        """Write a file, and return its path."""
        path = self.folder / name
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return str(path)

    def ok(self, *words: str, log: str = "season.db", said: str = "") -> str:
        """Run what must succeed, and return what it says."""
        done = Operator(self.folder / log).run(*words, said=said)
        assert done.code == 0, (words, done.out, done.err)
        return done.out

    def keep(self, name: str, *words: str, log: str = "season.db") -> str:
        """Run what must succeed, keep its answer in a file, and return the path of that."""
        return self.put(name, self.ok(*words, log=log))

    def furnish(self) -> None:
        """Make the log, the keys, what a reader trusts, and a copy."""
        self.ok("init", "--origin", "ward.example/season")
        self.register("m-001")
        self.keys("log.key")
        self.ok("keys", "new", "--key", self.at("w.key"), "--witness", "--name", WITNESS)
        self.trust("trust.policy", "log.key")
        self.ok("backup", self.at("copy.db"))

    def register(self, ref: str, log: str = "season.db") -> None:
        """Record something."""
        self.ok("person", "add", ref, "--name", f"Người Mẫu {ref[-3:]}", log=log)

    def keys(self, name: str) -> None:
        """Make a key for the log."""
        self.ok("keys", "new", "--key", self.at(name))

    def trust(self, name: str, key: str) -> str:
        """Write down that a key of the log is trusted, and the witness's."""
        witness = self.ok("keys", "show", "--key", self.at("w.key")).strip()
        words = ("keys", "show", "--key", self.at(key), "--policy", "--witness", witness)
        return self.keep(name, *words)

    def sign(self, key: str = "log.key", log: str = "season.db") -> str:
        """Sign the log, and return the path of the note."""
        return self.keep("note", "checkpoint", "--key", self.at(key), log=log)

    def request(self, *more: str, log: str = "season.db") -> str:
        """Ask for a confirmation, and return the path of the request."""
        words = ("checkpoint", "--request", self.at("request"), "--force", *more)
        self.ok(*words, log=log)
        return self.at("request")

    def witnessing(self, request: str, policy: str = "trust.policy") -> tuple[str, ...]:
        """Return the words by which the witness signs."""
        key, trusted = self.at("w.key"), self.at(policy)
        return ("witness", "sign", request, "--key", key, "--policy", trusted)

    def confirmed(self) -> None:
        """Have a checkpoint confirmed."""
        self.sign()
        line = self.keep("line", *self.witnessing(self.request()))
        self.ok("checkpoint", "--add", line, "--policy", self.at("trust.policy"))

    def other(self, origin: str = "ward.example/season") -> None:
        """Make another log, as large as the first, with a key of its own."""
        self.ok("init", "--origin", origin, log="other.db")
        self.register("m-002", log="other.db")
        self.ok("keys", "new", "--key", self.at("other.key"), log="other.db")

    def sql(self, *statements: str) -> None:
        """Change the file of the log behind its back."""
        with behind_its_back(self.log) as connection:
            for statement in statements:
                connection.execute(statement)
