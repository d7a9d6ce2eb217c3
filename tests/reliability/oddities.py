"""Values that might stand in an entry, right and wrong; all of it made up."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from tests.reliability.relinked import Raw

HASH = b64encode(sha256(b"another").digest()).decode()
FULLWIDTH = "\uff12\uff10\uff13\uff11-02-03"
ODD: Sequence[Any] = (
    *("", "-0", "0", "1", "x", "true", "null", True, False, None, 0, 1, -1, 2, [], {}, [[]], [1]),
    *(2**53 - 1, 2**53, -(2**53) + 1, -(2**53), 2**63, 2**64, 10**400, 1.0, 0.5, 1e300),
    *map(Raw, ("-0", "01", "1e3", "1E0", "0.0", "NaN", "Infinity", "+1", "0x1", "", "[1,]")),
    *("e\u0301", "\u212b", "\u1e9b\u0323", "\u0301", "\u00e9", "\u1ec7", "\U0001f5f3", "\u2028"),
    *("\x00", "\t", "\r", "\x1f", "\x7f", "\x80", "\x9f", "\u00a0", "\n", '"', "\\", "\ufeff"),
    *("\ud800", "\udfff\ud800", Raw('"\\ud800"'), Raw('"\\u0061"'), Raw('"\\/"'), Raw('"\\n"')),
    *(Raw('"\\b"'), Raw('"\\u000a"'), Raw('"\\x41"'), Raw('{"a":1,"a":1}'), Raw('{"b":1,"a":1}')),
    *({"a": 1}, {"A": 1}, {"": 1}, {"a" * 64: 1}, {"a" * 65: 1}, {"a": None}, {"\u00e9": 1}),
    *({"position": 1}, {"stream": "log"}, {"target_position": 1}, "x" * 300, "log/heads", "log"),
    *(Raw("[" * depth + "]" * depth) for depth in (12, 13, 14, 15, 16, 17, 1_100, 20_000)),
    *(Raw('{"a":' * depth + "1" + "}" * depth) for depth in (13, 14, 15, 16, 17)),
)
"""What might stand anywhere."""

DAYS = (
    *("2017-02-30", "2017-02-29", "2016-02-29", "2100-02-29", "2000-02-29", "2031-04-31"),
    *("2031-2-3", FULLWIDTH, "0000-01-01", "0001-01-01", "9999-12-31", "2031-00-10", "2031-13-01"),
    *("20310203", "2031-W06-1", "2031-034", " 2031-02-03", "2031-02-03\n", "2031-02-03T00:00:00Z"),
    *("1899-12-31", "2017-02-00", "2017-06-31", "2017-12-31", "1969-07-20", "2031-02-3\u0663"),
)
TIMES = tuple(
    f"{time}"
    for time in (
        *(
            "2031-02-03T01:00:60.000000Z",
            "2031-02-03T24:00:00.000000Z",
            "2031-02-30T01:00:00.000000Z",
        ),
        *("2031-02-03T01:00:00.000000+00:00", "2031-02-03T08:00:00.000000+07:00"),
        *("2031-02-03T01:00:00Z", "2031-02-03T01:00:00.000Z", "2031-02-03 01:00:00.000000Z"),
        *(
            "2031-02-03t01:00:00.000000z",
            "2031-02-03T01:00:0\u0663.000000Z",
            "2031-02-03T1:00:00.000000Z",
        ),
        *(
            "9999-12-31T16:59:59.999999Z",
            "9999-12-31T17:00:00.000000Z",
            "0000-01-01T00:00:00.000000Z",
        ),
        *(
            "2031-02-03T01:60:00.000000Z",
            "2031-02-03T01:00:00,000000Z",
            "1970-01-01T00:00:00.000000Z",
        ),
        *(
            "1969-12-31T23:59:59.999999Z",
            "2031-02-03T01:00:00.000000Z\n",
            "2031-W06-1T01:00:00.000000Z",
        ),
        *(
            "2031-02-03T01:00:00.0000000Z",
            "2031-02-03T23:59:59.999999Z",
            "2040-01-01T17:00:00.000000Z",
        ),
    )
)
PAPER = {"kind": "minutes", "number": "7-BB"}
ORDER = {"authority": "a", "document": "d", "reason": "r"}
NUMBERS: Sequence[Any] = (0, 1, 2, 3, -1, True, "1", "-0", 2**53, Raw("1.0"), Raw("-0"), [], {})
STREAMS = (
    *(
        "log",
        "log/heads",
        "log/other",
        "log/heads/x",
        "person/m-001",
        "person/m-900",
        "person/a/b",
    ),
    *("person/", "person", "campaign/ward-2031", "campaign", "campaign/a/b", "congress/ward-2031"),
    *(
        "congress/a/b",
        "congress/a/b/c",
        "other/x",
        "other/x/y",
        "Other/x",
        "other",
        "9x/y",
        "x y/z",
    ),
    *("other//x", "other/x/", "/other", "other/-x", "other/\u0111", "other/x\n", "ot-her/x"),
    *("other/" + "/".join(["x" * 63] * 3) + "/yy", "other/" + "/".join(["x" * 63] * 3) + "/yyy"),
    *("other/" + "x" * 64, "other/" + "x" * 65, "congress/ward-2031/TDP-01", "other/con", ""),
)
TYPES = (
    *(
        "log.heads",
        "log.created",
        "log.rules_adopted",
        "congress.planned",
        "congress.other",
        "x.y",
    ),
    *(
        "congress",
        "Congress.x",
        "congress.x.y",
        ".x",
        "x.",
        "x.Y",
        "x-y.z",
        "x.y\n",
        "9x.y",
        "x.9y",
    ),
    *("congress.entry_amended", "person.registered", "campaign.opened", "x.\u0111", "x. y"),
)
MEMBERS: dict[str, Sequence[Any]] = {
    "actor": (
        "op:x",
        "log",
        "a b",
        "\u0111",
        "a" * 128,
        "a" * 129,
        "a\n",
        "a\x7f",
        '"',
        "\\",
        "~!",
    ),
    "command": (
        *({"n": n, "of": of} for n in NUMBERS[:9] for of in (0, 1, 2, True, "1")),
        *({"n": 1, "of": 1, "id": x} for x in ("", "new", 1, None, "n\n")),
        *({"n": 1, "of": 1, "digest": x} for x in (HASH, "", HASH[:-2] + "B=")),
        *(
            {"n": 1, "of": 1, "id": x, "digest": HASH}
            for x in ("fresh", "", 7, "c-0001", "\u0111")
        ),
        *(
            {"n": 1, "of": 1, "id": "y", "digest": x}
            for x in (HASH[:-2] + "B=", HASH + "=", "", 1)
        ),
        *({"n": 1, "of": 1, "more": 1}, {"n": 1}, {"of": 1}, {}, {"n": 2, "of": 2}),
    ),
    "correlation": ("import-1", "", "-x", "x" * 64, "x" * 65, "a b", "\u0111", ".x", "x\n"),
    "data": ({}, [], {"a": []}, {"a": ""}, {"target_position": 2}, {"definitions": []}),
    "evidence": (
        *([], [{}], [PAPER], [PAPER, PAPER], [PAPER, {}], {}, [[]], [{**PAPER, "more": 1}]),
        *([{**PAPER, "kind": x}] for x in ("", 1, None, "\n")),
        *([{**PAPER, "date": x}] for x in ("", *DAYS)),
        *([{**PAPER, "sha256": x}] for x in ("", "a" * 64, "A" * 64, "a" * 63, "a" * 65, 1)),
    ),
    "facts": ({}, {"a": 1}, {"a": []}, {"a": {}}, {"a": ""}, {"a": True}, [], {"was": [1]}),
    "flags": (
        *([], ["a"], ["b", "a"], ["a", "a"], ["a", "b"], ["A"], [True], [""], ["a" * 64]),
        *(["a" * 65], ["a_b", "ab"], ["ab", "a_b"], {"a": 1}, "a", [["a"]], ["9a"], ["a\n"]),
    ),
    "format": (0, 1, 2, True, "1", Raw("1.0"), -1, 2**53, [1]),
    "occurred_on": DAYS,
    "override": (
        *({}, ORDER, {**ORDER, "more": 1}, {**ORDER, "reason": ""}, {**ORDER, "reason": 1}, []),
        {"authority": "a", "document": "d"},
    ),
    "position": NUMBERS,
    "prev": ("", "x", HASH, HASH[:-2] + "B=", HASH[:-1], 1),
    "recorded_at": TIMES,
    "role": ("operator", "", 1, "\n", "\u0111", [], "e\u0301"),
    "rules": (*NUMBERS, 7, 40, 10**6),
    "stream": STREAMS,
    "type": TYPES,
    "type_version": NUMBERS,
    "version": NUMBERS,
}
"""What might stand in one member, right and wrong."""
NAMES = (*MEMBERS, "more", "zz", "note", "A", "id", "a" * 64, "a" * 65, "_a", "a-b", "\u00e9", "")
ORIGINS: Sequence[Any] = (
    *("example.org/log", "\u0111.example/log", "https://a.example/log", "a:b/c", "a b", "a+b", ""),
    *("127.0.0.1:8080/log", 1, "x" * 300, "a\u00a0b", "//a:1/log", "%zz"),
)
