#!/usr/bin/env python3
"""The running gateway seen from outside: answers to good and bad input over MLLP and HTTP, repeats, batches, stop and restart."""
import gzip
import json
import os
import socket
import subprocess
import sys
import time
from xml.etree import ElementTree

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from harness import BINARY, Gateway, Hub, Tally, admission, msa, segments, until  # noqa: E402

ER7 = {'Content-Type': 'application/hl7-v2'}


def answers_to_good_messages(tally, gateway, hub):
    line = gateway.mllp()
    answer = line.ask(admission('G1', 'P1', 'V1'))
    tally.check('an admission over MLLP is AA', msa(answer) == 'AA', answer)
    tally.check('the answer names the message', '|G1' in (answer or ''), answer)
    status, headers, body = gateway.request('POST', '/messages', admission('G2', 'P2', 'V2'), ER7)
    tally.check('ER7 over HTTP is 202 with an acknowledgement', status == 202 and b'MSA|AA|G2' in body, f'{status} {body}')
    tally.check('and where to look it up', headers.get('location', '').startswith('/messages/'))
    tally.check('both reach the hub', until(lambda: {'G1', 'G2'} <= set(hub.message_ids())), str(hub.message_ids()))
    delivered = until(lambda: (m := gateway.json(headers['location']))['state'] == 'delivered' and m)
    tally.check('its state becomes delivered', bool(delivered))
    listed = [m['controlId'] for m in gateway.json('/messages')['messages']]
    tally.check('messages are listed, newest first', listed[:2] == ['G2', 'G1'], str(listed))
    sniffed = gateway.request('POST', '/messages', admission('G3', 'P3', 'V3'), {'Content-Type': 'application/x-www-form-urlencoded'})
    tally.check('a format is told from the content', sniffed[0] == 202, str(sniffed))


def repeats(tally, gateway, hub):
    message = admission('R1', 'P4', 'V4')
    first = gateway.request('POST', '/messages', message, ER7)
    until(lambda: 'R1' in hub.message_ids())
    second = gateway.request('POST', '/messages', message.replace(b'20260310080000||ADT', b'20260310090000||ADT'), ER7)
    tally.check('a repeat gets the first answer', second[0] == 202 and second[2] == first[2] and second[1]['location'] == first[1]['location'])
    other = gateway.request('POST', '/messages', admission('R1', 'P4', 'V4', family='Anders'), ER7)
    tally.check('another message under the same control id is taken', other[0] == 202 and other[1]['location'] != first[1]['location'])
    until(lambda: hub.message_ids().count('R1') == 2)
    tally.check('and only those two reach the hub', hub.message_ids().count('R1') == 2)


def batches(tally, gateway, hub):
    wrapped = b'FHS|^~\\&|A\rBHS|^~\\&|A\r' + admission('B1', 'P5', 'V5') + b'MSH|^~\\&|x\r' + admission('B3', 'P5', 'V5') + b'BTS|3\rFTS|1\r'
    line = gateway.mllp()
    line.send(wrapped)
    codes = [msa(line.answer()) for _ in range(3)]
    tally.check('each message of a frame has its own answer, in order', codes == ['AA', 'AR', 'AA'], str(codes))
    status, _, body = gateway.request('POST', '/messages', admission('B4', 'P6', 'V6') + admission('B5', 'P6', 'V6'), ER7)
    tally.check('so have those of a file', status == 202 and body.count(b'MSA|AA') == 2, f'{status} {body}')
    tally.check('they arrive in order', until(lambda: [i for i in hub.message_ids() if i in ('B1', 'B3', 'B4', 'B5')] == ['B1', 'B3', 'B4', 'B5']
                                              or [i for i in hub.message_ids() if i in ('B4', 'B5')] == ['B4', 'B5'] and 'B3' in hub.message_ids()))


