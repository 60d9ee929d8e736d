"""Makes the sample answer that ships with starclock: a natural voice reads scripts/demo_answer.txt.

    python scripts/make_sample.py        writes src/starclock/sample/answer.flac (needs the group dev)

Each paragraph is a phase of the answer; the pauses between them, and between sentences, are the same at each run.
"""

from __future__ import annotations

from pathlib import Path

import librosa
import numpy as np
import soundfile

from natural_voice import RATE, tell

HERE = Path(__file__).resolve().parent
TEXT = HERE / "demo_answer.txt"
SAMPLE = HERE.parent / "src" / "starclock" / "sample" / "answer.flac"
LEAD, PAUSE, TAIL = 1.2, 1.0, 0.8
"""Seconds of quiet before, between paragraphs, and at the end."""
NOISE_DB, PEAK = -66.0, 0.5
"""A quiet room: digital silence would be taken for a muted microphone. The loudest sample, 1 being full scale."""
KEPT_RATE = 16_000
"""Samples a second in the file: all that a recognizer hears, and a third smaller."""


def paragraphs() -> list[str]:
    """The answer's paragraphs, each on one line."""
    return [" ".join(p.split()) for p in TEXT.read_text(encoding="utf-8").split("\n\n") if p.strip()]


def main() -> None:
    parts = [np.zeros(int(LEAD * RATE), np.float32)]
    for number, paragraph in enumerate(paragraphs()):
        parts += [tell(paragraph, seed=number)[0], np.zeros(int(PAUSE * RATE), np.float32)]
    answer = np.concatenate([*parts[:-1], np.zeros(int(TAIL * RATE), np.float32)])
    answer = librosa.resample(answer * (PEAK / np.abs(answer).max()), orig_sr=RATE, target_sr=KEPT_RATE)
    noise = np.random.default_rng(7).normal(0, 10 ** (NOISE_DB / 20), len(answer))
    SAMPLE.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(SAMPLE, np.clip(answer + noise, -1, 1), KEPT_RATE, subtype="PCM_16", format="FLAC")
    print(f"{SAMPLE.name}: {len(answer) / KEPT_RATE:.1f} s, {SAMPLE.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
