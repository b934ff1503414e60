#!/usr/bin/env python3
"""The gateway is killed again and again under load, before a hub that misbehaves: nothing acknowledged is lost, nothing takes effect
twice, and every patient's messages take effect in order.

    test.py [--gateway BINARY] [--kills 20] [--seconds 1.0] [--senders 8] [--seed N]

Senders send each patient's results one after another over MLLP and repeat what was not acknowledged, as senders do. The hub answers
503, late, half, or drops the connection after the transaction took effect. Last line: N passed, N failed."""
import argparse
import collections
import os
import random
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..'))
from parts.gateway import Gateway, default_binary
from parts.imposter_hub import Faults, ImposterHub
from parts.mllp import NoAnswer, Sender, result

PATIENTS_EACH = 5
PATIENCE = 30  # seconds without any news from the hub while the queue runs dry at the end
BACKLOG = 3000  # acknowledged and not yet at the hub: senders wait, so that the queue stays one that runs dry


class Load:
    """Senders, each with patients of its own; what they know of their messages."""

    def __init__(self, gateway, hub, senders):
        self.gateway = gateway
        self.hub = hub
        self.stopping = threading.Event()
        self.lock = threading.Lock()
        self.acknowledged = []   # (control id, patient, number)
        self.answers = collections.Counter()
        self.repeats = 0
        self.other = b''         # an answer that was no AA
        self.threads = [threading.Thread(target=self.send, args=(n,)) for n in range(senders)]

    def start(self):
        for thread in self.threads:
            thread.start()

    def stop(self):
        self.stopping.set()
        for thread in self.threads:
            thread.join()

    def send(self, sender_number):
        sender = Sender(self.gateway.mllp)
        for count in range(1, 1_000_000):
            while len(self.acknowledged) - len(self.hub.seen) > BACKLOG and not self.stopping.is_set():
                self.stopping.wait(0.01)
            for patient in (f'{1001 + sender_number * 100 + i}' for i in range(PATIENTS_EACH)):
                if self.stopping.is_set():
                    sender.close()
                    return
                self.until_acknowledged(sender, patient, count)

    def until_acknowledged(self, sender, patient, count):
        control_id = f'C{patient}N{count}'
        message = result(patient, count, control_id)
        first = True
        while first or not self.stopping.is_set():
            try:
                code = sender.send(message)
            except NoAnswer:
                first = False
                self.repeats += 1
                self.stopping.wait(0.01)
                continue
            with self.lock:
                self.answers[code] += 1
                if code == 'AA':
                    self.acknowledged.append((control_id, patient, count))
                else:
                    self.other = sender.answer
            if code == 'AA':
                return
            first = False
            self.stopping.wait(0.05)


def run_dry(hub, load):
    """Waits until every acknowledged message has arrived, or nothing has come for a while."""
    want = {control_id for control_id, _, _ in load.acknowledged}
    news, last = len(hub.arrivals), time.monotonic()
    while time.monotonic() - last < PATIENCE:
        with hub.lock:
            if want <= hub.seen:
                return
            if len(hub.arrivals) != news:
                news, last = len(hub.arrivals), time.monotonic()
        time.sleep(0.05)


def out_of_order(arrivals):
    """Per patient: a message that took effect after a later one, or one that came again after a later one."""
    wrong, last = [], {}
    for control_id, _, _ in arrivals:
        patient, number = control_id[1:].split('N')
        if int(number) < last.get(patient, 0):
            wrong.append(f'{control_id} after {last[patient]}')
        last[patient] = max(last.get(patient, 0), int(number))
    return wrong


def twice(hub, arrivals):
    """Effects that are there more than once: reports are identified by their order, one a message."""
    names = {control_id for control_id, _, _ in arrivals}
    reports = [key for key in hub.resources if key[0] == 'DiagnosticReport']
    wrong = [f'{len(hub.bare)} entries that are not safe to repeat'] if hub.bare else []
    if len(reports) != len(names):
        wrong.append(f'{len(reports)} reports of {len(names)} messages')
    return wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--gateway', default=default_binary())
    parser.add_argument('--kills', type=int, default=20)
    parser.add_argument('--seconds', type=float, default=1.0, help='between two kills, on average')
    parser.add_argument('--senders', type=int, default=8)
    parser.add_argument('--seed', type=int, default=int(time.time()))
    arguments = parser.parse_args()
    moments = random.Random(arguments.seed)
    print(f'seed {arguments.seed}', flush=True)
    hub = ImposterHub(Faults(busy=0.05, late=0.02, dropped=0.03, half=0.02, seed=arguments.seed))
    checks = {}
    with tempfile.TemporaryDirectory(prefix='schakel-crash-') as folder:
        gateway = Gateway(arguments.gateway, hub.url, os.path.join(folder, 'data'), os.path.join(folder, 'log'))
        try:
            gateway.start()
            load = Load(gateway, hub, arguments.senders)
            load.start()
            for kill in range(arguments.kills):
                time.sleep(moments.uniform(0.2, 1.8) * arguments.seconds)
                gateway.kill()
                gateway.start()
                print(f'kill {kill + 1}: {len(load.acknowledged)} acknowledged, {len(hub.arrivals)} transactions at the hub', flush=True)
            time.sleep(arguments.seconds)
            load.stop()
            run_dry(hub, load)
            code = gateway.stop()
        finally:
            gateway.kill()
            hub.close()
    with hub.lock:
        arrivals = list(hub.arrivals)
    lost = [c for c, _, _ in load.acknowledged if c not in hub.seen]
    again = sum(1 for _, new, _ in arrivals if not new)
    print(f'{len(load.acknowledged)} acknowledged ({dict(load.answers)}, {load.repeats} sent again), {len(arrivals)} transactions at the hub, '
          f'{again} of them repeats, {len(hub.resources)} resources')
    if load.other:
        print('an answer that was no AA: ' + load.other.decode(errors='replace').replace('\r', ' / '))
    checks['messages were acknowledged between the kills'] = [] if len(load.acknowledged) >= 50 * arguments.kills ** 0.5 else ['too few for a test']
    checks['no answer but AA'] = [f'{n} {code}' for code, n in load.answers.items() if code != 'AA']
    checks['nothing acknowledged is lost'] = lost
    checks['nothing takes effect twice'] = twice(hub, arrivals)
    checks['every patient\'s messages take effect in order'] = out_of_order(arrivals)
    checks['it ends by itself at the end'] = [] if code == 0 else [f'exit code {code}']
    for name, wrong in checks.items():
        print(f'{"FAIL" if wrong else "ok  "} {name}' + (f': {len(wrong)}: ' + '; '.join(wrong[:5]) if wrong else ''))
    failed = sum(1 for wrong in checks.values() if wrong)
    print(f'{len(checks) - failed} passed, {failed} failed')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
