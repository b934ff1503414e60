#!/usr/bin/env python3
"""The whole gateway under load, as ratios in one run: our HTTP server with nothing behind it against bare epoll; pass-through and
process against that. Load is wrk with 64 connections on the same cores; the hub is one that costs nothing.

    bench.py --build build/release [--seconds N] [--rounds N]

A rate counts messages from the first request until the last delivery has its receipt, so a growing queue does not flatter it.
"""
import argparse
import os
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
CONNECTIONS = 64


def free_port():
    with socket.socket() as s:
        s.bind(('127.0.0.1', 0))
        return s.getsockname()[1]


def build(folder, *targets):
    done = subprocess.run(['cmake', '--build', folder, '--target', *targets], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f'bench: {targets} do not build:\n{done.stdout[-3000:]}')


def listening(port, process=None):
    while True:
        if process is not None and process.poll() is not None:
            sys.exit(f'bench: a server ended with {process.returncode}')
        with socket.socket() as s:
            if s.connect_ex(('127.0.0.1', port)) == 0:
                return
        time.sleep(0.001)


class Server:
    def __init__(self, *words, port):
        self.port = port
        self.log = tempfile.TemporaryFile()
        self.process = subprocess.Popen(words, stdout=self.log, stderr=self.log)
        listening(port, self.process)

    def cpu(self):
        with open(f'/proc/{self.process.pid}/stat', encoding='ascii') as f:
            fields = f.read().rsplit(')', 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf('SC_CLK_TCK')

    def rss(self):
        with open(f'/proc/{self.process.pid}/statm', encoding='ascii') as f:
            return int(f.read().split()[1]) * os.sysconf('SC_PAGESIZE') / 1e6

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()


def load(script, url, seconds, run='0'):
    """(requests, seconds, p50 us, p99 us)"""
    done = subprocess.run(['wrk', '-t1', f'-c{CONNECTIONS}', f'-d{seconds}s', '-s', os.path.join(HERE, script), url, '--', run],
                          capture_output=True, text=True, check=True)
    found = re.search(r'^BENCH (\d+) (\d+) (\d+) (\d+) (\d+) (\d+)', done.stdout, re.M)
    requests, micros, p50, p99, refused, broken = map(int, found.groups())
    if refused or broken:
        print(f'   of {requests} requests {refused} were refused and {broken} broke')
    return requests, micros / 1e6, p50, p99


def metrics(port):
    with urllib.request.urlopen(f'http://127.0.0.1:{port}/metrics', timeout=10) as answer:
        text = answer.read().decode()
    found = {}
    for line in text.splitlines():
        if not line.startswith('#'):
            name, _, value = line.rpartition(' ')
            found[name] = float(value)
    return found


class Gateway(Server):
    def __init__(self, binary, hub, convert):
        self.folder = tempfile.TemporaryDirectory()
        self.http = free_port()
        config = os.path.join(self.folder.name, 'schakel.yaml')
        with open(config, 'w', encoding='ascii') as f:
            f.write(f'hubs: {{hub: {{url: "http://127.0.0.1:{hub}/fhir", concurrency: 64}}}}\nchannels: [{{name: bench, convert: {convert}}}]\n')
        start = time.perf_counter()
        super().__init__(binary, 'serve', '--config', config, '--data', os.path.join(self.folder.name, 'data'), '--http', f'127.0.0.1:{self.http}',
                         '--mllp', f'127.0.0.1:{free_port()}', port=self.http)
        self.start_ms = (time.perf_counter() - start) * 1000

    def measure(self, seconds, run):
        before, cpu = metrics(self.http), self.cpu()
        start = time.monotonic()
        requests, _, p50, p99 = load('load.lua', f'http://127.0.0.1:{self.http}/messages', seconds, run)
        end = metrics(self.http)
        while (now := metrics(self.http))['schakel_hub_queued{hub="hub"}'] > 0:
            time.sleep(0.02)
            if time.monotonic() - start > 20 * seconds + 60:
                print('   the queue did not drain')
                break
        took = time.monotonic() - start
        messages = now['schakel_journal_stored_total'] - before['schakel_journal_stored_total']
        per = {name: (now[key] - before[key]) / max(messages, 1) for name, key in (
            ('rows', 'schakel_journal_rows_total'), ('fsyncs', 'schakel_journal_commits_total'), ('resources validated', 'schakel_resources_validated_total'))}
        return {'rate': messages / took, 'taken': requests / seconds, 'p50': p50, 'p99': p99, 'queue_start': before['schakel_hub_queued{hub="hub"}'],
                'queue_end': end['schakel_hub_queued{hub="hub"}'], 'cpu': (self.cpu() - cpu) / max(messages, 1) * 1e6, 'rss': self.rss(), **per}


def median(rows, key):
    return statistics.median(r[key] for r in rows)


def say_gateway(title, rows, http_only, reach, stretch):
    rate = median(rows, 'rate')
    print(f'{title:13} {rate:9.0f} msg/s  {rate / http_only:6.3f} of HTTP-only (reach {reach}, stretch {stretch})  ACK p50 {median(rows, "p50") / 1000:.2f} ms, '
          f'p99 {median(rows, "p99") / 1000:.2f} ms, p99/p50 {statistics.median(r["p99"] / r["p50"] for r in rows):.1f} (reach 5, stretch 3)')
    print(f'{"":13} taken {median(rows, "taken"):.0f} msg/s while loading; queue {median(rows, "queue_start"):.0f} at start, {median(rows, "queue_end"):.0f} at end of load; '
          f'CPU {median(rows, "cpu"):.0f} us a message; resident {median(rows, "rss"):.0f} MB')
    print(f'{"":13} a message: {median(rows, "resources validated"):.1f} resources validated, {median(rows, "rows"):.1f} rows, {median(rows, "fsyncs"):.3f} fsyncs', flush=True)


def plain(name, words, seconds):
    port = free_port()
    server = Server(*[w.format(port=port) for w in words], port=port)
    before = server.cpu()
    requests, took, p50, p99 = load('post.lua', f'http://127.0.0.1:{port}/', seconds)
    row = {'rate': requests / took, 'p50': p50, 'p99': p99, 'cpu': (server.cpu() - before) / requests * 1e6}
    server.stop()
    return row


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--build', required=True)
    parser.add_argument('--seconds', type=int, default=5)
    parser.add_argument('--rounds', type=int, default=3)
    args = parser.parse_args()
    folder = os.path.abspath(args.build)
    build(folder, 'schakel', 'bench_epoll_server', 'bench_http_only_server')
    servers = os.path.join(folder, 'tests', 'bench', 'end_to_end')
    epoll, own = [os.path.join(servers, 'bench_epoll_server'), '{port}'], [os.path.join(servers, 'bench_http_only_server'), '{port}', '2']
    hub_port = free_port()
    hub = Server(epoll[0], str(hub_port), '--hub', port=hub_port)
    rows = {'epoll': [], 'http': [], 'pass': [], 'process': []}
    starts, idle = [], []
    print(f'2 KB POST, {CONNECTIONS} connections, {args.rounds} rounds of {args.seconds} s each, interleaved; medians', flush=True)
    for number in range(args.rounds):
        rows['epoll'].append(plain('epoll', epoll, args.seconds))
        rows['http'].append(plain('http', own, args.seconds))
        for key, convert in (('pass', 'pass_through'), ('process', 'fhir')):
            gateway = Gateway(os.path.join(folder, 'schakel'), hub_port, convert)
            starts.append(gateway.start_ms)
            idle.append(gateway.rss())
            rows[key].append(gateway.measure(args.seconds, f'{key}{number}-'))
            gateway.stop()
    hub.stop()
    floor, http_only = median(rows['epoll'], 'rate'), median(rows['http'], 'rate')
    print(f'bare epoll    {floor:9.0f} req/s  CPU {median(rows["epoll"], "cpu"):.1f} us a request')
    print(f'HTTP-only     {http_only:9.0f} req/s  {http_only / floor:6.3f} of bare epoll (reach 0.85, stretch 0.95)  CPU {median(rows["http"], "cpu"):.1f} us, '
          f'{median(rows["epoll"], "cpu") / median(rows["http"], "cpu"):.2f} by CPU')
    say_gateway('pass-through', rows['pass'], http_only, 0.10, 0.18)
    say_gateway('process', rows['process'], http_only, 0.03, 0.08)
    print(f'exec to ready {statistics.median(starts):9.0f} ms (reach 100, stretch 30); resident when idle {statistics.median(idle):.0f} MB (reach 80, stretch 40)')


if __name__ == '__main__':
    main()
