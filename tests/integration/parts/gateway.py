"""The gateway as a process of its own, in a temporary folder, on ports of the loopback interface."""
import json
import os
import signal
import socket
import subprocess
import time
import urllib.request

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..', '..')


def default_binary():
    return os.environ.get('SCHAKEL', os.path.join(ROOT, 'build', 'release', 'schakel'))


def free_port():
    with socket.socket() as s:
        s.bind(('127.0.0.1', 0))
        return s.getsockname()[1]


class Gateway:
    def __init__(self, binary, hub, data, log, prefix=()):
        self.binary, self.hub, self.data, self.log, self.prefix = binary, hub, data, log, list(prefix)
        self.http, self.mllp = free_port(), free_port()
        self.process = None

    def start(self, patience=60):
        """Starts it and waits until the ports accept."""
        with open(self.log, 'ab') as log:
            self.process = subprocess.Popen(
                self.prefix + [self.binary, 'serve', '--hub', self.hub, '--data', self.data, '--http', f'127.0.0.1:{self.http}',
                               '--mllp', f'127.0.0.1:{self.mllp}'],
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=log, start_new_session=True)
        give_up = time.monotonic() + patience
        while not all(self.accepts(port) for port in (self.http, self.mllp)):
            if self.process.poll() is not None or time.monotonic() > give_up:
                self.kill()
                with open(self.log, errors='replace') as f:
                    raise SystemExit(f'the gateway does not start:\n{f.read()[-2000:]}')
            time.sleep(0.01)

    @staticmethod
    def accepts(port):
        with socket.socket() as s:
            return s.connect_ex(('127.0.0.1', port)) == 0

    def kill(self):
        """SIGKILL to it and, where a tracer is before it, to that too: only what this object started."""
        if self.process is not None:
            try:
                os.killpg(self.process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            self.process.wait()

    def stop(self, patience=20):
        """SIGTERM; the exit code."""
        os.killpg(self.process.pid, signal.SIGTERM)
        try:
            return self.process.wait(patience)
        except subprocess.TimeoutExpired:
            self.kill()
            return None

    def get(self, path):
        with urllib.request.urlopen(f'http://127.0.0.1:{self.http}{path}', timeout=10) as answer:
            return json.load(answer)
