"""Why a question has no answer, or an action no effect: one kind of error for every interface."""

from collections.abc import Mapping
from typing import Any

from event_store.words import Language, Text, WordedError


class Problem(WordedError):  # noqa: N818 - what a caller meets is a problem, whoever is to blame
    """Something that an interface has to say; `code` is for programs and never renamed.

    `facts` are the values that the words quote.
    """

    def __init__(self, code: str, text: Text, facts: Mapping[str, Any] | None = None) -> None:
        super().__init__(**(facts or {}))
        self.code = code
        self.text = text

    def to_json(self, language: Language) -> dict[str, Any]:
        """Return `{code, message}`."""
        return {"code": self.code, "message": self.say(language)}
