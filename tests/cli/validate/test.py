#!/usr/bin/env python3
"""`schakel validate` as integrators call it: what it takes, what it writes, how it ends."""
import csv
import io
import json
import os
import pty
import subprocess
import sys
import zipfile
from xml.etree import ElementTree

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
from installation import Installation, Tally  # noqa: E402

GOOD = '{"resourceType":"Patient","active":true}'
BAD = '{\n  "resourceType": "Patient",\n  "birthDate": "yesterday",\n  "gender": "x"\n}'
XML = '<?xml version="1.0" encoding="UTF-8"?>\n<Patient xmlns="http://hl7.org/fhir">\n  <birthDate value="yesterday"/>\n</Patient>\n'
PATIENT = 'http://hl7.org/fhir/StructureDefinition/Patient'


def documents(program):
    program.write('d/good.json', GOOD)
    program.write('d/bad.json', BAD)
    program.write('d/deep/er/bad.xml', XML)
    program.write('d/package.json', '{"name":"no FHIR"}')
    program.write('bulk.ndjson', f'{GOOD}\n{GOOD}\n{{"resourceType":"Patient","birthDate":"x"}}\n')
    with zipfile.ZipFile(program.at('all.zip'), 'w') as archive:
        archive.write(program.at('d/good.json'), 'a/good.json')
        archive.write(program.at('d/deep/er/bad.xml'), 'bad.xml')
        archive.writestr('index.json', '{}')


def severities(text):
    found = json.loads(text)
    outcomes = [found] if found['resourceType'] == 'OperationOutcome' else [e['resource'] for e in found['entry']]
    return [[i['severity'] for i in o['issue']] for o in outcomes]


def inputs(tally, program):
    def ends(name, words, expected, **more):
        code, out, err = program.run('validate', *words, **more)
        tally.check(name, code == expected, f'exit {code}\n{out[-600:]}{err[-600:]}')
        return out, err
    ends('a valid file is 0', ['d/good.json'], 0)
    out, _ = ends('an invalid one is 1', ['d/bad.json'], 1)
    tally.check('with an OperationOutcome where there is no terminal', severities(out)[0].count('error') == 2, out)
    ends('XML is read too', ['d/deep/er/bad.xml'], 1)
    out, err = ends('a folder is all that is below it', ['d'], 1)
    tally.check('other JSON is passed over, and that is said', len(severities(out)) == 3 and '1 JSON or XML files are no FHIR' in err, err)
    ends('patterns', ['d/g*.json'], 0)
    ends('a file that is not there is 2', ['d/none.json'], 2)
    ends('nothing is 2', [], 2)
    out, _ = ends('NDJSON is a document a line', ['bulk.ndjson', '--format', 'eslint-compact', '--level', 'errors'], 1)
    tally.check('at its line', out.startswith('bulk.ndjson:3: line 3, col '), out)
    out, _ = ends('an archive is a document a file', ['all.zip', '--format', 'eslint-compact', '--level', 'errors'], 1)
    tally.check('by its name in it', out.startswith('all.zip/bad.xml: line 3, col 3, Error - Patient.birthDate: '), out)
    ends('standard input', ['-'], 1, stdin=BAD.encode())
    out, _ = ends('several lines on standard input', ['-', '--format', 'text'], 0, stdin=f'{GOOD}\n{GOOD}\n'.encode())
    tally.check('are documents', out.endswith('2 documents: 2 valid; no issues\n'), out)
    ends('a document laid out over lines on standard input is one', ['-'], 0, stdin=json.dumps(json.loads(GOOD), indent=1).encode())
    out, _ = ends('what is no JSON is 1', ['-'], 1, stdin=b'{"resourceType":')
    tally.check('with a fatal issue', severities(out)[0][-1] == 'fatal', out)


