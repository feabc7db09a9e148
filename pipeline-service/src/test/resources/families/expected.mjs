// What transformers.js answers on the models of make.py: node expected.mjs MODELS SOUNDS (onnxruntime-node pinned to 1.29.0)
import { pipeline, env } from '@huggingface/transformers';
import fs from 'fs';
const [models, sounds] = process.argv.slice(2);
env.localModelPath = models + '/'; env.allowRemoteModels = false; env.useFSCache = false;
const out = {};
async function rec(name, call) { try { out[name] = await call(); } catch (e) { out[name] = { error: e.message }; } console.log(name, JSON.stringify(out[name]).slice(0, 300)); }
const load = (task, model) => pipeline(task, model, { dtype: 'fp32' });
const TEXT = 'John lives in Paris and I love the movie!', CONTEXT = 'John works in London. Mary lives in Paris.';
await rec('distilbert', async () => (await load('text-classification', 'distilbert'))(TEXT, { top_k: null }));
await rec('deberta-v2', async () => (await load('zero-shot-classification', 'deberta-v2'))(TEXT, ['sport', 'politics', 'travel']));
await rec('mpnet', async () => { const r = await (await load('feature-extraction', 'mpnet'))(TEXT, { pooling: 'mean', normalize: true }); return Array.from(r.data); });
await rec('xlm-roberta', async () => (await load('token-classification', 'xlm-roberta'))(TEXT, { ignore_labels: [] }));
await rec('modernbert', async () => (await load('fill-mask', 'modernbert'))('the [MASK] is good', { top_k: 3 }));
await rec('roberta', async () => { const qa = await load('question-answering', 'roberta'); const i = qa.tokenizer('Who lives in Paris?', { text_pair: CONTEXT }); const o = await qa.model(i); return { ids: i.input_ids.tolist()[0].map(Number), start: Array.from(o.start_logits.data), end: Array.from(o.end_logits.data) }; });
for (const model of ['llama', 'mistral', 'gemma', 'qwen2', 'phi']) {
  const generate = await load('text-generation', model);
  const ids = async (text, options = {}) => { const i = generate.tokenizer(text, { add_special_tokens: false, ...options }); const o = await generate.model.generate({ ...i, max_new_tokens: 10 }); return { in: i.input_ids.tolist()[0].map(Number), out: o.tolist()[0].map(Number) }; };
  await rec(model, () => ids('the cat is in the city'));
  await rec(model + '.begun', () => ids('the cat is in the city', { add_special_tokens: true }));
  await rec(model + '.chat', async () => ids(generate.tokenizer.apply_chat_template([{ role: 'user', content: 'the cat?' }], { tokenize: false, add_generation_prompt: true })));
}
const summarize = await load('summarization', 'bart');
await rec('bart', async () => summarize(TEXT, { max_new_tokens: 12 }));
await rec('bart.ids', async () => { const i = summarize.tokenizer(TEXT); return (await summarize.model.generate({ ...i, max_new_tokens: 12 })).tolist()[0].map(Number); });
const marian = await load('translation', 'marian');
await rec('marian', async () => marian(TEXT, { max_new_tokens: 12 }));
await rec('marian.french', async () => marian('>>fra<< ' + TEXT, { max_new_tokens: 12 }));
for (const [model, src_lang, tgt_lang] of [['nllb', 'eng_Latn', 'fra_Latn'], ['nllb', 'deu_Latn', 'eng_Latn'], ['m2m100', 'en', 'fr'], ['m2m100', 'de', 'en']]) {
  const translate = await load('translation', model);
  await rec(`${model}.${src_lang}.${tgt_lang}`, async () => translate(TEXT, { max_new_tokens: 12, src_lang, tgt_lang }));
}
const wav = name => { const b = fs.readFileSync(`${sounds}/${name}`); const n = (b.length - 44) / 2; return Float32Array.from({ length: n }, (_, i) => b.readInt16LE(44 + 2 * i) / 32768); };
await rec('wav2vec2', async () => { const hear = await load('automatic-speech-recognition', 'wav2vec2'); const inputs = await hear.processor(wav('tone.wav')); const { logits } = await hear.model(inputs); const [, n, v] = logits.dims; const ids = Array.from({ length: n }, (_, t) => { const row = Array.from(logits.data.slice(t * v, t * v + v)); return row.indexOf(Math.max(...row)); }); return { ids, text: (await hear(wav('tone.wav'))).text }; });
fs.writeFileSync('expected.json', JSON.stringify(out, null, 1) + '\n');
