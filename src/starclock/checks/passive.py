"""Passives: "it was decided" leaves a listener asking by whom."""

from __future__ import annotations

from collections.abc import Iterator

from starclock.checks import Check
from starclock.english import quote, tokens, verb
from starclock.english.participles import PEOPLE
from starclock.english.passives import Passive, passives
from starclock.english.tokens import Token
from starclock.report import Finding
from starclock.settings import Settings
from starclock.speech import Answer

_DONE = frozenset(("was", "were", "been", "got"))
_NOT_DONE = frozenset(("n't", "not", "never", "had", "'d", "be", "would"))
"""Nothing the speaker may have done here: it was not done, was done before the story, or is a plan."""
_NOT_DEEDS = frozenset(
    "ask bear call give hire hurt injure know locate lose name pay schedule see show situate task teach tell"
    " use".split()
)
"""Verbs whose passive hides nothing that the speaker did: "I was told", "it is called Atlas"."""
_STATES = frozenset(
    "attach base concentrate connect couple cover dedicate design divide expose fill intend involve limit link mean own"
    " relate spread stick store surround tie".split()
)
"""Verbs whose "was ...ed" mostly says how things stood: "it was tied to the old schema"."""


def _run(answer: Answer, settings: Settings) -> Iterator[Finding]:  # noqa: ARG001
    said = tokens(answer.words)
    for passive in passives(said):
        start, end, text = quote(answer.words, said[passive.first], said[passive.last])
        phase = answer.phase_at(start)
        hides = phase in ("action", "task") and _hides(said, passive)
        told = "a listener cannot tell who did it" if hides else "no doer is named"
        message = f'"{text}": {"the doer comes last" if passive.agent else told}.'
        yield Finding(start, end, "passive", text, message, phase, advice=_advice(said, passive) if hides else None)


def _hides(said: tuple[Token, ...], passive: Passive) -> bool:
    """Whether a deed of the story is told without its doer: something was done, and nothing says by whom."""
    group = {token.text for token in said[passive.first : passive.last]}
    return (
        not passive.agent
        and passive.subject not in PEOPLE
        and not group.isdisjoint(_DONE)
        and group.isdisjoint(_NOT_DONE)
        and verb.lemma(said[passive.last].text) not in _NOT_DEEDS | _STATES
    )


def _advice(said: tuple[Token, ...], passive: Passive) -> str:
    return f'Name who did it. If it was you, start with "I {verb.past(said[passive.last].text)} ...".'


CHECK = Check(
    about='be- and get-passives ("it was decided", "got cancelled"); advice where they hide the doer of an action',
    source='interview guides: say who did what; passive after Quirk et al. 1985, 3.63-3.78 ("was excited" is none)',
    run=_run,
    findings=("passive",),
    examples={
        "It was, um, eventually decided to wait.": 1,
        "The change wasn't being reviewed, and two orders got cancelled.": 2,
        "It was reviewed and merged by the team.": 1,
        "How was the outage noticed?": 1,
        "it should never have been shipped": 1,
        "It's been rolled back, and they're being migrated.": 2,
        "That must have been, you know, overlooked.": 1,
        "I was so excited and we were tired.": 0,
        "He was supposed to call, and I was used to it.": 0,
        "The team was based in Leeds and she was running it.": 0,
        "He's asked me to fix the code written by Sam.": 0,
        "I got stuck, so I got my manager involved.": 0,
    },
)
