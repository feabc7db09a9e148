"""The MiniLM encoder in torch, read from the int8 ONNX file that the langchain4j dependency carries, and its tokenizer.

Word embeddings are frozen at four bits (blocks of 32) before training, so that training sees exactly what is shipped.
"""
import json
import math
import re
import unicodedata

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import nn
from torch.nn import functional as F

LAYERS, WIDTH, HEADS, INNER = 6, 384, 12, 1536
BLOCK = 32


def is_punctuation(c):
    o = ord(c)
    return 33 <= o <= 47 or 58 <= o <= 64 or 91 <= o <= 96 or 123 <= o <= 126 or unicodedata.category(c)[0] == "P"


def is_chinese(c):
    o = ord(c)
    return 0x4E00 <= o <= 0x9FFF or 0x3400 <= o <= 0x4DBF or 0xF900 <= o <= 0xFAFF or 0x20000 <= o <= 0x2CEAF \
        or 0x2F800 <= o <= 0x2FA1F


class Tokenizer:
    """BERT's tokenizer. With `cased`, the vocabulary also has each word piece in Capitalised and UPPER form, and
    `base` and `case` map every id to the lower-case piece and to the way it is spelled (0 lower, 1 Capitalised, 2 UPPER).
    `replaced` are pairs (regular expression, what stands for it); with them the offsets are those of the changed text."""

    def __init__(self, vocab, cased=False, replaced=()):
        self.cased = cased
        self.replaced = [(re.compile(pattern), content) for pattern, content in replaced]
        self.vocab = dict(vocab)
        self.base = list(range(len(vocab)))
        self.case = [0] * len(vocab)
        if cased:
            for piece, i in sorted(vocab.items(), key=lambda e: e[1]):
                if not piece.startswith("["):
                    self._add_spellings(piece, i)
        self.inner = [False] * len(self.base)  # of each id, whether it is a piece that does not begin a word
        for piece, i in self.vocab.items():
            self.inner[i] = len(piece) > 2 and piece.startswith("##")

    def _add_spellings(self, piece, i):
        mark, body = ("##", piece[2:]) if piece.startswith("##") and len(piece) > 2 else ("", piece)
        for case, spelled in ((1, body[0].upper() + body[1:]), (2, body.upper())):
            if len(spelled) == len(body) and mark + spelled not in self.vocab:
                self.vocab[mark + spelled] = len(self.base)
                self.base.append(i)
                self.case.append(case)

    def words(self, text):
        """Normalised words as lists of (character, offset in the text)."""
        for pattern, content in self.replaced:
            text = pattern.sub(content, text)
        words, word = [], []

        def end():
            nonlocal word
            if word:
                words.append(word)
                word = []

        for at, raw in enumerate(text):
            o = ord(raw)
            if o == 0 or o == 0xFFFD or (unicodedata.category(raw)[0] == "C" and raw not in "\t\n\r"):
                continue
            if raw.isspace():
                end()
                continue
            for c in unicodedata.normalize("NFD", raw if self.cased else raw.lower()):
                if unicodedata.category(c) == "Mn":
                    continue
                if is_punctuation(c) or is_chinese(c):
                    end()
                    words.append([(c, at)])
                else:
                    word.append((c, at))
        end()
        return words

    def encode(self, text):
        """Ids and (start, end) character offsets, without special tokens."""
        ids, spans = [], []
        for word in self.words(text):
            chars = "".join(c for c, _ in word)
            pieces, start = [], 0
            while start < len(chars) and len(chars) <= 100:
                end = len(chars)
                while end > start and ("##" if start else "") + chars[start:end] not in self.vocab:
                    end -= 1
                if end == start:
                    pieces = []
                    break
                pieces.append((self.vocab[("##" if start else "") + chars[start:end]], word[start][1], word[end - 1][1] + 1))
                start = end
            for i, a, b in pieces or [(self.vocab["[UNK]"], word[0][1], word[-1][1] + 1)]:
                ids.append(i)
                spans.append((a, b))
        return ids, spans


def read_vocab(path):
    return json.load(open(path, encoding="utf-8"))["model"]["vocab"]


def read_weights(path):
    """All weights of the quantized ONNX file as float32, by their BERT names."""
    graph = onnx.load(path).graph
    init = {i.name: numpy_helper.to_array(i) for i in graph.initializer}
    made_by = {o: n for n in graph.node for o in n.output}
    for n in graph.node:  # scales and zero points may be written as Constant nodes
        if n.op_type == "Constant":
            init[n.output[0]] = numpy_helper.to_array(n.attribute[0].t)
    weights = {k: v for k, v in init.items() if k.endswith((".bias", "LayerNorm.weight"))}

    def dequantized(name):
        q, s, z = (init[name + e] for e in ("_quantized", "_scale", "_zero_point"))
        return (q.astype(np.float32) - z.astype(np.float32)) * s

    for kind in ("word", "token_type", "position"):
        weights[f"embeddings.{kind}_embeddings.weight"] = dequantized(f"embeddings.{kind}_embeddings.weight")
    for n in graph.node:
        if n.op_type == "Add":
            bias = next((i for i in n.input if i.endswith("dense.bias") or i.endswith((".query.bias", ".key.bias", ".value.bias"))), None)
            if bias:
                node = made_by[next(i for i in n.input if i != bias)]
                while node.op_type != "MatMulInteger":
                    node = next(made_by[i] for i in node.input if i in made_by and made_by[i].op_type in ("Cast", "MatMulInteger"))
                name = node.input[1][:-len("_quantized")]
                weights[bias[:-4] + "weight"] = dequantized(name).T.copy()
    return weights


