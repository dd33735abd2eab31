"""What may go wrong between here and a big LLM: each failure has words of its own, and none of them the key."""

from __future__ import annotations

import logging
import re
import traceback
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import httpx2
import pytest

from tests.providers.server import said, serving
from vibejam.errors import MissingError, ProviderError
from vibejam.providers import Message, RateLimited, open_provider
from vibejam.providers.http import LONGEST_WAIT, TRIES

KEY = "sk-secret-0123456789"
QUESTION = [Message("user", "Say it.")]
GOOD = {"choices": [{"message": {"content": "It."}, "finish_reason": "stop"}]}


class Script:
    """Answers one after the other, the last one for ever, and what was waited between them."""

    def __init__(self, *answers: httpx2.Response | Exception):
        self.answers = answers
        self.requests: list[httpx2.Request] = []
        self.waited: list[float] = []

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        answer = self.answers[min(len(self.requests), len(self.answers) - 1)]
        self.requests.append(request)
        if isinstance(answer, Exception):
            raise answer
        return httpx2.Response(answer.status_code, headers=answer.headers, content=answer.content)

    def ask(self, ref: str = "openai:large") -> str:
        provider = open_provider(ref, httpx2.MockTransport(self), self.waited.append)
        return provider.complete(QUESTION).text


def error(status: int, message: str = "no", code: str = "", **headers: str) -> httpx2.Response:
    body = {"error": {"message": message, "code": code}}
    return httpx2.Response(status, json=body, headers={k.replace("_", "-"): v for k, v in headers.items()})


@pytest.fixture(autouse=True)
def keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "VIBEJAM_API_KEY"):
        monkeypatch.setenv(name, KEY)


@pytest.mark.parametrize(
    "first", [error(429), error(503), error(529), httpx2.ConnectError("no route"), httpx2.RemoteProtocolError("gone")]
)
def test_what_passes_is_tried_again_with_growing_pauses(first: httpx2.Response | Exception) -> None:
    script = Script(first, first, first, httpx2.Response(200, json=GOOD))
    assert script.ask() == "It."
    assert len(script.requests) == 4 and len(script.waited) == 3
    assert 0.5 <= script.waited[0] < 1 <= script.waited[1] < 2 <= script.waited[2] <= 3


def test_the_host_says_how_long_to_wait() -> None:
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True)
    script = Script(error(429, retry_after="7"), error(503, retry_after=date), error(429, retry_after="soon"), httpx2.Response(200, json=GOOD))  # fmt: skip
    assert script.ask() == "It."
    assert script.waited[0] == 7 and 20 < script.waited[1] <= 30 and 2 <= script.waited[2] <= 3


@pytest.mark.parametrize("asked", [str(LONGEST_WAIT + 1), "inf"])
def test_nobody_waits_an_hour(asked: str) -> None:
    script = Script(error(429, "tokens per day", retry_after=asked))
    with pytest.raises(RateLimited, match=r"asked too often; it asks to wait .* s: tokens per day") as caught:
        script.ask()
    assert script.waited == [] and caught.value.retry_after == float(asked) and caught.value.exit_code == 4


def test_patience_ends() -> None:
    script = Script(error(429, "slow down"))
    with pytest.raises(RateLimited, match=r"api\.openai\.com is asked too often: slow down"):
        script.ask()
    assert len(script.requests) == TRIES


@pytest.mark.parametrize(
    ("answer", "words", "tries"),
    [
        (error(401, f"Incorrect API key provided: {KEY}"), r"does not accept the key in OPENAI_API_KEY \(401\)", 1),
        (error(400, "max_tokens is too large"), r"refuses the request \(400\): max_tokens is too large", 1),
        (error(404, "no such model"), r"refuses the request \(404\): no such model", 1),
        (error(429, "You exceeded your quota", "insufficient_quota"), "no credit left .*: You exceeded", 1),
        (error(500, "oops"), r"is not able to answer \(500\): oops", TRIES),
        (httpx2.Response(302, headers={"location": "https://elsewhere.example/"}), "sends elsewhere", 1),
        (httpx2.Response(200, text="<html>log in</html>"), "something that is no JSON: '<html>log in</html>'", 1),
        (httpx2.Response(200, text="[" * 100_000), "no JSON", 1),
        (httpx2.Response(200, json=[1]), "JSON that is no object", 1),
        (httpx2.Response(200, json={"error": {"message": "upstream is down", "code": 502}}), "with an error: upstream is down", 1),
        (httpx2.Response(200, json={"choices": []}), "answered without a text", 1),
        (httpx2.Response(200, json={"choices": [{"message": {"content": 5}}]}), "answered without a text", 1),
        (httpx2.Response(500, text="\x1b[31m" + "x" * 9999), r"\[31mx{150,200}$", TRIES),
        (httpx2.ConnectError("Name or service not known"), r"cannot reach api\.openai\.com: Name or service", TRIES),
        (httpx2.ReadTimeout("slow"), "did not answer within 180 s", 2),
        (httpx2.DecodingError("bad gzip"), "cannot be asked: bad gzip", 1),
    ],
)  # fmt: skip
def test_a_failure_is_told_in_words(answer: httpx2.Response | Exception, words: str, tries: int) -> None:
    script = Script(answer)
    with pytest.raises(ProviderError) as caught:
        script.ask()
    assert re.search(words, caught.value.message) and caught.value.message.isprintable()
    assert caught.value.exit_code == 4 and len(script.requests) == tries


