"""Every error about names is told in Vietnamese, and ends with a code that was chosen for it."""

import pytest

from tests.operator.program import Operator
from tests.people.conftest import OTHER, WHY


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["add", "m-014", "--name", OTHER], 3, "đã được ghi danh"),
        (["add", "m 1", "--name", OTHER], 2, "phải là 1 đến 64 chữ không dấu"),
        (["show", "m-099"], 5, "Sổ ghi không có người"),
        (["show", "m-014", "--actor", "op:khac"], 3, "không được phép xem tên"),
        (["revoke", "op:khac", *WHY], 5, "op:khac hiện không có phép xem tên nào"),
        (["release", "m-014", *WHY], 5, "m-014 hiện không có lệnh giữ nào"),
        (["erase", "m-014", *WHY], 2, "phải ghi --yes"),
        (["erase", "m-014", *WHY, "--yes"], 0, "Đã xóa tên của m-014"),
        (["list"], 0, "có tên"),
        (["decisions"], 0, "được xem tên"),
        (["check"], 0, "đúng là những tên sổ ghi đã cam kết"),
    ],
)
def test_commands_speak_vietnamese(
    operator: Operator, words: list[str], code: int, told: str
) -> None:
    done = operator.run("--lang", "vi", "person", *words)
    assert (done.code, told in done.out + done.err) == (code, True), done


def test_every_error_of_a_damaged_or_lost_vault_is_told_in_vietnamese(operator: Operator) -> None:
    operator.ok("person", "hold", "m-014", *WHY)
    operator.ok("person", "hold", "m-014", *WHY)
    done = operator.run("--lang", "vi", "person", "release", "m-014", *WHY)
    assert "đang có nhiều lệnh giữ" in done.err
    done = operator.run("--lang", "vi", "person", "erase", "m-014", *WHY, "--yes")
    assert "lưu giữ theo yêu cầu pháp lý" in done.err
    operator.log.with_name("season.db.people.keys").unlink()
    done = operator.run("--lang", "vi", "person", "show", "m-014")
    assert "không có trong" in done.err
    operator.log.with_name("season.db.people").write_bytes(b"something else" * 100)
    done = operator.run("--lang", "vi", "person", "list")
    assert "Không dùng được" in done.err
