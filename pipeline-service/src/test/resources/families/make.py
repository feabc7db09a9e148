# Makes tiny models with random weights in the layouts of the well-known families: python3 make.py FOLDER (needs torch
# 1.13 and onnx 1.12). Their graphs have the inputs, outputs and shapes that exports of the family have.
import json, math, os, sys
import torch, torch.nn as nn

ROOT = sys.argv[1]
D, HEADS, LAYERS = 16, 4, 2
WORDS = 'the a is was i you we they love hate great bad good movie film not very in at of and to from who where city cat dog paris london john mary works lives hello world music sport politics travel'.split()
LETTERS = "abcdefghijklmnopqrstuvwxyz.,!?'-"

def save(repo, name, obj):
    os.makedirs(f'{ROOT}/{repo}/onnx', exist_ok=True)
    json.dump(obj, open(f'{ROOT}/{repo}/{name}', 'w'), ensure_ascii=False, separators=(',', ':'))

def init(m, std=0.35):
    for p in m.parameters():
        nn.init.normal_(p, 0, std if p.dim() > 1 else 0.05)
    for x in m.modules():
        if isinstance(x, (nn.LayerNorm, Rms)): nn.init.ones_(x.weight)
    return m.eval()

class Rms(nn.Module):
    def __init__(s, d): super().__init__(); s.weight = nn.Parameter(torch.ones(d))
    def forward(s, x): return x * torch.rsqrt((x * x).mean(-1, keepdim=True) + 1e-6) * s.weight

# ---------- tokenizers
def added(id, content, special=True, lstrip=False):
    return {"id": id, "content": content, "single_word": False, "lstrip": lstrip, "rstrip": False, "normalized": False, "special": special}

def template(ids, single, pair):
    def items(text):
        return [{"Sequence": {"id": t, "type_id": 0}} if t in ('A', 'B') else {"SpecialToken": {"id": t, "type_id": 0}} for t in text.split()]
    return {"type": "TemplateProcessing", "single": items(single), "pair": items(pair), "special_tokens": {t: {"id": t, "ids": [i], "tokens": [t]} for t, i in ids.items() if t in (single + ' ' + pair).split()}}

def byte_chars():
    bs = list(range(33, 127)) + list(range(161, 173)) + list(range(174, 256)); cs = bs[:]; n = 0
    for b in range(256):
        if b not in bs: bs.append(b); cs.append(256 + n); n += 1
    return [chr(c) for _, c in sorted(zip(bs, cs))]

MERGES = [('h', 'e'), ('l', 'l'), ('Ġ', 't'), ('Ġt', 'he'), ('i', 'n'), ('Ġ', 'a'), ('e', 'r'), ('o', 'n'), ('Ġ', 'c'), ('Ġc', 'a'), ('Ġca', 't'), ('Ġ', 's'), ('a', 't'), ('o', 'r'), ('l', 'd')]
LLAMA_SPLIT = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"

def byte_bpe(repo, first, last, single, pair, config, split=None, normalizer=None, more={}):
    vocab = {t: i for i, t in enumerate(first)}
    for c in byte_chars(): vocab[c] = len(vocab)
    for a, b in MERGES: vocab.setdefault(a + b, len(vocab))
    ids = {t: i for i, t in enumerate(first)}
    for t in last: ids[t] = len(vocab) + len([x for x in ids if x not in vocab])
    level = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": split is None}
    before = level if split is None else {"type": "Sequence", "pretokenizers": [{"type": "Split", "pattern": {"Regex": split}, "behavior": "Isolated", "invert": False}, level]}
    after = template(ids, single, pair) if single else {"type": "ByteLevel", "add_prefix_space": True, "trim_offsets": False, "use_regex": True}
    save(repo, 'tokenizer.json', {"version": "1.0", "truncation": None, "padding": None, "added_tokens": [added(i, t, lstrip=t in ('<mask>', '[MASK]')) for t, i in ids.items()], "normalizer": normalizer, "pre_tokenizer": before, "post_processor": after, "decoder": {"type": "ByteLevel", "add_prefix_space": True, "trim_offsets": True, "use_regex": True},
        "model": {"type": "BPE", "dropout": None, "unk_token": None, "continuing_subword_prefix": "", "end_of_word_suffix": "", "fuse_unk": False, "vocab": vocab, "merges": [f'{a} {b}' for a, b in MERGES], **more}})
    save(repo, 'tokenizer_config.json', config)
    return ids, len(vocab) + len([t for t in ids if t not in vocab])

