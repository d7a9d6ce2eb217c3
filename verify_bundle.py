"""Verify the bundle of one branch: offline, with nothing but Python 3.11 or newer and this file.

    python verify_bundle.py FILE --policy trust.policy [--anchor NOTE]...

Keep this file where nobody else puts files, or run it with `python -I`: Python looks for its own
modules beside a script first.

It reads the bundle, the policy file (whose keys you trust) and checkpoints that you kept; no
network, no database, no other module. It takes no key from the bundle. Line by line it says:

    signature     whether the log signed the checkpoint
    witnesses     whether enough of those whom the policy names saw the same checkpoint
    paper         whether what you kept, and older checkpoints, are beginnings of this log
    inclusion     whether every entry of the bundle is, byte for byte, in the log so signed
    order         whether the branch's entries are linked from the first, without a hole
    completeness  whether the last of them is the branch's last: nothing was held back
    back-dating   whether entries say times that fit those at which witnesses saw the log
    state         what the rules make of the entries, and whether they recorded just that
    erased        whether persons disclosed are those the log knows; who was erased

Exit code 0: verified. 1: tampered, with the first bad position and the name of the error.
2: evidence incomplete. 3: bad input. Where several apply: 3 before 1 before 2.

The sections of this file follow those lines. "The format" is docs/log-format.md.
"""

from __future__ import annotations

import datetime as dt
import errno
import hmac
import json
import os
import re
import sys
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256, sha512
from io import TextIOWrapper
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple, TextIO, TypeVar
from unicodedata import is_normalized

# --- Limits: whatever is given, the work is bounded ----------------------------------------------

MAX_BUNDLE = 64 * 1024 * 1024  # bytes; a branch of 10,000 entries has some 10 MB
MAX_SMALL = 1024 * 1024  # bytes of a policy file or a note
MAX_SIGNATURES = 64  # lines of one note
MAX_EARLIER = 1_000  # older checkpoints in one bundle
MAX_PROOF = 64  # hashes of one proof: enough for 2^53 entries
MAX_ENTRIES = 5_000  # entries of a branch that are folded; the busiest have some hundred
MAX_WORK = 5_000_000  # entries folded, over all times that corrections make us fold again
MAX_DAYS = 1_000  # working days that are counted
MAX_FAULTS = 20  # errors of the input that are reported at once
MAX_QUOTE = 160  # characters quoted of what somebody else wrote

# --- Words: what each code says, in English and in Vietnamese ------------------------------------

Entry = dict[str, Any]
"""A parsed JSON object: the members of an entry, mostly."""
Words = tuple[str, str]
"""A sentence in English, and in Vietnamese."""
T = TypeVar("T")

MEANING_TABLE = """
usage               | the command was called wrongly | gọi lệnh sai
unexpected          | this verifier failed on it | chương trình này gặp lỗi
unreadable          | cannot be read | không đọc được
too_large           | larger than allowed | lớn quá mức cho phép
not_unicode         | not UTF-8 | không phải UTF-8
not_json            | no JSON as bundles use it | không phải JSON theo dạng đã định
duplicate_key       | a name twice in one object | có tên ghi hai lần
newer_format        | of a newer format: use a newer verifier | dạng mới hơn: hãy dùng bản mới hơn
bad_bundle          | not as a bundle has it | không đúng cấu trúc hồ sơ
bad_note            | no checkpoint note | không phải điểm kiểm
bad_trust           | no policy file | không phải tệp tin cậy
unknown_origin      | the policy has no key for this log | tệp tin cậy không có khóa của sổ này
other_log           | of another log | thuộc sổ khác

missing             | is missing | còn thiếu
want_text           | must be a text | phải là chữ
want_list           | must be a list | phải là danh sách
want_object         | must be an object | phải là đối tượng
want_number         | must be a whole number | phải là số nguyên
want_base64         | must be base64, of the right length | phải là base64, đúng độ dài
want_node           | must be the number of a node | phải là số của một nút
want_stream         | must be a stream that rules decide | phải là hồ sơ do quy định xét
want_reference      | must be a reference of a person | phải là mã người
want_one            | must be given, once | phải nêu, một lần
want_value          | wants a value | cần giá trị
no_such_option      | there is no such option | không có lựa chọn này
empty               | must not be empty | không được để trống
too_many            | too many | quá nhiều

control_character   | a control character | có ký tự điều khiển
not_a_line          | not a line of a policy file | không phải dòng của tệp tin cậy
not_defined         | a name that is not defined above | tên chưa nêu ở trên
name_taken          | a name that is taken | tên đã dùng
in_two_groups       | in a group already | đã thuộc một nhóm
bad_threshold       | so many cannot be asked for | không thể yêu cầu số này
bad_key             | no public key, or with the wrong id | không phải khóa, hoặc sai mã khóa
wrong_kind          | a key for another use | khóa dùng cho việc khác
private_key         | a private key, for nobody's eyes | khóa riêng, không ai được xem
key_twice           | the same key twice | một khóa ghi hai lần

bad_signature       | not signed by the log's key | không do khóa của sổ ký
bad_cosignature     | not this witness's signature | không phải chữ ký của bên chứng kiến
fork                | two histories: not grown from this | hai lịch sử: không nối tiếp điểm này
rolled_back         | the bundle is older than what you hold | hồ sơ cũ hơn điểm đang giữ
not_canonical       | not in the one allowed form | không theo dạng viết duy nhất cho phép
bad_entry           | a member is missing or wrong | thành phần thiếu hoặc sai
not_included        | this is not in the log that was signed | mục này không có trong sổ đã ký
bad_genesis         | not the beginning of this log | không phải mục mở đầu của sổ này
wrong_stream        | an entry of another stream | mục ghi thuộc hồ sơ khác
version_gap         | a version is missing or out of order | thiếu hoặc sai thứ tự phiên bản
position_order      | positions do not rise | vị trí không tăng dần
prev_mismatch       | not linked to the entry before it | không nối với mục liền trước
time_went_back      | recorded before an earlier entry | giờ ghi sớm hơn mục trước
future_date         | occurred after it was recorded | ngày diễn ra sau ngày ghi
command_torn        | entries of a command do not fit | các mục của một lệnh không khớp
command_reused      | two commands have one id | hai lệnh trùng mã
heads_mismatch      | the log committed to another last entry | sổ đã cam kết một mục cuối khác
time_outside_window | not a time that fits the witnesses' | giờ ghi không khớp bên chứng kiến
rules_mismatch      | rules that do not fit their digests | quy định không khớp mã băm
facts_mismatch      | recorded otherwise than the entries give | ghi khác với kết quả tính lại
mark_missing        | a rule was broken without the mark for it | trái quy định mà không mang dấu
state_mismatch      | cannot follow what was before it | không thể diễn ra sau những gì đã ghi
commitment_mismatch | not the person in the log | không phải người trong sổ

too_few_witnesses   | too few witnesses cosigned | chưa đủ bên chứng kiến
earlier_missing     | no proof from the size that you hold | thiếu bằng chứng từ điểm đang giữ
time_unproven       | confirmed late, or back-dated | được xác nhận muộn, hoặc ghi lùi ngày
genesis_missing     | entry 1 is not in the bundle | hồ sơ không có mục 1
heads_missing       | no entry commits to the last versions | không có mục chốt các phiên bản cuối
rules_missing       | the rules that decided it are not there | không có quy định đã áp dụng
not_derived         | this verifier is older than the log | chương trình này cũ hơn sổ
too_much_work       | too long for the state to be derived | quá dài nên không suy trạng thái
person_missing      | the person's entry is not in the bundle | hồ sơ không có mục về người này
"""
MEANING: dict[str, Words] = {
    code.strip(): (en.strip(), vi.strip())
    for code, en, vi in (line.split("|") for line in MEANING_TABLE.splitlines() if line)
}


class Fault(NamedTuple):
    """One fault of the input: its code, where it is, what is wrong there, and a detail."""

    code: str
    where: str
    what: str = ""
    detail: str = ""

    def says(self, vi: int) -> str:
        """Return the sentence; `vi` is 1 for Vietnamese."""
        return MEANING[self.what or self.code][vi] + (f" ({self.detail})" if self.detail else "")


class BadInputError(Exception):
    """Nothing can be verified: every fault of the input at once."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        super().__init__("bad input")
        self.faults = list(islice(faults, MAX_FAULTS))


class StopError(Exception):
    """A step does not hold; details are names and numbers, the same in every language."""

    def __init__(self, code: str, detail: str = "", position: int | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail
        self.position = position


class TamperedError(StopError):
    """The evidence contradicts itself, the policy's keys, or what was kept."""


class IncompleteError(StopError):
    """Something that is needed is not there, or cannot be judged by this verifier."""


def shown(value: object) -> str:
    """Write something of the input so that no terminal takes it for an order."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    text = text if len(text) <= MAX_QUOTE else text[:MAX_QUOTE] + "…"
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


# --- Reading: JSON without surprises, base64 with one spelling, the canonical form ---------------

MAX_DEPTH = 16
MAX_INTEGER = 2**53 - 1
MAX_TIME = 2**63 - 1
HASH_SIZE = 32

_is_key = re.compile(r"[a-z][a-z0-9_]{0,63}").fullmatch
_has_control = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]").search
_has_surrogate = re.compile(r"[\ud800-\udfff]").search


class BadTextError(ValueError):
    """A text breaks a rule of JSON or of the canonical form; `rule` names it."""

    def __init__(self, rule: str, place: str = "") -> None:
        super().__init__(f"{rule} {place}".strip())
        self.rule = rule


def read_json(text: str) -> Any:
    """Parse JSON with whole numbers only, and no name twice in one object."""
    try:
        return json.loads(
            text,
            object_pairs_hook=_object,
            parse_int=_integer,
            parse_float=_not_integer,
            parse_constant=_not_integer,
        )
    except BadTextError:
        raise
    except RecursionError:
        raise BadTextError("too_deep") from None
    except ValueError as error:
        raise BadTextError("not_json", str(error)) from None


def _object(pairs: list[tuple[str, Any]]) -> Entry:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise BadTextError("duplicate_key")
    return found


def _integer(digits: str) -> int:
    if len(digits) > len(str(MAX_INTEGER)) + 1:
        raise BadTextError("integer_range")
    return int(digits)


def _not_integer(_: str) -> Any:
    raise BadTextError("not_integer")


def canonical(text: str) -> Any:
    """Return the value of a text in the one form that the format allows, byte for byte.

    Sorted names, no space, whole numbers within 2^53, NFC, no control character but the line
    feed, no null. Raises BadTextError.
    """
    value = read_json(text)
    _check_values(value, "", 0)
    if json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")) != text:
        raise BadTextError("not_canonical")
    return value


def _check_values(value: Any, place: str, depth: int) -> None:
    """Check the rules of the canonical form that are about values, not about their spelling."""
    if isinstance(value, dict | list):
        if depth == MAX_DEPTH:
            raise BadTextError("too_deep", place)
        for name, item in value.items() if isinstance(value, dict) else enumerate(value):
            if isinstance(name, str) and not _is_key(name):
                raise BadTextError("bad_key", place)
            _check_values(item, f"{place}.{name}", depth + 1)
    elif isinstance(value, str):
        _check_string(value, place)
    elif value is None:
        raise BadTextError("null", place)
    elif not -MAX_INTEGER <= value <= MAX_INTEGER:
        raise BadTextError("integer_range", place)


def _check_string(value: str, place: str) -> None:
    if _has_control(value):
        raise BadTextError("control_character", place)
    if _has_surrogate(value):
        raise BadTextError("not_unicode", place)
    if not value.isascii() and not is_normalized("NFC", value):
        raise BadTextError("not_nfc", place)


def base64_bytes(text: str) -> bytes:
    """Decode standard base64 in its only spelling; raises ValueError."""
    raw = b64decode(text, validate=True)
    if base64_text(raw) != text:
        raise BadTextError("not_canonical")
    return raw


def base64_text(raw: bytes) -> str:
    """Write bytes as the log does."""
    return b64encode(raw).decode()


# --- The hash tree of RFC 6962: n leaves are split at the largest power of two below n -----------


def leaf_hash(data: bytes) -> bytes:
    """Hash a leaf: an entry's bytes, or a line of the heads."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash two subtrees into the one above."""
    return sha256(b"\x01" + left + right).digest()


def _split(size: int) -> int:
    return 1 << (size - 1).bit_length() - 1


