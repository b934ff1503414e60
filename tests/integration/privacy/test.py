#!/usr/bin/env python3
"""Canaries: words that stand for a patient's data go in through every door and every error path; none of them may come out in
anything the gateway writes for its operators: log, metrics, health, faults. What it stores has to be closed to others, and no core
dump can be made of it (architecture decision 20)."""
import base64
import json
import os
import re
import stat
import sys
import urllib.parse

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from harness import Gateway, Hub, Tally, segments, ssin, until  # noqa: E402

NUMBER = ssin('850312', 217)
SPELT = [NUMBER, f'{NUMBER[:2]}.{NUMBER[2:4]}.{NUMBER[4:6]}-{NUMBER[6:9]}.{NUMBER[9:]}', f'{NUMBER[:6]} {NUMBER[6:9]} {NUMBER[9:]}']
LETTER = 'kanariebrief'
WORDS = {'family': 'Kanarievogel', 'given': 'Canariette', 'street': 'Kanariestraat', 'phone': '0470991122', 'letter': LETTER,
         'base64': base64.b64encode((LETTER + ' met bijlage').encode()).decode()}
CANARIES = list(WORDS.values()) + SPELT


def person(number):
    return (f'PID|1|{number}|K9^^^HOSP^PI~{number}^^^NISS^NN||{WORDS["family"]}^{WORDS["given"]}||19850312|F|||{WORDS["street"]} 7^^Gent^^9000^BE||{WORDS["phone"]}'
            f'||||||{number}')


def messages():
    """(name, bytes) of what is sent: good ones, and one for each way to be refused."""
    msh = 'MSH|^~\\&|APP|HOSP|GW|HUB|20260310080000||{}|{}|P|2.5'
    pv1 = 'PV1|1|I|3A^^^HOSP||||10203040506^Kanarievogel^Dokter||||||||||||V9'
    canary = WORDS['family']
    yield 'admission', segments(msh.format('ADT^A01^ADT_A01', 'K1'), 'EVN|A01|20260310', person(SPELT[0]), pv1, f'DG1|1||I50^{LETTER}^I10')
    yield 'discharge', segments(msh.format('ADT^A03^ADT_A03', 'K2'), 'EVN|A03|20260310', person(SPELT[1]), pv1, f'PV2|||||||||||||{LETTER}')
    yield 'result', segments(msh.format('ORU^R01^ORU_R01', 'K3'), person(SPELT[2]), pv1, 'OBR|1||L1^LAB|718-7^Hb^LN', f'OBX|1|ST|718-7^Hb^LN||{LETTER}||||||F')
    yield 'letter', segments(msh.format('MDM^T02^MDM_T02', 'K4'), 'EVN|T02|20260310', person(SPELT[0]), pv1, 'TXA|1|DS|TX|20260310||||||||D1',
                             f'OBX|1|ED|LETTER||^TEXT^^Base64^{WORDS["base64"]}||||||F')
    yield 'unknown type', segments(msh.format(f'{canary}^{LETTER}', 'K5'), person(SPELT[0]))
    yield 'unmapped event', segments(msh.format('ADT^A11', 'K6'), 'EVN|A11|20260310', person(SPELT[0]), pv1)
    yield 'no MSH', segments(person(SPELT[1]), pv1)
    yield 'no PID', segments(msh.format('ADT^A01^ADT_A01', 'K7'), f'ZZZ|{canary}', pv1)
    yield 'no identity', segments(msh.format('ADT^A01^ADT_A01', 'K8'), 'EVN|A01', f'PID|1||||{canary}^{WORDS["given"]}', pv1)
    yield 'bad dates', segments(msh.format('ADT^A01^ADT_A01', 'K9'), 'EVN|A01', f'PID|1||K9^^^HOSP^PI||{canary}||{LETTER}|{canary}', pv1)
    yield 'bad delimiters', f'MSH|{canary}|{LETTER}'.encode() + b'\r'
    yield 'cut off', segments(msh.format('ADT^A01^ADT_A01', 'K10'), person(SPELT[0]))[:140]
    yield 'not UTF-8', segments(msh.format('ADT^A01^ADT_A01', 'K11') + '||||||UNICODE UTF-8', 'EVN|A01', person(SPELT[0])) + b'NTE|1||\xff\xfe' + canary.encode() + b'\r'
    yield 'control id', segments(msh.format('ADT^A01^ADT_A01', canary), 'EVN|A01', person(SPELT[0]), pv1)
    yield 'no format', (canary + ' ' + LETTER + ' ' + SPELT[1]).encode()


