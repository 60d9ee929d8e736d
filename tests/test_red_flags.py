"""Red flags: each phrase is matched by its example; what is heard is quoted; what only sounds like one is let pass."""

from __future__ import annotations

from dataclasses import replace
from importlib.resources import files

import pytest

from starclock.english.phrases import compiled, with_examples
from starclock.practice.heard import phrase_headings, red_flags_heard
from starclock.practice.questions import find_question, flags, questions
from told import reported

BANK = questions()
PHRASES = (files("starclock.practice") / "red_flags.txt").read_text(encoding="utf-8")


def heard(question: str, text: str) -> list[str]:
    asked = find_question(BANK, question)
    return [one.flag.id for one in red_flags_heard(reported(text, question=asked.text), asked)]


def test_a_phrase_matches_the_example_beside_it() -> None:
    tried = [(phrase, example) for phrase, example in with_examples(PHRASES) if example]
    assert len(tried) > 60
    for phrase, example in tried:
        assert compiled(phrase).search(example), f"{phrase!r} does not match {example!r}"


def test_every_flag_is_found_by_a_check_or_by_phrases() -> None:
    by_phrases = set(phrase_headings())
    assert {flag.id for flag in flags().values() if not flag.check} <= by_phrases


OPENING = "Last year we moved our billing to a new system. "


