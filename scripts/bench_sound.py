"""Measures the ear and prints docs/figures/sound.md's tables.

    python scripts/bench_sound.py [edges] [fillers] [nuclei] [clean] [rulings] [pitch] [cost]    all by default

edges, clean and cost need flite and espeak-ng. fillers and clean use real speech where it is on this computer:
$STARCLOCK_SHARED/data/audio, or that folder beside the repository: clips, word times (TextGrid) and a
manifest.jsonl that names the fillers. Its transcripts are stripped of um and uh, as Whisper would.
"""

from __future__ import annotations

import json
import math
import os
import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import mean, median
from typing import Any

import numpy as np

from spoken_clips import ESPEAK, FLITE, Voice, make_clip
from starclock.checks.filled_pauses import SURE_ENOUGH, least_chance, probable
from starclock.english.fillers import filled_pause
from starclock.english.syllables import syllables
from starclock.sound import RATE
from starclock.sound.acoustics import hear
from starclock.sound.decode import decode
from starclock.speech import Attempt, Interval, Sound, Word
from train_hesitations import WEIGHTS, examples, printed

REAL = Path(os.environ.get("STARCLOCK_SHARED", Path(__file__).resolve().parents[2] / "shared")) / "data" / "audio"
VOICES = [Voice(name) for name in (*FLITE, *ESPEAK)]
_ARTIFACT = 0.05
"""Seconds; a filler that the aligner made shorter than this is none."""


def edges() -> None:
    """Known silences of at least 0.2 s against the pauses that were heard."""
    print(
        "| speech | pauses | missed | invented | mean edge error | median | 90 % below |\n|---|---|---|---|---|---|---|"
    )
    for label, noise, reverb in (("clean", 60, 0.0), ("noise at 15 dB", 15, 0.0), ("echo of 0.3 s", 40, 0.3)):
        off: list[float] = []
        known = missed = invented = 0
        for seed, voice in enumerate(VOICES):
            clip = make_clip(np.random.default_rng(9000 + seed), voice, 3, 0, 0, noise_db=noise, reverb=reverb)
            heard = list(hear(clip.samples.astype(np.float32)).pauses)
            for truth in Sound(speech=clip.speech).pauses:
                if truth.seconds < 0.2:
                    continue
                known += 1
                match = max(heard, key=truth.overlap, default=truth)
                if match.overlap(truth) < truth.seconds / 2:
                    missed += 1
                    continue
                heard.remove(match)
                off += [abs(match.start - truth.start), abs(match.end - truth.end)]
            invented += sum(pause.seconds >= 0.25 for pause in heard)
        in_ms = [1000 * o for o in off]
        spread = f"{mean(in_ms):.0f} ms | {median(in_ms):.0f} ms | {np.percentile(in_ms, 90):.0f} ms"
        print(f"| {label} | {known} | {missed} | {invented} | {spread} |", flush=True)


_TIMES = {
    "timed exactly or, without times, evenly": None,
    "a dropped um laid on the word before": 1.0,
    "laid on the word after": 0.0,
    "laid half and half": 0.5,
}
"""How the stripped words are timed -> share of a dropped um's time that the word before it swallows."""


def fillers() -> None:
    """Real speech whose transcript was stripped of um and uh: recall and false alarms."""
    print("| words | filled pauses | found | recall | false alarms | a minute |\n|---|---|---|---|---|---|")
    rows = list(_real())
    for how, share in _TIMES.items():
        told = []
        for entry, sound, length in rows:
            words = _words(entry, sound)
            told.append((entry, words if share is None else _absorbed(words, sound, share), sound, length))
        print(_row(how, told), flush=True)