def formats(tally, program):
    files = {name: program.at('r' + name) for name in ('.json', '.xml', '.junit.xml', '.sarif', '.csv', '.txt')}
    words = [w for f in files.values() for w in ('--output', f)]
    code, out, _ = program.run('validate', 'd', 'd/none.json', *words)
    tally.check('several reports in one run', code == 2 and all(os.path.getsize(f) for f in files.values()), out)
    tally.check('people still see what is not valid', 'd/bad.json: not valid (2 errors)' in out and 'd/good.json' not in out and 'junit: ' in out, out)

    def read(name):
        with open(files[name], encoding='utf-8', newline='') as f:
            return f.read()
    tally.check('JSON: a Bundle of outcomes in the order of the documents', [s.count('error') for s in severities(read('.json'))] == [2, 1, 0, 0], read('.json')[:300])
    root = ElementTree.fromstring(read('.xml'))
    fhir = '{http://hl7.org/fhir}'
    tally.check('XML: the same', root.tag == fhir + 'Bundle' and len(root.findall(f'{fhir}entry/{fhir}resource/{fhir}OperationOutcome')) == 4)
    tally.check('JUnit: its shape', subprocess.run(['xmllint', '--noout', '--schema', os.path.join(HERE, 'junit.xsd'), files['.junit.xml']],
                                                  capture_output=True, check=False).returncode == 0, read('.junit.xml')[:600])
    suite = ElementTree.fromstring(read('.junit.xml')).find('testsuite')
    tally.check('JUnit: its counts', [suite.get(a) for a in ('tests', 'failures', 'errors')] == ['4', '2', '1'], str(suite.attrib))
    cases = {c.get('classname') + '/' + c.get('name'): [e.tag for e in c] for c in suite}
    tally.check('JUnit: its cases', cases['d/bad.json'][0] == 'failure' and cases['d/none.json'][0] == 'error'
                and 'failure' not in cases['d/good.json'], str(cases))
    sarif = json.loads(read('.sarif'))
    places = [(r['locations'][0]['physicalLocation']['artifactLocation']['uri'], r['locations'][0]['physicalLocation'].get('region', {}).get('startLine'))
              for r in sarif['runs'][0]['results'] if r['level'] == 'error']
    tally.check('SARIF: file and line', ('d/bad.json', 3) in places and ('d/deep/er/bad.xml', 3) in places, str(places))
    rows = list(csv.DictReader(io.StringIO(read('.csv'))))
    tally.check('CSV: a row an issue', {'d/bad.json', 'd/deep/er/bad.xml', 'd/none.json'} <= {r['file'] for r in rows if r['severity'] in ('error', 'fatal')}, str(rows[:2]))
    one, two = (program.run('validate', 'd', 'bulk.ndjson', '--format', 'csv', '--jobs', n)[1] for n in ('1', '4'))
    tally.check('the order does not depend on the number of threads', one == two and one.count('\n') > 5)
    code, out, _ = program.run('validate', 'd/bad.json', '-o', program.at('x.json'), '--quiet')
    tally.check('--quiet prints nothing', code == 1 and out == '', out)
    tally.check('a format that is not known is 2', program.run('validate', 'd', '--format', 'pdf')[0] == 2)
    tally.check('a suffix that says none is 2', program.run('validate', 'd', '--output', 'report')[0] == 2)
    code, _, _ = program.run('validate', 'd/bad.json', '--output', program.at('named'), '--format', 'junit', '--quiet')
    with open(program.at('named'), encoding='utf-8') as f:
        tally.check('--format decides for a file without suffix', f.read().startswith('<?xml') and code == 1)
    tally.check('a report that cannot be written is 2', program.run('validate', 'd/good.json', '--output', '/proc/none/x.json')[0] == 2)


