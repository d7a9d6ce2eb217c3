"""The operator's commands in Vietnamese: help, names, questions, refusals."""

import re

from tests.operator.program import Operator

FEW = ("--official", "8", "--probationary", "x")
ENGLISH = re.compile(r"\b(the|is|are|missing|recorded|nothing|branch|must|there|day)\b")


def said(operator: Operator, *words: str) -> str:
    done = operator.spawn(*words, CONGRESS_LANG="vi")
    text = done.out + done.err
    assert ENGLISH.findall(re.sub(r"--[\w.-]+|congress[\w. -]+", "", text)) == []
    return text


def test_help_lists_vietnamese_names(operator: Operator) -> None:
    whole = operator.spawn("--help", CONGRESS_LANG="vi").out
    assert re.search(r"status .*\(trang-thai", whole)
    assert re.search(r"advance .*\(tien-hanh\)", whole)
    branch = operator.spawn("tien-hanh", "--help", CONGRESS_LANG="vi").out
    assert re.search(r"plan +lên kế hoạch \(len-ke-hoach\)", branch)
    assert re.search(r"elect +công nhận bầu xong \(bau-xong\)", branch)


def test_english_help_keeps_to_english_names(operator: Operator) -> None:
    assert "trang-thai" not in operator.spawn("--help").out


def test_faults_are_told_in_vietnamese(operator: Operator) -> None:
    text = said(operator, "advance", "TDP-04", "cap-nhat-danh-sach", *FEW)
    assert "--probationary: 'x' không phải số nguyên" in text
    assert "còn thiếu --exempt: số miễn sinh hoạt" in text


def test_refusal_and_answer_are_told_in_vietnamese(operator: Operator) -> None:
    assert "Bị từ chối: công nhận bầu xong." in said(operator, "advance", "TDP-04", "bau-xong")
    planned = said(operator, "advance", "TDP-04", "len-ke-hoach", "--planned-on", "20/8/2017")
    assert "Đã ghi: TDP-04: lên kế hoạch" in planned


def test_slips_are_answered_in_vietnamese(operator: Operator) -> None:
    assert "Có phải 'len-ke-hoach'?" in said(operator, "advance", "TDP-04", "lên-kế-hoạc")
    assert "Có phải --official?" in said(operator, "advance", "TDP-04", "update-roll", "--ofical")


def test_help_of_a_command_is_vietnamese(operator: Operator) -> None:
    text = said(operator, "advance", "TDP-04", "ghi-phieu", "--help")
    assert "số phiếu phát ra" in text
    assert "Ví dụ:" in text