def bad_input(tally, gateway, hub):
    msh = 'MSH|^~\\&|APP|HOSP|||20260310||{}|{}|P|2.5'
    pid = 'PID|1||P7^^^HOSP^PI||Voorbeeld^An||19850312|F'
    cases = [
        ('an unknown type', segments(msh.format('SIU^S12^SIU_S12', 'X1'), pid), 'AR', 'MSH^1^9'),
        ('a cancel', segments(msh.format('ADT^A11', 'X2'), 'EVN|A11', pid, 'PV1|1|I'), 'AR', '201^'),
        ('no PID', segments(msh.format('ADT^A01^ADT_A01', 'X3'), 'EVN|A01', 'PV1|1|I'), 'AE', 'PID'),
        ('a patient without any identifier', segments(msh.format('ADT^A01^ADT_A01', 'X4'), 'EVN|A01', 'PID|1||||Voorbeeld^An', 'PV1|1|I'), 'AE', 'PID'),
        ('an ORU without OBR', segments(msh.format('ORU^R01^ORU_R01', 'X5'), pid), 'AE', 'OBR'),
        ('no message type', segments('MSH|^~\\&|APP|HOSP|||20260310|||X6|P|2.5', pid), 'AR', 'MSH'),
        ('no MSH', segments(pid), 'AR', 'ERR'),
        ('nothing', b'', 'AR', 'ERR'),
        ('binary', bytes(range(256)) * 4, 'AR', 'ERR'),
    ]
    before = len(hub.received)
    for name, content, code, where in cases:
        answer = gateway.mllp().ask(content) or ''
        tally.check(f'{name} is {code} and says where', msa(answer) == code and where in answer, answer.replace('\r', ' / ')[:300])
        status, _, body = gateway.request('POST', '/messages', content, ER7)
        expected = 422 if code == 'AE' else 400
        tally.check(f'{name} over HTTP is {expected}', status == expected and len(body) > 0, f'{status} {body[:200]}')
    tally.check('none of them reaches the hub', len(hub.received) == before)
    refused = gateway.json('/messages?state=refused')['messages']
    tally.check('all of them are listed as refused', len(refused) >= len(cases), str(len(refused)))


def encodings(tally, gateway, hub):
    for number, (codec, mark) in enumerate((('utf-16-le', b'\xff\xfe'), ('utf-16-be', b''))):
        text = admission(f'W{number}', f'PW{number}', f'VW{number}', family='Žižek €').decode()
        status, _, body = gateway.request('POST', '/messages', mark + text.encode(codec), {'Content-Type': 'application/octet-stream'})
        tally.check(f'{codec} is read and answered in {codec}', status == 202 and f'MSA|AA|W{number}' in body.decode(codec), f'{status} {body[:80]}')
        tally.check('its text arrives', until(lambda: any('Žižek €' in json.dumps(d, ensure_ascii=False) for d in hub.effects
                                                          if (d.get('identifier') or {}).get('value') == f'W{number}')))
    status, headers, body = gateway.request('POST', '/messages', gzip.compress(admission('Z1')), {**ER7, 'Content-Encoding': 'gzip'})
    tally.check('a compressed body is 415 and told why', status == 415 and b'Content-Encoding' in body and 'accept-encoding' in headers, f'{status} {body}')


