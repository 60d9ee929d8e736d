"""What is told before and while an answer is spoken, and what is not."""

from __future__ import annotations

from importlib.resources import files

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from starclock.sound import RATE
from starclock.sound.devices import Device
from starclock.sound.level import why_zeros
from starclock.sound.watch import Preview, Trouble, Watch, best_channel, troubles

Samples = NDArray[np.int16]
MICROPHONE = Device(0, "MacBook Pro Microphone", "Core Audio", 1, 48_000)


@pytest.fixture(scope="module")
def voice() -> Samples:
    """A minute of the sample answer [shape=(n, 1)]."""
    path = files("starclock") / "sample" / "answer.flac"
    samples, _ = soundfile.read(str(path), dtype="int16", frames=60 * RATE, always_2d=True)
    return np.asarray(samples)


def noise(seconds: float, level_db: float, channels: int = 1) -> Samples:
    rng = np.random.default_rng(3)
    x = rng.normal(0, 32_768 * 10 ** (level_db / 20), (round(seconds * RATE), channels))
    return np.clip(np.rint(x), -32_768, 32_767).astype(np.int16)


def scaled(samples: Samples, factor: float) -> Samples:
    return np.clip(np.rint(samples.astype(float) * factor), -32_768, 32_767).astype(np.int16)


def told(*pieces: Samples) -> list[tuple[float, str | None]]:
    """The second at which each kind of trouble began to be told (None: taken back), over the pieces in turn."""
    watch, last = Watch(RATE), None
    seen: list[tuple[float, str | None]] = []
    whole = np.concatenate(pieces)
    for first in range(0, len(whole), 320):
        watch.hear(whole[first : first + 320])
        kind = watch.trouble.kind if watch.trouble else None
        if kind != last:
            seen.append((round(watch.seconds, 1), kind))
            last = kind
    return seen


def test_a_good_take_is_left_in_peace(voice: Samples) -> None:
    assert told(voice) == []
    assert told(scaled(voice, 0.1)) == []
    assert told(np.concatenate([voice, voice * 0], axis=1)) == [], "one channel of two"


def test_a_think_of_some_seconds_is_no_trouble(voice: Samples) -> None:
    assert told(voice[: 20 * RATE], noise(5, -66), voice[20 * RATE : 40 * RATE]) == []


def test_muted_on_the_way_is_told_within_two_seconds_and_taken_back(voice: Samples) -> None:
    (first, kind), (back, none) = told(
        voice[: 6 * RATE], np.zeros((8 * RATE, 1), np.int16), voice[6 * RATE : 12 * RATE]
    )
    assert kind == "zeros" and 6 < first < 8
    assert none is None and back == pytest.approx(14, abs=0.1)
    watch = Watch(RATE)
    watch.hear(voice[: 6 * RATE])
    watch.hear(np.zeros((2 * RATE, 1), np.int16))
    assert watch.trouble == Trouble("zeros", "Only digital silence since 0:06: muted, or taken by another program?")


def test_zeros_from_the_start_name_the_permission() -> None:
    watch = Watch(RATE)
    watch.hear(np.zeros((2 * RATE, 2), np.int16))
    assert watch.trouble == Trouble("zeros", why_zeros())


def test_a_noise_gate_is_no_mute(voice: Samples) -> None:
    """A headset that gives zeros in every pause."""
    pieces = []
    for second in range(0, 40, 4):
        pieces += [voice[second * RATE : (second + 2) * RATE], np.zeros((round(1.2 * RATE), 1), np.int16)]
    seen = [kind for at, kind in told(*pieces) if at > 14]
    assert "zeros" not in seen


def test_no_voice_is_told_yet_and_any_more(voice: Samples) -> None:
    assert told(noise(12, -50))[0] == (8.0, "no voice")
    assert told(np.zeros((0, 1), np.int16), scaled(noise(12, -50), 1.0), voice[4 * RATE : 14 * RATE])[-1][1] is None
    after = told(voice[: 10 * RATE], noise(15, -66))
    assert after[-1][1] == "no voice" and 16 < after[-1][0] <= 19.1


