"""A list of names as a spreadsheet saves it: every fault of every row at once."""

from application.spelling import slug
from application.spreadsheets import NOWHERE, CellFault, UnreadableListError, headed, read_table
from engine.structs import Struct, field
from event_store.people.commitment import checked_key, checked_new_ref, text
from event_store.people.errors import BadPersonError
from event_store.words import Text

HEADINGS = {
    "ref": ("ref", "reference", "ma", "ma-so", "ma-dang-vien", "ma-nguoi"),
    "name": ("name", "full-name", "ten", "ho-ten", "ho-va-ten"),
}
"""Headings without accents, by what the column holds; any other column is a particular."""
USUAL = {"ref": Text("ref", "mã"), "name": Text("name", "họ và tên")}
"""How a column is headed that every list needs."""
MISSING = Text("there is no such column", "thiếu cột này")


class NameList(Struct):
    """What was read: reference, name and particulars of each row, and every fault."""

    rows: dict[int, dict[str, str]] = field(default_factory=dict)
    faults: list[CellFault] = field(default_factory=list)
    seen: dict[str, int] = field(default_factory=dict)
    """The first row of each reference."""
    columns: dict[int, tuple[str, str]] = field(default_factory=dict)
    """What each column holds and how it is headed, as far as it is known."""

    def headed(self, member: str) -> Text:
        """Return the heading of a column, as the list has it."""
        return headed(next(head for name, head in self.columns.values() if name == member))


def read_names(content: bytes) -> NameList:
    """Return the rows of a CSV file with the columns ref and name, and any others."""
    found = NameList()
    try:
        table = read_table(content, _are_headings)
    except UnreadableListError as error:
        found.faults.append(error.fault)
        return found
    if not table.rows and not table.faults:
        found.faults.append(CellFault(table.top, NOWHERE, Text("has nobody", "chưa có ai")))
        return found
    found.columns = _columns(found, table.top, table.headings)
    for row, cells in table.rows:
        _row(found, row, cells)
    found.faults += table.faults
    return found


def _are_headings(cells: list[str]) -> bool:
    typed = {slug(cell) for cell in cells}
    return all(typed.intersection(headings) for headings in HEADINGS.values())


def _columns(found: NameList, row: int, headings: list[str]) -> dict[int, tuple[str, str]]:
    """Return what each column holds and how it is headed; notes what is wanting."""
    columns: dict[int, tuple[str, str]] = {}
    for at, heading in enumerate(headings):
        if not heading:
            continue
        try:
            member = _member(heading)
        except BadPersonError as error:
            found.faults.append(CellFault(row, headed(heading), error.told))
            continue
        same = next((head for name, head in columns.values() if name == member), None)
        if same is not None:
            told = Text(f"means the same as '{same}'", f"cột bị lặp: đã có cột '{same}'")
            found.faults.append(CellFault(row, headed(heading), told))
            continue
        columns[at] = (member, heading)
    known = {member for member, _ in columns.values()}
    for name, usual in USUAL.items():
        if name not in known:
            found.faults.append(CellFault(row, usual, MISSING))
    return columns


def _member(heading: str) -> str:
    typed = slug(heading)
    for name, headings in HEADINGS.items():
        if typed in headings:
            return name
    return checked_key(typed.replace("-", "_"))


def _row(found: NameList, row: int, cells: list[str]) -> None:
    members: dict[str, str] = {}
    for at, (member, heading) in found.columns.items():
        cell = cells[at] if at < len(cells) else ""
        if not cell and member not in HEADINGS:
            continue
        try:
            members[member] = checked_new_ref(cell) if member == "ref" else text(member, cell)
        except BadPersonError as error:
            found.faults.append(CellFault(row, headed(heading), error.told))
    ref = members.get("ref")
    if ref is not None and (first := found.seen.setdefault(ref, row)) != row:
        told = Text(f"{ref} stands in row {first} already", f"{ref} đã có ở dòng {first}")
        found.faults.append(CellFault(row, found.headed("ref"), told))
    found.rows[row] = members
