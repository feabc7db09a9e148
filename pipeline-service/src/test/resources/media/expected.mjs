// What transformers.js answers on the models of make.py: node expected.mjs MODELS IMAGES SOUNDS
import { pipeline, env, AutoProcessor, RawImage } from '@huggingface/transformers';
import fs from 'fs';
const [models, images, sounds] = process.argv.slice(2);
env.localModelPath = models + '/'; env.allowRemoteModels = false; env.useFSCache = false;
const out = {};
async function rec(name, call) { try { out[name] = await call(); } catch (e) { out[name] = { error: e.message }; } console.log(name, JSON.stringify(out[name]).slice(0, 300)); }
const png = () => RawImage.read(images + '/square.png');
const vit = await pipeline('image-classification', 'vit');
await rec('vit', async () => vit(await png()));
await rec('vit.all', async () => vit(await png(), { top_k: null }));
const words = await pipeline('image-to-text', 'vit-gpt2');
await rec('vit-gpt2', async () => words(await png(), { max_new_tokens: 12 }));
const wav = name => { const b = fs.readFileSync(`${sounds}/${name}`); return new Float32Array(b.buffer.slice(b.byteOffset, b.byteOffset + b.length)); };
const whisper = await pipeline('automatic-speech-recognition', 'whisper');
const features = (await (await AutoProcessor.from_pretrained('whisper'))(wav('tone.f32'))).input_features;
await rec('features', async () => ({ dims: features.dims, some: Array.from({ length: 200 }, (_, i) => features.data[i * 1187 % features.data.length]) }));
for (const [name, options] of Object.entries({ plain: {}, french: { language: 'french', task: 'translate' }, timestamps: { return_timestamps: true }, }))
  await rec('whisper.' + name, async () => whisper(wav('tone.f32'), { max_new_tokens: 24, language: 'en', ...options }));
await rec('whisper.chunks', async () => whisper(wav('long.f32'), { max_new_tokens: 24, language: 'en', chunk_length_s: 4 }));
await rec('whisper.chunks.timestamps', async () => whisper(wav('long.f32'), { max_new_tokens: 24, language: 'en', chunk_length_s: 4, return_timestamps: true }));
fs.writeFileSync('expected.json', JSON.stringify(out, null, 1));
