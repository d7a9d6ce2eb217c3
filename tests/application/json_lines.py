"""A second interface: JSON lines in, JSON lines out, made of the application alone.

A line in is `{"ask": …, "language": …, "scope": {…}, …}`; a line out has `answer`, or `problem`.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from application.call import Call
from application.changes import Bound
from application.congresses.congresses import Congresses
from application.log_entries import Query
from application.problems import Problem
from application.scope import Scope

Line = Mapping[str, Any]


class Asked(NamedTuple):
    """One line, and what it is about."""

    of: Congresses
    scope: Scope
    call: Call
    line: Line

    @property
    def subject(self) -> Scope:
        """The scope with the whole address of what it names."""
        return self.of.resolved(self.scope, self.call)


def _diff(asked: Asked) -> Any:
    old, new = (Bound(**bound) for bound in asked.line["span"])
    return asked.of.changes(asked.subject, (old, new), asked.call).to_json()


QUESTIONS: Mapping[str, Callable[[Asked], Any]] = {
    "status": lambda a: a.of.board(a.scope, a.call).to_json(),
    "radar": lambda a: a.of.radar(a.scope, a.call).to_json(),
    "officers": lambda a: a.of.officers(a.scope, a.call).to_json(),
    "show": lambda a: a.of.branch(a.scope, a.call).to_json(),
    "entry": lambda a: a.of.entry(a.line["at"], a.scope, a.call).to_json(),
    "history": lambda a: a.of.history(a.subject, a.call).to_json(),
    "marked": lambda a: a.of.marked(a.scope, a.call).to_json(),
    "log": lambda a: [
        found.to_json()
        for found in a.of.entries(a.scope, Query(**a.line.get("query", {})), a.call)
    ],
    "diff": _diff,
    "blame": lambda a: a.of.blame(a.subject, a.call).to_json(),
    "find": lambda a: a.of.find(a.line["words"], a.scope, a.call).to_json(),
    "next": lambda a: a.of.next_steps(a.subject, a.call).to_json(),
    "attempts": lambda a: [one.to_json() for one in a.of.attempts(a.scope, a.call)],
    "audit": lambda a: a.of.audit(a.scope, a.call).to_json(),
    "cursors": lambda a: [one.to_json() for one in a.of.cursors()],
    "projections": lambda a: [one.to_json() for one in a.of.projected(a.call)],
    "checkpoints": lambda a: [one.to_json() for one in a.of.checkpoints(a.call)],
    "verify": lambda a: a.of.verify(a.call, full=a.line["full"]).to_json(),
    "doctor": lambda a: a.of.check_up(a.call).to_json(),
    "export": lambda a: [stored.decode() for _, stored in a.of.export(a.scope, a.call).entries],
    "record": lambda a: a.of.record(a.line["envelope"], a.call).to_json(),
    "backup": lambda a: a.of.back_up(a.line["file"], a.call).to_json(),
    "sign": lambda a: a.of.sign(a.line["key"], a.call).to_json(),
    "replay": lambda a: a.of.rebuild(a.call).to_json(),
}
"""Everything that can be asked or told, by the name of its command."""


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
        )
        scope = Scope(**line.get("scope", {}))
        try:
            answer = QUESTIONS[line["ask"]](Asked(self._congresses, scope, call, line))
        except Problem as problem:
            return {"problem": problem.to_json(language), "notices": notices}
        return {"answer": answer, "notices": notices}
