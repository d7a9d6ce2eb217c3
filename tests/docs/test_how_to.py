"""Each how-to page is done, block by block, in a copy of the project, and comes out as it says."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs import how_to
from tests.docs.how_to import Copy, Edit, PageError, follow, steps

PAGES = sorted((how_to.ROOT / "docs" / "how-to").glob("*.md"))
FILES = {"state": 6, "guard": 4, "event-version": 5, "projection": 2}
"""How many files of the project somebody has to write in, at most, tests included."""
each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    return Copy.of_project(tmp_path_factory.mktemp("project") / "copy")


@pytest.fixture
def copy(project: Copy) -> Iterator[Copy]:
    yield project
    project.restore()
    assert project.changed() == []


@each_page
def test_what_a_page_says_can_be_done_and_comes_out_so(
    page: Path, copy: Copy, tmp_path: Path
) -> None:
    wrong = follow(page, copy.folder, tmp_path)
    if wrong:
        pytest.fail(f"{len(wrong)} differ\n\n" + "\n\n".join(wrong), pytrace=False)
    touched = copy.touched()
    assert len(touched) <= FILES.get(page.stem, len(touched)), touched


@each_page
def test_every_page_runs_the_program_or_its_tests(page: Path) -> None:
    commands = [step.text for step in steps(page) if not isinstance(step, Edit)]
    assert any(command.startswith(("congress ", "pytest ")) for command in commands)


# --- A changed page is found ---------------------------------------------------------------------


def changed(page: str, before: str, after: str, folder: Path) -> Path:
    """A page in which one place says something else."""
    text = (how_to.ROOT / "docs" / "how-to" / f"{page}.md").read_text("utf-8")
    assert text.count(before) == 1
    (made := folder / f"{page}.md").write_text(text.replace(before, after), encoding="utf-8")
    return made


@pytest.mark.parametrize(
    ("page", "before", "after"),
    [
        ("policy-for-another-year", '"amend_resolution", "election"', '"election"'),
        ("policy-for-another-year", "6 entries folded", "7 entries folded"),
        ("projection", '"reason": put_off["reason"]}', '"reason": ""}'),
        ("backup", "--accept-rollback \\", "\\"),
    ],
)
def test_a_block_that_says_something_else_is_found(
    page: str, before: str, after: str, copy: Copy, tmp_path: Path
) -> None:
    assert follow(changed(page, before, after, tmp_path), copy.folder, tmp_path)


def edit_only(page: Path, folder: Path) -> None:
    """Do what a page says of files, and no command."""
    for step in steps(page):
        if isinstance(step, Edit):
            step.apply(folder)


@pytest.mark.parametrize(
    ("before", "after", "error"),
    [
        ("<!-- file: workflows/projections/postponed.py -->", "", "nothing says where"),
        ("projections/postponed.py -->", "projections/board.py -->", "is no new file"),
        ('instead of: "    all=("', 'instead of: "    every=("', "0 lines of"),
        ('instead of: "    all=("', 'instead of: "from"', "lines of"),
        (
            "file: workflows/projections/season.py, instead",
            "file: season.py, instead",
            "there is no",
        ),
    ],
)
def test_a_block_that_nobody_could_place_is_an_error(
    before: str, after: str, error: str, copy: Copy, tmp_path: Path
) -> None:
    page = changed("projection", before, after, tmp_path)
    with pytest.raises(PageError, match=error):
        edit_only(page, copy.folder)


def test_what_a_reader_writes_in_the_project_is_counted(copy: Copy) -> None:
    for name in ("cli.py", "tests/new.py", "docs/reference/codes.md", "mine.py", "safe/log.key"):
        path = copy.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("", encoding="utf-8")
    assert copy.touched() == ["cli.py", "tests/new.py"]


def test_a_copy_is_put_back_as_it_was(copy: Copy) -> None:
    (copy.folder / "cli.py").unlink()
    (copy.folder / "verify_bundle.py").write_text("", encoding="utf-8")
    (copy.folder / "new" / "folder").mkdir(parents=True)
    (copy.folder / "new" / "folder" / "file.py").touch()
    assert copy.changed() == ["new/folder/file.py", "verify_bundle.py"]
    copy.restore()
    assert not (copy.folder / "new").exists()
    assert (copy.folder / "cli.py").read_bytes() == (how_to.ROOT / "cli.py").read_bytes()
    assert copy.changed() == []
