"""Files written so that a crash at any moment leaves the old content or the new one, never half of either.

The order of every write, and why it is safe:

    1. the new content goes to a new file beside the old one (`.starclock-XXXX.tmp`), readable by the user alone
    2. fsync of that file: its content is on the disk before its name is
    3. rename over the old name: other processes see the old file or the new one
    4. fsync of the folder: the new name survives a power cut

A process that is killed in step 1 or 2 leaves that file behind, and nothing else.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from starclock.writing.disk import explain as explain  # known from here too, to those who write

PRIVATE_FILE, PRIVATE_FOLDER = 0o600, 0o700


@contextmanager
def replacing(path: Path, private: bool = True) -> Iterator[Path]:
    """Gives a path to write to; at the end that file takes the place of `path`, whole. Raises OSError.

    When the block raises, `path` is as it was before and nothing of ours is left.

    private : readable by the user alone; False: as the user's other files are, or as the file there already is.

    A link is followed, and what is no regular file (a device, a pipe) is written to and stays what it is.
    """
    path = _followed(path)
    if path.exists() and not path.is_file():
        from tempfile import TemporaryDirectory

        with TemporaryDirectory(prefix="starclock-") as folder, path.open("wb") as device:
            working = Path(folder) / "file"
            yield working
            device.write(working.read_bytes())
        return
    import secrets  # only here, where something is written: a list should not wait for it

    working = path.with_name(f".starclock-{secrets.token_hex(6)}.tmp")
    try:
        os.close(os.open(working, os.O_CREAT | os.O_EXCL | os.O_WRONLY, PRIVATE_FILE if private else 0o666))
        yield working
        if not private and path.is_file():
            working.chmod(stat.S_IMODE(path.stat().st_mode))
        settle(working, strictly=True)
        working.replace(path)
    except BaseException:
        with suppress(OSError):  # the first problem is the one to tell
            working.unlink(missing_ok=True)
        raise
    settle(path.parent)


def _followed(path: Path) -> Path:
    """What a link leads to; raises OSError for links in a circle."""
    if not path.is_symlink():
        return path
    with suppress(RuntimeError):  # what Python up to 3.12 says of a circle
        if not (target := path.resolve()).is_symlink():
            return target
    raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))


def write_whole(path: Path, data: bytes, private: bool = True) -> None:
    """Writes a file, whole or not at all: see `replacing`. Raises OSError."""
    with replacing(path, private) as working:
        working.write_bytes(data)


def make_private(folder: Path) -> None:
    """Makes a folder, and those above it that lack, for the user alone; one that is there stays as it is."""
    if not folder.is_dir():
        make_private(folder.parent)
        folder.mkdir(PRIVATE_FOLDER, exist_ok=True)


def settle(path: Path, strictly: bool = False) -> None:
    """What was written to this file, or the names in this folder, survive a power cut from here on.

    strictly : raises OSError where the disk says that it could not write; else that is left to the system
    """
    if os.name == "nt" and path.is_dir():
        return  # Windows has no fsync of folders; NTFS keeps a journal of names itself
    try:
        handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as problem:
        if strictly and problem.errno not in (errno.EINVAL, errno.ENOTSUP):  # some network disks know no fsync
            raise


def narrow(path: Path) -> None:
    """Takes a file's or folder's permissions away from everybody but the user; where it cannot, nothing changes."""
    with suppress(OSError):
        mode = stat.S_IMODE(path.lstat().st_mode)
        if mode & 0o077 and not path.is_symlink():
            path.chmod(mode & 0o700)
