"""Where a sentence may be built another way: commas, "that", relative clauses, the place of adverbs, the order of clauses.

    turns("In 1890 he said that it was late.")  ->  "1890" -> "1890,",  "said that" -> "said"

Patterns over the sentences of a text, each kind a function that knows where grammar allows its turn and the meaning stays exactly
the same; what it cannot tell it leaves alone. Sentences in which something is quoted, linked or emphasised are left alone whole. Which
way suits the writer is for language models to say, as with the phrasebook (style/wordings.py). English.
Tests: tests/style/test_turns.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from types import MappingProxyType

from vibejam.style.passage import Passage
from vibejam.style.turns import adverbs, clauses, commas, constructions, relatives
from vibejam.style.turns.grammar import Change
from vibejam.style.wordings import Wording

_LONGEST = 1000  # characters; what is longer is hardly a sentence

Finder = Callable[[str], Iterator[Change]]

KINDS: Mapping[str, Finder] = MappingProxyType({
    "comma after an opening": commas.after_opening,
    "comma after a first clause": commas.after_clause,
    "comma between statements": commas.between_statements,
    "comma before a predicate": commas.before_predicate,
    "comma before and": commas.before_last_and,
    "comma before but": commas.before_but,
    "commas around an aside": commas.around_asides,
    "commas around an aside after and": commas.around_linked_asides,
    "comma before too": commas.before_last,
    "comma before because": commas.before_reason,
    "comma in a series": commas.in_series,
    "comma in a series of words": commas.in_word_series,
    "comma before an addition": commas.before_addition,
    "that after thinking": relatives.after_thinking,
    "that after so": relatives.after_so,
    "that of objects": relatives.of_objects,
    "that of subjects": relatives.of_subjects,
    "reduced relative": relatives.reduced,
    "in which": relatives.in_which,
    "stranded preposition": relatives.stranded,
    "place of a connective": adverbs.connectives,
    "connective at the end": adverbs.final_connectives,
    "also": adverbs.also,
    "adverb beside an auxiliary": adverbs.beside_auxiliaries,
    "adverb in front": adverbs.fronted,
    "adverb of manner": adverbs.manner,
    "time in front": adverbs.when,
    "order of clauses": clauses.order,
    "one sentence into two": clauses.split,
    "place of a particle": constructions.particles,
    "owner": constructions.owners,
    "not any": constructions.not_any,
    "nothing": constructions.nothing,
    "infinitive or gerund": constructions.infinitives,
    "help to": constructions.help_to,
    "to be": constructions.to_be,
    "inverted condition": constructions.inverted,
    "so between statements": clauses.so,
    "connective between statements": clauses.linked,
})  # fmt: skip
PAIRS: Mapping[str, Finder] = MappingProxyType({
    "two sentences into one": clauses.joined,
    "so between statements": clauses.so,
    "connective between statements": clauses.linked,
})  # fmt: skip


def turns(text: str) -> list[Wording]:
    """Every turn a text allows, in the order of the text; many overlap."""
    return sorted({wording for _, wording in kinds(text)})


def kinds(text: str) -> Iterator[tuple[str, Wording]]:
    """Every turn with its kind."""
    passage = Passage(text)
    free = [(start, end) for start, end in passage.sentences if end - start <= _LONGEST and passage.is_free(start, end)]
    for start, end in free:
        for kind, find in KINDS.items():
            yield from ((kind, wording) for wording in _found(text, find, start, end))
    for (start, end), (follows, last) in pairwise(free):
        if text[end:follows] == " ":
            for kind, find in PAIRS.items():
                # what one sentence alone allows has been found
                yield from ((kind, w) for w in _found(text, find, start, last) if w.start < end <= w.end)


# "I walked up to the Gt.": an abbreviation is no end, and nothing is moved there.
_ABBREVIATED = re.compile(r"\b(?:[A-Z]\w{0,2}|[A-Za-z]|Messrs|etc|esp|dept)\.$")


def _found(text: str, find: Finder, start: int, end: int) -> Iterator[Wording]:
    curly, sentence = "’" in text and "'" not in text, text[start:end]
    open_ended = _ABBREVIATED.search(sentence)
    for a, b, new in find(sentence):
        if not (open_ended and b >= len(sentence) - 1):
            a, b, new = _with_word(sentence, a, b, new)
            yield Wording(start + a, start + b, new.replace("'", "’") if curly else new, (start, end))


def _with_word(sentence: str, start: int, end: int, new: str) -> Change:
    """What is only put in or left out goes with the word before it, so that it can be read: "1890" -> "1890,"."""
    if start < end and new.strip(" ,"):
        return start, end, new
    before = len(re.sub(r"\S+\s*$", "", sentence[:start]))
    return before, end, sentence[before:start] + new
