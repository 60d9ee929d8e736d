"""Which channel is the voice: decided by what is speech in it, on a voice that is really spoken."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
import soundfile
from click.testing import CliRunner
from numpy.typing import NDArray

from starclock.cli import cli
from starclock.errors import InputError
from starclock.sound import RATE
from starclock.sound.channels import find_channels, mixed
from starclock.sound.decode import blocks, decode_voice, to_flac
from starclock.sound.repair import without_offset
from starclock.sound.voice import voice_chances
from starclock.speech import Channels

Samples = NDArray[np.float32]
SECONDS = 12


@pytest.fixture(scope="module")
def voice() -> Samples:
    """Twelve seconds of the sample answer, its room's noise among them."""
    path = files("starclock") / "sample" / "answer.flac"
    samples, rate = soundfile.read(str(path), dtype="float32", frames=15 * RATE)
    assert rate == RATE
    return without_offset(np.asarray(samples[-SECONDS * RATE :], np.float32))


def noise(level_db: float, seed: int = 1, seconds: float = SECONDS) -> Samples:
    rng = np.random.default_rng(seed)
    return np.asarray(rng.normal(0, 10 ** (level_db / 20), round(seconds * RATE)), np.float32)


def hum(seconds: float = SECONDS) -> Samples:
    at = np.arange(round(seconds * RATE)) / RATE
    return np.asarray(0.4 * np.sin(2 * np.pi * 50 * at) * (1 + np.sin(2 * np.pi * 3 * at)), np.float32)


def used(*planes: Samples) -> tuple[int, ...]:
    return find_channels(planes).used


def test_the_only_channel_with_a_voice(voice: Samples) -> None:
    assert used(np.zeros_like(voice), voice) == (2,)
    assert used(voice, np.zeros_like(voice)) == (1,)
    assert used(noise(-60), noise(-60, 2), voice, noise(-60, 3)) == (3,)


def test_loudness_is_no_voice(voice: Samples) -> None:
    assert used(noise(-10), 0.1 * voice) == (2,)
    assert used(hum(), 0.05 * voice) == (2,)
    bursts = noise(-8) * (np.sin(2 * np.pi * 2 * np.arange(len(voice)) / RATE) > 0)  # as lively as a voice
    assert used(bursts.astype(np.float32), 0.1 * voice) == (2,)


def test_a_faint_voice_counts_as_any_other(voice: Samples) -> None:
    faint = np.rint(voice * 0.002 * 32_768).astype(np.float32) / 32_768
    assert used(noise(-30), faint) == (2,)


def test_opposite_phase_takes_one(voice: Samples) -> None:
    channels = find_channels([voice, -voice])
    assert len(channels.used) == 1
    assert np.abs(mixed(np.stack([voice, -voice]), channels)).max() == np.abs(voice).max()
    assert used(voice, -0.5 * voice) == (1,)


def test_the_same_voice_in_step_is_mixed(voice: Samples) -> None:
    assert used(voice, voice) == (1, 2)
    assert used(voice + noise(-40), voice + noise(-40, 2)) == (1, 2), "the noise of two partly cancels"
    assert used(voice + noise(-60), voice + noise(-25, 2)) == (1,), "mixing noise in gains nothing"
    assert used(voice + noise(-60), np.roll(voice, 130) + noise(-60, 2)) in ((1,), (2,)), "an echo of 8 ms"


def test_two_parties_the_one_who_talks_most(voice: Samples) -> None:
    half = len(voice) // 4
    me, other = voice.copy(), voice.copy()
    me[:half] = noise(-70)[:half]
    other[half:] = noise(-70)[half:]
    assert used(other, me) == (2,)
    assert used(me, other) == (1,)


