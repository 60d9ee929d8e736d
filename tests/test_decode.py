"""Any file in: every format, every damage, real encoders and real files."""

from __future__ import annotations

import os
import resource
import tempfile
from pathlib import Path

import av
import numpy as np
import pytest
import soundfile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray

from starclock.errors import InputError, LibraryError
from starclock.sound import RATE
from starclock.sound import decode as module
from starclock.sound.decode import blocks, decode, to_flac, write_flac

SECONDS = 2.0
TONE = 440.0


def tone(rate: int, seconds: float = SECONDS, channels: int = 1) -> NDArray[np.float32]:
    """A tone at half of full scale, the same in each channel [shape=(channels, n)]."""
    wave = 0.5 * np.sin(2 * np.pi * TONE * np.arange(round(seconds * rate)) / rate)
    return np.tile(wave.astype(np.float32), (channels, 1))


def encode(path: Path, codec: str, rate: int, channels: int, seconds: float = SECONDS) -> Path:
    """A tone written by PyAV's encoder; skips where this FFmpeg was built without it."""
    try:
        av.Codec(codec, "w")
    except ValueError:  # UnknownCodecError
        pytest.skip(f"this FFmpeg has no encoder {codec}")
    layout = {1: "mono", 2: "stereo", 6: "5.1"}[channels]
    with av.open(str(path), "w") as out:
        stream = out.add_stream(codec, rate=rate, layout=layout)
        assert isinstance(stream, av.AudioStream)
        frame = av.AudioFrame.from_ndarray(tone(rate, seconds, channels), format="fltp", layout=layout)
        frame.sample_rate = rate
        # The encoder's own sample format and frame size.
        fitted = av.AudioResampler(stream.codec_context.format.name, layout, rate)
        fifo = av.AudioFifo()
        for piece in fitted.resample(frame) + fitted.resample(None):
            piece.pts = None
            fifo.write(piece)
        size = stream.codec_context.frame_size or 1024
        while one := fifo.read(size, partial=True):
            out.mux(stream.encode(one))
        out.mux(stream.encode(None))
    return path


def assert_is_the_tone(samples: NDArray[np.float32], slack: float = 0.06) -> None:
    assert samples.dtype == np.float32 and samples.ndim == 1
    assert abs(len(samples) / RATE - SECONDS) < slack
    middle = samples[RATE // 2 : RATE // 2 + RATE]
    spectrum = np.abs(np.fft.rfft(middle))
    assert abs(int(spectrum.argmax()) - TONE) <= 1
    level = float(np.sqrt(2 * np.mean(middle**2)))  # not the peak: FFmpeg's AAC encoder lets a pure tone swell
    assert abs(level - 0.5) < 0.05, "mixing channels must not change the level"


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize(
    ("name", "codec", "rate"),
    [
        ("a.mp3", "libmp3lame", 44_100),
        ("a.mp3", "libmp3lame", 22_050),
        ("memo.m4a", "aac", 48_000),
        ("memo.m4a", "alac", 44_100),
        ("a.opus", "libopus", 48_000),
        ("a.ogg", "libopus", 16_000),
        ("browser.webm", "libopus", 48_000),
        ("call.mp4", "aac", 32_000),
        ("a.flac", "flac", 96_000),
        ("phone.wav", "pcm_mulaw", 8_000),
    ],
)
def test_every_format(tmp_path: Path, name: str, codec: str, rate: int, channels: int) -> None:
    assert_is_the_tone(decode(encode(tmp_path / name, codec, rate, channels)))


def test_vorbis(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.ogg", tone(44_100, channels=2).T, 44_100, subtype="VORBIS")
    assert_is_the_tone(decode(tmp_path / "a.ogg"))


def test_surround(tmp_path: Path) -> None:
    assert_is_the_tone(decode(encode(tmp_path / "a.flac", "flac", 48_000, 6)))


@pytest.mark.parametrize("rate", [8_000, 11_025, 16_000, 44_100, 192_000])
@pytest.mark.parametrize("depth", ["PCM_U8", "PCM_16", "PCM_24", "PCM_32", "FLOAT", "DOUBLE"])
def test_every_depth_and_rate(tmp_path: Path, depth: str, rate: int) -> None:
    soundfile.write(tmp_path / "a.wav", tone(rate, channels=2).T, rate, subtype=depth)
    assert_is_the_tone(decode(tmp_path / "a.wav"), slack=0.01)


def test_video_with_sound(tmp_path: Path) -> None:
    path = tmp_path / "screen.mp4"
    with av.open(str(path), "w") as out:
        picture, sound = out.add_stream("mpeg4", rate=5), out.add_stream("aac", rate=16_000, layout="mono")
        assert isinstance(picture, av.VideoStream) and isinstance(sound, av.AudioStream)
        picture.width = picture.height = 64
        for _ in range(5):
            out.mux(picture.encode(av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), format="rgb24")))
        out.mux(picture.encode(None))
        for at in range(31):
            frame = av.AudioFrame.from_ndarray(tone(16_000)[:, at * 1024 : (at + 1) * 1024], "fltp", "mono")
            frame.sample_rate = 16_000
            out.mux(sound.encode(frame))
        out.mux(sound.encode(None))
    assert_is_the_tone(decode(path))


