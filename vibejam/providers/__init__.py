"""Big LLMs that write or propose: one protocol (base.py), and behind it whoever speaks OpenAI's language (openai_compatible.py),
Anthropic (anthropic.py), or a script (scripted.py). `open_provider` finds the one that is meant.

    openai:MODEL   anthropic:MODEL   gemini:MODEL   openrouter:MODEL     over the network, with a key from the environment
    ollama:MODEL   lmstudio:MODEL                                        on this machine
    http://localhost:8080/v1#MODEL                                       any other server; VIBEJAM_API_KEY where it wants a key

Nothing here imports what speaks HTTP before a question is asked. Tests: tests/providers/.
"""

from __future__ import annotations

import difflib
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import SplitResult, urlsplit

from vibejam.errors import ConfigError
from vibejam.providers.anthropic import VERSION, Anthropic
from vibejam.providers.base import Can, Completion, CutOff, Message, Provider, RateLimited, Refused
from vibejam.providers.http import Connection
from vibejam.providers.openai_compatible import OpenAICompatible
from vibejam.providers.scripted import Scripted

if TYPE_CHECKING:
    import httpx2

__all__ = [
    "SERVICES", "Anthropic", "Can", "Completion", "CutOff", "Message", "OpenAICompatible", "Provider", "RateLimited", "Refused",
    "Scripted", "Service", "open_provider",
]  # fmt: skip


class Service(NamedTuple):
    """Where a provider with a name of its own is, the environment variable with its key ("": it wants none), what it can,
    and what it calls the most tokens of an answer."""

    url: str
    key_name: str = ""
    can: Can = Can.TEMPERATURE | Can.SEED
    limit: str = "max_tokens"


SERVICES = {
    # Its models that think refuse a temperature, and the older name of the limit.
    "openai": Service("https://api.openai.com/v1", "OPENAI_API_KEY", Can(0), "max_completion_tokens"),
    "anthropic": Service("https://api.anthropic.com/v1", "ANTHROPIC_API_KEY", Anthropic.can),
    "gemini": Service("https://generativelanguage.googleapis.com/v1beta/openai", "GEMINI_API_KEY", Can.TEMPERATURE),
    "openrouter": Service("https://openrouter.ai/api/v1", "OPENROUTER_API_KEY"),
    "ollama": Service("http://localhost:11434/v1"),
    "lmstudio": Service("http://localhost:1234/v1"),
}
_OTHER = Service("", "VIBEJAM_API_KEY")
_EXAMPLE = "say it like anthropic:MODEL, ollama:MODEL or http://localhost:8080/v1#MODEL"


def open_provider(
    ref: str, transport: httpx2.BaseTransport | None = None, sleep: Callable[[float], None] = time.sleep
) -> Provider:
    """The provider that `ref` names; nobody is asked yet, nor is a key. Raises ConfigError for a name that cannot be.

    `transport` and `sleep` are what it sends and waits with, for tests.
    """
    kind, _, model = ref.partition(":")
    if kind in ("http", "https"):
        url, model = _address(ref)
        service = _OTHER
    elif kind in SERVICES:
        service = SERVICES[kind]
        url = urlsplit(service.url)
    else:
        near = difflib.get_close_matches(kind, SERVICES, n=1)
        known = f"did you mean {near[0]}:{model or 'MODEL'}?" if near else _EXAMPLE
        raise ConfigError(f"no provider {kind!r} (known: {', '.join(SERVICES)}, or an address)", known)
    if not model.strip():
        raise ConfigError(f"{ref} names no model", _EXAMPLE)
    more: dict[str, Any] = {"transport": transport, "sleep": sleep}
    if kind == "anthropic":
        connection = Connection(
            url, service.key_name, lambda key: {"x-api-key": key}, headers={"anthropic-version": VERSION}, **more
        )
        return Anthropic(connection, model, ref)
    connection = Connection(url, service.key_name, _bearer, needs_key=service is not _OTHER, **more)
    return OpenAICompatible(connection, model, ref, service.can, service.limit)


def _bearer(key: str) -> Mapping[str, str]:
    return {"authorization": f"Bearer {key}"}


def _address(ref: str) -> tuple[SplitResult, str]:
    """ "http://localhost:8080/v1/#tiny" -> the address without a slash at its end, and "tiny"."""
    try:
        url = urlsplit(ref)
        url.port  # noqa: B018 (raises for one that cannot be)
    except ValueError as error:
        raise ConfigError(f"an address that cannot be: {error}", _EXAMPLE) from error
    if not url.hostname:
        raise ConfigError(f"{ref} names no host", _EXAMPLE)
    if url.username is not None or url.password is not None or url.query:  # not shown: it may hold a secret
        raise ConfigError("an address holds no user, password or query", f"put a key into {_OTHER.key_name}; {_EXAMPLE}")
    return url._replace(path=url.path.rstrip("/"), fragment=""), url.fragment
