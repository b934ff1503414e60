"""A FHIR hub that keeps conditional operations as the standard says and misbehaves in every other way.

It answers 503 now and then, late, half, or drops the connection after the transaction took effect. What it did is kept in memory:
`arrivals` (every transaction, in order), `resources` (what stands there, by type and condition) and `bare` (entries that were not
safe to repeat: they would take effect at every attempt).
"""
import json
import random
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Faults:
    """Shares of requests, and seconds."""

    def __init__(self, busy=0.0, late=0.0, dropped=0.0, half=0.0, lateness=0.2, seed=1):
        self.busy, self.late, self.dropped, self.half, self.lateness = busy, late, dropped, half, lateness
        self.random = random.Random(seed)
        self.lock = threading.Lock()

    def pick(self):
        with self.lock:
            x = self.random.random()
        for name in ('busy', 'late', 'dropped', 'half'):
            share = getattr(self, name)
            if x < share:
                return name
            x -= share
        return ''


class ImposterHub:
    def __init__(self, faults=None):
        self.faults = faults or Faults()
        self.lock = threading.Lock()
        self.arrivals = []     # (Bundle.identifier.value, took effect now: True, or was a repeat: False, subject)
        self.resources = {}    # (type, condition) -> number of versions
        self.bare = []
        self.seen = set()
        hub = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = 'HTTP/1.1'
            disable_nagle_algorithm = True

            def log_message(self, *arguments):
                pass

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get('Content-Length', 0)))
                hub.answer(self, body)

            def do_GET(self):
                self.reply(200, {'resourceType': 'CapabilityStatement', 'status': 'active', 'kind': 'instance', 'fhirVersion': '4.0.1',
                                 'date': '2026-01-01', 'format': ['json'], 'rest': [{'mode': 'server', 'interaction': [{'code': 'transaction'}]}]})

            def reply(self, status, document, half=False):
                body = json.dumps(document).encode()
                self.send_response(status)
                self.send_header('Content-Type', 'application/fhir+json')
                self.send_header('Content-Length', str(len(body)))
                self.end_headers()
                self.wfile.write(body[:len(body) // 2] if half else body)
                self.wfile.flush()

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 256

            def handle_error(self, request, client_address):
                pass  # the gateway was killed while it was answered

        self.server = Server(('127.0.0.1', 0), Handler)
        self.url = f'http://127.0.0.1:{self.server.server_address[1]}/fhir'
        self.wake = threading.Event()
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.wake.set()
        self.server.shutdown()
        self.server.server_close()

    def answer(self, handler, body):
        fault = self.faults.pick()
        if fault == 'busy':
            handler.reply(503, {'resourceType': 'OperationOutcome', 'issue': [{'severity': 'error', 'code': 'transient'}]})
            return
        response = self.apply(json.loads(body))
        if fault == 'late':
            self.wake.wait(self.faults.lateness)
        if fault in ('dropped', 'half'):
            if fault == 'half':
                handler.reply(200, response, half=True)
            handler.close_connection = True
            handler.connection.shutdown(socket.SHUT_RDWR)
            return
        handler.reply(200, response)

    def apply(self, bundle):
        """One transaction, whole, one at a time."""
        entries = []
        with self.lock:
            name = (bundle.get('identifier') or {}).get('value', '')
            subject = ''
            for entry in bundle.get('entry', []):
                resource, request = entry.get('resource') or {}, entry.get('request', {})
                kind = resource.get('resourceType', '?')
                if kind == 'Patient':
                    subject = '|'.join(sorted(i.get('value', '') for i in resource.get('identifier', [])))
                method = request.get('method')
                if method == 'POST' and request.get('ifNoneExist'):
                    key = (kind, request['ifNoneExist'])
                    created = key not in self.resources
                    self.resources.setdefault(key, 1)
                elif method == 'PUT' and '?' in request.get('url', ''):
                    key = (kind, request['url'].split('?', 1)[1])
                    created = key not in self.resources
                    self.resources[key] = self.resources.get(key, 0) + 1
                else:
                    self.bare.append((name, method, request.get('url')))
                    created = True
                number = len(entries)
                entries.append({'response': {'status': '201 Created' if created else '200 OK',
                                             'location': f'{kind}/{abs(hash((kind, number)))}/_history/1'}})
            self.arrivals.append((name, name not in self.seen, subject))
            self.seen.add(name)
        return {'resourceType': 'Bundle', 'type': 'transaction-response', 'entry': entries}
