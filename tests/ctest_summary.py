#!/usr/bin/env python3
"""Runs every CTest of a build folder and counts what really ran.

    ctest_summary.py BUILD JOBS

Each unit test binary is asked which cases it has, then run; as many must have run as were listed (a `;` in a Catch2 2.13 name
makes a case that matches nothing and passes). The other CTests count as one each. Last line: `N passed, N failed`.
"""
import json
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from xml.etree import ElementTree


def tests_of(build):
    out = subprocess.run(['ctest', '--test-dir', build, '--show-only=json-v1'], check=True, capture_output=True, text=True).stdout
    for test in json.loads(out)['tests']:
        folder = next((p['value'] for p in test.get('properties', []) if p['name'] == 'WORKING_DIRECTORY'), build)
        if 'command' in test:
            yield test['name'], test['command'], folder


def run_unit(command, folder):
    listed = subprocess.run(command + ['--list-test-names-only'], cwd=folder, capture_output=True, text=True).stdout.splitlines()
    listed = [name for name in listed if name.strip()]
    run = subprocess.run(command + ['-r', 'xml'], cwd=folder, capture_output=True, text=True, errors='replace')
    try:
        cases = ElementTree.fromstring(run.stdout).findall('.//TestCase')
    except ElementTree.ParseError:
        return 0, len(listed) or 1, f'died (exit {run.returncode})\n' + (run.stdout[-1500:] + run.stderr)[-6000:]
    bad = [c for c in cases if c.find('OverallResult').get('success') != 'true']
    text = ''
    for case in bad:
        text += f"FAIL {case.get('name')} ({case.get('filename')}:{case.get('line')})\n"
        for e in list(case.iter('Expression')) + list(case.iter('Exception')) + list(case.iter('Failure')):
            text += '     ' + ' '.join(' '.join(e.itertext()).split())[:400] + f" ({e.get('filename')}:{e.get('line')})\n"
    lost = len(listed) - len(cases)
    if lost:
        text += f'{lost} of {len(listed)} listed cases did not run\n'
    failed = len(bad) + abs(lost)
    if run.returncode != 0 and failed == 0:
        failed, text = 1, f'exit {run.returncode}\n{run.stderr[-6000:]}'
    return len(cases) - len(bad), failed, text + (run.stderr[-3000:] if bad else '')


def run_other(command, folder):
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, errors='replace')
    lines = [x for x in run.stdout.splitlines() if re.match(r'\d+ passed, \d+ failed', x)]
    passed, failed = (int(x) for x in re.findall(r'\d+', lines[-1])[:2]) if lines else (run.returncode == 0, run.returncode != 0)
    if run.returncode != 0 and failed == 0:
        failed = 1
    return int(passed), int(failed), '' if failed == 0 else (run.stdout + run.stderr)[-6000:]


def main():
    build, jobs = sys.argv[1], int(sys.argv[2])
    passed = failed = 0

    def one(test):
        name, command, folder = test
        unit = os.path.basename(command[0]).startswith('unit_')
        return (name, *(run_unit if unit else run_other)(command, folder))

    with ThreadPoolExecutor(jobs) as pool:
        for name, good, bad, text in pool.map(one, tests_of(build)):
            print(f"{'FAIL' if bad else 'ok  '} {name}: {good} passed, {bad} failed", flush=True)
            if text:
                print('     ' + text.rstrip().replace('\n', '\n     '))
            passed, failed = passed + good, failed + bad
    print(f'{passed} passed, {failed} failed')
    return 1 if failed or not passed else 0


if __name__ == '__main__':
    sys.exit(main())
