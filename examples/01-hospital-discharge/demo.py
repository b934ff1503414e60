#!/usr/bin/env python3
"""A hospital stay, from admission to discharge letter, sent through the gateway to a FHIR hub that is not ours.

    demo.py --gateway BINARY --hub-modules DIR [--keep]

Starts both, sends the four messages of this folder over MLLP with Debian's mllp_send, reads back what the hub then holds,
and validates each resource with the gateway's own validator. Exit 0 when everything arrived and nothing is in error.
`./run demo` calls it. --keep leaves both running until Enter is pressed, to look around.
"""
import argparse
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
HUB = os.path.join(HERE, '..', '..', 'tests', 'integration', 'medplum_hub')

# What must stand at the hub once a message has arrived: type -> how many.
STAY = [
    ('1-admission.hl7', 'admission (ADT^A01)', {'Patient': 1, 'Encounter': 1, 'Condition': 1, 'AllergyIntolerance': 1, 'RelatedPerson': 1}),
    ('2-lab-result.hl7', 'lab result (ORU^R01)', {'DiagnosticReport': 1, 'Observation': 5}),
    ('3-discharge.hl7', 'discharge (ADT^A03)', {'CareTeam': 1, 'CarePlan': 1, 'Condition': 2, 'Observation': 7}),
    ('4-letter.hl7', 'discharge letter (MDM^T02)', {'DocumentReference': 1}),
]
TYPES = ['Patient', 'RelatedPerson', 'Coverage', 'Organization', 'Practitioner', 'PractitionerRole', 'Encounter', 'Condition', 'AllergyIntolerance',
         'CareTeam', 'CarePlan', 'ServiceRequest', 'DiagnosticReport', 'Observation', 'DocumentReference', 'Provenance']
PATIENCE = 30  # seconds


def say(text=''):
    print(text, flush=True)


def free_port():
    with socket.socket() as s:
        s.bind(('127.0.0.1', 0))
        return s.getsockname()[1]


def get(url):
    with urllib.request.urlopen(url, timeout=10) as answer:
        return json.load(answer)


def until(condition, what):
    """The first true answer of `condition`; ends the demo when it does not come."""
    start = time.monotonic()
    while not (found := condition()):
        if time.monotonic() - start > PATIENCE:
            sys.exit(f'demo: {what} did not happen within {PATIENCE} s')
        time.sleep(0.02)
    return found


def listening(port, process, log):
    def check():
        if process.poll() is not None:
            with open(log, errors='replace') as f:
                sys.exit(f'demo: the gateway ended with {process.returncode}:\n{f.read()[-3000:]}')
        with socket.socket() as s:
            return s.connect_ex(('127.0.0.1', port)) == 0
    return check


def resources(hub, kind):
    bundle = get(f'{hub}/{kind}?_count=200')
    return [entry['resource'] for entry in bundle.get('entry', [])]


def coded(concept):
    coding = (concept or {}).get('coding', [{}])[0]
    return (concept or {}).get('text') or coding.get('display') or coding.get('code', '')


def line_of(r):
    """One line for people."""
    kind = r['resourceType']
    if kind in ('Patient', 'Practitioner', 'RelatedPerson'):
        name = r.get('name', [{}])[0]
        return ' '.join(name.get('given', []) + [name.get('family', '')]) + (f", born {r['birthDate']}" if 'birthDate' in r else '')
    if kind == 'Observation':
        q = r.get('valueQuantity')
        value = f"{q.get('comparator', '')}{q.get('value')} {q.get('unit', '')}" if q else r.get('valueString') or coded(r.get('valueCodeableConcept'))
        return f"{coded(r.get('code'))}: {value}"
    if kind == 'Encounter':
        period = r.get('period', {})
        return f"{r.get('status')}, {period.get('start', '?')} to {period.get('end', 'now')}"
    if kind == 'CareTeam':
        return ', '.join(p.get('member', {}).get('display') or coded((p.get('role') or [None])[0]) for p in r.get('participant', []))
    if kind == 'CarePlan':
        return r.get('description') or r.get('title') or coded((r.get('category') or [None])[0])
    if kind == 'DocumentReference':
        attachment = r.get('content', [{}])[0].get('attachment', {})
        return f"{coded(r.get('type'))} ({attachment.get('contentType', '?')}, {len(attachment.get('data', '')) * 3 // 4} bytes)"
    if kind == 'Organization':
        return r.get('name', '')
    return coded(r.get('code')) or r.get('status', '')


def start_hub(modules, log):
    # Node resolves packages from the place of the script, so the script stands beside its modules.
    script = os.path.join(modules, 'hub.mjs')
    shutil.copy(os.path.join(HUB, 'hub.mjs'), script)
    hub = subprocess.Popen(['node', script, '0'], stdout=subprocess.PIPE, stderr=log, text=True)
    line = hub.stdout.readline()
    if not line.startswith('hub ready on '):
        sys.exit('demo: the hub did not start, see its log')
    return hub, f'http://127.0.0.1:{line.split()[-1]}/fhir'


