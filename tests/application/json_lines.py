"""A second interface: JSON lines in, JSON lines out, made of the application alone.

A line in is `{"ask": …, "language": …, "scope": {…}, …}`; a line out has `answer`, or `problem`.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from application.bundles import Wanted
from application.call import Call, NamesWanted
from application.changes import Bound
from application.congresses.congresses import Congresses
from application.log_entries import Query
from application.people.decisions import Why
from application.problems import Problem
from application.scope import Scope
from application.text_files import TextFile

Line = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """One line, and what it is about."""

    of: Congresses
    scope: Scope
    call: Call
    line: Line

    def __getitem__(self, member: str) -> Any:
        return self.line[member]

    def get(self, member: str, otherwise: Any = None) -> Any:
        """Return a member of the line, `otherwise` where it has none."""
        return self.line.get(member, otherwise)

    @property
    def why(self) -> Why:
        """Why something is decided about a name."""
        return Why(**self.line["why"])

    def file(self, member: str) -> TextFile:
        """Return a text that came with the line."""
        return TextFile.of(self.line[member].encode(), member)

    @property
    def subject(self) -> Scope:
        """The scope with the whole address of what it names."""
        return self.of.resolved(self.scope, self.call)


def _diff(asked: Asked) -> Any:
    old, new = (Bound(**bound) for bound in asked["span"])
    return asked.of.changes(asked.subject, (old, new), asked.call).to_json()


def _apply(asked: Asked) -> Any:
    text = (line.encode() + b"\n" for line in asked["lines"])
    atomic = asked.get("atomic", False)
    found = asked.of.record_lines(text, asked.call, atomic=atomic)
    return [receipt.to_json() for receipts in found for receipt in receipts]


def _subscribe(asked: Asked) -> Any:
    name, types = asked.get("name"), asked.get("types", ())
    with asked.of.subscribe(asked.scope, asked.call, types=types, name=name) as subscription:
        return [event.to_json() for event in subscription.events()]


def _prove(asked: Asked) -> Any:
    wanted = Wanted(**asked.get("wanted", {}))
    return asked.of.prove(asked.subject, wanted, asked.call).to_json()


def _register(asked: Asked) -> Any:
    content = asked["list"].encode()
    return asked.of.register_list(content, asked["envelope"], asked.call).to_json()


def _all(found: Iterable[Any]) -> list[Any]:
    return [one.to_json() for one in found]


QUESTIONS: Mapping[str, Callable[[Asked], Any]] = {
    "board": lambda a: a.of.board(a.scope, a.call).to_json(),
    "radar": lambda a: a.of.radar(a.scope, a.call).to_json(),
    "officers": lambda a: a.of.officers(a.scope, a.call).to_json(),
    "campaigns": lambda a: _all(a.of.campaigns(a.scope, a.call)),
    "branch": lambda a: a.of.branch(a.scope, a.call).to_json(),
    "entry": lambda a: a.of.entry(a["at"], a.scope, a.call).to_json(),
    "history": lambda a: a.of.history(a.subject, a.call).to_json(),
    "marked": lambda a: a.of.marked(a.scope, a.call).to_json(),
    "entries": lambda a: _all(a.of.entries(a.scope, Query(**a.get("query", {})), a.call)),
    "changes": _diff,
    "blame": lambda a: a.of.blame(a.subject, a.call).to_json(),
    "find": lambda a: a.of.find(a["words"], a.scope, a.call).to_json(),
    "next_steps": lambda a: a.of.next_steps(a.subject, a.call).to_json(),
    "outlook": lambda a: a.of.outlook(a["envelope"], a.call).to_json(),
    "attempts": lambda a: _all(a.of.attempts(a.scope, a.call)),
    "audit": lambda a: a.of.audit(a.scope, a.call).to_json(),
    "cursors": lambda a: _all(a.of.cursors()),
    "projected": lambda a: _all(a.of.projected(a.call)),
    "checkpoints": lambda a: _all(a.of.checkpoints(a.call)),
    "request": lambda a: a.of.request(a.get("seen")).to_json(),
    "verify": lambda a: a.of.verify(a.call, full=a["full"]).to_json(),
    "compare": lambda a: a.of.compare(a.call),
    "check_up": lambda a: a.of.check_up(a.call).to_json(),
    "export": lambda a: [line.decode()[:-1] for line in a.of.export(a.scope, a.call).lines()],
    "subscribe": _subscribe,
    "board_changes": lambda a: next(a.of.board_changes(a.scope, a.call)).to_json(),
    "standings": lambda a: _all(a.of.standings(a.scope, a.call, a["wanted"], seconds=0)),
    "record": lambda a: a.of.record(a["envelope"], a.call).to_json(),
    "record_lines": _apply,
    "register_list": _register,
    "forget_cursor": lambda a: a.of.forget_cursor(a["name"]),
    "back_up": lambda a: a.of.back_up(a["file"], a.call).to_json(),
    "sign": lambda a: a.of.sign(a["key"], a.call).to_json(),
    "confirm": lambda a: _all(a.of.confirm(a.file("signatures"), a.file("policy"))),
    "prove": _prove,
    "rebuild": lambda a: a.of.rebuild(a.call).to_json(),
    "prune": lambda a: a.of.prune(a.call),
    "persons.add": lambda a: a.of.persons.add(
        a["ref"], a["name"], a.get("particulars", {}), a.call
    ).to_json(),
    "persons.correct": lambda a: a.of.persons.correct(
        a["ref"], a.get("name"), a.get("particulars", {}), a.call
    ).to_json(),
    "persons.import_list": lambda a: a.of.persons.import_list(
        a["list"].encode(), a.call
    ).to_json(),
    "persons.show": lambda a: a.of.persons.show(a["ref"], a["reason"], a.call).to_json(),
    "persons.disclose": lambda a: _all(a.of.persons.disclose(a["refs"], a["reason"], a.call)),
    "persons.access": lambda a: _all(a.of.persons.access()),
    "persons.listed": lambda a: _all(a.of.persons.listed()),
    "persons.check": lambda a: _all(a.of.persons.check()),
    "persons.mend": lambda a: _all(a.of.persons.mend()),
    "persons.erase": lambda a: a.of.persons.erase(a["ref"], a.why, a.call).to_json(),
    "persons.grant": lambda a: a.of.persons.grant(
        a["to"], a.get("until"), a.why, a.call
    ).to_json(),
    "persons.revoke": lambda a: a.of.persons.revoke(a["to"], a.why, a.call).to_json(),
    "persons.hold": lambda a: a.of.persons.hold(a["ref"], a.get("until"), a.why, a.call).to_json(),
    "persons.release": lambda a: a.of.persons.release(
        a["ref"], a.get("number"), a.why, a.call
    ).to_json(),
    "persons.decisions": lambda a: _all(a.of.persons.decisions()),
}
"""Every question and every action of the application, by its name there."""


class JsonLines:
    """Answers lines about one log, on any number of threads."""

    def __init__(self, log: Path) -> None:
        self._congresses = Congresses.open(log)

    def close(self) -> None:
        """Close the log."""
        self._congresses.close()

    def answered(self, lines: Iterable[str]) -> Iterator[str]:
        """Yield a line for each line."""
        for text in lines:
            line = json.loads(text)
            yield json.dumps(self._answer(line), ensure_ascii=False)

    def _answer(self, line: Line) -> dict[str, Any]:
        notices: list[dict[str, Any]] = []
        language = line.get("language", "en")
        call = Call(
            language,
            line.get("actor"),
            notice=lambda notice: notices.append(
                {"code": notice.code, "message": notice.say(language)}
            ),
            names=NamesWanted(line["ask"], line.get("reason")) if line.get("names") else None,
        )
        scope = Scope(**line.get("scope", {}))
        try:
            answer = QUESTIONS[line["ask"]](Asked(self._congresses, scope, call, line))
        except Problem as problem:
            return {"problem": problem.to_json(language), "notices": notices}
        return {"answer": answer, "notices": notices}