def root_over(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """Return the root to which `path`, lowest hash first, leads from leaf `index` of `size`."""
    if size == 1 or not path:
        return leaf if size == 1 and not path else None
    left, below, other = _split(size), path[:-1], path[-1]
    if index < left:
        found = root_over(leaf, index, left, below)
        return None if found is None else node_hash(found, other)
    found = root_over(leaf, index - left, size - left, below)
    return None if found is None else node_hash(other, found)


def is_included(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether a leaf is the one at `index` in the tree of `size` leaves with this root."""
    return 0 <= index < size and root_over(leaf, index, size, path) == root


def is_consistent(old: Checkpoint, new: Checkpoint, proof: Sequence[bytes]) -> bool:
    """Whether the log of `new` began as that of `old`."""
    if old.size == 0:
        return not proof and old.root == sha256().digest()
    roots = (old.root, new.root)
    return old.size <= new.size and _roots(old.size, new.size, proof, old.root) == roots


def _roots(
    old: int, new: int, proof: Sequence[bytes], whole: bytes | None
) -> tuple[bytes, bytes] | None:
    """Return the roots at both sizes that a proof gives; `whole` is that of all old leaves."""
    if old == new or not proof:
        rest = proof if whole is None else [whole, *proof]
        return (rest[0], rest[0]) if old == new and len(rest) == 1 else None
    left, below, other = _split(new), proof[:-1], proof[-1]
    if old <= left:
        found = _roots(old, left, below, whole)
        return found and (found[0], node_hash(found[1], other))
    found = _roots(old - left, new - left, below, None)
    return found and (node_hash(other, found[0]), node_hash(other, found[1]))


# --- Ed25519 (RFC 8032): verifying only, strictly, without cofactor ------------------------------

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
ROOT_OF_MINUS_1 = pow(2, (P - 1) // 4, P)
BASE = b"\x58" + b"\x66" * 31
"""The base point, encoded: its y is 4/5."""

Point = tuple[int, int, int, int]
"""Extended coordinates: x = X/Z, y = Y/Z, xy = T/Z."""
NEUTRAL: Point = (0, 1, 1, 0)


def add(p: Point, q: Point) -> Point:
    """Add two points of the curve; the formula is complete."""
    a = (p[1] - p[0]) * (q[1] - q[0]) % P
    b = (p[1] + p[0]) * (q[1] + q[0]) % P
    c = 2 * p[3] * q[3] * D % P
    d = 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def double(p: Point) -> Point:
    """Add a point to itself."""
    x, y, z, _ = p
    a, b, c = x * x % P, y * y % P, 2 * z * z
    h = a + b
    e, g = h - (x + y) * (x + y) % P, a - b
    f = c % P + g
    return e * f % P, g * h % P, f * g % P, e * h % P


def decode_point(encoded: bytes) -> Point | None:
    """Decode a point; None for what is no point, or spelt otherwise than it is written."""
    number = int.from_bytes(encoded, "little")
    y, sign = number & (1 << 255) - 1, number >> 255
    if len(encoded) != HASH_SIZE or y >= P:
        return None
    u, v = (y * y - 1) % P, (D * y * y + 1) % P
    x = u * v**3 * pow(u * v**7, (P - 5) // 8, P) % P
    if v * x * x % P != u:
        x = x * ROOT_OF_MINUS_1 % P
    if v * x * x % P != u or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


def multiples(point: Point) -> tuple[Point, ...]:
    """Return 0 to 15 times a point."""
    found = [NEUTRAL]
    for _ in range(15):
        found.append(add(found[-1], point))
    return tuple(found)


@lru_cache(maxsize=256)
def multiples_of_key(public: bytes) -> tuple[Point, ...] | None:
    """Return the multiples of minus a public key; None if no key may be so: of small order."""
    point = decode_point(public)
    if point is None:
        return None
    x, y, z, _ = double(double(double(point)))
    if x == 0 and y == z:
        return None
    return multiples((P - point[0], point[1], 1, P - point[3]))


@lru_cache(maxsize=1)
def multiples_of_base() -> tuple[Point, ...]:
    """Return the multiples of the base point."""
    base = decode_point(BASE)
    return multiples(base) if base is not None else ()


@lru_cache(maxsize=4_096)
def is_signed(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether `signature` over `message` was made with the private key of `public`.

    Checks sB - hA = R by comparing encodings, so R has one spelling too; s is below the order.
    """
    key = multiples_of_key(public)
    encoded_r, s = signature[:HASH_SIZE], int.from_bytes(signature[HASH_SIZE:], "little")
    if key is None or len(signature) != 2 * HASH_SIZE or s >= ORDER:
        return False
    base = multiples_of_base()
    h = int.from_bytes(sha512(encoded_r + public + message).digest(), "little") % ORDER
    total = NEUTRAL
    for shift in range(252, -4, -4):
        total = double(double(double(double(total))))
        total = add(total, base[s >> shift & 15])
        total = add(total, key[h >> shift & 15])
    inverse = pow(total[2], -1, P)
    x, y = total[0] * inverse % P, total[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(HASH_SIZE, "little") == encoded_r


# --- Whom you trust: the policy file (C2SP tlog-policy) ------------------------------------------

LOG_KEY, WITNESS_KEY = 1, 4  # Ed25519 over the text; over a time and the text (cosignature/v1)
NONE = "none"
_words = re.compile(r"[^ \t]+").findall
_has_policy_control = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]").search
_is_name = re.compile(r"[^\s+]+").fullmatch
_is_threshold = re.compile(r"[1-9][0-9]{0,3}").fullmatch


class Key(NamedTuple):
    """A public key with its name; `key_id` are the four bytes that signature lines bear."""

    name: str
    kind: int
    key_id: bytes
    public: bytes


@dataclass(slots=True)
class Policy:
    """Logs, witnesses by the file's names, groups as (how many, of whom), and the quorum."""

    logs: list[Key] = field(default_factory=list)
    witnesses: dict[str, Key] = field(default_factory=dict)
    groups: dict[str, tuple[int, list[str]]] = field(default_factory=dict)
    grouped: set[str] = field(default_factory=set)
    quorum: str = ""

    def defines(self, name: str) -> bool:
        """Whether a witness or a group has this name."""
        return name in self.witnesses or name in self.groups

    def is_met(self, cosigned: set[str]) -> bool:
        """Whether these witnesses are enough."""
        met = {NONE, *cosigned}
        for name, (needed, members) in self.groups.items():  # each after its members
            if sum(member in met for member in members) >= needed:
                met.add(name)
        return self.quorum in met


def read_policy(text: str) -> Policy:
    """Read the policy file; raises BadInputError with every faulty line."""
    if "PRIVATE+KEY+" in text:
        raise BadInputError([Fault("bad_trust", "policy", "private_key")])
    policy, faults = Policy(), list[Fault]()
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        words = _words(line)
        wrong = ""
        if _has_policy_control(line):
            wrong = "control_character"
        elif words and not words[0].startswith("#"):
            wrong = _take_line(policy, words)
        if wrong:
            faults.append(Fault("bad_trust", f"policy:{number}", wrong, shown(line)))
    if not policy.quorum:
        faults.append(Fault("bad_trust", "policy: quorum", "want_one"))
    if faults:
        raise BadInputError(faults)
    return policy


def _take_line(policy: Policy, words: list[str]) -> str:
    """Take one line; return what is wrong with it."""
    match words:
        case ["log", text] | ["log", text, _]:
            key = _read_key(text, LOG_KEY, policy.logs)
            if isinstance(key, str):
                return key
            policy.logs.append(key)
        case ["witness", name, text] | ["witness", name, text, _]:
            key = _read_key(text, WITNESS_KEY, policy.witnesses.values())
            if isinstance(key, str) or name == NONE or policy.defines(name):
                return key if isinstance(key, str) else "name_taken"
            policy.witnesses[name] = key
        case ["group", name, needed, first, *rest]:
            return _take_group(policy, name, needed, [first, *rest])
        case ["quorum", name]:
            if policy.quorum:
                return "want_one"
            policy.quorum = name
            return "" if name == NONE or policy.defines(name) else "not_defined"
        case _:
            return "not_a_line"
    return ""


def _take_group(policy: Policy, name: str, needed: str, members: list[str]) -> str:
    """Take a group of names defined above it, none of which is in a group already."""
    if not all(map(policy.defines, members)):
        return "not_defined"
    if len(set(members)) < len(members) or not policy.grouped.isdisjoint(members):
        return "in_two_groups"
    if name == NONE or policy.defines(name):
        return "name_taken"
    count = {"any": "1", "all": str(len(members))}.get(needed, needed)
    if not _is_threshold(count) or int(count) > len(members):
        return "bad_threshold"
    policy.groups[name] = (int(count), members)
    policy.grouped.update(members)
    return ""


def _read_key(text: str, kind: int, known: Iterable[Key]) -> Key | str:
    """Read `name+id+base64(kind, key)`, whose id is a hash of the rest; or say what is wrong."""
    name, _, rest = text.partition("+")
    claimed, _, encoded = rest.partition("+")
    try:
        raw = base64_bytes(encoded)
    except ValueError:
        return "bad_key"
    key_id = sha256(name.encode("utf-8", "surrogateescape") + b"\n" + raw).digest()[:4]
    if not _is_name(name) or claimed != key_id.hex() or multiples_of_key(raw[1:]) is None:
        return "bad_key"
    if raw[0] != kind:
        return "wrong_kind"
    if raw[1:] in [key.public for key in known]:
        return "key_twice"
    return Key(name, kind, key_id, raw[1:])


# --- Notes: checkpoints with the lines of those who signed (C2SP signed-note) --------------------

KEY_ID_SIZE, TIME_SIZE = 4, 8
_signature_line = re.compile(r"— ([^\s+]+) ([A-Za-z0-9+/=]+)").fullmatch
_is_size = re.compile(r"0|[1-9][0-9]{0,15}").fullmatch
_has_note_control = re.compile(r"[\x00-\x09\x0b-\x1f]").search


class Checkpoint(NamedTuple):
    """What a log commits to: its name, the number of its entries, the root of their tree."""

    origin: str
    size: int
    root: bytes

    def body(self) -> bytes:
        """The three lines that are signed."""
        return f"{self.origin}\n{self.size}\n{base64_text(self.root)}\n".encode()


class Note(NamedTuple):
    """A checkpoint and its signature lines as (name, key id, payload); perhaps none on paper."""

    checkpoint: Checkpoint
    lines: list[tuple[str, bytes, bytes]]


def read_note(text: str) -> Note:
    """Read a note: body, empty line, signature lines; raises ValueError. Nothing is verified."""
    body, separator, lines = text.rpartition("\n\n")
    if not separator or not lines.endswith("\n") or _has_note_control(text):
        raise BadTextError("bad_note")
    listed = lines[:-1].split("\n")
    if len(listed) > MAX_SIGNATURES or len(text) > MAX_SMALL:
        raise BadTextError("too_many")
    return Note(read_body(body), [_read_signature(line) for line in listed])


def read_body(text: str) -> Checkpoint:
    """Read the three lines of a checkpoint, without the last line feed; raises ValueError."""
    origin, size, root = text.split("\n")
    raw = base64_bytes(root)
    fits = _is_name(origin) and _is_size(size) and int(size) <= MAX_INTEGER
    if not fits or len(raw) != HASH_SIZE or _has_surrogate(origin):
        raise BadTextError("bad_note")
    return Checkpoint(origin, int(size), raw)


def read_kept(text: str) -> Note:
    """Read what somebody kept: a note, or the three lines alone, perhaps typed off paper."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    if "\n— " in text:
        return read_note(text)
    typed = [line.strip() for line in text.splitlines()]
    return Note(read_body("\n".join(line for line in typed if line)), [])


def _read_signature(line: str) -> tuple[str, bytes, bytes]:
    found = _signature_line(line)
    raw = base64_bytes(found[2]) if found else b""
    if not found or len(raw) <= KEY_ID_SIZE or _has_surrogate(line):
        raise BadTextError("bad_note")
    return found[1], raw[:KEY_ID_SIZE], raw[KEY_ID_SIZE:]


class Signed(NamedTuple):
    """A checkpoint whose known signatures are good: the log's, and witnesses' with their times."""

    checkpoint: Checkpoint
    by_log: bool
    times: dict[str, int]

    def seen_at(self, policy: Policy) -> int | None:
        """Return when enough witnesses had seen it (seconds since 1970), None if they have not.

        Where the policy asks for none, one that it knows is enough.
        """
        by_time = sorted(self.times, key=lambda name: self.times[name])
        for count, name in enumerate(by_time, 1):
            if policy.is_met(set(by_time[:count])):
                return self.times[name]
        return None


def check_note(note: Note, policy: Policy) -> Signed:
    """Verify every line of a key that the policy knows, by name and key id; skip the others.

    One bad signature of a known key spoils the whole note.
    """
    checkpoint, by_log, times = note.checkpoint, False, dict[str, int]()
    body = checkpoint.body()
    for name, key_id, payload in note.lines:
        detail = f"{shown(name)}, {checkpoint.size}"
        for key in policy.logs:
            if (key.name, key.key_id, key.name) == (name, key_id, checkpoint.origin):
                if not is_signed(key.public, body, payload):
                    raise TamperedError("bad_signature", detail)
                by_log = True
        for witness, key in policy.witnesses.items():
            if (key.name, key.key_id) == (name, key_id):
                time = int.from_bytes(payload[:TIME_SIZE], "big")
                message = b"cosignature/v1\ntime %d\n" % time + body
                if time > MAX_TIME or not is_signed(key.public, message, payload[TIME_SIZE:]):
                    raise TamperedError("bad_cosignature", detail)
                times[witness] = min(time, times.get(witness, time))
    return Signed(checkpoint, by_log, times)


# --- The input: all its faults at once -----------------------------------------------------------

FORMAT = "congress-bundle/1"
LEAF = {"entry": str, "path": [int]}
BUNDLE: Entry = {
    "checkpoint": str,
    "stream": str,
    "entries": [LEAF],
    "support": [LEAF],
    "earlier": [{"checkpoint": str, "proof": [int]}],
    "disclosures": [{"ref": str, "salt": str, "value": str}],
    "nodes": [str],
}
"""The members of a bundle, all present; unknown ones are skipped."""
HEADS: Entry = {**LEAF, "index": int, "proof": [int]}
WANTED = {str: "want_text", int: "want_number"}
IDENTIFIER = r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}"
_is_ref = re.compile(IDENTIFIER).fullmatch


class Leaf(NamedTuple):
    """An entry as given: where, its text, and the hashes that lead to the root."""

    where: str
    text: str
    path: list[bytes]


class Heads(NamedTuple):
    """The entry that commits to the last version of each stream, and the branch's line in it."""

    leaf: Leaf
    place: int
    proof: list[bytes]


class Disclosure(NamedTuple):
    """What was told about a person: reference, salt, and the value committed to."""

    ref: str
    salt: bytes
    value: bytes


@dataclass(slots=True)
class Bundle:
    """The bundle, its shape checked, its node numbers replaced by the hashes."""

    note: Note
    stream: str
    entries: list[Leaf]
    support: list[Leaf]
    heads: Heads | None
    earlier: list[tuple[Note, list[bytes]]]
    disclosures: list[Disclosure]


def read_bundle(text: str) -> Bundle:
    """Read the bundle; raises BadInputError with every fault of its shape, then of its content."""
    try:
        raw = read_json(text)
    except BadTextError as error:
        code = "duplicate_key" if error.rule == "duplicate_key" else "not_json"
        raise BadInputError([Fault(code, "bundle", detail=shown(str(error)))]) from None
    if not isinstance(raw, dict):
        raise BadInputError([Fault("bad_bundle", "bundle", "want_object")])
    form = raw.get("format")
    if form != FORMAT:
        newer = isinstance(form, str) and form.startswith("congress-bundle/")
        code = "newer_format" if newer else "bad_bundle"
        raise BadInputError([Fault(code, "format", detail=f"≠ {FORMAT}")])
    shape = BUNDLE if raw.get("heads", 0) in (None, {}) else {**BUNDLE, "heads": HEADS}
    faults = list(islice(_shape_faults(raw, shape, ""), MAX_FAULTS))
    if faults:
        raise BadInputError(faults)
    reading = _Reading(raw)
    bundle = reading.bundle()
    if reading.faults:
        raise BadInputError(reading.faults)
    return bundle


def _shape_faults(value: object, shape: Any, where: str) -> Iterator[Fault]:
    """Yield where a value is not of a shape: a type, a list of a shape, an object of shapes."""
    if isinstance(shape, list):
        if isinstance(value, list):
            for index, item in enumerate(value):
                yield from _shape_faults(item, shape[0], f"{where}[{index}]")
        else:
            yield Fault("bad_bundle", where, "want_list")
    elif isinstance(shape, dict):
        if isinstance(value, dict):
            for name, inner in shape.items():
                place = f"{where}.{name}".lstrip(".")
                if name in value:
                    yield from _shape_faults(value[name], inner, place)
                else:
                    yield Fault("bad_bundle", place, "missing")
        else:
            yield Fault("bad_bundle", where, "want_object")
    elif type(value) is not shape:
        yield Fault("bad_bundle", where, WANTED[shape])


class _Reading:
    """Reads a bundle of the right shape, and collects what is wrong with what it holds."""

    def __init__(self, raw: Entry) -> None:
        self.raw = raw
        self.faults: list[Fault] = []
        self.nodes = [
            self.decoded(node, f"nodes[{index}]", HASH_SIZE)
            for index, node in enumerate(raw["nodes"])
        ]

    def fault(self, where: str, what: str, code: str = "bad_bundle") -> None:
        """Note a fault; reading goes on."""
        if len(self.faults) < MAX_FAULTS:
            self.faults.append(Fault(code, where, what))

    def decoded(self, text: str, where: str, size: int | None = None) -> bytes:
        """Decode base64, of one size if given."""
        try:
            raw = base64_bytes(text)
        except ValueError:
            raw = None
        if raw is None or (size is not None and len(raw) != size):
            self.fault(where, "want_base64")
        return raw or b""

    def hashes(self, numbers: list[int], where: str) -> list[bytes]:
        """Return the hashes that node numbers name."""
        known = range(len(self.nodes))
        if len(numbers) > MAX_PROOF:
            self.fault(where, "too_many")
        elif not all(number in known for number in numbers):
            self.fault(where, "want_node")
        else:
            return [self.nodes[number] for number in numbers]
        return []

    def note(self, text: str, where: str) -> Note:
        """Return a note of this log."""
        try:
            return read_note(text)
        except ValueError:
            self.fault(where, "", "bad_note")
            return Note(Checkpoint("", 0, b""), [])

    def leaf(self, item: Entry, where: str) -> Leaf:
        """Return one entry as given."""
        return Leaf(where, item["entry"], self.hashes(item["path"], f"{where}.path"))

    def leaves(self, name: str) -> list[Leaf]:
        """Return a list of entries as given."""
        return [self.leaf(item, f"{name}[{n}]") for n, item in enumerate(self.raw[name])]

    def heads(self) -> Heads | None:
        """Return the heads; null or an empty object says that the log has none."""
        item = self.raw["heads"]
        if not item:
            return None
        proof = self.hashes(item["proof"], "heads.proof")
        return Heads(self.leaf(item, "heads"), item["index"], proof)

    def earlier(self, newest: Note) -> Iterator[tuple[Note, list[bytes]]]:
        """Yield the older checkpoints, each with its proof."""
        listed = self.raw["earlier"]
        if len(listed) > MAX_EARLIER:
            self.fault("earlier", "too_many")
        for index, item in enumerate(listed[:MAX_EARLIER]):
            note = self.note(item["checkpoint"], f"earlier[{index}].checkpoint")
            if len({note.checkpoint.origin, newest.checkpoint.origin, ""}) > 2:  # noqa: PLR2004
                self.fault(f"earlier[{index}].checkpoint", "other_log")
            yield note, self.hashes(item["proof"], f"earlier[{index}].proof")

    def disclosure(self, item: Entry, where: str) -> Disclosure:
        """Return what was told of one person."""
        if not _is_ref(item["ref"]):
            self.fault(f"{where}.ref", "want_reference")
        salt = self.decoded(item["salt"], f"{where}.salt", HASH_SIZE)
        return Disclosure(item["ref"], salt, self.decoded(item["value"], f"{where}.value"))

    def bundle(self) -> Bundle:
        """Read all members."""
        raw, note = self.raw, self.note(self.raw["checkpoint"], "checkpoint")
        if not _is_domain(raw["stream"]) or _is_system(raw["stream"]):
            self.fault("stream", "want_stream")
        if not raw["entries"]:
            self.fault("entries", "empty")
        return Bundle(
            note,
            raw["stream"],
            self.leaves("entries"),
            self.leaves("support"),
            self.heads(),
            list(self.earlier(note)),
            [self.disclosure(d, f"disclosures[{n}]") for n, d in enumerate(raw["disclosures"])],
        )


@dataclass(slots=True)
class Case:
    """What is judged, and what the steps find out one after another."""

    bundle: Bundle
    policy: Policy
    kept: list[Note]
    signed: Signed = field(init=False)
    earlier: list[Signed] = field(default_factory=list)
    """Older checkpoints of the bundle, and kept ones, that are beginnings of this log."""
    entries: list[Entry] = field(default_factory=list)
    heads: Entry | None = None
    at: dict[int, Entry] = field(default_factory=dict)
    """Every entry of the bundle, by its position."""
    leaves: dict[int, bytes] = field(default_factory=dict)
    """The leaf hash of each."""
    simulation: bool | None = None
    windows: list[Entry] = field(default_factory=list)
    state: Entry | None = None
    rules: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    """The texts that decided the entries, by the position that adopted them: name and digest."""
    persons: list[Entry] = field(default_factory=list)

    @property
    def checkpoint(self) -> Checkpoint:
        """The checkpoint that everything is held against."""
        return self.bundle.note.checkpoint

    @property
    def area(self) -> str:
        """The first part of the stream: whose definition its entries follow."""
        return self.bundle.stream.partition("/")[0]

    def in_order(self) -> list[Entry]:
        """Return every entry of the bundle, as they stand in the log."""
        return [self.at[position] for position in sorted(self.at)]


def read_input(bundle: bytes | str, policy: bytes | str, kept: Sequence[bytes | str]) -> Case:
    """Read everything given; raises BadInputError with the faults of all of it."""
    faults: list[Fault] = []
    read = _read(faults, bundle, "bundle", read_bundle)
    trusted = _read(faults, policy, "policy", read_policy)
    notes = [_read(faults, note, f"anchor {n}", read_kept) for n, note in enumerate(kept, 1)]
    if read is None or trusted is None:
        raise BadInputError(faults)
    origin = read.note.checkpoint.origin
    if origin not in [key.name for key in trusted.logs]:
        faults.append(Fault("unknown_origin", "checkpoint", detail=shown(origin)))
    for number, note in enumerate(notes, 1):
        if note is not None and note.checkpoint.origin != origin:
            detail = shown(note.checkpoint.origin)
            faults.append(Fault("other_log", f"anchor {number}", detail=detail))
    if faults:
        raise BadInputError(faults)
    return Case(read, trusted, [note for note in notes if note is not None])


def _read(
    faults: list[Fault], given: bytes | str, where: str, read: Callable[[str], T]
) -> T | None:
    """Decode and read one input; None, and its faults noted, where that fails."""
    raw = given.encode("utf-8", "surrogatepass") if isinstance(given, str) else given
    if len(raw) > (MAX_BUNDLE if where == "bundle" else MAX_SMALL):
        faults.append(Fault("too_large", where))
        return None
    try:
        # Names in a policy file are whatever bytes they are.
        text = raw.decode("utf-8", "surrogateescape" if where == "policy" else "strict")
        return read(text.removeprefix("\ufeff"))  # the mark of an editor of another system
    except BadInputError as error:
        faults.extend(error.faults)
    except UnicodeDecodeError as error:
        faults.append(Fault("not_unicode", where, detail=str(error.start)))
    except ValueError:
        faults.append(Fault("bad_note", where))
    return None


# --- Signature, witnesses, paper: the log signed, enough saw it, nothing kept contradicts it -----

OK, FAILED, INCOMPLETE, NOT_APPLICABLE, NOT_CHECKED = range(5)
Found = tuple[int, Words]
"""What became of a step that did not stop, and what it found."""


def check_signature(case: Case) -> Found:
    """The note bears the log's own signature, by a key of the policy file."""
    case.signed = check_note(case.bundle.note, case.policy)
    name, size = shown(case.checkpoint.origin), case.checkpoint.size
    if not case.signed.by_log:
        raise TamperedError("bad_signature", f"{name}, {size}")
    return OK, (f"{name} signed at {size} entries", f"{name} đã ký khi có {size} mục")


def check_witnesses(case: Case) -> Found:
    """Those witnesses cosigned the same note whom the policy asks for."""
    policy, times = case.policy, case.signed.times
    names = ", ".join(f"{shown(name)} {instant(times[name])}" for name in sorted(times)) or "0"
    if not policy.is_met(set(times)):
        raise IncompleteError("too_few_witnesses", f"{names}; quorum {shown(policy.quorum)}")
    says = (
        f"cosigned: {names}; asked for: {shown(policy.quorum)}",
        f"đã xác nhận: {names}; yêu cầu: {shown(policy.quorum)}",
    )
    return (NOT_APPLICABLE if policy.quorum == NONE else OK), says


def check_paper(case: Case) -> Found:
    """Older checkpoints, and those that were kept, are beginnings of this log."""
    roots = {case.checkpoint.size: case.checkpoint.root}
    for note, proof in case.bundle.earlier:
        signed = check_note(note, case.policy)
        size = signed.checkpoint.size
        if not signed.by_log:
            raise TamperedError("bad_signature", f"earlier, {size}")
        if not is_consistent(signed.checkpoint, case.checkpoint, proof):
            raise TamperedError("fork", f"{size} → {case.checkpoint.size}")
        case.earlier.append(signed)
        roots[size] = signed.checkpoint.root
    missing = []
    for note in case.kept:
        signed = check_note(note, case.policy)
        if _is_proven(case, note, roots):
            case.earlier.append(signed)
        else:
            missing.append(signed.checkpoint.size)
    if missing:
        raise IncompleteError("earlier_missing", ", ".join(map(str, missing)))
    kept, older = len(case.kept), len(case.bundle.earlier)
    if not kept and not older:
        return NOT_APPLICABLE, (
            "nothing was kept to compare with (--anchor)",
            "không có điểm kiểm nào đang giữ để đối chiếu (--anchor)",
        )
    return OK, (
        f"checkpoints kept: {kept}, earlier ones: {older}, all of this history",
        f"điểm kiểm đang giữ: {kept}, điểm trước: {older}, đều thuộc lịch sử này",
    )


def _is_proven(case: Case, note: Note, roots: Mapping[int, bytes]) -> bool:
    """Hold a kept checkpoint against those proven; whether one has its size."""
    given = note.checkpoint
    if given.size > case.checkpoint.size:
        detail = f"{case.checkpoint.size} < {given.size}"
        raise TamperedError("other_log" if _has_other_key(case, note) else "rolled_back", detail)
    if given.size in roots and roots[given.size] != given.root:
        code = "other_log" if _has_other_key(case, note) else "fork"
        raise TamperedError(code, str(given.size))
    return given.size in roots


def _has_other_key(case: Case, note: Note) -> bool:
    """Whether no key that signed the bundle's note in the log's name signed a kept one."""
    own, other = (
        {key_id for name, key_id, _ in each.lines if name == case.checkpoint.origin}
        for each in (case.bundle.note, note)
    )
    return bool(own and other) and own.isdisjoint(other)


# --- Inclusion: every entry well formed and in the tree; entry 1 names this log ------------------

MAX_ENTRY, MAX_STREAM = 60_000, 200
KNOWN_FORMAT = 1
GENESIS, RULES, HEADS_TYPE = "log.created", "log.rules_adopted", "log.heads"
VIET_NAM = dt.timedelta(hours=7)
BEGINNING = "1970-01-01T00:00:00.000000Z"  # of a simulation, so that its times may start anywhere
_is_origin = re.compile(r"(?![a-zA-Z][a-zA-Z0-9.-]*:)[!-*,-~]+").fullmatch
_is_stream = re.compile(rf"{IDENTIFIER}(/{IDENTIFIER})*").fullmatch
_is_domain = re.compile(
    rf"campaign/{IDENTIFIER}|congress(/{IDENTIFIER}){{2}}"
    rf"|(?!(campaign|congress)/)[a-z][a-z0-9_]*(/{IDENTIFIER})+"
).fullmatch
_is_system = re.compile(r"log|log/heads|person/.*", re.DOTALL).fullmatch
_date = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})").fullmatch
_time = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})\.([0-9]{6})Z"
).fullmatch

