"""The texts that come with the program: definitions, policies, the demonstration."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cache, cached_property
from pathlib import Path

import workflows
from engine.workflow import Lifecycles, PolicyError
from event_store.words import Text
from workflows.policy import parse_policy
from workflows.season import season

_ROOT = Path(workflows.__file__).parent


@cache
def lifecycles(policies: Path | str | None = None) -> Lifecycles:
    """Return the lifecycles of a season with every policy at hand.

    A folder of `policies` (`*.toml`) adds to those packaged, or replaces them.
    """
    folders = [_ROOT / "policies", *([Path(policies)] if policies else ())]
    return season(_texts(_ROOT / "definitions"), PolicyFiles(folders))


class PolicyFiles(Mapping[str, str]):
    """The policies in folders, by name; of two files of one name that of the later folder.

    A file is read when it is asked for: what is wrong with one concerns no other.
    """

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = folders
        self._read: dict[str, str] = {}

    @property
    def absent(self) -> list[Path]:
        """The folders that are none."""
        return [folder for folder in self._folders if not folder.is_dir()]

    @cached_property
    def _files(self) -> dict[str, Path]:
        found: dict[str, Path] = {}
        for folder in self._folders:
            with suppress(OSError):
                items = sorted(item for item in folder.iterdir() if item.suffix == ".toml")
                found.update((item.stem, item) for item in items)
        return found

    def __getitem__(self, name: str) -> str:
        """Return the text of a policy; raises PolicyError where its file cannot be used."""
        if name not in self._read:  # one process decides by one text
            self._read[name] = self._checked(name)
        return self._read[name]

    def _checked(self, name: str) -> str:
        path = self._files[name]
        text = _text(path)
        try:
            inside = parse_policy(text).name
        except PolicyError as error:
            raise PolicyError(str(path), error.faults) from None
        if inside != name:
            fault = Text(
                f"its name is '{inside}', and the file is that of '{name}'",
                f"tên ghi bên trong là '{inside}', còn tên tệp là '{name}'",
            )
            raise PolicyError(str(path), [fault])
        return text

    def __contains__(self, name: object) -> bool:
        """Say whether there is a file of that name, whatever is in it."""
        return name in self._files

    def __iter__(self) -> Iterator[str]:
        """Yield the names of the files."""
        return iter(self._files)

    def __len__(self) -> int:
        """Count the files."""
        return len(self._files)


_MARKS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))


def _text(path: Path) -> str:
    """Return the text of a policy file as Windows or others wrote it; raises PolicyError."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        fault = Text(f"it cannot be read ({error.strerror})", "không đọc được tệp")
        raise PolicyError(str(path), [fault]) from None
    encoding = next((name for mark, name in _MARKS if raw.startswith(mark)), "utf-8")
    try:
        # Lines end as the program's own files do: the text goes into the log.
        return raw.decode(encoding).replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError:
        fault = Text(
            "it is no UTF-8 text: save it as UTF-8", "không phải UTF-8: hãy lưu dạng UTF-8"
        )
        raise PolicyError(str(path), [fault]) from None


def demonstration() -> Path:
    """Return the file of commands that the demonstration plays."""
    return _ROOT / "demo" / "gia-thuy-2017.jsonl"


def _texts(folder: Path) -> dict[str, str]:
    return {item.stem: item.read_text("utf-8") for item in sorted(folder.glob("*.toml"))}
