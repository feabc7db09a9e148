// Images and recordings with the Hub's own client: node media.mjs URL IMAGE RECORDING
import { InferenceClient } from '@huggingface/inference';
import fs from 'fs';

const [url, image, recording] = process.argv.slice(2);
const client = name => new InferenceClient('', { endpointUrl: `${url}/models/tiny/${name}` });
const file = (path, type) => new Blob([fs.readFileSync(path)], { type });

const labels = await client('vit').imageClassification({ data: file(image, 'image/png') });
const caption = await client('vit-gpt2').imageToText({ data: file(image, 'image/png') });
const bare = await client('vit').imageClassification({ data: fs.readFileSync(image).buffer });
const speech = await client('vits').textToSpeech({ inputs: 'Hello world' });
const result = {
  labels: labels.length, best: labels[0].label, bare: bare[0].label, caption: typeof caption.generated_text,
  speech: speech.type, bytes: speech.size
};
if (recording) {
  const heard = await client('whisper').automaticSpeechRecognition({ data: file(recording, 'audio/wav') });
  result.heard = heard.text.length > 0;
}
console.log(JSON.stringify(result));
