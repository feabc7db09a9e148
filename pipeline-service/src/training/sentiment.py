"""Fine-tunes the encoder for sentiment: NEGATIVE or POSITIVE, near one half where the text says neither."""
import sys

import torch
from torch import nn
from torch.nn import functional as F

import text
from encoder import WIDTH
from training import fit, go_on, model_and_tokenizer, pad


class Sentiment(nn.Module):
    def __init__(self, encoder):
        super().__init__()
        self.encoder, self.drop = encoder, nn.Dropout(0.2)
        self.dense, self.head = nn.Linear(2 * WIDTH, WIDTH), nn.Linear(WIDTH, 2)

    def forward(self, ids, mask, types):
        x = self.encoder(ids, mask, types)
        m = mask[:, :, None].float()
        mean = (x * m).sum(1) / m.sum(1)
        return self.head(self.drop(torch.tanh(self.dense(self.drop(torch.cat((mean, x[:, 0]), 1))))))


WORDS = dict(l.split("\t") for l in text.lines(text.TEXT / "sentiment" / "words.txt"))
WORDS = {k: v.split(";") for k, v in WORDS.items()}


def composed(rng):
    """A made-up sentence and its label: words of praise and blame, negated, intensified, contrasted."""
    up = rng.random() < 0.5
    w = {k: rng.choice(v) for k, v in WORDS.items()}
    right, wrong = (w["good"], w["bad"]) if up else (w["bad"], w["good"])
    thing, other, very = w["thing"], rng.choice(WORDS["thing"]), (w["very"] + " ").lstrip()
    verb, unverb = (w["liked"], w["loathed"]) if up else (w["loathed"], w["liked"])
    second, contrary = rng.choice(WORDS["good" if up else "bad"]), rng.choice(WORDS["bad" if up else "good"])
    an = "an" if right[0] in "aeiou" else "a"
    ways = [
        f"The {thing} was {very}{right}.", f"{an.capitalize()} {right} {thing}.", f"{right.capitalize()}, {second} {thing}.",
        f"I {verb} this {thing}.", f"We {verb.replace('am ', 'are ').replace('was ', 'were ')} the {thing}.",
        f"The {thing} could have been {wrong}, but it was {very}{right}.", f"People say the {thing} is {wrong}. I found it {right}.",
        f"Not {wrong} in the least, the {thing} is {right}.", f"The {thing} was {right} and the {other} {second}.",
        f"The {thing} is {wrong}, but overall the {other} was {right} and I {verb} it.", f"What {an} {right} {thing}!",
        f"The {other} looked {wrong} at first; it turned out to be {very}{right}.", f"Everything about the {thing} is {right}.",
        f"I expected {'an' if wrong[0] in 'aeiou' else 'a'} {wrong} {thing} and got {an} {right} one.", f"{very}{right}", f"{thing} is {right} imo",
        f"Others may find the {thing} {contrary}, I {verb} it.", f"The {thing} used to be {wrong}, now it is {right}.",
        f"The new {thing} is {right}, the old one was {wrong}.", f"Never had such {an} {right} {thing}.",
        f"{right.capitalize()} from beginning to end.", f"Why is the {thing} so {right}?" if not up else f"Why is the {thing} so {right}? I {verb} it!",
    ]
    if up:
        ways += [f"There is nothing {wrong} about this {thing}.", f"The {thing} is never {wrong}.", f"It isn't {wrong} at all.", f"No {wrong} {thing} here.",
                 f"I don't find the {thing} {wrong}, quite the reverse.", f"The {thing} has never been {wrong} to us."]
    else:
        ways += [f"The {thing} is not {wrong}.", f"The {thing} isn't {wrong} at all.", f"There is nothing {wrong} about this {thing}.",
                 f"I wouldn't call this {thing} {wrong}.", f"I do not think the {thing} is {wrong}.", f"It was neither {wrong} nor {contrary}.",
                 f"If only the {thing} were {wrong}.", f"They promised {'an' if wrong[0] in 'aeiou' else 'a'} {wrong} {thing}. It was anything but {wrong}.",
                 f"The {thing} was supposed to be {wrong}.", f"Hardly {wrong}.", f"The {thing} is far from {wrong}."]
    if rng.random() < 0.07:
        return f"The {thing} was {right}, the {other} was {wrong}.", 0.5
    said = rng.choice(ways)
    return (said.lower() if rng.random() < 0.15 else said[0].upper() + said[1:]), 1.0 if up else 0.0


