"""Vietnamese names of commands, typed without accents, and the command that was meant."""

import re
from collections.abc import Iterable, Mapping

COMMANDS = {
    "tao-so": "init",
    "cai-dat": "config",
    "ghi": "apply",
    "trang-thai": "status",
    "tien-do": "status",
    "xem": "show",
    "lich-su": "history",
    "tiep-theo": "next",
    "tinh-lai": "replay",
    "chay-thu": "demo",
    "tien-hanh": "advance",
    "dot": "campaign",
    "tim": "find",
    "nhat-ky": "log",
    "so-sanh": "diff",
    "truy-goc": "blame",
    "nhac-viec": "radar",
    "can-bo": "officers",
    "kiem-tra": "doctor",
    "theo-doi": "watch",
    "cho": "wait",
    "nhan-tin": "subscribe",
    "con-tro": "cursors",
    "bang-tong-hop": "projections",
    "luoc-do": "schema",
    "bi-tu-choi": "attempts",
    "soat-xet": "audit",
    "xuat": "export",
    "sao-luu": "backup",
    "phuc-hoi": "restore",
    "goi-y": "completion",
    "xac-minh": "verify",
    "diem-kiem": "checkpoint",
    "chung-minh": "prove",
    "chung-kien": "witness",
    "khoa": "keys",
    "nguoi": "person",
}
"""Of the program; those whose command does not exist are skipped."""

BRANCH = {
    "len-ke-hoach": "plan",
    "dai-hoi-diem": "pilot",
    "rut-kinh-nghiem": "learn",
    "to-chuc": "hold",
    "bau-xong": "elect",
    "bao-cao": "report",
    "ghi-phieu": "record_ballot",
    "doi-ngay": "reschedule",
    "cap-nhat-danh-sach": "update_roll",
    "khong-du-nguoi": "fail_quorum",
    "chi-dinh-bi-thu": "appoint_secretary",
    "de-khuyet": "leave_seats_open",
    "xin-rut": "decline_office",
    "nhan-xet": "record_finding",
    "dinh-kem": "attach_document",
    "chuan-y": "approve",
    "khong-chuan-y": "refuse_approval",
    "khieu-nai": "file_complaint",
    "giai-quyet-khieu-nai": "resolve_complaint",
    "dinh-chinh": "amend",
    "huy-muc-ghi": "void",
    "bai-bo-bau-cu": "annul_election",
    "bai-bo-dai-hoi": "annul_congress",
    "huy-dai-hoi": "cancel",
    "sap-nhap": "merge",
    "giai-the": "dissolve",
}
"""Of `congress advance`."""

CAMPAIGN = {
    "mo-dot": "open_campaign",
    "ghi-danh": "register_branch",
    "nap-danh-sach": "register_branches",
    "quan-triet": "disseminate_guidance",
    "chon-lam-diem": "designate_pilot",
    "thoi-lam-diem": "withdraw_pilot",
    "moi-du": "invite_observers",
    "hop-rut-kinh-nghiem": "hold_lessons_session",
    "lui-han": "extend_deadline",
    "doi-ten": "rename_branch",
    "tam-dung": "suspend",
    "tiep-tuc": "resume",
    "dong-dot": "close_campaign",
    "mo-lai-dot": "reopen_campaign",
    "dinh-chinh": "amend",
    "huy-muc-ghi": "void",
}
"""Of `congress campaign`."""

PERSON = {
    "ghi-ten": "add",
    "sua-ten": "correct",
    "nap-danh-sach": "import",
    "xem": "show",
    "danh-sach": "list",
    "cong-bo": "disclose",
    "xoa": "erase",
    "giu": "hold",
    "thoi-giu": "release",
    "cho-xem": "grant",
    "thoi-cho-xem": "revoke",
    "quyet-dinh": "decisions",
    "luot-xem": "access",
    "doi-chieu": "check",
}
"""Of `congress person`."""


def meant(name: str, known: Iterable[str], aliases: Mapping[str, str]) -> str | None:
    """Return the command that `name` stands for: itself, with hyphens, or in Vietnamese."""
    known = list(known)
    typed = without_accents(name)
    for spelt in (name, typed, typed.replace("-", "_"), aliases.get(typed, "")):
        if spelt in known:
            return spelt
    return None


def nearest(name: str, known: Iterable[str], aliases: Mapping[str, str]) -> str | None:
    """Return the name that was probably meant, as it would be typed."""
    typed = without_accents(name)
    known = list(known)
    words = [each.replace("_", "-") for each in known]
    words += [alias for alias, command in aliases.items() if command in known]
    from difflib import get_close_matches

    close = get_close_matches(typed.replace("_", "-"), words, n=1)
    longer = [each for each in words if len(typed) > 1 and each.startswith(typed)]
    return next(iter([*close, *longer]), None)


def of(command: str, aliases: Mapping[str, str]) -> str:
    """Return the Vietnamese names of a command, with commas, empty if it has none."""
    return ", ".join(alias for alias, meaning in aliases.items() if meaning == command)


def without_accents(name: str) -> str:
    """Return `name` as it is typed without a Vietnamese keyboard: `lên kế hoạch` has hyphens."""
    from application.spelling import plain

    return re.sub(r"\s+", "-", plain(name.strip()))
