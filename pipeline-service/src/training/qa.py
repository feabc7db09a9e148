"""Fine-tunes the encoder for extractive question answering: start and end logits, the [CLS] token meaning 'no answer'."""
import sys

import torch
from torch import nn
from torch.nn import functional as F

import facts
import text
from encoder import WIDTH
from training import fit, go_on, model_and_tokenizer, pad

LONGEST = 256


class Qa(nn.Module):
    def __init__(self, encoder):
        super().__init__()
        self.encoder, self.drop, self.head = encoder, nn.Dropout(0.1), nn.Linear(WIDTH, 2)

    def forward(self, ids, mask, types):
        return self.head(self.drop(self.encoder(ids, mask, types)))


def passages(pattern):
    """(context, [(question, answer or '')]) of the text files."""
    out = []
    for f in sorted((text.TEXT / "qa").glob(pattern)):
        for l in text.lines(f):
            if l.startswith("P "):
                out.append((l[2:], []))
            else:
                question, answer = l.split("=>")
                answer = answer.strip()
                assert answer in out[-1][0], l
                out[-1][1].append((question.strip(), answer))
    return out


def packed(tokenizer, question, context):
    q, (c, offsets) = tokenizer.encode(question)[0][:64], tokenizer.encode(context)
    c = c[:LONGEST - len(q) - 3]
    return [101] + q + [102] + c + [102], [0] * (len(q) + 2) + [1] * (len(c) + 1), len(q) + 2, offsets[:len(c)]


def sample(tokenizer, question, context, start, end):
    ids, types, first, offsets = packed(tokenizer, question, context)
    inside = [k for k, (a, b) in enumerate(offsets) if a < end and b > start] if start >= 0 else []
    return ids, types, first + inside[0] if inside else 0, first + inside[-1] if inside else 0


def without(context, at, answer):
    """The context less the sentence with the answer; as it was where the answer is also elsewhere, or there is none."""
    if at >= 0:
        start = context.rfind(". ", 0, at) + 2 if ". " in context[:at] else 0
        end = context.find(". ", at + len(answer) - 1)
        rest = context[:start] + (context[end + 2:] if end >= 0 else "")
        if len(rest) > 80 and answer not in rest:
            return rest.strip(), -1
    return context, at


def samples(written, tokenizer, rng, made):
    out = []
    for i, (context, questions) in enumerate(written):
        for question, answer in questions:
            c, at = context, context.find(answer) if answer else -1
            if rng.random() < 0.25:  # the passage stands after or before another one
                other = written[rng.randrange(len(written))][0]
                if other != context:
                    c, at = (other + " " + c, at + len(other) + 1 if at >= 0 else -1) if rng.random() < 0.5 else (c + " " + other, at)
            elif rng.random() < 0.07:  # the passage is about something else
                c, at = written[(i + 1 + rng.randrange(len(written) - 1)) % len(written)][0], -1
            elif rng.random() < 0.12:  # the passage says everything but that
                c, at = without(context, at, answer)
            q = question if rng.random() < 0.8 else question.rstrip("?").lower()
            out.append(sample(tokenizer, q, c, at, at + len(answer)))
    for _ in range(made):
        context, questions = facts.passage(rng)
        for question, start, end in questions[:2]:
            out.append(sample(tokenizer, question, context, start, end))
    return out


def loss(model, batch):
    ids, mask = pad([b[0] for b in batch])
    types, real = pad([b[1] for b in batch])[0], mask
    logits = model(ids, mask, types)
    allowed = (types == 1) & (real == 1)
    allowed[:, 0] = True
    logits = logits.masked_fill(~allowed[:, :, None], -1e4)
    return sum(F.cross_entropy(logits[:, :, k], torch.tensor([b[2 + k] for b in batch])) for k in (0, 1)) / 2


@torch.no_grad()
def answer(model, tokenizer, question, context):
    """Best span of at most 15 words pieces... as (start, end, score of the span, score of no answer)."""
    model.eval()
    ids, types, first, offsets = packed(tokenizer, question, context)
    row = torch.tensor([ids])
    start, end = model(row, torch.ones_like(row), torch.tensor([types]))[0].T
    n = len(offsets)
    table = start[first:first + n, None] + end[None, first:first + n]
    table = table.masked_fill(torch.ones(n, n).triu().tril(29) == 0, -1e9)
    best = table.argmax().item()
    return offsets[best // n][0], offsets[best % n][1], table.max().item(), (start[0] + end[0]).item()


def words(s):
    return [w for w in "".join(c.lower() if c.isalnum() else " " for c in s).split() if w not in ("a", "an", "the")]


def overlap(a, b):
    a, b = words(a), words(b)
    common = sum(min(a.count(w), b.count(w)) for w in set(a))
    return 2 * common / (len(a) + len(b)) if common else 0.0


def sentence_of(context, at):
    return context.count(". ", 0, at)


def report(model, tokenizer, pattern, show=False):
    total, exact, f1, sentence, none, none_right, wrongly_none = 0, 0, 0.0, 0, 0, 0, 0
    for context, questions in passages(pattern):
        for question, gold in questions:
            a, b, score, no = answer(model, tokenizer, question, context)
            if not gold:
                none, none_right = none + 1, none_right + (no > score)
                continue
            mine = context[a:b]
            total, exact, f1 = total + 1, exact + (words(mine) == words(gold)), f1 + overlap(mine, gold)
            hit = sentence_of(context, a) == sentence_of(context, context.find(gold)) or overlap(mine, gold) > 0.5
            sentence, wrongly_none = sentence + hit, wrongly_none + (no > score)
            if show and not hit:
                print("  ", question, "|", mine, "| instead of", gold)
    print(f"{pattern}: right sentence {sentence}/{total} = {sentence / total:.4f} exact {exact / total:.4f} F1 {f1 / total:.4f}"
          f" no answer seen {none_right}/{none}, answers refused {wrongly_none}/{total}", flush=True)
    return sentence / total


if __name__ == "__main__":
    seed, epochs, made = int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    torch.manual_seed(seed)
    encoder, tokenizer = model_and_tokenizer()
    model, written = Qa(encoder), passages("train-*.txt")
    print(sum(len(q) for _, q in written), "written questions")
    tests = [f for f in ("held-out.txt", "out-of-domain.txt") if (text.TEXT / "qa" / f).exists()]
    if len(sys.argv) > 5:  # goes on from an earlier state
        go_on(model, sys.argv[5])
    fit(model, lambda rng: samples(written, tokenizer, rng, made), loss, epochs, 12, seed, rate=1.2e-4,
        keep=sys.argv[4], watch=lambda: [report(model, tokenizer, f) for f in tests])
    for f in tests:
        report(model, tokenizer, f)
    torch.save(model.state_dict(), sys.argv[4])
