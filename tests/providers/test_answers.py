"""What the models' answers mean: whole, cut off, refused; and the provider that answers by a script."""

from __future__ import annotations

import json
from typing import Any

import httpx2
import pytest

from vibejam.errors import ProviderError
from vibejam.providers import Completion, CutOff, Message, Refused, Scripted, open_provider

MESSAGES = [Message("system", "Be plain."), Message("user", "Go."), Message("assistant", "So?"), Message("user", "Now.")]


@pytest.fixture(autouse=True)
def keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "ANTHROPIC_API_KEY"):
        monkeypatch.setenv(name, "sk-1")


def ask(ref: str, answer: dict[str, Any], **settings: Any) -> tuple[Completion, httpx2.Request]:
    requests: list[httpx2.Request] = []

    def handle(request: httpx2.Request) -> httpx2.Response:
        requests.append(request)
        return httpx2.Response(200, json=answer)

    return open_provider(ref, httpx2.MockTransport(handle)).complete(MESSAGES, **settings), requests[0]


def chat(content: str | None, reason: str = "stop", **message: Any) -> dict[str, Any]:
    return {
        "choices": [{"message": {"role": "assistant", "content": content, **message}, "finish_reason": reason}],
        "usage": {"prompt_tokens": 5, "completion_tokens": 2},
    }


def claude(reason: str, *texts: str) -> dict[str, Any]:
    blocks = [{"type": "thinking", "thinking": "hm"}, *({"type": "text", "text": text} for text in texts)]
    return {"content": blocks, "stop_reason": reason, "usage": {"input_tokens": 5, "output_tokens": 2}}


@pytest.mark.parametrize(("ref", "limit"), [("openai:m", "max_completion_tokens"), ("openrouter:m", "max_tokens"), ("ollama:m", "max_tokens")])  # fmt: skip
def test_openai_style(ref: str, limit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENROUTER_API_KEY", "sk-2")
    completion, request = ask(ref, chat("Now it is."), max_tokens=30)
    assert completion == Completion("Now it is.", 5, 2)
    body = json.loads(request.content)
    assert body == {"model": "m", limit: 30, "messages": [m._asdict() for m in MESSAGES]}
    assert request.url.path.endswith("/chat/completions")


def test_anthropic_style() -> None:
    completion, request = ask("anthropic:m", claude("end_turn", "Now ", "it is."), max_tokens=30)
    assert completion == Completion("Now it is.", 5, 2) and completion.whole() == "Now it is."
    body = json.loads(request.content)
    assert body == {"model": "m", "max_tokens": 30, "system": "Be plain.", "messages": [m._asdict() for m in MESSAGES[1:]]}
    assert request.url == "https://api.anthropic.com/v1/messages"
    assert request.headers["x-api-key"] == "sk-1" and request.headers["anthropic-version"]


@pytest.mark.parametrize(
    ("ref", "answer"),
    [
        ("openai:m", chat("Now it", "length")),
        ("openai:m", chat(None, "length")),  # it has thought, and had no tokens left to say anything
        ("ollama:m", chat("<think>should I", "length")),
        ("anthropic:m", claude("max_tokens", "Now it")),
        ("anthropic:m", claude("model_context_window_exceeded")),
    ],
)
def test_an_answer_that_is_cut_off_says_so(ref: str, answer: dict[str, Any]) -> None:
    completion, _ = ask(ref, answer)
    assert completion.cut and completion.text in ("Now it", "")
    with pytest.raises(CutOff, match="cut off after 2 tokens") as caught:
        completion.whole()
    assert caught.value.exit_code == 4


@pytest.mark.parametrize(
    ("ref", "answer"),
    [
        ("openai:m", chat(None, refusal="I will not.")),
        ("openai:m", chat("", "content_filter")),
        ("anthropic:m", claude("refusal")),
    ],
)
def test_a_refusal_is_one(ref: str, answer: dict[str, Any]) -> None:
    with pytest.raises(Refused, match="refuses to answer"):
        ask(ref, answer)


@pytest.mark.parametrize("answer", [{}, {"content": None, "stop_reason": "end_turn"}, {"content": [{"type": "text"}], "stop_reason": "x"}])  # fmt: skip
def test_an_answer_without_text_is_an_error(answer: dict[str, Any]) -> None:
    for ref in ("openai:m", "anthropic:m"):
        with pytest.raises(ProviderError, match="answered without a text"):
            ask(ref, answer)


def test_thoughts_are_left_out_and_missing_counts_are_zero() -> None:
    answer = chat("<think>\nwell\n</think>\n\nIt is <think> so.")
    del answer["usage"]
    assert ask("ollama:m", answer)[0] == Completion("It is <think> so.")


def test_a_script_answers_in_order_or_by_function() -> None:
    scripted = Scripted(["one two three", Refused("no"), Completion("x", 1, 1, True)], host="far.example")
    assert scripted.complete(MESSAGES, max_tokens=2) == Completion("one two", 5, 2, True)
    with pytest.raises(Refused):
        scripted.complete(MESSAGES)
    assert scripted.complete(MESSAGES).cut and scripted.host == "far.example"
    with pytest.raises(ProviderError, match="ends after 3"):
        scripted.complete(MESSAGES)
    assert len(scripted.asked) == 4
    assert Scripted(lambda messages: messages[-1].content.upper()).complete(MESSAGES).text == "NOW."
