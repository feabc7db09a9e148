// Checks Kubernetes objects against the schema of their kind, twice: the JSON schema finds what is missing or malformed, and the
// TypeScript compiler finds fields that do not exist, which a JSON schema of a custom resource lets pass.
// Usage: node schemas.mjs objects.json   with [{from, object}, ...]; prints one problem a line.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';

const CUSTOM = {
  'kafka.strimzi.io': '@kubernetes-models/strimzi-kafka-operator',
  'gateway.networking.k8s.io': '@kubernetes-models/gateway-api',
  'keda.sh': '@kubernetes-models/keda',
  'monitoring.coreos.com': '@kubernetes-models/prometheus-operator',
};

const input = process.argv[2];
const entries = JSON.parse(readFileSync(input, 'utf8'));
const problems = [];

function moduleOf({ apiVersion, kind }) {
  const [group] = apiVersion.split('/');
  return `${CUSTOM[group] ?? 'kubernetes-models'}/${apiVersion}/${kind}`;
}

const nameOf = ({ from, object }) => `${from}: ${object.kind} ${object.metadata?.name}`;

async function checkSchema(entry) {
  try {
    const Kind = (await import(moduleOf(entry.object)))[entry.object.kind];
    new Kind(entry.object).validate();
  } catch (failure) {
    problems.push(`${nameOf(entry)}: ${failure.message}`);
  }
}

function checkFields() {
  const file = join(dirname(input), 'objects.ts');
  const lines = entries.map(({ object }, i) => `const o${i}: import('${moduleOf(object)}').I${object.kind} = ${JSON.stringify(object)};`);
  writeFileSync(file, lines.join('\n') + '\nexport {};\n');
  const program = ts.createProgram([file], {
    strict: true, noEmit: true, skipLibCheck: true, target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler, types: [],
  });
  for (const diagnostic of ts.getPreEmitDiagnostics(program)) {
    const message = ts.flattenDiagnosticMessageText(diagnostic.messageText, ' ');
    const line = diagnostic.file?.getLineAndCharacterOfPosition(diagnostic.start).line;
    problems.push(`${line === undefined ? 'compiler' : nameOf(entries[line])}: ${message}`);
  }
}

for (const entry of entries) {
  await checkSchema(entry);
}
checkFields();
console.log(problems.join('\n'));
process.exitCode = problems.length ? 1 : 0;
