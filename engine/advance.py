"""Advancing: commands in, entries appended, an answer for each."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from threading import RLock
from typing import Any

from engine.attempts import Watch
from engine.naming import Find
from engine.results import Result
from engine.session import Session
from engine.states import States
from engine.workflow import Lifecycles
from event_store.log import Log


class Engine:
    """Decides commands on a log and records what was decided.

    `lifecycles` are the rules. `screen`, asked once a session, gives what finds the names of
    persons in texts, None if none are kept. Any number of threads may use one engine, one after
    the other: each session waits for the one before. Any number of processes may have one on the
    same log.
    """

    def __init__(
        self, log: Log, lifecycles: Lifecycles, *, screen: Callable[[], Find | None] | None = None
    ) -> None:
        self.log = log
        self.lifecycles = lifecycles
        self.screen = screen
        self.states = States()
        self._turn = RLock()
        self._watch = Watch(log)
        self.definitions = [
            {"name": w.definition.name, "version": w.definition.version, "text": w.text}
            for w in lifecycles.workflows
        ]

    def advance(self, envelope: Mapping[str, Any]) -> Result:
        """Decide one command and record it durably, or say why not.

        `envelope` is parsed JSON by the command contract. Raises the errors of the store only.
        """
        with self.session() as session:
            return session.advance(envelope)

    @contextmanager
    def session(self, *, dry_run: bool = False, accept_clock: bool = False) -> Iterator[Session]:
        """Decide many commands in one transaction: durable together when the block ends.

        With `dry_run`, or after `Session.give_up`, nothing is written. With `accept_clock` the
        clock is right, however far ahead of the log it is.
        """
        with self._turn:  # states follow the transaction, before it begins and after it ended
            mark: object = None
            try:
                with self.log.write(accept_clock=accept_clock) as transaction:
                    self.states.begin(transaction.mark)
                    session = self._watch.session(self, transaction, dry_run=dry_run)
                    yield session
                    if dry_run or session.gave_up:
                        transaction.rollback()
                    mark = transaction.mark
            except BaseException:
                self.states.forget()
                raise
            if mark is None:
                self.states.forget()
            else:
                self.states.end(mark)
        self._watch.keep(session)
