"""Report -> the questions that an interviewer asks next, the likeliest first.

No language model: each question is asked for a gap that the answer leaves, and hangs on the sentence that leaves it.
What is asked for follows from four readings of 80 answers: 40 % of the follow-ups ask what another person said or how
they took it, 16 % for the proof or the size of the result, 14 % for reasons and alternatives, 9 % for the speaker's own
part in what went wrong, 8 % what would have happened had the other one refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from starclock.advice._story import TALK, Story
from starclock.advice._told import Told, done, shown
from starclock.english.deeds import other_person
from starclock.english.lines import line_of, tokens_of
from starclock.report import Finding, Report
from starclock.settings import Settings

Gap = Literal[
    "story",
    "outcome",
    "reaction",
    "proof",
    "reason",
    "discovery",
    "risk",
    "own up",
    "own part",
    "agreement",
    "refused",
    "use",
]


@dataclass(frozen=True, slots=True)
class FollowUp:
    """One question to ask next.

    gap : the kind of thing that is missing
    ask : the question, as an interviewer says it
    start, end : the sentence that it hangs on, in seconds
    quote : that sentence, cut short where it is long
    """

    gap: Gap
    ask: str
    start: float
    end: float
    quote: str


@dataclass(frozen=True, slots=True)
class _Open:
    """A candidate: `weight` (0..1) is how likely an interviewer asks it first."""

    gap: Gap
    one: Told
    ask: str
    weight: float


def follow_ups(report: Report, settings: Settings = Settings()) -> tuple[FollowUp, ...]:  # noqa: B008 (frozen)
    """The questions that an answer leaves open, the likeliest first; none where nobody spoke or not in English.

    No two hang on one sentence, and no two neighbours ask for the same kind of thing where another one is open.
    """
    if not report.answer.words or report.answer.attempt.language not in ("en", None):
        return ()
    found = sorted(_all(_Read(report, settings)), key=lambda each: -each.weight)
    chosen: list[_Open] = []
    while found:
        fresh = [each for each in found if not chosen or each.gap != chosen[-1].gap] or found
        best = fresh[0]
        chosen.append(best)
        found = [each for each in found if each.one.at != best.one.at and each.ask != best.ask]
    return tuple(
        FollowUp(each.gap, each.ask, each.one.sentence.start, each.one.sentence.end, shown(each.one.sentence))
        for each in chosen
    )


_OPPOSES = re.compile(
    r"\b(?:(?:said|says|saying|going|like) (?:absolutely |flat |just )?no\b|no way|refus\w+|push(?:ed|ing"
    r"|es)? back|resist\w*"
    r"|object\w*|against (?:it|that|this|me|us|the)|(?:didn't|did not|don't|doesn't|wouldn't"
    r"|never) (?:really )?(?:want|like"
    r"|trust|believe|agree|see (?:it|why|the point)|have it|hear|sign|listen|buy|care)"
    r"|(?:wasn't|weren't|was not|were not|was never|isn't|not) (?:very |too |at all |really )?(?:happy"
    r"|convinced|sure|keen|pleased"
    r"|interested|on board|impressed|thrilled|having)|unhappy|skeptical|sceptical|reluctant|hesitant"
    r"|argu(?:e|ed|ing)|disagree\w*"
    r"|(?:had|with) (?:\w+ )?(?:concerns?|doubts?)|complain\w*|dismissed|laughed (?:at|me|it)|(?:threw"
    r"|thrown|waved|brushed) (?:me|us|it)"
    r"|convinced (?:it|that|the)|insist\w*|(?:okay|ok|yes|yeah|fine|sure) but|leaning towards?"
    r"|too (?:risky|expensive|slow)"
    r"|(?:told|warned) me (?:not|if|no|that it)|stubborn|came to see me|rolled (?:his|her|their) eyes)\b"
)
"""What shows that somebody is against it."""
_TAKES_BADLY = re.compile(
    r"\b(?:upset|angry|mad|furious|annoyed|offended|defensive|concerned|worried|hated|afraid|scared"
    r"|nervous|suspicious|difficult"
    r"|hostile|cold|quiet|silent|walked out|crossed (?:his|her) arms|in tears|crying|disappointed|hurt)\b"
)
"""What shows that somebody takes it badly."""
_AGREES = re.compile(
    r"\b(?:agreed|agrees|said (?:yes|okay|ok|fine|sure|alright)|okay (?:he|she|they) sa(?:id|ys)|gave in"
    r"|came (?:round|around)"
    r"|let (?:me|us) (?!say|put|think|explain|start)\w+|signed|accepted|approved|on board|changed (?:his"
    r"|her|their) minds?|convinced|backed (?:me|it|us)|went along"
    r"|gave (?:me|us) (?:the|a|until|till|two|three|one)|wanted (?:one|it|theirs)|asking (?:when|for)"
    r"|adopted|no more trouble)\b"
)
_FOUND = re.compile(
    r"\b(?:it (?:was|is|'s|wasn't|isn't|turned out to be) (?:not )?the \w+|the (?:\w+ )?(?:problem|cause"
    r"|reason|culprit|issue|trouble|fault)"
    r" (?:was|is|turned out)|turned out|turns out|found out|realized|realised|worked out|figured out|discovered"
    r"|what (?:it|had happened|happened) was|traced|and they found something)\b"
)
"""What tells of a find."""
_NEGATIVE = re.compile(r"\b(?:wasn't|isn't|not|nothing|either)\b")
_RAISED = re.compile(
    r"\bi (?:\w+ )?(?:flagged|raised|reported|escalated|logged it|filed|brought it up|pointed (?:it )?out)\b"
)
_QUOTES = re.compile(r"\b(?:said|says|goes|going|was like|is like|told me|asked)\b")
_PROVES = re.compile(
    r"\b(?:test(?:ed|s|ing)?|measur\w+|compar\w+|check(?:ed|ing)?|verif\w+|counted|monitor\w*|trial|pilot"
    r"|side by side|in parallel"
    r"|simulat\w+|audit\w*|log(?:ged|s)|graph|chart|stopwatch|survey\w*|sampl\w+|proved?)\b"
)
_RISKY = re.compile(
    r"\b(?:from \S+ (?:\w+ )?(?:down |up )?to \S+|instead of|without (?:asking|telling|waiting|a)"
    r"|turned off|switched off|shut"
    r"|took (?:it|them) (?:down|out|offline)|bypass\w*|skip\w*|removed|dropped|cancelled|canceled|stopped"
    r"|rolled|overr\w+|second-?hand"
    r"|rewrote|replaced|moved|opened|froze|highest priority|only (?:if|when|the)|free)\b"
)
"""A step of one's own that could have gone wrong."""
_NOT_THEM = re.compile(r"(?:\b(?:i|i'd|i'm|i was|we|wasn't|weren't|not|never|isn't)(?: \w+)? )$")
_REACH = 7
"""Words between a subject and what it does."""
_GREW = re.compile(
    r"\b(?:faster|slower|fewer|better|smoother|easier|quicker|cheaper|shorter|less|more|dropped|fell|rose"
    r"|grew|improved|reduced"
    r"|increased|decreased|went (?:up|down|away)|came (?:up|down)|saved|changed|a lot|turned around)\b"
)
"""A change without a size."""
_CHANGED = re.compile(
    r"\bi (?:\w+ ){1,5}from \S+ (?:\w+ )?(?:down |up )?to \S+|\b(?:highest priority|second-?hand|used one)\b"
)
"""A setting of one's own, changed on purpose."""
_REPROACH = re.compile(r"\bif i(?:'d| had) (?:\w+ )?(?:come|gone|asked|told|talked|spoken|said|shown)\b")
_DELAY = re.compile(
    r"\b(?:waited|waiting|let it (?:run|go|slide|sit)|put(?:ting)? (?:it|that) off|too (?:late|long)"
    r"|kept (?:going|trying|pushing)"
    r"|hoping (?:it|that|he|she|they)|for (?:a|two|three|four|five|six) (?:weeks?|months?)"
    r"|should've (?:\w+ )?(?:earlier|sooner)"
    r"|didn't (?:raise|speak up))\b"
)
_NOBODY = re.compile(
    r"\b(?:(?:it|this|that) was (?:\w+ )?(?:decided|agreed|felt|thought|determined|concluded)"
    r"|we (?:\w+ )?(?:agreed|decided)"
    r"|(?:was|were|got|been) (?:\w+ )?(?:shortened|cut|cancelled|canceled|dropped|skipped|postponed"
    r"|not (?:being )?held|approved))\b"
)
"""A decision without a person."""
_HELPED = re.compile(
    r"\bthe team (?:\w+ )?(?:put|built|made|came|decided|worked|found|fixed|did|ran|wrote)\b|\bwe all\b"
)
_LATER = re.compile(
    r"\b(?:deadline|until|till|by (?:the end|friday|monday|noon|thursday|wednesday|tuesday)|in (?:six|two"
    r"|three) weeks)\b"
)
_MANDATE = re.compile(
    r"\b(?:asked me|told me|gave me|my (?:boss|manager|director|job)|responsible|mine|in charge|on me"
    r"|assigned)\b"
)


