"""Any audio file -> samples. wav, flac, mp3, m4a, ogg, opus, webm, mp4: whatever FFmpeg reads (through PyAV).

Decoded and resampled block by block. A long recording is laid down in an unlinked temporary file and comes
back as a memory map, so that two hours of audio cost disk and not memory.

A take that broke off (the process was killed, the phone ran out of battery) is still worth reviewing: what
is there is decoded, and `warn` is told. Only a file with nothing in it to decode is an error.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from starclock.errors import InputError, LibraryError
from starclock.progress import Progress, silent
from starclock.sound import MOST_CHANNELS, RATE
from starclock.sound.channels import find_channels, mixed
from starclock.sound.loading import loaded
from starclock.sound.repair import without_offset
from starclock.speech import Channels

Samples = NDArray[np.float32]

LONG = 600.0
"""Seconds of audio kept in memory; what is longer goes to disk."""
SHORTEST = 0.5
"""Seconds below which nothing can be said about an answer."""

GROUP = 65_536
"""Samples resampled in one call: codecs yield 20 ms at a time, which costs four times as much [measured]."""
_PLANES = 8
"""Pointers to planes in a frame of FFmpeg."""
SLACK = 1.0
"""Seconds that a file may fall short of what its header claims: encoders round, padding is cut."""
HONEST = ("wav", "w64", "aiff", "flac", "mov", "matroska")
"""Formats whose header says how long they are; for the others FFmpeg guesses from the bit rate."""

Warn = Callable[[str], None]


def unheard(message: str) -> None:
    """The default `warn`: nobody is listening."""


@dataclass(frozen=True, slots=True)
class Voice:
    """The samples of a recording's voice, float32 mono 16 kHz [shape=(n,)], and the channels they come from."""

    samples: Samples
    channels: Channels | None = None


def decode(path: Path | str, progress: Progress = silent, warn: Warn = unheard) -> Samples:
    """The samples of `decode_voice` alone [shape=(n,)]."""
    return decode_voice(path, progress, warn).samples


def decode_voice(
    path: Path | str, progress: Progress = silent, warn: Warn = unheard, channel: int | None = None
) -> Voice:
    """The voice in an audio file.

    path : any file that FFmpeg finds audio in
    progress : told seconds decoded, of seconds in all (0 where the file does not say)
    warn : told in one line when the file is damaged and only a part of it could be used
    channel : the number, from 1, of the channel to hear; None chooses by what is speech in them

    Returns float32 samples [shape=(n,)], mono, 16 kHz, within -1..1, without a constant offset.
    Longer than ten minutes: a memory map of a file that is already unlinked.

    Raises InputError for a file that is missing, a directory, unreadable, empty, not audio, shorter than half a
    second, or without that channel; LibraryError when a long recording finds no room for its temporary file.
    """
    path = Path(path)
    shelves: list[_Shelf] = []
    with _opened(path) as (container, stream):
        for planes in _blocks(path, container, stream, RATE, progress, warn):
            if not shelves:
                shelves = [_Shelf(path) for _ in planes]
            for shelf, plane in zip(shelves, planes, strict=True):
                shelf.add(plane)
    return voice_of(path, [shelf.samples() for shelf in shelves], channel)


def voice_of(path: Path, planes: Sequence[Samples], channel: int | None = None) -> Voice:
    """The voice in the channels of a recording; they may be changed in place.

    planes : each channel at 16 kHz [shape=(n,)]; path, channel and errors : see `decode_voice`; raises InputError
    """
    if planes[0].size < SHORTEST * RATE:
        raise InputError(
            f"{path.name}: too short, only {planes[0].size / RATE:.2f} s of audio; "
            f"give a recording of at least {SHORTEST} s"
        )
    if channel is not None and channel > len(planes):
        there = "only one channel" if len(planes) == 1 else f"{len(planes)} channels"
        raise InputError(f"{path.name}: has {there}, so there is no channel {channel}")
    if len(planes) == 1:
        return Voice(without_offset(planes[0]))
    channels = find_channels(planes) if channel is None else Channels((channel,), len(planes), "speaker")
    return Voice(without_offset(_shelved(path, planes, channels)), channels)


