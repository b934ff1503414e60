#!/usr/bin/env python3
"""Every example of the Belgian packages, validated with its package: no false error.

    belgian_examples.py --binary build/release/schakel [--shared ../shared] [--show]

The definitions of an example are the package its folder is named after and what that depends on, by the .tgz files in the packages'
folder, dependencies first (`current` is the version at hand); HL7's three packages are in the image. A folder named after no package
gets all Belgian packages. expected/belgian-examples.txt has a line for each error that is the example's own fault:
`folder/file  message-id  why the example is wrong`. An error that is not listed, a listed one that does not come and a line without
a reason are failures here. A case is a file. --show prints the errors with their texts.
Last line: `N passed, N failed`.
"""
import argparse
import json
import os
import subprocess
import sys
import tarfile

from expectations import rows_of

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
EXPECTED = os.path.join(HERE, 'expected', 'belgian-examples.txt')
MESSAGE_ID = 'http://hl7.org/fhir/StructureDefinition/operationoutcome-message-id'


def expected_of(path):
    """{file: {message-id: reason}}, [lines of another shape]"""
    rows, wrong = rows_of(path, 3)
    known = {}
    for file, message, reason in rows:
        known.setdefault(file, {})[message] = reason
    return known, wrong


def packages_of(folder):
    """{name-version: (path, names of the Belgian packages it depends on)}"""
    table = {}
    for name in sorted(os.listdir(folder)):
        if not (name.startswith('hl7.fhir.be.') and name.endswith('.tgz')):
            continue
        with tarfile.open(os.path.join(folder, name)) as archive:
            manifest = json.load(archive.extractfile('package/package.json'))
        needs = [d for d in manifest.get('dependencies', {}) if d.startswith('hl7.fhir.be.')]
        table[f"{manifest['name']}-{manifest['version']}"] = (os.path.join(folder, name), needs)
    return table


def closure(table, wanted):
    """Paths of the packages and of what they need, dependencies first."""
    by_name = {key.rsplit('-', 1)[0]: key for key in table}
    order = []

    def visit(key, above):
        path, needs = table[key]
        if path in order or key in above:
            return
        for need in needs:
            if need in by_name:
                visit(by_name[need], above | {key})
        order.append(path)

    for key in wanted:
        visit(key, frozenset())
    return order


def requests_of(folder, table):
    examples = os.path.join(folder, 'examples')
    for package in sorted(os.listdir(examples)):
        definitions = closure(table, [package] if package in table else sorted(table))
        for name in sorted(os.listdir(os.path.join(examples, package))):
            if name.endswith(('.json', '.xml')):
                yield {'id': f'{package}/{name}', 'file': os.path.join(examples, package, name), 'format': name.rsplit('.', 1)[1],
                       'fhirVersion': '4.0.1', 'packages': definitions, 'load': [], 'profiles': [], 'options': {}}


def errors_of(answer):
    """[(message-id, where, text)]"""
    if 'outcome' not in answer:
        return [('no-outcome', '', json.dumps(answer.get('error')))]
    rows = []
    for issue in answer['outcome'].get('issue', []):
        if issue['severity'] in ('error', 'fatal'):
            ids = [e['valueString'] for e in issue.get('extension', []) if e['url'] == MESSAGE_ID]
            rows.append((ids[0] if ids else 'no-message-id', (issue.get('expression') or [''])[0], issue.get('details', {}).get('text', '')))
    return rows


def judge(binary, requests):
    """{id: errors}; a request without an answer is an error of its own."""
    lines = ''.join(json.dumps(r) + '\n' for r in requests)
    done = subprocess.run([binary, 'validate', '--batch'], input=lines, capture_output=True, text=True)
    found = {r['id']: [('no-answer', '', done.stderr[-300:])] for r in requests}
    for line in done.stdout.splitlines():
        answer = json.loads(line)
        found[answer['id']] = errors_of(answer)
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--binary', default=os.path.join(ROOT, 'build', 'release', 'schakel'))
    parser.add_argument('--shared', default=os.path.join(ROOT, '..', 'shared'))
    parser.add_argument('--show', action='store_true')
    a = parser.parse_args()
    folder = os.path.join(os.path.abspath(a.shared), 'packages')
    if not os.path.isdir(os.path.join(folder, 'examples')):
        print(f'skipped: no examples of packages at {folder}')
        print('0 passed, 0 failed')
        return 0
    known, wrong = expected_of(EXPECTED)
    found = judge(os.path.abspath(a.binary), list(requests_of(folder, packages_of(folder))))
    offences = {f'a line without a message id and a reason: {line}' for line in wrong}
    offences |= {f'{name}: listed, but there is no such example' for name in known.keys() - found.keys()}
    failed = len(offences)
    for name, errors in found.items():
        ids = {e[0] for e in errors}
        if a.show:
            print(*(f'{name}  {e[0]}  {e[1]}  {e[2]}' for e in errors), sep='\n', end='\n' if errors else '')
        here = {f'{name}: {e[0]} at {e[1]}: {e[2]}' for e in errors if e[0] not in known.get(name, {})}
        here |= {f'{name}: {i} is listed and does not come, take it off the list' for i in known.get(name, {}).keys() - ids}
        failed += bool(here)
        offences |= here
    for offence in sorted(offences):
        print('FAIL ' + offence)
    wrong_ones = sum(1 for name, errors in found.items() if errors and name in known)
    print(f'{len(found)} examples, {wrong_ones} wrong by themselves')
    print(f'{len(found) + len(wrong) + len(known.keys() - found.keys()) - failed} passed, {failed} failed')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