class _Read(Story):
    """The story, and who is spoken of where."""

    @cached_property
    def people(self) -> tuple[tuple[tuple[int, str], ...], ...]:
        """For each sentence where other people are named in it: index of the last token, and how to call them."""
        return tuple(tuple(self._people(one)) for one in self.told)

    def _people(self, one: Told) -> Iterator[tuple[int, str]]:
        said, words = tokens_of(one.sentence.words), one.sentence.words
        for at, token in enumerate(said):
            if token.text in ("he", "she", "nobody", "head"):  # "clear in the head"
                continue
            if token.text in self.names:
                yield at, self.names[token.text]
            elif (begin := other_person(said, at, frozenset())) is not None and begin < at:
                texts = [words[said[i].word].text.strip(' ,.;:?!"“”') for i in range(begin, at + 1)]
                texts[0] = _YOURS.get(texts[0].lower(), texts[0].lower())
                yield at, " ".join(texts)

    def called(self, one: Told, at: int = 10**6) -> str | None:
        """How to call the person a "he" or "she" at token `at` of a sentence means: whoever was named last before."""
        for back in range(one.at, max(-1, one.at - 4), -1):
            named = [name for place, name in self.people[back] if back < one.at or place < at]
            if named:
                return named[-1]
        return None

    @cached_property
    def faults(self) -> frozenset[str]:
        """The kinds of advice that this answer gets first."""
        return frozenset(each.about.check for each in self.report.first if isinstance(each.about, Finding))

    @cached_property
    def share(self) -> float:
        """Share (0..1) of "I" among the deeds of I, we and the team in the action; 1 where there are none."""
        who = [deed.who for one in self.action for deed in one.deeds if done(deed) and deed.who in ("i", "we", "team")]
        return who.count("i") / len(who) if who else 1.0

    def listener(self, one: Told) -> str | None:
        """Whom the speaker says something to in a sentence; None where to nobody."""
        said = tokens_of(one.sentence.words)
        named = dict(self.people[one.at])
        for deed in one.deeds:
            if deed.who != "i" or deed.group.lemma not in _SAYS or deed.group.negated or deed.group.modal:
                continue
            for at in range(deed.group.last + 1, min(len(said), deed.group.last + 8)):
                if at in named:
                    return named[at]
                if said[at].text in ("him", "her"):
                    return self.called(one, at) or "they"
                if said[at].text in ("them", "everyone", "everybody", "people"):
                    return "they"
        return None

    def opponent(self, one: Told) -> str | None:
        """Who is against it, or takes it badly, in a sentence; "they" where nobody is named, None where nobody is."""
        return self._who(_OPPOSES, one) or self._who(_TAKES_BADLY, one)

    def agrees(self, one: Told) -> str | None:
        """Who agrees in a sentence of the story; as `opponent`."""
        return self._who(_AGREES, one)

    def _who(self, pattern: re.Pattern[str], one: Told) -> str | None:
        for match in pattern.finditer(one.text):
            if one.lesson or _NOT_THEM.search(one.text[: match.start()]):
                continue
            if who := self._doer(one, match):
                return who
        return None

    def _doer(self, one: Told, match: re.Match[str]) -> str | None:
        """Who stands before a match in a sentence as the one who does it; None where it is the speaker or nobody."""
        line = line_of(one.sentence.words)
        word = line.tokens[line.place(*match.span())[0]][0]
        here = next((i for i, token in enumerate(tokens_of(one.sentence.words)) if token == word), 0)
        near = [deed for deed in one.deeds if deed.subject <= here and here - deed.head <= _REACH]
        if near and near[-1].who in ("i", "we"):
            return None
        named = [name for at, name in self.people[one.at] if 0 <= here - at <= _REACH]
        if named:
            return named[-1]
        if near:
            return (self.called(one, near[-1].subject) or "they") if near[-1].who == "other" else "they"
        return (
            "they"
            if re.search(r"\b(?:nobody|people|everyone|everybody|some of)\b", one.text[: match.start()])
            else None
        )

    @cached_property
    def core(self) -> list[Told]:
        """What the story is told for: the action, or all that is no opening and no lesson."""
        return self.action or [one for one in self.told if not one.lesson and one.phase is not None] or list(self.told)


