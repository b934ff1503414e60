"""What the integration tests share: a running gateway, a hub that records and misbehaves on request, an MLLP client, and the tally
that ends each test with `N passed, N failed`. Python's standard library only."""
import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BINARY = os.environ.get('SCHAKEL', os.path.join(ROOT, 'build', 'release', 'schakel'))


class Tally:
    """Checks by name; `end` prints the last line and exits."""

    def __init__(self):
        self.passed = self.failed = 0

    def check(self, name, ok, detail=''):
        self.passed, self.failed = self.passed + bool(ok), self.failed + (not ok)
        print(f"{'ok  ' if ok else 'FAIL'} {name}" + (f': {detail}' if detail and not ok else ''), flush=True)
        return ok

    def end(self):
        print(f'{self.passed} passed, {self.failed} failed')
        sys.exit(1 if self.failed or not self.passed else 0)


def free_port():
    with socket.socket() as s:
        s.bind(('127.0.0.1', 0))
        return s.getsockname()[1]


def until(condition, patience=15.0, step=0.02):
    """The first true answer of `condition`, or its last one."""
    end = time.monotonic() + patience
    while True:
        answer = condition()
        if answer or time.monotonic() > end:
            return answer
        time.sleep(step)


class Hub:
    """Records transactions. `behave(number, document)` may return None (200), a (status, document) or one of `drop` (takes effect,
    then closes without an answer) and `half` (ends inside its answer)."""

    def __init__(self, behave=None):
        self.received = []   # (arrival, document)
        self.effects = []    # documents that took effect
        self.behave = behave or (lambda number, document: None)
        self.lock = threading.Lock()
        hub = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = 'HTTP/1.1'

            def log_message(self, *args):
                pass

            def do_POST(self):
                document = json.loads(self.rfile.read(int(self.headers.get('Content-Length', 0))))
                with hub.lock:
                    number = len(hub.received)
                    hub.received.append((time.monotonic(), document))
                what = hub.behave(number, document)
                if isinstance(what, tuple):
                    return self.answer(*what)
                with hub.lock:
                    hub.effects.append(document)
                if what == 'drop':
                    self.close_connection = True
                    self.connection.shutdown(socket.SHUT_RDWR)
                    return None
                entries = [{'response': {'status': '201 Created', 'location': f"{e.get('resource', {}).get('resourceType', 'Basic')}/{number}-{i}/_history/1"}}
                           for i, e in enumerate(document.get('entry', []))]
                return self.answer(200, {'resourceType': 'Bundle', 'type': 'transaction-response', 'entry': entries}, half=what == 'half')

            do_PUT = do_POST

            def do_GET(self):
                self.answer(200, {'resourceType': 'Bundle', 'type': 'searchset', 'total': 0})

            def answer(self, status, document, half=False):
                body = json.dumps(document).encode()
                self.send_response(status)
                self.send_header('Content-Type', 'application/fhir+json')
                self.send_header('Content-Length', str(len(body)))
                self.end_headers()
                self.wfile.write(body[:len(body) // 2] if half else body)
                if half:
                    self.close_connection = True
                    self.connection.shutdown(socket.SHUT_RDWR)

        self.server = ThreadingHTTPServer(('127.0.0.1', 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f'http://127.0.0.1:{self.server.server_address[1]}/fhir'

    def message_ids(self):
        with self.lock:
            return [(d.get('identifier') or {}).get('value') for d in self.effects]

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class Gateway:
    """`schakel serve` on free ports, with its data in a folder that outlives one process."""

    def __init__(self, hub_url, data=None, config=None, ready=60):
        self.folder = tempfile.TemporaryDirectory()
        self.data = data or os.path.join(self.folder.name, 'data')
        self.log_path = os.path.join(self.folder.name, 'log')
        self.http_port, self.mllp_port = free_port(), free_port()
        words = [BINARY, 'serve', '--data', self.data, '--http', f'127.0.0.1:{self.http_port}', '--mllp', f'127.0.0.1:{self.mllp_port}']
        if config is None:
            words += ['--hub', hub_url]
        else:
            path = os.path.join(self.folder.name, 'schakel.yaml')
            with open(path, 'w', encoding='utf-8') as f:
                f.write(config)
            words += ['--config', path]
        self.log_file = open(self.log_path, 'wb')
        # In a folder of its own: nothing may depend on the working directory.
        self.process = subprocess.Popen(words, stdout=self.log_file, stderr=self.log_file, cwd=self.folder.name)
        if not until(self.accepts, ready):
            raise RuntimeError('the gateway did not start: ' + self.log()[-2000:])

    def accepts(self):
        if self.process.poll() is not None:
            raise RuntimeError(f'the gateway ended with {self.process.returncode}: ' + self.log()[-2000:])
        for port in (self.http_port, self.mllp_port):
            with socket.socket() as s:
                if s.connect_ex(('127.0.0.1', port)) != 0:
                    return False
        return True

    def log(self):
        with open(self.log_path, encoding='utf-8', errors='replace') as f:
            return f.read()

    def request(self, method, target, body=None, headers=None, timeout=30):
        """(status, headers in lower case, body)"""
        connection = http.client.HTTPConnection('127.0.0.1', self.http_port, timeout=timeout)
        try:
            connection.request(method, target, body=body, headers=headers or {})
            answer = connection.getresponse()
            return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
        finally:
            connection.close()

    def json(self, target):
        return json.loads(self.request('GET', target)[2])

    def mllp(self):
        return Mllp(self.mllp_port)

    def stop(self, patience=20):
        """The exit code after SIGTERM, None when it did not end in time."""
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(patience)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            return None
        finally:
            self.log_file.close()

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.log_file.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.stop()
        with contextlib.suppress(OSError):
            self.folder.cleanup()


class Mllp:
    def __init__(self, port, timeout=30):
        self.socket = socket.create_connection(('127.0.0.1', port), timeout)
        self.buffer = b''

    def send(self, content):
        self.socket.sendall(b'\x0b' + content + b'\x1c\r')

    def answer(self):
        """The next frame's content; None at the end of the connection."""
        while b'\x1c\r' not in self.buffer:
            piece = self.socket.recv(65536)
            if not piece:
                return None
            self.buffer += piece
        frame, _, self.buffer = self.buffer.partition(b'\x1c\r')
        return frame.lstrip(b'\x0b').decode('utf-8', 'replace')

    def ask(self, content):
        self.send(content)
        return self.answer()

    def close(self):
        self.socket.close()


def msa(acknowledgement):
    """The code of MSA-1: AA, AE, AR..."""
    for segment in (acknowledgement or '').split('\r'):
        if segment.startswith('MSA'):
            return segment[4:6]
    return None


def segments(*lines):
    return '\r'.join(lines).encode() + b'\r'


def ssin(birth='850312', serial=1, century=19):
    """A national number with a valid check (two digits: 97 minus the first nine modulo 97; a leading 2 for those born after 1999)."""
    nine = f'{birth}{serial:03d}'
    return nine + f'{97 - int(("2" if century == 20 else "") + nine) % 97:02d}'


def admission(control='C1', patient='P1', visit='V1', event='A01', family='Voorbeeld', extra=()):
    """A small synthetic ADT."""
    return segments(f'MSH|^~\\&|ADT|HOSP|GW|HUB|20260310080000||ADT^{event}^ADT_{event}|{control}|P|2.5', f'EVN|{event}|20260310080000',
                    f'PID|1||{patient}^^^HOSP^PI||{family}^Test||19850312|F|||Dorpstraat 1^^Gent^^9000^BE',
                    f'PV1|1|I|3A^12^1^HOSP||||10203040506^Peeters^Jan||||||||||||{visit}|||||||||||||||||||||||||20260310080000', *extra)
