#!/usr/bin/env python3
"""No acknowledgement before its fsync: the order of system calls, as strace sees it.

    test.py [--gateway BINARY] [--messages 40] [--senders 8]

A kill never loses the page cache, so kills cannot show this. For every acknowledgement that leaves: its message's bytes were written to
the write-ahead log, and between that write and the acknowledgement stands an fdatasync of that log that began after the write and had
ended with 0 before the acknowledgement began. Last line: N passed, N failed; where strace may not trace, a line says so."""
import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..'))
from parts.gateway import Gateway, default_binary
from parts.imposter_hub import ImposterHub
from parts.mllp import Sender, result

CALLS = 'write,pwrite64,writev,pwritev,send,sendto,sendmsg,fsync,fdatasync'
LINE = re.compile(r'^(?:\[pid\s+)?(\d+)\]?\s+(?:(\w+)\((.*)|<\.\.\. (\w+) resumed>(.*))$', re.S)


def calls_of(trace):
    """(thread, call, text, began, ended) in the order in which they began; the numbers are lines of the trace."""
    open_calls, calls = {}, []
    with open(trace, errors='replace') as lines:
        for number, line in enumerate(lines):
            found = LINE.match(line.rstrip('\n'))
            if not found:
                continue
            thread, name, text, resumed, rest = found.groups()
            if resumed:
                if thread in open_calls:
                    call = open_calls.pop(thread)
                    call[2] += rest
                    call[4] = number
                continue
            call = [thread, name, text, number, number]
            calls.append(call)
            if text.endswith('<unfinished ...>'):
                call[4] = None
                open_calls[thread] = call
    return calls


def judge(calls, control_ids):
    """What is wrong, per control id."""
    wal = [c for c in calls if 'journal.db-wal>' in c[2]]
    writes = [c for c in wal if c[1].startswith(('pwrite', 'write'))]
    syncs = [c for c in wal if c[1] in ('fdatasync', 'fsync') and c[2].rstrip().endswith('= 0') and c[4] is not None]
    answers = [c for c in calls if c[1] in ('write', 'writev', 'send', 'sendto', 'sendmsg') and 'MSA|AA|' in c[2] and 'TCP' in c[2]]
    wrong = []
    for control_id in control_ids:
        mine = re.compile(r'MSA\|AA\|' + re.escape(control_id) + r'(?!\w)')
        answer = next((c for c in answers if mine.search(c[2])), None)
        # MSH-10 stands between two bars in the message itself; in the answer it is MSA-2.
        written = re.compile(r'ORU_R01\|' + re.escape(control_id) + r'\|')
        write = next((c for c in writes if written.search(c[2])), None)
        if answer is None or write is None:
            wrong.append(f'{control_id}: ' + ('no acknowledgement' if answer is None else 'not written') + ' in the trace')
        elif write[4] is None or not any(write[4] < s[3] and s[4] < answer[3] for s in syncs):
            wrong.append(f'{control_id}: acknowledged before its fsync')
    return wrong, len(syncs)


def may_trace():
    return shutil.which('strace') and subprocess.run(['strace', '-f', '-o', os.devnull, 'true'], capture_output=True).returncode == 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--gateway', default=default_binary())
    parser.add_argument('--messages', type=int, default=40, help='of each sender')
    parser.add_argument('--senders', type=int, default=8)
    arguments = parser.parse_args()
    if not may_trace():
        print('skipped: strace is not there or may not trace here\n0 passed, 0 failed')
        return 0
    hub = ImposterHub()
    codes, ids = [], []

    def send(number, port):
        sender = Sender(port, timeout=60)
        for count in range(arguments.messages):
            control_id = f'F{number:02d}N{count}'
            codes.append(sender.send(result(str(1001 + number), count, control_id)))
            ids.append(control_id)
        sender.close()

    with tempfile.TemporaryDirectory(prefix='schakel-fsync-') as folder:
        trace = os.path.join(folder, 'trace')
        gateway = Gateway(arguments.gateway, hub.url, os.path.join(folder, 'data'), os.path.join(folder, 'log'),
                          ['strace', '-f', '-yy', '-s', '40000', '-e', f'trace={CALLS}', '-o', trace])
        try:
            gateway.start(patience=120)
            threads = [threading.Thread(target=send, args=(n, gateway.mllp)) for n in range(arguments.senders)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            code = gateway.stop(60)
        finally:
            gateway.kill()
            hub.close()
        calls = calls_of(trace)
        wrong, syncs = judge(calls, ids)
        blind, _ = judge([c for c in calls if c[1] not in ('fsync', 'fdatasync')], ids)
    print(f'{len(ids)} messages, {syncs} completed fdatasync of the log')
    checks = {
        'every message was accepted': [c for c in codes if c != 'AA'],
        'between each message\'s last write and its acknowledgement stands a completed fsync': wrong,
        'a trace without fsyncs would not pass': [] if len(blind) == len(ids) else [f'{len(ids) - len(blind)} pass'],
        'commits were shared': [] if syncs < len(ids) else ['no fewer syncs than messages'],
        'it ended by itself': [] if code == 0 else [f'exit code {code}'],
    }
    for name, bad in checks.items():
        print(f'{"FAIL" if bad else "ok  "} {name}' + (f': {len(bad)}: ' + '; '.join(bad[:5]) if bad else ''))
    failed = sum(1 for bad in checks.values() if bad)
    print(f'{len(checks) - failed} passed, {failed} failed')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