_OF_PEOPLE = ("conflict", "persuade", "boss", "people", "feedback", "growth")
_SMALL = 0.45
"""Share of "I" among the deeds of I, we and the team below which one asks for the speaker's own part."""
_CHANGES = frozenset(
    "build rebuild write rewrite move put cut stop start switch replace change set make turn open close"
    " shut buy order hire"
    " design redesign draw add remove take drop cancel introduce create run roll launch deploy"
    " install split merge send".split()
)
"""What changes something for others too."""
_TOLD = 3
"""Own deeds between a no and a yes from which it is told how the other one was won."""
_YOURS = {"my": "your", "our": "your", "a": "the", "an": "the", "one": "the", "another": "the other", "this": "the"}
_SAYS = TALK | frozenset("say propose recommend report write refuse close step move take bring give send".split())
_ASKS = TALK | frozenset("say propose recommend report refuse".split())


def _all(story: _Read) -> Iterator[_Open]:
    if story.asked.shape == "scene":
        yield from _scene(story)
        return
    for look in _LOOKS:
        yield from look(story)


def _scene(story: _Read) -> Iterator[_Open]:
    last = [one for one in story.told if one.sentence.words][-1]
    yield _Open("outcome", last, "And what came of it?", 0.9)
    yield from _reactions(story)