def _row(how: str, told: Sequence[tuple[dict[str, Any], tuple[Word, ...], Sound, float]]) -> str:
    known = found = false = 0
    seconds = 0.0
    for entry, words, sound, length in told:
        timed = [Interval(f["start"], f["end"]) for f in entry["fillers"] if f["start"] is not None]
        timed = [f for f in timed if f.seconds > _ARTIFACT]
        untimed = sum(f["start"] is None and _vocal(f["form"]) for f in entry["fillers"])
        heard = _heard(words, sound, length)
        hits = [h for h in heard if any(h.overlap(f) > _ARTIFACT for f in timed)]
        others = len(heard) - len(hits)
        found += sum(any(h.overlap(f) > _ARTIFACT for h in hits) for f in timed) + min(others, untimed)
        false += max(0, others - untimed)
        known += len(timed) + untimed
        seconds += length
    recall = f"{found / known:.2f}" if known else ""
    return f"| {how} | {known} | {found} | {recall} | {false} in {seconds:.0f} s | {false * 60 / seconds:.2f} |"


def clean() -> None:
    """False alarms where nobody hesitates."""
    print("| speech without fillers | minutes | false alarms |\n|---|---|---|")
    real = [(e, s, n) for e, s, n in _real() if not e["fillers"]]
    false = sum(len(_heard(_words(entry, sound), sound, length)) for entry, sound, length in real)
    print(f"| real clips | {sum(n for _, _, n in real) / 60:.1f} | {false} |")
    for how in ("exact", "before"):
        false, seconds = 0, 0.0
        for seed, voice in enumerate(VOICES):
            rng = np.random.default_rng(8000 + seed)
            clip = make_clip(rng, voice, 4, 0, 0, noise_db=float(rng.uniform(20, 60)))
            sound = hear(clip.samples.astype(np.float32))
            length = len(clip.samples) / RATE
            false += len(_heard(printed(clip, sound, how, rng), sound, length))
            seconds += length
        print(f"| synthesized, word times {how} | {seconds / 60:.1f} | {false} |", flush=True)


def nuclei() -> None:
    """Syllables that the sound shows, as a share of those in what was said (filled pauses included)."""
    print("| speech | clips | mean | standard deviation | more than a quarter apart |\n|---|---|---|---|---|")
    made = [make_clip(np.random.default_rng(7000 + i), v, 2, noise_db=25) for i, v in enumerate(VOICES)]
    sounds = [hear(clip.samples.astype(np.float32)) for clip in made]
    said = [sum(syllables(word.text) for word in clip.words) + len(clip.fillers) for clip in made]
    _shares("synthesized, noise at 25 dB", [len(s.nuclei) / n for s, n in zip(sounds, said, strict=True)])
    shares = []
    for entry, sound, _ in _real():
        tokens = [token for token in re.sub(r"<hes-|[\[\]>]", "", entry["transcript"]).split() if token[0] != "<"]
        shares.append(len(sound.nuclei) / sum(syllables(token) for token in tokens))
    if shares:
        _shares("real clips", shares)


def _shares(name: str, shares: Sequence[float]) -> None:
    apart = sum(abs(1 - share) > 0.25 * max(1.0, share) for share in shares)
    print(f"| {name} | {len(shares)} | {mean(shares):.2f} | {np.std(shares):.2f} | {apart} |", flush=True)


def rulings() -> None:
    """What a threshold learned from a speaker's rulings would gain: learned on half a clip, judged on the rest."""
    print("| prior on the shift | recall | precision | F1 |\n|---|---|---|---|")
    clips = [_judged(seed) for seed in range(1000, 1080)]
    least = math.log(SURE_ENOUGH / (1 - SURE_ENOUGH))
    for prior in (0.0, 0.5, 1.0, 2.0):
        hits = misses = false = 0
        for scores, truth in clips:
            half = len(scores) // 2
            told = scores[:half] >= least
            shift = _shift(scores[:half][told], truth[:half][told], prior) if prior else 0.0
            heard = scores[half:] + shift >= least
            hits += int((heard & truth[half:]).sum())
            misses += int((~heard & truth[half:]).sum())
            false += int((heard & ~truth[half:]).sum())
        recall, precision = hits / (hits + misses), hits / (hits + false)
        print(f"| {prior or 'none'} | {recall:.3f} | {precision:.3f} | {2 * hits / (2 * hits + misses + false):.3f} |")


