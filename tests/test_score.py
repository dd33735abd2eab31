"""How much a text sounds like a person: the arithmetic, the limits, and that it tells people apart."""

from __future__ import annotations

import itertools
import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch

from vibejam.arch import build_model
from vibejam.cli import cli
from vibejam.cli.common import run
from vibejam.config import DataConfig, ModelConfig
from vibejam.data import CharDataset
from vibejam.errors import DataError
from vibejam.ngram import CountedLM, MixedLM
from vibejam.ngram.floor import count_corpus
from vibejam.score import LIMIT, SHARE, Reader, Scale, StyleScorer, passages_of, pieces, word_log_probabilities
from vibejam.tokenizer import DOC_END, CharTokenizer
from vibejam.voice import Voice

HERS = [f"I shan't go to the fair, says she; the pony number {i} is lame, and I dare say it will rain." for i in range(60)]
HIS = [f"We will not attend the event. The vehicle {i} requires maintenance. It is expected to rain." for i in range(60)]


def counted(texts: list[str], tokenizer: CharTokenizer) -> CountedLM:
    dataset = CharDataset(f"{DOC_END}".join(texts), DataConfig(block_size=16), tokenizer)
    return count_corpus(dataset)


@pytest.fixture(scope="module")
def scorer() -> StyleScorer:
    tokenizer = CharTokenizer("".join(HERS + HIS))
    return StyleScorer(Reader(counted(HERS[:50], tokenizer), tokenizer), Reader(counted(HIS[:50], tokenizer), tokenizer))


@pytest.fixture
def learnt_voice(trained: Path, corpus: Path) -> str:
    voice = Voice.create("letters")
    shutil.copy(trained, voice.ckpt_path)
    shutil.copy(corpus, voice.corpus_path)
    voice.update(mixture_weight=0.0)  # the model was trained for a moment
    return voice.name


def reader(arch: str = "gpt", block_size: int = 8) -> Reader:
    torch.manual_seed(0)
    tokenizer = CharTokenizer("".join(HERS))
    model = build_model(
        arch, ModelConfig(arch=arch, vocab_size=tokenizer.vocab_size, block_size=block_size, n_layer=1, n_embd=16, n_head=2)
    )
    for parameter in model.parameters():
        torch.nn.init.normal_(parameter, std=0.3)
    return Reader(model.eval(), tokenizer)


def test_pieces_add_up() -> None:
    text = ' He said, "don\'t!" -- and  left_off…\n'
    assert "".join(pieces(text)) == text
    assert [piece.strip() for piece in pieces(text)] == [
        "He",
        "said",
        ",",
        '"',
        "don't",
        '!"',
        "--",
        "and",
        "left",
        "_",
        "off",
        "…",
        "",
    ]


def test_what_words_say_adds_up_to_what_the_model_says() -> None:
    """In one window: against the model's own numbers."""
    person, text = reader(block_size=64), "I shan't go to the fair."
    ids = torch.tensor([person.tokenizer.encode(DOC_END + text)])
    with torch.no_grad():
        log_p = person.model(ids[:, :-1])[0].log_softmax(-1).gather(2, ids[:, 1:, None]).sum().item()
    assert word_log_probabilities(person, [text])[0].sum() == pytest.approx(log_p, rel=1e-5)


