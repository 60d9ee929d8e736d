"""Takes: sound that is being spoken, or that no attempt was made of yet.

.takes/
├── 2026-11-22-153012.wav     the sound, whole after every block
├── 2026-11-22-153012.json    what else is known of it: `TakeNote`
└── 2026-11-22-153012.lock    locked while its starclock lives

A take leaves this folder when its attempt is in the library, or when the speaker deletes it. What a killed
starclock leaves behind stays and can be finished: `starclock recover`.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from starclock.errors import LibraryError
from starclock.library.claims import claimed, released
from starclock.library.ids import in_time, new_ids
from starclock.speech import PhaseName
from starclock.writing.files import PRIVATE_FILE, make_private, narrow, write_whole

if TYPE_CHECKING:
    from filelock import BaseFileLock

HEADER = 44
"""Bytes of a WAV before its first sample: a file of no more holds no sound."""
_LARGEST_NOTE = 1 << 20


@dataclass(frozen=True, slots=True)
class TakeNote:
    """What is known of a take besides its sound.

    began : when its recording began, ISO 8601 with the offset from UTC
    device : the microphone
    marks : from this time on (seconds from the start of the recording) the speaker was in this phase
    offered : the speaker was told that it is unfinished
    """

    began: str
    question: str | None = None
    story: str | None = None
    tags: tuple[str, ...] = ()
    device: str | None = None
    marks: tuple[tuple[float, PhaseName], ...] = ()
    offered: bool = False


@dataclass(frozen=True, slots=True)
class UnfinishedTake:
    """A take whose starclock has ended; `seconds` by the length of its file, `rate` in samples a second."""

    path: Path
    note: TakeNote
    seconds: float
    rate: int

    @property
    def id(self) -> str:
        """Its name, by which the commands know it."""
        return self.path.stem


class Takes:
    """The takes under one folder. Raises LibraryError for what cannot be read or written."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._claims: dict[Path, BaseFileLock] = {}

    def begin(self, note: TakeNote | None = None) -> Path:
        """A fresh name for a take that is about to be spoken; nobody else gets it, and it is ours while we live."""
        note = note or TakeNote(began=datetime.now().astimezone().isoformat(timespec="seconds"))
        try:
            make_private(self.folder)
            for identity in new_ids(datetime.fromisoformat(note.began), self._ids()):
                path = self.folder / f"{identity}.wav"
                if (claim := claimed(path.with_suffix(""))) is None:
                    continue
                try:
                    handle = os.open(path.with_suffix(".json"), os.O_CREAT | os.O_EXCL | os.O_WRONLY, PRIVATE_FILE)
                except FileExistsError:  # in the moment between the look and the claim
                    claim.release()
                    continue
                os.close(handle)
                self._claims[path] = claim
                write_whole(path.with_suffix(".json"), msgspec.json.encode(note))
                return path
        except OSError as problem:
            raise LibraryError(
                f"a take cannot be kept in {self.folder} ({problem.strerror}): correct that, or choose another folder"
                " with $STARCLOCK_HOME"
            ) from None
        raise LibraryError(f"no free name for a take in {self.folder}: delete some")

    def note(self, path: Path, note: TakeNote) -> None:
        """Remembers what is known of a take now. Where it cannot be written, the take goes on all the same."""
        with suppress(OSError):
            write_whole(path.with_suffix(".json"), msgspec.json.encode(note))

    def drop(self, path: Path) -> None:
        """Removes a take: it has become an attempt, or nobody wants it."""
        try:
            # The sound first: what is left after a kill between the two holds nothing, and is tidied away.
            path.unlink(missing_ok=True)
            path.with_suffix(".json").unlink(missing_ok=True)
        except OSError as problem:
            raise LibraryError(f"{path} cannot be deleted ({problem.strerror}): delete it yourself") from None
        if claim := self._claims.pop(path, None):
            released(claim)
        else:
            path.with_suffix(".lock").unlink(missing_ok=True)

    def unfinished(self) -> list[UnfinishedTake]:
        """Takes with sound whose starclock has ended, oldest first; those without sound are tidied away.

        They are claimed: another starclock does not see them while this one lives.
        """
        found = []
        for identity in sorted(self._ids(), key=in_time):
            path = self.folder / f"{identity}.wav"
            try:
                if path not in self._claims:
                    claim = claimed(path.with_suffix(""))
                    if claim is None:
                        continue
                    self._claims[path] = claim
                if not path.is_file() or path.stat().st_size <= HEADER:
                    self.drop(path)
                    continue
                narrow(path)
                _mend(path)
                found.append(UnfinishedTake(path, self._note_of(path), *_length(path)))
            except (OSError, LibraryError):
                continue  # of another user, or on a disk that cannot be written: not ours to finish
        return found

    def leave(self) -> None:
        """Lets go of every take: others may finish them."""
        while self._claims:
            _, claim = self._claims.popitem()
            claim.release()

    def _ids(self) -> set[str]:
        try:
            names = os.listdir(self.folder)  # noqa: PTH208 (at every start)
        except OSError:
            return set()
        return {name.rpartition(".")[0] for name in names if name.endswith((".wav", ".json", ".lock"))} - {""}

    def _note_of(self, path: Path) -> TakeNote:
        """As it was remembered; where that is lost, the time in its name, or of its file."""
        with suppress(OSError, ValueError, RecursionError):
            with path.with_suffix(".json").open("rb") as file:
                note = msgspec.json.decode(file.read(_LARGEST_NOTE), type=TakeNote)
            datetime.fromisoformat(note.began)
            return note
        began = datetime.fromtimestamp(path.stat().st_mtime)
        if match := re.match(r"\d{4}-\d\d-\d\d-\d{6}", path.stem):
            with suppress(ValueError):
                began = datetime.strptime(match[0], "%Y-%m-%d-%H%M%S")
        return TakeNote(began=began.astimezone().isoformat(timespec="seconds"))


def _mend(path: Path) -> None:
    """Lets the header of a WAV tell of all the sound behind it: that of a killed take may be a block behind."""
    with path.open("r+b") as file:
        head = file.read(HEADER)
        size = min(path.stat().st_size, 0xFFFF_FFFF) - HEADER
        if head[36:40] != b"data" or int.from_bytes(head[40:44], "little") >= size:
            return
        file.seek(4)
        file.write((size + 36).to_bytes(4, "little"))
        file.seek(40)
        file.write(size.to_bytes(4, "little"))


def _length(path: Path) -> tuple[float, int]:
    """Seconds by the size of the file, and samples a second."""
    with path.open("rb") as file:
        head = file.read(HEADER)
    channels, rate = int.from_bytes(head[22:24], "little"), int.from_bytes(head[24:28], "little")
    return (path.stat().st_size - HEADER) / 2 / (channels or 1) / rate if rate else 0.0, rate
