"""What the examples about keys, checkpoints and witnesses speak of, each in its language."""

import re
from collections.abc import Callable
from pathlib import Path

NEEDS = re.compile(r"congress (keys|checkpoint|witness|prove|verify)\b")
FILES = {
    "en": {
        "key": "safe/log.key",
        "witness": "stick/witness.key",
        "request": "request.txt",
        "known": "logs.policy",
        "cosignature": "stick/cosignature.txt",
        "note": "stick/note.txt",
    },
    "vi": {
        "key": "ket/so.key",
        "witness": "usb/chung-kien.key",
        "request": "yeu-cau.txt",
        "known": "so.policy",
        "cosignature": "usb/chu-ky.txt",
        "note": "usb/ghi-chu.txt",
    },
}
KEYS = "mkdir {safe} {stick}"
MADE = """
congress keys new --key {key}
congress keys new --key {witness} --witness --name upper.example/witness
congress keys show --key {key} --policy --witness "$(congress keys show --key {witness})" \
    > trust.policy
"""
SIGNED = """
congress checkpoint --key {key} --request {request}
cp trust.policy {known}
cp trust.policy {witness}.policy
"""
COSIGNED = """
congress witness sign {request} --key {witness} --out {cosignature}
"""
KEPT = """
congress checkpoint --key {key} > {note}
"""


def furnish(
    line: str, language: str, folder: Path, shell: Callable[[str, str, Path], object]
) -> None:
    """Go as far with two offices as an example needs, in a folder with a log."""
    if not NEEDS.search(line):
        return
    names = FILES[language]
    names |= {"safe": str(Path(names["key"]).parent), "stick": str(Path(names["witness"]).parent)}
    steps = KEYS
    if "keys new" not in line:
        steps += MADE
    if re.search(r"witness sign|--add|prove|verify|checkpoint$|checkpoint --request", line):
        steps += SIGNED
    if "--add" in line:
        steps += COSIGNED
    if "--anchor" in line:
        steps += KEPT
    shell(steps.format(**names), language, folder)
