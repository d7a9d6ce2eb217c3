"""A list of branches as a spreadsheet saves it: every fault of every row at once."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from application.congresses.forms.members import Member, describe
from application.congresses.forms.values import ValueFault, value
from application.congresses.forms.words import word
from application.encodings import LOST
from application.spelling import slug
from application.spreadsheets import NOWHERE, CellFault, UnreadableListError, headed, read_table
from engine.payloads import Payload, PayloadError, convert
from engine.structs import Struct, field
from event_store.words import Text

EXACT = {
    "branch": ("branch", "id", "ma"),
    "name": ("name", "ten", "chi-bo"),
    "official": ("official",),
    "probationary": ("probationary",),
    "exempt": ("exempt",),
    "had_committee": ("had-committee", "committee"),
}
"""Headings without accents, by member."""
BEGUN = {"ma-": "branch", "ten-": "name", "branch-id": "branch", "branch-name": "name"}
WITHIN = {
    "chinh-thuc": "official",
    "du-bi": "probationary",
    "mien-sinh-hoat": "exempt",
    "mien-sh": "exempt",
    "chi-uy": "had_committee",
    "committee": "had_committee",
}
HEADINGS = {
    "branch": "mã chi bộ",
    "name": "tên chi bộ",
    "official": "chính thức",
    "probationary": "dự bị",
    "exempt": "miễn sinh hoạt",
    "had_committee": "có chi ủy",
}


class BranchList(Struct):
    """What was read: the data of each sound row, every fault, headings that mean nothing here."""

    rows: dict[int, dict[str, Any]] = field(default_factory=dict)
    faults: list[CellFault] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def read_list(content: bytes, payload: type[Payload]) -> BranchList:
    """Return the rows of a CSV file as the data of `payload`, the registration of a branch."""
    found = BranchList()
    try:
        table = read_table(content, _are_headings)
    except UnreadableListError as error:
        found.faults.append(error.fault)
        return found
    if not table.rows and not table.faults:
        _add(found, table.top, NOWHERE, Text("has no branch", "chưa có chi bộ nào"))
        return found
    columns = _columns(found, (table.top, table.headings), describe(payload))
    if not found.faults:
        reader = _Rows(found, columns, describe(payload), payload)
        reader.read(table.rows)
    found.faults += table.faults
    return found


def _are_headings(cells: list[str]) -> bool:
    return {_member_of(slug(cell)) for cell in cells} >= EXACT.keys()


class _Rows:
    """Reads the rows below the headings into a list."""

    def __init__(
        self,
        found: BranchList,
        columns: Mapping[str, tuple[int, str]],
        members: Iterable[Member],
        payload: type[Payload],
    ) -> None:
        self._found, self._columns = found, columns
        self._members, self._payload = members, payload
        self._marked = False

    def read(self, numbered: list[tuple[int, list[str]]]) -> None:
        """Read every row, and what they contradict among themselves."""
        at = self._columns["had_committee"][0]
        cells = {cells[at].lower() for _, cells in numbered if len(cells) > at}
        self._marked = cells <= {"x", "✓", ""} and len(cells) > 1
        for row, each in numbered:
            self._row(row, each)
        self._twice()

    def _row(self, row: int, cells: list[str]) -> None:
        width = max(at for at, _ in self._columns.values()) + 1
        data: dict[str, Any] = {}
        faults: list[CellFault] = []
        padded = [*cells, *[""] * (width - len(cells))]
        for member in self._members:
            at, heading = self._columns[member.name]
            try:
                data[member.name] = self._cell(member, padded[at])
            except ValueFault as error:
                faults.append(CellFault(row, headed(heading), error.text))
        faults += [f for f in self._unfit(row, data) if f.column not in {g.column for g in faults}]
        self._found.faults += faults
        self._found.rows[row] = data

    def _cell(self, member: Member, text: str) -> Any:
        if member.kind == "text" and "?" in text:
            raise ValueFault(LOST)
        if text:
            return value(member, (text,))
        if member.kind == "yes" and self._marked:
            return False
        raise ValueFault(Text("is empty", "còn trống"))

    def _unfit(self, row: int, data: dict[str, Any]) -> Iterator[CellFault]:
        try:
            convert(data, self._payload, new=True)
        except PayloadError as error:
            for fault in error.faults:
                _, heading = self._columns.get(fault.where.split(".")[1], (0, fault.where))
                yield CellFault(row, headed(heading), fault.what)

    def _twice(self) -> None:
        counted = Counter(data.get("branch") for data in self._found.rows.values())
        first: dict[str, int] = {}
        for row, data in self._found.rows.items():
            branch = data.get("branch")
            if branch is None or counted[branch] == 1:
                continue
            if branch in first:
                _add(self._found, row, headed(self._columns["branch"][1]), Text(
                    f"{branch} stands in row {first[branch]} already",
                    f"{branch} đã có ở dòng {first[branch]}"))  # fmt: skip
            first.setdefault(branch, row)


def _columns(
    found: BranchList, top: tuple[int, list[str]], members: Iterable[Member]
) -> dict[str, tuple[int, str]]:
    """Return where each member stands and how its column is headed; notes what is wanting."""
    row, headings = top
    columns: dict[str, tuple[int, str]] = {}
    for at, heading in enumerate(headings):
        name = _member_of(slug(heading))
        if name is None:
            found.left_out += [heading] if heading else []
        elif name in columns:
            _add(found, row, headed(heading), Text(
                f"means the same as '{columns[name][1]}'",
                f"cột bị lặp: đã có cột '{columns[name][1]}'"))  # fmt: skip
        else:
            columns[name] = (at, heading)
    for member in members:
        if member.name not in columns:
            meaning = word((member.name,))
            _add(found, row, Text(member.name, HEADINGS[member.name]), Text(
                f"there is no such column ({meaning.en})",
                f"thiếu cột này ({meaning.vi})"))  # fmt: skip
    return columns


def _member_of(heading: str) -> str | None:
    for name, exact in EXACT.items():
        if heading in exact:
            return name
    for part, name in WITHIN.items():
        if part in heading:
            return name
    return next((name for part, name in BEGUN.items() if heading.startswith(part)), None)


def _add(found: BranchList, row: int, column: Text, message: Text) -> None:
    found.faults.append(CellFault(row, column, message))
