#!/usr/bin/env python3
"""The house rules that a machine can hold: levels, heavy headers, sizes, mirrors, test names.

    check.py [--root DIR]

Prints one line per rule and one per offence, then `N passed, N failed`; exit 1 when a rule is broken.
"""
import argparse
import os
import re
import subprocess
import sys

LEVELS = [
    ['base', 'console'],
    ['tree', 'storage', 'transport'],
    ['syntax'],
    ['fhir', 'formats'],
    ['fhirpath', 'terminology', 'hubs'],
    ['mapping', 'validation', 'repository', 'routing', 'outbox'],
    ['pipeline'],
    ['server'],
    ['app'],
]
LEVEL = {room: level for level, rooms in enumerate(LEVELS) for room in rooms}

# A third-party header (prefix of what stands between <>) and the places that may include it.
HEAVY = {
    'boost/': ['gateway/transport/', 'gateway/server/'],
    'CLI/': ['gateway/app/arguments.cpp'],
    'spdlog/': ['gateway/base/log.cpp'],
    'yaml-cpp/': ['gateway/app/configuration'],
    'rapidjson/': ['gateway/syntax/'],
    'expat': ['gateway/syntax/'],
    'libxml/': ['gateway/syntax/'],
    'SQLiteCpp/': ['gateway/storage/'],
    'sqlite3': ['gateway/storage/'],
    'libpq': ['gateway/storage/'],
    'curl/': ['gateway/transport/http_client/'],
    'prometheus/': ['gateway/server/'],
    'archive': ['gateway/fhir/packages/'],
}
# Folders at the top level of the project, and the files that tools want there.
TOP = {
    'CMakeLists.txt', 'gateway', 'mappings', 'profiles', 'conformance', 'tests', 'examples', 'README.md', 'CHANGELOG.md',
    'LICENSE', 'CMakePresets.json', 'run', '.ci', '.clang-format', '.clang-tidy', '.editorconfig', '.gitignore',
}
LONGEST_FILE, LONGEST_HEADER, LONGEST_FUNCTION, P95 = 900, 200, 60, 500


def tracked(root):
    out = subprocess.run(['git', 'ls-files', '--cached', '--others', '--exclude-standard'], cwd=root, check=True, capture_output=True, text=True)
    return [f for f in out.stdout.splitlines() if os.path.isfile(os.path.join(root, f))]


def read(root, path):
    with open(os.path.join(root, path), encoding='utf-8') as f:
        return f.read()


def room_of(path):
    parts = path.split('/')
    return parts[1] if parts[0] == 'gateway' and len(parts) > 2 else None


def upward_includes(root, files):
    for f in files:
        room = room_of(f)
        if room not in LEVEL or not f.endswith(('.h', '.cpp')):
            continue
        for number, line in enumerate(read(root, f).splitlines(), 1):
            found = re.match(r'\s*#include "(\w+)/', line)
            to = found and found[1]
            if to in LEVEL and LEVEL[to] > LEVEL[room]:
                yield f'{f}:{number}: {room} (L{LEVEL[room]}) includes {to} (L{LEVEL[to]})'


def cmake_edges(root, files):
    """Edges between rooms that CMake states: {room: {room}}."""
    edges = {}
    for f in files:
        if re.fullmatch(r'gateway/\w+/CMakeLists.txt', f):
            for call in re.findall(r'gateway_library\(([^)]*)\)', read(root, f)):
                words = call.split()
                deps = words[words.index('DEPS') + 1:] if 'DEPS' in words else []
                edges.setdefault(words[0], set()).update(d for d in deps if d in LEVEL)
    return edges


def upward_edges(root, files):
    edges = cmake_edges(root, files)
    for room, deps in sorted(edges.items()):
        if room not in LEVEL:
            yield f'gateway/{room}: a room that architecture.py does not know'
            continue
        for dep in sorted(deps):
            if LEVEL[dep] > LEVEL[room]:
                yield f'gateway/{room}/CMakeLists.txt: {room} (L{LEVEL[room]}) depends on {dep} (L{LEVEL[dep]})'
    for room in edges:
        todo, seen = [room], set()
        while todo:
            for dep in edges.get(todo.pop(), ()):
                if dep == room:
                    yield f'gateway/{room}: depends on itself in a circle'
                    todo = []
                    break
                if dep not in seen:
                    seen.add(dep)
                    todo.append(dep)


def stray_heavy_headers(root, files):
    for f in files:
        if not f.startswith('gateway/') or not f.endswith(('.h', '.cpp')):
            continue
        for number, line in enumerate(read(root, f).splitlines(), 1):
            found = re.match(r'\s*#include <([^>]+)>', line)
            for prefix, places in HEAVY.items():
                if found and found[1].startswith(prefix) and not f.startswith(tuple(places)):
                    yield f'{f}:{number}: <{found[1]}> belongs behind {places[0]}'


