"""Build the wheel from the sdist, hold it against the tree, and try it in a clean environment."""

import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parents[1]
SHIPPED = (
    "cli.py",
    "verify_bundle.py",
    "console",
    "application",
    "workflows",
    "engine",
    "event_store",
)
KINDS = {".py", ".toml", ".jsonl"}
FRAME = {"pyproject.toml", "README.md", "PKG-INFO", ".gitignore"}
"""What an sdist holds beside the shipped files."""


def run(*command: str | Path, cwd: Path) -> str:
    """Run a command and return what it said; where it fails, show that and stop."""
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode:
        line = " ".join(map(str, command))
        sys.exit(f"{line}\n{done.stdout}{done.stderr}\nended with {done.returncode}")
    return done.stdout


def expected() -> set[str]:
    """Return the files that the tree holds for shipping; stop at a kind nobody decided on."""
    listing = ("git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *SHIPPED)
    files = {name for name in run(*listing, cwd=ROOT).splitlines() if (ROOT / name).is_file()}
    strange = sorted(name for name in files if PurePosixPath(name).suffix not in KINDS)
    if strange:
        sys.exit(f"not shipped, and of no kind that is: {', '.join(strange)}")
    return files


def compare(what: str, wanted: set[str], found: set[str]) -> None:
    """Stop with both differences unless an archive holds exactly what it should."""
    faults = [f"  missing: {name}" for name in sorted(wanted - found)]
    faults += [f"  not expected: {name}" for name in sorted(found - wanted)]
    if faults:
        sys.exit("\n".join([f"The {what} is not the tree:", *faults]))


def build(into: Path) -> tuple[Path, Path]:
    """Build the sdist, and from it the wheel, with the locked tools of this environment."""
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", into, cwd=ROOT)
    return next(into.glob("*.tar.gz")), next(into.glob("*.whl"))


def inspect(sdist: Path, wheel: Path) -> int:
    """Compare both archives with the tree and return the number of shipped files."""
    files = expected()
    with tarfile.open(sdist) as archive:
        names = {str(PurePosixPath(*PurePosixPath(n).parts[1:])) for n in archive.getnames()}
    compare("sdist", files, names - FRAME)
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
    compare("wheel", files, names)
    return len(files)


def try_out(wheel: Path, room: Path) -> str:
    """Install the wheel into a clean environment and return what ``congress --version`` says."""
    venv = room / "venv"
    run(sys.executable, "-m", "venv", venv, cwd=room)
    pip = (venv / "bin" / "python", "-m", "pip", "install", "-qq")
    run(*pip, "--require-hashes", "-r", ROOT / "requirements.lock", cwd=room)
    run(*pip, "--no-deps", "--no-index", wheel, cwd=room)
    run(venv / "bin" / "congress", "--help", cwd=room)
    return run(venv / "bin" / "congress", "--version", cwd=room).strip()


def main() -> None:
    """Check the wheel from the tree to the installed command."""
    with tempfile.TemporaryDirectory() as folder:
        room = Path(folder)
        sdist, wheel = build(room / "dist")
        count = inspect(sdist, wheel)
        print(f"{wheel.name}: {count} files, as in the tree; installed: {try_out(wheel, room)}")


if __name__ == "__main__":
    main()
