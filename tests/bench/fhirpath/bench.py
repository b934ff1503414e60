#!/usr/bin/env python3
"""FHIRPath: the same 40 expressions of rising weight on the same documents, ours and fhirpath.js under Node, in one run.

    bench.py --build DIR

Prints per expression nanoseconds of one warm evaluation of the compiled expression for both, how many times faster ours is, heap
allocations of ours, and compile times; at the end the geometric mean. Results must be equal: otherwise exit 2.
"""
import argparse
import json
import math
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.abspath(os.path.join(HERE, '..', '..', '..'))
PEER = 'fhirpath@5.1.1'
SSIN = 'https://www.ehealth.fgov.be/standards/fhir/core/NamingSystem/ssin'


def patient():
    return {
        'resourceType': 'Patient', 'id': 'p1', 'meta': {'versionId': '1'}, 'active': True,
        'extension': [{'url': 'https://schakel.example/fhir/StructureDefinition/birth-order', 'valueInteger': 2}],
        'identifier': [{'system': SSIN, 'value': '85030112345'},
                       {'type': {'coding': [{'system': 'http://terminology.hl7.org/CodeSystem/v2-0203', 'code': 'MR'}]},
                        'system': 'https://hospital.example/mrn', 'value': '4711'}],
        'name': [{'use': 'official', 'family': 'Maes', 'given': ['Lotte', 'Anna']}, {'use': 'usual', 'given': ['Lot']},
                 {'use': 'maiden', 'family': 'Wouters', 'given': ['Lotte', 'Anna']}],
        'telecom': [{'system': 'phone', 'value': '+32 2 555 01 01', 'use': 'home'}, {'system': 'phone', 'value': '+32 470 55 01 02', 'use': 'mobile'},
                    {'system': 'email', 'value': 'lotte@maes.example'}],
        'gender': 'female', 'birthDate': '1985-03-01',
        'address': [{'use': 'home', 'line': ['Kerkstraat 12', 'bus 3'], 'city': 'Gent', 'postalCode': '9000', 'country': 'BE'}],
        'contact': [{'relationship': [{'text': 'broer'}], 'name': {'family': 'Maes', 'given': ['Tim']},
                     'telecom': [{'system': 'phone', 'value': '+32 470 55 01 03'}]}, {'name': {'family': 'Peeters'}}],
        'generalPractitioner': [{'reference': 'Practitioner/g1'}], 'managingOrganization': {'reference': 'Organization/o1'},
    }


def quantity(value, unit):
    return {'value': value, 'unit': unit, 'system': 'http://unitsofmeasure.org', 'code': unit}


def observation(n=1):
    def code(c, text):
        return {'coding': [{'system': 'http://loinc.org', 'code': c, 'display': text}, {'system': 'https://hospital.example/tests', 'code': 'T' + c[:3]}]}
    return {
        'resourceType': 'Observation', 'id': f'o{n}', 'meta': {'versionId': str(n)}, 'status': 'final' if n % 5 else 'amended',
        'category': [{'coding': [{'system': 'http://terminology.hl7.org/CodeSystem/observation-category', 'code': 'vital-signs'}]}],
        'code': code(['85354-9', '2339-0', '718-7', '6690-2'][n % 4], 'made up'), 'subject': {'reference': 'Patient/p1'},
        'encounter': {'reference': f'Encounter/e{n % 3}'}, 'effectiveDateTime': '2025-03-17T08:30:00+01:00',
        'performer': [{'reference': f'Practitioner/g{n % 4}'}], 'valueQuantity': quantity(6.3, 'mmol/L'),
        'referenceRange': [{'low': quantity(3.6, 'mmol/L'), 'high': quantity(7.1, 'mmol/L')}],
        'component': [{'code': code('8480-6', 'Systolic'), 'valueQuantity': quantity(107, 'mm[Hg]')},
                      {'code': code('8462-4', 'Diastolic'), 'valueQuantity': quantity(60, 'mm[Hg]')}],
    }


def bundle(entries=30):
    return {'resourceType': 'Bundle', 'id': 'b1', 'type': 'collection', 'entry':
            [{'fullUrl': 'https://hospital.example/fhir/Patient/p1', 'resource': patient()}] +
            [{'fullUrl': f'https://hospital.example/fhir/Observation/o{n}', 'resource': observation(n)} for n in range(1, entries)]}


def peer_modules():
    folder = os.path.join(ROOT, 'build', 'node_modules')
    if not os.path.isdir(os.path.join(folder, 'fhirpath')):
        sys.exit(f'bench: {PEER} is not in build/node_modules: ./run setup puts it there')
    return folder


def run(command):
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f'bench: {command[0]} failed:\n{done.stderr[-3000:]}')
    return json.loads(done.stdout)


def same(a, b):
    if isinstance(a, (int, float)) and isinstance(b, (int, float)) and not isinstance(a, bool) and not isinstance(b, bool):
        return math.isclose(a, b)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(same, a, b))
    return a == b


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--build', required=True)
    build = os.path.abspath(parser.parse_args().build)
    done = subprocess.run(['cmake', '--build', build, '--target', 'fhirpath_bench'], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f'bench: fhirpath_bench does not build:\n{done.stdout[-3000:]}')
    folder = os.path.join(build, 'bench_fhirpath')
    os.makedirs(folder, exist_ok=True)
    for name, document in (('patient', patient()), ('observation', observation()), ('bundle', bundle())):
        with open(os.path.join(folder, name + '.json'), 'w', encoding='utf-8') as f:
            json.dump(document, f)
    image = os.path.join(ROOT, 'build', 'definitions', 'schakel.image')
    if not os.path.exists(image):
        subprocess.run(['cmake', '--build', build, '--target', 'schakel'], check=True)
        subprocess.run([os.path.join(build, 'schakel'), 'profiles', 'build'], check=True)
    expressions = os.path.join(HERE, 'expressions.json')
    node = os.path.join(ROOT, 'build', 'bin', 'node')
    ours = run([os.path.join(build, 'tests', 'bench', 'fhirpath', 'fhirpath_bench'), image, expressions, folder])
    peer = run([node if os.path.exists(node) else 'node', os.path.join(HERE, 'fhirpath_js.mjs'), peer_modules(), expressions, folder])
    print(f'{"ours ns":>9} {PEER + " ns":>18} {"times":>7} {"allocations":>11} {"compile us":>10} {"theirs us":>9}  expression')
    logs, wrong = [], 0
    for a, b in zip(ours, peer):
        times = b['ns'] / a['ns']
        logs.append(math.log(times))
        print(f"{a['ns']:9.0f} {b['ns']:18.0f} {times:7.1f} {a['allocations']:11.2f} {a['compile_ns'] / 1000:10.1f} {b['compile_ns'] / 1000:9.1f}  {a['expression'][:90]}")
        if not same(a['result'], b['result']):
            wrong += 1
            print(f"          DIFFERENT: {json.dumps(a['result'])[:200]} against {json.dumps(b['result'])[:200]}")
    without = sum(1 for a in ours if a['allocations'] == 0)
    print(f'geometric mean {math.exp(sum(logs) / len(logs)):.1f} times faster (reach 20, stretch 60); {without} of {len(ours)} evaluations allocate nothing; {wrong} results differ')
    return 2 if wrong else 0


if __name__ == '__main__':
    sys.exit(main())