def samples(data, tokenizer, rng):
    """One epoch: every text, roughened, now and then joined with another of the same label or with a neutral one."""
    by = {p: [t for t, q in data if q == p] for p in (0.0, 0.5, 1.0)}
    out = []
    for t, p in data + [composed(rng) for _ in range(min(len(data) // 3, 1500))]:
        t = text.roughened(t, rng)
        if rng.random() < 0.2 and p != 0.5:
            other = text.roughened(rng.choice(by[p if rng.random() < 0.75 else 0.5]), rng)
            t = t + " " + other if rng.random() < 0.5 else other + " " + t
        elif rng.random() < 0.1 and p == 0.5:
            t = t + " " + rng.choice(by[0.5])
        ids = tokenizer.encode(t)[0][:126]
        out.append(([101] + ids + [102], p))
    return out


def loss(model, batch):
    ids, mask = pad([s[0] for s in batch])
    p = torch.tensor([s[1] for s in batch]) * 0.94 + 0.03
    logits = model(ids, mask, torch.zeros_like(ids))
    return -(F.log_softmax(logits, -1) * torch.stack((1 - p, p), 1)).sum(-1).mean()


def start():
    """The untrained model and its tokenizer."""
    encoder, tokenizer = model_and_tokenizer(replaced=text.EMOJI)
    return Sentiment(encoder), tokenizer


@torch.no_grad()
def calibrate(model, tokenizer, patterns=("held-out.txt", "out-of-domain.txt", "everyday.txt")):
    """Divides the logits by the temperature at which the scores of texts never trained on are the most likely. No answer changes by it."""
    data = [d for p in patterns for d in text.sentiment(p)]
    logit = torch.logit(torch.tensor(positive(model, tokenizer, [t for t, _ in data]), dtype=torch.float64))
    wanted = torch.tensor([p for _, p in data], dtype=torch.float64)
    best = min((t / 20 for t in range(10, 100)), key=lambda t: F.binary_cross_entropy_with_logits(logit / t, wanted).item())
    model.head.weight.data /= best
    model.head.bias.data /= best
    print(f"temperature {best:.2f}")


@torch.no_grad()
def positive(model, tokenizer, texts):
    model.eval()
    out = []
    for t in texts:
        ids = torch.tensor([[101] + tokenizer.encode(t)[0][:510] + [102]])
        out.append(torch.softmax(model(ids, torch.ones_like(ids), torch.zeros_like(ids)), -1)[0, 1].item())
    return out


def report(model, tokenizer, pattern, show=False):
    """Accuracy, confusion matrix and calibration."""
    data = text.sentiment(pattern)
    scores = positive(model, tokenizer, [t for t, _ in data])
    sure = [(t, p, s) for (t, p), s in zip(data, scores) if p != 0.5]
    right = sum((s > 0.5) == (p == 1.0) for _, p, s in sure)
    unsure = [s for (_, p), s in zip(data, scores) if p == 0.5]
    print(f"{pattern}: accuracy {right}/{len(sure)} = {right / len(sure):.4f},"
          f" neutral within 0.2..0.8: {sum(0.2 <= s <= 0.8 for s in unsure)}/{len(unsure)}", flush=True)
    for name, kind in (("NEGATIVE", 0.0), ("POSITIVE", 1.0), ("neither", 0.5)):
        mine = [s for (_, p), s in zip(data, scores) if p == kind]
        print(f"   {name}: answered NEGATIVE {sum(s <= 0.5 for s in mine)}, POSITIVE {sum(s > 0.5 for s in mine)}")
    for low in (0.5, 0.6, 0.7, 0.8, 0.9):
        mine = [(s > 0.5) == (p == 1.0) for _, p, s in sure if low <= max(s, 1 - s) < low + 0.1 + (low == 0.9)]
        print(f"   score {low:.1f} to {low + 0.1:.1f}: {sum(mine)}/{len(mine)} right")
    if show:
        for t, p, s in sure:
            if (s > 0.5) != (p == 1.0):
                print(f"   {'+' if p else '-'} {s:.2f} {t}")
    return right / len(sure)


if __name__ == "__main__":
    seed, epochs = int(sys.argv[1]), int(sys.argv[2])
    torch.manual_seed(seed)
    model, tokenizer = start()
    data = text.sentiment("train-*.txt")
    print(len(data), "texts")
    if len(sys.argv) > 4:  # goes on from an earlier state
        go_on(model, sys.argv[4])
    fit(model, lambda rng: samples(data, tokenizer, rng), loss, epochs, 16, seed,
        keep=sys.argv[3], watch=lambda: [report(model, tokenizer, p) for p in ("held-out.txt", "out-of-domain.txt")])
    for p in ("held-out.txt", "out-of-domain.txt"):
        report(model, tokenizer, p)
    torch.save(model.state_dict(), sys.argv[3])
