"""The files of expected/: what may differ, each with its reason. Comments begin with #; columns are two or more spaces apart, the last
one is the reason."""
import re


def rows_of(path, columns):
    """[(column, ..., reason)], [lines that have fewer columns]"""
    rows, wrong = [], []
    with open(path, encoding='utf-8') as f:
        for line in f:
            if not line.strip() or line.startswith('#'):
                continue
            words = re.split(r'\s{2,}', line.strip(), maxsplit=columns - 1)
            if len(words) == columns:
                rows.append(tuple(words))
            else:
                wrong.append(line.strip())
    return rows, wrong
