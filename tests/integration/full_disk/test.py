#!/usr/bin/env python3
"""A disk that takes no more: senders are told to come back, nothing acknowledged is lost, the process lives, and goes on by itself
when there is room again. The full disk is a limit on the size of files, which is lifted while the gateway runs.

    test.py [--gateway BINARY]

Last line: N passed, N failed."""
import argparse
import os
import resource
import sys
import tempfile
import time
import urllib.error
import urllib.request

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..'))
from parts.gateway import Gateway, default_binary
from parts.imposter_hub import ImposterHub
from parts.mllp import result

LARGEST_FILE = 16_000_000


def post(gateway, message):
    """(status, Retry-After)"""
    request = urllib.request.Request(f'http://127.0.0.1:{gateway.http}/messages', data=message, headers={'Content-Type': 'application/hl7-v2'})
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, None
    except urllib.error.HTTPError as error:
        return error.code, error.headers.get('Retry-After')


def until(condition, patience=20):
    end = time.monotonic() + patience
    while not condition() and time.monotonic() < end:
        time.sleep(0.02)
    return condition()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--gateway', default=default_binary())
    arguments = parser.parse_args()
    hub, checks, accepted = ImposterHub(), {}, []
    with tempfile.TemporaryDirectory(prefix='schakel-full-') as folder:
        # Writing beyond the limit is an error of the call, as on a full disk, and not the end of the process.
        gateway = Gateway(arguments.gateway, hub.url, os.path.join(folder, 'data'), os.path.join(folder, 'log'),
                          ['sh', '-c', 'trap "" XFSZ; exec "$@"', 'sh', 'prlimit', f'--fsize={LARGEST_FILE}:unlimited'])
        try:
            gateway.start()
            refused = None
            for n in range(1, 5_000):
                refused = post(gateway, result(f'{1000 + n}', n, f'D{n}'))
                if refused[0] == 503:
                    break
                accepted.append(f'D{n}')
            again = [post(gateway, result('9999', n, f'E{n}'))[0] for n in range(5)]
            checks['messages are accepted while there is room'] = len(accepted) > 20
            checks['then the sender is told to come back'] = refused[0] == 503 and refused[1] is not None
            checks['again and again, by a process that lives'] = again == [503] * 5 and gateway.process.poll() is None
            resource.prlimit(gateway.process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
            checks['it takes messages by itself when there is room again'] = until(lambda: post(gateway, result('9999', 1, 'F1'))[0] == 202)
            checks['everything that was accepted arrives'] = until(lambda: {*accepted, 'F1'} <= hub.seen)
            checks['and nothing that was not'] = hub.seen <= {*accepted, 'F1'}
            checks['every receipt is kept'] = until(lambda: b'schakel_hub_queued{hub="hub"} 0' in urllib.request.urlopen(
                f'http://127.0.0.1:{gateway.http}/metrics', timeout=10).read())
            checks['it ends by itself'] = gateway.stop() == 0
        finally:
            gateway.kill()
            hub.close()
    for name, good in checks.items():
        print(f'{"ok  " if good else "FAIL"} {name}')
    failed = sum(1 for good in checks.values() if not good)
    print(f'{len(checks) - failed} passed, {failed} failed')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
