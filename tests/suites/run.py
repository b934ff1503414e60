#!/usr/bin/env python3
"""Drives the external suites (../shared/suites) over our binary.

    run.py --binary build/release/schakel [--suites ../shared/suites] [NAME...]

suites.json lists them: runner, folders of cases, our command, arguments of the runner. expected/<name>.txt holds the cases that
may fail, one a line: `suite/case  # the section of the specification, or the reason`. A line without a reason, a failure that is not
listed and a listed one that passes are failures here. Without the suites' folder nothing runs, and that is said. A suite with a
`script` instead of a runner is one of this folder, over files of ../shared that have no runner: it judges by itself.
Last line: `N passed, N failed`.
"""
import argparse
import json
import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))


def expected_of(name):
    """{case: reason}, [lines without a reason]"""
    known, bare = {}, []
    path = os.path.join(HERE, 'expected', name + '.txt')
    if os.path.exists(path):
        with open(path, encoding='utf-8') as f:
            for line in f:
                if not line.strip() or line.startswith('#'):
                    continue
                case, _, reason = line.strip().partition('  # ')
                known[case.strip()] = reason.strip()
                if not reason.strip():
                    bare.append(case)
    return known, bare


def rows_of(suite, report, output):
    """{suite/case: passed}; from the runner's report, else from what it printed."""
    if os.path.exists(report):
        with open(report, encoding='utf-8') as f:
            return {f"{r['suite']}/{r['name']}": r['pass'] for r in json.load(f)}
    rows = {f"{suite['cases'][0]}/{m[1]}": False for m in re.finditer(r'^FAIL (.+?):', output, re.M)}
    last = re.findall(r'^(\d+) passed, (\d+) failed', output, re.M)
    if last:
        rows.update({f"{suite['cases'][0]}/#{i}": True for i in range(int(last[-1][0]))})
    return rows


def run(suite, binary, suites):
    known, bare = expected_of(suite['name'])
    folders = [os.path.join(suites, 'cases', c) for c in suite['cases']]
    with tempfile.TemporaryDirectory() as scratch:
        report = os.path.join(scratch, 'report.json')
        words = [sys.executable, os.path.join(suites, 'runners', suite['runner']), *folders, '--cmd', f"{binary} {suite['command']}", *suite['arguments']]
        if suite['runner'] != 'run_delivery.py':
            words += ['--report', report]
        done = subprocess.run(words, capture_output=True, text=True, errors='replace')
        rows = rows_of(suite, report, done.stdout)
    failing = {case for case, ok in rows.items() if not ok}
    offences = [f'expected failure without a reason: {case}' for case in bare]
    offences += [f'fails: {case}' for case in sorted(failing - known.keys())]
    offences += [f'is expected to fail and passes, take it off the list: {case}' for case in sorted(known.keys() & {c for c, ok in rows.items() if ok})]
    if not rows:
        offences.append('the runner reported no case: ' + (done.stdout + done.stderr)[-800:])
    good = sum(rows.values())
    print(f"{'FAIL' if offences else 'ok  '} {suite['name']}: {good} of {len(rows)} pass, {len(failing & known.keys())} fail as expected", flush=True)
    for offence in offences[:200]:
        print('     ' + offence)
    return good, len(offences)


def run_script(suite, binary, shared):
    """A suite that is a script of ours: its last line counts."""
    done = subprocess.run([sys.executable, os.path.join(HERE, suite['script']), '--binary', binary, '--shared', shared], capture_output=True, text=True, errors='replace')
    last = re.findall(r'^(\d+) passed, (\d+) failed$', done.stdout, re.M)
    good, bad = map(int, last[-1]) if last else (0, 0)
    if done.returncode and not bad:
        bad = 1
    said = [line for line in (done.stdout if last else done.stdout + done.stderr[-800:]).splitlines() if not re.match(r'\d+ passed, ', line)]
    print(f"{'FAIL' if bad else 'ok  '} {suite['name']}: {good} of {good + bad} pass", flush=True)
    for line in said[:200]:
        print('     ' + line)
    return good, bad


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('names', nargs='*')
    parser.add_argument('--binary', default=os.path.join(ROOT, 'build', 'release', 'schakel'))
    parser.add_argument('--suites', default=os.path.join(ROOT, '..', 'shared', 'suites'))
    a = parser.parse_args()
    suites = os.path.abspath(a.suites)
    if not os.path.isdir(os.path.join(suites, 'runners')):
        print(f'skipped: no external suites at {suites}')
        print('0 passed, 0 failed')
        return 0
    with open(os.path.join(HERE, 'suites.json'), encoding='utf-8') as f:
        table = json.load(f)
    passed = failed = 0
    for suite in table:
        if not a.names or suite['name'] in a.names:
            binary = os.path.abspath(a.binary)
            good, bad = run_script(suite, binary, os.path.dirname(suites)) if 'script' in suite else run(suite, binary, suites)
            passed, failed = passed + good, failed + bad
    print(f'{passed} passed, {failed} failed')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
