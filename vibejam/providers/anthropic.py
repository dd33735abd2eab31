"""Anthropic's models. They take no temperature and no seed: variety must come from what they are asked.

Tests: tests/providers/test_answers.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from vibejam.errors import ProviderError
from vibejam.providers.base import MOST_TOKENS, Can, Completion, Message, Refused, check_can
from vibejam.providers.http import Connection

VERSION = "2023-06-01"
_CUT = frozenset({"max_tokens", "model_context_window_exceeded"})


class Anthropic:
    """One model of api.anthropic.com."""

    can = Can(0)

    def __init__(self, connection: Connection, model: str, name: str):
        self.name = name
        self._connection, self._model = connection, model

    @property
    def host(self) -> str:
        return self._connection.host

    def ready(self) -> None:
        self._connection.ready()

    def close(self) -> None:
        self._connection.close()

    def complete(
        self,
        messages: Sequence[Message],
        max_tokens: int = MOST_TOKENS,
        temperature: float | None = None,
        seed: int | None = None,
    ) -> Completion:
        check_can(self, temperature, seed)
        system = "\n\n".join(message.content for message in messages if message.role == "system")
        body: dict[str, Any] = {
            "model": self._model, "max_tokens": max_tokens,
            "messages": [message._asdict() for message in messages if message.role != "system"],
        }  # fmt: skip
        answer = self._connection.post("/messages", body | ({"system": system} if system else {}))
        try:
            return _completion(answer, self._connection.where)
        except (KeyError, TypeError, AttributeError) as error:
            raise ProviderError(f"{self._connection.where} answered without a text") from error


def _completion(answer: dict[str, Any], where: str) -> Completion:
    reason = answer["stop_reason"]
    if reason == "refusal":
        raise Refused(f"{where} refuses to answer")
    text = "".join(block["text"] for block in answer["content"] if block["type"] == "text")
    usage = answer.get("usage") or {}
    return Completion(text, int(usage.get("input_tokens") or 0), int(usage.get("output_tokens") or 0), reason in _CUT)