def blocks(
    path: Path | str,
    rate: int = RATE,
    progress: Progress = silent,
    warn: Warn = unheard,
    channels: Channels | None = None,
) -> Iterator[Samples]:
    """The file's audio as mono float32 blocks [shape=(n,)] at `rate` Hz, each about a second, -1..1.

    channels : whose mean to give; None: of all
    Raises InputError as `decode` does (but lets short files through), at the first block or where it breaks.
    """
    path = Path(path)
    with _opened(path) as (container, stream):
        for planes in _blocks(path, container, stream, rate, progress, warn):
            yield mixed(planes, channels)


def _shelved(path: Path, planes: Sequence[Samples], channels: Channels) -> Samples:
    """The mean of the channels used, in memory or on disk as they are."""
    if len(channels.used) == 1:
        return planes[channels.used[0] - 1]
    shelf = _Shelf(path)
    for first in range(0, len(planes[0]), GROUP):
        shelf.add(mixed(np.stack([plane[first : first + GROUP] for plane in planes]), channels))
    return shelf.samples()


@contextmanager
def _opened(path: Path) -> Iterator[tuple[Any, Any]]:
    """PyAV's container and its first audio stream. Raises InputError for what has none."""
    loaded("av")
    import av

    _readable(path)
    try:
        # Only this file may be opened: a playlist must not make a local tool open others, or the network.
        container = av.open(str(path.resolve()), metadata_errors="ignore", options={"protocol_whitelist": "file"})
    except (av.error.FFmpegError, ValueError) as problem:
        raise _not_audio(path) from problem
    with container:
        if not container.streams.audio:
            raise InputError(f"{path.name}: holds no sound; give an audio file, or a video that has sound")
        yield container, container.streams.audio[0]


def _blocks(path: Path, container: Any, stream: Any, rate: int, progress: Progress, warn: Warn) -> Iterator[Samples]:
    """Every channel [shape=(channels, n)], the same number throughout, at most eight."""
    claimed = _claimed_seconds(container, stream)
    expected = claimed or (container.duration or 0) / 1e6  # a guess from the bit rate will do for a bar
    done, damaged, count = 0, 0, 0
    for planes in _resampled(container, stream, rate):
        if planes is None:
            damaged += 1
            continue
        count = count or min(len(planes), MOST_CHANNELS)
        block = _as_many(planes, count)
        np.clip(np.nan_to_num(block, copy=False), -1.0, 1.0, out=block)
        done += block.shape[1]
        progress(done / rate, max(expected, done / rate) if expected else 0.0, "reading the audio")
        yield block
    if not done:
        raise _not_audio(path)
    seconds = done / rate
    if claimed - seconds > max(SLACK, 0.02 * claimed):
        warn(f"{path.name} breaks off: it says {claimed:.0f} s, and {seconds:.0f} s are there; using those")
    elif damaged:
        where = "one place" if damaged == 1 else f"{damaged} places"
        warn(f"{path.name} is damaged in {where}; using the {seconds:.0f} s that are whole")


def _as_many(planes: Samples, count: int) -> Samples:
    """A file may change its number of channels on the way: then each of the first ones gets what there is."""
    if len(planes) == count or (len(planes) > count > 1):
        return planes[:count]
    return np.repeat(planes.mean(axis=0, dtype=np.float32, keepdims=True), count, axis=0)


def write_flac(path: Path, samples: Samples, rate: int = RATE) -> None:
    """Mono samples [shape=(n,)] to a 16-bit FLAC, block by block, written to a temporary name and renamed.

    Raises LibraryError when it cannot be written; nothing is left behind then.
    """
    _write_flac(path, (samples[None, at : at + GROUP] for at in range(0, len(samples), GROUP)), rate, 16)


