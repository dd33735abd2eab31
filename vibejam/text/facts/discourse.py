"""What frames a statement without being one, in English: "I just wanted to let you know that", "on top of that", "go ahead and".

Such phrases may come and go; they are taken out of both texts before words are counted. Nothing that bounds a statement ("as far as I know",
"at least") is among them. Tests: tests/text/facts/.
"""

from __future__ import annotations

import re

_POLITE = (
    r"i hope (?:that )?(?:this|you|all|everything)(?: \w+)? (?:finds you|are|is|goes|going)(?: \w+){0,2} well\b|"
    r"(?:i (?:would|'d) like to|let me|i (?:wish|want) to|we (?:would|'d) like to) (?:take (?:this|the) (?:opportunity|chance) to|begin by|start by)|"
    r"(?:i )?(?:just )?(?:wanted|want|am writing|'m writing|write|would like|'d like) to (?:drop you (?:a )?(?:\w+ )?(?:line|note) to )?(?:let you know|say|tell you|inform you|mention)(?: that)?\b|"
    r"(?:take|took|taking) (?:this|the) (?:opportunity|chance) (?:to|of)|drop(?:ping)? you (?:a )?(?:\w+ )?(?:line|note)(?: to say| to)?|"
    r"(?:please )?(?:note|be advised|rest assured|bear in mind|keep in mind) that\b|needless to say|it goes without saying(?: that)?|"
    r"it (?:is|'s) worth (?:noting|mentioning|adding|pointing out|saying)(?: that)?|(?:as you (?:\w+ )?know|if you (?:would|like|don't mind|please)|if i may)"
)
_LINKS = (
    r"on top of (?:that|this|it)|(?:and )?what is more|what's more|by the way|in other words|put another way|to put it another way|that is to say|in a sentence|"
    r"in (?:a|the) (?:same|similar) way|by the same token|all in all|in the end|at the end of the day|for what it's worth|as it happens|as a matter of fact|"
    r"in point of fact|in actual fact|the thing is|the fact is|the truth is|the point is|truth be told|to be honest|to tell the truth|more often than not|"
    r"time and (?:time )?again|go(?:es|ing)? ahead and|went ahead and|as well as that|in addition to (?:that|this)|apart from (?:that|this)|"
    r"on the other hand|on the one hand|by contrast|in contrast|for (?:its|my|his|her|their|your|our) part|so to speak|as it were|if you will|"
    r"in the first place|first and foremost|last but not least|when it comes to|in terms of|as far as \w+ (?:is|are) concerned"
)
_FRAMES = re.compile(rf"(?<![\w'])(?:{_POLITE}|{_LINKS})(?![\w'])[ ,:]*", re.IGNORECASE)


def without_frames(text: str) -> str:
    """The text with blanks for its frames, as long as before."""
    return _FRAMES.sub(lambda match: " " * len(match[0]), text)
