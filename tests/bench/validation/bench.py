#!/usr/bin/env python3
"""Validation: ours (base and our profile, invariants, bindings, fast pass) and @medplum/core's validateResource (base alone) on the
same documents in one run.

    bench.py --build DIR

Prints microseconds of one warm validation on one core, how many times faster ours is, and what explaining costs. medplum is unpacked
from what set-up fetched.
"""
import argparse
import json
import os
import subprocess
import sys
import tarfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.abspath(os.path.join(HERE, '..', '..', '..'))
VERSION = '4.5.2'
EXAMPLES = {'CareTeam': 'care-team/examples/valid.json', 'CarePlan': 'care-plan/examples/valid.json',
            'Observation': 'observation/examples/valid-quantity.json', 'Patient': 'patient/examples/valid.json',
            'discharge Bundle': 'discharge-bundle/examples/valid.json'}


def modules():
    folder = os.path.join(ROOT, 'build', 'peers', 'medplum', 'node_modules')
    for name in ('core', 'definitions'):
        target = os.path.join(folder, '@medplum', name)
        if os.path.isdir(target):
            continue
        tarball = os.path.join(ROOT, 'build', 'downloads', f'medplum-{name}-{VERSION}.tgz')
        if not os.path.exists(tarball):
            sys.exit(f'bench: {tarball} is missing; ./run setup fetches it')
        with tarfile.open(tarball) as archive:
            for member in archive.getmembers():
                if not member.name.startswith('package/') or '..' in member.name or not member.isfile():
                    continue
                member.name = member.name[len('package/'):]
                archive.extract(member, target)
    return folder


def run(command):
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f'bench: {command[0]} failed:\n{done.stderr[-3000:]}')
    return json.loads(done.stdout)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--build', required=True)
    build = os.path.abspath(parser.parse_args().build)
    done = subprocess.run(['cmake', '--build', build, '--target', 'schakel_bench'], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f'bench: schakel_bench does not build:\n{done.stdout[-3000:]}')
    ours = run([os.path.join(build, 'tests', 'bench', 'schakel_bench'), '--benchmark_filter=^validation/', '--benchmark_format=json',
                '--benchmark_min_time=0.3'])
    scale = {'ns': 1, 'us': 1e3, 'ms': 1e6}
    time = {b['name'][len('validation/'):]: b['cpu_time'] * scale[b['time_unit']] for b in ours['benchmarks']}
    node = os.path.join(ROOT, 'build', 'bin', 'node')
    files = [os.path.join(ROOT, 'profiles', 'local', f) for f in EXAMPLES.values()]
    theirs = run([node if os.path.exists(node) else 'node', os.path.join(HERE, 'medplum.mjs'), modules(), *files])
    print(f'{"ours us":>9} {"medplum us":>11} {"times":>7}  document')
    for name, other in zip(EXAMPLES, theirs):
        if 'ns' in other:
            print(f'{time[name] / 1e3:9.1f} {other["ns"] / 1e3:11.1f} {other["ns"] / time[name]:7.1f}  {name}')
        else:
            print(f'{time[name] / 1e3:9.1f} {"-":>11} {"-":>7}  {name} (medplum: {other["problem"]})')
    for name, ns in time.items():
        if name not in EXAMPLES:
            print(f'{ns / 1e3:9.1f} {"":>11} {"":>7}  {name}')
    for name in ('CareTeam', 'CarePlan', 'Observation'):
        print(f'{name}: {time[name] / 1e3:.1f} us (reach 50, stretch 15)')
    return 0


if __name__ == '__main__':
    sys.exit(main())