def operator(tally):
    """What a stranger finds out about a message that did not get through."""
    answers = [(422, {'resourceType': 'OperationOutcome', 'issue': [{'severity': 'error', 'code': 'invalid'}]})]
    hub = Hub(lambda number, document: answers.pop() if answers else None)
    with Gateway(hub.url) as gateway:
        line = gateway.mllp()
        line.ask(admission('O1', 'PO1', 'VO1'))
        line.ask(b'MSH|^~\\&|APP|HOSP|||20260310||ADT^A01|O2|P|2.5\rEVN|A01\r')
        parked = until(lambda: next((m for m in gateway.json('/messages?state=parked')['messages']), None))
        refused = gateway.json('/messages?state=refused')['messages'][0]
        tally.check('the delivery says why it is parked', 'replay' in parked['deliveries'][0].get('explanation', ''), str(parked))

        def queue(*words):
            return subprocess.run([BINARY, 'queue', *words, '--data', gateway.data], capture_output=True, text=True, check=False).stdout
        shown = queue('show', parked['id'])
        tally.check('queue show says it too, and how to replay', 'refuses' in shown and f"queue replay {parked['id']}" in shown, shown)
        tally.check('and names what is wrong with a refused one by id and place', 'map-check  PID' in queue('show', refused['id']), queue('show', refused['id']))
        tally.check('the log has both', f"refused message={refused['id']}" in gateway.log() and f"parked message={parked['id']}" in gateway.log())
        tally.check('a replay is taken', queue('replay', parked['id']).startswith('1 queued'))
        tally.check('and delivered', until(lambda: gateway.json(f"/messages/{parked['id']}")['state'] == 'delivered'))
    hub.close()


def bad_frames(tally, gateway):
    line = gateway.mllp()
    line.socket.sendall(b'junk\r\n\x1c\r\x0b' + admission('F1', 'P8', 'V8') + b'\x1c\r\r\nmore junk\x0b' + admission('F2', 'P8', 'V8') + b'\x1c\r')
    tally.check('junk around frames is skipped', [msa(line.answer()), msa(line.answer())] == ['AA', 'AA'])
    for byte in b'\x0b' + admission('F3', 'P8', 'V8') + b'\x1c\r':
        line.socket.sendall(bytes([byte]))
    tally.check('a frame may come byte by byte', msa(line.answer()) == 'AA')
    line.send(b'MSH|^~\\&|A|B|||20260310||ADT^A01|F4|P|2.5\r' + b'x' * (21 * 1024 * 1024))
    large = line.answer() or ''
    tally.check('an oversized frame is AR and names its message', msa(large) == 'AR' and 'F4' in large, large[:200])
    tally.check('and the next one is taken', msa(line.ask(admission('F5', 'P8', 'V8'))) == 'AA')
    line.socket.sendall(b'\x0bMSH|^~\\&|A|B|||20260310||ADT^A01|F6|P|2.5\rPID|')
    line.send(admission('F7', 'P8', 'V8'))
    tally.check('an interrupted frame is AR, the one that interrupts it AA', [msa(line.answer()), msa(line.answer())] == ['AR', 'AA'])
    line.socket.sendall(b'\x0bMSH|^~\\&|A|B')
    line.close()
    tally.check('a connection may end inside a frame', msa(gateway.mllp().ask(admission('F8', 'P8', 'V8'))) == 'AA')


