"""A copy of the program as it is installed (PREFIX/bin, PREFIX/share/schakel) in a folder of its own, so that tests may install
packages and change definitions. Definitions that were compiled already are taken along."""
import os
import shutil
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, 'tests', 'integration'))
from harness import BINARY, Tally  # noqa: E402, F401


class Installation:
    def __init__(self):
        self.folder = tempfile.TemporaryDirectory(prefix='schakel-cli-')
        self.bin = self.at('bin')
        self.share = self.at('share', 'schakel')
        self.packages = self.at('share', 'schakel', 'definitions', 'packages')
        os.makedirs(self.packages)
        os.makedirs(self.bin)
        shutil.copy2(BINARY, os.path.join(self.bin, 'schakel'))
        shutil.copytree(os.path.join(ROOT, 'profiles'), os.path.join(self.share, 'profiles'))
        os.symlink(os.path.join(ROOT, 'mappings'), os.path.join(self.share, 'mappings'))
        os.symlink(os.path.join(ROOT, 'build', 'downloads'), os.path.join(self.share, 'definitions', 'downloads'))
        image = os.path.join(ROOT, 'build', 'definitions', 'schakel.image')
        if os.path.exists(image):
            shutil.copy2(image, os.path.join(self.share, 'definitions', 'schakel.image'))
        installed = os.path.join(ROOT, 'build', 'packages')
        for name in os.listdir(installed) if os.path.isdir(installed) else []:
            if not name.startswith('.'):
                os.symlink(os.path.join(installed, name), os.path.join(self.packages, name))

    def at(self, *parts):
        return os.path.join(self.folder.name, *parts)

    def write(self, name, content):
        path = self.at(name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, 'wb') as f:
            f.write(content.encode() if isinstance(content, str) else content)
        return path

    def environment(self, **more):
        env = {k: v for k, v in os.environ.items() if k.lower() not in ('http_proxy', 'https_proxy', 'all_proxy', 'no_color')}
        return dict(env, PATH=self.bin + ':' + os.environ['PATH'], HOME=self.at('home'), **more)

    def run(self, *words, stdin=b'', cwd=None, **environment):
        """(exit code, standard output, standard error)"""
        done = subprocess.run([os.path.join(self.bin, 'schakel'), *words], input=stdin, capture_output=True, cwd=cwd or self.folder.name,
                              env=self.environment(**environment), timeout=300)
        return done.returncode, done.stdout.decode('utf-8', 'replace'), done.stderr.decode('utf-8', 'replace')

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.folder.cleanup()
