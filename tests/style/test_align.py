"""Links between words, on texts whose links are known."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from vibejam.style.align import align

KNOWN = 40  # words of each side


def coded(seed: int, pairs: int) -> tuple[list[tuple[list[int], list[int]]], list[set[tuple[int, int]]]]:
    """Random sentences and the same in a code, with neighbours swapped, words dropped and words added here and there."""
    random_numbers = random.Random(seed)
    texts, links = [], []
    for _ in range(pairs):
        source = [random_numbers.randrange(KNOWN) for _ in range(random_numbers.randint(3, 12))]
        order = list(range(len(source)))
        for i in range(len(order) - 1):
            if random_numbers.random() < 0.1:
                order[i], order[i + 1] = order[i + 1], order[i]
        target, true = [], set()
        for i in order:
            if random_numbers.random() < 0.1:
                continue
            if random_numbers.random() < 0.1:
                target.append(2 * KNOWN)  # comes from nothing
            true.add((i, len(target)))
            target.append(KNOWN + source[i])
        texts.append((source, target or [2 * KNOWN]))
        links.append(true)
    return texts, links


def test_a_code_is_broken() -> None:
    texts, true = coded(seed=1, pairs=400)
    found = align(texts, 2 * KNOWN + 1)
    right = sum(len(mine & theirs) for mine, theirs in zip(found, true, strict=True))
    assert right / sum(map(len, true)) > 0.9
    assert right / sum(map(len, found)) > 0.9


def test_words_that_stay_are_linked_to_themselves_before_anything_is_known() -> None:
    (links,) = align([([1, 2, 3, 4], [1, 3, 4])], 5)
    assert {(0, 0), (2, 1), (3, 2)} <= links


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(*[st.lists(st.integers(0, 5), max_size=6)] * 2), min_size=1, max_size=4))
def test_links_are_places_in_both_texts_whatever_the_texts_are(pairs: list[tuple[list[int], list[int]]]) -> None:
    for (source, target), links in zip(pairs, align(pairs, 6), strict=True):
        assert all(0 <= i < len(source) and 0 <= j < len(target) for i, j in links)