def to_flac(source: Path, target: Path) -> None:
    """Any audio file to a FLAC at its own rate with its channels (eight at most), block by block.

    Written to a temporary name and renamed. 16 bits stay what they were, bit for bit; a lossless source of more bits
    becomes 24. Raises InputError as `decode` does, LibraryError when `target` cannot be written; nothing is left
    behind then.
    """
    with _opened(source) as (container, stream):
        codec = stream.codec_context
        lossless = codec.name.startswith(("pcm_", "flac", "alac"))
        rate, bits = codec.sample_rate, 24 if lossless and codec.format.bits > 16 else 16
        _write_flac(target, _blocks(source, container, stream, rate, silent, unheard), rate, bits)


def _write_flac(path: Path, sound: Iterator[Samples], rate: int, bits: int) -> None:
    import soundfile

    # Scaled here because libsndfile multiplies floats by 32767: 16-bit samples would come back one step off.
    top, shift = float(2 ** (bits - 1)), 0 if bits == 16 else 8
    kind = np.int16 if bits == 16 else np.int32
    part = path.with_name(f".{path.name}.part")
    written = 0
    try:
        first = next(sound, np.zeros((1, 0), np.float32))
        with soundfile.SoundFile(part, "w", rate, len(first), f"PCM_{bits}", format="FLAC") as flac:
            for block in chain([first], sound):
                flac.write(np.clip(np.rint(block.T * top), -top, top - 1).astype(kind) << shift)
                written += block.shape[1]
        if soundfile.info(part).frames != written:  # a full disk makes libsndfile stop without a word
            raise OSError("not all of it was written")
        part.replace(path)
    except (OSError, AssertionError, soundfile.LibsndfileError) as problem:
        raise LibraryError(
            f"{path} cannot be written ({_reason(problem)}): make room on the disk or allow writing there"
        ) from problem
    finally:
        part.unlink(missing_ok=True)


def _readable(path: Path) -> None:
    """Raises InputError unless `path` is a file with something in it that we may read."""
    try:
        if path.is_dir():
            raise InputError(f"{path}: is a folder; name a file in it")
        with path.open("rb") as file:
            if not file.read(1):
                raise InputError(f"{path.name}: is empty (0 bytes); record or copy it again")
    except FileNotFoundError:
        raise InputError(f"{path}: no such file; check the name") from None
    except PermissionError:
        raise InputError(f"{path.name}: may not be read; allow it (chmod u+r) or copy it elsewhere") from None
    except (OSError, ValueError) as problem:
        raise InputError(f"{path.name}: cannot be read ({_reason(problem)}); copy it to another disk") from None


def _not_audio(path: Path) -> InputError:
    return InputError(
        f"{path.name}: is not audio, or too damaged to read any; give a wav, flac, mp3, m4a, ogg, opus, webm or mp4"
    )


def _reason(problem: BaseException) -> str:
    return str(getattr(problem, "strerror", None) or getattr(problem, "error_string", None) or problem or "unknown")


def _claimed_seconds(container: Any, stream: Any) -> float:
    """How long the file says it is; 0 where it says nothing or FFmpeg would only guess."""
    if not container.format.name.startswith(HONEST):
        return 0.0
    seconds = (container.duration or 0) / 1e6
    if stream.duration and stream.time_base:
        seconds = float(stream.duration * stream.time_base)
    if container.format.name == "wav":  # here FFmpeg tells what is there, not what was meant to be
        with Path(container.name).open("rb") as file:
            meant = int.from_bytes(file.read(8)[4:], "little") + 8
            there = file.seek(0, os.SEEK_END)
        if there < meant < 0xFFFF_0000:  # a recorder that was killed leaves 0 or the largest number
            seconds *= meant / there
    return seconds


def _resampled(container: Any, stream: Any, rate: int) -> Iterator[Any]:
    """float32 arrays [shape=(channels, n)] at `rate` Hz; None stands for a packet that could not be decoded."""
    resampler = Resampler(rate)
    for frame in _frames(container, stream):
        if frame is None:
            yield None
        else:
            yield from resampler.put(frame)
    yield from resampler.flush()


