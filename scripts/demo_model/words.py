"""The word list: hand-written vocabulary (vocabulary.txt) plus open words derived from the CMU Pronouncing Dictionary.

The dictionary (BSD licence) comes with pocketsphinx.  It has no parts of speech, so an open word is admitted
where its family proves it: a verb has its -s, -ed and -ing forms in the dictionary, an adverb its adjective,
nouns and adjectives end in a suffix that marks them.
"""

import re
from collections.abc import Iterable
from pathlib import Path

HERE = Path(__file__).parent
NOUN_ENDINGS = r"(tion|sion|ment|ness|ity|ance|ence|ship|ology)$"
ADJECTIVE_ENDINGS = r"(able|ible|ful|less|ous|ive|ical|ic|ary)$"
UNWANTED = (  # not from this model's mouth
    r"erect|sex|rape|raping|porn|fuck|shit|nigg|slut|whor|bitch|cunt|fag|nazi|bastard|molest|incest|kike|spic|coon"
    r"|prick|semen|penis|vagin|orgas|masturb|castrat"
)
DOUBLING = set(
    "admit commit drop get hit log plan plot put quit refer run set ship shop sit skip spot step stop submit swap "
    "tag transfer trim wrap begin forget forbid chat cut dig drag fit flag grab hug jog let map nod pat pin plug "
    "prefer rip rob rub scan scrap slip snap spin split strip tap tip trap win regret occur control cancel".split()
)


def vocabulary(path: Path = HERE / "vocabulary.txt") -> dict[str, list[str]]:
    """The hand-written lists by name; an underscore stands for a blank ("call_center"), a verb is "go/went/gone"."""
    lists: dict[str, list[str]] = {}
    name = ""
    for line in path.read_text().splitlines():
        if line.startswith("#"):
            name = line[1:].strip()
        elif line:
            lists.setdefault(name, []).extend(word.replace("_", " ") for word in line.split())
    return {name: words for name, words in lists.items() if name.isidentifier()}


def plural(noun: str) -> str:
    """Regular plural or third person: delivery -> deliveries, box -> boxes, job -> jobs."""
    irregular = {"child": "children", "salesperson": "salespeople", "shelf": "shelves", "half": "halves"}
    if noun in irregular:
        return irregular[noun]
    if re.search(r"(s|x|z|ch|sh)$", noun):
        return noun + "es"
    if re.search(r"[^aeiou]y$", noun):
        return noun[:-1] + "ies"
    return noun + ("es" if noun in {"go", "do", "echo", "veto"} else "s")


def past(verb: str) -> str:
    """Regular past: plan -> planned, try -> tried, move -> moved."""
    if verb.endswith("e"):
        return verb + "d"
    if re.search(r"[^aeiou]y$", verb):
        return verb[:-1] + "ied"
    return _doubled(verb) + "ed"


def gerund(verb: str) -> str:
    """The -ing form: plan -> planning, move -> moving, tie -> tying."""
    if verb.endswith("ie"):
        return verb[:-2] + "ying"
    if verb.endswith("e") and not verb.endswith("ee"):
        return verb[:-1] + "ing"
    return _doubled(verb) + "ing"


def _doubled(verb: str) -> str:
    return verb + verb[-1] if verb in DOUBLING else verb


def forms(entry: str) -> dict[str, str]:
    """All forms of a verb entry: base, -s, past, participle, -ing."""
    base, past_form, participle = ([*entry.split("/"), "", ""])[:3]
    return {
        "verb": base,
        "vs": plural(base),
        "ved": past_form or past(base),
        "ven": participle or past_form or past(base),
        "ving": gerund(base),
    }


def dictionary_path() -> Path:
    """The CMU dictionary inside pocketsphinx's package."""
    import pocketsphinx

    return Path(str(pocketsphinx.get_model_path("en-us/cmudict-en-us.dict")))


def dictionary_words(path: Path) -> set[str]:
    """Plain lower-case words of 4 to 12 letters in a CMU dictionary file."""
    heads = (line.split(maxsplit=1)[0] for line in path.read_text(encoding="utf-8").splitlines() if line)
    return {word for word in heads if re.fullmatch(r"[a-z]{4,12}", word) and not re.search(UNWANTED, word)}


def open_words(known: set[str]) -> dict[str, list[str]]:
    """Open words by the name of the list they join: verb (base forms), thing, mass, adjective, adverb."""

    def has(*words: str) -> bool:
        return any(word in known for word in words)

    verbs = [
        word
        for word in known
        if not word.endswith(("ed", "ing", "s")) and {plural(word), gerund(word), past(word)} <= known
    ]
    adverbs = [w for w in known if w.endswith("ly") and len(w) > 6 and has(w[:-2], w[:-3] + "y", w[:-1] + "e")]
    nouns = [w for w in known if re.search(NOUN_ENDINGS, w) and len(w) > 6]
    adjectives = [
        w for w in known if re.search(ADJECTIVE_ENDINGS, w) and len(w) > 6 and has(w + "ly", w[:-1] + "y", w + "ness")
    ]
    things = [w for w in nouns if plural(w) in known]
    return {
        "verb": sorted(verbs),
        "thing": sorted(things),
        "mass": sorted(set(nouns) - set(things)),
        "adjective": sorted(adjectives),
        "adverb": sorted(adverbs),
    }


def types(texts: Iterable[str]) -> set[str]:
    """The word types of some texts, lower case."""
    return {word for text in texts for word in re.findall(r"[a-z']+|\d[\d,.:]*%?", text.lower())}
