"""A stretch of any file -> loudspeaker, block by block."""

from __future__ import annotations

import threading
from pathlib import Path

from starclock.errors import MicrophoneError
from starclock.sound.decode import blocks
from starclock.sound.devices import Device, hushed, in_use, outputs, pick, portaudio
from starclock.sound.streams import explained
from starclock.speech import Channels


def play(
    path: Path | str,
    start: float = 0.0,
    end: float | None = None,
    device: str | None = None,
    stop: threading.Event | None = None,
    channels: Channels | None = None,
) -> float:
    """Plays `path` from `start` to `end` (None: to its end), in seconds, until done or `stop` is set.

    device : the name of an output or a part of it; None takes the system's own choice
    channels : whose mean is heard; None: of all

    Returns the seconds played. Raises MicrophoneError where there is no such output or it refuses, InputError
    for a file that cannot be decoded.
    """
    output = _output(device)
    sound = portaudio()
    rate = output.rate  # its own: raw devices refuse others, and the decoder resamples anyway
    stop = stop or threading.Event()
    first, last = round(start * rate), None if end is None else round(end * rate)
    at = played = 0
    try:
        # Silenced to the end because ALSA prints a line on the terminal each time that a busy computer underruns.
        with (
            hushed(),
            in_use(),
            sound.OutputStream(
                device=output.index, samplerate=rate, channels=1, dtype="float32", latency="high"
            ) as stream,
        ):
            for block in blocks(path, rate, channels=channels):
                piece = block[max(0, first - at) : None if last is None else max(0, last - at)]
                at += block.size
                for begin in range(0, piece.size, rate // 10):  # a tenth of a second: how soon a stop is heeded
                    if stop.is_set():
                        stream.abort()
                        return played / rate
                    stream.write(piece[begin : begin + rate // 10])
                    played += min(rate // 10, piece.size - begin)
                if last is not None and at >= last:
                    break
    except sound.PortAudioError as problem:
        raise explained(problem, output.name) from problem
    return played / rate


def _output(name: str | None) -> Device:
    devices = outputs()
    if not devices:
        raise MicrophoneError("no loudspeaker or headphones found to play on; plug some in, then try again")
    return pick(devices, name) if name else devices[0]
