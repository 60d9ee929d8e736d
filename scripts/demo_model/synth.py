"""Speech with exact word and phone times, spoken by flite (voice slt, BSD-like licence) through its C library.

    Debian: apt-get install flite libflite1

flite's utterance is a graph of linked items: Token (a word of the text) -> Word -> SylStructure -> Segment (a phone
with its end time).  Times are seconds from the start of the utterance, mels are Whisper's before clamping.
"""

import ctypes
import ctypes.util
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

RATE = 16000
HOP = 160
MELS = 80
SPEAK_AS = {"hmm": "hum"}  # flite spells "hmm" out letter by letter


@dataclass(frozen=True)
class Spoken:
    """One utterance: samples (float32, 16 kHz), (start, end) of each given word, (phone, end) of each phone."""

    samples: NDArray[np.float32]
    words: list[tuple[float, float]]
    phones: list[tuple[str, float]]


class _Wave(ctypes.Structure):
    _fields_ = [
        ("type", ctypes.c_char_p),
        ("sample_rate", ctypes.c_int),
        ("num_samples", ctypes.c_int),
        ("num_channels", ctypes.c_int),
        ("samples", ctypes.POINTER(ctypes.c_short)),
    ]


class Flite:
    """A flite voice; keep one per process."""

    def __init__(self, voice: str = "slt") -> None:
        core = ctypes.CDLL("libflite.so.1", mode=ctypes.RTLD_GLOBAL)
        for name in ("cmulex", "usenglish"):
            ctypes.CDLL(f"libflite_{name}.so.1", mode=ctypes.RTLD_GLOBAL)
        library = ctypes.CDLL(f"libflite_cmu_us_{voice}.so.1", mode=ctypes.RTLD_GLOBAL)
        core.flite_init()
        register = library[f"register_cmu_us_{voice}"]
        pointer, text, real = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_float
        register.restype, register.argtypes = pointer, [pointer]
        self.voice = register(None)
        signatures: list[tuple[str, Any, list[Any]]] = [
            ("flite_synth_text", pointer, [text, pointer]),
            ("utt_wave", ctypes.POINTER(_Wave), [pointer]),
            ("utt_relation", pointer, [pointer, text]),
            ("relation_head", pointer, [pointer]),
            ("item_next", pointer, [pointer]),
            ("item_parent", pointer, [pointer]),
            ("item_as", pointer, [pointer, text]),
            ("flite_ffeature_string", text, [pointer, text]),
            ("flite_ffeature_float", real, [pointer, text]),
            ("flite_feat_set_float", None, [pointer, text, real]),
            ("delete_utterance", None, [pointer]),
        ]
        for name, result, arguments in signatures:
            function = getattr(core, name)  # kept by name; core[name] would be a new one each time
            function.restype, function.argtypes = result, arguments
        self.call: Any = core
        self.features = ctypes.c_void_p.from_address(self.voice + ctypes.sizeof(ctypes.c_void_p)).value

    def say(self, words: list[str], stretch: float = 1.0, exact: bool = True) -> Spoken:
        """Speak words (punctuation attached); `stretch` > 1 is slower.

        Where flite splits the words otherwise, their times are unknown: ValueError, or if not `exact` each word's
        share of the utterance by its letters.
        """
        call = self.call
        call.flite_feat_set_float(self.features, b"duration_stretch", stretch)
        text = " ".join(SPEAK_AS.get(word.rstrip(".,?!").lower(), word.rstrip(".,?!")) + _stops(word) for word in words)
        utterance = call.flite_synth_text(text.encode(), self.voice)
        try:
            wave = call.utt_wave(utterance).contents
            samples = np.ctypeslib.as_array(wave.samples, (wave.num_samples,)).astype(np.float32) / np.float32(32768)
            phones = [
                (call.flite_ffeature_string(item, b"name").decode(), call.flite_ffeature_float(item, b"end"))
                for item in self._items(utterance, b"Segment")
            ]
            spans: dict[int, tuple[float, float]] = {}
            order: list[int] = []
            for item in self._items(utterance, b"Word"):
                token = call.item_parent(call.item_as(item, b"Token"))
                start = call.flite_ffeature_float(item, b"R:SylStructure.daughter1.daughter1.R:Segment.p.end")
                end = call.flite_ffeature_float(item, b"R:SylStructure.daughtern.daughtern.R:Segment.end")
                if token not in spans:
                    order.append(token)
                spans[token] = (spans.get(token, (start, end))[0], end)
        finally:
            call.delete_utterance(utterance)
        times = [spans[token] for token in order]
        forward = all(start < end for start, end in times)  # a word without a phone has no times
        if len(times) == len(words) and forward:
            return Spoken(samples, times, phones)
        if exact:
            raise ValueError(f"flite heard {len(times)} words in {text!r}")
        letters = np.cumsum([0, *(len(word) + 1 for word in words)])
        edges = (letters / letters[-1] * len(samples) / RATE).tolist()
        return Spoken(samples, list(pairwise(edges)), phones)

    def _items(self, utterance: int, relation: bytes) -> list[int]:
        items = []
        item = self.call.relation_head(self.call.utt_relation(utterance, relation))
        while item:
            items.append(item)
            item = self.call.item_next(item)
        return items


def _stops(word: str) -> str:
    return word[len(word.rstrip(".,?!")) :]


@cache
def mel_filters() -> NDArray[np.float32]:
    """Whisper's slaney mel filter bank [shape=(80, 201)] for a 400-point transform at 16 kHz."""
    frequencies = np.fft.rfftfreq(400, 1 / RATE)
    mels = np.linspace(0.0, 45.245640471924965, MELS + 2)
    edges = np.where(mels >= 15, 1000 * np.exp(np.log(6.4) / 27 * (mels - 15)), 200 / 3 * mels)
    ramps = edges[:, None] - frequencies[None]
    widths = np.diff(edges)
    weights = np.maximum(0, np.minimum(-ramps[:-2] / widths[:-1, None], ramps[2:] / widths[1:, None]))
    bank: NDArray[np.float32] = (weights * (2.0 / (edges[2:] - edges[:-2]))[:, None]).astype(np.float32)
    return bank


def log_mel(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """log10 mel power [shape=(n // 160, 80)], floor 1e-10, before Whisper's clamp at 8 below the maximum."""
    padded = np.pad(samples, 200, mode="reflect")
    frames = np.lib.stride_tricks.sliding_window_view(padded, 400)[::HOP][: len(samples) // HOP]
    window = np.hanning(401)[:-1].astype(np.float32)
    power = np.abs(np.fft.rfft(frames * window, axis=1)).astype(np.float32) ** 2
    result: NDArray[np.float32] = np.log10(np.maximum(power @ mel_filters().T, 1e-10))
    return result
