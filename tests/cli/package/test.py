#!/usr/bin/env python3
"""`schakel package install|list|tree|verify` against a registry on a real socket that speaks npm's protocol, as packages.fhir.org does."""
import base64
import hashlib
import http.server
import io
import json
import os
import sys
import tarfile
import threading

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from installation import Installation, Tally  # noqa: E402

BASE = 'https://packages.example'


def package(name, version, dependencies=None, fhir='4.0.1', url=None):
    """The .tgz of a package with one StructureDefinition."""
    definition = {'resourceType': 'StructureDefinition', 'id': 'p', 'url': url or f'{BASE}/{name}/StructureDefinition/p', 'version': version,
                  'name': 'P', 'status': 'active', 'fhirVersion': '4.0.1', 'kind': 'resource', 'abstract': False, 'type': 'Patient',
                  'baseDefinition': 'http://hl7.org/fhir/StructureDefinition/Patient', 'derivation': 'constraint',
                  'differential': {'element': [{'id': 'Patient.birthDate', 'path': 'Patient.birthDate', 'min': 1}]}}
    manifest = {'name': name, 'version': version, 'license': 'CC0-1.0', 'fhirVersions': [fhir], 'dependencies': dependencies or {}}
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode='w:gz') as archive:
        for file, content in (('package.json', manifest), ('StructureDefinition-p.json', definition)):
            content = json.dumps(content).encode()
            member = tarfile.TarInfo('package/' + file)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return out.getvalue()


class Registry:
    def __init__(self):
        self.pages, self.versions, self.asked = {}, {}, []
        registry = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                registry.asked.append(self.path)
                status, body, length = registry.pages.get(self.path, (404, b'{}', None))
                self.send_response(status)
                self.send_header('Content-Length', str(len(body) if length is None else length))
                self.end_headers()
                self.wfile.write(body)
                self.close_connection = True

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
        self.url = f'http://127.0.0.1:{self.server.server_port}'
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def add(self, name, version, content, latest=True, length=None, digest_of=None):
        file = f'/{name}/-/{name}-{version}.tgz'
        self.pages[file] = (200, content, length)
        digest = base64.b64encode(hashlib.sha512(digest_of or content).digest()).decode()
        known = self.versions.setdefault(name, {'name': name, 'dist-tags': {}, 'versions': {}})
        known['versions'][version] = {'name': name, 'version': version, 'dist': {'tarball': self.url + file, 'integrity': 'sha512-' + digest}}
        if latest:
            known['dist-tags']['latest'] = version
        self.pages['/' + name] = (200, json.dumps(known).encode(), None)


def from_a_registry(tally, gateway, registry):
    registry.add('x.top', '1.0.0', package('x.top', '1.0.0', {'x.base': '2.1.x', 'hl7.fhir.r4.core': '4.0.1', 'x.nowhere': '1.0.0', 'hl7.terminology.r4': '6.5.0'}))
    registry.add('x.base', '2.1.0', package('x.base', '2.1.0'))
    registry.add('x.base', '2.1.10', package('x.base', '2.1.10', {'x.top': '1.0.0'}))
    registry.add('x.base', '3.0.0', package('x.base', '3.0.0'))
    code, out, err = gateway.run('package', 'install', 'x.top#1.0.0', '--registry', registry.url)
    tally.check('a package comes with what it depends on, in a circle too', code == 0 and 'x.top#1.0.0: 2 files' in out and 'x.base#2.1.10: 2 files' in out, out + err)
    tally.check('what nobody has is a warning', 'warning: x.top#1.0.0 needs x.nowhere#1.0.0' in out and 'stays unresolved' in out, out)
    tally.check('what is substituted is not looked for', '/hl7.terminology.r4' not in registry.asked, str(registry.asked))
    code, out, _ = gateway.run('package', 'install', 'x.top#1.0.0', '--registry', registry.url)
    tally.check('what is there is not fetched again', code == 0 and 'installed already' in out and registry.asked.count('/x.top/-/x.top-1.0.0.tgz') == 1, out)
    code, out, _ = gateway.run('package', 'install', 'x.base', '--registry', registry.url, '--no-lock')
    tally.check('no version is the latest', code == 0 and 'x.base#3.0.0' in out, out)
    code, _, err = gateway.run('package', 'install', 'x.base#9.9.9', '--registry', registry.url)
    tally.check('an unknown version names those there are', code == 1 and '3.0.0, 2.1.10, 2.1.0' in err, f'{code} {err}')
    code, _, err = gateway.run('package', 'install', 'x.base#current', '--registry', registry.url)
    tally.check('current is refused as what it is', code == 1 and 'build of its editors' in err, f'{code} {err}')
    code, out, err = gateway.run('package', 'install', registry.url + '/x.base/-/x.base-2.1.0.tgz', '--no-lock')
    tally.check('a package comes from an address', code == 0 and 'x.base#2.1.0' in out, out + err)
    code, _, err = gateway.run('package', 'install', 'x.top#1.0.0', 'x.none', '--registry', 'http://127.0.0.1:1')
    tally.check('a registry that cannot be reached is our failure, not the input', code == 2 and 'cannot be reached' in err, f'{code} {err}')


