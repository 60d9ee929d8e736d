"""One attempt as bytes, and as one file to carry to another computer.

The facts are JSON: `{"format": N, "attempt": {...}}`, the fields of `speech.Attempt`.
Format 1: the first.

The single file (`.starclock`) is a ZIP of the facts and the audio as the library keeps them.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from dataclasses import dataclass
from datetime import datetime
from math import isfinite
from pathlib import Path
from shutil import copyfileobj

import msgspec

from starclock.errors import LibraryError
from starclock.library.cleaning import cleaned
from starclock.speech import Attempt, Interval
from starclock.writing.excerpts import cut
from starclock.writing.files import explain, replacing

FORMAT = 1
FACTS, AUDIO = "attempt.json", "audio.flac"
ENDING = ".starclock"
_LARGEST_AUDIO = 4 << 30
_LARGEST_FACTS = 64 << 20
"""Bytes; ten hours of speech are 15 MB of facts. More is no spoken answer."""
LONGEST = 7 * 24 * 3600.0
"""Seconds of a recording."""
_MESSAGE = 200
"""Letters of a reason that quotes what is wrong."""
_LONGEST_TEXT = 100_000
"""Letters of a word, a name, a note."""


@dataclass(frozen=True, slots=True)
class _File:
    format: int
    attempt: Attempt


def encode(attempt: Attempt) -> bytes:
    """An attempt as it is stored: JSON with the number of the format."""
    return msgspec.json.encode(_File(FORMAT, attempt))


def decode(data: bytes) -> Attempt:
    """Raises ValueError for what is no attempt file of a format this version knows."""
    if len(data) > _LARGEST_FACTS:
        raise ValueError(f"it is larger than {_LARGEST_FACTS >> 20} MB")
    try:
        file = msgspec.json.decode(data, type=_File)
    except msgspec.MsgspecError as problem:
        raise ValueError(str(problem)) from None
    except RecursionError:
        raise ValueError("it is nested too deep") from None
    if file.format > FORMAT:
        raise ValueError(f"written by a newer starclock (format {file.format}); update starclock")
    _check(file.attempt)
    return cleaned(file.attempt)


def read_facts(path: Path) -> Attempt:
    """Raises LibraryError."""
    try:
        with path.open("rb") as file:
            return decode(file.read(_LARGEST_FACTS + 1))
    except OSError as problem:
        raise LibraryError(f"{path} cannot be read: {explain(problem)}") from None
    except ValueError as problem:
        reason = cut(str(problem), _MESSAGE)
        raise LibraryError(f"{path} is damaged ({reason}): restore it or remove its folder") from None


def _check(attempt: Attempt) -> None:
    """What its types do not say. Raises ValueError."""
    if not (isfinite(attempt.seconds) and 0 <= attempt.seconds <= LONGEST):
        raise ValueError(f"a recording of {attempt.seconds:g} s")
    if attempt.recorded_at is not None:
        datetime.fromisoformat(attempt.recorded_at)
    _in_order("words", attempt.words)
    _in_order("asides", attempt.asides)
    texts = [*(word.text for word in attempt.words), attempt.name, attempt.note, attempt.question, attempt.story]
    texts += [*(text for aside in attempt.asides for text in (aside.text, aside.speaker)), *attempt.remarks]
    texts += [*attempt.tags, attempt.recognizer, attempt.model, attempt.language]
    if any(len(text) > _LONGEST_TEXT for text in texts if text):
        raise ValueError(f"a text of over {_LONGEST_TEXT} letters")
    if any(not (word.probability is None or 0 <= word.probability <= 1) for word in attempt.words):
        raise ValueError("a probability that is not between 0 and 1")
    if attempt.origin is not None and not re.fullmatch(r"[0-9a-f]{64}", attempt.origin):
        raise ValueError("an origin that is no SHA-256")
    made = attempt.recording
    if made and not (0 < made.sample_rate < 10**7 and 0 <= made.overflows < 10**9):
        raise ValueError("a recording that no microphone makes")
    if attempt.sound is None:
        return
    sound = attempt.sound
    _in_order("stretches of speech", sound.speech)
    _in_order("hesitations", sound.hesitations)
    track = sound.track
    numbers = [sound.noise_db, sound.speech_db, sound.clipped, sound.bandwidth, *sound.nuclei]
    numbers += [value for hesitation in sound.hesitations for value in hesitation.features.values()]
    numbers += [*track.levels, *track.pitches] if track else []
    if not all(abs(number) < 1e9 for number in numbers if number is not None):
        raise ValueError("a number that no sound has")
    if track and not (0.001 <= track.step <= 1 and all(pitch is None or pitch > 0 for pitch in track.pitches)):
        raise ValueError("a track of level and pitch that no sound has")


def _in_order(what: str, stretches: tuple[Interval, ...]) -> None:
    at = 0.0
    for stretch in stretches:
        if stretch.start < at:
            raise ValueError(f"{what} out of order at {stretch.start:g} s")
        if stretch.end > LONGEST:
            raise ValueError(f"{what} at {stretch.end:g} s")
        at = stretch.start


def pack(attempt: Attempt, audio: Path | None, path: Path) -> None:
    """Writes the single file, whole or not at all. Raises LibraryError."""
    try:
        with replacing(path) as working, zipfile.ZipFile(working, "w") as bundle:
            bundle.writestr(FACTS, encode(attempt), zipfile.ZIP_DEFLATED)
            if audio:
                bundle.write(audio, AUDIO)
    except OSError as problem:
        raise LibraryError(f"{path} cannot be written: {explain(problem, 'choose another place')}") from None


def unpack(path: Path, folder: Path) -> tuple[Attempt, Path | None]:
    """The attempt of a single file, and its audio, put into `folder`. Raises LibraryError where there is none."""
    try:
        with zipfile.ZipFile(path) as bundle:
            sizes = {member.filename: member.file_size for member in bundle.infolist()}
            packed_sizes = {member.filename: member.compress_size for member in bundle.infolist()}
            # Sound does not pack to a tenth: what says so would only fill the disk.
            if FACTS not in sizes or sizes.get(AUDIO, 0) > min(_LARGEST_AUDIO, 10 * packed_sizes.get(AUDIO, 0)):
                raise ValueError("it holds no attempt")
            # A member says its size itself: never more is taken out than an attempt can have.
            with bundle.open(FACTS) as packed:
                attempt = decode(packed.read(_LARGEST_FACTS + 1))
            if AUDIO not in sizes:
                return attempt, None
            audio = folder / AUDIO
            with bundle.open(AUDIO) as packed, audio.open("wb") as unpacked:
                copyfileobj(packed, unpacked)
            return attempt, audio
    except OSError as problem:
        raise LibraryError(f"{path} cannot be read: {explain(problem)}") from None
    except (ValueError, zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError) as problem:
        reason = cut(str(problem), _MESSAGE)
        raise LibraryError(f"{path} is not an exported attempt ({reason}): export it again") from None