def four_bits(table):
    """Rounds rows to four bits in blocks of 32: returns codes 0..15 and scales, value = (code - 8) * scale."""
    rows = table.reshape(len(table), -1, BLOCK)
    best = np.full(rows.shape[:2], np.inf, np.float32)
    scales = np.ones(rows.shape[:2], np.float32)
    peak = np.abs(rows).max(-1)
    for shrink in (1.0, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7):
        s = np.maximum(peak * shrink / 7.5, 1e-8).astype(np.float16).astype(np.float32)
        q = np.clip(np.rint(rows / s[..., None]), -8, 7)
        err = ((q * s[..., None] - rows) ** 2).sum(-1)
        better = err < best
        best[better], scales[better] = err[better], s[better]
    codes = (np.clip(np.rint(rows / scales[..., None]), -8, 7) + 8).astype(np.uint8).reshape(table.shape)
    return codes, scales


class Layer(nn.Module):
    def __init__(self, drop):
        super().__init__()
        self.query, self.key, self.value, self.output = (nn.Linear(WIDTH, WIDTH) for _ in range(4))
        self.up, self.down = nn.Linear(WIDTH, INNER), nn.Linear(INNER, WIDTH)
        self.norm1, self.norm2 = nn.LayerNorm(WIDTH, 1e-12), nn.LayerNorm(WIDTH, 1e-12)
        self.drop = nn.Dropout(drop)

    def forward(self, x, mask):
        b, t, _ = x.shape
        q, k, v = (f(x).view(b, t, HEADS, -1).transpose(1, 2) for f in (self.query, self.key, self.value))
        weights = self.drop(torch.softmax(q @ k.transpose(2, 3) / math.sqrt(WIDTH // HEADS) + mask, -1))
        x = self.norm1(x + self.drop(self.output((weights @ v).transpose(1, 2).reshape(b, t, WIDTH))))
        return self.norm2(x + self.drop(self.down(F.gelu(self.up(x)))))


class Encoder(nn.Module):
    def __init__(self, onnx_file, base=None, case=None, drop=0.1):
        super().__init__()
        w = read_weights(onnx_file)
        self.codes, self.scales = four_bits(w["embeddings.word_embeddings.weight"])
        table = ((self.codes.reshape(len(self.codes), -1, BLOCK) - 8.0) * self.scales[..., None]).reshape(self.codes.shape)
        self.words = nn.Embedding.from_pretrained(torch.tensor(table, dtype=torch.float32), freeze=True)
        self.positions = nn.Embedding.from_pretrained(torch.tensor(w["embeddings.position_embeddings.weight"]), freeze=False)
        self.types = nn.Embedding.from_pretrained(torch.tensor(w["embeddings.token_type_embeddings.weight"]), freeze=False)
        self.cases = None
        if case is not None:
            self.register_buffer("base", torch.tensor(base))
            self.register_buffer("case", torch.tensor(case))
            self.cases = nn.Embedding(3, WIDTH)
            nn.init.normal_(self.cases.weight, std=0.02)
        self.norm = nn.LayerNorm(WIDTH, 1e-12)
        self.layers = nn.ModuleList(Layer(drop) for _ in range(LAYERS))
        self.drop = nn.Dropout(drop)
        self._fill(w)

    def _fill(self, w):
        def put(module, name):
            module.weight.data = torch.tensor(w[name + ".weight"])
            module.bias.data = torch.tensor(w[name + ".bias"])

        put(self.norm, "embeddings.LayerNorm")
        for i, layer in enumerate(self.layers):
            at = f"encoder.layer.{i}."
            for name in ("query", "key", "value"):
                put(getattr(layer, name), at + "attention.self." + name)
            put(layer.output, at + "attention.output.dense")
            put(layer.norm1, at + "attention.output.LayerNorm")
            put(layer.up, at + "intermediate.dense")
            put(layer.down, at + "output.dense")
            put(layer.norm2, at + "output.LayerNorm")

    def forward(self, ids, mask, types):
        x = self.words(ids if self.cases is None else self.base[ids])
        if self.cases is not None:
            x = x + self.cases(self.case[ids])
        x = x + self.types(types) + self.positions.weight[:ids.shape[1]]
        x = self.drop(self.norm(x))
        bias = (1.0 - mask[:, None, None, :].float()) * -1e4
        for layer in self.layers:
            x = layer(x, bias)
        return x