def _judged(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Log odds and truth of each candidate of a clip, its words timed exactly."""
    rows, truth, names = examples(seed)
    each = len(rows) // 4
    weights = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    known = np.array([weights[name] for name in names])
    return np.array(rows[:each]).reshape(each, len(known)) @ known + weights[""], np.array(truth[:each], bool)


def _shift(scores: np.ndarray, truth: np.ndarray, prior: float) -> float:
    """What is added to this speaker's log odds: the likeliest under a normal prior of that width."""
    shift = 0.0
    for _ in range(30):
        chance = 1 / (1 + np.exp(-(scores + shift)))
        shift += float((truth - chance).sum() - shift / prior**2) / float((chance * (1 - chance)).sum() + prior**-2)
    return shift


def pitch() -> None:
    """Our pitch against librosa's yin and pyin, on real and synthesized speech."""
    import librosa

    from starclock.sound.pitch import PERIODIC, find_pitch, hertz_of

    samples = make_clip(np.random.default_rng(1), Voice("slt"), 1, 0).samples.astype(np.float32)[: 20 * RATE]
    own, strength = find_pitch(samples)
    settings: dict[str, Any] = {"fmin": 55, "fmax": 440, "sr": RATE, "hop_length": 160}
    reference, voiced, _ = librosa.pyin(samples, frame_length=1024, resolution=0.2, **settings)
    count = min(len(own), len(reference))
    both = (strength[:count] > PERIODIC) & voiced[:count]
    off = np.abs(12 * np.log2(hertz_of(own[:count][both]) / reference[:count][both]))
    print(
        f"against librosa.pyin: median {np.median(off):.2f} semitones, {np.mean(off < 0.5):.0%} within half a semitone"
    )
    rate = {}
    for name, run in {
        "ours": lambda: find_pitch(samples),
        "librosa.yin": lambda: librosa.yin(samples, **settings),
    }.items():
        rate[name] = _seconds(run)
    print("seconds for 20 s of sound:", {name: round(value, 3) for name, value in rate.items()})


def cost() -> None:
    """Time and memory for 180 s and for two hours."""
    samples = _talk(180)
    warm = _seconds(lambda: hear(samples))
    used = time.process_time()
    hear(samples)
    used = time.process_time() - used
    program = "import sys, numpy as np\nfrom starclock.sound.acoustics import hear\nhear(np.load(sys.argv[1]))"
    folder = Path(os.environ.get("TMPDIR", "/tmp"))
    np.save(folder / "talk.npy", samples)
    cold = _seconds(lambda: subprocess.run([sys.executable, "-c", program, folder / "talk.npy"], check=True))
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"180 s: warm {warm:.2f} s ({used:.2f} s of processor), cold process {cold:.2f} s, peak {peak:.0f} MB")
    long = np.lib.format.open_memmap(folder / "long.npy", "w+", np.float32, (7200 * RATE,))
    for i in range(0, len(long), len(samples)):
        long[i : i + len(samples)] = samples[: len(long) - i]
    program = program.replace("np.load(sys.argv[1])", "np.load(sys.argv[1], mmap_mode='r')").replace(
        "\nhear", "\nimport resource\nhear"
    )
    program += "\nprint([line for line in open('/proc/self/status') if line.startswith(('VmHWM', 'RssFile'))])"
    taken = _seconds(
        lambda: subprocess.run([sys.executable, "-c", program, folder / "long.npy"], check=True), once=True
    )
    print(f"two hours: {taken:.0f} s")
    for name in ("talk.npy", "long.npy"):
        (folder / name).unlink()