def flags_of_others(tally, program):
    words = ['d/good.json', '-version', '4.0.1', '-profile', PATIENT, '-tx', 'n/a', '-recurse', '-level', 'errors', '-locale', 'nl', '-output', program.at('o.json'),
             '-allow-example-urls', 'true', '-assumeValidRestReferences', '-display-issues-are-warnings', '-best-practice', 'ignore', '-extension', 'any',
             '-bundle', 'Patient:0', PATIENT, '-security-checks', '-show-message-ids', '-max-validation-messages', '5', '-output-style', 'json']
    code, out, err = program.run('validate', *words)
    tally.check("flags of HL7's validator are taken with one dash", code == 0 and err == '' and os.path.exists(program.at('o.json')), f'{code} {out} {err}')
    code, _, err = program.run('validate', 'd/good.json', '-tx', 'http://tx.example', '-html-output', 'x.html', '-jurisdiction', 'BE')
    tally.check('what has no effect is said, with the reason', code == 0 and all(f in err for f in ('--tx has no effect: ', '--html-output', '--jurisdiction')), err)
    for version in ('5.0', '3.0.2', '4.3'):
        tally.check(f'FHIR {version} is refused', program.run('validate', 'd/good.json', '-version', version)[0] == 2)
    code, _, err = program.run('validate', 'd/good.json', '--frobnicate')
    tally.check('a flag that nobody knows is 2', code == 2 and '--frobnicate' in err, err)
    code, _, err = program.run('validate', 'd/good.json', '--profile', 'http://example.org/none')
    tally.check('a profile that is not loaded is 2, not a verdict', code == 2 and 'http://example.org/none' in err, err)
    code, _, err = program.run('validate', 'd/good.json', '--ig', 'no.such#1.0.0')
    tally.check('so is a package that no cache has', code == 2 and 'schakel package install' in err, err)
    tally.check('--level errors leaves the rest out', all(s == [] or set(s) <= {'error', 'fatal', 'information'} for s in severities(program.run('validate', 'd/bad.json', '--level', 'errors')[1])))
    program.write('home/.fhir/packages/my.ig#1.0.0/package/package.json', '{"name":"my.ig","version":"1.0.0"}')
    program.write('home/.fhir/packages/my.ig#1.0.0/package/StructureDefinition-p.json', json.dumps({
        'resourceType': 'StructureDefinition', 'url': 'http://my.example/p', 'name': 'P', 'status': 'active', 'fhirVersion': '4.0.1', 'kind': 'resource',
        'abstract': False, 'type': 'Patient', 'baseDefinition': PATIENT, 'derivation': 'constraint',
        'differential': {'element': [{'id': 'Patient.name', 'path': 'Patient.name', 'min': 1}]}}))
    code, out, err = program.run('validate', 'd/good.json', '-ig', 'my.ig#1.0.0', '-profile', 'http://my.example/p')
    tally.check("a package of the user's own cache judges", code == 1 and 'name' in out, f'{code} {err}')


def on_a_terminal(program, *words, **environment):
    """What a terminal gets."""
    main, other = pty.openpty()
    process = subprocess.Popen([os.path.join(program.bin, 'schakel'), 'validate', *words], stdout=other, stderr=other, stdin=other,
                               cwd=program.folder.name, env=program.environment(TERM='xterm', **environment))
    os.close(other)
    seen = b''
    while True:
        try:
            piece = os.read(main, 65536)
        except OSError:
            break
        if not piece:
            break
        seen += piece
    os.close(main)
    process.wait()
    return seen.decode('utf-8', 'replace')


def terminals(tally, program):
    seen = on_a_terminal(program, 'd/bad.json')
    tally.check('a terminal gets text with colours and the marked line', '\x1b[31m' in seen and '"birthDate": "yesterday"' in seen and '^^^^^^^^^^^' in seen, repr(seen[:400]))
    tally.check('none with NO_COLOR', '\x1b[' not in on_a_terminal(program, 'd/bad.json', NO_COLOR='1'))
    program.write('many.ndjson', (json.dumps(json.loads(BAD)) + '\n') * 100000)
    words = ('many.ndjson', '--level', 'errors', '--output', program.at('many.csv'), '--quiet')
    seen = on_a_terminal(program, *words)
    tally.check('many documents show a bar', ' of 100000 documents' in seen and '#' in seen and '\r\x1b[K' in seen, repr(seen[:300]))
    _, _, err = program.run('validate', *words)
    tally.check('none where there is no terminal', '\r' not in err, repr(err[:300]))


def main():
    tally = Tally()
    with Installation() as program:
        documents(program)
        for part in (inputs, formats, flags_of_others, terminals):
            part(tally, program)
    tally.end()


if __name__ == '__main__':
    main()
