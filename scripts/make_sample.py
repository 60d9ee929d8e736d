"""Makes the sample answer that ships with starclock: flite's `slt` voice reads scripts/demo_answer.txt.

    python scripts/make_sample.py        writes src/starclock/sample/answer.flac (needs flite)

Each paragraph is spoken on its own, so that the pauses between phases are known and the same at each run.
"""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

import numpy as np
import soundfile

HERE = Path(__file__).resolve().parent
TEXT = HERE / "demo_answer.txt"
SAMPLE = HERE.parent / "src" / "starclock" / "sample" / "answer.flac"
STRETCH = 1.18
"""Slower than flite's own pace: about 150 words a minute, as people answer."""
LEAD, PAUSE, TAIL = 1.2, 0.9, 0.6
"""Seconds of quiet before, between paragraphs, and at the end."""
NOISE_DB = -66.0
"""A quiet room: digital silence would be taken for a muted microphone."""


def speak(text: str) -> tuple[np.ndarray, int]:
    """Samples [shape=(n,)] in -1..1 and their rate."""
    with tempfile.NamedTemporaryFile(suffix=".wav") as wav:
        stretch = f"duration_stretch={STRETCH}"
        subprocess.run(["flite", "-voice", "slt", "--setf", stretch, "-t", text, "-o", wav.name], check=True)
        samples, rate = soundfile.read(wav.name)
    return samples, rate


def main() -> None:
    paragraphs = [" ".join(p.split()) for p in TEXT.read_text(encoding="utf-8").split("\n\n") if p.strip()]
    spoken = [speak(paragraph) for paragraph in paragraphs]
    rate = spoken[0][1]
    parts = [np.zeros(int(LEAD * rate))]
    for samples, _ in spoken:
        parts += [samples, np.zeros(int(PAUSE * rate))]
    answer = np.concatenate([*parts, np.zeros(int(TAIL * rate))])
    noise = np.random.default_rng(7).normal(0, 10 ** (NOISE_DB / 20), len(answer))
    SAMPLE.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(SAMPLE, np.clip(answer + noise, -1, 1), rate, subtype="PCM_16", format="FLAC")
    print(f"{SAMPLE.name}: {len(answer) / rate:.1f} s, {SAMPLE.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
