"""The one flow, on one page.

    listen   slow, once, kept:    audio -> Attempt   (facts)
    review   fast, every time:    Attempt -> Report  (judgement, never kept)

The wall between them is the main wall of the house: an attempt recorded today gains every check written
next year, and two attempts are always judged by the same rules.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from starclock.checks import all_checks
from starclock.english.language import looks_english
from starclock.english.spelling import spelled
from starclock.errors import InputError, fault
from starclock.intervals import gaps
from starclock.library import LONGEST, Library, cleaned
from starclock.progress import Progress, silent
from starclock.report import FAILED, Finding, Measure, Report
from starclock.segmentation import segment
from starclock.settings import Settings
from starclock.speech import Answer, Attempt, Interval, Word
from starclock.timing import timing_of

if TYPE_CHECKING:
    from starclock.recognizers import Recognizer
    from starclock.sound.acoustics import Hearing
    from starclock.sound.decode import Voice
    from starclock.transcripts import Transcript

# The rooms that hear are entered in the functions that hear: a report of kept facts must not wait for them, and loading
# what listens to sound takes a second.


def listen(
    path: Path,
    recognizer: Recognizer,
    progress: Progress = silent,
    warn: Callable[[str], None] = lambda _: None,
    channel: int | None = None,
) -> Attempt:
    """The facts of a recording. Slow. Raises InputError for what is no speech, ModelError.

    warn : told in one line of what is odd but stops nothing, such as a file that breaks off
    channel : the number, from 1, of the channel to hear; None chooses by what is speech in them
    """
    from starclock.sound.decode import decode_voice

    return facts(path, decode_voice(path, progress, warn, channel), recognizer, progress, warn)


def facts(
    path: Path,
    voice: Voice,
    recognizer: Recognizer,
    progress: Progress = silent,
    warn: Callable[[str], None] = lambda _: None,
    hearing: Hearing | None = None,
) -> Attempt:
    """The facts of a recording whose voice is decoded. Raises InputError for what is no speech, ModelError.

    hearing : has heard the beginning of these samples already, while they were spoken
    """
    from starclock.sound import RATE
    from starclock.sound.acoustics import Hearing
    from starclock.sound.cutting import clips
    from starclock.sound.loading import loaded
    from starclock.sound.repair import lowered, raised, with_gaps

    loaded("faster_whisper")  # before what measures, which takes longer to load and is needed later
    samples, gain = raised(voice.samples)
    if hearing is None or gain:
        hearing = Hearing()
    # The words need only the cuts to begin with: the model loads, and the rest is measured, beside them.
    with ThreadPoolExecutor(1) as beside:
        beside.submit(recognizer.load)  # what goes wrong in it goes wrong in `transcribe` again, and is told there
        with hearing.beside(samples, progress, ended=True) as (chances, measured):
            cut = clips(chances, len(samples) / RATE)
            if not cut:
                raise InputError(
                    f"{path}: no voice found in {len(samples) / RATE:.0f} s of sound; check the microphone with"
                    " `starclock mic` and record again"
                )
            whole = beside.submit(lambda: with_gaps(lowered(measured(), gain), samples))
            transcript = recognizer.transcribe(samples, whole.result, cut, progress)
            sound = whole.result()
    if not transcript.words:
        raise InputError(f"{path}: a voice is there but no words were recognized; try a larger model (--model)")
    for remark in transcript.notes:
        warn(remark)
    attempt = Attempt(
        id=path.stem,
        seconds=round(len(samples) / RATE, 3),
        words=transcript.words,
        recognizer=recognizer.name,
        model=recognizer.model,
        verbatim=recognizer.verbatim,
        language=_language(transcript),
        audio=path.name,
        sound=sound,
        channels=voice.channels,
        remarks=transcript.notes,
        unprinted=transcript.unprinted,
    )
    return cleaned(attempt)


def read(path: Path, speaker: str | None = None, warn: Callable[[str], None] = lambda _: None) -> Attempt:
    """The facts of a transcript file with times. Raises InputError.

    speaker : whose words are the answer, where there are several voices; None: the one that says most
    warn : told in one line of each kind of thing that was left out or mended
    """
    from starclock.transcripts import read_transcript

    transcript = read_transcript(path, speaker)
    if (last := max(word.end for word in transcript.words)) > LONGEST:
        raise InputError(f"{path}: times run up to {last:.3g} s; give them in seconds")
    for remark in transcript.notes:
        warn(f"{path}: {remark}")
    attempt = Attempt(
        id=path.stem,
        seconds=round(transcript.words[-1].end, 3),
        words=transcript.words,
        recognizer="transcript",
        language=_language(transcript),
        question=transcript.question,
        asides=transcript.asides,
        remarks=transcript.notes,
    )
    return cleaned(attempt)


def heard_again(attempt: Attempt, facts: Attempt) -> Attempt:
    """A kept attempt with what was heard replaced by newer facts; all that the speaker said of it stays."""
    heard = (
        "seconds",
        "words",
        "recognizer",
        "model",
        "verbatim",
        "language",
        "sound",
        "unprinted",
        "channels",
        "asides",
        "remarks",
    )
    return replace(attempt, **{name: getattr(facts, name) for name in heard})


def _language(transcript: Transcript) -> str | None:
    """What the transcript says of itself, unless its words plainly are not English: "und", undetermined."""
    if transcript.language == "en" and looks_english(word.text for word in transcript.words) is False:
        return "und"
    return transcript.language


def keep(attempt: Attempt, library: Library, audio: Path | None = None) -> Attempt:
    """Keeps an attempt, with its audio as FLAC whatever file it came from. Raises LibraryError."""
    if audio is None:
        return library.add(attempt)
    from starclock.sound.decode import to_flac

    return library.add(attempt, audio, write=to_flac)


def review(attempt: Attempt, settings: Settings = Settings()) -> Report:  # noqa: B008 (frozen)
    """What to say about an attempt. Pure, fast, deterministic; never raises for a valid attempt."""
    from starclock.advice import advise  # only here: its word lists take a tenth of a second to load

    if settings.names:
        attempt = replace(attempt, words=spelled(attempt.words, settings.names))
    answer = segment(attempt, _pauses(attempt))
    findings: list[Finding] = []
    measures: list[Measure] = []
    for check in all_checks():
        if check.name in settings.off:
            continue
        if check.english and attempt.language not in ("en", None):
            measures += [Measure(name, None, "", reason="not measured: English only") for name in check.measures]
            continue
        try:
            made = list(check.run(answer, settings))
        except Exception as problem:  # a fault of ours: it costs this check its place, not the report
            measures += _failed(check.name, check.measures, problem)
            continue
        measures += [one for one in made if isinstance(one, Measure)]
        findings += [_placed(one, answer) for one in made if isinstance(one, Finding)]
    findings.sort(key=lambda f: (f.start, f.end, f.check))
    report = Report(answer, timing_of(answer, settings.targets), tuple(findings), tuple(measures))
    try:
        said = advise(report, settings)
    except Exception as problem:
        return replace(report, measures=(*report.measures, *_failed("advice", (), problem)))
    return replace(report, first=said.first, praise=said.praise)


def prepare(settings: Settings = Settings()) -> None:  # noqa: B008 (frozen)
    """Starts to load, in the background, what `review` needs: a second of processor time, once."""

    def load() -> None:
        with suppress(Exception):  # what goes wrong here goes wrong in `review` again, and is told there
            review(Attempt(id="", seconds=1.0, words=(Word(0.0, 0.5, "Hello."),), recognizer=""), settings)

    threading.Thread(target=load, name="starclock-prepare", daemon=True).start()


def _failed(name: str, measures: Sequence[str], problem: Exception) -> list[Measure]:
    """What stands in the place of a check that failed. Tests let the fault pass instead."""
    reason = f"{FAILED} ({fault(problem)}); please report it"
    return [Measure(measure, None, "", reason=reason) for measure in measures or (name,)]


def _pauses(attempt: Attempt) -> tuple[Interval, ...]:
    if attempt.sound is None:
        return ()
    return gaps(attempt.sound.speech, Interval(0.0, attempt.seconds))


def _placed(finding: Finding, answer: Answer) -> Finding:
    return finding if finding.phase else replace(finding, phase=answer.phase_at(finding.start))