def test_a_text_longer_than_the_context_is_read_in_windows_that_overlap() -> None:
    person, text = reader(block_size=8), "I dare say it will rain on the fair."
    ids = torch.tensor(person.tokenizer.encode(DOC_END + text))
    total = 0.0
    for place in range(1, len(ids)):  # each character with the four to eight before it
        window = max(0, (place - 1) // 4 * 4 - 4) if place > 8 else 0
        with torch.no_grad():
            logits, _ = person.model(ids[None, window:place])
        total += logits[0, -1].log_softmax(-1)[ids[place]].item()
    assert word_log_probabilities(person, [text])[0].sum() == pytest.approx(total, rel=1e-5)


def test_texts_read_together_say_what_each_says_alone() -> None:
    person, texts = reader(), ["I go.", "", "I dare say it will rain on the fair, and the pony is lame.", "x", " "]
    together = word_log_probabilities(person, texts)
    for text, said in zip(texts, together, strict=True):
        assert np.allclose(said, word_log_probabilities(person, [text])[0], atol=1e-5)
        assert len(said) == len(pieces(text))


def test_people_are_told_apart(scorer: StyleScorer) -> None:
    scale = scorer.scale(HERS[50:], HIS[50:])
    assert min(map(scale.place, scorer.likeness(HERS[50:]))) > max(map(scale.place, scorer.likeness(HIS[50:])))
    assert np.mean([scale.place(x) for x in scorer.likeness(HERS[50:])]) == pytest.approx(1)
    assert np.mean([scale.place(x) for x in scorer.likeness(HIS[50:])]) == pytest.approx(0, abs=1e-9)
    assert Scale.from_dict(scale.to_dict()) == scale


def test_one_mark_put_everywhere_is_held(scorer: StyleScorer) -> None:
    """The whole of what one kind of word says is a limited share of what the text says."""
    plain = HIS[55]
    gamed = plain.replace(". ", "; I dare say; I dare say; ")
    for found in scorer.evidence([plain, gamed]):
        everything = sum(abs(nats) for _, nats in found.kinds)
        share = max(SHARE, 2 / len(found.kinds))
        assert max(abs(nats) for _, nats in found.kinds) <= share * everything * 1.001
        assert sum(nats for _, nats in found.kinds) / found.words == pytest.approx(found.likeness)


def test_no_word_says_more_than_the_limit(scorer: StyleScorer) -> None:
    found = scorer.evidence(["qqqqqqqqqqqqqqqqqqqqqqqqqq zzzzzzzzzzzzzzzzzz"])[0]
    assert all(abs(nats) <= LIMIT for _, nats in found.kinds)


def test_overshoot_is_what_the_person_hardly_ever_reaches() -> None:
    scale = Scale(1.0, 0.2, 10, 0.0, 0.2, 10)
    assert scale.place(0.5) == 0.5
    assert not scale.is_overshoot(1.3, 60)
    assert scale.is_overshoot(1.5, 60)
    assert not scale.is_overshoot(1.5, 10), "short texts vary more"


def test_a_scale_needs_two_ends(scorer: StyleScorer) -> None:
    with pytest.raises(DataError, match="too little"):
        scorer.scale(HERS[:2], HIS)
    with pytest.raises(DataError, match="cannot tell"):
        scorer.scale(HIS[50:], HERS[50:])


@pytest.mark.parametrize("text", ["", " ", "\n\n", "😀", "日本語のテキスト。", "שלום עולם", "a" * 5000, "\ud800"])
def test_any_text_has_a_likeness(scorer: StyleScorer, text: str) -> None:
    found = scorer.evidence([text])[0]
    assert np.isfinite(found.likeness)


def test_a_mixture_is_read_like_a_model(scorer: StyleScorer) -> None:
    person = reader()
    mixed = Reader(MixedLM(person.model, counted(HERS, person.tokenizer), 0.5), person.tokenizer)
    alone, together = (word_log_probabilities(r, HERS[:1])[0].sum() for r in (person, mixed))
    assert together > alone


def test_passages_are_spread_over_the_documents() -> None:
    documents = ["One two three four. " * 10, "Five six seven. " * 10, "Too short."]
    found = passages_of(documents, 4, words=8)
    assert len(found) == 4
    assert found[0].startswith("One") and found[-1].startswith("Five")
    assert passages_of(documents, 100, words=8)[0] == "One two three four. One two three four."
    assert passages_of([], 5) == []


def test_short_documents_are_put_together() -> None:
    assert passages_of(["Yes, I can.", "Thank you.", "See you there on Monday.", "Bye."], 5, words=8) == [
        "Yes, I can. Thank you. See you there on Monday."
    ]


def totals(scorer: StyleScorer, passages: list[str]) -> dict[str, float]:
    """What each kind of word says, unlimited by its share, each passage read as if it stood alone."""
    found: dict[str, float] = {}
    for passage in passages:
        ours, theirs = (word_log_probabilities(r, [passage])[0] for r in (scorer.person, scorer.background))
        for piece, nats in zip(pieces(passage), (ours - theirs).clip(-LIMIT, LIMIT), strict=True):
            found[piece.strip().casefold()] = found.get(piece.strip().casefold(), 0.0) + nats
    return found


@pytest.mark.parametrize("lengths", [[11], [6, 6], [6, 6, 11]])
def test_a_long_text_is_read_passage_by_passage(scorer: StyleScorer, lengths: list[int]) -> None:
    """A text of less than two passages is read whole: a full stop elsewhere shall not make it start anew."""
    sentences = iter([f"Number {n} is lame: I dare say it will rain." for n in range(100)])  # ten words each
    passages = [" ".join(itertools.islice(sentences, length)) for length in lengths]
    found, expected = scorer.evidence([" ".join(passages)])[0], totals(scorer, passages)
    most = max(abs(nats) for _, nats in found.kinds)
    assert found.words == 10 * sum(lengths)
    assert dict(found.kinds) == pytest.approx({kind: max(-most, min(most, nats)) for kind, nats in expected.items()})


def test_a_voice_scores_texts(learnt_voice: str) -> None:
    voice = Voice.open(learnt_voice)
    scorer = voice.scorer()
    scale = voice.scale(scorer)
    assert scale.own > scale.other
    assert voice.scale(scorer) == scale == Voice.open(learnt_voice).scale(scorer), "measured once"
    document = voice.corpus_path.read_text("utf-8").split(DOC_END)[0]
    assert voice.knows(document) == 1.0
    assert voice.knows("What nobody has ever put into these very words before, as far as anybody knows.") == 0.0


def test_scoring_from_the_shell(learnt_voice: str, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert run(cli, ["score", "We went down to the harbour, and it rained.", "--voice", learnt_voice, "--json"]) == 0
    printed = capsys.readouterr()
    values = json.loads(printed.out)
    assert values["words"] == 9 and "too few" in printed.err
    assert run(cli, ["score", str(tmp_path / "no.md"), "--voice", learnt_voice]) != 0
