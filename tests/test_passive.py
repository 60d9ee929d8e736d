"""The language ground and the passive check: tokens, verb forms, verb groups, passives."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from starclock.checks.passive import CHECK
from starclock.english import quote, tokens, verb, verb_group
from starclock.english.passives import passives
from starclock.settings import Settings
from starclock.speech import Answer, Attempt, Phase, PhaseName, Word

ROOT = Path(__file__).resolve().parents[1]
SENTENCES = Path(os.environ.get("STARCLOCK_SHARED", ROOT.parent / "shared")) / "data" / "passive_dev.jsonl"


def spoken(text: str) -> tuple[Word, ...]:
    return tuple(Word(0.4 * i, 0.4 * i + 0.3, word) for i, word in enumerate(text.split()))


def found(text: str) -> list[str]:
    words = spoken(text)
    said = tokens(words)
    return [quote(words, said[p.first], said[p.last])[2] for p in passives(said)]


def answer(text: str, phase: PhaseName) -> Answer:
    words = spoken(text)
    attempt = Attempt("a", words[-1].end, words, "transcript")
    return Answer(attempt, phases=(Phase(0.0, words[-1].end, phase),))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("It wasn’t, um, “done”.", "it was n't done"),
        ("We shouldn't've can't won't", "we should n't 've ca n't will n't".replace("ca n't", "can n't")),
        ("I, uh, wa- was [UM] asked -- twice...", "i was asked twice"),
        ("dont theyre Im", "do n't they 're i 'm"),
        ("$3,000, 40% of users' AT&T", "$3,000 40% of users at&t"),
    ],
)
def test_tokens_say_what_the_words_say(text: str, said: str) -> None:
    assert " ".join(t.text for t in tokens(spoken(text))) == said


def test_a_token_knows_its_word_its_pause_and_its_stop() -> None:
    words = (Word(0, 0.2, "It's"), Word(0.7, 0.9, "um"), Word(1.0, 1.4, "Atlas,"), Word(2.0, 2.2, "—"))
    said = tokens(words)
    assert [(t.text, t.word, t.stop, round(t.pause, 2), t.name) for t in said] == [
        ("it", 0, "", 0.0, False),
        ("'s", 0, "", 0.0, False),
        ("atlas", 2, "—", 0.1, True),
    ]


@pytest.mark.parametrize(
    ("form", "lemma"),
    [
        ("decided", "decide"), ("hopped", "hop"), ("hoped", "hope"), ("tied", "tie"), ("studied", "study"),
        ("rewrote", "rewrite"), ("re-run", "re-run"), ("dying", "die"), ("panicked", "panic"), ("found", "find"),
        ("developed", "develop"), ("canned", "can"), ("onboarded", "onboard"), ("dockerized", "dockerize"),
    ],
)  # fmt: skip
def test_forms_lead_to_their_verb(form: str, lemma: str) -> None:
    assert verb.lemma(form) == lemma


def test_adjectives_and_nouns_in_ed_are_no_participles() -> None:
    assert not [w for w in "talented ashamed unused red hundred bed indeed speed need".split() if verb.is_participle(w)]
    assert verb.is_participle("learnt") and verb.is_participle("learned") and not verb.is_participle("went")


@pytest.mark.parametrize(
    ("text", "lemma", "tense", "flags"),
    [
        ("we rewrote it", "rewrite", "past", ""),
        ("we did not, um, rewrite it", "rewrite", "past", "negated"),
        ("they've already been told", "tell", "present", "perfect passive"),
        ("we were kind of thinking", "think", "past", "progressive"),
        ("we couldn't have shipped", "ship", "modal", "negated perfect"),
        ("we got fired", "fire", "past", "passive"),
    ],
)
def test_verb_groups(text: str, lemma: str, tense: str, flags: str) -> None:
    group = verb_group(tokens(spoken(text)), 1)
    assert group is not None
    told = [name for name in ("negated", "perfect", "progressive", "passive") if getattr(group, name)]
    assert (group.lemma, group.tense, " ".join(told)) == (lemma, tense, flags)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Then it was, um, you know, quietly decided.", ["was, um, you know, quietly decided"]),
        ("It was reviewed, tested and then merged.", ["was reviewed, tested and then merged"]),
        ("She was paged and fixed it.", ["was paged"]),
        ("Was it tested? How was the outage noticed?", ["Was it tested", "was the outage noticed"]),
        ("The fix should really not have been being shipped", ["should really not have been being shipped"]),
        ("it got rolled back and I was, in my view, ignored", ["got rolled", "was, in my view, ignored"]),
        (
            "That's been handled, it's called Atlas, what's it called?",
            ["That's been handled", "it's called", "what's it called"],
        ),
        ("Attached is the plan.", ["Attached is"]),
        ("I was surprised by the number.", ["was surprised"]),
        ("It has to be done by Friday.", ["be done"]),
        ("The router is used to balance load.", ["is used"]),
    ],
)
def test_passives(text: str, expected: list[str]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "I was so excited, she was worried and we were really tired.",
        "He was supposed to call and I'm used to it.",
        "They were involved in it, she is interested, I was based in Leeds.",
        "He's asked me to fix it. It's made things slower. Nothing's changed.",
        "We were stuck, the build was broken, he was gone, I was sat there.",
        "I got rid of it, let's put it here, what I did was run the query.",
        "I was running the team that had decided on the code written by Sam.",
        "What's left? I was very pleased. They got my laptop fixed.",
        "The thing is we needed it. It was hundred percent.",
    ],
)
def test_what_is_no_passive(text: str) -> None:
    assert found(text) == []


def test_advice_only_where_a_deed_hides_its_doer() -> None:
    def advice(text: str, phase: PhaseName) -> list[str | None]:
        return [f.advice for f in CHECK.run(answer(text, phase), Settings())]

    assert advice("The plan was written in a week.", "action") == [
        'Name who did it. If it was you, start with "I wrote ...".'
    ]
    assert advice("The plan was written in a week.", "situation") == [None]
    assert advice("I was told to wait, and it is called Atlas.", "action") == [None, None]
    assert advice("It was never tested; it had been shipped.", "action") == [None, None]
    assert advice("The plan was written by Sam.", "action") == [None]


@given(st.text())
def test_any_text_is_read_without_an_error(text: str) -> None:
    words = tuple(Word(float(i), float(i), word) for i, word in enumerate([text, *text.split()]))
    said = tokens(words)
    assert all(0 <= a.word <= b.word < len(words) for a, b in pairwise(said))
    spans = [(p.first, p.last) for p in passives(said)]
    assert all(0 <= first < last < len(said) for first, last in spans)
    assert all(before[1] < after[0] for before, after in pairwise(spans))


_PIECES = (
    "it was were 's get got been being is be not , um you know decided and run by the team very excited . ?".split()
)


@given(st.lists(st.sampled_from(_PIECES), max_size=12))
def test_spans_hold_in_order_whatever_is_said(pieces: list[str]) -> None:
    said = tokens(spoken(" ".join(pieces)))
    spans = [(p.first, p.last) for p in passives(said)]
    assert all(first < last for first, last in spans)
    assert all(before[1] < after[0] for before, after in pairwise(spans))
    for at in range(len(said)):
        verb_group(said, at)


@pytest.mark.skipif(not SENTENCES.exists(), reason="the development sentences are not part of the project")
def test_better_than_a_plain_expression_on_every_genre() -> None:
    run = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "bench_passive.py")], capture_output=True, text=True, check=True
    )
    rows = [line.split("|") for line in run.stdout.splitlines() if line.startswith("| ewt")]
    assert len(rows) == len({json.loads(line)["genre"] for line in SENTENCES.read_text().splitlines()})
    for row in rows:
        plain, ours = (float(column.split("/")[-1]) for column in row[3:5])
        assert ours > plain + 0.05
