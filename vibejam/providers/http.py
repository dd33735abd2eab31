"""JSON over HTTP to one host, with patience: time-outs, back-off, Retry-After, and every failure in words.

A key comes from the environment when it is first needed, goes into a header, and nowhere else: no message quotes it. Redirects are
not followed, since text goes only to the host that was named. Tests: tests/providers/test_http.py.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cached_property
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult

from vibejam.errors import MissingError, ProviderError
from vibejam.providers.base import RateLimited

if TYPE_CHECKING:
    import httpx2

TRIES = 5
_TRIES_SLOW = 2  # each of them may take all of `_SECONDS`
LONGEST_WAIT = 60.0  # seconds; who asks for more is not waited for
_SECONDS, _SECONDS_CONNECT = 180.0, 10.0  # a laptop's CPU writes a few tokens a second
_PASSING = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})  # what may be gone at the next try
_QUOTED = 200  # characters of a server's message
_INSTALL = 'pip install "vibejam[providers]"'


class Connection:
    """One host. `key_name` is the environment variable with its key, `key_header` makes headers of a key; "" and {} for none."""

    def __init__(
        self,
        url: SplitResult,
        key_name: str = "",
        key_header: Callable[[str], Mapping[str, str]] = lambda key: {},
        needs_key: bool = True,
        headers: Mapping[str, str] | None = None,
        transport: httpx2.BaseTransport | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ):
        self.url = url.geturl()
        self.where = url.netloc
        self.is_local = _is_local(url.hostname or "")
        self._key_name, self._key_header, self._needs_key = key_name, key_header, needs_key
        self._headers = dict(headers or {})
        self._transport, self._sleep = transport, sleep

    @property
    def host(self) -> str:
        return "" if self.is_local else self.where

    def ready(self) -> None:
        """Raises MissingError without key or library."""
        _ = self._client

    def close(self) -> None:
        if client := self.__dict__.pop("_client", None):
            client.close()

    def post(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """What the host answers. Raises ProviderError where that is no JSON object, or an error that does not pass."""
        import httpx2

        client = self._client
        for tried in range(1, TRIES + 1):
            wait: float | None = None
            try:
                response = client.post(f"{self.url}{path}", json=body)
            except httpx2.TransportError as error:
                problem, last = self._unreachable(error)
                cause: Exception | None = error
            except (httpx2.RequestError, httpx2.InvalidURL) as error:
                raise ProviderError(f"{self.where} cannot be asked: {error}") from error
            else:
                if response.is_success:
                    return self._parsed(response)
                problem, cause = self._problem(response), None
                passing = response.status_code in _PASSING and not _is_out_of_credit(response)
                last, wait = (TRIES if passing else 1), _retry_after(response)
            if tried >= last or (wait or 0) > LONGEST_WAIT:
                raise problem from cause
            self._sleep(_back_off(tried) if wait is None else wait)
        raise AssertionError("the last try raises")

    @cached_property
    def _client(self) -> httpx2.Client:
        try:
            import httpx2
        except ImportError as error:
            raise MissingError("asking a big LLM needs the package httpx2", _INSTALL) from error
        return httpx2.Client(
            headers=self._headers | dict(self._key_header(key) if (key := self._key) else {}),
            timeout=httpx2.Timeout(_SECONDS, connect=_SECONDS_CONNECT),
            transport=self._transport,
            trust_env=not self.is_local,  # what stays on this machine goes through no proxy
        )

    @property
    def _key(self) -> str:
        key = os.environ.get(self._key_name, "").strip()
        if not key and self._key_name and self._needs_key:
            raise MissingError(f"no key for {self.where}: {self._key_name} is not set", f"export {self._key_name}=...")
        if not (key.isascii() and key.isprintable()) or " " in key:
            raise MissingError(f"{self._key_name} holds no key: there are characters in it that no key has", f"export {self._key_name}=...")  # fmt: skip
        return key

    def _parsed(self, response: httpx2.Response) -> dict[str, Any]:
        try:
            answer = response.json()
        except (ValueError, RecursionError) as error:
            message = f"{self.where} answered with something that is no JSON: {self._quoted(response.text)!r}"
            raise ProviderError(message, "is its address right? it ends in /v1 for most servers") from error
        if not isinstance(answer, dict):
            raise ProviderError(f"{self.where} answered with JSON that is no object: {self._quoted(response.text)!r}")
        if answer.get("error"):  # of a host that is only in between, with the status 200
            raise ProviderError(f"{self.where} answered with an error: {self._said(answer)}")
        return answer

    def _unreachable(self, error: httpx2.TransportError) -> tuple[ProviderError, int]:
        """What to say, and how often to try."""
        import httpx2

        if isinstance(error, httpx2.ReadTimeout | httpx2.WriteTimeout):
            hint = "try again, or choose a smaller model"
            return ProviderError(f"{self.where} did not answer within {_SECONDS:.0f} s", hint), _TRIES_SLOW
        if self.is_local:
            hint = "start the server there, then run the same command again"
            return ProviderError(f"nothing answers at {self.where}: {error}", hint), 1
        return ProviderError(f"cannot reach {self.where}: {error}", "check the network, then run the same command again"), TRIES

    def _problem(self, response: httpx2.Response) -> ProviderError:
        status, said = response.status_code, self._said(_json(response), response.text)
        if status in (401, 403):  # some servers quote the key, so what they say is left out
            if self._key_name and os.environ.get(self._key_name):
                return ProviderError(f"{self.where} does not accept the key in {self._key_name} ({status})", f"export {self._key_name}=...")  # fmt: skip
            return ProviderError(
                f"{self.where} wants a key ({status})", f"export {self._key_name}=..." if self._key_name else None
            )
        if _is_out_of_credit(response):
            return ProviderError(f"no credit left at {self.where}: {said}", "add credit there, then run the same command again")
        if status == 429:
            wait = _retry_after(response)
            pause = f"; it asks to wait {wait:.0f} s" if wait else ""
            return RateLimited(
                f"{self.where} is asked too often{pause}: {said}", "wait, then run the same command again", retry_after=wait
            )
        if status in _PASSING:
            return ProviderError(f"{self.where} is not able to answer ({status}): {said}", "run the same command again later")
        if response.is_redirect:
            message = f"{self.where} sends elsewhere ({status}), and text goes only where it was said to go"
            return ProviderError(message, "name the final address")
        hint = "check the name of the model and the address" if status == 404 else None
        return ProviderError(f"{self.where} refuses the request ({status}): {said}", hint)

    def _said(self, answer: Any, otherwise: str = "") -> str:
        """The message in an error, as most hosts write it."""
        error = answer.get("error", answer) if isinstance(answer, dict) else answer
        said = error.get("message") if isinstance(error, dict) else error
        return self._quoted(said if isinstance(said, str) else otherwise)

    def _quoted(self, text: str) -> str:
        """A server's words, short, in one line, without what would steer a terminal, and never with the key."""
        if self._key_name and (key := os.environ.get(self._key_name, "").strip()):
            text = text.replace(key, "***")
        line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
        return line[:_QUOTED] or "(no message)"


def _is_local(name: str) -> bool:
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return name == "localhost" or name.endswith(".localhost")


def _json(response: httpx2.Response) -> Any:
    try:
        return response.json()
    except (ValueError, RecursionError):
        return None


def _is_out_of_credit(response: httpx2.Response) -> bool:
    """It comes with 429 as "too often" does, and waiting does not help."""
    answer = _json(response)
    error = answer.get("error") if isinstance(answer, dict) else None
    return response.status_code == 402 or (isinstance(error, dict) and error.get("code") == "insufficient_quota")


def _retry_after(response: httpx2.Response) -> float | None:
    """Seconds until the host wants to be asked again: a number, or a date."""
    said = response.headers.get("retry-after", "")
    try:
        seconds = float(said)
    except ValueError:
        try:
            date = parsedate_to_datetime(said)
        except ValueError:
            return None
        seconds = (date.replace(tzinfo=date.tzinfo or UTC) - datetime.now(UTC)).total_seconds()
    return max(0.0, seconds) if seconds == seconds else None


def _back_off(tried: int) -> float:
    """0.5, 1, 2, 4 seconds and up to half as much again, so that many do not come back at once."""
    return float(2 ** (tried - 2) * (1 + random.random() / 2))
