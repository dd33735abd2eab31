"""Whoever offers OpenAI's /chat/completions: OpenAI, OpenRouter, Gemini, Ollama, llama-server, vLLM, LM Studio, vibejam itself.

Tests: tests/providers/test_answers.py.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from vibejam.errors import ProviderError
from vibejam.providers.base import MOST_TOKENS, Can, Completion, Message, Refused, check_can
from vibejam.providers.http import Connection

_THOUGHTS = re.compile(r"\s*<think>.*?(?:</think>\s*|\Z)", re.DOTALL)  # some servers leave them in the answer


class OpenAICompatible:
    """One model of one server.

    `limit` is what the server calls the most tokens of an answer: OpenAI's own models refuse the name that all others know.
    """

    def __init__(
        self,
        connection: Connection,
        model: str,
        name: str,
        can: Can = Can.TEMPERATURE | Can.SEED,
        limit: str = "max_tokens",
    ):
        self.name, self.can = name, can
        self._connection, self._model, self._limit = connection, model, limit

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
        body: dict[str, Any] = {
            "model": self._model, "messages": [message._asdict() for message in messages], self._limit: max_tokens,
        }  # fmt: skip
        body |= {key: value for key, value in (("temperature", temperature), ("seed", seed)) if value is not None}
        answer = self._connection.post("/chat/completions", body)
        try:
            return _completion(answer, self._connection.where)
        except (KeyError, TypeError, IndexError, AttributeError) as error:
            raise ProviderError(f"{self._connection.where} answered without a text", "is it a server of chat models?") from error


def _completion(answer: dict[str, Any], where: str) -> Completion:
    choice = answer["choices"][0]
    message, reason = choice["message"], choice.get("finish_reason")
    if message.get("refusal") or reason == "content_filter":
        raise Refused(f"{where} refuses to answer: {message.get('refusal') or 'its filter stopped the answer'}")
    text = message["content"]
    if text is None and reason == "length":
        text = ""  # thoughts took all the tokens
    usage = answer.get("usage") or {}
    return Completion(
        _THOUGHTS.sub("", text, 1) if _THOUGHTS.match(text) else text,
        int(usage.get("prompt_tokens") or 0), int(usage.get("completion_tokens") or 0), reason == "length",
    )  # fmt: skip
