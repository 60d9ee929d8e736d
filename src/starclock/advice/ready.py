"""Ready: nothing fails and what the question asks for is there; and the question to expect next.

The next question hangs on a sentence of the speaker's, and is asked only where the answer does not answer it already.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from starclock.advice._story import BRIEF, TALK, Kind, Story
from starclock.advice._told import Told, at, done
from starclock.english.deeds import Deed
from starclock.english.lines import tokens_of
from starclock.report import Advice

_HEARD = frozenset(
    "tell propose recommend suggest offer warn pitch insist promise admit confess apologize confront".split()
)
"""What is said to somebody so that the answer decides how the story goes on; "ask her for a coffee" is none."""
_ASKED = TALK | frozenset("say want need request hand send bring put give draw write".split())
"""What a speaker does to get somebody's yes."""
_YES = re.compile(
    r"\b(?:said (?:yes|okay|ok|fine|all right|alright|go ahead|do it|try it|you can|you have|then do)|agreed|accepted"
    r"|signed(?! up)|took it|let (?:me|us) (?!down|go\b)|allowed|approved|gave (?:me|us) (?!a (?:hard|look|bad)|the"
    r" (?:look|creeps))|came round|came around|gave in|bought it|nodded|wrote back yes)\b"
)
"""Somebody's yes."""
_ELSE = re.compile(
    r"\b(?:instead|rather than|could(?:'ve| have)?|either|alternativ\w*|other (?:way|option|choice)|options?|two ways"
    r"|might have|would(?:'ve| have)|not (?:the|a|an) \w+ (?:but|one)|wouldn't|didn't want)\b"
)
"""What says which other way there was."""
_PLANNED = re.compile(
    r"\b(?:if (?:it|that|this|we|i|they|he|she|you|the) .{2,}|in case|fall ?back|plan b|roll(?:ed)? (?:it )?back|backup"
    r"|otherwise)\b"
)
"""What says that the other outcome was thought of."""
_WHETHER = re.compile(
    r"\b(?:ask\w*|see|saw|check\w*|kn[eo]w|wonder\w*|find out|found out|told|said|sure|tell|look\w*)(?: \w+){0,3} $"
)
"""What stands before an "if" that is a "whether"."""
_AGAIN = re.compile(
    r"\b(?:once|twice|times|last (?:week|month|year|winter|summer|spring|autumn|fall)|caught|found|saved|stopped"
    r"|since has|for (?:example|instance)|the other day|has helped|\d+|two|three|four|five|six|seven|eight|nine|ten"
    r"|eleven|twelve|dozen\w*)\b"
)
"""What shows that a habit has been of use."""
_NOW = re.compile(
    r"\b(?:now|since(?: then| that)?|these days|nowadays|anymore|any more|still|always|never|each|every|first|before"
    r"|from then on)\b"
)
"""What shows that a habit lasts."""
_PRONOUN = re.compile(
    r"\b(?:he|she|him|her|his|hers|they|them|both|the two|the pair|each other|everyone)\b|\b(?:he|she|they)'"
)
_OPPOSED = re.compile(
    r"\b(?:said no|refused|against|furious|angry|upset|annoyed|shouted|yelled|hurt|offended|cold|quiet|silent|not"
    r" (?:happy|pleased|amused)|wasn't (?:happy|pleased)|cried|complained|slammed|walked out|disagreed|resent\w*)\b"
)
_NOTHING = re.compile(
    r"\b(?:no|not|never|nothing|nobody|none|refused|useless|worse|failed|wrong|but)\b|n't\b"
    r"|^(?:he|she|they)(?:'d| had) "
)
"""What says that a step came to nothing, or only half."""
_SUBJECT = {"him": "he", "her": "she", "them": "they"}
_STEPS = 2
"""Own deeds from which an action shows how somebody works."""
_WOULD = frozenset(("would", "'d", "could", "will"))
_ROOM = 0.14
"""Share of the time meant for an answer below which none is called ready."""
_STATES = frozenset("say think guess learn take suppose believe know find tell remember feel hope see".split())
_MORE = 4
"""Words from which a clause can be asked about."""
_SAID = 0.3
"""How much of the learned score one sign in the words is worth."""
_LADDER, _SHORTER = (120, 90, 60), 0.8
"""Seconds in which a story may be told again, and the share of its own seconds that they must leave."""
_DIGS = "Your strongest step is where an interviewer digs."
_LATE = 0.8
"""How much of it the last step has before the first one: what was tried first is often what failed."""
_PROOF = 0.5
"""Chance from which a sentence tells a change."""
_WORDS = 0.5
"""Chance from which a sentence tells the speaker's own words."""
_REASON = 0.4
"""Chance from which a sentence gives a reason."""
_EXPLAINED = 0.3
"""The same beside a fault that is owned: there half a reason is one."""
_TURN = 0.2
"""Chance that readers marked a step as the turn, from which another way was open."""
_TURNS = 3.0
"""How much the chance that readers marked a step as the turn counts beside the other signs."""
_CHOICES = 3
"""Steps that are tried until one leaves its question open."""


