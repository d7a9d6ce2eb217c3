"""Who may see names, and whose must not be erased: decisions that are kept and never edited."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from event_store.people.mentions import hidden

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Sequence

Kind = Literal["grant", "revoke", "hold", "release"]
ENDED_BY: dict[Kind, Kind] = {"grant": "revoke", "hold": "release"}
"""What ends each kind of decision."""

SCHEMA = (
    """CREATE TABLE decisions (n INTEGER PRIMARY KEY, kind TEXT NOT NULL, subject TEXT NOT NULL,
  until TEXT, ends INTEGER, reason TEXT NOT NULL, authority TEXT NOT NULL,
  document TEXT NOT NULL, actor TEXT NOT NULL, at TEXT NOT NULL) STRICT""",
    "CREATE INDEX decisions_subject ON decisions (subject)",
    """CREATE TRIGGER decisions_no_update BEFORE UPDATE ON decisions
  BEGIN SELECT raise(ABORT, 'append only'); END""",
    """CREATE TRIGGER decisions_no_delete BEFORE DELETE ON decisions
  BEGIN SELECT raise(ABORT, 'append only'); END""",
)
_COLUMNS = "n, kind, subject, until, ends, reason, authority, document, actor, at"


@dataclass(frozen=True, slots=True)
class Why:
    """Why something was decided about a name, on whose authority and by which document."""

    reason: str
    authority: str
    document: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One decision about names."""

    n: int = 0
    """Its number in the file; 0 until it is kept."""
    kind: Kind
    subject: str
    """Who is granted, or whose name is held, by reference."""
    until: str | None = None
    """Last day on which it holds; without one it holds until it is ended."""
    ends: int | None = None
    """The one decision that this one ends; without a number all earlier ones of its subject."""
    why: Why
    actor: str
    at: str


def add(connection: sqlite3.Connection, decision: Decision) -> int:
    """Keep a decision; returns its number."""
    done = connection.execute(
        f"INSERT INTO decisions ({_COLUMNS}) VALUES (NULL,?,?,?,?,?,?,?,?,?)",  # noqa: S608 - fixed
        (
            decision.kind,
            decision.subject,
            decision.until,
            decision.ends,
            decision.why.reason,
            decision.why.authority,
            decision.why.document,
            decision.actor,
            decision.at,
        ),
    )
    return done.lastrowid or 0


def read(connection: sqlite3.Connection, subject: str | None = None) -> list[Decision]:
    """Return the decisions, by default about everybody, in their order."""
    chosen = "" if subject is None else " WHERE subject = ?"
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM decisions{chosen} ORDER BY n",  # noqa: S608 - fixed texts only
        () if subject is None else (subject,),
    )
    return [
        Decision(
            n=n,
            kind=kind,
            subject=about,
            until=until,
            ends=ends,
            why=Why(*why),
            actor=actor,
            at=at,
        )
        for n, kind, about, until, ends, *why, actor, at in rows
    ]


def in_force(
    decisions: Iterable[Decision], kind: Literal["grant", "hold"], today: str
) -> Iterator[Decision]:
    """Yield the grants or holds that nothing has ended and whose last day is not past."""
    known = list(decisions)
    ended = [each for each in known if each.kind == ENDED_BY[kind]]
    for each in known:
        if each.kind == kind and (each.until is None or each.until >= today):
            ends = (
                e.ends == each.n or (e.ends is None and e.subject == each.subject and e.n > each.n)
                for e in ended
            )
            if not any(ends):
                yield each


def hide(connection: sqlite3.Connection, names: Sequence[str]) -> None:
    """Replace names that stand in reasons, authorities and documents; nothing else changes."""
    changed = []
    for n, *texts in connection.execute("SELECT n, reason, authority, document FROM decisions"):
        after = [hidden(text, names) for text in texts]
        if after != texts:
            changed.append((*after, n))
    if changed:
        connection.execute("DROP TRIGGER decisions_no_update")
        connection.executemany(
            "UPDATE decisions SET reason = ?, authority = ?, document = ? WHERE n = ?", changed
        )
        connection.execute(SCHEMA[2])
