"""What belongs to one call: who asks, in which language, where progress and notices go."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from engine.structs import Struct, field, replace
from event_store.words import Language, Problem, Text, said


class Notice(Struct, frozen=True):
    """Something to be said beside an answer; `code` is for programs."""

    code: str
    text: Text
    facts: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, error: Problem) -> "Notice":
        """Return the notice that something does not work, where the answer does without it."""
        return cls(error.code, error.in_both())

    def say(self, language: Language) -> str:
        """Return the notice in a language."""
        return self.text.say(language, said(self.facts, language))


Step = Callable[[int], None]
"""Takes how many more were done."""
Progress = Callable[[Text, int], AbstractContextManager[Step]]
"""Takes what is being done and how many there are to do."""


@contextmanager
def unseen(_: Text, __: int) -> Iterator[Step]:
    """Show no progress."""
    yield lambda _: None


def unheard(_: Notice) -> None:
    """Say no notice."""


class NamesWanted(Struct, frozen=True):
    """That names of persons are wanted beside references: for which question, and why.

    Both are kept with the look, a refused one too.
    """

    question: str
    reason: str | None = None


class Call(Struct, frozen=True):
    """One call. `actor` is who asks, None where the log's own setting says it."""

    language: Language = "en"
    actor: str | None = None
    notice: Callable[[Notice], None] = unheard
    progress: Progress = unseen
    names: NamesWanted | None = None

    def changed(self, **values: Any) -> "Call":
        """Return the call with other values."""
        return replace(self, **values)
