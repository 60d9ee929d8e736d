"""A microphone listened to for a few seconds: how loud, what is wrong, and the sound itself to play back."""

from __future__ import annotations

import queue
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from starclock.sound.devices import Device
from starclock.sound.level import Level, decibels
from starclock.sound.streams import listening, nothing_from
from starclock.sound.watch import Trouble, best_channel, troubles


@dataclass(frozen=True, slots=True)
class Check:
    """What was heard.

    device : the way in that was granted; rate : samples a second
    channel : the number, from 1, of the one that sounds most like a voice, of `channels`
    samples : of that channel, 16 bit [shape=(n,)]
    """

    device: Device
    rate: int
    channel: int
    channels: int
    samples: NDArray[np.int16]
    level: Level
    troubles: tuple[Trouble, ...]


def check(device: Device, seconds: float = 3.0, on_level: Callable[[float, float], None] | None = None) -> Check:
    """Listens for `seconds`; keeps nothing.

    on_level : told (seconds heard, level of the newest block in dB) as it goes

    Raises MicrophoneError when the device refuses or delivers nothing.
    """
    blocks: list[NDArray[np.int16]] = []
    count = 0
    with listening(device) as microphone:
        rate = microphone.rate
        while count < seconds * rate:
            try:
                block = microphone.ear.blocks.get(timeout=5.0)
            except queue.Empty:
                raise nothing_from(device) from None
            assert block is not None
            blocks.append(block.samples)
            count += len(block.samples)
            if on_level:
                on_level(count / rate, decibels(block.samples))
    heard = np.concatenate(blocks)
    level, found = troubles(microphone.device, heard, rate, spoken=True)
    channel = best_channel(heard, rate)
    return Check(microphone.device, rate, channel + 1, heard.shape[1], heard[:, channel], level, found)
