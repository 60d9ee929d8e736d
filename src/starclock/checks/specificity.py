"""Specificity of a drill: does one scene hold a moment, a decision, an outcome, a person and a number?

A drill tells one scene of a story in 90 seconds. It is not held against Situation, Task, Action and Result; what a
listener asks is whether this happened, and to this speaker.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from starclock.checks import Check
from starclock.checks._lines import finding, lines
from starclock.english.deeds import Deed, all_deeds
from starclock.english.lines import Line, tokens_of
from starclock.english.numbers import numbers
from starclock.report import Finding, Measure
from starclock.settings import Settings
from starclock.speech import DRILL, Answer, Sentence

PARTS: Mapping[str, str] = MappingProxyType(
    {
        "moment": "when or where it was: a day, an hour, a room, a call",
        "decision": "what you decided, said or did, as a step that could be filmed",
        "outcome": "what happened then, told as something that somebody did or that can be counted",
        "person": "one other person who says or does something",
        "number": "a number",
    }
)
"""The five parts of a specific scene, and what each asks for."""
ENOUGH = 4
"""Parts from which a scene is specific; chosen on the 60 drills of scripts/corpus/drills.jsonl, one hand left out."""

_MOMENT = re.compile(
    r"\b(?:(?:on|last|that|the|this|by|until|one) (?:mon|tues|wednes|thurs|fri|satur"
    r"|sun)day(?:s)?(?: \w+)?|(?:mon|tues|wednes|thurs"
    r"|fri|satur|sun)day (?:morning|afternoon|evening|night|before)|(?:a|the whole|on the) (?:mon|tues"
    r"|wednes|thurs|fri|satur|sun)day"
    r"|(?:in|of|since|early|late|mid) (?:january|february|march|april|may|june|july|august|september"
    r"|october|november|december)"
    r"|(?:at|around|about|past|till|until|by|to) (?:\d{1,2}(?::\d\d)?|one|two|three|four|five|six|seven"
    r"|eight|nine|ten|eleven|twelve|noon"
    r"|midnight|half)(?: (?:o'clock|in the (?:morning|night|evening|afternoon)|at night|that (?:evening"
    r"|night)|am|pm|past|on))"
    r"|(?:at|past|to|till) (?:ten|twenty|half|quarter|a quarter|\d\d?:\d\d)(?: past| to)? ?\w*"
    r"|half past \w+|\d{1,2}(?::\d\d)? ?(?:am|pm|hours)"
    r"|(?:that|the same|the next|this|one|the following) (?:morning|afternoon|evening|night|day|week)"
    r"|(?:the (?:day|night|week|morning|evening) (?:before|after|of))|in (?:week|month) \w+|week (?:one"
    r"|two|three|four|five|six|\d+)"
    r"|night shift|visiting time|first (?:day|week|meeting|phone call)|second (?:phone )?(?:call|night"
    r"|floor)|fourth floor"
    r"|in the (?:small |big |meeting )?(?:room|kitchen|car|lab|corridor|hallway|van|lift|elevator"
    r"|weekly meeting|meeting|office|chat"
    r"|review|stand-?up|parking lot|car park)|on the (?:phone|call|screen|whiteboard|stairs|roof|floor"
    r"|review)|in front of \w+"
    r"|(?:walks?|walked|came|comes) (?:in|over|up to)|a (?:month|week|day|year) later|(?:two|three|four"
    r"|five|ten|\d+)"
    r" (?:minutes|hours|days|weeks) (?:later|after|before))\b"
)
_EMPTY = frozenset(
    "work try communicate collaborate align manage handle help support ensure focus discuss learn deal"
    " improve address"
    " facilitate engage coordinate make take keep stay listen understand explain believe prioritise prioritize build"
    " set share increase prepare document organise organize introduce involve step talk solve use realise"
    " realize double"
    " establish rebuild show lead drive develop start finish deliver manage get have be do need want like"
    " love hate think"
    " know feel hope guess suppose mean seem say would balance raise escalate respect smile get come end"
    " escalate shift"
    " adapt adjust own overcome grow push present plan should could can tend kind".split()
)
"""What can be said of any work; alone it is no step that could be filmed."""
_STATES = frozenset(
    "be have want need know like love hate think believe feel hope mean own seem guess suppose become".split()
)
_OTHERS_EMPTY = _STATES | frozenset(
    "work learn agree listen understand communicate step pull get do can will make".split()
)
_MY_STEP = re.compile(
    r"\b(?:i (?:\w+ )?(?:said|say|told|asked|ask|decided|chose|refused|stopped|cancelled|canceled|rang"
    r"|called|messaged|wrote|cut|took"
    r" (?:a chair|it|my|the \w+)|put (?:it|the|up|my)|turned|gave (?:him|her|them|it)|went (?:to|back|and"
    r"|down|up)|walked|drove|sat"
    r"|stood|proposed|propose|made (?:it|for|the)|showed (?:him|her|them)|did (?:not|three)|do not|won't"
    r"|didn't (?:argue|comment)"
    r"|threw|moved|got (?:and|my)|pulled|dropped|measured|reran|kept my|left|picked|held|invited"
    r"|took decision))\b"
)
_VAGUE_END = re.compile(
    r"\b(?:successful\w*|smooth\w*|went (?:really |very )?well|happy|satisfied|delighted|positive|better"
    r"|great|good|proud|stronger"
    r"|worked out|okay|forgotten|ramp|thankful|experience)\b"
)
_ENDED = re.compile(
    r"\b(?:signed|shipped|rolled back|cancell?ed|cancel|quit|left|arrested|cracked|paid|pays|bought"
    r"|refused|went out|went off|caught up"
    r"|broke|came back|came up|landed|approved|hung up|laughed|nodded|shouted|poured|docked|promoted|fired"
    r"|wrote|sent|opened|found"
    r"|took it|kept|used it|rang|answered|turned|best grade|got a \w|missed|failed|died|won|lost)\b"
)
_NOT_NAMES = frozenset(
    "january february march april may june july august september october november december monday tuesday"
    " wednesday thursday"
    " friday saturday sunday english french german spanish american european java python kafka okay ok".split()
)
_SAYS = frozenset("said told asked says asks wanted looked called refused agreed answered wrote rang came".split())
_NO_PERSON = frozenset("i we they it everybody everyone nobody people this that which what who so and then".split())
_PLACED = frozenset("in at near from to outside around of".split())
_LABELS = frozenset("version v step phase part number question level team room floor line".split())


def details(answer: Answer) -> Mapping[str, Finding | None]:
    """Where each part of PARTS is told first; None where it is not told."""
    found: dict[str, Finding | None] = dict.fromkeys(PARTS)
    told = list(lines(answer))
    for at, (sentence, line) in enumerate(told):
        late = at >= 0.5 * len(told) - 0.5
        for part, span in _parts(sentence, line, late):
            if found[part] is None:
                found[part] = finding(_NAME, sentence, line, span, f"specific: the {part}", strength=True)
    return found


def _parts(sentence: Sentence, line: Line, late: bool) -> Iterator[tuple[str, tuple[int, int]]]:
    """The parts that a sentence tells, each with its characters in the line."""
    whole = (0, len(line.text))
    if match := _MOMENT.search(line.text):
        yield "moment", match.span()
    deeds = all_deeds(sentence.words)
    mine = [deed for deed in deeds if deed.who == "i" and _over(deed) and deed.group.lemma not in _EMPTY]
    match = _MY_STEP.search(line.text)
    if match or mine:
        yield "decision", match.span() if match else whole
    others = [deed for deed in deeds if deed.who == "other" and _over(deed) and deed.group.lemma not in _OTHERS_EMPTY]
    if others or _named(sentence):
        yield "person", whole
    counted = [n for n in numbers(line.said) if n.value not in (0, 1) and not _label(line, n.first)]
    if counted:
        yield "number", line.span(counted[0].first, counted[0].last)
    ends = bool(counted) or ((others or _ENDED.search(line.text)) and not _VAGUE_END.search(line.text))
    if late and not sentence.part and ends:
        yield "outcome", whole


def _label(line: Line, at: int) -> bool:
    """ "version two", "step 3": a name, no number."""
    return at > 0 and line.said[at - 1] in _LABELS


def _over(deed: Deed) -> bool:
    """Done, not planned."""
    return not deed.group.modal and deed.group.lemma not in _STATES and deed.group.tense in ("past", "present")


def _named(sentence: Sentence) -> bool:
    """Whether somebody is named: a capital where no sentence begins, and no month, place or product."""
    said = tokens_of(sentence.words)
    for at, token in enumerate(said):
        before = said[at - 1].text if at else ""
        after = said[at + 1].text if at + 1 < len(said) else ""
        begins = at == 0 and after in _SAYS and token.text not in _NO_PERSON
        if (token.name or begins) and token.text.isalpha() and len(token.text) > 2 and token.text not in _NOT_NAMES:
            printed = sentence.words[token.word].text.strip(",.;:?!")
            if before not in _PLACED and not printed.isupper():
                return True
    return False


def _run(answer: Answer, settings: Settings) -> Iterator[Finding | Measure]:  # noqa: ARG001
    if DRILL not in answer.attempt.tags:
        yield Measure(_NAME, None, _UNIT, _BAND, reason="one scene is judged by it, a drill; this is a full answer")
        return
    found = details(answer)
    yield from (each for each in found.values() if each)
    yield Measure(_NAME, float(sum(each is not None for each in found.values())), _UNIT, _BAND)


_NAME, _UNIT, _BAND = "specificity", "of 5", (float(ENOUGH), None)
CHECK = Check(
    about="a drill: does the scene hold a moment, a decision, an outcome, a person and a number?",
    source="a follow-up is judged by its specific moment, decision and outcome (a postmortem of a behavioral round)",
    run=_run,
    measures=(_NAME,),
)