def fhir_in(tally, gateway, hub):
    patient = {'resourceType': 'Patient', 'identifier': [{'system': 'https://example.org/id', 'value': 'FP1'}], 'name': [{'family': 'Voorbeeld'}]}
    bundle = {'resourceType': 'Bundle', 'type': 'transaction', 'identifier': {'system': 'https://example.org/message', 'value': 'FH1'},
              'entry': [{'fullUrl': 'urn:uuid:6fd5f4ad-4b5e-4bb4-9f7f-3a51c8a0a6a1', 'resource': patient,
                         'request': {'method': 'POST', 'url': 'Patient', 'ifNoneExist': 'identifier=https://example.org/id|FP1'}}]}
    status, headers, body = gateway.request('POST', '/fhir', json.dumps(bundle), {'Content-Type': 'application/fhir+json'})
    tally.check('a transaction is 202 with an OperationOutcome', status == 202 and json.loads(body)['resourceType'] == 'OperationOutcome', f'{status} {body[:300]}')
    tally.check('it reaches the hub', until(lambda: 'FH1' in hub.message_ids()))
    status, _, body = gateway.request('POST', '/messages', json.dumps(patient), {'Content-Type': 'application/fhir+json'})
    tally.check('a single resource becomes a transaction', status == 202, f'{status} {body[:300]}')
    tally.check('whose entry is safe to repeat', until(lambda: any(e['request'].get('ifNoneExist') for d in hub.effects for e in d['entry'] if d is not bundle)))
    wrong = dict(patient, birthDate='yesterday')
    status, _, body = gateway.request('POST', '/messages', json.dumps(wrong), {'Content-Type': 'application/fhir+json'})
    tally.check('FHIR that breaks its base is 422', status == 422 and b'birthDate' in body, f'{status} {body[:300]}')
    status, _, body = gateway.request('POST', '/fhir', '{"resourceType":', {'Content-Type': 'application/fhir+json'})
    issue = json.loads(body)['issue'][0] if status == 400 else {}
    tally.check('what is no JSON is 400 with line and column', any('issue-line' in e['url'] for e in issue.get('extension', [])), f'{status} {body[:300]}')
    xml = '<Patient xmlns="http://hl7.org/fhir"><identifier><system value="https://example.org/id"/><value value="FX1"/></identifier></Patient>'
    status, _, body = gateway.request('POST', '/messages', xml, {'Content-Type': 'application/fhir+xml'})
    tally.check('FHIR XML is taken too', status == 202 and until(lambda: any('FX1' in json.dumps(d) for d in hub.effects)), f'{status} {body[:300]}')
    status, _, body = gateway.request('POST', '/fhir/Patient/$validate', json.dumps(wrong), {'Content-Type': 'application/fhir+json'})
    tally.check('$validate is 200 with what is wrong', status == 200 and b'Patient.birthDate' in body, f'{status} {body[:300]}')
    status, _, body = gateway.request('POST', '/fhir/Observation/$validate', json.dumps(wrong), {'Content-Type': 'application/fhir+json'})
    tally.check('and 400 for another type', status == 400, f'{status} {body[:300]}')
    key = {'Content-Type': 'application/fhir+json', 'Idempotency-Key': 'IK1'}
    one = gateway.request('POST', '/messages', json.dumps(patient), key)
    same = gateway.request('POST', '/messages', json.dumps(patient), key)
    other = gateway.request('POST', '/messages', json.dumps(dict(patient, active=True)), key)
    tally.check('an Idempotency-Key is taken once', [one[0], same[0], other[0]] == [202, 202, 422] and one[1]['location'] == same[1]['location'],
                str([one[0], same[0], other[0]]))


def http_conventions(tally, gateway):
    def status(method, target, body=None, headers=None):
        return gateway.request(method, target, body, headers)[0]
    tally.check('404 for another path', status('GET', '/nothing') == 404)
    tally.check('404 for another channel', status('POST', '/messages?channel=other', b'x') == 404)
    tally.check('404 for another message', status('GET', '/messages/0000') == 404)
    code, headers, body = gateway.request('DELETE', '/messages')
    tally.check('405 says what is allowed', code == 405 and 'GET' in headers.get('allow', '') and 'POST' in headers['allow'], str(headers))
    tally.check('errors are OperationOutcomes', json.loads(body)['resourceType'] == 'OperationOutcome' and headers['content-type'].startswith('application/fhir+json'))
    tally.check('406 where neither JSON nor XML is wanted', status('GET', '/fhir/metadata', headers={'Accept': 'text/turtle'}) == 406)
    tally.check('415 for what is no format', status('POST', '/messages', b'\x89PNG\r\n\x1a\n' + b'x' * 50, {'Content-Type': 'image/png'}) == 415)
    tally.check('415 for FHIR in an unknown syntax', status('POST', '/fhir', b'Bundle', {'Content-Type': 'text/turtle'}) == 415)
    tally.check('400 for an empty body', status('POST', '/messages', b'') == 400)
    tally.check('413 for a body over the limit', status('POST', '/messages', b'x' * (20 * 1024 * 1024 + 1)) == 413)
    tally.check('400 for a bad parameter', status('GET', '/messages?state=lost') == 400)
    head = gateway.request('HEAD', '/livez')
    tally.check('HEAD has no body', head[0] == 200 and head[2] == b'' and int(head[1]['content-length']) > 0)
    capability = gateway.json('/fhir/metadata')
    tally.check('metadata is a CapabilityStatement', capability['resourceType'] == 'CapabilityStatement' and capability['fhirVersion'] == '4.0.1')
    metrics = gateway.request('GET', '/metrics')[2].decode()
    tally.check('metrics count messages', 'schakel_messages_total{answer="accepted"}' in metrics)
    tally.check('it is ready', status('GET', '/readyz') == 200)


