"""The training loop all three models share. MINILM names the folder with the files of the langchain4j MiniLM jar."""
import os
import random
import time

import numpy as np
import onnx
import torch
from onnx import numpy_helper

from encoder import LAYERS, Encoder, Tokenizer, read_vocab

MINILM = os.environ.get("MINILM", "target/minilm")
torch.set_num_threads(int(os.environ.get("THREADS", "1")))


def model_and_tokenizer(cased=False, replaced=()):
    tokenizer = Tokenizer(read_vocab(f"{MINILM}/all-minilm-l6-v2-q-tokenizer.json"), cased, replaced)
    tables = (tokenizer.base, tokenizer.case) if cased else (None, None)
    return Encoder(f"{MINILM}/all-minilm-l6-v2-q.onnx", *tables), tokenizer


def go_on(model, state):
    """Fills a model with what an earlier run kept: torch weights, or an ONNX file that `export.py` wrote (rounded weights)."""
    model.load_state_dict(torch.load(state) if state.endswith(".pt") else exported(model, state))


def exported(model, file):
    data = {i.name: numpy_helper.to_array(i) for i in onnx.load(file).graph.initializer}
    out = model.state_dict()
    for name, kept in out.items():
        short = name.removeprefix("encoder.").replace("layers.", "layer", 1)
        table = {"cases.weight": "cases", "positions.weight": "positions", "types.weight": "types"}.get(short, short)
        if table in data:
            value = data[table].astype(np.float32)
            scale = data.get(table.removesuffix("weight") + "scale")
            out[name] = torch.tensor(value if scale is None else (value * scale).T).to(kept.dtype).reshape(kept.shape)
    return out


def pad(rows, fill=0):
    width = max(map(len, rows))
    ids = torch.tensor([r + [fill] * (width - len(r)) for r in rows])
    mask = torch.tensor([[1] * len(r) + [0] * (width - len(r)) for r in rows])
    return ids, mask


def groups(model, rate, decay, head_rate):
    """Lower layers learn more slowly; biases and norms do not decay."""
    out = []
    for name, p in model.named_parameters():
        if not p.requires_grad:
            continue
        if not name.startswith("encoder."):
            lr = head_rate
        elif name.startswith("encoder.layers."):
            lr = rate * decay ** (LAYERS - 1 - int(name.split(".")[2]))
        else:
            lr = head_rate if ".cases." in name else rate * decay ** LAYERS
        out.append({"params": [p], "lr": lr, "weight_decay": 0.01 if p.dim() > 1 else 0.0})
    return out


def fit(model, epoch_samples, loss, epochs, batch, seed, rate=6e-5, decay=0.85, head_rate=5e-4, watch=None, keep=None):
    """Trains with warm-up and linear decay; batches hold samples of similar length; ends with an average of the last steps."""
    rng = random.Random(seed)
    optimizer = torch.optim.AdamW(groups(model, rate, decay, head_rate))
    first = epoch_samples(rng)
    total = epochs * ((len(first) + batch - 1) // batch)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda s: min((s + 1) / (0.1 * total), max(0.02, (total - s) / (0.9 * total))))
    average, taken, step = None, 0, 0
    for epoch in range(epochs):
        began, losses = time.time(), []
        data = first if epoch == 0 else epoch_samples(rng)
        rng.shuffle(data)
        chunk = batch * 16
        ordered = [s for i in range(0, len(data), chunk) for s in sorted(data[i:i + chunk], key=lambda s: len(s[0]))]
        batches = [ordered[i:i + batch] for i in range(0, len(ordered), batch)]
        rng.shuffle(batches)
        model.train()
        for b in batches:
            value = loss(model, b)
            optimizer.zero_grad()
            value.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            step += 1
            losses.append(value.item())
            if step > 0.75 * total and step % 10 == 0:
                taken += 1
                now = {k: v.detach().clone() for k, v in model.named_parameters() if v.requires_grad}
                average = now if average is None else {k: average[k] + (now[k] - average[k]) / taken for k in now}
        print(f"epoch {epoch + 1} loss {sum(losses) / len(losses):.4f} {time.time() - began:.0f}s", flush=True)
        if keep:  # what was learned so far, for a run that has to be cut short
            torch.save(model.state_dict(), keep)
        if watch and epoch % 4 == 3:
            watch()
    for k, v in model.named_parameters():
        if average and k in average:
            v.data.copy_(average[k])
    model.eval()