def space_bpe(repo, first, single, pair, config, gemma):
    vocab = {t: i for i, t in enumerate(first)}
    for b in range(256): vocab[f'<0x{b:02X}>'] = len(vocab)
    merges = []
    for c in '▁' + LETTERS + '\n': vocab.setdefault(c, len(vocab))
    for a, b in [('t', 'h'), ('th', 'e'), ('▁', 'the'), ('▁', 'a'), ('c', 'a'), ('ca', 't'), ('▁', 'cat'), ('i', 's'), ('▁', 'is'), ('l', 'l'), ('o', 'n'), ('i', 'n'), ('▁', 'in')]:
        merges.append(f'{a} {b}'); vocab.setdefault(a + b, len(vocab))
    ids = {t: vocab[t] for t in first}
    replace = {"type": "Replace", "pattern": {"String": " "}, "content": "▁"}
    save(repo, 'tokenizer.json', {"version": "1.0", "truncation": None, "padding": None, "added_tokens": [added(i, t) for t, i in ids.items()],
        "normalizer": replace if gemma else {"type": "Sequence", "normalizers": [{"type": "Prepend", "prepend": "▁"}, replace]},
        "pre_tokenizer": {"type": "Split", "pattern": {"String": " "}, "behavior": "MergedWithPrevious", "invert": False} if gemma else None,
        "post_processor": template(ids, single, pair),
        "decoder": {"type": "Sequence", "decoders": [{"type": "Replace", "pattern": {"String": "▁"}, "content": " "}, {"type": "ByteFallback"}, {"type": "Fuse"}] + ([] if gemma else [{"type": "Strip", "content": " ", "start": 1, "stop": 0}])},
        "model": {"type": "BPE", "dropout": None, "unk_token": "<unk>", "continuing_subword_prefix": None, "end_of_word_suffix": None, "fuse_unk": True, "byte_fallback": True, "vocab": vocab, "merges": merges}})
    save(repo, 'tokenizer_config.json', config)
    return ids, len(vocab)