def _look(story: Story) -> Advice | None:
    return next(iter(following(story)), None)


def carries(story: Story) -> bool:
    """Whether an answer holds what its question asks for, so that it may be called ready.

    Stricter than silence: that no kind of advice speaks is no proof that everything is there.
    """
    ends = any(
        story.figures(one) or one.has("good end", "bad end", "since") or story.voice(one) for one in story.ending
    )
    if story.asked.shape == "scene":
        if story.wants_words and not story.marked("said", _WORDS):
            return False
        return any(story.voice(one) for one in story.told)
    if story.asked.shape == "brief":
        return ends
    if story.asked.shape == "hypothetical":
        return sum(d.who == "i" and d.group.modal in _WOULD for one in story.told for d in one.deeds) >= _STEPS
    if story.asked.shape == "yourself":
        return any(story.chance(one, "number", "change") >= _PROOF for one in story.told)
    if story.asked.shape != "story":
        return False
    acts = sum(one.did("i") for one in story.action) >= _STEPS
    reasons = any(one.has("weigh", "reason") for one in story.told)
    heard = bool(story.voices)
    learned = bool(story.lessons) or any(story.late(one) and one.has("since", "use") for one in story.told)
    owned = bool(story.having("own fault"))
    targets = story.settings.targets
    total = targets.total
    set_up = story.answer.seconds_of("situation")
    acted = story.answer.seconds_of("action")
    if targets.action and set_up > 1.5 * targets.situation and acted < 0.5 * targets.action:
        return False
    return (
        ends
        and acts
        and reasons
        and (heard or not story.about("conflict", "persuade", "feedback", "growth", "boss"))
        and (learned or not story.about("failure", "feedback"))
        and (owned or not story.about("failure"))
        and _ROOM * total <= story.seconds <= 1.2 * total
    )


def following(story: Story) -> list[Advice]:
    """The questions that an answer leaves open which holds what was asked, the likeliest first.

    Of any other answer none is asked: readers found it empty while something else is missing.
    """
    asked: tuple[Callable[[Story], Advice | None], ...]
    if story.asked.shape == "scene":
        asked = (_answer, _outcome)
    elif story.asked.shape == "brief":
        asked = (_longer,)
    elif story.asked.shape == "hypothetical":
        asked = (_hindered, _turn)
    elif story.asked.shape == "yourself":
        asked = (_proved,)
    elif story.about("failure"):
        asked = (_fault, _afterwards, _proof, _answer, _shorter, _turn, _another)
    elif story.about("conflict", "persuade", "feedback", "growth", "boss", "people"):
        asked = (_afterwards, _refused, _answer, _turn, _proof, _shorter, _another)
    else:
        asked = (_turn, _refused, _answer, _proof, _shorter, _another)
    return [advice for look in asked if (advice := look(story))]


def _next(story: Story, one: Told, question: str, about: str, message: str, why: str) -> Advice:
    return Advice(
        story.on("next question", one, message),
        f"Be ready for “{question}”{about}.",
        why,
    )


# Questions about the other person


