// node peer.mjs FOLDER THREADS: transformers.js behind an HTTP server on a free port, which it prints. FOLDER has models in
// the Hub's layout; each run of one takes so many threads.
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { Tokenizer } from '@huggingface/tokenizers'
import { env, pipeline } from '@huggingface/transformers'

const [folder, threads] = process.argv.slice(2)
env.allowRemoteModels = false
env.localModelPath = folder

const pipes = new Map()

function pipe(model, task) {
  if (!pipes.has(model)) {
    const dtype = existsSync(join(folder, model, 'onnx/model_quantized.onnx')) ? 'q8' : 'fp32'
    const session_options = { intraOpNumThreads: Number(threads), interOpNumThreads: 1 }
    pipes.set(model, pipeline(task, model, { dtype, session_options }))
  }
  return pipes.get(model)
}

async function answer({ model, task, inputs, parameters }) {
  const output = await (await pipe(model, task))(inputs, parameters)
  return output.tolist?.() ?? output
}

// Calls one after another, without HTTP: nanoseconds of each.
async function times({ texts, ...call }) {
  const nanos = []
  for (const inputs of texts) {
    const start = process.hrtime.bigint()
    await answer({ ...call, inputs })
    nanos.push(Number(process.hrtime.bigint() - start))
  }
  return nanos
}

const tokenizers = new Map()

// Texts tokenized in a second.
function tokenize({ file, text, millis }) {
  if (!tokenizers.has(file)) {
    tokenizers.set(file, new Tokenizer(JSON.parse(readFileSync(file)), { tokenizer_class: 'PreTrainedTokenizer' }))
  }
  const tokenizer = tokenizers.get(file)
  const start = performance.now()
  let count = 0
  for (; performance.now() - start < millis; count++) tokenizer.encode(text)
  return { tokens: tokenizer.encode(text).ids.length, rate: (count * 1000) / (performance.now() - start) }
}

const work = { '/times': times, '/tokenize': tokenize }

const server = createServer(async (request, response) => {
  const chunks = []
  for await (const chunk of request) chunks.push(chunk)
  let status = 200
  let body
  try {
    const call = JSON.parse(Buffer.concat(chunks))
    const [, model, task] = /^\/models\/(.+)\/pipeline\/(.+)$/.exec(request.url) ?? []
    body = JSON.stringify(await (model ? answer({ ...call, model, task }) : work[request.url](call)))
  } catch (error) {
    status = 400
    body = JSON.stringify({ error: String(error.stack) })
  }
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
  response.end(body)
})
process.stdin.on('end', () => process.exit()).resume() // ends with who started it
server.keepAliveTimeout = 0 // connections rest while the other side works
server.listen(0, '127.0.0.1', () => console.log(server.address().port))
