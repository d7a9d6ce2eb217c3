"""Settings of a log, in `<log>.config` beside it: its office, how far a clock may be ahead."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Literal

from event_store import beside, canonical
from event_store.disk import replace_file
from event_store.errors import BesideError, CanonicalError, LogError
from event_store.members import is_actor
from event_store.sqlite_opening import os_failure
from event_store.words import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Setting = Literal["actor", "clock_days"]
CLOCK_DAYS = 120
"""Days that a log may rest before somebody is asked whether the clock is right."""
_MOST_DAYS = 36_500
VERSION = 1
"""What a later program may raise, as the member `format`, where this one would misread it."""
_LARGEST = 65_536
"""Bytes of such a file: it holds a few words."""


def _is_days(value: object) -> bool:
    return type(value) is int and 1 <= value <= _MOST_DAYS


SETTINGS: Mapping[Setting, Callable[[Any], bool]] = {
    "actor": lambda value: isinstance(value, str) and is_actor(value) is not None,
    "clock_days": _is_days,
}
"""What may be set, and whether a value will do."""


class ConfigError(LogError, ValueError):
    """The file of settings beside a log cannot be understood."""

    code = "bad_config"

    text = Text(
        "{path} is no file of settings ({found}). The log is unaffected, and nothing was done: "
        "correct the file, or delete it and set the settings again by 'congress config'.",
        "Không đọc được các cài đặt trong {path} ({found}). Sổ ghi không bị ảnh hưởng, chưa làm "
        "gì: hãy sửa tệp, hoặc xóa tệp rồi đặt lại bằng 'congress config'.",
    )

    def __init__(self, path: str, found: Text) -> None:
        super().__init__(path=path, found=found)
        self.path = path
        self.found = found


class SettingError(LogError, ValueError):
    """A value that a setting cannot have."""

    code = "bad_setting"
    text = Text(
        "{name} cannot be {value!r}: {rule}. Nothing was set.",
        "{name} không thể là {value!r}: {rule}. Chưa đặt gì.",
    )

    def __init__(self, name: Setting, value: object) -> None:
        super().__init__(name=name, value=value, rule=_RULES[name])
        self.name = name
        self.value = value


_RULES: Mapping[Setting, Text] = {
    "actor": Text(
        "give 1 to 128 letters without accents, digits or signs, no space, like op:org-officer",
        "hãy ghi 1 đến 128 chữ không dấu, chữ số hoặc ký hiệu, không có dấu cách, như op:can-bo",
    ),
    "clock_days": Text(
        f"give a number of days from 1 to {_MOST_DAYS}",
        f"hãy ghi số ngày từ 1 đến {_MOST_DAYS}",
    ),
}


class Config:
    """The settings of the log at a path; a file that is not there sets nothing."""

    def __init__(self, log_path: str) -> None:
        """Use the file beside the log."""
        self.path = beside.path_of(log_path, beside.CONFIG)

    def all(self) -> dict[str, Any]:
        """Return what is set; raises ConfigError, BesideError, StoreUnavailableError."""
        text = self._read()
        if text is None:
            return {}
        try:
            found = canonical.loads(text)
        except (CanonicalError, ValueError) as error:
            raise ConfigError(
                self.path, Text(f"it is no JSON: {error}", "không phải JSON")
            ) from None
        if not isinstance(found, dict):
            raise ConfigError(self.path, Text("it is no JSON object", "không phải đối tượng JSON"))
        version = found.get("format", VERSION)
        if type(version) is int and version > VERSION:
            raise BesideError(self.path, "newer")
        for name, value in found.items():
            holds = SETTINGS.get(name)
            if holds is not None and not holds(value):
                wrong = Text(f"{name} cannot be {value!r}", f"{name} không thể là {value!r}")
                raise ConfigError(self.path, wrong)
        return found

    def get(self, name: Setting) -> Any:
        """Return one setting, None if it is not set; raises as `all` does."""
        return self.all().get(name)

    def set(self, name: Setting, value: object) -> None:
        """Keep a setting durably; what a newer program set besides stays.

        Raises SettingError for a value that will not do, and as `all` does.
        """
        checked(name, value)
        self._write({**self.all(), name: value})

    def unset(self, name: Setting) -> bool:
        """Drop a setting, say whether it was there; raises as `all` does."""
        found = self.all()
        if name not in found:
            return False
        del found[name]
        self._write(found)
        return True

    def _read(self) -> bytes | None:
        try:
            descriptor = beside.open_plain(self.path)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise os_failure(self.path, error, reading=True) from error
        with os.fdopen(descriptor, "rb") as file:
            text = file.read(_LARGEST + 1)
        if len(text) > _LARGEST:
            raise ConfigError(self.path, Text("it is too large", "tệp quá lớn"))
        return text

    def _write(self, found: Mapping[str, Any]) -> None:
        """Replace the file as a whole: a crash leaves the old one or the new one."""
        try:
            beside.check_place(self.path, ("",))
            replace_file(self.path, canonical.dumps(found) + b"\n", mode=beside.MODE)
        except OSError as error:
            raise os_failure(self.path, error) from error


def checked(name: Setting, value: object) -> None:
    """Raise SettingError for a value that a setting cannot have."""
    if not SETTINGS[name](value):
        raise SettingError(name, value)
