# Makes tiny models with random weights for images and sound: python3 make.py FOLDER (needs torch 1.13 and onnx)
import json, math, os, sys
import torch, torch.nn as nn

ROOT = sys.argv[1]

def save(repo, name, obj):
    os.makedirs(f'{ROOT}/{repo}/onnx', exist_ok=True)
    json.dump(obj, open(f'{ROOT}/{repo}/{name}', 'w'), ensure_ascii=False, indent=1)

def init(m, std):
    for p in m.parameters():
        nn.init.normal_(p, 0, std if p.dim() > 1 else 0.05)
    for x in m.modules():
        if isinstance(x, nn.LayerNorm): nn.init.ones_(x.weight); nn.init.zeros_(x.bias)
    return m.eval()

class Attention(nn.Module):
    def __init__(s, d, h): super().__init__(); s.h = h; s.q = nn.Linear(d, d); s.k = nn.Linear(d, d); s.v = nn.Linear(d, d); s.o = nn.Linear(d, d)
    def heads(s, x): return x.reshape(x.shape[0], -1, s.h, x.shape[-1] // s.h).transpose(1, 2)
    def forward(s, x, k, v, bias=None):
        q = s.heads(s.q(x)); w = torch.matmul(q, k.transpose(-1, -2)) / math.sqrt(q.shape[-1])
        y = torch.matmul(torch.softmax(w if bias is None else w + bias, -1), v)
        return s.o(y.transpose(1, 2).reshape(x.shape[0], -1, x.shape[-1]))

class Layer(nn.Module):
    def __init__(s, d, h, cross): super().__init__(); s.l1 = nn.LayerNorm(d); s.a = Attention(d, h); s.l2 = nn.LayerNorm(d); s.f1 = nn.Linear(d, 2 * d); s.f2 = nn.Linear(2 * d, d); s.lx = nn.LayerNorm(d) if cross else None; s.x = Attention(d, h) if cross else None
    def forward(s, x, bias=None, past=None, seen=None):
        y = s.l1(x); k, v = s.a.heads(s.a.k(y)), s.a.heads(s.a.v(y))
        if past is not None: k, v = torch.cat([past[0], k], 2), torch.cat([past[1], v], 2)
        x = x + s.a(y, k, v, bias)
        if seen is not None: x = x + s.x(s.lx(x), s.x.heads(s.x.k(seen)), s.x.heads(s.x.v(seen)))
        return x + s.f2(nn.functional.gelu(s.f1(s.l2(x)))), k, v

class Vision(nn.Module):
    def __init__(s, d, h, size, patch, labels): super().__init__(); s.e = nn.Conv2d(3, d, patch, patch); s.c = nn.Parameter(torch.zeros(1, 1, d)); s.p = nn.Parameter(torch.zeros(1, (size // patch) ** 2 + 1, d)); s.L = nn.ModuleList([Layer(d, h, False) for _ in range(2)]); s.ln = nn.LayerNorm(d); s.o = nn.Linear(d, labels) if labels else None
    def forward(s, pixel_values):
        x = s.e(pixel_values).flatten(2).transpose(1, 2); x = torch.cat([s.c.expand(x.shape[0], -1, -1), x], 1) + s.p
        for l in s.L: x = l(x)[0]
        x = s.ln(x); return x if s.o is None else s.o(x[:, 0])

class Hearing(nn.Module):
    def __init__(s, d, h, mels, positions): super().__init__(); s.c1 = nn.Conv1d(mels, d, 3, padding=1); s.c2 = nn.Conv1d(d, d, 3, stride=2, padding=1); s.p = nn.Parameter(torch.zeros(1, positions, d)); s.L = nn.ModuleList([Layer(d, h, False) for _ in range(1)]); s.ln = nn.LayerNorm(d)
    def forward(s, input_features):
        x = nn.functional.gelu(s.c2(nn.functional.gelu(s.c1(input_features)))).transpose(1, 2) + s.p
        for l in s.L: x = l(x)[0]
        return s.ln(x)

class Writer(nn.Module):
    def __init__(s, V, d, h, positions): super().__init__(); s.w = nn.Embedding(V, d); s.p = nn.Embedding(positions, d); s.L = nn.ModuleList([Layer(d, h, True) for _ in range(2)]); s.ln = nn.LayerNorm(d); s.head = nn.Linear(d, V)
    def forward(s, input_ids, encoder_hidden_states, *past):
        off = past[0].shape[2]; n = input_ids.shape[1]
        pos = torch.cumsum(torch.ones_like(input_ids), 1) - 1 + off
        x = s.w(input_ids) + s.p(pos); t = torch.arange(n + off)
        bias = (1.0 - (t[None, :] <= t[off:][:, None]).to(x.dtype))[None, None] * -1e9; present = []
        for i, l in enumerate(s.L): x, k, v = l(x, bias, past[2 * i:2 * i + 2], encoder_hidden_states); present += [k, v]
        return (s.head(s.ln(x)), *present)

def export(m, args, repo, name, ins, outs, dyn):
    torch.onnx.export(m, args, f'{ROOT}/{repo}/onnx/{name}.onnx', input_names=ins, output_names=outs, opset_version=14, dynamic_axes=dyn)

def writer(repo, m, V, d, h, seen, kind):
    names = [f'{i}.{kind}{k}' for i in range(2) for k in ('key', 'value')]
    past = [torch.randn(1, h, 2, d // h) for _ in names]
    dyn = {'input_ids': {0: 'batch_size', 1: 'decoder_sequence_length'}, 'encoder_hidden_states': {0: 'batch_size', 1: 'encoder_sequence_length'}, 'logits': {0: 'batch_size', 1: 'decoder_sequence_length'}}
    for n in names: dyn['past_key_values.' + n] = {0: 'batch_size', 2: 'past_decoder_sequence_length'}; dyn['present.' + n] = {0: 'batch_size', 2: 'total'}
    export(m, (torch.randint(0, V, (1, 3)), torch.randn(1, seen, d), *past), repo, 'decoder_model_merged', ['input_ids', 'encoder_hidden_states'] + ['past_key_values.' + n for n in names], ['logits'] + ['present.' + n for n in names], dyn)

PROCESSOR = {"do_normalize": True, "do_rescale": True, "do_resize": True, "image_mean": [0.5, 0.4, 0.3], "image_std": [0.5, 0.25, 0.2], "image_processor_type": "ViTImageProcessor", "resample": 2, "rescale_factor": 1 / 255, "size": {"height": 32, "width": 32}}

def vit():
    torch.manual_seed(21); labels = ['cat', 'dog', 'boat', 'tree', 'house', 'apple', 'cloud']
    m = init(Vision(32, 4, 32, 8, len(labels)), 0.15)
    save('vit', 'config.json', {"architectures": ["ViTForImageClassification"], "model_type": "vit", "hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4, "image_size": 32, "patch_size": 8, "id2label": {str(i): l for i, l in enumerate(labels)}, "label2id": {l: i for i, l in enumerate(labels)}})
    save('vit', 'preprocessor_config.json', PROCESSOR)
    export(m, (torch.randn(1, 3, 32, 32),), 'vit', 'model', ['pixel_values'], ['logits'], {'pixel_values': {0: 'batch_size'}, 'logits': {0: 'batch_size'}})

# ---------- byte-level BPE, the letters and some words
def byte_chars():
    bs = list(range(33, 127)) + list(range(161, 173)) + list(range(174, 256)); cs = bs[:]; n = 0
    for b in range(256):
        if b not in bs: bs.append(b); cs.append(256 + n); n += 1
    return [chr(c) for _, c in sorted(zip(bs, cs))]

def tokenizer(repo, special, limit, cls, extra={}):
    vocab = {c: i for i, c in enumerate(byte_chars())}; merges = []
    for a, b in [('h', 'e'), ('Ġ', 't'), ('Ġt', 'he'), ('i', 'n'), ('Ġ', 'a'), ('e', 'r'), ('o', 'n'), ('Ġ', 'c'), ('Ġc', 'a'), ('Ġca', 't'), ('Ġ', 's'), ('a', 't')]:
        merges.append(f'{a} {b}'); vocab.setdefault(a + b, len(vocab))
    base = len(vocab)
    if special[0] in vocab: base -= 1
    added = [{"id": base + i, "content": t, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": not t.startswith('<|0') and not t.startswith('<|1') and not t.startswith('<|2') and not t.startswith('<|30.')} for i, t in enumerate(special)]
    vocab[special[0]] = base
    save(repo, 'tokenizer.json', {"version": "1.0", "truncation": None, "padding": None, "added_tokens": added, "normalizer": None, "pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True}, "post_processor": None, "decoder": {"type": "ByteLevel", "add_prefix_space": True, "trim_offsets": True, "use_regex": True}, "model": {"type": "BPE", "dropout": None, "unk_token": None, "continuing_subword_prefix": "", "end_of_word_suffix": "", "fuse_unk": False, "vocab": vocab, "merges": merges}})
    save(repo, 'tokenizer_config.json', {"bos_token": special[0], "eos_token": special[0], "unk_token": special[0], "pad_token": special[0], "model_max_length": limit, "tokenizer_class": cls, "add_prefix_space": False, "clean_up_tokenization_spaces": False, **extra})
    return {t: base + i for i, t in enumerate(special)}, base + len(special)

def vit_gpt2():
    torch.manual_seed(22); ids, V = tokenizer('vit-gpt2', ['<|endoftext|>'], 64, 'GPT2Tokenizer'); eos = ids['<|endoftext|>']
    see = init(Vision(32, 4, 32, 8, 0), 0.15); write = init(Writer(V, 32, 4, 64), 0.3)
    save('vit-gpt2', 'config.json', {"architectures": ["VisionEncoderDecoderModel"], "model_type": "vision-encoder-decoder", "is_encoder_decoder": True, "decoder_start_token_id": eos, "eos_token_id": eos, "bos_token_id": eos, "pad_token_id": eos, "encoder": {"model_type": "vit", "image_size": 32, "hidden_size": 32}, "decoder": {"model_type": "gpt2", "n_embd": 32, "n_head": 4, "n_layer": 2, "n_positions": 64, "vocab_size": V, "eos_token_id": eos, "bos_token_id": eos}})
    save('vit-gpt2', 'generation_config.json', {"decoder_start_token_id": eos, "eos_token_id": eos, "bos_token_id": eos, "pad_token_id": eos})
    save('vit-gpt2', 'preprocessor_config.json', {**PROCESSOR, "resample": 3})
    export(see, (torch.randn(1, 3, 32, 32),), 'vit-gpt2', 'encoder_model', ['pixel_values'], ['last_hidden_state'], {'pixel_values': {0: 'batch_size'}, 'last_hidden_state': {0: 'batch_size'}})
    writer('vit-gpt2', write, V, 32, 4, 17, '')

def whisper():
    torch.manual_seed(23)
    special = ['<|endoftext|>', '<|startoftranscript|>', '<|en|>', '<|fr|>', '<|de|>', '<|translate|>', '<|transcribe|>', '<|startoflm|>', '<|startofprev|>', '<|nospeech|>', '<|notimestamps|>'] + [f'<|{i * 0.02:.2f}|>' for i in range(1501)]
    ids, V = tokenizer('whisper', special, 448, 'WhisperTokenizer')
    hear = init(Hearing(16, 2, 80, 1500), 0.12); write = init(Writer(V, 16, 2, 448), 0.4)
    write.head.bias.data[ids['<|0.00|>']:] -= 5.5; write.head.bias.data[ids['<|endoftext|>']] -= 0.3
    eos = ids['<|endoftext|>']
    save('whisper', 'config.json', {"architectures": ["WhisperForConditionalGeneration"], "model_type": "whisper", "is_encoder_decoder": True, "d_model": 16, "encoder_layers": 1, "decoder_layers": 2, "encoder_attention_heads": 2, "decoder_attention_heads": 2, "num_mel_bins": 80, "max_source_positions": 1500, "max_target_positions": 448, "vocab_size": V, "eos_token_id": eos, "bos_token_id": eos, "pad_token_id": eos, "decoder_start_token_id": ids['<|startoftranscript|>']})
    save('whisper', 'generation_config.json', {"decoder_start_token_id": ids['<|startoftranscript|>'], "eos_token_id": eos, "bos_token_id": eos, "pad_token_id": eos, "max_length": 448, "is_multilingual": True, "max_initial_timestamp_index": 50, "no_timestamps_token_id": ids['<|notimestamps|>'], "prev_sot_token_id": ids['<|startofprev|>'], "return_timestamps": False, "begin_suppress_tokens": [32, eos], "suppress_tokens": [1, 2, 7] + [ids[t] for t in special[1:10]], "lang_to_id": {t: ids[t] for t in special[2:5]}, "task_to_id": {"transcribe": ids['<|transcribe|>'], "translate": ids['<|translate|>']}})
    save('whisper', 'preprocessor_config.json', {"feature_extractor_type": "WhisperFeatureExtractor", "feature_size": 80, "sampling_rate": 16000, "hop_length": 160, "n_fft": 400, "chunk_length": 30, "n_samples": 480000, "nb_max_frames": 3000, "padding_side": "right", "padding_value": 0.0, "return_attention_mask": False})
    export(hear, (torch.randn(1, 80, 3000),), 'whisper', 'encoder_model', ['input_features'], ['last_hidden_state'], {'input_features': {0: 'batch_size'}, 'last_hidden_state': {0: 'batch_size'}})
    writer('whisper', write, V, 16, 2, 5, 'decoder.')

vit(); vit_gpt2(); whisper()
