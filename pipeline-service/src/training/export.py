"""Writes a trained model as ONNX in the file layout of transformers.js, with golden answers for the Java test.

export.py sentiment|ner|qa FOLDER STATE...   (several states are averaged)

Weights are int8 with one scale for each output, made float32 again when the file is loaded, so that an answer never depends
on the batch it was computed in. Word embeddings are four bits, made float32 for the rows a text needs.
"""
import json
import sys
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

import ner
import qa
import sentiment
from encoder import HEADS, LAYERS, WIDTH
from training import MINILM, model_and_tokenizer


def eight_bits(weight):
    """Rounds a [out, in] matrix in place; returns codes [in, out] and scales [out]."""
    w = weight.detach().numpy()
    scale = np.maximum(np.abs(w).max(1), 1e-8).astype(np.float32) / 127
    codes = np.rint(w / scale[:, None]).astype(np.int8)
    weight.data.copy_(torch.tensor(codes * scale[:, None]))
    return np.ascontiguousarray(codes.T), scale


class Graph:
    """A list of ONNX nodes in the making."""

    def __init__(self):
        self.nodes, self.constants, self.count = [], [], 0

    def constant(self, array, name=None):
        name = name or f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.array(array, order="C"), name))
        return name

    def ints(self, *values):
        return self.constant(np.array(values, np.int64))

    def number(self, value):
        return self.constant(np.array(value, np.float32))

    def op(self, kind, *inputs, out=None, **attributes):
        self.count += 1
        out = out or f"t{self.count}"
        self.nodes.append(helper.make_node(kind, list(inputs), [out], name=f"{kind}_{self.count}", **attributes))
        return out

    def float(self, name):
        return self.op("Cast", name, to=TensorProto.FLOAT)

    def linear(self, x, module, name, out=None):
        codes, scale = eight_bits(module.weight)
        weight = self.op("Mul", self.float(self.constant(codes, name + ".weight")), self.constant(scale, name + ".scale"))
        return self.op("Add", self.op("MatMul", x, weight), self.constant(module.bias.detach().numpy(), name + ".bias"), out=out)

    def norm(self, x, module, name):
        return self.op("LayerNormalization", x, self.constant(module.weight.detach().numpy(), name + ".weight"),
                       self.constant(module.bias.detach().numpy(), name + ".bias"), axis=-1, epsilon=1e-12)

    def gelu(self, x):
        erf = self.op("Erf", self.op("Div", x, self.number(2 ** 0.5)))
        return self.op("Mul", self.op("Mul", x, self.op("Add", erf, self.number(1.0))), self.number(0.5))

    def half(self, weight, name):
        """A small table kept as float16."""
        weight.data.copy_(weight.data.half().float())
        return self.float(self.constant(weight.detach().numpy().astype(np.float16), name))

    def words(self, encoder, ids):
        codes = encoder.codes.astype(np.uint8)
        packed = codes[:, :WIDTH // 2] + 16 * codes[:, WIDTH // 2:]
        two = self.float(self.op("Gather", self.constant(packed, "words.codes"), ids))
        high = self.op("Floor", self.op("Mul", two, self.number(1 / 16)))
        low = self.op("Sub", two, self.op("Mul", high, self.number(16.0)))
        values = self.op("Sub", self.op("Concat", low, high, axis=-1), self.number(8.0))
        blocks = self.op("Reshape", values, self.ints(0, 0, WIDTH // 32, 32))
        scales = self.float(self.op("Gather", self.constant(encoder.scales.astype(np.float16), "words.scales"), ids))
        return self.op("Reshape", self.op("Mul", blocks, self.op("Unsqueeze", scales, self.ints(3))), self.ints(0, 0, WIDTH))

    def encoder(self, e):
        ids = "input_ids"
        if e.cases is not None:
            base = self.constant(e.base.numpy().astype(np.int32), "spelling.base")
            case = self.constant(e.case.numpy().astype(np.int32), "spelling.case")
            x = self.op("Add", self.words(e, self.op("Gather", base, ids)),
                        self.op("Gather", self.half(e.cases.weight, "cases"), self.op("Gather", case, ids)))
        else:
            x = self.words(e, ids)
        length = self.op("Slice", self.op("Shape", ids), self.ints(1), self.ints(2))
        places = self.op("Slice", self.half(e.positions.weight, "positions"), self.ints(0), length, self.ints(0))
        x = self.op("Add", self.op("Add", x, self.op("Gather", self.half(e.types.weight, "types"), "token_type_ids")), places)
        x = self.norm(x, e.norm, "norm")
        hidden = self.op("Sub", self.number(1.0), self.float("attention_mask"))
        bias = self.op("Unsqueeze", self.op("Mul", hidden, self.number(-1e4)), self.ints(1, 2))
        for i, layer in enumerate(e.layers):
            x = self.layer(x, bias, layer, f"layer{i}.")
        return x

    def layer(self, x, bias, layer, name):
        def heads(module, part, order):
            split = self.op("Reshape", self.linear(x, module, name + part), self.ints(0, 0, HEADS, WIDTH // HEADS))
            return self.op("Transpose", split, perm=order)

        q, k, v = heads(layer.query, "query", [0, 2, 1, 3]), heads(layer.key, "key", [0, 2, 3, 1]), heads(layer.value, "value", [0, 2, 1, 3])
        scores = self.op("Add", self.op("Div", self.op("MatMul", q, k), self.number((WIDTH // HEADS) ** 0.5)), bias)
        mixed = self.op("Transpose", self.op("MatMul", self.op("Softmax", scores, axis=-1), v), perm=[0, 2, 1, 3])
        mixed = self.op("Reshape", mixed, self.ints(0, 0, WIDTH))
        x = self.norm(self.op("Add", x, self.linear(mixed, layer.output, name + "output")), layer.norm1, name + "norm1")
        inner = self.linear(self.gelu(self.linear(x, layer.up, name + "up")), layer.down, name + "down")
        return self.norm(self.op("Add", x, inner), layer.norm2, name + "norm2")


def sentiment_head(g, x, model):
    mask = g.op("Unsqueeze", g.float("attention_mask"), g.ints(2))
    axis = g.ints(1)
    mean = g.op("Div", g.op("ReduceSum", g.op("Mul", x, mask), axis, keepdims=0), g.op("ReduceSum", mask, axis, keepdims=0))
    first = g.op("Gather", x, g.constant(np.array(0, np.int64)), axis=1)
    inner = g.op("Tanh", g.linear(g.op("Concat", mean, first, axis=-1), model.dense, "dense"))
    g.linear(inner, model.head, "head", out="logits")
    return {"logits": ["batch_size", 2]}


def ner_head(g, x, model):
    """The mean of each word's pieces, judged once; see `ner.Ner`."""
    inner = g.op("Gather", g.constant(model.inner.numpy(), "inner"), "input_ids")
    word = g.op("CumSum", g.op("Cast", g.op("Not", inner), to=TensorProto.INT64), g.constant(np.array(1, np.int64)))
    same = g.float(g.op("Equal", g.op("Unsqueeze", word, g.ints(2)), g.op("Unsqueeze", word, g.ints(1))))
    mean = g.op("Div", g.op("MatMul", same, x), g.op("ReduceSum", same, g.ints(2), keepdims=1))
    logits = g.linear(mean, model.head, "head")
    other = g.op("Gather", logits, g.ints(*ner.SWAPPED), axis=2)
    going_on = g.op("Where", g.constant(np.array(ner.INSIDE)), g.op("Max", logits, other), g.op("Min", logits, other))
    g.op("Where", g.op("Unsqueeze", inner, g.ints(2)), going_on, logits, out="logits")
    return {"logits": ["batch_size", "sequence_length", len(ner.LABELS)]}


def qa_head(g, x, model):
    both = g.linear(x, model.head, "head")
    for i, name in enumerate(("start_logits", "end_logits")):
        g.op("Gather", both, g.constant(np.array(i, np.int64)), axis=2, out=name)
    return {n: ["batch_size", "sequence_length"] for n in ("start_logits", "end_logits")}


def onnx_model(model, head):
    g = Graph()
    outputs = head(g, g.encoder(model.encoder), model)
    shape = ["batch_size", "sequence_length"]
    inputs = [helper.make_tensor_value_info(n, TensorProto.INT64, shape) for n in ("input_ids", "attention_mask", "token_type_ids")]
    graph = helper.make_graph(g.nodes, "llm-space", inputs,
                              [helper.make_tensor_value_info(n, TensorProto.FLOAT, s) for n, s in outputs.items()], g.constants)
    out = helper.make_model(graph, producer_name="llm-space training", opset_imports=[helper.make_opsetid("", 17)])
    out.ir_version = 8
    onnx.checker.check_model(out)
    return out


def config(labels, architecture, vocabulary):
    out = {"architectures": [architecture], "model_type": "bert", "hidden_size": WIDTH, "num_hidden_layers": LAYERS,
           "num_attention_heads": HEADS, "intermediate_size": 1536, "hidden_act": "gelu", "max_position_embeddings": 512,
           "type_vocab_size": 2, "vocab_size": vocabulary, "pad_token_id": 0, "layer_norm_eps": 1e-12}
    if labels:
        out |= {"id2label": {str(i): l for i, l in enumerate(labels)}, "label2id": {l: i for i, l in enumerate(labels)}}
    return out | {"transformers.js_config": {"dtype": "q8"}}


def tokenizer_files(tokenizer, folder):
    it = json.load(open(f"{MINILM}/all-minilm-l6-v2-q-tokenizer.json", encoding="utf-8"))
    it["truncation"], it["padding"] = None, None
    if tokenizer.replaced:
        first = [{"type": "Replace", "pattern": {"Regex": p.pattern}, "content": c} for p, c in tokenizer.replaced]
        it["normalizer"] = {"type": "Sequence", "normalizers": first + [it["normalizer"]]}
    if tokenizer.cased:
        it["normalizer"] |= {"lowercase": False, "strip_accents": True}
        it["model"]["vocab"] = tokenizer.vocab
    write(folder / "tokenizer.json", it)
    special = {f"{n}_token": f"[{n.upper()}]" for n in ("cls", "sep", "pad", "unk", "mask")}
    write(folder / "tokenizer_config.json", {"tokenizer_class": "BertTokenizer", "do_lower_case": not tokenizer.cased,
                                             "strip_accents": True, "model_max_length": 512} | special)


def write(path, value):
    path.write_text(json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")


def average(states):
    return {k: sum(s[k] for s in states) / len(states) if states[0][k].is_floating_point() else states[0][k] for k in states[0]}


def golden(rows, run):
    """Each row alone; the test also runs them padded as one batch, which must not change anything."""
    out = []
    for text, ids, types in rows:
        with torch.no_grad():
            result = run(torch.tensor([ids]), torch.ones(1, len(ids), dtype=torch.long), torch.tensor([types]))
        out.append({"text": text, "input_ids": ids, "token_type_ids": types,
                    "outputs": {k: np.round(v.numpy()[0], 5).flatten().tolist() for k, v in result.items()}})
    return {"tolerance": 0.002, "cases": out}


def rows(tokenizer, texts):
    for t in texts:
        ids = [101] + tokenizer.encode(t)[0] + [102]
        yield t, ids, [0] * len(ids)


def main(task, folder, files):
    if task == "sentiment":
        model, tokenizer = sentiment.start()
    else:
        encoder, tokenizer = model_and_tokenizer(cased=task == "ner")
        model = ner.Ner(encoder, tokenizer) if task == "ner" else qa.Qa(encoder)
    model.load_state_dict(average([torch.load(f) for f in files]))
    model.eval()
    if task == "sentiment":
        sentiment.calibrate(model, tokenizer)
    (folder / "onnx").mkdir(parents=True, exist_ok=True)
    head = {"sentiment": sentiment_head, "ner": ner_head, "qa": qa_head}[task]
    onnx.save(onnx_model(model, head), str(folder / "onnx" / "model_quantized.onnx"))  # rounds the torch weights too
    tokenizer_files(tokenizer, folder)
    size = len(tokenizer.base)
    if task == "sentiment":
        write(folder / "config.json", config(["NEGATIVE", "POSITIVE"], "BertForSequenceClassification", size))
        texts = ["I love this camera.", "The soup was cold and the waiter rude.", "The train leaves at nine.", "Not bad at all 😀, really!"]
        answers = golden(rows(tokenizer, texts), lambda *x: {"logits": model(*x)})
    elif task == "ner":
        write(folder / "config.json", config(ner.LABELS, "BertForTokenClassification", size))
        texts = ["Amina Diallo flew from Zürich to LAGOS on Monday.", "The French company Airbus sold ten A350 jets to Emirates.", "nothing to see here"]
        answers = golden(rows(tokenizer, texts), lambda *x: {"logits": model(*x)})
    else:
        prior = {"sentence_prior": {"model": "llm-space/minilm", "weight": 4.0}}
        write(folder / "config.json", config(None, "BertForQuestionAnswering", size) | prior)
        context = "The lighthouse was built in 1871 by Karen Holt. It is 32 metres high and was automated in 1988."
        pairs = [(q, context) for q in ("Who built the lighthouse?", "How high is it?", "What does a ticket cost?")]
        packed = [(q + " | " + c, *qa.packed(tokenizer, q, c)[:2]) for q, c in pairs]
        answers = golden(packed, lambda *x: {"start_logits": model(*x)[..., 0], "end_logits": model(*x)[..., 1]})
    write(folder / "golden.json", answers)
    module = {"sentiment": sentiment, "ner": ner, "qa": qa}[task]  # scores of what ships: after rounding
    for file in ("held-out.txt", "out-of-domain.txt"):
        module.report(model, tokenizer, file)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3:])