def _no_story(story: _Read) -> Iterator[_Open]:
    first = next(iter(story.core))
    if story.asked.shape == "yourself":
        yield _Open(
            "story", _weightiest(story), "Pick one thing you did there: what did you change, and who noticed?", 0.9
        )
        return
    if "no story" in story.faults or story.asked.shape == "hypothetical":
        yield _Open("story", first, "Can you think of one real time this happened to you, and what did you do?", 1.0)
        yield _Open("outcome", story.told[-1], "When that really happened to you, how did it end?", 0.95)


def _ends(story: _Read) -> Iterator[_Open]:
    if story.asked.shape not in ("story", "brief") or "no story" in story.faults:
        return
    last = story.core[-1]
    if "cut off" in story.faults:
        yield _Open("outcome", story.told[-1], "You stopped there. What came next, and how did it end?", 1.0)
    elif not story.ending:
        yield _Open("outcome", last, "And how did it come out in the end?", 0.97)
        yield _Open("use", story.told[-1], "What would you do differently next time?", 0.6)


def _reactions(story: _Read) -> Iterator[_Open]:
    """What somebody said, how they took it, what changed their mind."""
    lift = 0.1 if story.about(*_OF_PEOPLE) else 0.0
    later = _later(story)
    for one in (each for each in story.told if each.phase in ("task", "action") and not each.lesson):
        who = story.listener(one)
        said = {d.group.lemma for d in one.deeds if d.who == "i"}
        if who and not story.answered(one) and said & _ASKS:
            weight = 0.58 + lift + 0.12 * one.has("decision", "decided") + later(one)
            weight -= 0.1 * (not said & (_ASKS - {"say", "ask"})) + 0.04 * (who == "they")
            yield _Open("reaction", one, f"What did {who} say to that?", weight)
        if one.has("hidden talk") and not story.answered(one, 1):
            yield _Open("reaction", one, "Who was that, and what exactly did they say?", 0.8 + lift)
        if _RAISED.search(one.text) and not story.answered(one):
            weight = 0.5 + lift + 0.12 * (story.share < _SMALL)
            yield _Open("reaction", one, "What exactly did you say or write there, and how was it taken?", weight)
    found = [(one, who) for one in story.told if one.phase and (who := story.opponent(one))]
    for place, (one, who) in enumerate(found):
        yes = next((each for each in story.told[one.at : one.at + 7] if story.agrees(each)), None)
        weight = 0.62 + lift + 0.08 * (one.phase in ("action", "result")) - 0.04 * (place < len(found) - 1)
        weight -= 0.14 * (not _OPPOSES.search(one.text))
        them = _object(who)
        if yes is not None:
            between = [each for each in story.told[one.at + 1 : yes.at] if each.did("i")]
            told = len(between) >= _TOLD
            yield _Open("reaction", one, f"What made {them} change their mind?", weight - 0.12 * told)
            ask = f"What would you have done if {who} had still said no?"
            yield _Open("refused", yes, ask, weight - 0.02 if told else 0.44 + lift)
        elif one.phase not in ("action", "result"):
            yield _Open("agreement", one, f"How did you get {them} to agree in the end?", weight - 0.02)
        elif _QUOTES.search(one.text):
            yield _Open("reaction", one, f"What did {who} say in the end, and what changed their mind?", weight)
        else:
            yield _Open("reaction", one, f"What exactly did {who} say, and how did you answer?", weight)
    if not found and story.about("persuade", "conflict", "boss"):
        yield _Open("reaction", _weightiest(story), "Who was against it, and what did you say to them?", 0.66)
    if name := story.person:
        last = [one for one in story.core if name in (each for _, each in story.people[one.at])]
        end = [one for one in story.told if one.phase == "result" or one.lesson]
        if last and not any(name in (each for _, each in story.people[one.at]) or story.voice(one) for one in end):
            yield _Open("reaction", last[-1], f"And what did {name} say about it afterwards?", 0.52 + lift)
    if story.about("growth"):
        who = story.person or "them"
        yield _Open(
            "reaction", story.core[-1], f"What did you do yourself, step by step, to help {who} get there?", 0.84
        )