def unigram(repo, first, last, single, pair, config, prefix='always'):
    pieces = [[t, 0.0] for t in first] + [["▁", -3.0]] + [["▁" + w, -5.0 - 0.01 * i] for i, w in enumerate(WORDS)] + [[c, -8.0 - 0.01 * i] for i, c in enumerate(LETTERS)]
    ids = {t: i for i, t in enumerate(first)}
    for i, t in enumerate(last): ids[t] = len(pieces) + i
    save(repo, 'tokenizer.json', {"version": "1.0", "truncation": None, "padding": None, "added_tokens": [added(i, t, lstrip=t in ('<mask>', '[MASK]')) for t, i in ids.items()],
        "normalizer": {"type": "Sequence", "normalizers": [{"type": "NFKC"}, {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "}]},
        "pre_tokenizer": {"type": "Sequence", "pretokenizers": [{"type": "WhitespaceSplit"}, {"type": "Metaspace", "replacement": "▁", "add_prefix_space": True, "prepend_scheme": prefix}]},
        "post_processor": template(ids, single, pair), "decoder": {"type": "Metaspace", "replacement": "▁", "add_prefix_space": True, "prepend_scheme": prefix},
        "model": {"type": "Unigram", "unk_id": first.index('<unk>') if '<unk>' in first else first.index('[UNK]'), "vocab": pieces, "byte_fallback": False}})
    save(repo, 'tokenizer_config.json', config)
    return ids, len(pieces) + len(last)

def word_piece(repo, first, last, single, pair, config):
    vocab = {w: i for i, w in enumerate(dict.fromkeys(first + list(LETTERS) + ['##' + c for c in LETTERS] + WORDS + ['##s', '##ing'] + last))}
    ids = {t: vocab[t] for t in first + last}
    save(repo, 'tokenizer.json', {"version": "1.0", "truncation": None, "padding": None, "added_tokens": [added(i, t, lstrip=t == '<mask>') for t, i in ids.items()], "normalizer": {"type": "BertNormalizer", "clean_text": True, "handle_chinese_chars": True, "strip_accents": None, "lowercase": True}, "pre_tokenizer": {"type": "BertPreTokenizer"}, "post_processor": template(ids, single, pair), "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": True},
        "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##", "max_input_chars_per_word": 100, "vocab": vocab}})
    save(repo, 'tokenizer_config.json', config)
    return ids, len(vocab)

# ---------- encoders
class Attention(nn.Module):
    def __init__(s): super().__init__(); s.q = nn.Linear(D, D); s.k = nn.Linear(D, D); s.v = nn.Linear(D, D); s.o = nn.Linear(D, D)
    def heads(s, x): return x.reshape(x.shape[0], -1, HEADS, D // HEADS).transpose(1, 2)
    def forward(s, x, k, v, bias):
        w = torch.softmax(torch.matmul(s.heads(s.q(x)), k.transpose(-1, -2)) / math.sqrt(D // HEADS) + bias, -1)
        return s.o(torch.matmul(w, v).transpose(1, 2).reshape(x.shape[0], -1, D))

class EncoderLayer(nn.Module):
    def __init__(s): super().__init__(); s.a = Attention(); s.l1 = nn.LayerNorm(D); s.f1 = nn.Linear(D, 2 * D); s.f2 = nn.Linear(2 * D, D); s.l2 = nn.LayerNorm(D)
    def forward(s, x, bias):
        x = s.l1(x + s.a(x, s.a.heads(s.a.k(x)), s.a.heads(s.a.v(x)), bias)); return s.l2(x + s.f2(nn.functional.gelu(s.f1(x))))

class Text(nn.Module):
    """offset: where positions begin, as RoBERTa counts them"""
    def __init__(s, V, positions, offset): super().__init__(); s.w = nn.Embedding(V, D); s.p = nn.Embedding(positions, D); s.L = nn.ModuleList([EncoderLayer() for _ in range(LAYERS)]); s.offset = offset
    def forward(s, ids, mask):
        x = s.w(ids) + s.p(torch.cumsum(torch.ones_like(ids), 1) - 1 + s.offset); bias = (1.0 - mask[:, None, None, :].to(x.dtype)) * -1e9
        for l in s.L: x = l(x, bias)
        return x

class Headed(nn.Module):
    def __init__(s, text, kind, n): super().__init__(); s.t = text; s.kind = kind; s.c = nn.Linear(D, n)
    def forward(s, input_ids, attention_mask):
        x = s.t(input_ids, attention_mask)
        if s.kind == 'emb': return x
        y = s.c(x[:, 0] if s.kind == 'cls' else x)
        return (y[:, :, 0], y[:, :, 1]) if s.kind == 'qa' else y

def encoder(repo, kind, V, config, labels=None, positions=64, offset=0, seed=0):
    torch.manual_seed(seed); n = V if kind == 'mlm' else 2 if kind == 'qa' else len(labels or [1])
    m = init(Headed(Text(V, positions, offset), kind, n)); ids = torch.tensor([[2, 9, 8, 3], [2, 7, 3, 1]]); mask = torch.tensor([[1, 1, 1, 1], [1, 1, 1, 0]])
    outs = {'qa': ['start_logits', 'end_logits'], 'emb': ['last_hidden_state']}.get(kind, ['logits'])
    both = {0: 'batch_size', 1: 'sequence_length'}
    torch.onnx.export(m, (ids, mask), f'{ROOT}/{repo}/onnx/model.onnx', input_names=['input_ids', 'attention_mask'], output_names=outs, opset_version=14, dynamic_axes={'input_ids': both, 'attention_mask': both, **{o: {0: 'batch_size'} if kind == 'cls' else both for o in outs}})
    if labels: config = {**config, "id2label": {str(i): l for i, l in enumerate(labels)}, "label2id": {l: i for i, l in enumerate(labels)}}
    save(repo, 'config.json', {"hidden_size": D, "num_hidden_layers": LAYERS, "num_attention_heads": HEADS, "vocab_size": V, "max_position_embeddings": positions, **config})

# ---------- decoders
class Rope(nn.Module):
    """turns the first dims of each head by the position, the rest stays"""
    def __init__(s, dims): super().__init__(); s.dims = dims; s.register_buffer('f', 1.0 / 10000 ** (torch.arange(0, dims, 2).float() / dims))
    def forward(s, x, pos):
        a = pos[:, None, :, None].float() * s.f; a = torch.cat([a, a], -1); y, rest = x[..., :s.dims], x[..., s.dims:]
        turned = torch.cat([-y[..., s.dims // 2:], y[..., :s.dims // 2]], -1)
        return torch.cat([y * torch.cos(a) + turned * torch.sin(a), rest], -1)

class DecoderLayer(nn.Module):
    def __init__(s, o):
        super().__init__(); s.o = o; h = o['head_dim']; s.n1 = o['norm'](D); s.n2 = o['norm'](D); s.r = Rope(o['rotary']); b = o['bias']
        s.q = nn.Linear(D, HEADS * h, bias=b); s.k = nn.Linear(D, o['kv'] * h, bias=b); s.v = nn.Linear(D, o['kv'] * h, bias=b); s.out = nn.Linear(HEADS * h, D, bias=o['gate'] is None)
        s.up = nn.Linear(D, 2 * D, bias=o['gate'] is None); s.down = nn.Linear(2 * D, D, bias=o['gate'] is None); s.gate = nn.Linear(D, 2 * D, bias=False) if o['gate'] else None
    def forward(s, x, pos, bias, pk, pv):
        h, y, B = s.o['head_dim'], s.n1(x), x.shape[0]
        q = s.r(s.q(y).reshape(B, -1, HEADS, h).transpose(1, 2), pos)
        k = torch.cat([pk, s.r(s.k(y).reshape(B, -1, s.o['kv'], h).transpose(1, 2), pos)], 2); v = torch.cat([pv, s.v(y).reshape(B, -1, s.o['kv'], h).transpose(1, 2)], 2)
        K, V = [t[:, :, None].expand(-1, -1, HEADS // s.o['kv'], -1, -1).reshape(B, HEADS, -1, h) for t in (k, v)]
        a = torch.matmul(torch.softmax(torch.matmul(q, K.transpose(-1, -2)) / math.sqrt(h) + bias, -1), V).transpose(1, 2).reshape(B, -1, HEADS * h)
        f = lambda y: s.down(s.o['act'](s.up(y)) if s.gate is None else s.o['act'](s.gate(y)) * s.up(y))
        if s.o['parallel']: return x + s.out(a) + f(y), k, v
        x = x + s.out(a); return x + f(s.n2(x)), k, v

class Decoder(nn.Module):
    def __init__(s, V, o): super().__init__(); s.o = o; s.w = nn.Embedding(V, D); s.L = nn.ModuleList([DecoderLayer(o) for _ in range(LAYERS)]); s.n = o['norm'](D); s.head = nn.Linear(D, V, bias=False)
    def forward(s, input_ids, attention_mask, position_ids, *past):
        x = s.w(input_ids) * s.o['scale']; total, n = attention_mask.shape[1], input_ids.shape[1]; t = torch.arange(total)
        bias = (1.0 - (t[None, :] <= t[total - n:][:, None]).to(x.dtype)[None, None] * attention_mask[:, None, None, :].to(x.dtype)) * -1e9; present = []
        for i, l in enumerate(s.L): x, k, v = l(x, position_ids, bias, past[2 * i], past[2 * i + 1]); present += [k, v]
        return (s.head(s.n(x)), *present)

def decoder(repo, V, config, seed, **given):
    o = {'head_dim': 4, 'kv': HEADS, 'rotary': 4, 'norm': Rms, 'bias': False, 'gate': True, 'act': nn.functional.silu, 'parallel': False, 'scale': 1.0, **given}
    torch.manual_seed(seed); m = init(Decoder(V, o), 0.5); names = [f'{i}.{k}' for i in range(LAYERS) for k in ('key', 'value')]
    past = [torch.randn(2, o['kv'], 2, o['head_dim']) for _ in names]
    args = (torch.randint(0, V, (2, 3)), torch.ones(2, 5, dtype=torch.long), torch.tensor([[2, 3, 4]] * 2), *past)
    seq = {0: 'batch_size', 1: 'sequence_length'}
    dyn = {'input_ids': seq, 'attention_mask': {0: 'batch_size', 1: 'total_sequence_length'}, 'position_ids': seq, 'logits': seq}
    for n in names: dyn['past_key_values.' + n] = {0: 'batch_size', 2: 'past_sequence_length'}; dyn['present.' + n] = {0: 'batch_size', 2: 'total_sequence_length'}
    torch.onnx.export(m, args, f'{ROOT}/{repo}/onnx/model.onnx', input_names=['input_ids', 'attention_mask', 'position_ids'] + ['past_key_values.' + n for n in names], output_names=['logits'] + ['present.' + n for n in names], opset_version=14, dynamic_axes=dyn)
    save(repo, 'config.json', {"hidden_size": D, "num_hidden_layers": LAYERS, "num_attention_heads": HEADS, "num_key_value_heads": o['kv'], "head_dim": o['head_dim'], "max_position_embeddings": 512, "vocab_size": V, **config})
    save(repo, 'generation_config.json', {k: config[k] for k in ('bos_token_id', 'eos_token_id', 'pad_token_id') if k in config})

# ---------- models with an encoder and a decoder
class Reader(nn.Module):
    def __init__(s, t): super().__init__(); s.t = t
    def forward(s, input_ids, attention_mask): return s.t(input_ids, attention_mask)

class WriterLayer(nn.Module):
    def __init__(s): super().__init__(); s.a = Attention(); s.l1 = nn.LayerNorm(D); s.x = Attention(); s.lx = nn.LayerNorm(D); s.f1 = nn.Linear(D, 2 * D); s.f2 = nn.Linear(2 * D, D); s.l2 = nn.LayerNorm(D)
    def forward(s, x, bias, seen, sbias, pk, pv):
        k = torch.cat([pk, s.a.heads(s.a.k(x))], 2); v = torch.cat([pv, s.a.heads(s.a.v(x))], 2)
        x = s.l1(x + s.a(x, k, v, bias)); x = s.lx(x + s.x(x, s.x.heads(s.x.k(seen)), s.x.heads(s.x.v(seen)), sbias))
        return s.l2(x + s.f2(nn.functional.gelu(s.f1(x)))), k, v

class Writer(nn.Module):
    def __init__(s, t, positions): super().__init__(); s.w = t.w; s.p = nn.Embedding(positions, D); s.L = nn.ModuleList([WriterLayer() for _ in range(LAYERS)]); s.head = nn.Linear(D, t.w.num_embeddings)
    def forward(s, encoder_attention_mask, input_ids, encoder_hidden_states, *past):
        off = past[0].shape[2]; pos = torch.cumsum(torch.ones_like(input_ids), 1) - 1 + off; x = s.w(input_ids) + s.p(pos); t = torch.arange(input_ids.shape[1] + off)
        bias = (1.0 - (t[None, :] <= t[off:][:, None]).to(x.dtype))[None, None] * -1e9; sbias = (1.0 - encoder_attention_mask[:, None, None, :].to(x.dtype)) * -1e9; present = []
        for i, l in enumerate(s.L): x, k, v = l(x, bias, encoder_hidden_states, sbias, past[2 * i], past[2 * i + 1]); present += [k, v]
        return (s.head(x), *present)

def seq2seq(repo, V, config, generation, seed, positions=128):
    torch.manual_seed(seed); t = Text(V, positions, 0); both = nn.ModuleList([t, Writer(t, positions)]); init(both); reader, writer = Reader(t).eval(), both[1]
    names = [f'{i}.decoder.{k}' for i in range(LAYERS) for k in ('key', 'value')]; enc = {0: 'batch_size', 1: 'encoder_sequence_length'}; dec = {0: 'batch_size', 1: 'decoder_sequence_length'}
    torch.onnx.export(reader, (torch.randint(0, V, (2, 5)), torch.ones(2, 5, dtype=torch.long)), f'{ROOT}/{repo}/onnx/encoder_model.onnx', input_names=['input_ids', 'attention_mask'], output_names=['last_hidden_state'], opset_version=14, dynamic_axes={'input_ids': enc, 'attention_mask': enc, 'last_hidden_state': enc})
    dyn = {'encoder_attention_mask': enc, 'input_ids': dec, 'encoder_hidden_states': enc, 'logits': dec}
    for n in names: dyn['past_key_values.' + n] = {0: 'batch_size', 2: 'past_decoder_sequence_length'}; dyn['present.' + n] = {0: 'batch_size', 2: 'total'}
    past = [torch.randn(2, HEADS, 3, D // HEADS) for _ in names]
    torch.onnx.export(writer, (torch.ones(2, 5, dtype=torch.long), torch.randint(0, V, (2, 1)), torch.randn(2, 5, D), *past), f'{ROOT}/{repo}/onnx/decoder_model_merged.onnx', input_names=['encoder_attention_mask', 'input_ids', 'encoder_hidden_states'] + ['past_key_values.' + n for n in names], output_names=['logits'] + ['present.' + n for n in names], opset_version=14, dynamic_axes=dyn)
    save(repo, 'config.json', {"is_encoder_decoder": True, "d_model": D, "encoder_layers": LAYERS, "decoder_layers": LAYERS, "encoder_attention_heads": HEADS, "decoder_attention_heads": HEADS, "max_position_embeddings": positions, "vocab_size": V, **config})
    save(repo, 'generation_config.json', generation)

# ---------- speech by connectionist temporal classification
class Ctc(nn.Module):
    def __init__(s, V): super().__init__(); s.c = nn.Conv1d(1, D, 400, 320); s.d = nn.Conv1d(D, D, 3, 1, 1); s.o = nn.Linear(D, V)
    def forward(s, input_values): x = torch.tanh(s.c(input_values[:, None, :])); return s.o(torch.tanh(s.d(x)).transpose(1, 2))

def ctc(repo, seed):
    vocab = {t: i for i, t in enumerate(['<pad>', '<s>', '</s>', '<unk>', '|'] + list("EATON'IHS"))}
    save(repo, 'config.json', {"architectures": ["Wav2Vec2ForCTC"], "model_type": "wav2vec2", "hidden_size": D, "vocab_size": len(vocab), "pad_token_id": 0, "conv_stride": [5, 2, 2, 2, 2, 2, 2], "conv_kernel": [10, 3, 3, 3, 3, 2, 2]})
    save(repo, 'preprocessor_config.json', {"feature_extractor_type": "Wav2Vec2FeatureExtractor", "do_normalize": True, "feature_size": 1, "padding_side": "right", "padding_value": 0.0, "return_attention_mask": False, "sampling_rate": 16000})
    save(repo, 'tokenizer.json', {"version": "1.0", "truncation": None, "padding": None, "added_tokens": [added(vocab[t], t) for t in ('<s>', '</s>', '<unk>')], "normalizer": {"type": "Replace", "pattern": {"String": " "}, "content": "|"}, "pre_tokenizer": {"type": "Split", "pattern": {"Regex": ""}, "behavior": "Isolated", "invert": False}, "post_processor": None, "decoder": {"type": "CTC", "pad_token": "<pad>", "word_delimiter_token": "|", "cleanup": True}, "model": {"type": "WordLevel", "vocab": vocab, "unk_token": "<unk>"}})
    save(repo, 'tokenizer_config.json', {"bos_token": "<s>", "eos_token": "</s>", "pad_token": "<pad>", "unk_token": "<unk>", "word_delimiter_token": "|", "do_lower_case": False, "tokenizer_class": "Wav2Vec2CTCTokenizer", "model_max_length": 9223372036854775807})
    torch.manual_seed(seed); m = init(Ctc(len(vocab)), 0.5); m.c.weight.data *= 0.6; m.o.bias.data[0] += 0.6; m.o.bias.data[1:4] -= 9
    torch.onnx.export(m, (torch.randn(2, 4000),), f'{ROOT}/{repo}/onnx/model.onnx', input_names=['input_values'], output_names=['logits'], opset_version=14, dynamic_axes={'input_values': {0: 'batch_size', 1: 'sequence_length'}, 'logits': {0: 'batch_size', 1: 'frames'}})

ROBERTA = ('<s> A </s>', '<s> A </s> </s> B </s>')
def names(cls, limit, **more): return {"tokenizer_class": cls, "model_max_length": limit, "clean_up_tokenization_spaces": False, **more}
def s_names(cls, limit, **more): return names(cls, limit, bos_token="<s>", eos_token="</s>", cls_token="<s>", sep_token="</s>", unk_token="<unk>", pad_token="<pad>", mask_token="<mask>", **more)
def c_names(cls, limit, **more): return names(cls, limit, cls_token="[CLS]", sep_token="[SEP]", unk_token="[UNK]", pad_token="[PAD]", mask_token="[MASK]", **more)

CLS = ('[CLS] A [SEP]', '[CLS] A [SEP] B [SEP]')
_, V = word_piece('distilbert', ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'], [], *CLS, c_names('DistilBertTokenizer', 64, do_lower_case=True))
encoder('distilbert', 'cls', V, {"architectures": ["DistilBertForSequenceClassification"], "model_type": "distilbert"}, ['NEGATIVE', 'POSITIVE'], seed=31)
_, V = byte_bpe('roberta', ['<s>', '<pad>', '</s>', '<unk>'], ['<mask>'], *ROBERTA, s_names('RobertaTokenizer', 512))
encoder('roberta', 'qa', V, {"architectures": ["RobertaForQuestionAnswering"], "model_type": "roberta", "pad_token_id": 1}, positions=66, offset=2, seed=32)
_, V = unigram('deberta-v2', ['[PAD]', '[CLS]', '[SEP]', '[UNK]'], ['[MASK]'], *CLS, c_names('DebertaV2Tokenizer', 64))
encoder('deberta-v2', 'cls', V, {"architectures": ["DebertaV2ForSequenceClassification"], "model_type": "deberta-v2", "type_vocab_size": 0}, ['contradiction', 'neutral', 'entailment'], seed=33)
_, V = word_piece('mpnet', ['<s>', '<pad>', '</s>', '[UNK]'], ['<mask>'], *ROBERTA, names('MPNetTokenizer', 512, bos_token="<s>", eos_token="</s>", cls_token="<s>", sep_token="</s>", unk_token="[UNK]", pad_token="<pad>", mask_token="<mask>", do_lower_case=True))
encoder('mpnet', 'emb', V, {"architectures": ["MPNetModel"], "model_type": "mpnet", "pad_token_id": 1}, positions=66, offset=2, seed=34)
_, V = unigram('xlm-roberta', ['<s>', '<pad>', '</s>', '<unk>'], ['<mask>'], *ROBERTA, s_names('XLMRobertaTokenizer', 512))
encoder('xlm-roberta', 'tok', V, {"architectures": ["XLMRobertaForTokenClassification"], "model_type": "xlm-roberta", "pad_token_id": 1}, ['O', 'B-PER', 'I-PER', 'B-LOC', 'I-LOC'], positions=66, offset=2, seed=35)
_, V = byte_bpe('modernbert', [], ['[UNK]', '[CLS]', '[SEP]', '[PAD]', '[MASK]'], *CLS, c_names('PreTrainedTokenizerFast', 64), normalizer={"type": "NFC"})
encoder('modernbert', 'mlm', V, {"architectures": ["ModernBertForMaskedLM"], "model_type": "modernbert"}, seed=36)

CHAT = "{% for m in messages %}{{ '<' + m['role'] + '>' + m['content'] + '\\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<assistant>' }}{% endif %}"
ids, V = byte_bpe('llama', [], ['<|begin_of_text|>', '<|end_of_text|>', '<|eot_id|>'], '<|begin_of_text|> A', '<|begin_of_text|> A <|begin_of_text|> B', names('PreTrainedTokenizerFast', 512, bos_token='<|begin_of_text|>', eos_token='<|eot_id|>', chat_template=CHAT), split=LLAMA_SPLIT, more={"ignore_merges": True})
decoder('llama', V, {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "bos_token_id": ids['<|begin_of_text|>'], "eos_token_id": [ids['<|end_of_text|>'], ids['<|eot_id|>']]}, 41, kv=2)
ids, V = space_bpe('mistral', ['<unk>', '<s>', '</s>'], '<s> A', '<s> A <s> B', names('LlamaTokenizer', 512, bos_token='<s>', eos_token='</s>', unk_token='<unk>', add_bos_token=True, chat_template=CHAT), False)
decoder('mistral', V, {"architectures": ["MistralForCausalLM"], "model_type": "mistral", "bos_token_id": 1, "eos_token_id": 2, "sliding_window": 4096}, 42, kv=1)
ids, V = space_bpe('gemma', ['<pad>', '<eos>', '<bos>', '<unk>', '<start_of_turn>', '<end_of_turn>'], '<bos> A', '<bos> A <bos> B', names('GemmaTokenizer', 512, bos_token='<bos>', eos_token='<eos>', unk_token='<unk>', pad_token='<pad>', add_bos_token=True, chat_template=CHAT), True)
decoder('gemma', V, {"architectures": ["GemmaForCausalLM"], "model_type": "gemma", "bos_token_id": 2, "eos_token_id": [1, 5], "pad_token_id": 0}, 43, kv=1, head_dim=8, rotary=8, act=nn.functional.gelu, scale=math.sqrt(D))
ids, V = byte_bpe('qwen2', [], ['<|endoftext|>', '<|im_start|>', '<|im_end|>'], None, None, names('Qwen2Tokenizer', 512, eos_token='<|im_end|>', pad_token='<|endoftext|>', add_bos_token=False, chat_template=CHAT), split=LLAMA_SPLIT.replace('{1,3}', ''), normalizer={"type": "NFC"})
decoder('qwen2', V, {"architectures": ["Qwen2ForCausalLM"], "model_type": "qwen2", "eos_token_id": [ids['<|im_end|>'], ids['<|endoftext|>']], "pad_token_id": ids['<|endoftext|>']}, 44, kv=2, bias=True)
ids, V = byte_bpe('phi', [], ['<|endoftext|>'], None, None, names('CodeGenTokenizer', 512, bos_token='<|endoftext|>', eos_token='<|endoftext|>', unk_token='<|endoftext|>', chat_template=CHAT))
decoder('phi', V, {"architectures": ["PhiForCausalLM"], "model_type": "phi", "bos_token_id": ids['<|endoftext|>'], "eos_token_id": ids['<|endoftext|>'], "partial_rotary_factor": 0.5}, 45, head_dim=8, rotary=4, norm=nn.LayerNorm, bias=True, gate=None, act=nn.functional.gelu, parallel=True)

_, V = byte_bpe('bart', ['<s>', '<pad>', '</s>', '<unk>'], ['<mask>'], *ROBERTA, s_names('BartTokenizer', 128))
bart = {"bos_token_id": 0, "eos_token_id": 2, "pad_token_id": 1, "decoder_start_token_id": 2, "forced_bos_token_id": 0, "forced_eos_token_id": 2}
seq2seq('bart', V, {"architectures": ["BartForConditionalGeneration"], "model_type": "bart", **bart}, {**bart, "no_repeat_ngram_size": 3}, 51)
ids, V = unigram('marian', ['</s>', '<unk>'], ['>>fra<<', '>>deu<<', '<pad>'], 'A </s>', 'A B </s>', names('MarianTokenizer', 128, eos_token='</s>', unk_token='<unk>', pad_token='<pad>', separate_vocabs=False))
marian = {"bos_token_id": 0, "eos_token_id": 0, "pad_token_id": ids['<pad>'], "decoder_start_token_id": ids['<pad>'], "forced_eos_token_id": 0, "bad_words_ids": [[ids['<pad>']]]}
seq2seq('marian', V, {"architectures": ["MarianMTModel"], "model_type": "marian", **marian}, marian, 52)
languages = ['eng_Latn', 'fra_Latn', 'deu_Latn']
ids, V = unigram('nllb', ['<s>', '<pad>', '</s>', '<unk>'], languages + ['<mask>'], 'eng_Latn A </s>', 'eng_Latn A B </s>', s_names('NllbTokenizer', 128, src_lang='eng_Latn', additional_special_tokens=languages))
nllb = {"bos_token_id": 0, "eos_token_id": 2, "pad_token_id": 1, "decoder_start_token_id": 2}
seq2seq('nllb', V, {"architectures": ["M2M100ForConditionalGeneration"], "model_type": "m2m_100", **nllb}, nllb, 57)
languages = ['__en__', '__fr__', '__de__']
ids, V = unigram('m2m100', ['<s>', '<pad>', '</s>', '<unk>'], languages, '__en__ A </s>', '__en__ A B </s>', names('M2M100Tokenizer', 128, bos_token="<s>", eos_token="</s>", sep_token="</s>", unk_token="<unk>", pad_token="<pad>", additional_special_tokens=languages))
seq2seq('m2m100', V, {"architectures": ["M2M100ForConditionalGeneration"], "model_type": "m2m_100", **nllb}, nllb, 54)
ctc('wav2vec2', 61)
