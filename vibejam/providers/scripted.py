"""A provider that answers what it was told to: for tests, and to try things without a network.

Tests: tests/providers/test_answers.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from vibejam.errors import ProviderError
from vibejam.providers.base import MOST_TOKENS, Can, Completion, Message

Answer = str | Completion | Exception  # an exception is raised


class Scripted:
    """Answers from a list, one after the other, or from a function of the messages. `asked` keeps what it was asked."""

    can = Can.TEMPERATURE | Can.SEED

    def __init__(self, answers: Iterable[Answer] | Callable[[Sequence[Message]], Answer], name: str = "scripted", host: str = ""):
        self.name, self.host = name, host
        self.asked: list[list[Message]] = []
        self._function = answers if callable(answers) else None
        self._list = iter(()) if callable(answers) else iter(answers)

    def ready(self) -> None:
        pass

    def close(self) -> None:
        pass

    def complete(
        self,
        messages: Sequence[Message],
        max_tokens: int = MOST_TOKENS,
        temperature: float | None = None,
        seed: int | None = None,
    ) -> Completion:
        """The next answer, its words counted as tokens and cut after `max_tokens` of them. Raises ProviderError after the last."""
        self.asked.append(list(messages))
        answer = self._function(messages) if self._function else next(self._list, None)
        if answer is None:
            raise ProviderError(f"the script ends after {len(self.asked) - 1} answers")
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, Completion):
            return answer
        words = answer.split(" ")
        read = sum(len(message.content.split()) for message in messages)
        return Completion(" ".join(words[:max_tokens]), read, min(len(words), max_tokens), len(words) > max_tokens)