def _agreement(story: _Read) -> Iterator[_Open]:
    """Nobody else is heard in the whole story: who had to agree, and what they said."""
    if any(story.agrees(one) for one in story.told) or any(story.opponent(one) for one in story.core):
        return
    one = _weightiest(story)
    if not _turns(one):
        return
    weight = 0.44 + 0.1 * (not story.voices) + 0.04 * (not story.about("technical"))
    yield _Open("agreement", one, "Who had to agree to that, and what did they say?", weight)


def _proof(story: _Read) -> Iterator[_Open]:
    """The size of the result, and how it is known."""
    if not story.ending:
        return
    figures = [one for one in story.result if story.figures(one)]
    vague = [one for f in story.findings("vague-result") for one in [story.sentence_of(f)] if one]
    if not figures:
        grown = [one for one in story.ending if _GREW.search(one.text)]
        if vague or grown:
            one = (vague or grown)[0]
            yield _Open("proof", one, "How much did it change: how was it before, and how after?", 0.68)
        else:
            yield _Open("proof", story.ending[-1], "What came of it later, and how do you know?", 0.42)
        return
    for one in (each for each in vague if each.phase == "result" and not story.figures(each)):
        yield _Open("proof", one, "What can they do now that they could not do before?", 0.5)
    technical = story.about("technical")
    if not any(_PROVES.search(one.text) for one in [*story.action, *story.ending]):
        one = _weightiest(story)
        yield _Open("proof", one, "How did you test that, and how did you know that it worked?", 0.5 + 0.1 * technical)
    one = figures[-1]
    yield _Open("proof", one, "Over what time did you measure that, and does it still hold?", 0.3)


def _reasons(story: _Read) -> Iterator[_Open]:
    """Why this and not another way; how it was found; what could have gone wrong."""
    decision, technical = story.about("decision"), story.about("technical")
    finds = [one for one in story.core if one.phase != "result" and _FOUND.search(one.text)]
    if finds:
        one = next((each for each in reversed(finds) if not _NEGATIVE.search(each.text)), finds[-1])
        bare = not any(_PROVES.search(near.text) for near in story.told if abs(near.at - one.at) <= 1)
        yield _Open("discovery", one, "How did you find that out?", 0.36 + 0.16 * technical + 0.1 * bare)
    for one in story.core:
        if one.has("decided") and not one.lesson:
            weighed = any(near.has("weigh") for near in story.told if 0 <= near.at - one.at <= 1)
            ask = "Why that and not the other way: what spoke against it?"
            yield _Open("reason", one, ask, 0.5 + 0.15 * decision - 0.12 * weighed)
        if one.did("i") and _RISKY.search(one.text) and one.phase == "action":
            ask = "What could have gone wrong with that, and how did you know that it was safe?"
            weight = 0.4 + 0.08 * (decision or technical) + 0.24 * (_CHANGED.search(one.text) is not None)
            yield _Open("risk", one, ask, weight)