def sources(files):
    return [f for f in files if f.endswith(('.h', '.cpp')) and f.startswith(('gateway/', 'conformance/', 'tests/'))]


def long_files(root, files):
    sizes = sorted((read(root, f).count('\n'), f) for f in sources(files))
    for size, f in sizes:
        if size > LONGEST_FILE:
            yield f'{f}: {size} lines, {LONGEST_FILE} is the limit'
        elif f.endswith('.h') and f.startswith('gateway/') and size > LONGEST_HEADER:
            yield f'{f}: {size} lines, {LONGEST_HEADER} is the limit for a header'
    if sizes and sizes[int(len(sizes) * 0.95)][0] > P95:
        yield f'95th percentile of file sizes is {sizes[int(len(sizes) * 0.95)][0]} lines, {P95} is the limit'


def long_functions(root, files):
    """A function of a .cpp starts at a line in column 1 (or one indented by two in a class) that ends with `{`, and ends at the `}` in that column."""
    for f in sources(files):
        if not f.endswith('.cpp') or not f.startswith('gateway/'):
            continue
        start = None
        for number, line in enumerate(read(root, f).splitlines(), 1):
            if start is None and re.match(r'[A-Za-z_~:].*[)\w]\s*(const|noexcept|override)?\s*\{$', line) and not re.match(r'(namespace|class|struct|enum|union|extern|constexpr|const|static const|inline constexpr)\b', line):
                start = number
            elif start is not None and line.startswith('}'):
                if number - start + 1 > LONGEST_FUNCTION:
                    yield f'{f}:{start}: a function of {number - start + 1} lines, {LONGEST_FUNCTION} is the limit'
                start = None


def unmirrored_tests(root, files):
    folders = {os.path.dirname(f)[len('gateway/'):] for f in files if f.startswith('gateway/') and f.endswith('.cpp')}
    folders |= {parent for folder in folders for parent in [folder.split('/')[0]]}
    for f in files:
        if f.startswith('tests/unit/') and f.endswith('_test.cpp'):
            folder = os.path.dirname(f)[len('tests/unit/'):]
            if folder not in folders:
                yield f'{f}: gateway/{folder} holds no code'
    for room in sorted({room_of(f) for f in files if f.endswith('.cpp')} - {None, 'console'}):
        if not any(f.startswith(f'tests/unit/{room}/') for f in files):
            yield f'gateway/{room}: no tests/unit/{room}'


def bad_test_names(root, files):
    for f in files:
        if f.startswith('tests/') and f.endswith('.cpp'):
            for number, line in enumerate(read(root, f).splitlines(), 1):
                if re.match(r'\s*(TEMPLATE_)?TEST_CASE(_METHOD)?\(', line) and ';' in line.split('"')[1:2][0] if '"' in line else False:
                    yield f'{f}:{number}: a `;` in a test name splits it (Catch2 2.13) and neither half runs'


def stray_top_level(root, files):
    for name in sorted({f.split('/')[0] for f in files} - TOP):
        yield f'{name}: nothing else stands at the top level'


def foreign_traces(root, files):
    """Paths of a machine, and code that was put off."""
    # Spelt in pieces, so that this file does not find itself.
    places = re.compile('/' + r'(work|root|home)/[a-z.]')
    for f in files:
        if f.endswith(('.png', '.ico', '.tgz', '.woff2')):
            continue
        try:
            text = read(root, f)
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(text.splitlines(), 1):
            if places.search(line):
                yield f'{f}:{number}: a path of one machine'


RULES = [
    ('no include points upward', upward_includes),
    ('no CMake edge points upward or in a circle', upward_edges),
    ('heavy headers stay behind ours', stray_heavy_headers),
    ('files are short', long_files),
    ('functions are short', long_functions),
    ('tests mirror the code', unmirrored_tests),
    ('no test name is split by Catch2', bad_test_names),
    ('the top level holds only what the architecture names', stray_top_level),
    ('nothing names a machine', foreign_traces),
]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--root', default=os.path.join(os.path.dirname(__file__), '..', '..'))
    root = os.path.abspath(parser.parse_args().root)
    files = tracked(root)
    failed = 0
    for title, rule in RULES:
        offences = list(rule(root, files))
        failed += bool(offences)
        print(('FAIL ' if offences else 'ok   ') + title)
        for offence in offences:
            print('     ' + offence)
    print(f'{len(RULES) - failed} passed, {failed} failed')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
