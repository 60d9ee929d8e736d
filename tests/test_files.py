"""Files are written whole or not at all, for the user alone, and what is no regular file stays what it is."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from starclock.cli import cli
from starclock.errors import InputError
from starclock.library import FACTS, Library
from starclock.writing.files import replacing, write_whole
from test_library import attempt

posix = pytest.mark.skipif(sys.platform == "win32", reason="permissions, links and devices of POSIX")


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"old")
    with pytest.raises(RuntimeError), replacing(path) as working:
        working.write_bytes(b"half of the n")
        raise RuntimeError
    assert path.read_bytes() == b"old" and list(tmp_path.iterdir()) == [path]
    write_whole(path, b"new")
    assert path.read_bytes() == b"new" and list(tmp_path.iterdir()) == [path]


@posix
def test_links_and_pipes_stay_what_they_are(tmp_path: Path) -> None:
    target, link, circle = tmp_path / "target.html", tmp_path / "link.html", tmp_path / "circle"
    link.symlink_to(target)
    circle.symlink_to(circle)
    write_whole(link, b"page")
    assert link.is_symlink() and target.read_bytes() == b"page"
    write_whole(Path(os.devnull), b"page")
    assert stat.S_ISCHR(Path(os.devnull).stat().st_mode)
    with pytest.raises(OSError, match="symbolic links"):
        write_whole(circle, b"page")
    with pytest.raises(IsADirectoryError):
        write_whole(tmp_path, b"page")
    assert circle.is_symlink() and tmp_path.is_dir()


@posix
def test_what_the_user_shares_keeps_its_permissions(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text("old")
    path.chmod(0o644)
    write_whole(path, b"new", private=False)
    assert stat.S_IMODE(path.stat().st_mode) == 0o644
    write_whole(path, b"own")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@posix
def test_attempts_are_for_the_user_alone(tmp_path: Path) -> None:
    library, sound = Library(tmp_path / "recordings"), tmp_path / "a.flac"
    sound.write_bytes(bytes(100))
    sound.chmod(0o644)
    kept = library.add(attempt(), sound)
    library.heads()
    library.takes.begin()
    found = [library.folder, *library.folder.rglob("*")]
    assert {kept.id, "attempt.json", "audio.flac", ".index.sqlite", ".takes"} <= {path.name for path in found}
    wide = {path.name: oct(path.stat().st_mode) for path in found if path.stat().st_mode & 0o077}
    assert not wide


@posix
def test_attempts_of_an_older_starclock_are_narrowed(tmp_path: Path) -> None:
    library = Library(tmp_path)
    kept = library.add(attempt())
    (tmp_path / kept.id).chmod(0o755)
    (tmp_path / kept.id / FACTS).chmod(0o644)
    library.settings_file.write_text("")
    library.settings_file.chmod(0o644)
    assert Library(tmp_path).get("last") == kept
    for path in (tmp_path / kept.id, tmp_path / kept.id / FACTS, library.settings_file):
        assert not path.stat().st_mode & 0o077


def test_a_page_to_standard_output_and_to_nowhere(own_home: Path, tmp_path: Path) -> None:
    Library(own_home / "recordings").add(attempt())
    page = CliRunner().invoke(cli, ["report", "--html", "-"])
    assert page.exit_code == 0 and page.stdout.startswith("<!doctype html>") and not Path("-").exists()
    for place in (tmp_path, tmp_path / "none" / "page.html", tmp_path / ("n" * 300)):
        told = CliRunner().invoke(cli, ["report", "--html", str(place)])
        assert isinstance(told.exception, InputError) and "cannot be written" in str(told.exception)
    assert not list(tmp_path.iterdir())
