"""Fine-tunes the encoder for named entities: BIO tags of PER, LOC, ORG and MISC on every word.

All pieces of a word get the word's one judgement, so that no strategy of joining pieces can cut a name in two.
"""
import sys
from collections import Counter

import torch
from torch import nn
from torch.nn import functional as F

import text
from encoder import WIDTH
from training import fit, go_on, model_and_tokenizer, pad

LABELS = ["O"] + [f"{b}-{t}" for t in ("PER", "ORG", "LOC", "MISC") for b in "BI"]
SWAPPED = [0, 2, 1, 4, 3, 6, 5, 8, 7]  # each B- and its I- exchanged
INSIDE = [l.startswith("I-") for l in LABELS]


class Ner(nn.Module):
    def __init__(self, encoder, tokenizer):
        super().__init__()
        self.encoder, self.drop, self.head = encoder, nn.Dropout(0.2), nn.Linear(WIDTH, len(LABELS))
        self.register_buffer("inner", torch.tensor(tokenizer.inner))

    def forward(self, ids, mask, types):
        inner = self.inner[ids]
        word = (~inner).long().cumsum(1)
        same = (word[:, :, None] == word[:, None, :]).float()
        mean = same @ self.encoder(ids, mask, types) / same.sum(-1, keepdim=True)
        logits = self.head(self.drop(mean))
        return torch.where(inner[:, :, None], going_on(logits), logits)


def going_on(logits):
    """B- and I- of one kind, the larger one as I-: an inner piece never begins a name."""
    other = logits[:, :, SWAPPED]
    return torch.where(torch.tensor(INSIDE), torch.maximum(logits, other), torch.minimum(logits, other))


def tagged(plain, spans, tokenizer):
    """Ids and tags; a word's tag is that of its first piece."""
    ids, offsets = tokenizer.encode(plain)
    tags, inside = [], None
    for i, (a, b) in zip(ids, offsets):
        span = next((s for s in spans if s[0] <= a and b <= s[1]), None)
        tag = LABELS.index("O" if span is None else ("I-" if span == inside else "B-") + span[2])
        tags.append(-100 if tokenizer.inner[i] else tag)
        inside = span
    return [101] + ids[:126] + [102], [-100] + tags[:126] + [-100]


def samples(lines, names, known, tokenizer, rng, times=2):
    out = []
    for _ in range(times):
        for l in lines:
            plain, spans = text.retold(l, names, known, rng)
            if rng.random() < 0.15:
                more, other = text.retold(rng.choice(lines), names, known, rng)
                spans = spans + [(a + len(plain) + 1, b + len(plain) + 1, t) for a, b, t in other]
                plain = plain + " " + more
            out.append(tagged(plain, spans, tokenizer))
    return out


def loss(model, batch):
    ids, mask = pad([b[0] for b in batch])
    labels = pad([b[1] for b in batch], -100)[0]
    return F.cross_entropy(model(ids, mask, torch.zeros_like(ids)).flatten(0, 1), labels.flatten(), ignore_index=-100,
                           label_smoothing=0.03)


@torch.no_grad()
def entities(model, tokenizer, plain):
    """Entities as (start, end, tag): a B- tag or a change of type begins one, as the 'simple' strategy does."""
    model.eval()
    ids, offsets = tokenizer.encode(plain)
    row = torch.tensor([[101] + ids[:510] + [102]])
    best = model(row, torch.ones_like(row), torch.zeros_like(row))[0, 1:-1].argmax(-1).tolist()
    out = []
    for (a, b), k in zip(offsets, best):
        label = LABELS[k]
        if label == "O":
            out.append(None)
        elif out and out[-1] and out[-1][2] == label[2:] and label[0] == "I":
            out[-1] = (out[-1][0], b, label[2:])
        else:
            out.append((a, b, label[2:]))
    return [e for e in out if e]


def report(model, tokenizer, file, show=False):
    """Precision, recall and F1 of exact spans, and what each kind was taken for."""
    right, found, real, by, pairs = 0, 0, 0, {}, Counter()
    for l in text.lines(text.TEXT / "ner" / file):
        plain, spans = text.marked(l)
        mine, gold = set(entities(model, tokenizer, plain)), set(spans)
        right, found, real = right + len(mine & gold), found + len(mine), real + len(gold)
        for t in ("PER", "ORG", "LOC", "MISC"):
            c = by.setdefault(t, [0, 0, 0])
            for i, s in enumerate((mine & gold, mine, gold)):
                c[i] += sum(e[2] == t for e in s)
        for a, b, t in gold:
            pairs[t, next((e[2] for e in mine if e[:2] == (a, b)), "other span" if any(e[0] < b and a < e[1] for e in mine) else "nothing")] += 1
        pairs.update(("nothing", t) for a, b, t in mine if not any(e[0] < b and a < e[1] for e in gold))
        if show and mine != gold:
            print("  ", plain, "| missed", [(plain[a:b], t) for a, b, t in sorted(gold - mine)],
                  "| wrong", [(plain[a:b], t) for a, b, t in sorted(mine - gold)])
    f1 = 2 * right / max(1, found + real)
    print(f"{file}: precision {right / max(1, found):.4f} recall {right / max(1, real):.4f} F1 {f1:.4f}",
          {t: round(2 * c[0] / max(1, c[1] + c[2]), 3) for t, c in by.items()}, flush=True)
    for real in ("PER", "ORG", "LOC", "MISC", "nothing"):
        print(f"   {real}:", {seen: n for (r, seen), n in sorted(pairs.items()) if r == real})
    return f1


def training_lines():
    return [l for f in sorted((text.TEXT / "ner").glob("train-*.txt")) for l in text.lines(f)]


if __name__ == "__main__":
    seed, epochs = int(sys.argv[1]), int(sys.argv[2])
    torch.manual_seed(seed)
    encoder, tokenizer = model_and_tokenizer(cased=True)
    model, lines, names = Ner(encoder, tokenizer), training_lines(), text.names()
    known = text.known(names)
    print(len(lines), "sentences")
    tests = [f for f in ("held-out.txt", "out-of-domain.txt") if (text.TEXT / "ner" / f).exists()]
    if len(sys.argv) > 4:  # goes on from an earlier state
        go_on(model, sys.argv[4])
    fit(model, lambda rng: samples(lines, names, known, tokenizer, rng), loss, epochs, 24, seed, rate=1e-4,
        keep=sys.argv[3], watch=lambda: [report(model, tokenizer, f) for f in tests])
    for f in tests:
        report(model, tokenizer, f)
    torch.save(model.state_dict(), sys.argv[3])