def _owning(story: _Read) -> Iterator[_Open]:
    """The speaker's own part in what went wrong."""
    failure = story.about("failure")
    owned = [one for one in story.told if one.has("own fault") and one.phase and not (one.lesson and not failure)]
    for one in owned:
        weight = (
            0.34 + 0.34 * failure + 0.05 * bool(story.people[one.at]) + 0.03 * (_DELAY.search(one.text) is not None)
        )
        yield _Open("own up", one, "Why was that, and when did you see that it was wrong?", weight)
    for one in story.core:
        around = one.has("over the head") and story.about("boss", "conflict") and not story.having("asked first")
        if around or _REPROACH.search(one.text):
            yield _Open("own up", one, f"Why did you not go to {story.called(one) or 'them'} first?", 0.85)
        if _DELAY.search(one.text) and one.did("i", "we"):
            yield _Open(
                "own up", one, "What did that time cost, and what made you act in the end?", 0.48 + 0.1 * failure
            )
        if (match := _NOBODY.search(one.text)) and (failure or not match[0].startswith("we")):
            yield _Open("own up", one, "Who decided that, and what did you say at the time?", 0.62 + 0.15 * failure)
    for one in (each for each in story.told if each.has("blame")):
        yield _Open("own up", one, "And what could you have done about that yourself?", 0.5)
    if failure and not owned:
        bad = next((one for one in story.told if one.has("bad end") and one.phase), None)
        if bad is None and any(one.has("good end") for one in story.result):
            yield _Open("own up", story.told[0], "Where in that did you fail?", 0.9)
        else:
            yield _Open("own up", bad or story.core[-1], "What was your own part in that?", 0.74)


def _own_part(story: _Read) -> Iterator[_Open]:
    failure = story.about("failure")
    for one in story.core:
        if _HELPED.search(one.text) or (
            sum(d.who in ("we", "team") and done(d) for d in one.deeds) > 1 and not one.did("i")
        ):
            weight = (
                0.45
                + 0.3 * (story.share < _SMALL)
                - 0.1 * (failure or story.about("decision"))
                + 0.03 * bool(_HELPED.search(one.text))
            )
            yield _Open("own part", one, "Which part of that did you do yourself?", weight)
    if not any(_MANDATE.search(one.text) for one in story.told) and not story.of("task"):
        ask = "Whose problem was that: who asked you to take it on, and who had to agree?"
        yield _Open("agreement", (story.setup or story.core)[-1], ask, 0.6)


def _use(story: _Read) -> Iterator[_Open]:
    for one in story.lessons[-1:]:
        ask = (
            "Tell me about another time when you did so."
            if one.has("use", "since")
            else "Where have you used that since?"
        )
        yield _Open("use", one, ask, 0.3)


def _always(story: _Read) -> Iterator[_Open]:
    one = _weightiest(story)
    weighed = any(near.has("weigh") for near in story.told if 0 <= near.at - one.at <= 1)
    weight = 0.5 if _turns(one) and not weighed else 0.2
    yield _Open("reason", one, "What else did you consider, and why did you not do it?", weight)
    yield _Open("own part", one, "What was the hardest moment in that for you, and what did you do?", 0.1)


_LOOKS: tuple[Callable[[_Read], Iterable[_Open]], ...] = (
    _no_story,
    _ends,
    _reactions,
    _agreement,
    _proof,
    _reasons,
    _owning,
    _own_part,
    _use,
    _always,
)


def _later(story: _Read) -> Callable[[Told], float]:
    """What is told towards the end of the action weighs a little more: it decided the story."""
    core = story.core
    first, last = core[0].at, core[-1].at
    return lambda one: 0.06 * (one.at - first) / max(1, last - first)


def _weightiest(story: _Read) -> Told:
    """The own step that carries the story."""
    own = [one for one in story.core if story.tells(one)] or story.core
    return max(own, key=lambda one: (_turns(one), sum(d.who == "i" and done(d) for d in one.deeds)))


def _turns(one: Told) -> int:
    """How much a sentence changes what there is: 2 for a decision, 1 for something built or changed, else 0."""
    if one.has("decided"):
        return 2
    return int(one.has("decision") or any(d.who == "i" and done(d) and d.group.lemma in _CHANGES for d in one.deeds))


def _object(who: str) -> str:
    return "them" if who == "they" else who
