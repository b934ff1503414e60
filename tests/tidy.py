#!/usr/bin/env python3
"""clang-tidy over the C++ files named on stdin: `tidy.py BUILD JOBS`. Last line: `N passed, N failed`."""
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor


def main():
    build, jobs = sys.argv[1], int(sys.argv[2])
    files = sys.stdin.read().split()
    failed = 0

    def tidy(path):
        run = subprocess.run(['clang-tidy-14', '-p', build, '--quiet', '--extra-arg=-Wno-unknown-warning-option', path], capture_output=True, text=True, errors='replace')
        return path, run.returncode, run.stdout

    with ThreadPoolExecutor(jobs) as pool:
        for done, (path, code, text) in enumerate(pool.map(tidy, files), 1):
            print(f"{'FAIL' if code else 'ok  '} [{done}/{len(files)}] {path}", flush=True)
            if code:
                print(text)
            failed += code != 0
    print(f'{len(files) - failed} passed, {failed} failed')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
