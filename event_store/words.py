"""Sentences in both languages of the product. Everything may import this: it imports nothing."""

from collections.abc import Iterable, Mapping
from typing import Any, Literal, NamedTuple

Language = Literal["en", "vi"]


class Text(NamedTuple):
    """One sentence in both languages; `{name}` stands for a fact, which may have words too."""

    en: str
    vi: str

    def say(self, language: Language, facts: Mapping[str, Any] | None = None) -> str:
        """Return the sentence in `language` with `facts` filled in."""
        template = self.vi if language == "vi" else self.en
        return template.format_map(said(facts, language)) if facts else template

    def filled(self, **facts: Any) -> "Text":
        """Return the sentence with `facts` filled in, in both languages."""
        return Text(self.say("en", facts), self.say("vi", facts))


def same(text: str) -> Text:
    """Return what is the same in both languages: an identifier, a number, a path."""
    return Text(text, text)


def joined(separator: str, texts: Iterable[Text]) -> Text:
    """Return several sentences as one."""
    listed = list(texts)
    return Text(*(separator.join(each.say(spoken) for each in listed) for spoken in _BOTH))


def said(facts: Mapping[str, Any], language: Language) -> dict[str, Any]:
    """Return facts with those that have words of their own said in `language`."""
    return {
        name: value.say(language) if hasattr(value, "say") else value
        for name, value in facts.items()
    }


THE_LOG = Text("the log", "sổ ghi")
"""Where a path is not at hand."""


class Problem(Exception):  # noqa: N818 - who meets it has a problem, whoever is to blame
    """Something has no answer or no effect: one kind of error on every floor.

    `code` names it for programs and is never renamed; `text` and `facts` say it to people. A fact
    may have words of its own: a Text, another problem, whoever holds a lock.
    """

    code: str = "error"
    text: Text

    def __init__(
        self,
        code: str | None = None,
        text: Text | None = None,
        values: Mapping[str, Any] | None = None,
        /,
        **facts: Any,
    ) -> None:
        """Keep what the sentence quotes; a class of its own brings code and text itself."""
        super().__init__()
        if code is not None:
            self.code = code
        if text is not None:
            self.text = text
        self.facts = {**(values or {}), **facts}

    def say(self, language: Language) -> str:
        """Return what is so, what was not done and what to do, in `language`."""
        return self.text.say(language, self.facts)

    def in_both(self) -> Text:
        """Return what `say` does, in both languages."""
        return Text(self.say("en"), self.say("vi"))

    def to_json(self, language: Language) -> dict[str, Any]:
        """Return `{code, message}`."""
        return {"code": self.code, "message": self.say(language)}

    def __str__(self) -> str:
        """The sentence in English."""
        return self.say("en")


_BOTH: tuple[Language, Language] = ("en", "vi")

CLOCK_AHEAD = Text(
    "the machine's clock says {now}: more than {days} days after the newest entry ({last}) "
    "and after everything else that shows how late it is ({known}). Recorded time never "
    "falls, so a wrong clock would mark this log for ever. Nothing was recorded: set the "
    "clock right; if it is right, repeat with --accept-clock.",
    "đồng hồ máy đang là {now}: hơn {days} ngày sau mục ghi cuối ({last}) và sau mọi căn cứ "
    "khác về thời gian ({known}). Thời điểm ghi không bao giờ lùi, nên đồng hồ sai sẽ để lại "
    "dấu trong sổ mãi mãi. Chưa ghi gì: hãy chỉnh lại đồng hồ; nếu đồng hồ đúng, chạy lại với "
    "--accept-clock.",
)
NAME_IN_TEXT = Text(
    "{where} holds the full name of a registered person, and names never go into the log. "
    "Nothing was recorded: write the reference instead ({refs}).",
    "{where} có họ tên của người đã ghi danh, mà sổ ghi không bao giờ chứa tên. Chưa ghi gì: "
    "hãy ghi mã thay cho tên ({refs}).",
)
"""Said by the log and, as one reason among others, by the engine."""