Holds = Callable[[Any], bool]
"""Says whether a value is of some kind."""


def read_time(text: str) -> dt.datetime | None:
    """Read a time of the log, as local time: seven hours later; None if it is none."""
    found = _time(text)
    if found is None:
        return None
    year, month, day, hour, minute, second, microsecond = map(int, found.groups())
    try:
        utc = dt.datetime(year, month, day, hour, minute, second, microsecond)  # noqa: DTZ001
        return utc + VIET_NAM
    except (ValueError, OverflowError):
        return None


def read_date(text: str) -> dt.date | None:
    """Read a date; None if it is none."""
    found = _date(text)
    try:
        return dt.date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def local_date(entry: Entry) -> str:
    """Return the day on which an entry was recorded."""
    local = read_time(entry["recorded_at"])
    return local.date().isoformat() if local else ""


def _matches(pattern: Callable[[str], object]) -> Holds:
    return lambda value: isinstance(value, str) and pattern(value) is not None


def _list_of(holds: Holds) -> Holds:
    return lambda value: isinstance(value, list) and all(map(holds, value))


def _object_of(**members: Holds) -> Holds:
    """An object with these members, and perhaps others; one that ends in `_` may be absent."""
    named = [(name.rstrip("_"), name.endswith("_"), holds) for name, holds in members.items()]
    return lambda value: (
        isinstance(value, dict)
        and all(
            holds(value[name]) if name in value else optional for name, optional, holds in named
        )
    )


def _is_number(value: Any) -> bool:
    return type(value) is int and value >= 0


def _is_count(value: Any) -> bool:
    return type(value) is int and value > 0


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and value != ""


_is_hash = _matches(re.compile(r"[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=").fullmatch)
_is_hex = _matches(re.compile(r"[0-9a-f]{64}").fullmatch)
_is_code = _matches(_is_key)
_is_day = _matches(read_date)
_is_paper = _object_of(kind=_is_text, number=_is_text, date_=_is_day, sha256_=_is_hex)
_names_command = _object_of(id=_is_text, digest=_is_hash)
_counts_command = _object_of(n=_is_count, of=_is_count)


def _is_command(value: Any) -> bool:
    """`n` of `of`, from 1; id and digest together or not at all."""
    named = isinstance(value, dict) and ("id" in value or "digest" in value)
    whole = _counts_command(value) and (not named or _names_command(value))
    return whole and bool(value["n"] <= value["of"])


def _are_flags(value: Any) -> bool:
    return _list_of(_is_code)(value) and value == sorted(set(value)) and value != []


