#!/usr/bin/env python3
"""clang-tidy over the C++ files named on stdin: `tidy.py BUILD JOBS [SECONDS]`. After SECONDS no further file is begun, and that is
said. Last line: `N passed, N failed`."""
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor


def main():
    build, jobs = sys.argv[1], int(sys.argv[2])
    end = time.monotonic() + float(sys.argv[3]) if len(sys.argv) > 3 else None
    files = sys.stdin.read().split()
    passed = failed = 0

    def tidy(path):
        if end is not None and time.monotonic() > end:
            return path, None, ''
        run = subprocess.run(['clang-tidy-14', '-p', build, '--quiet', '--extra-arg=-Wno-unknown-warning-option', path], capture_output=True, text=True, errors='replace')
        return path, run.returncode, run.stdout

    with ThreadPoolExecutor(jobs) as pool:
        for done, (path, code, text) in enumerate(pool.map(tidy, files), 1):
            if code is None:
                continue
            print(f"{'FAIL' if code else 'ok  '} [{done}/{len(files)}] {path}", flush=True)
            if code:
                print(text)
            failed, passed = failed + (code != 0), passed + (code == 0)
    if passed + failed < len(files):
        print(f'{len(files) - passed - failed} of {len(files)} files were not looked at in the time given; `./run lint` takes the time')
    print(f'{passed} passed, {failed} failed')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