def damaged(tally, gateway, registry):
    good = package('x.bad', '1.0.0')
    cases = [('another digest', dict(content=good, digest_of=b'another'), 'not what the registry states', 1),
             ('a download that breaks off', dict(content=good[:-20], length=len(good)), 'broke off', 2),
             ('what is no archive', dict(content=b'<html>'), 'is no package', 1),
             ('another package', dict(content=package('x.other', '1.0.0')), 'holds x.other#1.0.0', 1),
             ('another version of FHIR', dict(content=package('x.bad', '1.0.0', fhir='5.0.0')), 'of FHIR 5.0.0', 1)]
    for name, what, said, expected in cases:
        registry.add('x.bad', '1.0.0', **what)
        code, _, err = gateway.run('package', 'install', 'x.bad#1.0.0', '--registry', registry.url)
        left = [f for f in os.listdir(gateway.packages) if 'x.bad' in f or f.startswith('.')]
        tally.check(f'{name} is refused and leaves nothing', code == expected and said in err and not left, f'{code} {err} {left}')
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode='w:gz') as archive:
        for file in ('package/package.json', 'package/../../../../outside.json'):
            content = json.dumps({'name': 'x.bad', 'version': '1.0.0'}).encode()
            member = tarfile.TarInfo(file)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    code, _, err = gateway.run('package', 'install', gateway.write('climbs.tgz', out.getvalue()))
    tally.check('a path that leads out is refused', code == 1 and 'leads out of the package' in err, f'{code} {err}')


def list_tree_verify(tally, gateway):
    code, out, _ = gateway.run('package', 'list')
    tally.check('list shows locked ones and what only lies in the cache', code == 0 and 'x.top#1.0.0' in out and 'not locked     x.base#3.0.0' in out, out)
    code, out, _ = gateway.run('package', 'tree', 'x.top')
    tally.check('tree shows what is used for a range', code == 0 and 'x.base#2.1.x -> x.base#2.1.10' in out, out)
    tally.check('and for what is substituted, with the reason', 'hl7.terminology.r4#6.5.0 -> hl7.terminology.r4#7.0.1 (the only version' in out, out)
    tally.check('and what is unmet', 'x.nowhere#1.0.0  UNMET' in out, out)
    tally.check('--strict makes that an exit code', gateway.run('package', 'tree', 'x.top', '--strict')[0] == 1)
    tally.check('another package is said', gateway.run('package', 'tree', 'x.unknown')[0] == 1)
    patient = gateway.write('p.json', '{"resourceType":"Patient"}')
    code, out, err = gateway.run('validate', patient, '--profile', f'{BASE}/x.base/StructureDefinition/p|2.1.10')
    tally.check('an installed package is compiled in and judges', code == 1 and 'birthDate' in out, f'{code} {out} {err[-300:]}')
    code, out, _ = gateway.run('package', 'verify')
    tally.check('verify finds nothing', code == 0 and 'WRONG' not in out, out)
    with open(os.path.join(gateway.packages, 'x.top#1.0.0', 'package', 'StructureDefinition-p.json'), 'a', encoding='utf-8') as f:
        f.write(' ')
    code, out, _ = gateway.run('package', 'verify')
    tally.check('verify says which package differs, and how', code == 1 and 'WRONG          x.top#1.0.0: package/StructureDefinition-p.json was changed' in out and out.count('WRONG') == 1, out)


def main():
    tally = Tally()
    registry = Registry()
    with Installation() as gateway:
        from_a_registry(tally, gateway, registry)
        damaged(tally, gateway, registry)
        list_tree_verify(tally, gateway)
    registry.server.shutdown()
    tally.end()


if __name__ == '__main__':
    main()
