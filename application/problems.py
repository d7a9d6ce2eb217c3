"""Why a question has no answer, or an action no effect: one kind of error for every interface."""

from collections.abc import Mapping
from typing import Any

from event_store.words import Language, Text


class Problem(Exception):  # noqa: N818 - what a caller meets is a problem, whoever is to blame
    """Something that an interface has to say; `code` is for programs and never renamed.

    `facts` are the values that the words quote.
    """

    def __init__(self, code: str, text: Text, facts: Mapping[str, Any] | None = None) -> None:
        super().__init__(text.say("en", facts))
        self.code = code
        self.text = text
        self.facts = dict(facts or {})

    def say(self, language: Language) -> str:
        """Return what is so, what did not happen and what to do."""
        return self.text.say(language, self.facts)

    def to_json(self, language: Language) -> dict[str, Any]:
        """Return `{code, message}`."""
        return {"code": self.code, "message": self.say(language)}