def _refused(story: Story) -> Advice | None:
    """Somebody says yes, and nobody hears what a no would have meant."""
    if any(_planned(one) and one.did("i") for one in story.action):
        return None
    for one in story.action + story.result:
        deed = next((d for d in one.deeds if d.who == "other" and done(d) and _yes(one, d)), None)
        if deed is None:
            continue
        near = [t for t in story.told if 0 <= one.at - t.at <= 2]
        asks = [t for t in near if any(d.who == "i" and done(d) and d.group.lemma in _ASKED for d in t.deeds)]
        before = [t for t in story.told if t.at <= one.at]
        if not asks or any(t.has("against") for t in before):
            continue
        who = _named_in(story, one, deed)
        return _next(
            story,
            one,
            f"What would you have done if {who} had said no?",
            f", about {story.quoted(one)} at {at(one)}",
            "a yes that could have been a no",
            "The hardest moment of a story about people is where an interviewer digs.",
        )
    return None


def _yes(one: Told, deed: Deed) -> bool:
    said = tokens_of(one.sentence.words)
    return _YES.search(" ".join(token.text for token in said[deed.group.first : deed.group.last + 4])) is not None


def _named_in(story: Story, one: Told, deed: Deed) -> str:
    """The subject of a deed as it can stand in a question: "she", "Karin", "the director"."""
    said = tokens_of(one.sentence.words)
    words = [token.text for token in said[deed.subject : deed.head + 1]]
    if len(words) == 1:
        return story.names.get(words[0], words[0])
    turned = {"my": "your", "our": "your"}
    return " ".join(turned.get(word, story.names.get(word, word)) for word in words)


def _afterwards(story: Story) -> Advice | None:
    """Somebody who was against it, or hurt, and is not heard of at the end."""
    name = story.person
    if name is None or not story.about("conflict", "feedback", "boss", "failure", "people"):
        return None
    met = [one for one in story.action if _named(one, name)]
    hurt = [
        one for one in story.told if _OPPOSED.search(one.text) and (_named(one, name) or _follows(story, one, name))
    ]
    end = [one for one in story.told if one.at > story.last_action or one.phase == "result" or one.lesson]
    if not met or not hurt or any(_named(one, name) or _PRONOUN.search(one.text) for one in end):
        return None
    return _next(
        story,
        met[-1],
        f"How is it between you and {name} today?",
        f", after {story.quoted(met[-1])} at {at(met[-1])}",
        f"{name} is not heard of at the end",
        "Most follow-up questions ask about the other person.",
    )


def _follows(story: Story, one: Told, name: str) -> bool:
    """Whether the sentence before names somebody and this one goes on with "he" or "she"."""
    before = story.told[one.at - 1] if one.at else None
    return before is not None and _named(before, name) and bool(re.match(r"(?:and |so |but )?(?:he|she)\b", one.text))


def _named(one: Told, name: str) -> bool:
    return name.lower() in one.text.replace("'s", "").split()


def _answer(story: Story) -> Advice | None:
    """Something said to somebody whose answer decides, and is not told."""
    open_ends = [
        (one, who)
        for one in story.action
        if (who := story.speaks_to(one))
        and who != "them"
        and not story.answered(one, 3)
        and any(deed.who == "i" and deed.group.lemma in _HEARD and done(deed) for deed in one.deeds)
    ]
    if not open_ends:
        return None
    one, who = max(open_ends, key=lambda pair: (pair[0].has("decision", "decided"), pair[0].sentence.seconds))
    name = who if who[0].isupper() else _SUBJECT.get(who, "they")
    return _next(
        story,
        one,
        f"What did {name} say to that?",
        f", after {story.quoted(one)} at {at(one)}",
        "the answer is not told",
        "Most follow-up questions ask what the other person said.",
    )


# Questions about the speaker's own steps


