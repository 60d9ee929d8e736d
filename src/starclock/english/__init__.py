"""The little English that checks stand on: tokens, verb forms, verb groups. Values and tables only, no I/O
but the tables beside the code. Below checks and segmentation; imports only `speech`.
"""

from starclock.english import verbs as verb
from starclock.english.groups import VerbGroup, verb_group
from starclock.english.tokens import Token, quote, tokens

__all__ = ["Token", "VerbGroup", "quote", "tokens", "verb", "verb_group"]
