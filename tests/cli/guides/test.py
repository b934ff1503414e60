#!/usr/bin/env python3
"""Every command of the guides and of the examples' README does what is written: it ends with the exit code stated (`# exit 1`), else 0.
A command is an indented line that runs `schakel`; what stands between fences is shown only."""
import glob
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from installation import ROOT, Installation, Tally  # noqa: E402


def commands_of(page):
    """[(command, exit code)]"""
    fenced, found = False, []
    with open(page, encoding='utf-8') as f:
        for line in f:
            fenced ^= line.startswith('```')
            match = re.match(r'^ {4,}((?:cat [^|]+\| )?schakel .*?)(?:\s+# exit (\d))?$', line.rstrip())
            if match and not fenced:
                found.append((match[1], int(match[2] or 0)))
    return found


def links_of(page):
    with open(page, encoding='utf-8') as f:
        return [m for m in re.findall(r'\]\(([^)#]+)\)', f.read()) if '://' not in m]


def main():
    tally = Tally()
    pages = sorted(glob.glob(os.path.join(ROOT, 'gateway', 'docs', 'guides', '*.md'))) + [os.path.join(ROOT, 'examples', '03-conformance-check', 'README.md')]
    with Installation() as installation:
        work = installation.at('work')
        os.makedirs(work)
        for name in ('examples', 'profiles'):
            os.symlink(os.path.join(ROOT, name), os.path.join(work, name))
        for page in pages:
            name = os.path.basename(page)
            for link in links_of(page):
                tally.check(f'{name}: {link} exists', os.path.exists(os.path.join(os.path.dirname(page), link)))
            for command, expected in commands_of(page):
                done = subprocess.run(['bash', '-c', command], cwd=work, env=installation.environment(), capture_output=True, text=True, timeout=300)
                tally.check(f'{name}: {command}', done.returncode == expected,
                            f'exit {done.returncode}, not {expected}\n{(done.stdout + done.stderr)[-1500:]}')
    tally.end()


if __name__ == '__main__':
    main()