def fhir_syntaxes(tally, gateway):
    """FHIR leaves as it is asked for, whatever the endpoint."""
    def ask(method, target, body=None, **headers):
        code, fields, content = gateway.request(method, target, body, {k.replace('_', '-'): v for k, v in headers.items()})
        return code, fields.get('content-type', '').split(';')[0], content.decode()
    xml, json_type = 'application/fhir+xml', 'application/fhir+json'
    code, kind, body = ask('GET', '/fhir/metadata', Accept=xml)
    judged = subprocess.run([BINARY, 'validate', '-', '--format', 'text', '--level', 'warnings'], input=body, capture_output=True, text=True)
    tally.check('metadata is as we would have it of others', judged.returncode == 0 and 'valid (no issues)' in judged.stdout, judged.stdout)
    root = ElementTree.fromstring(body)
    tally.check('metadata in XML', (code, kind, root.tag) == (200, xml, '{http://hl7.org/fhir}CapabilityStatement'), f'{code} {kind} {body[:200]}')
    tally.check('with its elements in order', [c.tag.split('}')[1] for c in root][:4] == ['name', 'status', 'date', 'kind'], body[:300])
    tally.check('_format is stronger than Accept', ask('GET', '/fhir/metadata?_format=xml', Accept=json_type)[1] == xml)
    code, kind, body = ask('GET', '/fhir/nothing/at/all', Accept=xml)
    tally.check('errors in XML', (code, kind) == (404, xml) and '<OperationOutcome xmlns="http://hl7.org/fhir">' in body, f'{code} {kind} {body[:200]}')
    wrong = '<Patient xmlns="http://hl7.org/fhir"><birthDate value="yesterday"/></Patient>'
    code, kind, body = ask('POST', '/fhir/Patient/$validate', wrong, Content_Type=xml)
    tally.check('$validate answers in the syntax of the request', (code, kind) == (200, xml) and 'Patient.birthDate' in body, f'{code} {kind} {body[:200]}')
    code, kind, body = ask('POST', '/fhir/$validate', wrong, Content_Type=xml, Accept=json_type)
    places = [e['valueInteger'] for i in json.loads(body)['issue'] for e in i.get('extension', []) if e['url'].endswith('issue-col')]
    tally.check('or as it is asked for, with the place in what came', (code, kind) == (200, json_type) and 38 in places, f'{code} {kind} {body[:400]}')
    wrapped = {'resourceType': 'Parameters', 'parameter': [{'name': 'mode', 'valueCode': 'update'},
                                                           {'name': 'resource', 'resource': {'resourceType': 'Patient', 'id': 'a'}}]}
    code, _, body = ask('POST', '/fhir/Patient/b/$validate', json.dumps(wrapped), Content_Type=json_type)
    tally.check('an update under another id is an error', code == 200 and 'validate-other-id' in body, f'{code} {body[:300]}')
    code, _, body = ask('POST', '/fhir/Patient/$validate?profile=http://example.org/none', '{"resourceType":"Patient"}', Content_Type=json_type)
    tally.check('a profile that is not loaded is 400', code == 400 and 'http://example.org/none' in body, f'{code} {body[:300]}')
    tally.check('a type that R4 does not have is 404', ask('POST', '/fhir/Patiennt/$validate', '{}', Content_Type=json_type)[0] == 404)
    tally.check('FHIR of another version is 415', ask('POST', '/fhir/$validate', '{}', Content_Type=json_type + '; fhirVersion=5.0')[0] == 415)