def test_a_voice_that_falls_by_more_than_twenty_decibels(voice: Samples) -> None:
    seen = told(voice[: 20 * RATE], scaled(voice[20 * RATE : 40 * RATE], 0.03), voice[40 * RATE :])
    assert seen[0][1] == "fallen" and 20 < seen[0][0] < 26
    assert seen[-1][1] is None


def test_clipping_is_told_and_taken_back(voice: Samples) -> None:
    seen = told(voice[: 10 * RATE], scaled(voice[10 * RATE : 13 * RATE], 12), voice[13 * RATE : 30 * RATE])
    assert [kind for _, kind in seen] == ["clipping", None] and 10 <= seen[0][0] < 12 and seen[1][0] < 18


def test_a_voice_in_the_last_bits_is_told_within_three_seconds_of_it(voice: Samples) -> None:
    seen = told(scaled(voice[round(1.2 * RATE) : 20 * RATE], 0.0008))
    kinds = [kind for _, kind in seen]
    assert "quiet" in kinds and next(at for at, kind in seen if kind == "quiet") <= 3.5


def test_a_stall_and_lost_sound() -> None:
    watch = Watch(RATE)
    watch.hear(noise(1, -40))
    watch.stalled(0.5)
    assert watch.trouble is None
    watch.stalled(1.2)
    assert watch.trouble is not None and watch.trouble.kind == "stalled"
    watch.lost(1.4)
    watch.hear(noise(0.1, -40))
    assert watch.trouble is not None and watch.trouble.line.startswith("1.4 s of sound were lost")
    assert watch.seconds == pytest.approx(2.5)


def preview(samples: Samples, device: Device = MICROPHONE, rate: int = RATE) -> str | None:
    heard = Preview(device)
    for first in range(0, len(samples), 320):
        heard.hear(samples[first : first + 320], rate)
    return heard.trouble.kind if heard.trouble else None


def test_the_countdown_hears_what_is_wrong(voice: Samples) -> None:
    spoken = voice[4 * RATE : 7 * RATE]
    assert preview(np.zeros((2 * RATE, 2), np.int16)) == "zeros"
    assert preview(noise(2, -100)) == "quiet", "not even the room is heard"
    assert preview(scaled(spoken, 0.0008)) == "quiet"
    assert preview(scaled(spoken, 10)) == "clipping"
    assert preview(spoken, Device(0, "WH-1000XM4 Hands-Free", "Core Audio", 1, 8_000)) == "telephone"
    assert preview(noise(2, -40), Device(0, "BlackHole 2ch", "Core Audio", 2, 48_000, kind="virtual")) == "voiceless"


def test_the_countdown_leaves_the_rest_in_peace(voice: Samples) -> None:
    for good in (noise(3, -66), noise(3, -40), voice[: 3 * RATE], voice[4 * RATE : 7 * RATE], scaled(voice, 0.1)):
        assert preview(good) is None
    assert preview(np.concatenate([voice * 0, voice], axis=1)[: 3 * RATE]) is None
    assert preview(np.zeros((RATE // 4, 1), np.int16)) is None, "too short to tell"


def test_telephone_quality_is_heard_where_the_rate_does_not_tell(voice: Samples) -> None:
    spectrum = np.fft.rfft(voice[: 10 * RATE, 0].astype(float))
    spectrum[np.fft.rfftfreq(10 * RATE, 1 / RATE) > 3_500] = 0
    narrow = np.rint(np.fft.irfft(spectrum)).astype(np.int16)[:, None]
    assert troubles(MICROPHONE, narrow, RATE)[0].telephone is True
    assert troubles(MICROPHONE, voice[: 10 * RATE], RATE)[0].telephone is False
    assert troubles(MICROPHONE, noise(3, -40), RATE)[0].telephone is None, "no voice to tell it by"


def test_the_channel_that_moves_like_a_voice(voice: Samples) -> None:
    wide = np.concatenate([noise(10, -20), scaled(voice[: 10 * RATE], 0.2)], axis=1)
    assert best_channel(wide, RATE) == 1
    assert best_channel(wide[:, ::-1], RATE) == 0
    assert best_channel(voice, RATE) == 0
