"""What the checks make of a sound: pauses, probable filled pauses, voice, fading; and the speaker's word on them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from starclock.checks import articulation, fading, false_starts, filled_pauses, latency, pace, pauses, rushing, voice
from starclock.cli.fillers import fillers
from starclock.errors import LibraryError
from starclock.library import Library
from starclock.report import Finding, Measure
from starclock.settings import Band, Settings
from starclock.speech import (
    Answer,
    Attempt,
    Hesitation,
    Interval,
    Phase,
    Recording,
    Ruling,
    Sentence,
    Sound,
    Track,
    Unprinted,
    Word,
)


def said(text: str, start: float = 0.0, seconds: float = 0.3) -> tuple[Word, ...]:
    """Words one after the other, `seconds` each."""
    return tuple(Word(start + i * seconds, start + (i + 1) * seconds, t) for i, t in enumerate(text.split()))


def attempt(
    words: tuple[Word, ...], sound: Sound | None, seconds: float = 40.0, asked: tuple[Unprinted, ...] | None = ()
) -> Attempt:
    return Attempt("2026-11-22-120000", seconds, words, "test", sound=sound, unprinted=asked)


HEARD, UNHEARD = 0.5, -11.0
"""Ratios of a recognizer that hears an "um" and of one that does not."""


def hesitant(ratio: float = HEARD) -> Attempt:
    """Five words, an "um" of 0.5 s in a gap that no word covers, five words."""
    words = said("then we measured every step") + said("and found the slow query", 3.0)
    speech = (Interval(0, 1.5), Interval(2.0, 2.5), Interval(3.0, 4.5))
    return attempt(words, Sound(speech, hesitations=(Hesitation(2.0, 2.5),)), asked=(Unprinted(2.0, 2.5, ratio),))


def measures(made: list[Finding | Measure]) -> dict[str, Measure]:
    return {m.name: m for m in made if isinstance(m, Measure) and m.phase is None}


def findings(made: list[Finding | Measure]) -> list[Finding]:
    return [f for f in made if isinstance(f, Finding)]


def counted(of: Attempt) -> float | None:
    return measures(list(filled_pauses.CHECK.run(Answer(of), Settings())))[filled_pauses.MEASURE].value


def test_an_um_that_no_word_accounts_for_is_probable() -> None:
    made = list(filled_pauses.CHECK.run(Answer(hesitant()), Settings()))
    (finding,) = findings(made)
    assert (finding.check, finding.source, finding.start, finding.end) == ("filler", "audio", 2.0, 2.5)


def test_a_printed_um_is_not_counted_twice() -> None:
    of = hesitant()
    printed = tuple(sorted((*of.words, Word(2.0, 2.5, "Um,")), key=lambda w: w.start))
    assert counted(replace(of, words=printed)) == 0


def test_what_the_recognizer_does_not_hear_is_none() -> None:
    assert counted(hesitant(UNHEARD)) == 0


def test_a_doubtful_answer_needs_a_voice_that_stands_out() -> None:
    of = hesitant(-4.5)
    words = said("then we measured every single step") + said("and found it", 2.0)
    fluent = replace(of, words=words, sound=Sound((Interval(0, 2.9),)))
    assert (counted(of), counted(fluent)) == (1, 0)


def test_the_sound_says_where_the_recognizer_only_knows_about() -> None:
    of = hesitant()
    for start in (1.7, 2.6):
        asked = (Unprinted(start, start + 0.3, HEARD),)
        (finding,) = findings(list(filled_pauses.CHECK.run(Answer(replace(of, unprinted=asked)), Settings())))
        assert (finding.start, finding.end) == (2.0, 2.5)


def test_a_cough_that_the_recognizer_hears_no_um_in_is_none() -> None:
    assert filled_pauses.probable(hesitant(-9.5)) == ()


def test_a_word_that_swallowed_the_um_is_found_too_long() -> None:
    of = hesitant()
    swallowed = replace(of.words[4], end=2.5)
    absorbed = replace(of, words=(*of.words[:4], swallowed, *of.words[5:]))
    assert counted(absorbed) == 1


@pytest.mark.parametrize("accepted", [True, False])
def test_the_speaker_has_the_last_word(accepted: bool) -> None:
    of = hesitant()
    ruled = replace(of, rulings=(Ruling(2.0, 2.5, "filler", not accepted), Ruling(2.0, 2.5, "filler", accepted)))
    assert counted(ruled) == float(accepted)


HALVES = (Unprinted(2.0, 2.24, HEARD), Unprinted(2.28, 2.5, HEARD))


def test_one_um_that_was_asked_about_twice_is_one() -> None:
    assert counted(replace(hesitant(), unprinted=HALVES)) == 1


@pytest.mark.parametrize("half", HALVES)
def test_a_ruling_on_part_of_a_place_stands_for_all_of_it(half: Unprinted) -> None:
    ruled = replace(hesitant(), unprinted=HALVES, rulings=(Ruling(half.start, half.end, "filler", False),))
    assert filled_pauses.probable(ruled) == ((Interval(half.start, half.end), 0.0),), "it stays listed"


def test_what_was_not_asked_is_no_zero() -> None:
    for of, reason in (
        (replace(hesitant(), unprinted=None), "starclock analyze 2026-11-22-120000"),
        (replace(hesitant(), unprinted=None, verbatim=True), "prints um and uh itself"),
        (replace(hesitant(), unprinted=None, language="de"), "English only"),
    ):
        (measure,) = measures(list(filled_pauses.CHECK.run(Answer(of), Settings()))).values()
        assert measure.value is None and measure.reason and reason in measure.reason


def test_what_the_speaker_confirmed_in_an_older_attempt_still_counts() -> None:
    old = replace(hesitant(), unprinted=None, rulings=(Ruling(2.0, 2.5, "filler", True),))
    assert filled_pauses.probable(old) == ((Interval(2.0, 2.5), 1.0),)
    assert [f.text for f in findings(list(filled_pauses.CHECK.run(Answer(old), Settings())))] == ["um/uh"]


def test_without_audio_nothing_is_claimed() -> None:
    for check in (filled_pauses.CHECK, pauses.CHECK, voice.CHECK, fading.CHECK):
        made = list(check.run(Answer(attempt(said("we did it"), None)), Settings()))
        assert made and all(isinstance(m, Measure) and m.value is None and m.reason for m in made)


def story() -> Answer:
    """12 s: a pause inside a sentence (1.4 s), one at its end (1.0 s), one before the number (0.5 s)."""
    first = said("We moved the") + said("whole database.", 2.3)
    second = said("Then it ran fine for weeks on end.", 3.9)
    third = said("It went down by") + said("forty percent.")
    third = tuple(replace(w, start=w.start + 7.0, end=w.end + 7.0) for w in third[:4]) + said("forty percent.", 8.7)
    words = first + second + third
    edges = [(0, 0.9), (2.3, 2.9), (3.9, 6.3), (7.0, 8.2), (8.7, 12.0)]
    sentences = tuple(
        Sentence(s[0].start, s[-1].end, s, "result" if s is third else "action") for s in (first, second, third)
    )
    phases = (Phase(0, 6.3, "action"), Phase(6.3, 12, "result"))
    return Answer(attempt(words, Sound(speech=tuple(Interval(a, b) for a, b in edges)), 14.0), sentences, phases)


def test_pauses_are_told_by_where_they_stand() -> None:
    made = list(pauses.CHECK.run(story(), Settings()))
    split, praised = findings(made)
    assert (split.start, split.end, split.strength) == (0.9, 2.3, False)
    assert split.advice and "the" in split.text and "whole" in split.text
    assert (praised.start, praised.strength, praised.text) == (8.2, True, "forty")


def test_pauses_are_counted_between_first_and_last_sound() -> None:
    told = measures(list(pauses.CHECK.run(story(), Settings())))
    assert told["pauses"].value == pytest.approx(4 * 60 / 12)
    assert told["longest pause"].value == pytest.approx(1.4)
    assert told["longest pause"].at == Interval(0.9, 2.3)
    assert told["mean pause"].value == pytest.approx((1.4 + 1.0 + 0.7 + 0.5) / 4)


def voiced(**changes: Any) -> Answer:
    """20 s of a voice that swings by 6 semitones and 3 dB, falling by 9 dB at each of four sentence ends."""
    pitches = tuple(120 * 2 ** ((3 if i % 2 else -3) / 12) for i in range(400))
    levels = tuple(-20.0 - (9 if i % 100 >= 88 else 0) - (3 if i % 2 else 0) for i in range(400))
    speech = tuple(Interval(5 * i, 5 * i + 5) for i in range(4))
    sound = Sound(speech, -60, -20, 0.0, 7000, track=Track(0.05, levels, pitches))
    words = tuple(said("one two three four five six seven eight nine ten", 5.0 * i, 0.5) for i in range(4))
    sentences = tuple(Sentence(s[0].start, s[-1].end, s, "action") for s in words)
    of = attempt(sum(words, ()), replace(sound, **changes))
    return Answer(of, sentences, (Phase(0, 20, "action"),))


def test_the_voice_is_measured_in_semitones_and_decibels() -> None:
    told = measures(list(voice.CHECK.run(voiced(), Settings())))
    assert told["pitch range"].value == pytest.approx(6.0, abs=0.1)
    assert told["pitch variation"].value == pytest.approx(3.0, abs=0.1)
    assert all(measure.target is None for measure in told.values())
    assert measures(list(fading.CHECK.run(voiced(), Settings())))[fading.MEASURE].value == pytest.approx(9, abs=1)


def test_pitch_is_relative_to_the_speaker() -> None:
    low, high = (
        measures(list(voice.CHECK.run(voiced(track=track), Settings())))["pitch range"].value
        for base in (100, 200)
        for track in [Track(0.05, (-20.0,) * 400, tuple(base * 2 ** ((i % 5) / 12) for i in range(400)))]
    )
    assert low == pytest.approx(high)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"clipped": 0.02}, "clipped"),
        ({"noise_db": -28}, "room"),
        ({"bandwidth": 3400}, "telephone"),
        ({"track": Track(0.05, (-20.0,) * 400, (None,) * 400)}, "too short"),
        ({"speech": ()}, "no voice"),
    ],
)
def test_a_bad_recording_is_refused_with_its_reason(changes: dict[str, object], reason: str) -> None:
    for measure in voice.CHECK.run(voiced(**changes), Settings()):
        assert isinstance(measure, Measure) and measure.value is None and reason in (measure.reason or "")


def steady(nuclei: int = 80, slow: float = 0.5) -> Answer:
    """40 s: 40 two-syllable words in 20 s of action, a second of silence after each ten; as many in the result."""
    words: tuple[Word, ...] = ()
    edges = []
    for start in range(0, 40, 10):
        words += said("measure " * 20, float(start), slow * 0.9)
        edges.append(Interval(start, start + 9))
    heard = tuple(round(0.5 * i, 2) for i in range(nuclei))
    of = attempt(words, Sound(speech=tuple(edges), nuclei=heard), 40.0)
    return Answer(of, (), (Phase(0, 20, "action"), Phase(20, 39, "result")))


def test_syllables_are_told_with_and_without_the_pauses() -> None:
    told = measures(list(articulation.CHECK.run(steady(nuclei=150), Settings())))
    assert told["syllable rate"].value == pytest.approx(160 * 60 / 39)
    assert told["articulation rate"].value == pytest.approx(160 / 36)
    assert told["mean length of run"].value == pytest.approx(40)
    assert told["phonation ratio"].value == pytest.approx(100 * 36 / 39)


def test_syllables_are_told_for_each_phase() -> None:
    made = [m for m in articulation.CHECK.run(steady(nuclei=150), Settings()) if isinstance(m, Measure)]
    action = {m.name: m for m in made if m.phase == "action"}
    assert set(action) == set(articulation.CHECK.measures)
    assert action["articulation rate"].value == pytest.approx(80 / 18)
    assert action["phonation ratio"].value == pytest.approx(90)


@pytest.mark.parametrize(("nuclei", "doubted"), [(119, True), (121, False), (212, False), (215, True)])
def test_words_and_sound_that_disagree_on_the_syllables_give_no_rate(nuclei: int, doubted: bool) -> None:
    made = [m for m in articulation.CHECK.run(steady(nuclei), Settings()) if isinstance(m, Measure)]
    assert all((m.value is None) == doubted for m in made)
    assert all(f"160 syllables and the sound {nuclei}" in (m.reason or "") for m in made) or not doubted


def test_without_sound_only_the_rate_over_all_the_time_is_told() -> None:
    answer = steady()
    bare = replace(answer, attempt=replace(answer.attempt, sound=None))
    told = measures(list(articulation.CHECK.run(bare, Settings())))
    assert told["syllable rate"].value is not None
    assert all(told[name].value is None for name in ("articulation rate", "mean length of run", "phonation ratio"))


def test_pace_is_told_for_each_phase_and_from_start_to_end() -> None:
    fast = said("so " * 60, 0.0, 0.5) + said("so " * 30, 30.0, 1.0)
    answer = Answer(attempt(fast, None, 60.0), (), (Phase(0, 30, "action"), Phase(30, 60, "result")))
    made = [m for m in pace.CHECK.run(answer, Settings()) if isinstance(m, Measure)]
    rates = {m.phase: m.value for m in made if m.name == "speech rate"}
    assert rates == {None: pytest.approx(90), "action": pytest.approx(120), "result": pytest.approx(60)}
    assert measures(list(made))["pace drift"].value == pytest.approx(-50, abs=3)


def test_rushing_is_told_against_the_own_median_and_where() -> None:
    even, quick = said("measure " * 60, 0.0, 0.5), said("measure " * 30, 30.0, 0.3)
    words = (*even, *quick, *said("measure " * 60, 39.0, 0.5))
    answer = Answer(attempt(words, Sound(speech=(Interval(0, 69),)), 69.0))
    made = list(rushing.CHECK.run(answer, Settings()))
    (found,) = findings(made)
    assert found.start == pytest.approx(30, abs=0.6)
    assert found.end == pytest.approx(39, abs=0.6)
    assert measures(made)["fastest stretch"].value == pytest.approx(1.67, abs=0.06)
    twice_as_fast = tuple(replace(w, start=w.start / 2, end=w.end / 2) for w in words)
    sound = Sound(speech=(Interval(0, 34.5),))
    halved = measures(list(rushing.CHECK.run(Answer(attempt(twice_as_fast, sound, 34.5)), Settings())))
    assert halved["fastest stretch"].value == pytest.approx(1.5, abs=0.2), "a fast speaker is not always rushing"


def test_latency_is_the_silence_before_the_first_sound() -> None:
    of = attempt(said("well"), Sound(speech=(Interval(2.5, 4),)))
    recorded = replace(of, recording=Recording("USB", 48_000))
    assert measures(list(latency.CHECK.run(Answer(recorded), Settings())))["response latency"].value == 2.5
    imported = measures(list(latency.CHECK.run(Answer(of), Settings())))["response latency"]
    assert imported.value is None and "recorded with starclock" in (imported.reason or "")


def test_leading_and_trailing_silence_are_no_pauses() -> None:
    of = attempt(said("one two three " * 10, 5.0), Sound(speech=(Interval(5, 20),)), 40.0)
    made = list(pauses.CHECK.run(Answer(of), Settings()))
    assert measures(made)["pauses"].value == 0
    assert measures(made)["longest pause"].reason == "no pause was heard"


def test_false_starts_are_never_a_bare_zero_where_the_recognizer_tidies() -> None:
    of = replace(attempt(said("then we measured it and then we shipped it " * 5), None), recognizer="faster-whisper")
    (tidied,) = false_starts.CHECK.run(Answer(of), Settings())
    assert isinstance(tidied, Measure) and tidied.value is None and "tidies" in (tidied.reason or "")
    verbatim = list(false_starts.CHECK.run(Answer(replace(of, verbatim=True)), Settings()))
    assert measures(verbatim)["false starts"].value == 0


def three_ums(*printed: int) -> Answer:
    """Three filled pauses in 7 s, those numbered in `printed` in the transcript too."""
    ums = [Interval(t, t + 0.5) for t in (2.0, 5.0, 8.0)]
    words = [
        *said("then we measured it", 0.5),
        *said("and found it", 3.0),
        *said("in the cache", 6.0),
        *said("so", 9.0),
    ]
    words += [Word(ums[i].start, ums[i].end, "um,") for i in printed]
    speech = (Interval(0.5, 1.7), ums[0], Interval(3, 3.9), ums[1], Interval(6, 6.9), ums[2], Interval(9, 9.3))
    words.sort(key=lambda word: word.start)
    asked = tuple(Unprinted(um.start, um.end, HEARD) for um in ums)
    return Answer(
        attempt(tuple(words), Sound(speech, hesitations=tuple(Hesitation(um.start, um.end) for um in ums)), 12.0, asked)
    )


@pytest.mark.parametrize("printed", [(), (0,), (0, 2)])
def test_a_cluster_that_the_words_alone_do_not_show(printed: tuple[int, ...]) -> None:
    made = findings(list(filled_pauses.CHECK.run(three_ums(*printed), Settings())))
    (cluster,) = [f for f in made if f.check == "filler-cluster"]
    assert (cluster.start, cluster.end, cluster.source) == (2.0, 8.5, "audio")
    assert cluster.message.startswith(f"3 fillers in 6 s, {3 - len(printed)} of them heard")


def test_a_cluster_that_the_words_show_is_not_told_again() -> None:
    made = findings(list(filled_pauses.CHECK.run(three_ums(0, 1, 2), Settings())))
    assert made == []


def test_fillers_far_apart_are_no_cluster() -> None:
    answer = three_ums()
    narrow = replace(Settings(), bands={**Settings().bands, "fillers in a row": Band(5, None, "s", "")})
    assert [f.check for f in findings(list(filled_pauses.CHECK.run(answer, narrow)))] == ["filler"] * 3


_TIMES = st.floats(0, 60).map(lambda t: round(t, 2))
_STRETCHES = (
    st.lists(_TIMES, max_size=12, unique=True)
    .map(sorted)
    .map(lambda t: tuple(Interval(a, b) for a, b in zip(t[::2], t[1::2], strict=False)))
)


@given(_STRETCHES, _STRETCHES, st.lists(st.sampled_from(["um", "forty", "the", "done."]), max_size=6))
@settings(max_examples=150, deadline=None)
def test_no_sound_breaks_a_check(speech: tuple[Interval, ...], ums: tuple[Interval, ...], texts: list[str]) -> None:
    words = said(" ".join(texts), 1.0) if texts else ()
    track = Track(0.05, (-20.0,) * 1200, (120.0,) * 1200)
    tones = tuple(Hesitation(u.start, u.end) for u in ums)
    asked = tuple(Unprinted(u.start, u.end, HEARD) for u in ums)
    of = attempt(words, Sound(speech, -60, -20, 0.0, 7000, track=track, hesitations=tones), 60.0, asked)
    sentence = (Sentence(words[0].start, words[-1].end, words, "result"),) if words else ()
    answer = Answer(of, sentence, (Phase(0, 60, "result"),) if words else ())
    for check in (filled_pauses.CHECK, pauses.CHECK, voice.CHECK, fading.CHECK):
        for made in check.run(answer, Settings()):
            assert isinstance(made, Measure) or 0 <= made.start <= made.end


def test_fillers_command_lists_and_keeps_rulings() -> None:
    library = Library()
    kept = library.add(hesitant())
    listed = CliRunner().invoke(fillers, ["last"])
    assert '1. 0:02.0  0.5 s  "measured every step [um?] and found the"' in listed.output
    assert "fillers: none transcribed (test leaves most out) + 1 probable" in listed.output
    ruled = CliRunner().invoke(fillers, ["last", "--no", "1"])
    assert "rejected" in ruled.output and "+ 0 probable" in ruled.output
    assert library.get(kept.id).rulings == (Ruling(2.0, 2.5, "filler", False),)
    assert counted(library.get(kept.id)) == 0
    CliRunner().invoke(fillers, ["last", "--yes", "1"])
    assert library.get(kept.id).rulings == (Ruling(2.0, 2.5, "filler", True),)
    assert CliRunner().invoke(fillers, ["last", "--no", "2"]).exit_code == 2
    assert CliRunner().invoke(fillers, ["last", "--no", "1", "--yes", "1"]).exit_code == 2


def test_a_confirmed_one_is_no_question_any_more() -> None:
    of = hesitant()
    ruled = replace(of, rulings=(Ruling(2.0, 2.5, "filler", True),))
    texts = [findings(list(filled_pauses.CHECK.run(Answer(a), Settings())))[0].text for a in (of, ruled)]
    assert texts == ["um/uh?", "um/uh"]


def test_a_transcript_without_sound_has_nothing_to_settle() -> None:
    Library().add(attempt(said("we did it"), None))
    with pytest.raises(LibraryError, match="no sound"):
        CliRunner().invoke(fillers, ["last"], catch_exceptions=False)


def test_fillers_asks_for_each_that_is_not_settled(monkeypatch: pytest.MonkeyPatch) -> None:
    library, played, keys = Library(), [], iter("xrys")
    of = hesitant()
    assert of.sound
    speech = (*of.sound.speech, Interval(12.0, 12.5))
    asked = (*(of.unprinted or ()), Unprinted(12.0, 12.5, HEARD))
    kept = library.add(replace(of, sound=replace(of.sound, speech=speech), unprinted=asked))
    monkeypatch.setattr("click.getchar", lambda: next(keys))
    monkeypatch.setattr("starclock.cli.fillers._play", lambda *_: played.append(_[2].start))
    monkeypatch.setattr("starclock.cli.fillers._on_a_terminal", lambda: True)
    output = CliRunner().invoke(fillers, ["last"], catch_exceptions=False).output
    assert "2 probable filled pauses to settle" in output and "+ 2 probable" in output
    assert played == [2.0, 2.0, 12.0], "played once, again for r, and the next one"
    assert library.get(kept.id).rulings == (Ruling(2.0, 2.5, "filler", True),)
    keys = iter("q")
    again = CliRunner().invoke(fillers, ["last"], catch_exceptions=False).output
    assert "1 probable filled pause to settle" in again and played[3:] == [12.0]
