"""English that is left over in a Vietnamese text."""

import re

LEFT_OVER = {
    "about", "after", "again", "all", "already", "and", "another", "answer", "are", "argument",
    "arguments", "as", "at", "be", "before", "belongs", "branch", "branches", "but", "by",
    "campaign", "cannot", "checkpoint", "command", "commands", "damaged", "date", "day", "default",
    "did", "does", "entries", "entry", "error", "every", "exit", "file", "for", "form", "found",
    "from", "has", "have", "help", "holds", "how", "if", "instead", "invalid", "is", "it", "its",
    "language", "line", "list", "message", "missing", "must", "name", "no", "not", "nothing", "of",
    "on", "one", "only", "opened", "option", "options", "or", "out", "output", "position", "print",
    "program", "record", "recorded", "required", "say", "see", "show", "somebody", "space",
    "state", "than", "that", "the", "then", "there", "this", "time", "try", "until", "usage",
    "value", "version", "was", "were", "what", "when", "where", "which", "who", "why", "with",
    "without", "write", "you", "your",
}  # fmt: skip
"""English words that no Vietnamese sentence contains: Vietnamese syllables are left out."""


def english(text: str) -> set[str]:
    """Left-over English words of a help page, without examples, names of options and literals."""
    text = re.sub(r"^ {4}congress .*$|^Cách dùng:.*$|^  \S+(?= {2})", "", text, flags=re.MULTILINE)
    text = re.sub(r"'[^']*'|`[^`]*`|\[[^\]\n]*\]|\S*[/_=|]\S*|\w+\.\w+|--?\w[\w-]*", " ", text)
    text = re.sub(r"\w*\d\w*", " ", text)  # the number of a log, for one
    return {word for word in re.findall(r"[^\W\d_]+", text.lower()) if word in LEFT_OVER}