def documents():
    """FHIR that is refused in different ways."""
    patient = {'resourceType': 'Patient', 'name': [{'family': WORDS['family']}], 'birthDate': LETTER, WORDS['given']: 1}
    yield json.dumps(patient)
    yield json.dumps(patient)[:-20]
    yield '{"resourceType":"' + WORDS['family'] + '"}'
    yield '{"resourceType":"Patient","' + LETTER + '":1,"' + LETTER + '":2}'
    yield json.dumps({'resourceType': 'Bundle', 'type': 'transaction', 'entry': [{'resource': patient, 'request': {'method': 'POST', 'url': 'Patient'}}]})
    yield json.dumps({'resourceType': 'Bundle', 'type': WORDS['family']})


def behaviour(number, document):
    """A hub whose errors quote what they were given."""
    outcome = {'resourceType': 'OperationOutcome', 'issue': [{'severity': 'error', 'code': 'invalid', 'diagnostics': ' '.join(CANARIES)}]}
    return [None, (422, outcome), (500, outcome), 'half', (409, outcome), (503, outcome), (401, outcome)][number % 7]


def send_all(gateway):
    for name, content in messages():
        line = gateway.mllp()
        line.ask(content)
        line.send(content[:len(content) // 2] + b'\x0bMSH')   # an interrupted frame, then an end without an end
        line.close()
        for target in ('/messages', f'/messages?channel={WORDS["family"]}', f'/{LETTER}?name={urllib.parse.quote(WORDS["street"])}'):
            gateway.request('POST', target, content, {'X-Patient': NUMBER, 'Idempotency-Key': f'{name} {NUMBER}'})
    for document in documents():
        for target in ('/fhir', '/messages'):
            gateway.request('POST', target, document, {'Content-Type': 'application/fhir+json'})
    gateway.request('GET', f'/messages/{WORDS["family"]}')
    gateway.request('GET', f'/messages?state={LETTER}')
    gateway.request(LETTER.upper(), '/messages')


def oversized(gateway):
    line = gateway.mllp()
    line.ask(b'MSH|^~\\&|' + WORDS['family'].encode() + b'|' + b'x' * (21 * 1024 * 1024))
    line.close()
    gateway.request('POST', '/messages', (WORDS['street'] * 10).encode(), {'Expect': LETTER})


def main():
    tally = Tally()
    hub = Hub(behaviour)
    with Gateway(hub.url) as gateway:
        with open(f'/proc/{gateway.process.pid}/limits', encoding='ascii') as f:
            tally.check('core dumps are off', re.search(r'Max core file size +0 +0 ', f.read()))
        send_all(gateway)
        oversized(gateway)
        tally.check('the hub was reached', until(lambda: len(hub.received) > 3), f'{len(hub.received)} transactions')
        public = {'/metrics': None, '/readyz': None, '/livez': None, '/fhir/metadata': None}
        for target in public:
            public[target] = gateway.request('GET', target)[2].decode()
        tally.check('it still lives', gateway.process.poll() is None)
        open_files = [f for f in map(lambda n: os.path.join(gateway.data, n), os.listdir(gateway.data)) if stat.S_IMODE(os.stat(f).st_mode) & 0o077]
        tally.check('what is stored is closed to others', not open_files, ' '.join(map(os.path.basename, open_files)))
        tally.check('its folder is too', not stat.S_IMODE(os.stat(gateway.data).st_mode) & 0o077)
        tally.check('it ends in order', gateway.stop() == 0)
        public['the log'] = gateway.log()
        tally.check('the log says something', len(public['the log'].splitlines()) > 2)
        for place, text in public.items():
            found = [c for c in CANARIES if c.lower() in text.lower()]
            tally.check(f'{place} holds no canary', not found, f'{len(found)} of {len(CANARIES)}: {[l for l in text.splitlines() if any(c.lower() in l.lower() for c in CANARIES)][:3]}')
    hub.close()
    tally.end()


if __name__ == '__main__':
    main()
