"""Short posts to documents: those of one month together, so that none is lost as a fragment; a long one by itself.

Tests: tests/ingest/readers/test_twitter.py.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from vibejam.errors import DataError
from vibejam.ingest.document import Document

_LONG = 600  # characters of a post that stands by itself
_BATCH = 20_000  # posts held at a time: all of most people's, so that the order in the file does not matter


@dataclass
class Post:
    text: str
    date: str  # ISO, or ""
    identifier: str = ""
    answers: str = ""  # the identifier of the post that it answers
    title: str = ""
    removed: Counter[str] = field(default_factory=Counter)


def documents(posts: Iterable[Post], source: str, author: str = "") -> Iterator[Document]:
    """Answers to one's own posts are joined to them; then by date, months apart by a blank line between posts.

    Raises DataError where `posts` do, after the documents of those before.
    """
    stream = iter(posts)
    broken: list[DataError] = []
    while batch := list(_until_broken(islice(stream, _BATCH), broken)):
        months: defaultdict[str, list[Post]] = defaultdict(list)
        for post in _threads(batch):
            if post.title or len(post.text) >= _LONG:
                yield _document([post], source, author, post.identifier or post.date)
            else:
                months[post.date[:7]].append(post)
        for month, of_month in months.items():
            yield _document(of_month, source, author, month)
    if broken:
        raise broken[0]


def _until_broken(posts: Iterable[Post], broken: list[DataError]) -> Iterator[Post]:
    """What comes before an error is still somebody's writing."""
    try:
        yield from posts
    except DataError as error:
        broken.append(error)


def _threads(posts: list[Post]) -> list[Post]:
    firsts: list[Post] = []
    threads: dict[str, Post] = {}  # by the identifiers of all their posts
    for post in sorted(posts, key=lambda post: (post.date, len(post.identifier), post.identifier)):
        first = threads.get(post.answers) if post.answers else None
        if first is None:
            firsts.append(post)
        else:
            first.text += "\n\n" + post.text
            first.removed.update(post.removed)
        threads[post.identifier] = first or post
    return firsts


def _document(posts: list[Post], source: str, author: str, position: str) -> Document:
    removed: Counter[str] = sum((post.removed for post in posts), Counter())
    text = "\n\n".join(post.text for post in posts)
    return Document(text, source, posts[0].date[:10], posts[0].title, author, position, removed=dict(removed))
