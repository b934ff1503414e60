#!/usr/bin/env python3
"""The numbers of the architecture, as ratios in one run.

    run.py --build DIR [NAME...]

NAME: `micro` (schakel_bench: parts on one core, against libraries in the same process) or a folder of tests/bench that has a
bench.py (`end_to_end`: the whole gateway against bare epoll; `fhirpath`: against fhirpath.js under Node). Default: all.
A figure is never a test: this exits 0 whatever the numbers, and 2 when something could not be measured.
"""
import argparse
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))


def build(folder, target):
    done = subprocess.run(['cmake', '--build', folder, '--target', target], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f'bench: {target} does not build:\n{done.stdout[-3000:]}')


def main():
    folders = sorted(f for f in os.listdir(HERE) if os.path.isfile(os.path.join(HERE, f, 'bench.py')))
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--build', required=True, help='a release build, build/release')
    parser.add_argument('name', nargs='*', help='one or more of: ' + ' '.join(['micro', *folders]))
    args = parser.parse_args()
    unknown = set(args.name) - {'micro', *folders}
    if unknown:
        parser.error('no bench ' + ', '.join(sorted(unknown)))
    worst = 0
    for name in args.name or ['micro', *folders]:
        print(f'\n-- {name}', flush=True)
        if name == 'micro':
            build(args.build, 'schakel_bench')
            command = [os.path.join(args.build, 'tests', 'bench', 'schakel_bench'), '--benchmark_min_time=0.2', '--benchmark_repetitions=5',
                       '--benchmark_enable_random_interleaving=true', '--benchmark_report_aggregates_only=false']
        else:
            command = [sys.executable, os.path.join(HERE, name, 'bench.py'), '--build', args.build]
        worst = max(worst, subprocess.run(command).returncode)
    return 2 if worst else 0


if __name__ == '__main__':
    sys.exit(main())
