"""Which sentences of a draft and of its rewrite say the same thing, told by the words they share.

Comparing whole passages would let one sentence's lost "not" hide behind another's new one; comparing sentence by sentence
would refuse honest joining and splitting. So sentences linked by shared words form groups, and a sentence without a partner
joins its neighbour's. Only sentences at about the same relative place are compared: time grows linearly with the text.
Tests: tests/text/facts/.
"""

from __future__ import annotations

from collections import defaultdict

from vibejam.text.facts.passage import Passage, Word

Segment = list[Word]

LEAST_SHARED = 0.4  # of the content words of the shorter sentence
LEAST_SHARED_BY_GROUP = 0.5  # of the content words of the longer side
REACH = 8  # sentences away from the same relative place


def pairs(draft: Passage, rewrite: Passage) -> list[tuple[Segment, Segment]]:
    """Groups of sentences that belong together, draft's and rewrite's; together they hold every word."""
    ours, theirs = draft.sentences, rewrite.sentences
    if (len(ours) < 2 and len(theirs) < 2) or not ours or not theirs:
        return [(draft.words, rewrite.words)]
    parent = list(range(len(ours) + len(theirs)))

    def root(node: int) -> int:
        while parent[node] != node:
            parent[node] = node = parent[parent[node]]
        return node

    linked = set()
    for one, other in _links(ours, theirs):
        parent[root(len(ours) + other)] = root(one)
        linked |= {one, len(ours) + other}
    for nodes in (range(len(ours)), range(len(ours), len(parent))):
        host = next((node for node in nodes if node in linked), 0)
        for node in nodes:
            host = node if node in linked else host
            parent[root(node)] = root(host)
    groups: dict[int, tuple[Segment, Segment]] = defaultdict(lambda: ([], []))
    for node, sentence in enumerate(ours + theirs):
        groups[root(node)][node >= len(ours)].extend(sentence)
    return _pooled(list(groups.values()))


def _pooled(groups: list[tuple[Segment, Segment]]) -> list[tuple[Segment, Segment]]:
    """Groups that share little may be linked by chance: they are compared as one."""
    sure, pool = [], ([], [])  # type: tuple[list[tuple[Segment, Segment]], tuple[Segment, Segment]]
    for ours, theirs in groups:
        left, right = ({word.stem for word in side if word.is_content} for side in (ours, theirs))
        if len(left & right) >= LEAST_SHARED_BY_GROUP * max(len(left), len(right)):
            sure.append((ours, theirs))
        else:
            pool[0].extend(ours)
            pool[1].extend(theirs)
    return [*sure, pool] if pool[0] or pool[1] else sure


def _links(ours: list[Segment], theirs: list[Segment]) -> set[tuple[int, int]]:
    """Each sentence with the one of the other side that shares most of its words, if that is enough."""
    left = [{word.stem for word in sentence if word.is_content} for sentence in ours]
    right = [{word.stem for word in sentence if word.is_content} for sentence in theirs]
    best = {(one, other) for one, other in _best(left, right)}
    return best | {(one, other) for other, one in _best(right, left)}


def _best(left: list[set[str]], right: list[set[str]]) -> list[tuple[int, int]]:
    found = []
    for one, stems in enumerate(left):
        middle = one * len(right) // len(left)
        near = range(max(0, middle - REACH), min(len(right), middle + REACH + 1))
        shares = [(len(stems & right[other]) / max(1, min(len(stems), len(right[other]))), other) for other in near]
        share, other = max(shares, key=lambda item: (item[0], -abs(item[1] - middle)))
        if share >= LEAST_SHARED:
            found.append((one, other))
    return found