@pytest.mark.parametrize(
    ("question", "text", "flag"),
    [
        (
            "conflict-colleague",
            "He said no. So I escalated it to his manager.",
            "escalated-first",
        ),
        ("conflict-colleague", "The first thing I did was go to her manager.", "escalated-first"),
        ("conflict-colleague", "So I looped in his manager on the thread.", "escalated-first"),
        ("conflict-manager", "I didn't push back, I just did what she asked.", "went-along"),
        ("conflict-technical", "It turned out that I was right and he was wrong.", "proved-wrong"),
        ("failure-project", "Nothing major comes to mind.", "no-failure"),
        ("em-underperformer", "I gave him a few months to see if he would turn it around.", "hoped"),
        ("em-motivation", "I take the team out for lunch once a month.", "perks"),
        ("pressure-deadline", "We hacked it together and pushed it out.", "speed-without-price"),
        ("lead-resistance", "There was some resistance but it worked out.", "agreed-in-the-end"),
        ("conflict-colleague", "I went straight to my boss and she settled it.", "escalated-first"),
        ("failure-built", "It went wrong, because the vendor dropped the ball.", "blamed"),
        ("conflict-manager", "She wanted it her way. I just went along with it.", "went-along"),
        ("conflict-technical", "They were clearly wrong, and I proved them wrong.", "proved-wrong"),
        ("conflict-colleague", "Honestly he was a complete idiot. I did it without him.", "animosity"),
        ("failure-project", "To be honest, I can't think of a failure.", "no-failure"),
        ("failure-mistake", "I was once late to a meeting. It was awkward.", "small-failure"),
        ("failure-project", "We closed it after a year. It just didn't work out.", "no-lesson"),
        ("influence-other-teams", "I told them to just do it, because I'm the lead.", "pulled-rank"),
        ("lead-resistance", "It was a bit tricky. But eventually they agreed.", "agreed-in-the-end"),
        ("lead-why-you", "I thought somebody had to do it, so I did.", "someone-had-to"),
        ("technical-architecture", "I decided it by myself without asking anyone.", "decided-alone"),
        ("ambiguity-information", "There was no data. I just went with my gut.", "gut"),
        ("em-underperformer", "He was slow for months. In the end HR took over and that was it.", "gave-to-hr"),
        ("em-underperformer", "He was slow. I hoped that it would get better.", "hoped"),
        ("em-underperformer", "He was slow. So we made a plan. Then he was fine.", "plan-without-content"),
        ("em-motivation", "We had team lunches and pizza on Fridays.", "perks"),
        ("em-delivery", "We do standups every day. We track tickets in Jira. It works for us.", "rituals-only"),
        ("em-scaling", "The company has people for that. HR sent us candidates. We took them.", "hiring-by-others"),
        (
            "em-stakeholder",
            "The product team wanted everything. Sales wanted more. We said no.",
            "group-for-a-person",
        ),
        ("pressure-incident", "We agreed on the day. We skipped the tests and I renewed it.", "speed-without-price"),
        ("pressure-deadline", "There was no time. We skipped the tests. We shipped on Friday.", "speed-without-price"),
        ("mentoring-approach", "I mentor everyone the same way.", "one-way-for-all"),
        ("inclusion-team", "Diversity is very important. Everybody should be heard.", "words-only"),
    ],
)
def test_what_costs_the_speaker_is_heard(question: str, text: str, flag: str) -> None:
    assert flag in heard(question, OPENING + text)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("conflict-colleague", "I talked to him twice. Then I told him that I would escalate it to his manager."),
        ("conflict-colleague", "I sat down with him first. After that I escalated it to his manager with him."),
        ("conflict-colleague", "I didn't escalate it to his manager. I asked him for an hour and we measured it."),
        ("conflict-manager", "I went to my manager and told her why I disagreed. She changed the date."),
        ("failure-built", "They dropped the ball, they said. But it was my mistake, and I wrote to the client."),
        ("conflict-manager", "In the meeting I gave in. The next morning I told her what I thought."),
        ("conflict-manager", "I told her why I would not, with numbers. She decided. I did what she asked."),
        ("conflict-technical", "I thought he was wrong. I measured it, and he was right."),
        ("conflict-manager", "I gave in, which was my mistake. A week later I raised it again with numbers."),
        ("conflict-technical", "They thought that I was wrong about the cache, and I was."),
        ("failure-mistake", "I made a typo in the config, and 4,000 orders were lost. I wrote a check for it."),
        ("failure-project", "I rolled it back. It cost us six weeks. Since then I measure before I build."),
        ("influence-other-teams", "I showed them the numbers. In the end they agreed."),
        ("influence-other-teams", "In the end they agreed because the fix was ready to merge."),
        ("em-underperformer", "He was slow. I waited, and that was too long. We made a plan: every Friday one fix."),
        ("em-underperformer", "We made a plan. By the end of May he was to ship two features with a mentor."),
        ("em-underperformer", "I talked to him on Monday. HR let me see the rules, and I wrote them down."),
        ("em-delivery", "We do standups. I cut the interrupts from 40 percent to 20 percent of each sprint."),
        ("em-stakeholder", "Product wanted everything. I met Dana, their lead, and asked her what she had promised."),
        ("pressure-deadline", "We skipped the tests of the reports. I told the client, and we wrote them in May."),
        ("inclusion-team", "Inclusion is important to me. I changed who speaks first and I counted for a month."),
        ("technical-architecture", "I didn't decide it alone. I asked the two teams and wrote down why."),
    ],
)
def test_what_only_sounds_like_it_is_let_pass(question: str, text: str) -> None:
    assert heard(question, OPENING + text) == []


def test_it_is_quoted_with_its_second() -> None:
    asked = find_question(BANK, "conflict-colleague")
    report = reported(f"{OPENING}He said no. I escalated it to his manager.", question=asked.text)
    (one,) = red_flags_heard(report, asked)
    assert one.text == "I escalated it to his manager."
    assert report.answer.sentence_at(one.start + 0.1).text == one.text  # type: ignore[union-attr]


def test_only_the_flags_of_its_question_are_looked_for() -> None:
    assert "perks" not in heard("conflict-manager", f"{OPENING}We had pizza.")


def test_words_that_the_user_does_not_want_to_say() -> None:
    own = replace(find_question(BANK, "scope-no"), red_flags=("It is what it is!",))
    (one,) = red_flags_heard(reported(f"{OPENING}Well, it is what it is. We left.", question=own.text), own)
    assert one.flag.says == "It is what it is!" and one.text.startswith("Well,")


def test_another_language_is_not_listened_to() -> None:
    asked = find_question(BANK, "conflict-colleague")
    report = reported("I escalated it to his manager.", question=asked.text, language="de")
    assert red_flags_heard(report, asked) == ()
