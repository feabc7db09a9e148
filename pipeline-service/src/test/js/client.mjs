// Every call of the Hub's own client that has a task here: node client.mjs URL IMAGE RECORDING
import { InferenceClient } from '@huggingface/inference';
import fs from 'fs';

const [url, image, recording] = process.argv.slice(2);
const at = path => new InferenceClient('', { endpointUrl: url + path });
const tiny = name => at(`/models/tiny/${name}`);
const blob = (path, type) => new Blob([fs.readFileSync(path)], { type });
const out = {};

async function call(name, work) {
  try {
    out[name] = await work();
  } catch (e) {
    out[name] = `${e.name}: ${e.message}`;
  }
}

async function streamed(chunks, text) {
  let all = '', events = 0, last;
  for await (const chunk of chunks) {
    all += text(chunk) ?? '';
    events++;
    last = chunk;
  }
  return { all, events, last };
}

const inputs = 'I love this movie!';
const messages = [{ role: 'user', content: 'hi' }];
await call('textClassification', async () => (await tiny('bert-cls').textClassification({ inputs }))[0].label);
await call('tokenClassification', async () => (await tiny('bert-ner').tokenClassification({ inputs })).every(e => e.entity_group && e.end > e.start));
await call('questionAnswering', async () => (await tiny('bert-qa').questionAnswering({ inputs: { question: 'Where does Mary live?', context: 'Mary works at Google. Mary lives in Paris.' } })).answer.length > 0);
await call('zeroShotClassification', async () => (await tiny('bert-nli').zeroShotClassification({ inputs, parameters: { candidate_labels: ['sport', 'politics'] } })).map(e => e.label).sort());
await call('fillMask', async () => (await tiny('bert-mlm').fillMask({ inputs: 'I love [MASK]' })).length);
await call('summarization', async () => typeof (await at('/models/tiny/t5-eos/pipeline/summarization').summarization({ inputs })).summary_text);
await call('translation', async () => typeof (await at('/models/tiny/t5-eos/pipeline/translation').translation({ inputs })).translation_text);
await call('translations', async () => (await at('/models/tiny/t5-eos/pipeline/translation').translation({ inputs: [inputs, inputs] })).length);
await call('featureExtraction', async () => (await tiny('bert-emb').featureExtraction({ inputs })).length);
await call('sentenceSimilarity', async () => (await at('/models/tiny/bert-emb').sentenceSimilarity({ inputs: { source_sentence: 'a', sentences: ['a', 'b'] } })).length);
await call('imageClassification', async () => (await tiny('vit').imageClassification({ data: blob(image, 'image/png') }))[0].label);
await call('imageToText', async () => typeof (await tiny('vit-gpt2').imageToText({ data: blob(image, 'image/png') })).generated_text);
await call('automaticSpeechRecognition', async () => typeof (await tiny('whisper').automaticSpeechRecognition({ data: blob(recording, 'audio/wav') })).text);
await call('textToSpeech', async () => (await tiny('vits').textToSpeech({ inputs: 'Hello world' })).type);
await call('textToImage', async () => {
  const drawn = await at('/models/remote/stub/image').textToImage({ inputs: 'a cat', parameters: { width: 64, height: 64 } });
  return `${drawn.type} ${drawn.size}`;
});
await call('textGeneration', async () => (await tiny('gpt2').textGeneration({ inputs: 'hello', parameters: { max_new_tokens: 8 } })).generated_text.length > 0);
await call('textGenerationByModel', async () => (await at('/v1').textGeneration({ model: 'tiny/gpt2', inputs: 'hello', parameters: { max_new_tokens: 8 } })).generated_text.length > 0);
await call('textGenerationStream', async () => {
  const { all, events, last } = await streamed(tiny('gpt2').textGenerationStream({ inputs: 'hello', parameters: { max_new_tokens: 8 } }), e => e.token.text);
  return { events, same: all === last.generated_text, finish: last.details.finish_reason, tokens: last.details.generated_tokens };
});
await call('chatCompletion', async () => (await at('/models/remote/stub/text').chatCompletion({ messages })).choices[0].message.content);
await call('chatCompletionStream', async () => (await streamed(at('/models/remote/stub/text').chatCompletionStream({ messages }), e => e.choices[0].delta.content)).all);
await call('chatByModel', async () => (await at('/v1').chatCompletion({ model: 'remote/stub/text', messages })).choices[0].message.content);
await call('abort', async () => {
  const stop = new AbortController();
  for await (const chunk of at('/models/remote/stub/text').chatCompletionStream({ messages: [{ role: 'user', content: 'for ever' }] }, { signal: stop.signal }))
    if (chunk.choices[0].delta.content) stop.abort();
  return 'ended';
});
await call('error', async () => (await tiny('none').textClassification({ inputs })).length);
await call('streamError', async () => (await streamed(tiny('none').textGenerationStream({ inputs }), e => e.token.text)).all);
await call('noSuchTask', async () => (await tiny('vit').objectDetection({ data: blob(image, 'image/png') })).length);
console.log(JSON.stringify(out));
