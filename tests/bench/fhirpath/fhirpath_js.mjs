// The same expressions with fhirpath.js: node fhirpath_js.mjs NODE_MODULES EXPRESSIONS DOCUMENTS_FOLDER
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [modules, list, folder] = process.argv.slice(2);
const require = createRequire(join(modules, 'x.js'));
const fhirpath = require('fhirpath');
const model = require('fhirpath/fhir-context/r4');

const documents = {};
const document = (name) => (documents[name] ??= JSON.parse(readFileSync(join(folder, name + '.json'), 'utf8')));

function bestOf(run) {
  let count = 1;
  let best = Infinity;
  for (;;) {
    const start = process.hrtime.bigint();
    for (let i = 0; i < count; ++i) run();
    const spent = Number(process.hrtime.bigint() - start);
    if (spent > 30e6) break;
    count = Math.max(count * 2, Math.ceil((count * 40e6) / Math.max(spent, 1)));
    if (count > 1e7) break;
  }
  for (let round = 0; round < 5; ++round) {
    const start = process.hrtime.bigint();
    for (let i = 0; i < count; ++i) run();
    best = Math.min(best, Number(process.hrtime.bigint() - start) / count);
  }
  return best;
}

const plain = (v) => (v !== null && typeof v === 'object' && typeof v.toString === 'function' && v.constructor !== Object && !Array.isArray(v) ? v.toString() : v);
const rows = [];
for (const [name, expression] of JSON.parse(readFileSync(list, 'utf8'))) {
  const resource = document(name);
  const variables = { resource };
  const compiled = fhirpath.compile(expression, model);
  const result = compiled(resource, variables).map(plain);
  rows.push({ expression, result, ns: bestOf(() => compiled(resource, variables)), compile_ns: bestOf(() => fhirpath.compile(expression, model)) });
}
console.log(JSON.stringify(rows));