@pytest.mark.parametrize("ref", ["openai:large", "anthropic:large", "http://localhost:9/v1#tiny"])
@pytest.mark.parametrize("status", [400, 401, 403, 429, 500])
def test_a_key_is_sent_and_never_told(ref: str, status: int, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    script = Script(error(status, f"the key {KEY} is not good"))
    with pytest.raises(ProviderError) as caught:
        script.ask(ref)
    headers = script.requests[0].headers
    assert KEY in (headers.get("x-api-key"), headers.get("authorization", "").removeprefix("Bearer "))
    told = "".join(traceback.format_exception(caught.value)) + caplog.text + repr(vars(caught.value))
    assert KEY not in told


def test_without_a_key_it_says_which(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY")
    script = Script(httpx2.Response(200, json=GOOD))
    provider = open_provider("openai:large", httpx2.MockTransport(script))
    for ask in (provider.ready, lambda: provider.complete(QUESTION)):
        with pytest.raises(MissingError, match="OPENAI_API_KEY is not set") as caught:
            ask()
        assert caught.value.exit_code == 3
    monkeypatch.setenv("OPENAI_API_KEY", "two words\nand a line")
    with pytest.raises(MissingError, match="holds no key") as caught:
        provider.ready()
    assert "words" not in str(caught.value) and script.requests == []


def test_another_server_needs_no_key_and_gets_nobody_elses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VIBEJAM_API_KEY")
    for ref in ("http://localhost:9/v1#tiny", "ollama:tiny"):
        script = Script(httpx2.Response(200, json=GOOD))
        assert script.ask(ref) == "It."
        assert KEY not in str(script.requests[0].headers.raw)
    with pytest.raises(ProviderError, match=r"localhost:9 wants a key \(401\)") as caught:
        Script(error(401)).ask("http://localhost:9/v1#tiny")
    assert caught.value.hint and "VIBEJAM_API_KEY" in caught.value.hint


def test_a_real_server_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Over a socket: the path, the body, the key, a failure that passes, and no proxy for what stays here."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    failures = iter([(503, {"retry-after": "0"}, b'{"error": "loading"}')])
    with serving(lambda body: next(failures, said("Yes, quite."))) as server:
        provider = open_provider(server.ref)
        completion = provider.complete([Message("system", "Be brief."), *QUESTION], max_tokens=9, temperature=0.5, seed=3)
        provider.close()
    assert (completion.text, completion.tokens_in, completion.tokens_out, completion.cut) == ("Yes, quite.", 7, 2, False)
    assert len(server.asked) == 2
    path, headers, body = server.asked[-1]
    assert path == "/v1/chat/completions" and headers["authorization"] == f"Bearer {KEY}"
    assert body == {
        "model": "tiny", "max_tokens": 9, "temperature": 0.5, "seed": 3,
        "messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Say it."}],
    }  # fmt: skip


def test_a_server_that_is_not_there_is_said_at_once() -> None:
    with serving(lambda body: said("")) as server:
        ref = server.ref
    waited: list[float] = []
    provider = open_provider(ref, sleep=waited.append)
    with pytest.raises(ProviderError, match=r"nothing answers at 127\.0\.0\.1"):
        provider.complete(QUESTION)
    provider.close()
    assert waited == []


def test_a_server_that_hangs_up_is_tried_again() -> None:
    def answer(body: dict[str, Any]) -> Any:
        return 200, {"content-length": "999"}, b"{"  # less than was promised

    with serving(answer) as server:
        waited: list[float] = []
        provider = open_provider(server.ref, sleep=waited.append)
        with pytest.raises(ProviderError):
            provider.complete(QUESTION)
        provider.close()
    assert server.asked


def test_without_the_library_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "httpx2", None)
    with pytest.raises(MissingError, match="httpx2") as caught:
        open_provider("openai:large").ready()
    assert caught.value.hint == 'pip install "vibejam[providers]"'