MEMBERS: dict[str, Holds] = {
    "actor": _matches(re.compile(r"[!-~]{1,128}").fullmatch),
    "command": _is_command,
    "correlation": _matches(_is_ref),
    "data": _object_of(),
    "evidence": lambda value: _list_of(_is_paper)(value) and value != [],
    "facts": lambda value: isinstance(value, dict) and value != {},
    "flags": _are_flags,
    "format": lambda value: type(value) is int and value == KNOWN_FORMAT,
    "occurred_on": _is_day,
    "override": _object_of(authority=_is_text, document=_is_text, reason=_is_text),
    "position": _is_count,
    "prev": _is_hash,
    "recorded_at": _matches(read_time),
    "role": _is_text,
    "rules": _is_count,
    "stream": _matches(_is_stream),
    "type": _matches(re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*").fullmatch),
    "type_version": _is_count,
    "version": _is_count,
}
"""The members of an entry and what each holds; unknown ones are hashed and skipped."""
EVERYWHERE = {
    *("actor", "data", "format", "position", "recorded_at", "stream", "type"),
    *("type_version", "version"),
}
IN_DOMAIN = {"command", "occurred_on", "rules"}


def faulty_member(entry: Entry) -> str:
    """Return the first member that is missing or not what the format's table says."""
    domain = not _is_system(str(entry.get("stream")))
    required = EVERYWHERE | IN_DOMAIN if domain else EVERYWHERE
    for name, holds in MEMBERS.items():
        if not holds(entry[name]) if name in entry else name in required:
            return name
    if len(entry["stream"]) > MAX_STREAM or (domain and not _is_domain(entry["stream"])):
        return "stream"
    target = entry["data"].get("target_position", 1) if domain else 1
    if not _is_count(target) or (target >= entry["position"] and target != 1):
        return "data.target_position"
    places = {RULES: "log", HEADS_TYPE: "log/heads"}
    at_heads = entry["stream"] == "log/heads" and entry["type"] != HEADS_TYPE
    if at_heads or places.get(entry["type"], entry["stream"]) != entry["stream"]:
        return "stream"
    return "prev" if ("prev" in entry) != (entry["version"] > 1) else ""


def check_inclusion(case: Case) -> Found:
    """Each entry has the one allowed form and lies in the tree at its position."""
    bundle, stopped = case.bundle, list[StopError]()
    case.entries = _read_entries(case, bundle.entries, stopped)
    _read_entries(case, bundle.support, stopped)
    if bundle.heads is not None:
        case.heads = next(iter(_read_entries(case, [bundle.heads.leaf], stopped)), None)
    if stopped:
        tampered = [error for error in stopped if isinstance(error, TamperedError)]
        raise min(tampered or stopped, key=lambda error: error.position or 0)
    _check_genesis(case)
    count, size = len(case.at), case.checkpoint.size
    return OK, (
        f"{count} entries are in the log of {size}; entry 1 names it",
        f"{count} mục đều có trong sổ {size} mục; mục 1 mang tên sổ",
    )


def _read_entries(case: Case, leaves: Iterable[Leaf], stopped: list[StopError]) -> list[Entry]:
    found = []
    for leaf in leaves:
        try:
            found.append(_read_entry(case, leaf))
        except StopError as error:
            stopped.append(error)
    return found


def _read_entry(case: Case, leaf: Leaf) -> Entry:
    """Read one entry, check its form, members and inclusion; note it by its position."""
    entry, broken = _parsed(leaf.text)
    position = entry["position"] if _is_count(entry.get("position")) else None
    newer = _is_count(entry.get("format")) and entry["format"] > KNOWN_FORMAT
    if broken and not newer:
        raise TamperedError("not_canonical", f"{leaf.where}: {shown(broken)}", position)
    faulty = "" if newer else faulty_member(entry)
    if position is None or faulty:
        raise TamperedError("bad_entry", f"{leaf.where}: {faulty or 'position'}", position)
    hashed, note = leaf_hash(leaf.text.encode("utf-8", "surrogatepass")), case.checkpoint
    if not is_included(hashed, position - 1, note.size, leaf.path, note.root):
        raise TamperedError("not_included", leaf.where, position)
    if newer:  # its members may mean something else
        raise IncompleteError("newer_format", "", position)
    case.at[position], case.leaves[position] = entry, hashed
    return entry


def _parsed(text: str) -> tuple[Entry, str]:
    """Return the entry in a text, and which rule of the canonical form it breaks."""
    broken = "" if len(text.encode("utf-8", "surrogatepass")) <= MAX_ENTRY else "too_large"
    try:
        entry = canonical(text)
    except BadTextError as error:
        broken = str(error)
        try:
            entry = json.loads(text)
        except (ValueError, RecursionError):
            entry = {}
    return (entry, broken) if isinstance(entry, dict) else ({}, broken or "not_json")


def _check_genesis(case: Case) -> None:
    """Entry 1 created this log, under the name that the note bears; no other entry did."""
    for position, entry in sorted(case.at.items()):
        if (entry["type"] == GENESIS) != (position == 1):
            raise TamperedError("bad_genesis", shown(entry["type"]), position)
    if 1 not in case.at:
        raise IncompleteError("genesis_missing")
    data, stream = case.at[1]["data"], case.at[1]["stream"]
    expected = ("log", 1, "rfc6962-sha256", case.checkpoint.origin)
    found = (stream, case.at[1]["version"], data.get("hash"), data.get("origin"))
    said = type(data.get("simulation")) is bool and _is_origin(case.checkpoint.origin)
    if found != expected or not said:
        raise TamperedError("bad_genesis", shown(list(found)), 1)
    case.simulation = data["simulation"]
    if case.simulation and case.at[1]["recorded_at"] != BEGINNING:
        raise TamperedError("bad_genesis", f"{case.at[1]['recorded_at']} ≠ {BEGINNING}", 1)


# --- Order: the branch's entries from the first, without a hole ----------------------------------


def check_order(case: Case) -> Found:
    """Versions from 1, each linked to the one before by its hash; time never falls."""
    last = 0
    for version, entry in enumerate(case.entries, 1):
        position = entry["position"]
        if entry["stream"] != case.bundle.stream:
            raise TamperedError("wrong_stream", shown(entry["stream"]), position)
        if entry["version"] != version:
            raise TamperedError("version_gap", f"{entry['version']} ≠ {version}", position)
        if position <= last:
            raise TamperedError("position_order", f"{last} → {position}", position)
        last = position
    before: Entry | None = None
    newest: dict[str, Entry] = {}
    commands: dict[str, int] = {}
    for entry in case.in_order():
        _check_times(before, entry)
        _check_link(case, newest.get(entry["stream"]), entry)
        _check_command(before, entry, commands)
        _check_heads(before, entry, simulation=case.simulation)
        before = newest[entry["stream"]] = entry
    count = len(case.entries)
    return OK, (
        f"versions 1 to {count}, each linked to the one before it",
        f"phiên bản 1 đến {count}, mỗi mục nối với mục trước",
    )


def _check_times(before: Entry | None, entry: Entry) -> None:
    """Time never falls along the log, and nothing is recorded before it happens."""
    earlier, time = before["recorded_at"] if before else "", entry["recorded_at"]
    if time < earlier:
        raise TamperedError("time_went_back", f"{time} < {earlier}", entry["position"])
    day, recorded_on = entry.get("occurred_on", ""), local_date(entry)
    if day > recorded_on:
        raise TamperedError("future_date", f"{day} > {recorded_on}", entry["position"])


def _check_link(case: Case, previous: Entry | None, entry: Entry) -> None:
    """An entry bears the hash of the one before it in its stream, where the bundle has that."""
    position, version = entry["position"], entry["version"]
    if previous is None:
        return
    if version <= previous["version"]:
        raise TamperedError("version_gap", f"{previous['version']} → {version}", position)
    linked = base64_text(case.leaves[previous["position"]])
    if version == previous["version"] + 1 and entry["prev"] != linked:
        raise TamperedError("prev_mismatch", f"→ {previous['position']}", position)


def _check_command(before: Entry | None, entry: Entry, commands: dict[str, int]) -> None:
    """Entries of one command stand in a row, numbered, alike; an id belongs to one command."""
    position, command = entry["position"], entry.get("command", {"n": 1, "of": 1})
    begin = position - command["n"] + 1
    if begin < 1:
        raise TamperedError("command_torn", f"{command['n']}/{command['of']}", position)
    if before is not None:
        ours, theirs = ({**e.get("command", {}), "n": 0} for e in (entry, before))
        last, gap = before.get("command", {"n": 1, "of": 1}), position - before["position"]
        shared = command["n"] > gap or gap <= last["of"] - last["n"]
        alike = ours == theirs and entry["recorded_at"] == before["recorded_at"]
        if shared and not (alike and command["n"] == last["n"] + gap):
            raise TamperedError("command_torn", f"{command['n']}/{command['of']}", position)
    if "id" in command and commands.setdefault(command["id"], begin) != begin:
        raise TamperedError("command_reused", shown(command["id"]), position)


def _check_heads(before: Entry | None, entry: Entry, *, simulation: bool | None) -> None:
    """What commits to the heads follows on no other such; in a simulation it bears no new time."""
    position = entry["position"]
    if entry["type"] != HEADS_TYPE or before is None or before["position"] != position - 1:
        return
    if before["type"] == HEADS_TYPE:
        raise TamperedError("heads_mismatch", f"→ {position - 1}", position)
    if simulation and entry["recorded_at"] != before["recorded_at"]:
        detail = f"{entry['recorded_at']} ≠ {before['recorded_at']}"
        raise TamperedError("heads_mismatch", detail, position)


# --- Completeness: nothing of the branch was held back -------------------------------------------


def check_completeness(case: Case) -> Found:
    """The log's last entry commits to the branch's last version: it is the last one given."""
    heads, entry, last = case.bundle.heads, case.heads, case.entries[-1]
    if heads is None or entry is None:
        raise IncompleteError("heads_missing")
    position, data = entry["position"], entry["data"]
    named = (position, entry["stream"], entry["type"], data.get("size"))
    expected = (case.checkpoint.size, "log/heads", HEADS_TYPE, position - 1)
    if named != expected or not _is_count(data.get("size")):
        raise TamperedError("heads_mismatch", shown(list(named)), position)
    if not _is_count(data.get("streams")) or not _is_hash(data.get("root")):
        raise TamperedError("bad_entry", "heads: data", position)
    stream, version, leaf = case.bundle.stream, last["version"], case.leaves[last["position"]]
    line = leaf_hash(b"head\n%b\n%d\n%b" % (stream.encode(), version, leaf))
    streams, root = data["streams"], base64_bytes(data["root"])
    if not is_included(line, heads.place, streams, heads.proof, root):
        raise TamperedError("heads_mismatch", f"version {version}", position)
    return OK, (
        f"version {version} is the last: entry {position} commits to {streams} streams",
        f"phiên bản {version} là mục cuối: mục {position} cam kết {streams} luồng",
    )


# --- Back-dating: times between those at which witnesses saw the log -----------------------------

ALLOWED = 300  # seconds by which clocks may differ
EPOCH = dt.datetime(1970, 1, 1)  # noqa: DTZ001 - all times here are UTC
SECOND = dt.timedelta(seconds=1)
DAY, HOUR, LAST_SECOND = 86_400, 3_600, 253_402_300_799


def instant(seconds: int | None) -> str:
    """Write seconds since 1970 as a time."""
    if seconds is None:
        return "…"
    in_calendar = seconds <= LAST_SECOND
    return (EPOCH + seconds * SECOND).isoformat() + "Z" if in_calendar else str(seconds)


def recorded(entry: Entry) -> int:
    """Return when an entry says it was recorded, in seconds since 1970."""
    return ((read_time(entry["recorded_at"]) or EPOCH) - VIET_NAM - EPOCH) // SECOND


def check_back_dating(case: Case) -> Found:
    """No entry says a time after witnesses saw it, nor before they saw the log without it.

    The second proves nothing by itself: a checkpoint may have been confirmed long after it was
    signed, while others were recorded. But then nothing shows that they are not back-dated.
    """
    if case.simulation is None:
        raise IncompleteError("genesis_missing")
    if case.simulation:
        return NOT_APPLICABLE, (
            "simulation: times are what its commands said",
            "sổ mô phỏng: giờ ghi là do lệnh tự nêu",
        )
    seen = [(s.checkpoint.size, s.seen_at(case.policy)) for s in (*case.earlier, case.signed)]
    known = sorted((size, time) for size, time in seen if time is not None)
    case.windows = [_window(entry, known) for entry in case.entries]
    for entry, window in zip(case.entries, case.windows, strict=True):
        if window["not_before"] is not None and recorded(entry) + ALLOWED < window["not_before"]:
            detail = f"{entry['recorded_at']} < {instant(window['not_before'])}"
            raise IncompleteError("time_unproven", detail, entry["position"])
    widths = [window["seconds"] for window in case.windows if window["seconds"] is not None]
    if not widths:
        return NOT_APPLICABLE, (
            "not bounded: no entry lies between two cosigned checkpoints",
            "không giới hạn được: không mục nào giữa hai điểm kiểm có xác nhận",
        )
    count, days, hours = len(widths), max(widths) // DAY, max(widths) % DAY // HOUR
    return OK, (
        f"{count} of {len(case.entries)} entries bounded; widest window {days} d {hours} h",
        f"{count}/{len(case.entries)} mục có giới hạn; rộng nhất {days} ngày {hours} giờ",
    )


def _window(entry: Entry, known: list[tuple[int, int]]) -> Entry:
    """Return between which times an entry came, by the cosigned sizes around its position."""
    position = entry["position"]
    after = next((time for size, time in reversed(known) if size < position), None)
    before = next((time for size, time in known if size >= position), None)
    if before is not None and recorded(entry) > before + ALLOWED:
        detail = f"{entry['recorded_at']} > {instant(before)}"
        raise TamperedError("time_outside_window", detail, position)
    width = None if after is None or before is None else before - after
    return {"position": position, "not_before": after, "not_after": before, "seconds": width}


# --- State, 1: the rules that the log carries ----------------------------------------------------

FRIDAY = 5
CONGRESS = "congress"
"""The area whose facts are recomputed; of any other the states are followed, and nothing else."""
AMENDED, VOIDED = "entry_amended", "entry_voided"


@dataclass(frozen=True, slots=True)
class Table:
    """The states of a definition, and for each event and the state before it the state after it.

    `active` are the events of an active branch only. A definition may list its states and no
    transitions: then an event leads on to the state that its name begins with, and all that is
    known of the others is that they stay.
    """

    initial: str
    rank: Mapping[str, int]
    rows: Mapping[str, Sequence[tuple[Sequence[str] | None, str | None]]]
    """By event: the states before it, None for all, and the one after it, None for the same."""
    active: frozenset[str]

    def after(self, event: str, stage: str) -> str | None:
        """Return the state that an event leads to; None where it may not come."""
        if not self.rows:
            named = [state for state in self.rank if f"{event}_".startswith(f"{state}_")]
            target = max(named, key=len, default=stage)
            return target if target == stage or self.is_later(target, stage) else None
        for sources, to in self.rows.get(event, ()):
            if sources is None or stage in sources:
                return stage if to is None else to
        return None

    def is_later(self, stage: str, other: str) -> bool:
        """Whether a state comes later than another in the order of the states."""
        return self.rank.get(stage, -1) > self.rank.get(other, -1)


@dataclass(slots=True)
class Rulebook:
    """One `log.rules_adopted`: its policy as parsed, its table. None: cannot be recomputed."""

    policy: Entry
    table: Table
    digests: Mapping[str, str]
    """The SHA-256 of each text, by its name: whether these are the right rules, people decide."""

    def number(self, name: str) -> int | None:
        """Return a whole number of the policy."""
        found = self.policy.get(name)
        return found if type(found) is int and 0 <= found <= MAX_INTEGER else None

    def share(self, name: str) -> tuple[int, int] | None:
        """Return a share such as "2/3" of the policy."""
        found = re.fullmatch(r"([0-9]{1,6})/([1-9][0-9]{0,5})", str(self.policy.get(name)))
        return (int(found[1]), int(found[2])) if found else None

    def quorum(self, convened: int) -> int | None:
        """Return how many of those convened must be present."""
        share = self.share("quorum")
        return None if share is None else -(-convened * share[0] // share[1])

    def base(self, attendance: Entry) -> int | None:
        """Return of how many more than half elect: by default those convened, less excluded."""
        named = self.policy.get("majority_base", "reg244_art32")
        if named == "charter_art12":
            return int(attendance["official_on_roll"])
        excluded = sum(attendance.get("excluded", {}).values())
        return int(attendance["convened"] - excluded) if named == "reg244_art32" else None

    def surplus(self, seats: int) -> int | None:
        """Return how many candidates more than seats may stand."""
        table, share = self.policy.get("surplus_table"), self.share("surplus_max")
        listed = table.get(str(seats)) if isinstance(table, dict) else None
        if type(listed) is int:
            return listed
        return None if share is None else seats * share[0] // share[1]

    def report_due(self, elected_on: str) -> str | None:
        """Return the last day for the result report, in working days of the policy's calendar."""
        days, day = self.number("report_deadline_working_days"), read_date(elected_on)
        calendar = self.policy.get("days_off", {})
        if days is None or day is None or days > MAX_DAYS or not isinstance(calendar, dict):
            return None
        while days and day < dt.date.max:
            day += dt.timedelta(days=1)
            off = _list(calendar.get(str(day.year)))
            days -= day.isoweekday() <= FRIDAY and day.isoformat() not in off
        return day.isoformat()

    def papers(self, *, had_committee: bool) -> set[str]:
        """Return the kinds of paper that a report comes with."""
        names = ["required_documents", *(["required_with_committee"] if had_committee else [])]
        return {str(kind) for name in names for kind in _list(self.policy.get(name))}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


@lru_cache(maxsize=64)
def read_toml(text: str) -> Entry:
    """Parse TOML; nothing where it is none, as in logs that are only an example."""
    # Not above: a Python without it would end with 1, which says tampered; here it ends with 3.
    import tomllib  # noqa: PLC0415

    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError):
        return {}


def plain(type_: str) -> str:
    """Return the name of a branch's event, or of a correction, without its area."""
    area, _, name = type_.partition(".")
    return name if area == CONGRESS or name in (AMENDED, VOIDED) else type_


def table_of(text: str) -> Table:
    """Return the table of a definition, as its text has it: nothing is known besides."""
    raw = read_toml(text) or read_states(text)
    rank = {str(state): place for place, state in enumerate(_list(raw.get("states")))}
    rows, active = dict[str, list[tuple[Sequence[str] | None, str | None]]](), set[str]()
    kinds = raw.get("kinds")
    for row in _list(raw.get("transitions")):
        if not isinstance(row, dict):
            continue
        kind = kinds.get(str(row.get("kind"))) if isinstance(kinds, dict) else None
        shared = kind.get("guards") if isinstance(kind, dict) else None
        event, sources = plain(str(row.get("event"))), row.get("from")
        named = None if sources == "*" else list(map(str, _list(sources)))
        rows.setdefault(event, []).append((named, str(row["to"]) if "to" in row else None))
        if "branch_is_active" in (*_list(row.get("guards")), *_list(shared)):
            active.add(event)
    return Table(str(raw.get("initial", "unplanned")), rank, rows, frozenset(active))


def read_states(text: str) -> Entry:
    """Parse a definition that was written as JSON, as in logs that are only an example."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


_is_rules_text = _object_of(digest=_is_text, name=_matches(str), text=_matches(str))
_is_definition = _object_of(
    digest=_is_text, name=_matches(str), text=_matches(str), version=_is_count
)
_is_rules = _object_of(definitions=_list_of(_is_definition), policy=_is_rules_text)


def _is_of(text: Entry, area: str) -> bool:
    """Whether a definition is that of an area: its events are; by name if it has none."""
    rows = _list(read_toml(text["text"]).get("transitions"))
    events = [str(row.get("event")) for row in rows if isinstance(row, dict)]
    if not events:
        return bool(text["name"] == ("branch_congress" if area == CONGRESS else area))
    return any(event.startswith(f"{area}.") for event in events)


def read_rules(entry: Entry, area: str) -> Rulebook:
    """Check the digests of the texts in a `log.rules_adopted`, and read those of an area."""
    data, position = entry["data"], entry["position"]
    if not _is_rules(data):
        raise TamperedError("bad_entry", "data", position)
    for text in (*data["definitions"], data["policy"]):
        if text["digest"] != base64_text(sha256(text["text"].encode()).digest()):
            raise TamperedError("rules_mismatch", shown(text["name"]), position)
    names = [text["name"] for text in data["definitions"]]
    if names != sorted(names):
        raise TamperedError("rules_mismatch", shown(names), position)
    own = [text["text"] for text in data["definitions"] if _is_of(text, area)]
    if len(own) != 1:
        raise TamperedError("rules_mismatch", shown(area), position)
    digests = {text["name"]: text["digest"] for text in (*data["definitions"], data["policy"])}
    return Rulebook(read_toml(data["policy"]["text"]), table_of(own[0]), digests)


def check_rules(case: Case) -> dict[int, Rulebook]:
    """Every entry points to rules before it, a correction to an entry of its own stream.

    Returns the rules that the bundle has, by position.
    """
    books = {}
    for entry in case.in_order():
        position, rules = entry["position"], entry.get("rules")
        if (entry["stream"], entry["type"]) == ("log", RULES):
            books[position] = read_rules(entry, case.area)
        if rules is not None and (rules >= position or (rules in case.at and rules not in books)):
            raise TamperedError("rules_missing", f"→ {rules}", position)
        target = entry["data"].get("target_position")
        named = case.at.get(target, entry) if not _is_system(entry["stream"]) else entry
        if named["stream"] != entry["stream"]:
            raise TamperedError("bad_entry", f"target_position → {target}", position)
    return books


# --- State, 2: what an entry must hold to be folded ----------------------------------------------

POSTS = ("committee", "secretary", "deputy")
OCCURRED_ON = "occurred_on"
KNOWN: dict[str, int] = {
    **dict.fromkeys(("planned", "pilot_held", "lessons_learned", "held", "officers_elected"), 1),
    **dict.fromkeys(("reported", "approved", "approval_refused", "rescheduled"), 1),
    **dict.fromkeys(("quorum_failed", "roll_updated", "finding_recorded", "document_attached"), 1),
    **dict.fromkeys(("secretary_appointed", "seats_left_open", "office_declined"), 1),
    **dict.fromkeys(("complaint_filed", "complaint_resolved", "election_annulled"), 1),
    **dict.fromkeys(("congress_annulled", "cancelled", "merged", "dissolved"), 1),
    **dict.fromkeys((AMENDED, VOIDED), 1),
} | {"ballot_recorded": 2}
"""The newest version known of each event.

An event keeps its meaning under a new version, and gains or renames members; a change of meaning
is a new type. So a newer one is folded if it has what the state needs, by the log's own table.
"""


def _are_counts(value: Any) -> bool:
    return isinstance(value, dict) and all(map(_is_number, value.values()))


_is_post: Holds = POSTS.__contains__
_is_attendance = _object_of(
    official_on_roll=_is_number, convened=_is_number, present=_is_number, excluded_=_are_counts
)
_are_refs = _list_of(_is_text)
_is_sitting = _object_of(attendance=_is_attendance, counting_board=_are_refs)
_is_row = _object_of(ref=_is_text, elected=lambda value: type(value) is bool, rule_=_is_text)
_has_outcome = _object_of(outcome=_list_of(_is_row))


FOLDED = {
    *("attendance", "basis", "candidates", "collected", "convened", "counting_board", "documents"),
    *("due_on", "invalid", "issued", "kind", "official", "post", "present", "ref", "round"),
    *("seats", "valid"),
}
"""What the state is folded from. Other members are hashed like these, and change no state."""


def _is_derived(value: Any) -> bool:
    """What the rules compute, and nothing that its field would have to name."""
    if not isinstance(value, dict) or not FOLDED.isdisjoint(value):
        return False
    return "outcome" not in value or _has_outcome(value)


SHAPES: dict[str, Holds] = {
    "planned": _object_of(due_on_=_is_day),
    "pilot_held": _is_sitting,
    "held": lambda data: data.get("basis") == "pilot_sitting" or _is_sitting(data),
    "reported": _object_of(documents=_list_of(_object_of(kind=_is_text))),
    "ballot_recorded": _object_of(
        post=_is_post,
        round=_is_number,
        seats=_is_count,
        candidates=_list_of(_object_of(ref=_is_text, votes=_is_number)),
        issued=_is_number,
        collected=_is_number,
        valid=_is_number,
        invalid=_is_number,
        outcome=_list_of(_is_row),
        attendance_=_is_attendance,
        counting_board_=_are_refs,
    ),
    "roll_updated": _object_of(official=_is_number),
    "quorum_failed": _object_of(convened=_is_number, present=_is_number),
    "secretary_appointed": _object_of(ref=_is_text),
    "seats_left_open": _object_of(post=_is_post, seats=_is_number),
    "office_declined": _object_of(post=_is_post, ref=_is_text),
    "document_attached": _object_of(kind=_is_text),
    AMENDED: _object_of(
        target_position=_is_count, field=_is_text, value=lambda _: True, derived_=_is_derived
    ),
    VOIDED: _object_of(target_position=_is_count),
}
"""What the data of an event must hold to be folded; nothing, where it is not listed."""


def event_of(entry: Entry) -> str:
    """Return the name of an entry's event, see `plain`."""
    return plain(str(entry["type"]))


def can_fold(entry: Entry) -> bool:
    """Whether the data of a known event are such that they can be folded."""
    return SHAPES.get(event_of(entry), _object_of())(entry["data"])


def is_newer(entry: Entry) -> bool:
    """Whether an entry has a version of its event that this verifier does not know."""
    version: int = entry["type_version"]
    return version > KNOWN.get(event_of(entry), 1)


def _not_derived(entry: Entry) -> IncompleteError:
    told = f"{shown(entry['type'])} v{entry['type_version']}"
    return IncompleteError("not_derived", told, entry["position"])


def check_known(entry: Entry, area: str) -> None:
    """Say so, rather than guess, where the log is newer; refuse data that nobody could fold."""
    event, position = event_of(entry), entry["position"]
    known = entry["type"].startswith(f"{area}.") and (event in KNOWN or area != CONGRESS)
    if not known or (is_newer(entry) and not can_fold(entry)):
        raise _not_derived(entry)
    if not can_fold(entry):
        raise TamperedError("bad_entry", "data", position)


# --- State, 3: a branch, folded from its entries -------------------------------------------------

ENDS = ("cancelled", "merged", "dissolved")


class Ballot:
    """One effective ballot."""

    def __init__(self, entry: Entry) -> None:
        self.data: Entry = entry["data"]
        self.post: str = self.data["post"]
        self.base: int | None = entry.get("facts", {}).get("base")
        self.rules: dict[str, str] = {r["ref"]: r.get("rule", "") for r in self.data["outcome"]}
        self.elected: list[str] = [r["ref"] for r in self.data["outcome"] if r["elected"]]

    def leaves_tie(self) -> bool:
        """Whether some are tied for the last seat."""
        return not {"tied", "rerun_tied"}.isdisjoint(self.rules.values())

    def officer(self, ref: str) -> Entry:
        """Return one whom it elected, with votes and base."""
        votes = {row["ref"]: row["votes"] for row in self.data["candidates"]}.get(ref)
        basis = "rerun" if self.rules[ref] == "rerun_plurality" else "elected"
        return _officer(self.post, ref, basis, votes, self.base)


def _officer(post: str, ref: str, basis: str, votes: int | None, base: int | None) -> Entry:
    return {"post": post, "ref": ref, "basis": basis, "votes": votes, "base": base}


class Branch:
    """What is known of one branch congress."""

    def __init__(self, stage: str) -> None:
        self.stage = stage
        self.reached: dict[str, tuple[int, str]] = {}
        """Position and day of the entry that led to each state, as far as it still counts."""
        self.sat: set[int] = set()
        """The positions of all sittings that were not annulled."""
        self.disposition, self.attempt = "active", 1
        self.due_on: str | None = None
        self.rolls: list[tuple[str, int]] = []
        self.sitting: Entry | None = None
        """Attendance and counting board of the sitting that counts, with its day and basis."""
        self.had_pilot_sitting = False
        self.documents: set[str] = set()
        self.start_election()

    def start_election(self) -> None:
        """Forget ballots, appointment and open seats: rounds start at 1 again."""
        self.ballots: list[Ballot] = []
        self.appointed = ""
        self.left_open: dict[str, int] = {}
        self.declined: list[tuple[str, str, int]] = []

    def evolve(self, entry: Entry, table: Table) -> None:
        """Take one entry; never refuses: what is recorded has happened."""
        event, data = event_of(entry), entry["data"]
        change = getattr(self, f"_on_{event}", None)
        if change is not None:
            change(entry, data)
        if event in ENDS:
            self.disposition = event
        target = table.after(event, self.stage)
        if target is not None and target != self.stage:
            self._lead(target, (entry["position"], entry[OCCURRED_ON]), table)

    def _lead(self, target: str, at: tuple[int, str], table: Table) -> None:
        """Go to a state; stepping back, the days of all that come later no longer count."""
        if table.is_later(target, self.stage) or target not in self.reached:
            self.reached[target] = at
        kept = self.reached.items()
        self.reached = {name: at for name, at in kept if not table.is_later(name, target)}
        self.stage = target

    def day_of(self, stage: str) -> str | None:
        """Return the day on which a state was reached, if it still counts."""
        return self.reached[stage][1] if stage in self.reached else None

    def sit(self, entry: Entry, data: Entry, basis: str) -> None:
        """A congress sat: a new election begins."""
        kept = {"attendance": data["attendance"], "counting_board": data["counting_board"]}
        self.sitting = {**kept, "day": entry[OCCURRED_ON], "basis": basis}
        self.sat.add(entry["position"])
        self.start_election()

    def _on_planned(self, _: Entry, data: Entry) -> None:
        self.due_on = data.get("due_on")

    def _on_pilot_held(self, entry: Entry, data: Entry) -> None:
        self.sit(entry, data, "pilot")
        self.had_pilot_sitting = True

    def _on_held(self, entry: Entry, data: Entry) -> None:
        if data.get("basis") != "pilot_sitting":
            self.sit(entry, data, "sitting")
        elif self.sitting is not None:
            self.sitting["basis"] = "pilot_sitting"

    def _on_reported(self, _: Entry, data: Entry) -> None:
        self.documents.update(paper["kind"] for paper in data["documents"])

    def _on_ballot_recorded(self, entry: Entry, data: Entry) -> None:
        if self.sitting is not None:
            for name in ("attendance", "counting_board"):
                self.sitting[name] = data.get(name, self.sitting[name])
        self.left_open.pop(data["post"], None)
        self.ballots.append(Ballot(entry))

    def _on_roll_updated(self, entry: Entry, data: Entry) -> None:
        self.rolls.append((entry[OCCURRED_ON], data["official"]))

    def _on_quorum_failed(self, _: Entry, __: Entry) -> None:
        self.attempt += 1

    def _on_secretary_appointed(self, _: Entry, data: Entry) -> None:
        self.appointed = data["ref"]

    def _on_seats_left_open(self, _: Entry, data: Entry) -> None:
        self.left_open[data["post"]] = data["seats"]

    def _on_office_declined(self, _: Entry, data: Entry) -> None:
        self.declined.append((data["post"], data["ref"], len(self.ballots)))
        if (data["post"], data["ref"]) == ("secretary", self.appointed):
            self.appointed = ""
        self.left_open.pop(data["post"], None)

    def _on_document_attached(self, _: Entry, data: Entry) -> None:
        self.documents.add(data["kind"])

    def _on_election_annulled(self, _: Entry, __: Entry) -> None:
        self.start_election()

    def _on_congress_annulled(self, _: Entry, __: Entry) -> None:
        self.start_election()
        self.sitting = None
        self.attempt += 1
        kept = self.reached.items()
        self.reached = {name: at for name, at in kept if at[0] not in self.sat}
        self.sat = set()

    def held_on(self) -> str | None:
        """Return the day of the sitting that counts; a pilot's own day counts as held."""
        return self.day_of("held") or self.day_of("pilot")

    def roll_on(self, day: str) -> int | None:
        """Return the official members on the roll on a day, None if only its campaign says."""
        found, latest = None, ""
        for since, count in self.rolls:
            if latest <= since <= day:
                found, latest = count, since
        return found

    def rounds(self, post: str) -> list[Ballot]:
        """Return the effective ballots for a post."""
        return [ballot for ballot in self.ballots if ballot.post == post]

    def officers(self) -> list[Entry]:
        """Return everyone elected or appointed who has not declined since, by post."""
        found: list[Entry] = []
        for post in POSTS:
            for index, ballot in enumerate(self.ballots):
                gone = {r for p, r, count in self.declined if p == post and count > index}
                if ballot.post == post:
                    found += [ballot.officer(ref) for ref in ballot.elected if ref not in gone]
            if post == "secretary" and self.appointed:
                found.append(_officer(post, self.appointed, "appointed", None, None))
        return found

    def holders(self, post: str) -> list[str]:
        """Return who holds a post."""
        return [officer["ref"] for officer in self.officers() if officer["post"] == post]

    def seats_free(self, post: str) -> int:
        """Return the seats of a post that nobody holds; round 1 sets the committee's."""
        rounds = self.rounds(post)
        decided = 1 if post != "committee" else int(rounds[0].data["seats"]) if rounds else 0
        return max(0, decided - len(self.holders(post)))

    def seats_open(self) -> int:
        """Return the seats voted on, left open or given back that nobody holds."""
        touched = [post for post in POSTS if post in self.left_open or self.rounds(post)]
        return sum(max(self.seats_free(post), self.left_open.get(post, 0)) for post in touched)

    def is_settled(self, post: str) -> bool:
        """Whether nothing is left to vote on for a post."""
        if post in self.left_open:
            return True
        undecided = post == "committee" and not self.rounds(post)
        return not undecided and self.seats_free(post) == 0

    def is_rerun(self, post: str) -> bool:
        """Whether the next ballot for a post decides between those tied for its last seat."""
        unsound = "ballots_do_not_add_up"
        sound = [ballot for ballot in self.rounds(post) if unsound not in ballot.rules.values()]
        return bool(sound and sound[-1].leaves_tie()) and not self.is_settled(post)

    def failed_rounds(self, post: str) -> int:
        """Return how many rounds for a post elected nobody."""
        return sum(not ballot.elected for ballot in self.rounds(post))


def adds_up(data: Entry, present: int) -> bool:
    """Whether the figures of a ballot fit: 244-QĐ/TW of 9 June 2014, articles 17 and 32."""
    votes = [candidate["votes"] for candidate in data["candidates"]]
    return bool(
        data["collected"] <= data["issued"] <= present
        and data["valid"] + data["invalid"] == data["collected"]
        and max(votes, default=0) <= data["valid"]
        and sum(votes) <= data["valid"] * data["seats"]
    )


def count_votes(data: Entry, base: int, *, sound: bool, rerun: bool) -> list[Entry]:
    """Return who is elected, and by which rule: more than half of the base, most votes first.

    Equal votes for the last seat elect none of the tied. A rerun among them needs no majority.
    A ballot that does not add up elects nobody.
    """
    votes = {candidate["ref"]: candidate["votes"] for candidate in data["candidates"]}
    ranked = sorted((n for n in votes.values() if rerun or 2 * n > base), reverse=True)
    seats = data["seats"]
    last_in, first_out = ranked[seats - 1 : seats + 1] if len(ranked) > seats else (-1, -1)
    prefix, rows = "rerun_" if rerun else "", []
    for ref, count in votes.items():
        if not sound:
            rule = "ballots_do_not_add_up"
        elif not rerun and 2 * count <= base:
            rule = "no_majority"
        elif count > first_out:
            rule = "rerun_plurality" if rerun else "majority"
        else:
            rule = prefix + ("tied" if count == last_in else "outvoted")
        elected = rule in ("majority", "rerun_plurality")
        rows.append({"elected": elected, "ref": ref, "rule": rule})
    return rows


# --- State, 4: what an entry recorded, against the state before it -------------------------------

PLAIN_MARKS = ("backdated", "reported_late")
"""Marks that stand for no rule that was set aside, and so need no override."""
SITS = ("pilot_held", "held", "ballot_recorded")


def check_entry(branch: Branch, entry: Entry, book: Rulebook | None, table: Table) -> int:
    """Hold an entry against the state before it; return how many facts were recomputed."""
    position, facts, flags = entry["position"], entry.get("facts", {}), entry.get("flags", ())
    for detail in contradictions(branch, entry, table):
        raise TamperedError("state_mismatch", detail, position)
    if book is None or not entry["type"].startswith(f"{CONGRESS}."):
        return 0
    is_ballot = event_of(entry) == "ballot_recorded"
    count = check_outcome(branch, entry, book, position) if is_ballot else 0
    for name, value in expected_facts(branch, entry, book):
        if value is not None and name in facts:
            count += 1
            if (type(facts[name]), facts[name]) != (type(value), value):
                detail = f"{name}: {shown(facts[name])} ≠ {shown(value)}"
                raise TamperedError("facts_mismatch", detail, position)
    for mark in marks_due(branch, entry, book):
        overridden = mark in PLAIN_MARKS or "override" in entry
        if mark not in flags or not overridden:
            raise TamperedError("mark_missing", mark, position)
    return count


def contradictions(branch: Branch, entry: Entry, table: Table) -> Iterator[str]:
    """Yield what no override could have allowed: stage, days, rounds and seats."""
    data, event, day, stage = entry["data"], event_of(entry), entry[OCCURRED_ON], branch.stage
    gone = event in table.active and branch.disposition != "active"
    if table.after(event, stage) is None or gone:
        yield f"{event} ← {stage}, {branch.disposition}"
    pilot, lessons_on = branch.day_of("pilot"), entry.get("facts", {}).get("lessons_on")
    if event == "held" and data.get("basis") == "pilot_sitting" and day != pilot:
        yield f"{day} ≠ {pilot}"
    if event == "lessons_learned" and pilot and _is_day(lessons_on) and lessons_on < pilot:
        yield f"{lessons_on} < {pilot}"
    previous = {
        "officers_elected": branch.held_on(),
        "reported": branch.day_of("officers_elected"),
        "ballot_recorded": branch.sitting["day"] if branch.sitting else None,
    }.get(event)
    if previous is not None and day < previous:
        yield f"{day} < {previous}"
    post = data.get("post")
    if event == "ballot_recorded" and data["round"] != len(branch.rounds(post)) + 1:
        yield f"round: {data['round']} ≠ {len(branch.rounds(post)) + 1}"
    elif event == "office_declined" and data["ref"] not in branch.holders(post):
        yield f"{post}: {shown(data['ref'])}"
    elif event == "seats_left_open":
        free = 0 if post == "secretary" else branch.seats_free(post)
        if data["seats"] != free:
            yield f"seats: {data['seats']} ≠ {free}"


def attendance_of(branch: Branch, entry: Entry) -> Entry | None:
    """Return the attendance that an entry is judged by: its own, else its sitting's."""
    own: Entry | None = entry["data"].get("attendance")
    return own if own is not None or branch.sitting is None else branch.sitting["attendance"]


def expected_facts(branch: Branch, entry: Entry, book: Rulebook) -> Iterator[tuple[str, Any]]:
    """Yield what the guards must have seen, as far as this bundle shows it; None: it does not."""
    data, event, attendance = entry["data"], event_of(entry), attendance_of(branch, entry)
    counts = event == "ballot_recorded" or (event in SITS and "attendance" in data)
    if counts and attendance is not None:
        yield "present", attendance["present"]
        yield "official", attendance["official_on_roll"]
    if event in ("pilot_held", "held") and "attendance" in data:
        yield "convened", data["attendance"]["convened"]
        yield "quorum", book.quorum(data["attendance"]["convened"])
    elif event == "ballot_recorded" and attendance is not None:
        base = book.base(attendance)
        yield "base", base
        yield "majority", None if base is None else base // 2 + 1
        yield "surplus_allowed", book.surplus(data["seats"])
    elif event == "planned":
        yield "official", branch.roll_on(entry[OCCURRED_ON])
        yield "due_on", data.get("due_on")
    elif event == "officers_elected":
        yield "committee", len(branch.holders("committee"))
        yield "deputies", len(branch.holders("deputy"))
        yield "seats_open", branch.seats_open()
        yield "held_on", branch.held_on()
    elif event == "reported":
        yield "elected_on", branch.day_of("officers_elected")
        yield "report_due_on", book.report_due(branch.day_of("officers_elected") or "")
    elif event == "rescheduled":
        yield "due_on", branch.due_on
    elif event == "quorum_failed":
        yield "quorum", book.quorum(data["convened"])
    elif event == "secretary_appointed":
        yield "rounds", branch.failed_rounds("secretary")


def marks_due(branch: Branch, entry: Entry, book: Rulebook) -> Iterator[str]:
    """Yield the marks that an entry must bear, by the rules whose facts this bundle shows."""
    data, event = entry["data"], event_of(entry)
    if _is_backdated(branch, entry, book):
        yield "backdated"
    if event in SITS and "attendance" in data:
        yield from _sitting_marks(event, data["attendance"], book)
    if event == "ballot_recorded":
        yield from _ballot_marks(branch, data, book)
    elif event == "held" and not branch.had_pilot_sitting:
        lessons_on = entry.get("facts", {}).get("lessons_on")
        if _is_day(lessons_on) and entry[OCCURRED_ON] < lessons_on:
            yield "held_before_lessons"
    elif event == "reported":
        yield from _report_marks(branch, entry, book)
    elif event == "secretary_appointed":
        rounds = book.number("secretary_rounds_before_appointment")
        if rounds is not None and branch.failed_rounds("secretary") < rounds:
            yield "appointment_too_early"


def _sitting_marks(event: str, attendance: Entry, book: Rulebook) -> Iterator[str]:
    needed, least = book.quorum(attendance["convened"]), book.number("min_official_members")
    if needed is not None and not attendance["present"] >= needed > 0:
        yield "quorum_missing"
    if least is not None and attendance["official_on_roll"] < least and event != "ballot_recorded":
        yield "branch_too_small"


def _report_marks(branch: Branch, entry: Entry, book: Rulebook) -> Iterator[str]:
    due = book.report_due(branch.day_of("officers_elected") or "")
    if due is not None and entry[OCCURRED_ON] > due:
        yield "reported_late"
    given = branch.documents.union(paper["kind"] for paper in entry["data"]["documents"])
    had_committee = entry.get("facts", {}).get("had_committee") is True
    if book.papers(had_committee=had_committee) - given:
        yield "documents_missing"


def _is_backdated(branch: Branch, entry: Entry, book: Rulebook) -> bool:
    """Recorded late, by the policy's days; a pilot's own sitting is recognised late by design."""
    event, basis = event_of(entry), entry["data"].get("basis")
    if event == "officers_elected" and branch.sitting is not None:
        basis = branch.sitting["basis"]
    allowed = book.number("backdated_after_days")
    recorded, occurred = read_date(local_date(entry)), read_date(entry[OCCURRED_ON])
    if allowed is None or recorded is None or occurred is None:
        return False
    of_pilot = event in ("held", "officers_elected") and basis == "pilot_sitting"
    return (recorded - occurred).days > allowed and not of_pilot


def _ballot_marks(branch: Branch, data: Entry, book: Rulebook) -> Iterator[str]:
    post, refs = data["post"], {candidate["ref"] for candidate in data["candidates"]}
    sitting = {**(branch.sitting or {}), **data}
    attendance, board = sitting.get("attendance"), sitting.get("counting_board", ())
    if attendance is not None and not adds_up(data, attendance["present"]):
        yield "ballots_do_not_add_up"
    allowed, most = book.surplus(data["seats"]), book.number("committee_max")
    surplus = len(data["candidates"]) - data["seats"]
    if allowed is not None and surplus > allowed and not branch.is_rerun(post):
        yield "surplus_exceeded"
    if most is not None and post == "committee" and data["seats"] > most:
        yield "committee_too_large"
    if not refs.isdisjoint(board):
        yield "counting_board_conflict"
    rounds = book.number("secretary_rounds_before_appointment")
    if rounds is not None and post == "secretary" and branch.failed_rounds(post) >= rounds:
        yield "rounds_exhausted"
    threshold = book.number("committee_threshold")
    if threshold is not None and attendance is not None:
        large = attendance["official_on_roll"] >= threshold or bool(branch.rounds("committee"))
        if post == "committee" and not large:
            yield "committee_below_threshold"
        elif post != "committee" and large and refs.difference(branch.holders("committee")):
            yield "not_on_committee"


OUTCOME = ("elected", "ref", "rule")
"""What is known of a row of an outcome."""


def check_outcome(branch: Branch, entry: Entry, book: Rulebook, position: int) -> int:
    """Count a ballot again; 1 if this bundle shows the base. Its first version named no rule."""
    attendance, data = attendance_of(branch, entry), entry["data"]
    base = None if attendance is None else book.base(attendance)
    if attendance is None or base is None:
        return 0
    sound, rerun = adds_up(data, attendance["present"]), branch.is_rerun(data["post"])
    expected = count_votes(data, base, sound=sound, rerun=rerun)
    rows, old = data["outcome"], entry["type_version"] == 1
    if is_newer(entry):
        rows = [{name: row[name] for name in OUTCOME if name in row} for row in rows]
    for row, right in zip(rows, expected, strict=False):
        if row != right and not (
            old and row == {"elected": right["elected"], "ref": right["ref"]}
        ):
            raise TamperedError("facts_mismatch", f"{shown(row)} ≠ {shown(right)}", position)
    if len(rows) != len(expected):
        raise TamperedError("facts_mismatch", "outcome", position)
    return 1


# --- State, 5: corrections change what earlier entries say, and erase nothing --------------------

ELECTION = frozenset(
    ("ballot_recorded", "secretary_appointed", "seats_left_open", "officers_elected", "reported")
)
ANNULS = {
    "election_annulled": ELECTION,
    "congress_annulled": ELECTION | {"pilot_held", "held"},
}
"""What each annulment takes the effect from, of what was recorded before it."""


def voided_by(entries: Iterable[Entry]) -> dict[int, int]:
    """Return the positions that a void took back, and its own."""
    voids = (entry for entry in entries if event_of(entry) == VOIDED)
    return {entry["data"]["target_position"]: entry["position"] for entry in voids}


def effective(entries: Sequence[Entry]) -> dict[int, Entry]:
    """Return the entries as they stand after their corrections, by position."""
    voided = voided_by(entries)
    found = {e["position"]: e for e in entries if event_of(e) not in (AMENDED, VOIDED)}
    for entry in entries:
        target = entry["data"].get("target_position")
        if event_of(entry) == AMENDED and entry["position"] not in voided and target in found:
            found[target] = amended(found[target], entry)
    return {position: entry for position, entry in found.items() if position not in voided}


def amended(entry: Entry, amendment: Entry) -> Entry:
    """Return an entry with one value replaced, and what the rules computed anew for it."""
    path, value = amendment["data"]["field"], amendment["data"]["value"]
    changed = {**entry, "data": deepcopy(entry["data"])}
    if path == OCCURRED_ON:
        changed[OCCURRED_ON] = value
    else:
        *parents, last = path.split(".")
        try:
            place = changed["data"]
            for step in parents:
                place = _child(place, step)
            if isinstance(place, dict):
                place[last] = value
            else:
                _child(place, last)
                place[int(last)] = value
        except KeyError:
            raise TamperedError("bad_entry", shown(path), amendment["position"]) from None
    changed["data"].update(amendment["data"].get("derived", {}))
    day = changed[OCCURRED_ON]
    if not can_fold(changed) or not _is_day(day) or day > local_date(changed):
        raise TamperedError("bad_entry", shown(path), amendment["position"])
    return changed


def value_at(entry: Entry, path: str) -> Any:
    """Return the value that a path of names and numbers leads to, None if there is none."""
    if path == OCCURRED_ON:
        return entry[OCCURRED_ON]
    place: Any = entry["data"]
    try:
        for step in path.split("."):
            place = _child(place, step)
    except KeyError:
        return None
    return place


def _child(place: Any, step: str) -> Any:
    if isinstance(place, dict) and step in place:
        return place[step]
    digits = step.isdecimal() and len(step) <= MAX_QUOTE
    if isinstance(place, list) and digits and int(step) < len(place):
        return place[int(step)]
    raise KeyError(step)


class Walk:
    """Goes through a stream's entries and holds each against those before it."""

    def __init__(self, books: Mapping[int, Rulebook], table: Table, area: str) -> None:
        self.area = area
        self.books = books
        self.table = table
        """What an entry is folded by whose own rules are not in the bundle."""
        self.seen: list[Entry] = []
        self.branch: Branch | None = Branch(table.initial)
        """The state after what was seen; None while a correction has not been folded in."""
        self.work = self.compared = 0

    def take(self, entry: Entry) -> None:
        """Check the next entry, then fold it."""
        check_known(entry, self.area)
        branch, book = self.state(), self.books.get(entry["rules"])
        try:
            self.compared += check_entry(branch, entry, book, self._table(entry))
        except TamperedError as error:
            if error.code != "facts_mismatch" or not is_newer(entry):
                raise
            raise _not_derived(entry) from None  # its figures may be counted in another way
        if event_of(entry) in (AMENDED, VOIDED):
            self._correct(entry, book)
            self.branch = None
        else:
            branch.evolve(entry, self._table(entry))
        self.seen.append(entry)

    def _table(self, entry: Entry) -> Table:
        """Return the table of the rules that an entry names."""
        book = self.books.get(entry["rules"])
        return self.table if book is None else book.table

    def state(self) -> Branch:
        """Return the state after everything that was taken."""
        if self.branch is None:
            self.branch = self._fold(self._standing().values())
        return self.branch

    def _standing(self) -> dict[int, Entry]:
        self._spend(len(self.seen))
        return effective(self.seen)

    def _fold(self, entries: Iterable[Entry]) -> Branch:
        branch = Branch(self.table.initial)
        for entry in entries:
            self._spend(1)
            branch.evolve(entry, self._table(entry))
        return branch

    def _spend(self, work: int) -> None:
        self.work += work
        if self.work > MAX_WORK:
            raise IncompleteError("too_much_work", f"> {MAX_WORK:,}")

    def _correct(self, entry: Entry, book: Rulebook | None) -> None:
        """A correction names an effective entry before it; an amendment also what was there.

        A void may also take an amendment back. An amended ballot is counted again, in the state
        before it.
        """
        data, position, standing = entry["data"], entry["position"], self._standing()
        target, amends = data["target_position"], event_of(entry) == AMENDED
        amendments = {e["position"] for e in self.seen if event_of(e) == AMENDED}
        may_be_voided = amendments - voided_by(self.seen).keys()
        if target not in standing and (amends or target not in may_be_voided):
            raise TamperedError("bad_entry", f"target_position → {target}", position)
        if not amends:
            return
        was, said = value_at(standing[target], data["field"]), entry.get("facts", {}).get("was")
        if json.dumps(said, sort_keys=True) != json.dumps(was, sort_keys=True):
            raise TamperedError("facts_mismatch", f"was: {shown(said)} ≠ {shown(was)}", position)
        self.compared += 1
        changed = amended(standing[target], entry)
        if book is not None and event_of(changed) == "ballot_recorded":
            before = self._fold(e for p, e in standing.items() if p < target)
            self.compared += check_outcome(before, changed, book, position)


def check_state(case: Case) -> Found:
    """The rules' texts are whole; by them the entries follow from one another, figures and all."""
    books = check_rules(case)
    first = case.entries[0]
    if not books:
        raise IncompleteError("rules_missing", f"→ {first['rules']}", first["position"])
    walk = Walk(books, books.get(first["rules"], books[min(books)]).table, case.area)
    if len(case.entries) > MAX_ENTRIES:
        raise IncompleteError("too_much_work", f"> {MAX_ENTRIES:,}")
    for entry in case.entries:
        walk.take(entry)
    branch, count = walk.state(), walk.compared
    case.state = sheet(case, branch) if case.area == CONGRESS else outline(case, branch)
    used = sorted(walk.books.keys() & {entry["rules"] for entry in case.entries})
    case.rules = {position: walk.books[position].digests for position in used}
    for entry in case.entries:
        if entry["rules"] not in walk.books:
            raise IncompleteError("rules_missing", f"→ {entry['rules']}", entry["position"])
    en, vi = state_words(branch.stage)
    newer = sorted({f"{e['type']} v{e['type_version']}" for e in case.entries if is_newer(e)})
    more = shown(", ".join(newer))
    return OK, (
        f"{len(case.entries)} entries give '{en}'; figures computed again: {count}"
        + (f"; newer than this verifier, folded by the log's own rules: {more}" if newer else ""),
        f"{len(case.entries)} mục cho trạng thái '{vi}'; số liệu đã tính lại: {count}"
        + (f"; mới hơn bộ kiểm tra này, tính theo quy định ghi trong sổ: {more}" if newer else ""),
    )


def sheet(case: Case, branch: Branch) -> Entry:
    """Return the branch as `congress show` has it, and which entries correct which."""
    _, campaign, name = case.bundle.stream.split("/")
    return {
        "campaign": campaign,
        "branch": name,
        **outline(case, branch),
        "disposition": branch.disposition,
        "attempt": branch.attempt,
        "held_on": branch.held_on(),
        "officers": branch.officers(),
        "seats_open": branch.seats_open(),
    }


def outline(case: Case, subject: Branch) -> Entry:
    """Return what is known of any subject: its state, and which entries correct which."""
    entries, voided = case.entries, voided_by(case.entries)
    standing = [entry for entry in entries if entry["position"] not in voided]
    return {
        "state": subject.stage,
        "version": entries[-1]["version"],
        "flags": sorted({flag for entry in standing for flag in entry.get("flags", ())}),
        "amended": _pairs(
            (e["data"]["target_position"], e["position"])
            for e in standing
            if event_of(e) == AMENDED
        ),
        "voided": _pairs(voided.items()),
        "annulled": _pairs(_annulled(standing).items()),
    }


def _annulled(standing: Sequence[Entry]) -> dict[int, int]:
    """Return from which entries an annulment took the effect, and its position."""
    found: dict[int, int] = {}
    for index, entry in enumerate(standing):
        taken = ANNULS.get(event_of(entry), frozenset())
        for earlier in standing[:index] if taken else ():
            if event_of(earlier) in taken:
                found.setdefault(earlier["position"], entry["position"])
    return found


def _pairs(pairs: Iterable[tuple[int, int]]) -> list[Entry]:
    return [{"position": position, "by": by} for position, by in pairs]


# --- Erased: persons disclosed, and who was erased -----------------------------------------------


def check_persons(case: Case) -> Found:
    """Each disclosure is what the log committed to, by the newest entry on the person given."""
    newest: dict[str, Entry] = {}
    erased: set[str] = set()
    for entry in case.in_order():
        area, _, ref = entry["stream"].partition("/")
        if (area, entry["type"]) == ("person", "person.registered"):
            newest[ref] = entry
        elif (area, entry["type"]) == ("person", "person.erased"):
            erased.add(ref)
    told = [one for one in case.bundle.disclosures if one.ref in newest]
    case.persons = [
        {"ref": one.ref, "erased": one.ref in erased, "value": _disclosed(one, newest[one.ref])}
        for one in told
    ]
    known = {one.ref for one in told}
    case.persons += [{"ref": ref, "erased": True} for ref in sorted(erased - known)]
    missing = [one.ref for one in case.bundle.disclosures if one.ref not in newest]
    if missing:
        raise IncompleteError("person_missing", shown(", ".join(missing)))
    if not case.persons:
        return NOT_APPLICABLE, ("no person is disclosed", "không nêu người nào")
    names = [f"{p['ref']} {p['value'].get('name', '')}" for p in case.persons if "value" in p]
    listed, gone = shown(", ".join(names) or "0"), shown(", ".join(sorted(erased)) or "0")
    return OK, (
        f"disclosed, as the log committed to: {listed}; erased: {gone}",
        f"đã nêu, đúng như sổ đã cam kết: {listed}; đã xóa: {gone}",
    )


def _disclosed(told: Disclosure, entry: Entry) -> Entry:
    """Return what was told of a person, if it is theirs and gives the commitment."""
    given = base64_text(hmac.digest(told.salt, told.value, "sha256"))
    try:
        value = canonical(told.value.decode())
    except ValueError:
        value = None
    own = isinstance(value, dict) and value.get("ref") == told.ref
    if given != entry["data"].get("commitment") or not own:
        raise TamperedError("commitment_mismatch", shown(told.ref), entry["position"])
    return dict(value)


# --- The verdict ---------------------------------------------------------------------------------

VERIFIED, TAMPERED, EVIDENCE_INCOMPLETE, BAD_INPUT = range(4)
VERDICTS = ("verified", "tampered", "evidence_incomplete", "bad_input")
STEPS: tuple[tuple[str, Callable[[Case], Found]], ...] = (
    ("signature", check_signature),
    ("witnesses", check_witnesses),
    ("paper", check_paper),
    ("inclusion", check_inclusion),
    ("order", check_order),
    ("completeness", check_completeness),
    ("back-dating", check_back_dating),
    ("state", check_state),
    ("erased", check_persons),
)
FIRST_HOLDS: Words = ("an earlier line has to hold first", "phải đạt dòng trên đã")


class Step(NamedTuple):
    """What became of one line of the verdict; `code` names what failed or is wanting."""

    line: str
    status: int
    says: Words
    code: str = ""
    position: int | None = None


@dataclass(slots=True)
class Verdict:
    """Everything that was found out."""

    faults: list[Fault] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    case: Case | None = None

    @property
    def exit_code(self) -> int:
        """3 before 1 before 2."""
        statuses = {step.status for step in self.steps}
        if self.faults:
            return BAD_INPUT
        if FAILED in statuses:
            return TAMPERED
        return EVIDENCE_INCOMPLETE if INCOMPLETE in statuses else VERIFIED


def verify(
    bundle_text: bytes | str, policy_text: bytes | str, anchors: Sequence[bytes | str] = ()
) -> Verdict:
    """Verify a bundle by the keys of a policy, against notes that were kept."""
    verdict = Verdict()
    try:
        verdict.case = read_input(bundle_text, policy_text, anchors)
    except BadInputError as error:
        verdict.faults = error.faults
        return verdict
    halted = False
    for line, check in STEPS:
        step = Step(line, NOT_CHECKED, FIRST_HOLDS) if halted else _step(line, check, verdict.case)
        halted = halted or step.status == FAILED or step.code == "newer_format"
        verdict.steps.append(step)
    return verdict


def _step(line: str, check: Callable[[Case], Found], case: Case) -> Step:
    try:
        status, says = check(case)
    except StopError as error:
        en, vi = MEANING[error.code]
        detail = f" ({error.detail})" if error.detail else ""
        status = FAILED if isinstance(error, TamperedError) else INCOMPLETE
        return Step(line, status, (en + detail, vi + detail), error.code, error.position)
    return Step(line, status, says)


# --- What is printed -----------------------------------------------------------------------------

STATUSES: tuple[Words, ...] = (
    ("OK", "ĐẠT"),
    ("FAILED", "SAI"),
    ("INCOMPLETE", "THIẾU"),
    ("NOT APPLICABLE", "KHÔNG ÁP DỤNG"),
    ("NOT CHECKED", "CHƯA XÉT"),
)
LABELS: dict[str, Words] = {
    "signature": ("signature", "chữ ký"),
    "witnesses": ("witnesses", "chứng kiến"),
    "paper": ("paper", "điểm giữ"),
    "inclusion": ("inclusion", "có trong sổ"),
    "order": ("order", "thứ tự"),
    "completeness": ("completeness", "đầy đủ"),
    "back-dating": ("back-dating", "lùi ngày"),
    "state": ("state", "trạng thái"),
    "erased": ("erased", "đã xóa"),
    "unplanned": ("not planned", "chưa lên kế hoạch"),
    "planned": ("planned", "đã lên kế hoạch"),
    "pilot": ("pilot held", "đã đại hội điểm"),
    "lessons_learned": ("lessons learned", "đã rút kinh nghiệm"),
    "held": ("held", "đã tổ chức"),
    "officers_elected": ("officers elected", "bầu xong"),
    "reported": ("reported", "đã báo cáo"),
    "active": ("active", "đang hoạt động"),
    "cancelled": ("cancelled", "đã hủy đại hội"),
    "merged": ("merged", "đã sáp nhập"),
    "dissolved": ("dissolved", "đã giải thể"),
    "committee": ("committee", "chi ủy"),
    "secretary": ("secretary", "bí thư"),
    "deputy": ("deputy secretary", "phó bí thư"),
    "elected": ("elected", "trúng cử"),
    "rerun": ("elected in a rerun", "trúng cử khi bầu lại"),
    "appointed": ("appointed", "chỉ định"),
    "amended": ("amended", "đã đính chính"),
    "voided": ("voided", "đã hủy"),
    "annulled": ("annulled", "đã bãi bỏ"),
}
CLOSING: tuple[Words, ...] = (
    (
        "VERIFIED: this was in the log at {size} entries, and no entry of {whose} is missing.",
        "ĐÃ XÁC MINH: đúng như trong sổ khi có {size} mục, không thiếu mục nào của {whose}.",
    ),
    (
        "TAMPERED: {codes}. Do not rely on it; keep the file, and ask for the whole log.",
        "BỊ SỬA: {codes}. Không dùng làm căn cứ; giữ lại tệp, và yêu cầu toàn bộ sổ.",
    ),
    (
        "EVIDENCE INCOMPLETE: {codes}. Nothing contradicts the bundle, but not all is proven.",
        "CHƯA ĐỦ BẰNG CHỨNG: {codes}. Không có gì mâu thuẫn, nhưng chưa chứng minh đủ.",
    ),
    (
        "BAD INPUT: nothing was verified. Correct the above and try again.",
        "ĐẦU VÀO SAI: chưa xác minh gì. Hãy sửa các lỗi trên rồi chạy lại.",
    ),
)
"""The last line, by exit code."""


def printed(verdict: Verdict, vi: int) -> Iterator[str]:
    """Yield the lines for people; `vi` is 1 for Vietnamese."""
    for fault in verdict.faults:
        yield f"{shown(fault.where)}: {fault.code}: {fault.says(vi)}"
    for step in verdict.steps:
        says = f"{_stopped(step, vi)}: {step.says[vi]}" if step.code else step.says[vi]
        yield f"{LABELS[step.line][vi]:<13} {STATUSES[step.status][vi]:<15} {says}"
    size, case = 0, verdict.case
    if case is not None:
        size = case.checkpoint.size
        yield from _printed_state(case.state, vi) if case.state else ()
        yield from _printed_rules(case.rules, vi)
    stops = [step for step in verdict.steps if step.code]
    told = [step for step in stops if step.status == FAILED] or stops
    codes = ", ".join(_stopped(step, vi) for step in told)
    branch = case is None or case.area == CONGRESS
    whose = ("the branch", "chi bộ")[vi] if branch else case.bundle.stream if case else ""
    yield CLOSING[verdict.exit_code][vi].format(size=size, codes=codes, whose=whose)


def _stopped(step: Step, vi: int) -> str:
    """Return the code of a step that stopped, and the position."""
    at = ("at position", "tại vị trí")[vi]
    return step.code if step.position is None else f"{step.code} {at} {step.position}"


def state_words(stage: str) -> Words:
    """Return how people call a state; one that this verifier does not know by its own name."""
    return LABELS.get(stage, (shown(stage), shown(stage)))


def _printed_state(state: Entry, vi: int) -> Iterator[str]:
    """Yield what became of the branch, or of another subject."""
    if "branch" in state:
        yield from _printed_branch(state, vi)
    else:
        yield f"\n{state_words(state['state'])[vi]}"
    for name in ("amended", "voided", "annulled"):
        if state[name]:
            pairs = ", ".join(f"{pair['position']} ← {pair['by']}" for pair in state[name])
            yield f"  {LABELS[name][vi]}: {pairs}"
    if state["flags"]:
        yield f"  {('marks', 'dấu')[vi]}: {', '.join(state['flags'])}"


def _printed_branch(state: Entry, vi: int) -> Iterator[str]:
    said = {name: state_words(state[name])[vi] for name in ("state", "disposition")}
    attempt, held, seats = (
        ("attempt", "held on", "seats open"),
        ("lần", "tổ chức ngày", "còn khuyết"),
    )[vi]
    yield f"\n{state['branch']} ({state['campaign']}): {said['state']}, {said['disposition']}"
    yield (
        f"  {attempt} {state['attempt']}; {held} {state['held_on'] or '-'}; "
        f"{seats}: {state['seats_open']}"
    )
    for officer in state["officers"]:
        post, basis = LABELS[officer["post"]][vi], LABELS[officer["basis"]][vi]
        votes = "" if officer["votes"] is None else f" {officer['votes']}/{shown(officer['base'])}"
        yield f"  {post}: {shown(officer['ref'])}, {basis}{votes}"


def _printed_rules(rules: Mapping[int, Mapping[str, str]], vi: int) -> Iterator[str]:
    """Yield by which rules it was decided, to be compared with the texts that were in force."""
    for position, digests in rules.items():
        yield f"  {('rules at position', 'quy định tại vị trí')[vi]} {position}:"
        yield from (f"    {digest} {shown(name)}" for name, digest in digests.items())
    if rules:
        yield ""


def as_json(verdict: Verdict, vi: int) -> Entry:
    """Return everything as one object for programs; codes are the same in every language."""
    found: Entry = {"verdict": VERDICTS[verdict.exit_code], "exit_code": verdict.exit_code}
    found["faults"] = [
        {"code": fault.code, "where": fault.where, "says": fault.says(vi)}
        for fault in verdict.faults
    ]
    found["steps"] = [
        {
            "line": step.line,
            "status": STATUSES[step.status][0].lower().replace(" ", "_"),
            "code": step.code,
            "position": step.position,
            "says": step.says[vi],
        }
        for step in verdict.steps
    ]
    case = verdict.case
    if case is not None:
        found |= {
            "origin": case.checkpoint.origin,
            "size": case.checkpoint.size,
            "root": base64_text(case.checkpoint.root),
            "stream": case.bundle.stream,
            "simulation": case.simulation,
            "windows": case.windows,
            "state": case.state,
            "rules": [{"position": at, "digests": case.rules[at]} for at in case.rules],
            "persons": case.persons,
        }
    return found


# --- The command ---------------------------------------------------------------------------------

UNWRITTEN: Words = (
    """The verdict could not be printed: standard output is closed or full. Nothing is verified.
Make room or choose another place, and run it again.""",
    """Không in được kết luận: đầu ra chuẩn đã đóng hoặc đã đầy. Chưa kiểm tra được gì.
Hãy dọn bớt hoặc chọn nơi khác rồi chạy lại.""",
)
USAGE: Words = (
    """Usage: python verify_bundle.py FILE --policy POLICY [--anchor NOTE]... [--json] [--lang vi]

Verify the bundle of one branch, offline. FILE is the bundle, - for stdin.

  --policy POLICY  the keys you trust: lines log, witness, group, quorum
  --anchor NOTE    a checkpoint that you kept or printed: the note, or its three lines typed
                   off paper; may be given several times
  --json           all results as one JSON object
  --lang en|vi     the language; else CONGRESS_LANG, else the locale
  --help           this

Exit code: 0 verified, 1 tampered, 2 evidence incomplete, 3 bad input.
In a folder that is not yours, run it with python -I: else Python may take modules from there.

Examples:
  python verify_bundle.py TDP-08.bundle --policy trust.policy
  python verify_bundle.py TDP-08.bundle --policy trust.policy --anchor paper-2017-08.txt
  python verify_bundle.py - --policy trust.policy --json < TDP-08.bundle""",
    """Cách dùng: python verify_bundle.py TỆP --policy TỆP-TIN-CẬY [--anchor ĐIỂM-KIỂM]... [--json]

Xác minh hồ sơ của một chi bộ, không cần mạng. TỆP là hồ sơ; - là đọc từ stdin.

  --policy TỆP     các khóa mà anh chị tin: dòng log, witness, group, quorum
  --anchor TỆP     điểm kiểm đang giữ hoặc đã in: cả bản, hoặc ba dòng gõ lại từ giấy;
                   nêu được nhiều lần
  --json           mọi kết quả trong một đối tượng JSON
  --lang en|vi     ngôn ngữ; nếu không thì theo CONGRESS_LANG, rồi theo máy
  --help           trang này

Mã thoát: 0 đã xác minh, 1 bị sửa, 2 chưa đủ bằng chứng, 3 đầu vào sai.
Trong thư mục của người khác, hãy chạy bằng python -I: nếu không, Python có thể nạp mã từ đó.

Ví dụ:
  python verify_bundle.py TDP-08.bundle --policy trust.policy
  python verify_bundle.py TDP-08.bundle --policy trust.policy --anchor giay-2017-08.txt
  python verify_bundle.py - --policy trust.policy --json < TDP-08.bundle""",
)
TAKES_VALUE = ("--policy", "--anchor", "--lang")


@dataclass(slots=True)
class Asked:
    """What the command line says."""

    files: list[str] = field(default_factory=list)
    values: dict[str, list[str]] = field(default_factory=dict)
    flags: set[str] = field(default_factory=set)
    faults: list[Fault] = field(default_factory=list)


def read_arguments(words: Sequence[str]) -> Asked:
    """Read the command line; faults are noted, none stops the reading."""
    asked, rest = Asked(), iter(words)
    for word in rest:
        name, given, value = word.partition("=")
        if name in TAKES_VALUE:
            found = value if given else next(rest, None)
            if found is None:
                asked.faults.append(Fault("usage", name, "want_value"))
            else:
                asked.values.setdefault(name, []).append(found)
        elif word in ("--json", "--help", "-h"):
            asked.flags.add(word)
        elif word.startswith("-") and word != "-":
            asked.faults.append(Fault("usage", word, "no_such_option"))
        else:
            asked.files.append(word)
    if len(asked.files) != 1:
        asked.faults.append(Fault("usage", "FILE", "want_one"))
    if len(asked.values.get("--policy", ())) != 1:
        asked.faults.append(Fault("usage", "--policy", "want_one"))
    return asked


def language(asked: Asked) -> int:
    """Return 1 for Vietnamese: by --lang, then CONGRESS_LANG, then the locale."""
    chosen = asked.values.get("--lang") or [os.environ.get("CONGRESS_LANG", "")]
    if chosen[-1] in ("vi", "en"):
        return int(chosen[-1] == "vi")
    names = (os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return int(next((name for name in names if name), "").lower().startswith("vi"))


def read_file(name: str, most: int, faults: list[Fault]) -> bytes:
    """Return the bytes of a file, or of stdin, no more than one above the limit."""
    try:
        if name == "-" and sys.stdin is None:
            faults.append(Fault("unreadable", name, detail="standard input is closed"))
            return b""
        if name == "-":
            return sys.stdin.buffer.read(most + 1)
        with Path(name).open("rb") as file:
            return file.read(most + 1)
    except (OSError, ValueError) as error:
        faults.append(Fault("unreadable", name, detail=shown(str(error))))
        return b""


def answered(asked: Asked) -> Verdict:
    """Read the files and verify; whatever goes wrong in here is no sign of tampering."""
    faults = asked.faults
    try:
        if faults:
            return Verdict(faults=faults)
        bundle = read_file(asked.files[0], MAX_BUNDLE, faults)
        policy = read_file(asked.values["--policy"][0], MAX_SMALL, faults)
        kept = [read_file(name, MAX_SMALL, faults) for name in asked.values.get("--anchor", ())]
        return Verdict(faults=faults) if faults else verify(bundle, policy, kept)
    except Exception as error:  # noqa: BLE001 - uncaught it would exit 1, which says tampered
        return Verdict(faults=[Fault("unexpected", "bundle", detail=shown(repr(error)))])


def main() -> int:
    """Run the command; return the exit code."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    asked = read_arguments(sys.argv[1:])
    vi, code = language(asked), VERIFIED
    if asked.flags & {"--help", "-h"}:
        text = USAGE[vi]
    else:
        verdict = answered(asked)
        text, code = "\n".join(printed(verdict, vi)), verdict.exit_code
        if "--json" in asked.flags:
            text = json.dumps(as_json(verdict, vi), ensure_ascii=False, indent=2)
            unseen = {c for c in text if not c.isprintable()} - {"\n"}
            text = text.translate({ord(c): json.dumps(c)[1:-1] for c in unseen})
    if written(text, sys.stdout):
        return code
    written(UNWRITTEN[vi], sys.stderr)
    return BAD_INPUT


def written(text: str, stream: TextIO | None) -> bool:
    """Print a text; return False where it cannot be, True too where nobody reads any more."""
    if stream is None:  # it was closed before the program began
        return False
    try:
        stream.write(text + "\n")
        stream.flush()
    except OSError as error:
        # What is still held must not fail once more at the exit, with a code of its own.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        return error.errno == errno.EPIPE
    return True


if __name__ == "__main__":
    sys.exit(main())
