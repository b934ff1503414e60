#!/usr/bin/env python3
"""Every invariant of R4 core over real resources, with our engine and with an independent one (fhirpath.js under Node).

    invariants.py --binary build/release/schakel [--shared ../shared] [--show]

The resources are the examples of the Belgian packages and of R4 (suite examples-r4); each resource in a Bundle or Parameters counts
by itself. Each element of a resource is judged by the invariants of its definition and of its type, as published: the expression with
the element as its context; nothing is sampled. So that invariants fail too, the first element of each definition is judged again with
each of its members left out. expected/invariants.txt has a line for each way in which the results differ: `key  ours  theirs  reason`,
or `key@path  ...` for one element's definition; a result is true, false, empty, error or the number of other items. A difference that
is not listed, a listed one that does not come and a line without a reason are failures. A case is an invariant (key and expression)
of a type that occurs. Last line: `N passed, N failed`.
"""
import argparse
import collections
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile

from expectations import rows_of

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
EXPECTED = os.path.join(HERE, 'expected', 'invariants.txt')
SYSTEM = 'http://hl7.org/fhirpath/'


def expected_of(path):
    """{(key, ours, theirs): reason}, [lines of another shape]"""
    rows, wrong = rows_of(path, 4)
    return {row[:3]: row[3] for row in rows}, wrong


class Types:
    """The snapshots of R4 core: elements and their children by path."""

    def __init__(self, package):
        self.elements, self.children, self.resources = {}, collections.defaultdict(list), set()
        with tarfile.open(package) as archive:
            for member in archive:
                if member.name.startswith('package/StructureDefinition-'):
                    self.add(json.load(archive.extractfile(member)))

    def add(self, definition):
        if definition.get('derivation') == 'constraint' or definition['kind'] == 'logical':
            return
        if definition['kind'] == 'resource' and not definition['abstract']:
            self.resources.add(definition['type'])
        for element in definition['snapshot']['element']:
            self.elements[element['path']] = element
            if '.' in element['path']:
                self.children[element['path'].rsplit('.', 1)[0]].append(element)

    def invariants(self, element, kind):
        """{(key, expression)} of an element and of its type's own."""
        found = element.get('constraint', []) + self.elements.get(kind, {}).get('constraint', [])
        return sorted({(c['key'], c['expression']) for c in found if c.get('expression')})

    def members(self, path, node):
        """(name in FHIRPath, element, type, [values], repeats) of a node whose definition stands at `path`."""
        for element in self.children[path]:
            name = element['path'].rsplit('.', 1)[1]
            kinds = element.get('type', [])
            if 'contentReference' in element:
                yield from self.present(node, name, name, element, element['contentReference'].split('#')[1])
            for kind in kinds:
                code = kind['code']
                member = name.replace('[x]', code[0].upper() + code[1:])
                # what is defined in place (BackboneElement, Element) has its children below its own path
                inline = self.children.get(element['path'])
                yield from self.present(node, member, name.replace('[x]', ''), element, element['path'] if inline else code)

    @staticmethod
    def present(node, member, name, element, kind):
        value, beside = node.get(member), node.get('_' + member)
        if value is None and beside is None:
            return
        if isinstance(value, list) or isinstance(beside, list):
            value, beside = value or [], beside or []
            size = max(len(value), len(beside))
            both = [(value[i] if i < len(value) else None, beside[i] if i < len(beside) else None) for i in range(size)]
            yield name, element, kind, [b if v is None else v for v, b in both if v is not None or b is not None], True
        else:
            yield name, element, kind, [value if value is not None else beside], False


def walk(types, path, node, place, found):
    """Adds (place, path of the definition, invariants, value) of all elements below a node; not of resources in it."""
    for name, element, kind, values, many in types.members(path, node):
        if kind.startswith(SYSTEM) or kind in ('Resource', 'DomainResource'):
            continue
        rules = types.invariants(element, kind)
        for i, value in enumerate(values):
            here = place + (f'.`{name}`[{i}]' if many else f'.`{name}`')
            found.append((here, element['path'], rules, value))
            if isinstance(value, dict):
                walk(types, kind, value, here, found)


def inner_resources(node):
    for part in node.get('entry', []) + node.get('parameter', []) if node['resourceType'] in ('Bundle', 'Parameters') else []:
        if isinstance(part.get('resource'), dict):
            yield part['resource']
            yield from inner_resources(part['resource'])


def resources_of(shared, scratch):
    """(path of a file, resource), those in Bundles in files of their own."""
    packages, cases = os.path.join(shared, 'packages', 'examples'), os.path.join(shared, 'suites', 'cases', 'examples-r4', 'files')
    files = sorted(os.path.join(at, f) for top in (packages, cases) for at, _, names in os.walk(top) for f in names if f.endswith('.json'))
    count = 0
    for file in files:
        with open(file, encoding='utf-8-sig') as f:
            resource = json.load(f)
        if 'resourceType' not in resource:
            continue
        yield file, resource
        for inner in inner_resources(resource):
            count += 1
            path = os.path.join(scratch, f'{count}.json')
            with open(path, 'w', encoding='utf-8') as f:
                json.dump(inner, f)
            yield path, inner


