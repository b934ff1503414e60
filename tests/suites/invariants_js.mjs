// The invariants with fhirpath.js: node invariants_js.mjs NODE_MODULES < requests > answers; one JSON object a line each,
// requests as those of `schakel fhirpath --batch`.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(join(process.argv[2], 'x.js'));
const fhirpath = require('fhirpath');
const model = require('fhirpath/fhir-context/r4');

const compiled = new Map();
function compile(expression) {
  if (!compiled.has(expression)) compiled.set(expression, fhirpath.compile(expression, model, { resolveInternalTypes: false }));
  return compiled.get(expression);
}

console.log = () => {}; // trace() prints
let at = '';
let resource = null;
const out = [];
for (const line of readFileSync(0, 'utf8').split('\n')) {
  if (!line) continue;
  const request = JSON.parse(line);
  if (at !== request.resource) {
    at = request.resource;
    resource = JSON.parse(readFileSync(at, 'utf8'));
  }
  const variables = { resource, rootResource: resource };
  try {
    const focus = request.context ? compile(request.context)(resource, variables) : [resource];
    const result = fhirpath.resolveInternalTypes(compile(request.expr)(focus, variables));
    out.push({ id: request.id, focus: focus.length, result });
  } catch (error) {
    out.push({ id: request.id, focus: 1, error: String(error.message ?? error).slice(0, 200) });
  }
}
process.stdout.write(out.map((answer) => JSON.stringify(answer) + '\n').join(''));