def send(path, port):
    """Through Debian's mllp_send. Returns the acknowledgement's MSA and the time it took."""
    start = time.monotonic()
    done = subprocess.run(['/usr/bin/mllp_send', '--loose', '--file', path, '--port', str(port), '127.0.0.1'], capture_output=True, timeout=PATIENCE)
    took = time.monotonic() - start
    text = done.stdout.decode('latin-1').replace('\r', '\n')
    msa = next((s for s in text.split('\n') if s.startswith('MSA')), None)
    if msa is None:
        sys.exit(f'demo: no acknowledgement; mllp_send said: {text}{done.stderr.decode("latin-1")}')
    return msa, took


def send_stay(mllp, hub):
    for file, title, expected in STAY:
        with open(os.path.join(HERE, file), 'rb') as f:
            content = f.read()
        say(f'\n-> {title}: {file}, {len(content)} bytes')
        for segment in content.decode('latin-1').split('\r')[:4]:
            say(f'     {segment[:110]}{"…" if len(segment) > 110 else ""}')
        start = time.monotonic()
        msa, took = send(os.path.join(HERE, file), mllp)
        say(f'   <- {msa}   after {took * 1000:.0f} ms (process start of mllp_send included); it is on disk now')
        if not msa.startswith('MSA|AA'):
            sys.exit('demo: the gateway did not accept it')
        until(lambda: all(len(resources(hub, kind)) >= n for kind, n in expected.items()), f'{title} reaching the hub')
        have = ', '.join(f'{len(resources(hub, kind))} {kind}' for kind in expected)
        say(f'   at the hub {(time.monotonic() - start) * 1000:.0f} ms after it was sent: {have}')


def validate(gateway, found, folder):
    """Yields (resource, outcome) in order, all of them through one process."""
    requests = []
    for number, resource in enumerate(found):
        path = os.path.join(folder, f'{number}.json')
        with open(path, 'w', encoding='utf-8') as f:
            json.dump(resource, f)
        requests.append(json.dumps({'id': str(number), 'file': path, 'format': 'json', 'fhirVersion': '4.0.1', 'load': [], 'profiles': [], 'options': {}}))
    done = subprocess.run([gateway, 'validate', '--batch'], input='\n'.join(requests) + '\n', capture_output=True, text=True, timeout=120)
    answers = {a['id']: a for a in map(json.loads, done.stdout.splitlines())}
    for number, resource in enumerate(found):
        answer = answers.get(str(number))
        if answer is None or 'outcome' not in answer:
            sys.exit(f'demo: the validator gave no outcome: {answer} {done.stderr[-500:]}')
        yield resource, answer['outcome']


def read_back(gateway, hub, folder):
    say('\nWhat the hub holds now, each resource read back and validated:')
    found = [r for kind in TYPES for r in resources(hub, kind)]
    errors = 0
    for resource, outcome in validate(gateway, found, folder):
        issues = outcome.get('issue', [])
        wrong = [i for i in issues if i['severity'] in ('error', 'fatal')]
        warnings = sum(i['severity'] == 'warning' for i in issues)
        verdict = f'{len(wrong)} errors' if wrong else 'no errors' + (f', {warnings} warnings' if warnings else '')
        say(f"  {resource['resourceType']:18} {line_of(resource)[:90]:90}  {verdict}")
        for issue in wrong:
            say(f"      {issue.get('expression', ['?'])[0]}: {issue.get('details', {}).get('text') or issue.get('diagnostics')}")
        errors += len(wrong)
    say(f'\n{len(found)} resources, {errors} errors.')
    return errors


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--gateway', required=True)
    parser.add_argument('--hub-modules', required=True, help='folder with node_modules of tests/integration/medplum_hub')
    parser.add_argument('--keep', action='store_true')
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        log_path = os.path.join(folder, 'log')
        with open(log_path, 'w') as log:
            say('Starting the hub: Medplum\'s FHIR router with its in-memory repository, under Node ...')
            hub_process, hub = start_hub(args.hub_modules, log)
            http, mllp = free_port(), free_port()
            say(f'Starting the gateway: schakel serve --hub {hub} --mllp 127.0.0.1:{mllp} ...')
            start = time.monotonic()
            gateway = subprocess.Popen([args.gateway, 'serve', '--hub', hub, '--data', os.path.join(folder, 'data'),
                                        '--http', f'127.0.0.1:{http}', '--mllp', f'127.0.0.1:{mllp}'], stdout=log, stderr=log)
            try:
                until(listening(mllp, gateway, log_path), 'the gateway listening')
                say(f'Ready after {(time.monotonic() - start) * 1000:.0f} ms.')
                send_stay(mllp, hub)
                errors = read_back(args.gateway, hub, folder)
                if args.keep:
                    input(f'\nThe gateway is at http://127.0.0.1:{http} and MLLP port {mllp}, the hub at {hub}. Enter ends both. ')
            finally:
                gateway.terminate()
                hub_process.terminate()
                ended = gateway.wait(20)
                hub_process.wait(20)
            say(f'The gateway ended with exit code {ended}.')
            return 1 if errors or ended else 0


if __name__ == '__main__':
    sys.exit(main())