def slow_clients(tally, gateway):
    """Connections that say nothing, or half a header, do not keep others out, and are ended."""
    idle = [socket.create_connection(('127.0.0.1', gateway.http_port)) for _ in range(50)]
    for number, s in enumerate(idle):
        s.sendall(b'POST /messages HTTP/1.1\r\nHost: h\r\nX' if number % 2 else b'P')
    start = time.monotonic()
    tally.check('others are served meanwhile', gateway.request('GET', '/livez')[0] == 200 and time.monotonic() - start < 2)
    ended = 0
    for s in idle:
        s.settimeout(15)
        try:
            while s.recv(4096):
                pass
            ended += 1
        except OSError:
            ended += isinstance(sys.exc_info()[1], ConnectionError)
        s.close()
    tally.check('and the slow ones are ended', ended == len(idle), f'{ended} of {len(idle)}')


def stop_and_restart(tally):
    closed = {'now': True}
    hub = Hub(lambda number, document: (503, {'resourceType': 'OperationOutcome', 'issue': []}) if closed['now'] else None)
    with Gateway(hub.url) as gateway:
        line = gateway.mllp()
        codes = [msa(line.ask(admission(f'S{i}', 'PS', 'VS'))) for i in range(5)]
        tally.check('messages are taken while the hub is away', codes == ['AA'] * 5, str(codes))
        tally.check('they are queued', len(gateway.json('/messages?state=queued')['messages']) == 5)
        start = time.monotonic()
        tally.check('SIGTERM ends it with 0', gateway.stop() == 0)
        tally.check('within 20 s', time.monotonic() - start < 20, f'{time.monotonic() - start:.1f} s')
        closed['now'] = False
        with Gateway(hub.url, data=gateway.data):
            want = [f'S{i}' for i in range(5)]
            tally.check('the next start delivers them, in order', until(lambda: hub.message_ids() == want, 30), str(hub.message_ids()))
    hub.close()


def back_pressure(tally):
    hub = Hub(lambda number, document: (503, {'resourceType': 'OperationOutcome', 'issue': []}))
    config = f'hubs: {{h: {{url: "{hub.url}"}}}}\nlimits: {{queue_entries: 3}}\n'
    with Gateway(None, config=config) as gateway:
        taken = [gateway.request('POST', '/messages', admission(f'Q{i}', f'PQ{i}', f'VQ{i}'), ER7) for i in range(6)]
        codes = [t[0] for t in taken]
        tally.check('above the bound of the queue it is 503', codes[0] == 202 and codes[-1] == 503, str(codes))
        tally.check('with Retry-After', 'retry-after' in taken[-1][1])
        tally.check('and not ready', gateway.request('GET', '/readyz')[0] == 503)
        line = gateway.mllp()
        line.socket.settimeout(1.5)
        try:
            answer = line.ask(admission('Q9', 'PQ9', 'VQ9'))
        except TimeoutError:
            answer = 'silence'
        tally.check('MLLP stops reading instead of answering', answer == 'silence', answer)
        tally.check('it ends all the same', gateway.stop() == 0)
    hub.close()


def main():
    tally = Tally()
    hub = Hub()
    with Gateway(hub.url) as gateway:
        for part in (answers_to_good_messages, repeats, batches, bad_input, encodings, fhir_in):
            part(tally, gateway, hub)
        for part in (bad_frames, http_conventions, fhir_syntaxes, slow_clients):
            part(tally, gateway)
        tally.check('it lives', gateway.process.poll() is None)
        tally.check('and ends in order', gateway.stop() == 0)
    hub.close()
    operator(tally)
    stop_and_restart(tally)
    back_pressure(tally)
    tally.end()


if __name__ == '__main__':
    main()
