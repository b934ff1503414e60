#!/usr/bin/env python3
"""Validation: ours (base and our profile, invariants, bindings, fast pass) and @medplum/core's validateResource (base alone) on the
same documents in one run.

    bench.py --build DIR

Prints microseconds of one warm validation on one core, how many times faster ours is, what explaining costs, how Bundles grow, and
what a run of `schakel validate` takes from exec to exit with all packages that are installed. @medplum/core is what ./run setup fetched.
"""
import argparse
import json
import os
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.abspath(os.path.join(HERE, '..', '..', '..'))
MODULES = os.path.join(ROOT, 'build', 'node_modules')
EXAMPLES = {'CareTeam': 'care-team/examples/valid.json', 'CarePlan': 'care-plan/examples/valid.json',
            'Observation': 'observation/examples/valid-quantity.json', 'Patient': 'patient/examples/valid.json',
            'discharge Bundle': 'discharge-bundle/examples/valid.json'}
ROUNDS = 15


def ours(build):
    """{name: ns}, {name: why there is none}"""
    done = subprocess.run(['cmake', '--build', build, '--target', 'schakel_bench', 'schakel'], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f'bench: schakel_bench does not build:\n{done.stdout[-3000:]}')
    with tempfile.TemporaryDirectory() as scratch:
        file = os.path.join(scratch, 'report.json')
        done = subprocess.run([os.path.join(build, 'tests', 'bench', 'schakel_bench'), '--benchmark_filter=^validation/', '--benchmark_min_time=0.3',
                               f'--benchmark_out={file}', '--benchmark_out_format=json'], capture_output=True, text=True)
        if done.returncode:
            sys.exit(f'bench: schakel_bench failed:\n{(done.stdout + done.stderr)[-3000:]}')
        with open(file, encoding='utf-8') as f:
            report = json.load(f)
    scale = {'ns': 1, 'us': 1e3, 'ms': 1e6}
    times, missing = {}, {}
    for b in report['benchmarks']:
        name = b['name'][len('validation/'):]
        if b.get('error_occurred'):
            missing[name] = b['error_message']
        else:
            times[name] = b['cpu_time'] * scale[b['time_unit']]
    return times, missing


def medplum():
    """{name: ns or None}"""
    if not os.path.isdir(os.path.join(MODULES, '@medplum', 'core')):
        sys.exit('bench: @medplum/core is not in build/node_modules: ./run setup puts it there')
    node = os.path.join(ROOT, 'build', 'bin', 'node')
    files = [os.path.join(ROOT, 'profiles', 'local', f) for f in EXAMPLES.values()]
    done = subprocess.run([node if os.path.exists(node) else 'node', os.path.join(HERE, 'medplum.mjs'), MODULES, *files], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f'bench: medplum.mjs failed:\n{done.stderr[-3000:]}')
    answers = json.loads(done.stdout)
    return {name: a.get('ns') for name, a in zip(EXAMPLES, answers)}


def one_run(binary):
    """(ms, MB) of `schakel validate` of one document, the least of some; the first one, which may make the image, does not count."""
    words = [binary, 'validate', os.path.join(ROOT, 'profiles', 'local', EXAMPLES['CareTeam'])]
    runs = []
    for _ in range(ROUNDS + 1):
        began = time.monotonic()
        process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        took = (time.monotonic() - began) * 1e3
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            sys.exit(f'bench: {" ".join(words)} ends with {process.returncode}')
        runs.append((took, usage.ru_maxrss / 1e3))
    return min(r[0] for r in runs[1:]), min(r[1] for r in runs[1:])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--build', required=True)
    build = os.path.abspath(parser.parse_args().build)
    time_of, missing = ours(build)
    theirs = medplum()
    print(f'{"ours us":>9} {"medplum us":>11} {"times":>7}  document')
    for name, other in theirs.items():
        if other:
            print(f'{time_of[name] / 1e3:9.1f} {other / 1e3:11.1f} {other / time_of[name]:7.0f}  {name}')
        else:
            print(f'{time_of[name] / 1e3:9.1f} {"-":>11} {"-":>7}  {name} (medplum: finds it invalid)')
    for name, ns in time_of.items():
        if name not in theirs and not name.endswith('explained'):
            print(f'{ns / 1e3:9.1f} {"":>11} {"":>7}  {name}')
    for name, why in missing.items():
        print(f'{"-":>9} {"":>11} {"":>7}  {name}: {why}')
    for name in ('CareTeam', 'CarePlan', 'Observation'):
        print(f'{name}: {time_of[name] / 1e3:.1f} us (reach 50, stretch 15), {(theirs[name] or 0) / time_of[name]:.0f} x medplum (reach 15)')
    for name in ('CareTeam', 'CarePlan', 'Observation', 'discharge Bundle'):
        explained = time_of[name + ' explained']
        print(f'{name}: fast {time_of[name] / 1e3:.1f} us, explained {explained / 1e3:.1f} us ({explained / time_of[name]:.1f} x)')
    few, many, most = (time_of[f'Bundle of Observations/{n}'] / n / 1e3 for n in (20, 200, 2000))
    print(f'an entry of a Bundle: {few:.2f} us of 20, {many:.2f} us of 200, {most:.2f} us of 2,000: '
          f'{many / few:.2f} and {most / few:.2f} x (linear is 1)')
    print(f'10,000 references: {time_of["Bundle of references/10000"] / 1e6:.1f} ms (reach 50)')
    took, resident = one_run(os.path.join(build, 'schakel'))
    print(f'schakel validate, exec to exit: {took:.0f} ms (reach 100, stretch 30), {resident:.0f} MB resident at most (reach 200)')
    return 0


if __name__ == '__main__':
    sys.exit(main())
