"""What many attempts hold at a glance, remembered so that a list of thousands need not open them all.

Only what can be worked out again is here, each row with the stamp of the facts it was made from: a row whose
facts have changed is not used, nor one whose bytes have. The file may be deleted at any time; where it cannot be
written, everything still works, only slower.
"""

from __future__ import annotations

import os
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from starclock.writing.files import PRIVATE_FILE

_TABLES = """
    CREATE TABLE IF NOT EXISTS heads (id TEXT PRIMARY KEY, stamp TEXT, head BLOB, bytes INTEGER) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS notes (id TEXT, kind TEXT, stamp TEXT, rules TEXT, note BLOB, PRIMARY KEY (id, kind));
"""
_VERSION = 2


class Index:
    """`heads` are facts without words and sound; `notes` are what a room above worked out by certain rules."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._open: sqlite3.Connection | None = None

    def heads(self) -> dict[str, tuple[str, bytes, int]]:
        """Id -> stamp, head, bytes on disk."""
        with self._tried():
            if base := self._base():
                rows = base.execute("SELECT id, stamp, head, bytes FROM heads")
                opened = ((identity, stamp, _opened(head), size) for identity, stamp, head, size in rows)
                return {identity: (stamp, head, size) for identity, stamp, head, size in opened if head is not None}
        return {}

    def add_heads(self, rows: Iterable[tuple[str, str, bytes, int]]) -> None:
        """Rows of id, stamp, head, bytes on disk; an older head of the same attempt is replaced."""
        sealed = ((identity, stamp, _sealed(head), size) for identity, stamp, head, size in rows)
        self._write("INSERT OR REPLACE INTO heads VALUES (?, ?, ?, ?)", sealed)

    def note(self, identity: str, kind: str, stamp: str, rules: str) -> bytes | None:
        """What was noted by these rules about facts of this stamp."""
        with self._tried():
            if base := self._base():
                query = "SELECT note FROM notes WHERE id = ? AND kind = ? AND stamp = ? AND rules = ?"
                row = base.execute(query, (identity, kind, stamp, rules)).fetchone()
                return _opened(row[0]) if row else None
        return None

    def add_notes(self, rows: Iterable[tuple[str, str, str, str, bytes]]) -> None:
        """Rows of id, kind, stamp, rules, note; a note by other rules is replaced."""
        sealed = ((*row, _sealed(note)) for *row, note in rows)
        self._write("INSERT OR REPLACE INTO notes VALUES (?, ?, ?, ?, ?)", sealed)

    def restamp(self, identity: str, before: str, now: str) -> None:
        """The facts changed in a way that leaves the notes about them true."""
        self._write("UPDATE notes SET stamp = ? WHERE id = ? AND stamp = ?", [(now, identity, before)])

    def forget(self, ids: Iterable[str]) -> None:
        """Drops all that is kept about attempts that are gone."""
        gone = [(identity,) for identity in ids]
        self._write("DELETE FROM heads WHERE id = ?", gone)
        self._write("DELETE FROM notes WHERE id = ?", gone)

    def _write(self, statement: str, rows: Iterable[tuple[object, ...]]) -> None:
        with self._tried():
            if base := self._base():
                with base:
                    base.executemany(statement, rows)

    @contextmanager
    def _tried(self) -> Iterator[None]:
        """Whatever is wrong with the file costs only time."""
        try:
            yield
        except sqlite3.Error as problem:
            if _is_damage(problem):
                self._throw_away()

    def _base(self) -> sqlite3.Connection | None:
        """The open file; None where there is no library yet. One that is damaged or of another version is made anew."""
        if self._open is None and self._path.parent.is_dir():
            try:
                self._open = self._connect()
            except OSError:
                return None  # a folder that may not be written
            except sqlite3.Error as problem:
                if not _is_damage(problem):
                    raise
                self._throw_away()
                self._open = self._connect()
        return self._open

    def _throw_away(self) -> None:
        if self._open:
            self._open.close()
            self._open = None
        for path in (self._path, self._path.with_name(f"{self._path.name}-journal")):
            with suppress(OSError):
                path.unlink(missing_ok=True)

    def _connect(self) -> sqlite3.Connection:
        with suppress(FileExistsError):  # sqlite itself would make it readable by everybody
            os.close(os.open(self._path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, PRIVATE_FILE))
        base = sqlite3.connect(self._path, timeout=2)
        # What a power cut may cost is worked out again; waiting for the disk would cost each report its moment.
        base.execute("PRAGMA synchronous = OFF")
        if base.execute("PRAGMA user_version").fetchone()[0] != _VERSION:
            base.executescript(f"DROP TABLE IF EXISTS heads; DROP TABLE IF EXISTS notes; {_TABLES}")
            base.execute(f"PRAGMA user_version = {_VERSION}")
        return base


def _is_damage(problem: sqlite3.Error) -> bool:
    """Rather than a file in use by another starclock, or no room for it: no reasons to throw it away."""
    if isinstance(problem, sqlite3.ProgrammingError):
        return False  # a fault of ours
    code = getattr(problem, "sqlite_errorcode", None)  # of a text that is no UTF-8 there is none
    return code is None or code & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR)


def _sealed(data: bytes) -> bytes:
    """With a sum of its bits before it, for `_opened`."""
    return zlib.crc32(data).to_bytes(4, "big") + data


def _opened(sealed: object) -> bytes | None:
    """None where a bit is not as it was written: SQLite itself does not look."""
    if not isinstance(sealed, bytes) or zlib.crc32(sealed[4:]).to_bytes(4, "big") != sealed[:4]:
        return None
    return sealed[4:]
