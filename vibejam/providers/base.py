"""What a big LLM offers, whoever runs it: messages in, one text out, and what that took."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Flag, auto
from typing import Literal, NamedTuple, Protocol

from vibejam.errors import ConfigError, ProviderError

MOST_TOKENS = 1024  # of an answer


class Message(NamedTuple):
    """One turn of a conversation. Those of "system" come first."""

    role: Literal["system", "user", "assistant"]
    content: str


class Can(Flag):
    """What `complete` takes beside messages; asking more of a provider is a ConfigError."""

    TEMPERATURE = auto()
    SEED = auto()


@dataclass(frozen=True)
class Completion:
    """An answer. Tokens are as the provider counts them, 0 where it does not say."""

    text: str
    tokens_in: int = 0
    tokens_out: int = 0
    cut: bool = False  # at `max_tokens`, or where the context was full

    def whole(self) -> str:
        """The text. Raises CutOff where its end is missing."""
        if self.cut:
            raise CutOff(f"the answer was cut off after {self.tokens_out:,} tokens", "allow more tokens, or ask for less text")
        return self.text


class CutOff(ProviderError):
    """An answer whose end is missing."""


class Refused(ProviderError):
    """The model, or a filter before it, will not answer. Asking again does not help; other questions may be answered."""


class RateLimited(ProviderError):
    """Too many requests, also after waiting. `retry_after`: seconds, where the provider says."""

    def __init__(self, message: str, hint: str | None = None, retry_after: float | None = None):
        super().__init__(message, hint)
        self.retry_after = retry_after


class Provider(Protocol):
    """A big LLM."""

    @property
    def name(self) -> str:
        """As `open_provider` spells it."""
        ...

    @property
    def host(self) -> str:
        """Where text goes; "" where it stays on this machine."""
        ...

    @property
    def can(self) -> Can: ...

    def ready(self) -> None:
        """Ask nobody. Raises MissingError without the key or the library that asking needs."""
        ...

    def complete(
        self,
        messages: Sequence[Message],
        max_tokens: int = MOST_TOKENS,
        temperature: float | None = None,
        seed: int | None = None,
    ) -> Completion:
        """The model's answer to a conversation. Raises ProviderError, after some patience, where there is none."""
        ...

    def close(self) -> None:
        """Let go of connections."""
        ...


def check_can(provider: Provider, temperature: float | None, seed: int | None) -> None:
    """Raises ConfigError where a provider is asked for what it cannot do: it would refuse, or do something else."""
    for wanted, can in ((temperature, Can.TEMPERATURE), (seed, Can.SEED)):
        if wanted is not None and can not in provider.can:
            raise ConfigError(f"{provider.name} takes no {(can.name or '').lower()}", "leave it out, or choose another provider")
