"""Attempts on disk: one folder each, the audio as FLAC beside one JSON file of facts.

recordings/
├── 2026-11-22-153012/
│   ├── attempt.json     facts, its format: files.py
│   └── audio.flac
├── .takes/              takes while they are spoken, and those that a crash left behind: takes.py
├── .work/               attempts that are being made, and those being deleted; leftovers are tidied away
├── .lock                held by the starclock that writes: claims.py
├── stories/, questions/ story cards and questions of the user's own: the room `practice`
└── .index.sqlite        what can be worked out again, remembered; may be deleted

Several starclocks may use one library at once. An attempt appears whole, by one rename that only one of them can
win; facts are changed under the lock, from what is on disk then. Files are written as `writing.files` says, and only
the user can read them.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from starclock.errors import LibraryError
from starclock.library.claims import claimed, released, waited_for
from starclock.library.cleaning import LONGEST_WORD, cleaned
from starclock.library.files import AUDIO, ENDING, FACTS, LONGEST, decode, encode, pack, read_facts, unpack
from starclock.library.ids import in_time, new_ids
from starclock.library.index import Index
from starclock.library.takes import TakeNote, Takes, UnfinishedTake
from starclock.places import RECORDINGS, data_folder, starclock_folder
from starclock.speech import DRILL, Attempt
from starclock.writing.files import PRIVATE_FILE, PRIVATE_FOLDER, explain, make_private, narrow, settle, write_whole
from starclock.writing.texts import short

if TYPE_CHECKING:
    from filelock import BaseFileLock

__all__ = [
    "AUDIO",
    "ENDING",
    "FACTS",
    "LONGEST",
    "LONGEST_WORD",
    "Library",
    "Place",
    "TakeNote",
    "UnfinishedTake",
    "cleaned",
    "decode",
    "encode",
    "find_place",
    "unpack",
]


_HOME = "choose another folder with $STARCLOCK_HOME"


@dataclass(frozen=True, slots=True)
class Place:
    """Where the library is and why there."""

    folder: Path
    why: str


def find_place() -> Place:
    """Where the library is. Raises LibraryError.

    `$STARCLOCK_HOME`, else the `recordings` of the starclock folder we are in, else the user's data folder.
    """
    if home := os.environ.get("STARCLOCK_HOME"):
        return Place(_home(home), "$STARCLOCK_HOME")
    if here := starclock_folder():
        return Place(here / RECORDINGS, "the starclock folder you are in")
    return Place(data_folder() / RECORDINGS, "your data folder")


def _home(text: str) -> Path:
    try:
        return Path(text).expanduser().absolute()
    except RuntimeError:
        raise LibraryError(f"$STARCLOCK_HOME is {short(text)}, but there is no such user: correct it") from None


class Library:
    """The attempts under one folder. Raises LibraryError for what cannot be read or written."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or find_place().folder

    @property
    def settings_file(self) -> Path:
        """Where the settings of this library are, whether there are any or not."""
        return self.folder / "settings.toml"

    @cached_property
    def takes(self) -> Takes:
        """What is being spoken, and what a crash left of it."""
        return Takes(self.folder / ".takes")

    @cached_property
    def _index(self) -> Index:
        return Index(self.folder / ".index.sqlite")

    # Reading

    def ids(self) -> list[str]:
        """Oldest first."""
        return sorted(self._stamps(), key=in_time)

    def __iter__(self) -> Iterator[Attempt]:
        """Every attempt, oldest first."""
        return (self.get(identity) for identity in self.ids())

    def resolve(self, reference: str = "last") -> str:
        """The id meant by an id, a unique prefix, `last`, or `last~N` (the Nth before the last)."""
        if re.fullmatch(r"[\w-]{1,99}", reference) and self.stamp(reference):
            return reference  # a whole id: no need to look at all the others
        ids = self.ids()
        if not ids:
            raise LibraryError(f"no attempts yet in {self.folder}: record one with `starclock record`")
        if match := re.fullmatch(r"last(?:~(\d{1,9}))?", reference):
            back = int(match[1] or 0)
            if back >= len(ids):
                raise LibraryError(f"there are only {len(ids)} attempts; {short(reference)} is too far back")
            return ids[-1 - back]
        if reference in ids:
            return reference
        found = [identity for identity in ids if identity.startswith(reference)]
        if len(found) == 1:
            return found[0]
        if not found:
            raise LibraryError(f"no attempt {short(reference)}: `starclock list` shows them all")
        raise LibraryError(f"{short(reference)} could be {', '.join(found[:4])}: write more of it")

    def get(self, reference: str = "last") -> Attempt:
        """The facts of one attempt; see `resolve` for how it may be named."""
        identity = self.resolve(reference)
        # Where an attempt lies is its name, whatever its file says.
        return replace(read_facts(self.folder / identity / FACTS), id=identity)

    def heads(self, damaged: Callable[[str], object] = lambda _: None) -> list[Attempt]:
        """Every attempt without its words and sound, oldest first; `damaged` is told of those that cannot be read."""
        stamps, known = self._stamps(), self._index.heads()
        decoder = msgspec.msgpack.Decoder(Attempt)
        heads, fresh = [], []
        for identity in sorted(stamps, key=in_time):
            stamp, head, _ = known.get(identity, ("", b"", 0))
            if stamp == stamps[identity]:
                with suppress(msgspec.MsgspecError):  # what does not open is worked out again
                    heads.append(decoder.decode(head))
                    continue
            try:
                attempt = self.get(identity)
            except LibraryError as problem:
                if self.stamp(identity):  # else another starclock deleted it in this moment
                    damaged(str(problem))
                continue
            heads.append(replace(attempt, words=(), sound=None, corrections=(), rulings=()))
            fresh.append((identity, stamps[identity], msgspec.msgpack.encode(heads[-1]), self._size(identity)))
        if fresh:
            self._index.add_heads(fresh)
        if gone := known.keys() - stamps.keys():
            self._index.forget(gone)
        return heads

    def disk_use(self) -> int:
        """Bytes of all attempts, as they were when last looked at."""
        return sum(size for _, _, size in self._index.heads().values())

    def recall(self, ids: Iterable[str], kind: str, rules: str) -> dict[str, bytes]:
        """What `remember` was told about these attempts, where neither their facts nor the rules changed since."""
        stamps = ((i, self.stamp(i)) for i in ids)
        notes = ((i, self._index.note(i, kind, stamp, rules)) for i, stamp in stamps if stamp)
        return {identity: note for identity, note in notes if note is not None}

    def remember(self, notes: Iterable[tuple[str, str, str, bytes]], rules: str) -> None:
        """Notes a room above worked out by `rules`: id, kind, stamp of the facts, note. They may be lost any time."""
        self._index.add_notes((i, kind, stamp, rules, note) for i, kind, stamp, note in notes if stamp)

    def audio_of(self, attempt: Attempt) -> Path | None:
        """The recording of an attempt; None where only its facts are kept."""
        path = self.folder / attempt.id / AUDIO
        return path if path.is_file() else None

    # Writing

    def add(
        self, attempt: Attempt, audio: Path | None = None, write: Callable[[Path, Path], object] = shutil.copyfile
    ) -> Attempt:
        """Keeps a new attempt with its audio. Whole or not at all; returns it with its id.

        Its id is the time it was recorded at, or now.

        write : makes the FLAC file that is kept (second path) of `audio` (first path)
        """
        now = datetime.now().astimezone()
        attempt = replace(
            cleaned(attempt),
            recorded_at=attempt.recorded_at or now.isoformat(timespec="seconds"),
            audio=AUDIO if audio else None,
        )
        when = datetime.fromisoformat(attempt.recorded_at or "")
        try:
            with self.workbench() as working:
                if audio:
                    write(audio, working / AUDIO)
                    (working / AUDIO).chmod(PRIVATE_FILE)
                    settle(working / AUDIO)
                with self._alone():
                    for identity in new_ids(when, os.listdir(self.folder)):  # noqa: PTH208
                        attempt = replace(attempt, id=identity)
                        write_whole(working / FACTS, encode(attempt))
                        if _renamed(working, self.folder / identity):
                            break
                    settle(self.folder)
        except OSError as problem:
            raise LibraryError(f"the attempt cannot be kept in {self.folder}: {explain(problem, _HOME)}") from None
        return attempt

    def change(self, reference: str, changed: Callable[[Attempt], Attempt]) -> Attempt:
        """Changes the facts of a kept attempt, from what they are on disk now; returns what is kept then.

        Whole or not at all, and never over what another starclock wrote meanwhile.
        """
        identity = self.resolve(reference)
        path = self.folder / identity / FACTS
        try:
            with self._alone():
                if not path.is_file():
                    raise LibraryError(f"{identity} was deleted meanwhile: nothing was changed")
                before = self.get(identity)
                after = replace(cleaned(changed(before)), id=identity)
                if after != before:
                    stamp = self.stamp(identity)
                    write_whole(path, encode(after))
                    if _judged_by(after) == _judged_by(before):
                        self._index.restamp(identity, stamp, self.stamp(identity))
                return after
        except OSError as problem:
            raise LibraryError(f"{identity} cannot be changed: {explain(problem, _HOME)}") from None

    def save(self, attempt: Attempt) -> None:
        """Writes these facts of a kept attempt, whatever they were; see `change`."""
        self.change(attempt.id, lambda _: attempt)

    def delete(self, identity: str) -> None:
        """Removes an attempt for good. It is gone from the list before its files are."""
        try:
            with self.workbench() as working:
                with self._alone():
                    if not self.stamp(identity):
                        raise LibraryError(f"{identity} was deleted by another starclock meanwhile")
                    (self.folder / identity).rename(working / identity)
                    settle(self.folder)
                shutil.rmtree(working / identity)
        except OSError as problem:
            later = "" if self.stamp(identity) else ", though it is off the list; the next start tries again"
            raise LibraryError(f"{identity} cannot be deleted{later}: {explain(problem)}") from None
        self._index.forget([identity])

    def purge_audio(self, identity: str) -> int:
        """Removes the audio of an attempt and keeps its facts. Returns the bytes freed."""
        audio = self.folder / identity / AUDIO
        try:
            with self._alone():
                size = audio.stat().st_size if audio.is_file() else 0
                # The sound first: a kill between the two leaves facts that say too much, not sound that was to go.
                audio.unlink(missing_ok=True)
                self.change(identity, lambda attempt: replace(attempt, audio=None))
        except OSError as problem:
            raise LibraryError(f"{audio} cannot be deleted: {explain(problem)}") from None
        return size

    @contextmanager
    def workbench(self) -> Iterator[Path]:
        """A folder of our own on the library's disk, gone afterwards, also after a crash. Raises OSError."""
        import secrets  # only here, where something is written: a list should not wait for it

        make_private(self.folder / ".work")
        claim = None
        while claim is None:
            # Another starclock that tidies up may take a claim for a leftover, in the moment before it is locked.
            working = self.folder / ".work" / secrets.token_hex(6)
            claim = claimed(working)
        try:
            working.mkdir(PRIVATE_FOLDER)
            yield working
        finally:
            shutil.rmtree(working, ignore_errors=True)
            released(claim)

    def tidy(self) -> None:
        """Removes what starclocks that were killed left behind, except takes with sound. Does nothing where it may not.

        Cheap where there is nothing to do.
        """
        with suppress(OSError, LibraryError):
            for name in os.listdir(self.folder / ".work"):  # noqa: PTH208
                left = self.folder / ".work" / name.removesuffix(".lock")
                if claim := claimed(left):
                    shutil.rmtree(left, ignore_errors=True)
                    released(claim)

    def export(self, attempt: Attempt, path: Path) -> None:
        """Writes one attempt, audio included, as a single file."""
        pack(attempt, self.audio_of(attempt), path)

    def _stamps(self) -> dict[str, str]:
        """Id -> stamp, of every attempt."""
        try:
            names = os.listdir(self.folder)  # noqa: PTH208 (a Path for each of thousands takes longer than the rest)
        except FileNotFoundError:
            return {}
        except OSError as problem:
            raise LibraryError(f"{self.folder} cannot be read: {explain(problem, _HOME)}") from None
        stamps = ((name, self.stamp(name)) for name in names if not name.startswith("."))
        return {name: stamp for name, stamp in stamps if stamp}

    def stamp(self, identity: str) -> str:
        """What changes when the facts of an attempt do; "" where there are none."""
        folder = f"{self.folder}/{identity}"
        try:
            status = os.stat(f"{folder}/{FACTS}")  # noqa: PTH116 (as above)
        except (OSError, ValueError):  # ValueError: a name with a NUL
            return ""
        if status.st_mode & 0o077 and os.name == "posix":
            self._narrow(identity)
        return f"{status.st_mtime_ns}:{status.st_size}:{status.st_ino}"

    def _size(self, identity: str) -> int:
        """Bytes on disk."""
        size = 0
        for name in (FACTS, AUDIO):
            with suppress(OSError):
                size += (self.folder / identity / name).stat().st_size
        return size

    def _narrow(self, identity: str) -> None:
        """An attempt of an older starclock could be read by every user of the computer."""
        folder = self.folder / identity
        narrow(folder)
        for name in (AUDIO, FACTS):
            narrow(folder / name)
        for path in (self.settings_file, self.folder / ".index.sqlite", self.folder / ".takes"):
            narrow(path)

    # Side by side with other starclocks

    @cached_property
    def _lock(self) -> BaseFileLock:
        # Only what writes needs it, and a list should not wait for its import.
        from filelock import FileLock

        make_private(self.folder)
        return FileLock(self.folder / ".lock", mode=PRIVATE_FILE)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Nobody else writes meanwhile. Raises LibraryError when that takes too long, OSError."""
        with waited_for(self._lock):
            yield


def _judged_by(attempt: Attempt) -> Attempt:
    """What of an attempt bears on its judgement: a name, a note or a tag leaves what was worked out as it is."""
    return replace(attempt, name=None, note=None, story=None, tags=tuple(tag for tag in attempt.tags if tag == DRILL))


def _renamed(folder: Path, name: Path) -> bool:
    """Gives a folder its final name; False where somebody has that name."""
    try:
        folder.rename(name)
    except OSError as problem:
        if problem.errno in (errno.EEXIST, errno.ENOTEMPTY, errno.ENOTDIR) and os.path.lexists(name):
            return False
        raise
    return True
