"""What the shell is given while a line is being typed."""

import os
import subprocess
import sys
from pathlib import Path
from shutil import which

import pytest

from tests.operator.program import Done, Operator

PROGRAM = "import cli; cli.main()"


def tab(operator: Operator, line: str, shell: str = "bash") -> Done:
    words = line.split(" ")
    return operator.spawn(
        CONGRESS_LOG=str(operator.log),
        _CONGRESS_COMPLETE=f"{shell}_complete",
        COMP_WORDS=line,
        COMP_CWORD=words[-1] if shell == "fish" else str(len(words) - 1),
    )


def offered(operator: Operator, line: str) -> list[str]:
    done = tab(operator, line)
    assert (done.code, done.err) == (0, "")
    return [word.split(",", 1)[1] for word in done.out.split()]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("congress adv", ["advance"]),
        ("congress trang", ["trang-thai"]),
        ("congress advance TDP-0", ["TDP-04", "TDP-08"]),
        ("congress advance tdp-04", ["TDP-04"]),
        ("congress advance gt-2017/TDP-08", ["gt-2017/TDP-08"]),
        ("congress advance TDP-08 appro", ["approve"]),
        ("congress advance TDP-08 bau", ["bau-xong"]),
        ("congress advance TDP-08 hold --pres", ["--present"]),
        ("congress advance TDP-08 record-ballot --post s", ["secretary"]),
        ("congress campaign designate-pilot --branch T", ["TDP-04", "TDP-08"]),
        ("congress campaign hold-lessons-session --cover TDP-08,TDP-0",
         ["TDP-08,TDP-04", "TDP-08,TDP-08"]),
        ("congress show T", ["TDP-04", "TDP-08"]),
        ("congress xem T", ["TDP-04", "TDP-08"]),
        ("congress status --campaign g", ["gt-2017"]),
        ("congress status --path ha", ["ha-noi", "ha-noi/long-bien", "ha-noi/long-bien/gia-thuy"]),
        ("congress nosuch T", []),
    ],
)  # fmt: skip
def test_line_is_completed(operator: Operator, line: str, words: list[str]) -> None:
    found = offered(operator, line)
    assert found == words if words else "TDP-04" not in found


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells_show_what_a_branch_is_called(operator: Operator, shell: str) -> None:
    assert "Chi bộ tổ dân phố số 4" in tab(operator, "congress show TDP-04", shell).out


def test_without_a_log_nothing_is_offered_and_nothing_said(tmp_path: Path) -> None:
    assert offered(Operator(tmp_path / "none.db"), "congress show T") == []
    assert list(tmp_path.iterdir()) == []


def test_file_that_is_no_log_is_passed_over_in_silence(tmp_path: Path) -> None:
    (tmp_path / "text.db").write_text("no log")
    assert offered(Operator(tmp_path / "text.db"), "congress show T") == []


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_script_for_the_shell_is_printed(operator: Operator, shell: str) -> None:
    done = operator.spawn("completion", shell)
    assert done.code == 0
    assert f"_CONGRESS_COMPLETE={shell}_complete" in done.out
    assert done.out.strip() == operator.spawn(_CONGRESS_COMPLETE=f"{shell}_source").out.strip()


def test_bash_completes_with_the_script(operator: Operator) -> None:
    if which("bash") is None:
        pytest.skip("needs bash")
    folder = operator.log.parent
    (folder / "congress").write_text(f"#!/bin/sh\nexec {sys.executable} -c '{PROGRAM}' \"$@\"\n")
    (folder / "congress").chmod(0o755)
    script = (
        'eval "$(congress completion bash)"; COMP_WORDS=(congress show TDP-0); COMP_CWORD=2; '
        '_congress_completion congress; printf "%s\\n" "${COMPREPLY[@]}"'
    )
    path = f"{folder}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "--norc", "-c", script],
        env=operator.environment(PATH=path, CONGRESS_LOG=str(operator.log)),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.stdout.split(), done.stderr) == (["TDP-04", "TDP-08"], "")
