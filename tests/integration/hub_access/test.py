#!/usr/bin/env python3
"""As whom the gateway comes to a hub, over real TLS: bearer token, client certificate, a hub whose certificate nobody signed that we
trust, and what is not supported. Last line: N passed, N failed."""
import json
import os
import ssl
import subprocess
import sys
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..'))
from harness import BINARY, Gateway, Tally, until
from parts.mllp import Sender, result


def openssl(*words):
    subprocess.run(['openssl', *words], check=True, capture_output=True)


def authority(folder, name):
    key, certificate = os.path.join(folder, name + '.key'), os.path.join(folder, name + '.pem')
    openssl('req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-subj', f'/CN={name}',
            '-keyout', key, '-out', certificate)
    return key, certificate


def signed(folder, name, by, extra=''):
    key, request, certificate = (os.path.join(folder, name + end) for end in ('.key', '.csr', '.pem'))
    openssl('req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-subj', f'/CN={name}', '-keyout', key, '-out', request)
    extensions = os.path.join(folder, name + '.ext')
    with open(extensions, 'w', encoding='ascii') as f:
        f.write(extra)
    openssl('x509', '-req', '-in', request, '-CA', by[1], '-CAkey', by[0], '-CAcreateserial', '-days', '2', '-extfile', extensions, '-out', certificate)
    return key, certificate


class TlsHub:
    """Records who came with what."""

    def __init__(self, key, certificate, client_authority=None):
        self.came = []
        hub = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = 'HTTP/1.1'

            def log_message(self, *arguments):
                pass

            def do_POST(self):
                document = json.loads(self.rfile.read(int(self.headers['Content-Length'])))
                peer = self.connection.getpeercert() or {}
                names = [value for part in peer.get('subject', ()) for name, value in part if name == 'commonName']
                hub.came.append((self.headers.get('Authorization'), names))
                body = json.dumps({'resourceType': 'Bundle', 'type': 'transaction-response',
                                   'entry': [{'response': {'status': '201'}} for _ in document['entry']]}).encode()
                self.send_response(200)
                self.send_header('Content-Length', str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, request, client_address):
                pass  # a handshake that was meant to fail

        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        if client_authority:
            context.verify_mode = ssl.CERT_REQUIRED
            context.load_verify_locations(client_authority)
        self.server = Server(('127.0.0.1', 0), Handler)
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.url = f'https://127.0.0.1:{self.server.server_address[1]}/fhir'
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def config(url, **keys):
    lines = ''.join(f'    {key}: {value}\n' for key, value in keys.items())
    return f'hubs:\n  regional:\n    url: {url}\n{lines}channels:\n  - name: ward\n'


def send_one(gateway):
    return Sender(gateway.mllp_port).send(result('4711', 1, 'A1'))


def reason(gateway):
    done = subprocess.run([BINARY, 'queue', 'list', '--data', gateway.data, '--json'], capture_output=True, text=True, check=True)
    return [d.get('reason') for line in done.stdout.splitlines() for d in json.loads(line)['deliveries']]


def main():
    tally = Tally()
    with tempfile.TemporaryDirectory() as folder:
        ours, theirs = authority(folder, 'ours'), authority(folder, 'theirs')
        server = signed(folder, 'server', ours, 'subjectAltName=IP:127.0.0.1\n')
        client = signed(folder, 'hospital', ours)
        token = os.path.join(folder, 'token')
        with open(token, 'w', encoding='ascii') as f:
            f.write('s3cr3t-t0ken\n')
        bearer = {'auth': 'bearer', 'token': '{ file: ' + token + ' }'}

        hub = TlsHub(*server)
        with Gateway(None, config=config(hub.url, authority=ours[1], **bearer)) as gateway:
            tally.check('a message is accepted for a hub behind TLS', send_one(gateway) == 'AA')
            tally.check('it arrives with the token', until(lambda: hub.came) == [('Bearer s3cr3t-t0ken', [])], hub.came)
            tally.check('the token is nowhere in the log', 's3cr3t' not in gateway.log())
        before = len(hub.came)
        with Gateway(None, config=config(hub.url, authority=theirs[1], **bearer)) as gateway:
            send_one(gateway)
            tally.check('a hub whose certificate we do not trust gets nothing, and the queue says why', until(lambda: reason(gateway) == ['tls']),
                        reason(gateway))
            tally.check('not even the token', len(hub.came) == before)
        hub.close()

        strict = TlsHub(*server, client_authority=ours[1])
        certificate = {'auth': 'client_certificate', 'certificate': client[1], 'key': client[0], 'authority': ours[1]}
        with Gateway(None, config=config(strict.url, **certificate)) as gateway:
            send_one(gateway)
            tally.check('a hub that asks for a certificate sees ours', until(lambda: strict.came) == [(None, ['hospital'])], strict.came)
        with Gateway(None, config=config(strict.url, authority=ours[1])) as gateway:
            send_one(gateway)
            tally.check('without one nothing is delivered and nothing lost', until(lambda: [r for r in reason(gateway) if r]) and len(strict.came) == 1,
                        reason(gateway))
        strict.close()

        try:
            with Gateway(None, config=config('https://127.0.0.1:1/fhir', auth='oauth2_client_credentials')):
                tally.check('what is not supported is refused at the start', False)
        except RuntimeError as error:
            tally.check('what is not supported is refused at the start', 'not supported' in str(error), error)
    tally.end()


if __name__ == '__main__':
    main()