def twins(resource, node, scratch):
    """Files of the resource with one member of the node left out, so that invariants fail too."""
    for name in [n for n in node if n != 'resourceType'] if isinstance(node, dict) and len(node) > 1 else []:
        kept = dict(node)
        del node[name]
        handle, path = tempfile.mkstemp('.json', 'twin', scratch)
        with os.fdopen(handle, 'w', encoding='utf-8') as f:
            json.dump(resource, f)
        node.clear()
        node.update(kept)
        yield path


def requests_of(types, resources, scratch):
    """[request], [((key, expression), path of the definition)] of each."""
    requests, rules_of, seen = [], [], set()

    def add(file, context, path, rules):
        for rule in rules:
            requests.append({'id': str(len(requests)), 'expr': rule[1], 'model': 'r4', 'resource': file, 'format': 'json', 'context': context})
            rules_of.append((rule, path))

    for file, resource in resources:
        kind = resource['resourceType']
        if kind not in types.resources:
            continue
        found = [('', kind, types.invariants(types.elements[kind], kind), resource)]
        walk(types, kind, resource, kind, found)
        for place, path, rules, node in found:
            add(file, place, path, rules)
            if path not in seen:
                seen.add(path)
                for twin in twins(resource, node, scratch):
                    add(twin, place, path, rules)
    return requests, rules_of


def outcome(answer):
    if answer is None:
        return 'no-answer'
    if 'error' in answer:
        return 'error'
    values = [v.get('value') if isinstance(v, dict) else v for v in answer['result']]
    if not values:
        return 'empty'
    return str(values[0]).lower() if len(values) == 1 and isinstance(values[0], bool) else str(len(values))


def answers(command, requests):
    lines = ''.join(json.dumps(r) + '\n' for r in requests)
    done = subprocess.run(command, input=lines, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f'{command[0]} failed:\n{done.stderr[-2000:]}')
    return {a['id']: a for a in map(json.loads, filter(None, done.stdout.split('\n')))}


def judge(requests, rules_of, ours, theirs, known, show):
    """{(key, expression): {(key, ours, theirs): number}}; also of those without any difference. Key@path where that is listed."""
    differences = {rule: collections.Counter() for rule, _ in rules_of}
    shown = set()
    for request, (rule, path) in zip(requests, rules_of):
        a, b = ours.get(request['id']), theirs.get(request['id'])
        pair = (rule[0], outcome(a), 'no-element' if b and b['focus'] != 1 else outcome(b))
        if pair[1] == pair[2]:
            continue
        exact = (f'{rule[0]}@{path}', *pair[1:])
        pair = exact if exact in known else pair
        differences[rule][pair] += 1
        if show and pair not in shown:
            shown.add(pair)
            print(*pair, request['context'], os.path.basename(request['resource']), rule[1], (a or {}).get('error'), (b or {}).get('error'), sep='  ')
    return differences


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--binary', default=os.path.join(ROOT, 'build', 'release', 'schakel'))
    parser.add_argument('--shared', default=os.path.join(ROOT, '..', 'shared'))
    parser.add_argument('--show', action='store_true')
    a = parser.parse_args()
    shared = os.path.abspath(a.shared)
    core = os.path.join(shared, 'packages', 'hl7.fhir.r4.core-4.0.1.tgz')
    if not os.path.exists(core):
        print(f'skipped: no R4 core at {core}')
        print('0 passed, 0 failed')
        return 0
    modules = os.path.join(ROOT, 'build', 'node_modules')
    if not os.path.isdir(os.path.join(modules, 'fhirpath')):
        print('FAIL fhirpath.js is not in build/node_modules: ./run setup puts it there')
        print('0 passed, 1 failed')
        return 1
    known, wrong = expected_of(EXPECTED)
    own = os.path.join(ROOT, 'build', 'bin', 'node')
    node = own if os.path.exists(own) else shutil.which('node')
    with tempfile.TemporaryDirectory() as scratch:
        resources = list(resources_of(shared, scratch))
        requests, rules_of = requests_of(Types(core), resources, scratch)
        ours = answers([os.path.abspath(a.binary), 'fhirpath', '--batch'], requests)
        theirs = answers([node, os.path.join(HERE, 'invariants_js.mjs'), modules], requests)
    false = [rules_of[int(i)][0][0] for i, one in ours.items() if outcome(one) == 'false']
    differences = judge(requests, rules_of, ours, theirs, known, a.show)
    came = set().union(*differences.values())
    failing = [f'a line without results and a reason: {line}' for line in wrong]
    failing += [f'is listed and does not come, take it off the list: {"  ".join(k)}' for k in sorted(known.keys() - came)]
    good = 0
    for rule, pairs in sorted(differences.items()):
        new = [f'{"  ".join(pair)} ({n} times)' for pair, n in sorted(pairs.items()) if pair not in known]
        good += not new
        failing += ['; '.join(new)] if new else []
    for line in failing:
        print('FAIL ' + line)
    print(f'{len(resources)} resources, {len(rules_of)} evaluations of {len(differences)} invariants; '
          f'{len(false)} are false, of {len(set(false))} keys; {sum(sum(d.values()) for d in differences.values())} differ, in {len(came)} ways')
    print(f'{good} passed, {len(failing)} failed')
    return 1 if failing else 0


if __name__ == '__main__':
    sys.exit(main())
