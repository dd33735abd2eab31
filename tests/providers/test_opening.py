"""How a provider is named, where its text goes, and that naming one loads nothing."""

from __future__ import annotations

import subprocess
import sys

import pytest

from vibejam.errors import ConfigError
from vibejam.providers import SERVICES, Anthropic, Can, Message, open_provider


@pytest.mark.parametrize(
    ("ref", "host", "can"),
    [
        ("openai:large", "api.openai.com", Can(0)),
        ("anthropic:large", "api.anthropic.com", Can(0)),
        ("gemini:large", "generativelanguage.googleapis.com", Can.TEMPERATURE),
        ("openrouter:some/large:free", "openrouter.ai", Can.TEMPERATURE | Can.SEED),
        ("ollama:qwen3:4b", "", Can.TEMPERATURE | Can.SEED),
        ("lmstudio:x", "", Can.TEMPERATURE | Can.SEED),
        ("http://localhost:8080/v1#tiny", "", Can.TEMPERATURE | Can.SEED),
        ("http://127.0.0.2:8080/v1/#tiny", "", Can.TEMPERATURE | Can.SEED),
        ("http://[::1]:8080/v1#tiny", "", Can.TEMPERATURE | Can.SEED),
        ("http://192.168.1.7:8080/v1#tiny", "192.168.1.7:8080", Can.TEMPERATURE | Can.SEED),
        ("https://localhost.example.com/v1#tiny", "localhost.example.com", Can.TEMPERATURE | Can.SEED),
    ],
)
def test_a_name_says_where_text_goes_and_what_can_be_asked(ref: str, host: str, can: Can) -> None:
    provider = open_provider(ref)
    assert (provider.name, provider.host, provider.can) == (ref, host, can)
    assert isinstance(provider, Anthropic) is ref.startswith("anthropic:")


@pytest.mark.parametrize(
    ("ref", "words"),
    [
        ("", "no provider ''"),
        ("gpt", "no provider 'gpt'"),
        ("antropic:x", r"no provider 'antropic' (.|\n)* anthropic:x"),
        ("openai:", "names no model"),
        ("http://localhost:8080/v1", "names no model"),
        ("http:///v1#x", "names no host"),
        ("http://localhost:99999/v1#x", "cannot be"),
        ("https://me:sesame@example.com/v1#x", "no user, password or query"),
        ("https://example.com/v1?key=sesame#x", "no user, password or query"),
    ],
)
def test_a_name_that_cannot_be_is_refused_and_no_secret_in_it_is_told(ref: str, words: str) -> None:
    with pytest.raises(ConfigError, match=words) as caught:
        open_provider(ref)
    assert "sesame" not in str(caught.value)


@pytest.mark.parametrize("kind", SERVICES)
def test_what_a_provider_cannot_do_is_not_sent(kind: str) -> None:
    provider = open_provider(f"{kind}:x")
    for can, setting in ((Can.TEMPERATURE, {"temperature": 0.5}), (Can.SEED, {"seed": 1})):
        if can not in provider.can:
            with pytest.raises(ConfigError, match=r"takes no (temperature|seed)"):
                provider.complete([Message("user", "x")], **setting)  # type: ignore[arg-type]


def test_opening_one_loads_no_client() -> None:
    code = "import sys; from vibejam.providers import open_provider; open_provider('openai:x'); sys.exit({'httpx2', 'torch'} & set(sys.modules) != set())"  # fmt: skip
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
