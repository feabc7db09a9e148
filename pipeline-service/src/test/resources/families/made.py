"""Writes two models by hand, with python3-onnx, whose every answer can be told without running them.

lfm2    remembers by a convolution, as LFM2 does: the token after a, b, c is the number after a.
caller  follows a chain of tokens: it asks for a function when it is offered some, and tells a function's result.
"""
import json
import os
import numpy as np
from onnx import TensorProto, helper, numpy_helper, save

FLOAT, INT64 = TensorProto.FLOAT, TensorProto.INT64


def node(op, inputs, output, **attributes):
    return helper.make_node(op, inputs.split(), [output], **attributes)


def constant(name, value, dtype=np.float32):
    return numpy_helper.from_array(np.asarray(value, dtype), name)


def tensor(name, kind, *shape):
    return helper.make_tensor_value_info(name, kind, shape)


def write(folder, graph, config, tokenizer, tokenizer_config):
    os.makedirs(folder + "/onnx", exist_ok=True)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 14)])
    model.ir_version = 7
    save(model, folder + "/onnx/model.onnx")
    for name, content in (("config", config), ("tokenizer", tokenizer), ("tokenizer_config", tokenizer_config)):
        with open(f"{folder}/{name}.json", "w") as file:
            json.dump(content, file, indent=1)
            file.write("\n")


def words(vocabulary, special=(), decoder=None):
    ids = {word: i for i, word in enumerate(vocabulary)}
    added = [{"id": ids[word], "content": word, "single_word": False, "lstrip": False, "rstrip": False,
              "normalized": False, "special": True} for word in special]
    return {"version": "1.0", "added_tokens": added, "normalizer": None,
            "pre_tokenizer": {"type": "WhitespaceSplit"}, "post_processor": None, "decoder": decoder,
            "model": {"type": "WordLevel", "vocab": ids, "unk_token": vocabulary[0]}}


def lfm2(size=16):
    after = np.eye(size, k=1) + np.eye(size, k=1 - size)
    nodes = [
        node("Gather", "eye input_ids", "seen"),
        node("Transpose", "seen", "columns", perm=[0, 2, 1]),
        node("Concat", "past_conv.0 columns", "window", axis=2),
        node("Slice", "window minus2 end axis2", "present_conv.0"),
        node("Slice", "window zero minus2 axis2", "earlier"),
        node("Transpose", "earlier", "earlier_rows", perm=[0, 2, 1]),
        node("MatMul", "earlier_rows after", "from_earlier"),
        node("MatMul", "seen after2", "from_last"),  # would win where the memory is lost
        node("Mul", "from_last half", "weak"),
        node("Add", "from_earlier weak", "logits"),
        node("Cast", "input_ids", "numbers", to=FLOAT),
        node("Unsqueeze", "numbers axes13", "kv"),
        node("Concat", "past_key_values.1.key kv", "present.1.key", axis=2),
        node("Concat", "past_key_values.1.value kv", "present.1.value", axis=2),
    ]
    weights = [constant("eye", np.eye(size)), constant("after", after), constant("after2", after @ after),
               constant("half", 0.5), constant("minus2", [-2], np.int64), constant("zero", [0], np.int64),
               constant("end", [2**31], np.int64), constant("axis2", [2], np.int64), constant("axes13", [1, 3], np.int64)]
    cache = [tensor("past_conv.0", FLOAT, "batch_size", size, 2),
             *(tensor(f"past_key_values.1.{part}", FLOAT, "batch_size", 1, "past_sequence_length", 1)
               for part in ("key", "value"))]
    outputs = [tensor("logits", FLOAT, "batch_size", "sequence_length", size),
               tensor("present_conv.0", FLOAT, "batch_size", size, 2),
               *(tensor(f"present.1.{part}", FLOAT, "batch_size", 1, "total_sequence_length", 1)
                 for part in ("key", "value"))]
    graph = helper.make_graph(nodes, "lfm2", [tensor("input_ids", INT64, "batch_size", "sequence_length"),
                              tensor("attention_mask", INT64, "batch_size", "total_sequence_length"), *cache],
                              outputs, weights)
    write("lfm2", graph, {"architectures": ["Lfm2ForCausalLM"], "model_type": "lfm2", "vocab_size": size},
          words([f"w{i}" for i in range(size)]), {"tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": 128})


def caller():
    chains = {
        "<|call|>": ["Let", " me", " look.", "<tool_call>", '{"name": "', "weather", '", "arguments": {', '"city": "',
                     "Oslo", '"}', "}", "</tool_call>", "<|end|>"],
        "<|say|>": ["I", " have", " no", " tools.", "<|end|>"],
        "<|tell|>": ["It", " rains", " in Oslo.", "<|end|>"],
    }
    vocabulary = ["<unk>", "<|end|>", *chains]
    vocabulary += [piece for chain in chains.values() for piece in chain if piece not in vocabulary]
    chain_of = np.zeros((len(vocabulary), len(vocabulary)))
    for start, chain in chains.items():
        for one, following in zip([start, *chain], chain):
            chain_of[vocabulary.index(one), vocabulary.index(following)] = 9
    graph = helper.make_graph([node("Gather", "chain_of input_ids", "logits")], "caller",
                              [tensor("input_ids", INT64, "batch_size", "sequence_length")],
                              [tensor("logits", FLOAT, "batch_size", "sequence_length", len(vocabulary))],
                              [constant("chain_of", chain_of)])
    template = ("{% for message in messages %}{{ message.content }} {% endfor %}"
                "{% if messages[-1].role == 'tool' %}<|tell|>{% elif tools %}<|call|>{% else %}<|say|>{% endif %}")
    write("caller", graph, {"architectures": ["GPT2LMHeadModel"], "model_type": "gpt2", "vocab_size": len(vocabulary),
                            "eos_token_id": 1, "n_positions": 128},
          words(vocabulary, ["<|end|>", *chains], {"type": "Fuse"}),
          {"tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": 128, "eos_token": "<|end|>",
           "add_bos_token": False, "clean_up_tokenization_spaces": False, "chat_template": template})


lfm2()
caller()