def wav(path: Path, samples: NDArray[np.float32], rate: int = RATE) -> Path:
    soundfile.write(path, samples, rate, subtype="PCM_16")
    return path


@given(
    samples=arrays.arrays(np.float32, st.integers(8_000, 20_000), elements=st.floats(-1, 1, width=16)),
    cut=st.integers(0, 4_000),
    size=st.sampled_from([None, 0, 0xFFFF_FFFF]),
)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.data_too_large, HealthCheck.too_slow])
def test_sixteen_bits_come_back_exactly_whatever_the_header_says(
    samples: NDArray[np.float32], cut: int, size: int | None
) -> None:
    """A killed recorder leaves sizes that are 0, the largest number, or more than is there."""
    with tempfile.TemporaryDirectory() as folder:
        path = wav(Path(folder) / "take.wav", samples)
        data = bytearray(path.read_bytes())
        at = data.index(b"data")
        if size is not None:
            data[4:8] = data[at + 4 : at + 8] = size.to_bytes(4, "little")
        path.write_bytes(data[: len(data) - 2 * min(cut, len(samples) - 8_000)])
        whole, _ = soundfile.read(wav(Path(folder) / "whole.wav", samples), dtype="float32")
        got = np.concatenate(list(blocks(path)))  # before an offset is taken away
        assert len(got) == len(samples) - min(cut, len(samples) - 8_000)
        assert np.array_equal(got, whole[: len(got)])


def test_not_a_number_and_beyond_full_scale(tmp_path: Path) -> None:
    samples = tone(RATE)[0] * 4
    samples[100], samples[200] = np.nan, np.inf
    soundfile.write(tmp_path / "a.wav", samples, RATE, subtype="FLOAT")
    got = decode(tmp_path / "a.wav")
    assert np.isfinite(got).all() and np.abs(got).max() <= 1.0


def test_progress_and_no_warning(tmp_path: Path) -> None:
    told: list[tuple[float, float, str]] = []
    warned: list[str] = []
    path = wav(tmp_path / "a.wav", tone(RATE, seconds=20)[0])
    decode(path, lambda *step: told.append(step), warned.append)
    assert [done for done, _, _ in told] == sorted(done for done, _, _ in told)
    assert told[-1][:2] == (20.0, 20.0)
    assert not warned


@pytest.mark.parametrize(("name", "codec"), [("a.flac", "flac"), ("a.wav", "pcm_s16le"), ("a.webm", "libopus")])
def test_a_file_that_breaks_off_is_used_and_told(tmp_path: Path, name: str, codec: str) -> None:
    path = encode(tmp_path / name, codec, 48_000, 1, seconds=20.0)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    warned: list[str] = []
    samples = decode(path, warn=warned.append)
    assert 5 < len(samples) / RATE < 15
    assert len(warned) == 1 and "breaks off" in warned[0] and name in warned[0]


def test_a_damaged_place_is_left_out_and_told(tmp_path: Path) -> None:
    path = encode(tmp_path / "a.mp3", "libmp3lame", 44_100, 1)
    data = bytearray(path.read_bytes())
    data[6_000:7_500] = bytes(1_500)
    path.write_bytes(data)
    warned: list[str] = []
    assert len(decode(path, warn=warned.append)) > RATE
    assert len(warned) == 1 and "damaged" in warned[0]


def broken(folder: Path) -> dict[str, Path]:
    """Files that cannot be used, each under the words that its message must hold."""
    files = {"no such file": folder / "missing.wav", "folder": folder / "a folder.wav"}
    files["folder"].mkdir()
    for words, name, data in (
        ("empty", "empty.wav", b""),
        ("not audio", "text.mp3", b"Dear diary, today I practised.\n" * 50),
        ("not audio", "noise.mp3", np.random.default_rng(1).bytes(40_000)),
        ("not audio", "list.m3u8", b"#EXTM3U\n#EXTINF:5,\nhttp://127.0.0.1:9/a.ts\n"),
        ("not audio", "header.wav", b"RIFF\x24\0\0\0WAVE"),
    ):
        (folder / name).write_bytes(data)
        files[f"{words} ({name})"] = folder / name
    files["too short"] = wav(folder / "blip.wav", tone(RATE, 0.2)[0])
    whole = encode(folder / "whole.m4a", "aac", 48_000, 1).read_bytes()
    (folder / "cut.m4a").write_bytes(whole[: len(whole) // 2])  # its index stood at the end
    files["not audio (cut.m4a)"] = folder / "cut.m4a"
    with av.open(str(folder / "mute.mp4"), "w") as out:
        picture = out.add_stream("mpeg4", rate=5)
        assert isinstance(picture, av.VideoStream)
        picture.width = picture.height = 64
        out.mux(picture.encode(av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), format="rgb24")))
        out.mux(picture.encode(None))
    files["no sound"] = folder / "mute.mp4"
    return files


