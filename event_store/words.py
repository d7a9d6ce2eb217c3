"""Sentences in both languages of the product. Everything may import this: it imports nothing."""

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

Language = Literal["en", "vi"]


class Text(NamedTuple):
    """One sentence in both languages; `{name}` stands for a fact, which may be a Text as well."""

    en: str
    vi: str

    def say(self, language: Language, facts: Mapping[str, Any] | None = None) -> str:
        """Return the sentence in `language` with `facts` filled in."""
        template = self.vi if language == "vi" else self.en
        if not facts:
            return template
        said = {n: v.say(language) if isinstance(v, Text) else v for n, v in facts.items()}
        return template.format_map(said)
