"""What was asked: it decides what an answer is judged by.

story         "Tell me about a time ...": the four parts, their seconds, a result
brief         "a quick example": the parts, but no clock
scene         "What exactly did you say to her?": a follow-up about one moment; no task, no result, no clock
hypothetical  "What would you do if ...", "How do you ...": a plan, best with one time it was done
yourself      "Tell me about yourself", strengths, why this job: no story is asked for
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Shape = Literal["story", "brief", "scene", "hypothetical", "yourself"]
Topic = Literal["failure", "conflict", "boss", "feedback", "persuade", "people", "growth", "decision", "technical"]

_TIME = re.compile(
    r"\b(?:an?|any|one|the last|your last|that) (?:\w+ )?(?:times?|example|situation|experience|story|instance"
    r"|project)\b"
)
_BRIEF = re.compile(
    r"\b(?:briefly|in a nutshell|quickly (?:tell|give|describe|walk|run)|keep it (?:short|brief)"
    r"|(?:quick|brief|short) (?:\w+ )?(?:example|answer|story|version|summary|overview|introduction|one)"
    r"|quick one|a minute is (?:plenty|enough|fine)|(?:thirty|sixty|ninety|\d+) seconds is (?:plenty|enough|fine)"
    r"|in (?:just |under |about )?(?:a|one|two|three|a few|thirty|sixty|ninety|\d+) (?:sentences?|words?|minutes?"
    r"|seconds?))\b"
)
_YOURSELF = re.compile(
    r"\b(?:(?:about|introduce|describe) yourself|your (?:background|resume|résumé|cv|career)(?: so far| path| to"
    r" date)?$"
    r"|walk me through your (?:background|resume|résumé|cv|career|experience)|who (?:are you|you are)"
    r"|why (?:do you want|are you (?:leaving|interested|applying|looking|here)|did you (?:apply|leave)|this"
    r" (?:company|role|job)"
    r"|should we|would you like|us\b)|(?:greatest|biggest|main|your) (?:strengths?|weakness(?:es)?)"
    r"|where do you see|what (?:motivates|drives|interests) you|what are you (?:looking for|proud of as)"
    r"|how would (?:people|others|your \w+) describe)\b"
)
_HYPOTHETICAL = re.compile(
    r"\b(?:what would you (?!say|call|consider|pick|name|describe)|how would you (?!describe)|what if\b|imagine"
    r"|suppose|say you|if you (?:were|had|could|joined|got|saw)"
    r"|how do you|what do you (?:usually|typically|normally|do when|do if)|what is your (?:approach|philosophy|style"
    r"|process)"
    r"|what's your (?:approach|philosophy|style|process)|what do you do|you (?:learn|discover|notice|find out) that)\b"
)
_WH = re.compile(
    r"^(?:(?:and|so|but|okay|ok|right|then|sorry)[, ]+)*(?:what|how|why|who|whom|which|when|where|did|was|were)\b"
)
_BACK = re.compile(
    r"\b(?:exactly|precisely|he|she|they|him|her|them|his|their|that|this|it|those|then|there|next|after that|in the"
    r" end)\b"
)
_MOMENT = re.compile(
    r"\b(?:walk me through|take me (?:through|back to)|tell me more about|go back to|say more about|describe)"
    r" (?:that|this|the) (?:\w+ )?(?:conversation|moment|meeting|call|scene|talk|minute|night|morning|decision|part)\b"
)
_SAID = re.compile(
    r"^(?:and )?what (?:exactly |precisely )?did (?:you|he|she|they) (?:\w+ )?(?:say|tell|ask|answer"
    r"|reply|write|think|feel)\b"
    r"|^(?:and |so )?what did you do (?:in|during|after|on|with|about|at|before|first|next)\b"
)
_LONGEST = 16
"""Words of a follow-up question."""
_RETURNS = re.compile(
    r"\b(?:let's|let us|let me|can we|could we|i'd like to|i want to) (?:stay|go back|come back|return|zoom in"
    r"|dig in)\b"
    r"|(?:^|[.!?;] )(?:stay|go back|come back|return|zoom in) (?:with|to|into|on|at)\b"
    r"|(?:^|[.!?;] )(?:and |so |but |earlier |just now )?you(?:'ve| have| just| had)? (?:said|mentioned|told|say"
    r"|talked about"
    r"|described|touched on)\b"
    r"|\b(?:what|how) (?:exactly|precisely) did you (?:say|tell|put|phrase|word|ask|answer|write)\b|\b(?:exact"
    r"|actual|own) words\b"
    r"|\bword for word\b|\bdid you say (?:exactly|precisely|then)\b"
)
"""What goes back to something that was told already."""
_CASE = re.compile(
    r"\b(?:something (?:that|which) (?:really |actually )?happened|(?:one|a) (?:specific|concrete|real|single"
    r"|particular) \w+"
    r"|that (?:really |actually )?happened)\b"
)
"""What insists on one real case, whatever else the question says."""
_OPENS = re.compile(
    r"\b(?:an?|any|some\w*|most|best|worst|\w{3,}est|have you|has your|which|ever|last|people"
    r"|because of you|of yours|your (?!exact|answer|words"
    r"|reaction|reply|response|first|next))\b"
)
"""What opens a story instead of going back to one: "a release", "the hardest job", "have you"."""
_TOPICS: dict[Topic, re.Pattern[str]] = {
    "failure": re.compile(
        r"\b(?:fail(?:ed|ure|ures)?|mistakes?|went wrong|go wrong|regret|error|(?:were|was|got it"
        r"|being) wrong|screwed|messed|your fault|setback"
        r"|didn't (?:work|go)|did not (?:work|go)|wish you had|turned out (?:badly|wrong|poorly)|bad decision"
        r"|you missed|miss(?:ed)? (?:something|a \w+|your \w+)|did not (?:meet|reach)|didn't (?:meet|reach|go)|not go"
        r"|(?:in|of) judge?ment|fell short|disappointed)\b"
    ),
    "conflict": re.compile(
        r"\b(?:conflicts?|disagree\w*|argument|difficult (?:\w+ )?(?:person|colleague|coworker"
        r"|co-worker|stakeholder"
        r"|customer|client|boss|manager|conversation|employee|team ?mate|member)|pushed? back"
        r"|push-?back|clash\w*"
        r"|tension|angry|upset|hard conversation|tough conversation|confront\w*|friction)\b"
    ),
    "boss": re.compile(r"\b(?<!as )(?:your|a) (?:\w+ )?(?:boss|manager|supervisor|lead|director)\b"),
    "feedback": re.compile(r"\b(?:feedback|criticism|criticized|criticised|review)\b"),
    "persuade": re.compile(
        r"\b(?:convinc\w*|persuad\w*|influenc\w*|buy-?in|win over|won over|chang\w* \w+'s mind|adopt\w*|get (?:people"
        r"|others|a team|someone)"
        r"|sold? (?:an|your) idea|without authority|negotiat\w*|resist\w*)\b"
    ),
    "people": re.compile(
        r"\b(?:leadership|manag(?:e|ed|ing) (?:people|someone|change|a team|a conflict|a person"
        r"|your)|motivat\w*|team|colleagues?"
        r"|coworkers?|stakeholders?|customers?|clients?|people|someone|somebody|collaborat\w*"
        r"|deleg\w*)\b"
    ),
    "growth": re.compile(
        r"\b(?:(?:helped?|helping) (?:\w+ ){0,4}(?:grow|develop|improve|succeed)|mentor\w*|coach\w*"
        r"|develop(?:ed|ing)? (?:someone|a|an|people|your)"
        r"|grow|grew|underperform\w*|low performer|delegat\w*|trained|hir(?:e|ed|ing))\b"
    ),
    "decision": re.compile(
        r"\b(?:a decision (?:you|that)|(?:made?|making|take|took|taking|toughest|hardest"
        r"|difficult|important|quick"
        r"|unpopular|biggest|bad|good|best|worst) (?:\w+ ){0,3}(?:decisions?|choices?)|decided?|choose|chose"
        r"|trade-?offs?|without (?:\w+ ){0,3}(?:information|data)"
        r"|incomplete|risks?|risky|ambigu\w*|uncertain\w*|prioriti[sz]\w*|judge?ment)\b"
    ),
    "technical": re.compile(
        r"\b(?:technical\w*|bugs?|debug\w*|architecture|design(?:ed)?|systems?|outage|incident"
        r"|production|code|hardest problem"
        r"|difficult problem|complex problem|toughest problem|problem)\b"
    ),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """shape : what kind of answer is wanted
    topics : what it must show, none where no question is known
    """

    shape: Shape = "story"
    topics: frozenset[Topic] = frozenset()

    @property
    def timed(self) -> bool:
        """Whether the seconds of the four parts are held against their targets."""
        return self.shape == "story"


def asked(question: str | None) -> Asked:
    """
    >>> asked("Tell me about a time you failed.")
    Asked(shape='story', topics=frozenset({'failure'}))
    >>> [asked(q).shape for q in ("Can you give me a quick example?", "What exactly did you say to her?")]
    ['brief', 'scene']
    >>> [asked(q).shape for q in ("Tell me about yourself.", "How would you handle an angry guest?")]
    ['yourself', 'hypothetical']
    >>> asked("Tell me about a time you had to learn something quickly.").shape
    'story'
    >>> [asked(q).shape for q in ("Introduce yourself in two minutes.", "Stay with that moment: what did you do?")]
    ['yourself', 'scene']
    >>> asked("It's Friday night. You learn that customers see each other's data. Go.").shape
    'hypothetical'
    >>> [asked(q).shape for q in ("When did you last think your manager was wrong?", "Who is better because of you?")]
    ['story', 'story']
    """
    if not question:
        return Asked()
    text = " ".join(question.lower().replace("’", "'").split()).rstrip(".?! ")
    return Asked(_shape(text), frozenset(topic for topic, pattern in _TOPICS.items() if pattern.search(text)))


def _shape(text: str) -> Shape:
    if "yourself" in text and _YOURSELF.search(text):
        return "yourself"
    if _BRIEF.search(text):
        return "brief"
    if _RETURNS.search(text):
        return "scene"
    if _TIME.search(text) or _CASE.search(text):
        return "story"
    if _YOURSELF.search(text):
        return "yourself"
    if _HYPOTHETICAL.search(text):
        return "hypothetical"
    if _SAID.search(text):
        return "scene"
    short = len(text.split()) <= _LONGEST
    follows = short and _WH.match(text) and _BACK.search(text) and not _OPENS.search(text)
    return "scene" if follows or _MOMENT.search(text) else "story"