def test_what_cannot_be_used_says_so_in_one_line(tmp_path: Path) -> None:
    for words, path in broken(tmp_path).items():
        with pytest.raises(InputError) as told:
            decode(path)
        message = str(told.value)
        assert words.split(" (")[0] in message and path.name in message and "\n" not in message, message
        assert ";" in message, f"no remedy in: {message}"


@pytest.mark.skipif(not hasattr(os, "seteuid"), reason="permissions are another matter on Windows")
def test_a_file_we_may_not_read(tmp_path: Path) -> None:
    path = wav(tmp_path / "secret.wav", tone(RATE)[0])
    path.chmod(0)
    me = os.geteuid()
    if me == 0:  # root may read everything
        for folder in [tmp_path, *tmp_path.parents][:-2]:
            folder.chmod(0o755)
        os.seteuid(65_534)
    try:
        with pytest.raises(InputError, match=r"secret\.wav: may not be read; allow it"):
            decode(path)
    finally:
        os.seteuid(me)


def test_a_long_recording_is_a_map_on_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LONG", 5.0)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    path = wav(tmp_path / "long.wav", tone(RATE, seconds=30)[0])
    samples = decode(path)
    assert isinstance(samples, np.memmap) and len(samples) == 30 * RATE
    assert np.array_equal(samples, soundfile.read(path, dtype="float32")[0])
    samples[0] = 1.0  # like any array; only this process sees it
    assert [p.name for p in tmp_path.iterdir()] == ["long.wav"], "the temporary file must have no name"


def test_no_room_for_a_long_recording(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LONG", 1.0)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    path = wav(tmp_path / "long.wav", tone(RATE, seconds=30)[0])
    with disk_of(100_000), pytest.raises(LibraryError, match="make room there"):
        decode(path)


class disk_of:  # noqa: N801 (reads as a phrase)
    """As if the disk took files of this many bytes and no more."""

    def __init__(self, size: int) -> None:
        self.size = size

    def __enter__(self) -> None:
        self.before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (self.size, self.before[1]))

    def __exit__(self, *_: object) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, self.before)


@given(arrays.arrays(np.int16, st.integers(1, 5_000)), st.sampled_from([8_000, 16_000, 44_100, 48_000]))
@settings(max_examples=25, deadline=None)
def test_flac_keeps_a_take_bit_for_bit(samples: NDArray[np.int16], rate: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        soundfile.write(folder / "take.wav", samples, rate)
        to_flac(folder / "take.wav", folder / "take.flac")
        got, got_rate = soundfile.read(folder / "take.flac", dtype="int16")
        assert got_rate == rate and np.array_equal(got, samples)
        write_flac(folder / "again.flac", samples.astype(np.float32) / np.float32(32_768), rate)
        assert np.array_equal(soundfile.read(folder / "again.flac", dtype="int16")[0], samples)


def test_flac_of_a_stereo_studio_file_and_of_a_phone_memo(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "studio.wav", tone(96_000, channels=2).T, 96_000, subtype="PCM_24")
    for source in (tmp_path / "studio.wav", encode(tmp_path / "memo.m4a", "aac", 44_100, 2)):
        to_flac(source, tmp_path / "kept.flac")
        kept = soundfile.info(tmp_path / "kept.flac")
        assert (kept.samplerate, kept.channels) == ((96_000, 2) if source.suffix == ".wav" else (44_100, 2))
        assert kept.subtype == ("PCM_24" if source.suffix == ".wav" else "PCM_16")
        assert_is_the_tone(decode(tmp_path / "kept.flac"))


def test_a_flac_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    source = wav(tmp_path / "take.wav", np.random.default_rng(2).uniform(-1, 1, 10 * RATE).astype(np.float32))
    with disk_of(50_000), pytest.raises(LibraryError, match="make room"):
        to_flac(source, tmp_path / "kept.flac")
    with pytest.raises(LibraryError):
        to_flac(source, tmp_path / "nowhere" / "kept.flac")
    with pytest.raises(InputError, match="no such file"):
        to_flac(tmp_path / "missing.wav", tmp_path / "kept.flac")
    assert [p.name for p in tmp_path.iterdir()] == ["take.wav"]


def test_blocks_at_another_rate(tmp_path: Path) -> None:
    path = wav(tmp_path / "a.wav", tone(RATE)[0])
    assert sum(block.size for block in blocks(path, 48_000)) == pytest.approx(SECONDS * 48_000, abs=2)