def test_a_channel_that_dies_on_the_way(voice: Samples) -> None:
    dying = voice.copy()
    dying[len(voice) // 3 :] = 0
    assert used(dying, 0.5 * voice + noise(-50)) == (2,)


def test_no_voice_at_all() -> None:
    assert used(np.zeros(RATE, np.float32), np.zeros(RATE, np.float32)) == (1, 2)
    assert len(used(noise(-30, 1, 2), noise(-50, 2, 2))) == 1


def test_an_offset_is_no_sound(voice: Samples) -> None:
    assert used(np.full_like(voice, 0.3), voice) == (2,)


def test_a_long_recording_is_looked_at_in_places(voice: Samples) -> None:
    length = 90 * RATE
    late = noise(-60, 4, 90)
    late[-len(voice) :] += voice
    looked: list[int] = []

    def chances(samples: Samples) -> Samples:
        looked.append(len(samples))
        return np.asarray(voice_chances(samples))

    assert find_channels([noise(-60, 5, 90), late], chances).used == (2,)
    assert max(looked) < length / 3


def test_a_file_keeps_its_channels_and_its_choice(voice: Samples, tmp_path: Path) -> None:
    wide = np.stack([noise(-30), voice], axis=1)
    soundfile.write(tmp_path / "take.wav", wide, RATE)
    heard = decode_voice(tmp_path / "take.wav")
    assert heard.channels == Channels((2,), 2) and np.abs(heard.samples - voice).max() < 5e-3
    to_flac(tmp_path / "take.wav", tmp_path / "kept.flac")
    assert soundfile.info(tmp_path / "kept.flac").channels == 2
    again = decode_voice(tmp_path / "kept.flac", channel=1)
    assert again.channels == Channels((1,), 2, "speaker")
    assert np.abs(again.samples - wide[:, 0]).max() < 5e-3
    played = np.concatenate(list(blocks(tmp_path / "kept.flac", channels=heard.channels)))
    assert np.abs(played - voice).max() < 1e-3
    with pytest.raises(InputError, match="has 2 channels, so there is no channel 3"):
        decode_voice(tmp_path / "kept.flac", channel=3)


def test_a_single_channel_has_no_choice(voice: Samples, tmp_path: Path) -> None:
    soundfile.write(tmp_path / "take.wav", voice, RATE)
    assert decode_voice(tmp_path / "take.wav").channels is None
    with pytest.raises(InputError, match="has only one channel"):
        decode_voice(tmp_path / "take.wav", channel=2)


@pytest.mark.parametrize("count", [8, 9, 12, 18])
def test_more_channels_than_a_flac_holds(voice: Samples, tmp_path: Path, count: int) -> None:
    wide = np.zeros((len(voice), count), np.float32)
    wide[:, 6] = voice
    soundfile.write(tmp_path / "desk.wav", wide, RATE)
    assert decode_voice(tmp_path / "desk.wav").channels == Channels((7,), 8)
    to_flac(tmp_path / "desk.wav", tmp_path / "kept.flac")
    assert soundfile.info(tmp_path / "kept.flac").channels == 8


def test_the_speakers_choice_is_kept_until_it_is_taken_back(voice: Samples, tmp_path: Path) -> None:
    """`analyze --channel`: of a file, then of the kept attempt again."""
    soundfile.write(tmp_path / "take.wav", np.stack([noise(-50) + 0.3 * voice, voice], axis=1), RATE)
    model = "tiny.en"

    def heard(*arguments: str) -> dict[str, object]:
        command = ["analyze", "--json", "--model", model, *arguments]
        done = CliRunner().invoke(cli, command, catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return json.loads(done.stdout)["attempt"]["channels"]  # type: ignore[no-any-return]

    assert heard("--save", str(tmp_path / "take.wav"))["source"] == "model"
    assert heard("last", "--channel", "1") == {"used": [1], "of": 2, "source": "speaker"}
    assert heard("last") == {"used": [1], "of": 2, "source": "speaker"}
    assert heard("last", "--channel", "auto")["source"] == "model"
    for wrong in ("0", "left"):
        done = CliRunner().invoke(cli, ["analyze", "last", "--channel", wrong])
        assert done.exit_code == 2 and "is no channel" in done.output
