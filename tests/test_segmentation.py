"""Words -> sentences -> phases, the speaker's corrections, and how sure all of it is."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kit import clock
from starclock.segmentation import segment
from starclock.segmentation.corrections import corrected, moved, snapped
from starclock.segmentation.features import answer_features
from starclock.segmentation.sentences import split
from starclock.speech import PHASES, Answer, Aside, Attempt, Correction, Interval, PhaseName, Word

STORY = {
    "situation": (
        "So last year I was a charge nurse on a surgical ward in Leeds. We had thirty beds and the handover took"
        " forty minutes every morning. People were leaving late and two of the new nurses were about to quit."
    ),
    "task": "My manager asked me to get the handover under twenty minutes before the winter started.",
    "action": (
        "I sat in on six handovers and wrote down what was said twice. Then I made one sheet for each bay and I"
        " tested it with the night team for a week. I changed the order after they complained, and I trained every"
        " nurse myself. I also asked the doctors to come ten minutes later."
    ),
    "result": (
        "By November it was down to seventeen minutes. Nobody left late anymore and both of the new nurses stayed."
        " The other wards use the same sheet now."
    ),
    "lesson": "What I learned is to watch the work before I change it. Next time I would ask the night team first.",
}
TEXT = " ".join(STORY.values())


def timed(text: str, pause: float = 0.6) -> tuple[Word, ...]:
    """Words on the clock, with so many seconds of silence after each sentence."""
    words = text.split()
    return clock.timed(words, [pause if clock.ends_sentence(word) else 0.0 for word in words])


def attempt(words: tuple[Word, ...], **facts: object) -> Attempt:
    return replace(Attempt("a", words[-1].end + 1 if words else 60.0, words, "transcript"), **facts)  # type: ignore[arg-type]


def poor(words: tuple[Word, ...]) -> tuple[Word, ...]:
    return tuple(replace(word, text=word.text.lower().strip(".,")) for word in words)


def right_share(answer: Answer) -> float:
    """Share of the words of STORY that stand in the phase they were written for."""
    wanted = ["result" if name == "lesson" else name for name, text in STORY.items() for _ in text.split()]
    found = [sentence.phase for sentence in answer.sentences for _ in sentence.words]
    return sum(w == f for w, f in zip(wanted, found, strict=True)) / len(wanted)


def test_a_plain_story_falls_into_its_phases() -> None:
    answer = segment(attempt(timed(TEXT)))
    assert [phase.phase for phase in answer.phases] == list(PHASES)
    assert right_share(answer) > 0.95
    assert answer.sentences[-1].part == "lesson"


def test_the_phases_hold_without_capitals_and_stops() -> None:
    assert right_share(segment(attempt(poor(timed(TEXT))))) > 0.8
    assert right_share(segment(attempt(poor(timed(TEXT, pause=0.0))))) > 0.75


def test_talk_outside_the_story_has_no_phase() -> None:
    answer = segment(attempt(timed(f"Okay, let me think about that for a second. {TEXT} Sorry, that was long.")))
    assert answer.sentences[0].phase is None
    assert answer.sentences[-1].phase is None


def test_a_target_has_no_say() -> None:
    """A situation told four times as long stays situation: nothing pulls towards 30/15/90/45."""
    more = (
        "The ward had been merged the year before. There were two computers for nine people, and one of them was"
        " broken. The night staff were mostly from an agency. There was no sheet and everybody had a system of"
        " their own. It had been like that for years. The consultants were always in a hurry."
    )
    answer = segment(attempt(timed(TEXT.replace("My manager", f"{more} My manager"))))
    told = sum(len(s.words) for s in answer.sentences if s.phase == "situation")
    assert told > 0.8 * len((STORY["situation"] + more).split())


def test_confidence_is_a_chance() -> None:
    answer = segment(attempt(timed(TEXT)))
    assert all(s.confidence is not None and 0 < s.confidence <= 1 for s in answer.sentences)
    assert all(p.uncertainty is not None and p.uncertainty >= 0 for p in answer.phases)


def test_an_unclear_boundary_says_how_far_it_may_be_off() -> None:
    vague = "It was a thing. There was this thing with the thing. It was going on. That was the thing. " * 2
    clear, unclear = segment(attempt(timed(TEXT))), segment(attempt(timed(STORY["situation"] + " " + vague + TEXT)))
    assert max(p.uncertainty or 0 for p in clear.phases) < 10
    assert max(p.uncertainty or 0 for p in unclear.phases) > max(p.uncertainty or 0 for p in clear.phases)


def test_the_speaker_wins() -> None:
    words = timed(TEXT)
    plain = segment(attempt(words))
    task = next(p for p in plain.phases if p.phase == "task")
    said = segment(attempt(words, corrections=(Correction(task.start, task.end, "situation"),)))
    assert "task" not in [p.phase for p in said.phases]
    [changed] = [s for s in said.sentences if s.source == "speaker"]
    assert (changed.phase, changed.confidence) == ("situation", 1.0)


def test_a_correction_inside_a_sentence_splits_it_at_the_nearest_word() -> None:
    words = timed("I was at the clinic and then I called every single family myself.")
    edge = words[5].start + 0.05
    answer = segment(attempt(words, corrections=(Correction(edge, words[-1].end + 1, "action"),)))
    assert [s.text for s in answer.sentences] == [
        "I was at the clinic",
        "and then I called every single family myself.",
    ]
    assert answer.phases[-1].start == words[5].start
    assert (answer.sentences[-1].phase, answer.sentences[-1].source) == ("action", "speaker")


def test_a_key_pressed_a_moment_late_leaves_no_stub() -> None:
    words = timed("It was a mess. I called every family. They came.")
    late = words[5].start
    answer = segment(attempt(words, corrections=(Correction(late, words[7].end, "action"),)))
    assert [s.text for s in answer.sentences] == ["It was a mess.", "I called every family.", "They came."]
    assert answer.sentences[1].source == "speaker"


SPOKEN = "It was a mess at the clinic in May. I had to call every family that day. I called them one by one. They came."
BY_SECOND = tuple(Word(float(at), at + 1.0, text) for at, text in enumerate(SPOKEN.split()))


def pressed(*times: float) -> tuple[tuple[str | None, str], ...]:
    """What is told in which phase where Task, Action, Result were marked at these seconds; a word takes a second."""
    marks = zip((0.0, *times), (*times, 99.0), PHASES, strict=False)
    corrections = tuple(Correction(start, end, phase, pressed=True) for start, end, phase in marks)
    said = segment(attempt(BY_SECOND, corrections=corrections))
    assert said.attempt.corrections == corrections, "the marks as pressed stay"
    return tuple((s.phase, s.text) for s in said.sentences)


@pytest.mark.parametrize("late", [-2.5, -0.5, 0.0, 0.5, 1.5, 2.5])
def test_a_key_pressed_while_speaking_goes_to_the_nearest_edge_of_a_sentence(late: float) -> None:
    assert pressed(9.0 + late, 17.0 + late) == (
        ("situation", "It was a mess at the clinic in May."),
        ("task", "I had to call every family that day."),
        ("action", "I called them one by one."),
        ("action", "They came."),
    )


def test_a_key_far_from_every_edge_splits_its_sentence_where_it_was_pressed() -> None:
    assert pressed(5.0)[:2] == (("situation", "It was a mess at"), ("task", "the clinic in May."))


def test_of_two_keys_near_one_edge_one_stays_lest_its_phase_be_gone() -> None:
    assert pressed(9.4, 11.6)[:3] == (
        ("situation", "It was a mess at the clinic in May."),
        ("task", "I had to"),
        ("action", "call every family that day."),
    )


def test_a_key_pressed_twice_passes_a_phase_over() -> None:
    assert [phase for phase, _ in pressed(10.5, 11.0)] == ["situation", "action", "action", "action"]


def test_what_was_corrected_afterwards_stays_exact() -> None:
    answer = segment(attempt(BY_SECOND, corrections=(Correction(7.0, 18.0, "task"),)))
    assert [s.text for s in answer.sentences][:2] == ["It was a mess at the clinic", "in May."]


def test_marks_alone_give_exact_times() -> None:
    marks = (Correction(0.0, 31.25, "situation"), Correction(31.25, 40.5, "task"), Correction(40.5, 60.0, "action"))
    answer = segment(attempt((), corrections=marks))
    assert [(p.phase, p.start, p.end, p.source) for p in answer.phases] == [
        ("situation", 0.0, 31.25, "speaker"),
        ("task", 31.25, 40.5, "speaker"),
        ("action", 40.5, 60.0, "speaker"),
    ]
    assert answer.span == Interval(0.0, 60.0)
    assert answer.seconds_of("task") == pytest.approx(9.25)


def test_nothing_said_and_nothing_marked_is_no_phase() -> None:
    assert segment(attempt(())).phases == ()


@pytest.mark.parametrize(("time", "situation", "task"), [(20.0, 20.0, 30.0), (40.0, 40.0, 10.0)])
def test_a_moved_boundary_moves_seconds_from_one_side_to_the_other(time: float, situation: float, task: float) -> None:
    marks: tuple[Correction, ...] = (Correction(0.0, 30.0, "situation"), Correction(30.0, 50.0, "task"))
    phases = segment(attempt((), corrections=marks)).phases
    answer = segment(attempt((), corrections=moved(marks, phases, 1, time)))
    assert (answer.seconds_of("situation"), answer.seconds_of("task")) == (situation, task)


def test_a_correction_that_hides_another_replaces_it() -> None:
    first = corrected((), Interval(3, 5), "task")
    assert corrected(first, Interval(2, 6), "result", lesson=True) == (Correction(2, 6, "result", "lesson"),)


def test_sentences_end_at_stops_but_not_at_abbreviations() -> None:
    words = timed("I rang Dr. Okafor at 9. No. She said 2.5 hours vs. three. Then I left.")
    assert [s.text for s in split(words)] == [
        "I rang Dr. Okafor at 9.",
        "No.",
        "She said 2.5 hours vs. three.",
        "Then I left.",
    ]


def test_a_heard_pause_ends_a_sentence_where_there_are_no_stops() -> None:
    words = poor(timed("we had a fire in the kitchen. i called the brigade", pause=0.0))
    at = words[6].end
    apart = (*words[:7], *(replace(w, start=w.start + 1, end=w.end + 1) for w in words[7:]))
    heard = split(apart, (Interval(at, at + 1),))
    assert [s.text for s in heard] == ["we had a fire in the kitchen", "i called the brigade"]


def test_features_know_who_does_what() -> None:
    [row] = answer_features([["I,", "uh,", "quickly", "rewrote", "the", "plan."]])
    assert "skt=I:work:past:" in row
    assert "sw=I:rewrote:" in row


_WORDS = st.lists(
    st.tuples(
        st.sampled_from("I we so um. the called 3% , — team? it's".split()) | st.text(min_size=1, max_size=5),
        st.floats(0, 2),
    ),
    max_size=40,
)
_MARKS = st.lists(
    st.tuples(st.floats(0, 60), st.floats(0, 30), st.sampled_from([*PHASES, None]), st.booleans()), max_size=4
)


@given(said=_WORDS, marks=_MARKS)
@settings(deadline=None, max_examples=60)
def test_every_word_is_in_one_sentence_and_phases_never_overlap(
    said: list[tuple[str, float]], marks: list[tuple[float, float, PhaseName | None, bool]]
) -> None:
    words, at = [], 0.0
    for text, seconds in said:
        if re.fullmatch(r"\S+", text):
            words.append(Word(at, at + seconds, text))
            at += seconds
    corrections = tuple(Correction(start, start + seconds, phase, pressed=key) for start, seconds, phase, key in marks)
    answer = segment(attempt(tuple(words), corrections=corrections))
    assert [word for s in answer.sentences for word in s.words] == words
    moved_to = snapped(answer.sentences, corrections)
    assert all(c.start <= c.end for c in moved_to)
    assert [c for c in moved_to if not c.pressed] == [c for c in corrections if not c.pressed]
    for before, after in pairwise(answer.phases):
        assert before.end <= after.start
    assert all(p.uncertainty is None or math.isfinite(p.uncertainty) for p in answer.phases)


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("We shipped. In. The end we saved an hour.", ["We shipped.", "In. The end we saved an hour."]),
        ("I walked to the. team lead. Then I asked.", ["I walked to the. team lead.", "Then I asked."]),
        ("It was slow and. The queue grew.", ["It was slow and. The queue grew."]),
        ("That is the team I worked with. Then I left.", ["That is the team I worked with.", "Then I left."]),
        ("I waited… And. Then it came.", ["I waited…", "And. Then it came."]),
    ],
)
def test_a_misheard_full_stop_cuts_no_opening_off(text: str, sentences: list[str]) -> None:
    assert [sentence.text for sentence in split(timed(text))] == sentences


def test_a_sentence_may_begin_at_the_pause_before_its_opening() -> None:
    """ "three days. In | the end", heard with the stop after "in" and the pause before it."""
    words = timed("I waited for three days in. The end was near.", pause=0.0)
    shifted = tuple(Interval(w.start, w.end) for w in words[5:])
    words = (
        *words[:5],
        *(replace(w, start=s.start + 0.5, end=s.end + 0.5) for w, s in zip(words[5:], shifted, strict=True)),
    )
    assert [s.text for s in split(words)] == ["I waited for three days", "in. The end was near."]


def test_anothers_words_are_no_phase() -> None:
    """An interviewer who asks in the middle: the phase ends where he begins and comes back after him."""
    words = timed(TEXT)
    middle = next(i for i, word in enumerate(words) if word.text == "sheet")
    cut = next(i for i in range(middle, len(words)) if words[i].text.endswith(".")) + 1
    late = tuple(replace(word, start=word.start + 6, end=word.end + 6) for word in words[cut:])
    aside = Aside(words[cut - 1].end + 0.2, words[cut - 1].end + 5.8, "And how did they like it?", "Dana")
    alone = segment(attempt(words))
    asked = segment(attempt((*words[:cut], *late), asides=(aside,)))
    assert [s.text for s in asked.sentences] == [s.text for s in alone.sentences]
    assert not any(phase.overlap(aside) for phase in asked.phases)
    for name in PHASES:
        assert asked.seconds_of(name) == pytest.approx(alone.seconds_of(name), abs=0.7)
    assert (
        asked.talk_seconds == pytest.approx(alone.talk_seconds, abs=0.7) and asked.span.seconds > alone.span.seconds + 5
    )