def _talk(seconds: int) -> np.ndarray:
    clip = make_clip(np.random.default_rng(3), Voice("rms"), len(VOICES), noise_db=35).samples.astype(np.float32)
    return np.asarray(np.tile(clip, 1 + seconds * RATE // len(clip))[: seconds * RATE])


def _seconds(run: Callable[[], object], once: bool = False) -> float:
    """Median of five runs."""
    taken = []
    for _ in range(1 if once else 5):
        start = time.perf_counter()
        run()
        taken.append(time.perf_counter() - start)
    return median(taken)


def _real() -> Iterator[tuple[dict[str, Any], Sound, float]]:
    if not (REAL / "manifest.jsonl").is_file():
        print(f"(no real speech in {REAL})")
        return
    for line in (REAL / "manifest.jsonl").read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        samples = decode(REAL / entry["file"])
        yield entry, hear(samples), len(samples) / RATE


def _vocal(form: str) -> bool:
    return filled_pause(form) is not None or form.startswith("<hes")


def _words(entry: dict[str, Any], sound: Sound) -> tuple[Word, ...]:
    """The transcript without its filled pauses: times from the TextGrid, else spread by letters over the voice."""
    if entry["word_times"]:
        timed = _textgrid((REAL / str(entry["word_times"])).read_text(encoding="utf-8"))
        return tuple(word for word in timed if not _vocal(word.text) and not word.text.startswith(("<", "[")))
    tokens = [t for t in str(entry["transcript"] or "").split() if not _vocal(t) and not t.startswith("<")]
    share = np.cumsum([0.0, *(len(t) + 1.5 for t in tokens)])
    at = [_nth_second(sound.speech, s / share[-1]) for s in share]
    return tuple(Word(a, max(a, b), t) for a, b, t in zip(at, at[1:], tokens, strict=False))


def _nth_second(speech: Sequence[Interval], share: float) -> float:
    """When a share of all the voice has been heard."""
    left = share * sum(s.seconds for s in speech)
    for stretch in speech:
        if left <= stretch.seconds:
            return stretch.start + left
        left -= stretch.seconds
    return speech[-1].end


def _textgrid(text: str) -> list[Word]:
    """Words of a Praat TextGrid's first tier, long form or short."""
    first = text.split('"IntervalTier"')[1]
    if "xmin =" in text:
        found = re.findall(r'xmin = ([\d.]+)\s+xmax = ([\d.]+)\s+text = "([^"]*)"', first)
    else:
        found = re.findall(r'^([\d.]+)\n([\d.]+)\n"([^"]*)"$', first, re.MULTILINE)
    return [Word(float(a), float(b), text) for a, b, text in found if text.strip()]


def _absorbed(words: Sequence[Word], sound: Sound, share: float) -> tuple[Word, ...]:
    """Word times as Whisper gives them: no gaps, so that a neighbor swallows the time of a dropped um."""
    from starclock.recognizers.clips import snap

    grown = list(words)
    for i in range(len(grown) - 1):
        gap = grown[i + 1].start - grown[i].end
        if 0 < gap < 1.5:
            cut = grown[i].end + share * gap
            grown[i] = Word(grown[i].start, cut, grown[i].text)
            grown[i + 1] = Word(cut, grown[i + 1].end, grown[i + 1].text)
    return snap(grown, sound.speech)


def _heard(words: tuple[Word, ...], sound: Sound, seconds: float) -> list[Interval]:
    attempt = Attempt("", seconds, words, "", sound=sound)
    return [hesitation for hesitation, likely in probable(attempt) if likely >= least_chance(attempt)]


if __name__ == "__main__":
    parts = {
        "edges": edges,
        "fillers": fillers,
        "nuclei": nuclei,
        "clean": clean,
        "rulings": rulings,
        "pitch": pitch,
        "cost": cost,
    }
    for name in sys.argv[1:] or parts:
        print(f"\n{name}: {parts[name].__doc__}\n")
        parts[name]()