class Resampler:
    """PyAV's frames in, float32 arrays [shape=(channels, n)] at `rate` Hz out, `group` samples or more at a time.

    A file may change its rate or channels on the way (HE-AAC does after its first frames): each stretch of
    equal frames gets its own resampler. Samples of eight channels and more are asked for interleaved: PyAV counts
    planes up to the first empty pointer, and behind the eighth there is none.
    """

    def __init__(self, rate: int, group: int = GROUP) -> None:
        self._rate, self._group = rate, group
        self._fifo: Any = None
        self._resampler: Any = None
        self._kind: tuple[str, str, int] | None = None

    def put(self, frame: Any) -> Iterator[Samples]:
        """The next frame."""
        import av

        kind = (frame.format.name, frame.layout.name, frame.sample_rate)
        if kind != self._kind:
            yield from self.flush()
            self._kind = kind
            wanted = "fltp" if len(frame.layout.channels) < _PLANES else "flt"
            self._fifo, self._resampler = av.AudioFifo(), av.AudioResampler(wanted, frame.layout, self._rate)
        frame.pts = None  # we count samples ourselves; damaged files have times that jump
        self._fifo.write(frame)
        if self._fifo.samples >= self._group:
            yield from self._planes(self._fifo.read())

    def flush(self) -> Iterator[Samples]:
        """What is left after the last frame."""
        if self._resampler is not None:
            rest = self._fifo.read()
            for frame in ([rest] if rest else []) + [None]:
                yield from self._planes(frame)

    def _planes(self, frame: Any) -> Iterator[Samples]:
        for piece in self._resampler.resample(frame):
            data = piece.to_ndarray()
            yield data if piece.format.is_planar else data.reshape(-1, len(piece.layout.channels)).T


def _frames(container: Any, stream: Any) -> Iterator[Any]:
    """Decoded frames; None for each packet that could not be decoded. Ends early where the file breaks off."""
    import av

    packets = container.demux(stream)
    while True:
        try:
            packet = next(packets)
        except StopIteration:
            return
        except av.error.FFmpegError:
            yield None
            return
        try:
            yield from packet.decode()
        except EOFError:
            return
        except av.error.FFmpegError:
            yield None


class _Shelf:
    """Collects blocks: in memory at first, on disk once they are many."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._blocks: list[Samples] = []
        self._count = 0
        self._file: IO[bytes] | None = None

    def add(self, block: Samples) -> None:
        self._blocks.append(block)
        self._count += block.size
        if self._file is None and self._count > LONG * RATE:
            self._file = tempfile.TemporaryFile(dir=_roomy_folder())  # noqa: SIM115 (lives as long as its map)
        if self._file is not None:
            try:
                for one in self._blocks:
                    self._file.write(one.tobytes())
                self._blocks.clear()
            except OSError as problem:
                raise self._no_room(problem) from None

    def samples(self) -> Samples:
        if self._file is None:
            return np.concatenate(self._blocks) if self._blocks else np.zeros(0, np.float32)
        try:
            self._file.flush()
        except OSError as problem:
            raise self._no_room(problem) from None
        return np.memmap(self._file, np.float32, "r+", shape=(self._count,))

    def _no_room(self, problem: OSError) -> LibraryError:
        if self._file is not None:
            with suppress(OSError):
                self._file.close()
        return LibraryError(
            f"{self._path.name}: {self._count / RATE / 60:.0f} minutes of audio need {self._count * 4 / 1e6:.0f} MB "
            f"in {_roomy_folder()} for a moment ({_reason(problem)}): make room there or set TMPDIR"
        )


def _roomy_folder() -> str:
    """Where a large temporary file belongs: /tmp is memory on many systems, /var/tmp is disk."""
    chosen = os.environ.get("TMPDIR")
    if not chosen and os.access("/var/tmp", os.W_OK | os.X_OK):
        return "/var/tmp"
    return tempfile.gettempdir()
