// node tokenizer-benchmark.mjs FOLDER: sentences a second of processor time of npm @huggingface/tokenizers, the tokenizers of
// transformers.js, on the files that TokenizerBenchmark wrote to FOLDER.
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

const { Tokenizer } = createRequire(join(process.cwd(), 'x.js'))('@huggingface/tokenizers')
const sentence = 'The river rose in the night, and by morning the bridge was under water. '

function cpu() {
  const { user, system } = process.cpuUsage()
  return user + system
}

function rate(tokenizer, text) {
  const start = cpu()
  let count = 0
  let end = start
  while (end - start < 100_000) {
    for (let i = 0; i < 20; i++) tokenizer.encode(text)
    count += 20
    end = cpu()
  }
  return (count * 1e6) / (end - start)
}

for (const file of readdirSync(process.argv[2]).filter(name => name.endsWith('.json'))) {
  const { name, tokenizer: json } = JSON.parse(readFileSync(join(process.argv[2], file)))
  const tokenizer = new Tokenizer(json, { tokenizer_class: 'PreTrainedTokenizer' })
  for (const text of [sentence, sentence.repeat(8)]) {
    const rates = Array.from({ length: 12 }, () => rate(tokenizer, text))
    console.log(name, tokenizer.encode(text).ids.length, 'tokens:', Math.round(Math.max(...rates)), '/s')
  }
}
