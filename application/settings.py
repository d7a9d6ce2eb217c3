"""The settings that an office keeps beside its log: on whose behalf is recorded, and more."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.structs import Struct
from event_store.config import CLOCK_DAYS, SETTINGS, Config, SettingError, checked
from event_store.log import Log

if TYPE_CHECKING:
    from application.call import Call
    from event_store.config import Setting

LOCAL = "op:local"
"""Who asks where nobody said so: never a login name, for what is recorded stays."""
NAMES: tuple[Setting, ...] = tuple(SETTINGS)
"""What may be set."""
_DEFAULTS: dict[Setting, Any] = {"actor": LOCAL, "clock_days": CLOCK_DAYS}
_DIGITS = 9


class Chosen(Struct, frozen=True):
    """One setting: its value, and whether somebody set it or it is the default."""

    setting: Setting
    value: str | int
    is_set: bool


class Settings(Struct, frozen=True):
    """Some settings of a log, or all."""

    all: tuple[Chosen, ...]

    def to_json(self) -> list[dict[str, Any]]:
        """Return the answer of `config` by the command contract."""
        return [
            {"setting": one.setting, "value": one.value, "is_set": one.is_set} for one in self.all
        ]


def asked_by(log: Log, call: Call) -> str:
    """Return who asks: as the call says, else as the office set it for its log.

    Raises ConfigError, BesideError, StoreUnavailableError.
    """
    return call.actor or (None if log.in_memory else office(log.path)) or LOCAL


def named(text: str) -> Setting | None:
    """Return the setting of a name as people write it, None if there is none."""
    wanted = text.strip().lower().replace("-", "_")
    return next((name for name in NAMES if name == wanted), None)


def settings(path: Path | str, *names: Setting) -> Settings:
    """Return some settings of the log at a path, or all.

    Raises ConfigError, BesideError, and the errors of `Log.open`.
    """
    return _of(_config(path), names or NAMES)


def change(path: Path | str, name: Setting, value: str | int) -> Settings:
    """Keep a setting, which may come as it was typed; raises SettingError, and as `settings`."""
    config = _config(path)
    config.set(name, _meant(name, value))
    return _of(config, (name,))


def reset(path: Path | str, name: Setting) -> Settings:
    """Set a setting back to its default; raises as `settings` does."""
    config = _config(path)
    config.unset(name)
    return _of(config, (name,))


def office(path: Path | str) -> str | None:
    """Return on whose behalf is recorded at a path, where a log may not be; None if not set.

    Raises ConfigError, BesideError, StoreUnavailableError.
    """
    found: str | None = Config(str(Path(path).resolve())).get("actor")
    return found


def check_actor(text: str) -> None:
    """Refuse what no office can be called in a log; raises SettingError."""
    checked("actor", text)


def _config(path: Path | str) -> Config:
    with Log.open(path, read_only=True) as log:
        return Config(log.path)


def _of(config: Config, names: tuple[Setting, ...]) -> Settings:
    found = config.all()
    return Settings(
        tuple(Chosen(name, found.get(name, _DEFAULTS[name]), name in found) for name in names)
    )


def _meant(name: Setting, value: str | int) -> str | int:
    if name != "clock_days" or not isinstance(value, str):
        return value
    if not (value.isascii() and value.isdigit() and len(value) <= _DIGITS):
        raise SettingError(name, value)
    return int(value)