def _fault(story: Story) -> Advice | None:
    """A fault that is owned and not explained, neither in its sentence nor in the next ones."""
    owned = [
        one
        for one in story.having("own fault", within=story.of("action", "task"))
        if not re.search(r"\bshould(?:n't)?(?:'ve| have| not have)\b", one.where("own fault").lower())
    ]
    if not owned:
        return None
    one = owned[0]
    around = _around(story, one, 3)
    if any(near.has("weigh", "reason") or story.chance(near, "reason") >= _EXPLAINED for near in around):
        return None
    return _next(
        story,
        one,
        "Why?",
        f", about {one.where('own fault')} at {at(one)}",
        "the fault you own",
        "Whoever owns a fault is asked what they were thinking.",
    )


def _proof(story: Story) -> Advice | None:
    """Something that is done differently since, without a case in which it was of use."""
    late = [one for one in story.told if story.late(one, 0.6) and not one.has("closing", "shrug", "talk down")]
    habits = [
        one
        for one in late
        if _NOW.search(one.text)
        and any(
            d.who == "i" and d.group.tense == "present" and not d.group.modal and d.group.lemma not in _STATES
            for d in one.deeds
            if done(d)
        )
    ]
    if not habits:
        return None
    one = habits[-1]
    if any(_AGAIN.search(near.text) or story.figures(near) for near in (one, *_after(story, one))):
        return None
    return _next(
        story,
        one,
        "When did that last help you?",
        f", about {story.quoted(one)} at {at(one)}",
        "a habit without a case",
        "A habit is believed once it has worked a second time.",
    )


def _turn(story: Story) -> Advice | None:
    """The step that could have gone another way, without what would have come of that."""
    steps = _turns(story)
    ended_well = not story.about("failure") and not any(one.has("bad end") for one in story.ending)
    planned = any(_planned(one) for one in story.action)
    for one in steps[:_CHOICES]:
        about = f", about {story.quoted(one)} at {at(one)}"
        message = "the step that carries the story"
        if ended_well and not planned:
            return _next(story, one, "What would you have done if that had not worked?", about, message, _DIGS)
        given = any(story.chance(near, "reason") >= _REASON for near in _around(story, one, 1))
        weighed = any(near.has("weigh") for near in story.told) or _near(story, one, _ELSE)
        if not given and not weighed and story.chance(one, "turn") >= _TURN:
            question = "What else could you have done there, and why did you not?"
            return _next(story, one, question, about, message, _DIGS)
    return None


def _shorter(story: Story) -> Advice | None:
    """Nothing open is found: the same story in less time, with what must stay."""
    own = [one for one in story.told if one.did("i") and not one.has("own fault", "passed on", "closing")]
    if story.asked.shape != "story" or not own or not carries(story):
        return None
    learned = story.turns(own)
    one = max(zip(own, learned, strict=True), key=lambda pair: pair[1])[0]
    seconds = next((rung for rung in _LADDER if rung <= _SHORTER * story.seconds), None)
    if seconds is None:
        return None
    ends = [t for t in story.ending if t.at != one.at and not t.has("closing")]
    end = max(ends, key=lambda t: (bool(story.figures(t)), t.sentence.seconds), default=None)
    keep = f"{story.quoted(one)} and {story.quoted(end)}" if end else story.quoted(one)
    return Advice(
        story.on("next question", one, "the next harder thing"),
        f"The next harder thing: tell it in {seconds} s, and keep {keep}.",
        "A story that holds in less time leaves room for questions.",
    )


def _another(story: Story) -> Advice:
    """There is nothing to ask about this story, and no time to take from it."""
    one = story.most("change")
    return Advice(
        story.on("next question", one, "the next harder thing"),
        f"What stays of it is {story.quoted(one)} at {at(one)}. The next harder thing: a second story for the same"
        " question, since “Another one?” is often asked.",
        "One good story can be luck; two are a habit.",
    )


def _turns(story: Story) -> list[Told]:
    """The speaker's own steps, those first that could have gone another way."""
    told = story.action if story.asked.shape == "story" else [one for one in story.told if one.at > 0]
    own = [one for one in told if story.tells(one) and _askable(story, one) and not _failed(story, one)]
    past = [one for one in own if any(d.who == "i" and d.group.tense == "past" for d in one.deeds)]
    own = past if 2 * len(past) > len(own) else own  # a habit told in between is no step
    learned = story.turns(own)
    first, last = (own[0].at, own[-1].at) if own else (0, 0)
    known = {
        one.at: score
        + _TURNS * story.chance(one, "turn")
        + _SAID * _weight(story, one)
        + _LATE * (one.at - first) / max(1, last - first)
        for one, score in zip(own, learned, strict=True)
    }
    return sorted(own, key=lambda one: -known[one.at])


def _planned(one: Told) -> bool:
    """Whether a sentence says what was meant for the other outcome; "I asked if ..." does not."""
    return any(not _WHETHER.search(one.text[: match.start()]) for match in _PLANNED.finditer(one.text))


def _askable(story: Story, one: Told) -> bool:
    """Whether a sentence holds a deed that can be asked about."""
    return (
        len(one.text.split()) >= _MORE
        and bool(one.deeds)
        and one.deeds[0].who == "i"
        and not any(deed.who == "i" and deed.group.negated for deed in one.deeds)
        and not one.has("correction", "out of order", "closing")
        and len(story.own(one).split()) >= _MORE
    )


def _failed(story: Story, one: Told) -> bool:
    """Whether the next sentence says that a step came to nothing."""
    after = story.told[one.at + 1 : one.at + 2]
    return any(_NOTHING.search(near.text) for near in after)


def _weight(story: Story, one: Told) -> int:
    """What shows a turn: a decision, something said or offered to somebody, their reaction right after."""
    after = _after(story, one)
    return (
        3 * one.has("decided")
        + 2 * one.has("decision")
        + (story.speaks_to(one) is not None)
        + any(story.voice(near) for near in after[:1])
        + bool(re.search(r"\b(?:instead|rather than|not even|anyway|myself)\b", one.text))
        + any(_OPPOSED.search(near.text) for near in _around(story, one, 2))
    )


def _near(story: Story, one: Told, pattern: re.Pattern[str]) -> bool:
    return any(pattern.search(near.text) for near in _around(story, one, 1))


def _around(story: Story, one: Told, reach: int) -> Iterable[Told]:
    return (near for near in story.told if abs(near.at - one.at) <= reach)


def _after(story: Story, one: Told) -> list[Told]:
    return list(story.told[one.at + 1 : one.at + 3])


# Questions after a short answer, a scene, a plan


def _longer(story: Story) -> Advice | None:
    own = [one for one in story.told if story.tells(one)]
    if not own or story.seconds > BRIEF:
        return None
    one = max(own, key=lambda t: (_weight(story, t), t.sentence.seconds))
    return Advice(
        story.on("next question", one, "the step that carries the story"),
        "The length is what was asked for. Have the longer version ready: what you tried first, and who had to agree.",
        "A short example is often followed by “tell me more”.",
    )


def _outcome(story: Story) -> Advice | None:
    if not story.told:
        return None
    one = story.told[-1]
    return Advice(
        story.on("next question", one, "what comes next"),
        "Have the next answer ready: “And what came of it?”",
        "A follow-up is followed by the next one.",
    )


def _proved(story: Story) -> Advice | None:
    """An answer about oneself with its proof: how it was done."""
    one = max(story.told, key=lambda t: story.chance(t, "number", "change"), default=None)
    if one is None or story.chance(one, "number", "change") < _PROOF:
        return None
    return _next(
        story,
        one,
        "How did you do that?",
        f", about {story.quoted(one)} at {at(one)}",
        "the proof",
        "What you prove an answer about yourself with is what is asked about first.",
    )


def _hindered(story: Story) -> Advice | None:
    """A plan that has its case: what if it does not work?"""
    steps = [one for one in story.told if any(d.who == "i" and d.group.modal in ("would", "'d") for d in one.deeds)]
    if len(story.told) < _MORE or not steps:
        return None
    one = steps[-1]
    return _next(
        story,
        one,
        "And if that does not work?",
        f", after {story.quoted(one)} at {at(one)}",
        "the last step of the plan",
        "A plan is asked on until it ends.",
    )


KIND = Kind(
    "next question", 99, "What would be asked next?", "follow-up questions of four coaches on 80 answers", _look
)
