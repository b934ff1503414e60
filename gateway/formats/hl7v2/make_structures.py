#!/usr/bin/env python3
"""Merges the HL7 v2 dictionaries 2.1 to 2.7.1 of the npm package hl7-dictionary into one C++ table.

    make_structures.py hl7-dictionary-1.0.1.tgz OUTPUT.cpp

Merging: a field, component or data type comes from the newest version that still defines it (2.7 marks what it withdrew);
a message structure from the newest version that has it. HL7 table 0354 says which events share a structure. The output is
generated at build time and never committed. Its shape is structures_data.h.
"""
import json
import re
import sys
import tarfile

VERSIONS = ['2.1', '2.2', '2.3', '2.3.1', '2.4', '2.5', '2.5.1', '2.6', '2.7', '2.7.1']
WITHDRAWN = 4
# Groups that the dictionary leaves unnamed or misnames, by the name the standard's own XML schemas give them.
GROUP_NAMES = {('MDM_T02', 'GROUP'): 'OBSERVATION', ('EHC_E20', 'GROUP'): 'PSL_ITEM_INFO',
               ('ORS_O06', 'RSPONSE'): 'RESPONSE', ('RGR_RGR', 'DEFINTION'): 'DEFINITION'}
# 2.8 lets PRT stand beside ROL, and in MDM after these.
PRT_AFTER = {'ROL'}
PRT_AFTER_IN_MDM = {'ROL', 'PID', 'PV1', 'OBR', 'TXA', 'OBX'}
PRT = {'name': 'PRT', 'min': 0, 'max': 0}
# Notes on a result stand behind it wherever results stand (2.8.2).
NOTED_GROUPS = {'PATIENT_OBSERVATION', 'SPECIMEN_OBSERVATION'}
NTE = {'name': 'NTE', 'min': 0, 'max': 0}
NO_TYPE = 0xFFFF
VARIES = 0xFFFE


def load(tar, name):
    text = tar.extractfile('package/lib/' + name).read().decode('utf-8')
    return json.loads(text[text.index('{'):text.rindex('}') + 1])


def merge_lists(per_version):
    """Position by position, the newest item that is not withdrawn (else the newest one)."""
    merged = []
    for position in range(max(len(items) for items in per_version)):
        here = [items[position] for items in per_version if len(items) > position]
        standing = [item for item in here if item.get('opt') != WITHDRAWN]
        item = dict((standing or here)[-1])
        if any(i['datatype'] == 'VARIES' for i in here):
            item['datatype'] = 'VARIES'
        item['many'] = any(i.get('rep', 1) != 1 for i in here)
        merged.append(item)
    return merged


def merged(dictionaries, kind, items):
    names = sorted({name for d in dictionaries for name in d[kind]})
    return {name: {'desc': [d[kind][name]['desc'] for d in dictionaries if name in d[kind]][-1],
                   'items': merge_lists([d[kind][name][items] for d in dictionaries if name in d[kind]] or [[]])
                   if any(d[kind][name][items] for d in dictionaries if name in d[kind]) else []}
            for name in names}


def structures_of(dictionaries, table_354):
    newest = {}
    for d in dictionaries:
        for name, message in d['messages'].items():
            newest[name] = message['segments']
    events = {}
    for structure, text in table_354.items():
        for event in re.findall(r'[A-Z][A-Z0-9]{2}', text):
            if structure in newest and event != 'Var':
                events[structure[:3] + '_' + event] = structure
    chosen = {s for s in events.values()} | {'ACK'}
    chosen |= {name for name in newest if re.fullmatch(r'[A-Z]{3}_[A-Z0-9]{3}', name) and name not in events}
    for name in chosen:
        if '_' in name:
            events.setdefault(name, name)
    return {name: newest[name] for name in sorted(chosen) if name in newest}, events


class Writer:
    def __init__(self, out, segments, types):
        self.out = out
        self.segments = {name: i for i, name in enumerate(segments)}
        self.types = {name: i for i, name in enumerate(types)}
        self.elements = []

    def type_index(self, name):
        if name == 'VARIES':
            return VARIES
        return self.types.get(name, NO_TYPE)

    def array(self, declaration, rows):
        self.out.write(f'{declaration} = {{\n')
        for row in rows:
            self.out.write('    ' + row + ',\n')
        self.out.write('};\n\n')

    def lists(self, things, kind):
        items, owners = [], []
        for name, thing in things.items():
            owners.append(f'{{{quote(name)}, {quote(thing["desc"])}, {len(items)}, {len(thing["items"])}}}')
            items += [f'{{{self.type_index(i["datatype"])}, {"true" if i["many"] else "false"}, {quote(i["desc"])}}}'
                      for i in thing['items']]
        self.array(f'const ItemData k{kind}Items[]', items)
        self.array(f'const ListData k{kind}s[]', owners)
        self.out.write(f'const std::size_t k{kind}Count = {len(owners)};\n\n')

    def element(self, structure, entry, parent):
        """One row for a segment or group, then its children; `size` counts the rows of the whole subtree."""
        if ',' in entry['name']:  # a choice of segments: each may stand there
            for name in filter(None, entry['name'].split(',')):
                self.element(structure, {'name': name, 'min': 0, 'max': entry['max']}, parent)
            return
        row = len(self.elements)
        self.elements.append(None)
        name = GROUP_NAMES.get((structure, entry['name']), entry['name'])
        children = entry.get('children', [])
        if name in NOTED_GROUPS and not any(child['name'] == 'NTE' for child in children):
            children = children + [NTE]
        for child in children:
            self.element(structure, child, row)
        segment = NO_TYPE if children else self.segments.get(name, NO_TYPE)
        self.elements[row] = (f'{{{quote(name)}, {segment}, {parent}, {len(self.elements) - row}, '
                              f'{"true" if entry["min"] else "false"}, {"false" if entry["max"] == 1 else "true"}}}')
        if name in (PRT_AFTER_IN_MDM if structure.startswith('MDM') else PRT_AFTER):
            self.element(structure, PRT, parent)


def quote(text):
    text = re.sub(r'\s+', ' ', text).strip().replace('\\', '').replace('"', "'")
    return '"' + text.encode('ascii', 'ignore').decode() + '"'


def main():
    with tarfile.open(sys.argv[1]) as tar:
        dictionaries = [{kind: load(tar, f'{v}/{kind}.js') for kind in ('fields', 'segments', 'messages')} for v in VERSIONS]
        table_354 = load(tar, 'tables.js')['354']['values']
    types = merged(dictionaries, 'fields', 'subfields')
    segments = merged(dictionaries, 'segments', 'fields')
    structures, events = structures_of(dictionaries, table_354)
    for message in structures.values():  # a segment that only stands in structures still needs a name
        stack = list(message['segments'])
        while stack:
            entry = stack.pop()
            stack += entry.get('children', [])
            if not entry.get('children') and re.fullmatch(r'[A-Z][A-Z0-9]{2}', entry['name']):
                segments.setdefault(entry['name'], {'desc': entry['desc'], 'items': []})
    segments = dict(sorted(segments.items()))
    with open(sys.argv[2], 'w', encoding='utf-8') as out:
        out.write('// Made by make_structures.py from npm hl7-dictionary; do not edit.\n'
                  '#include "formats/hl7v2/structures_data.h"\n\nnamespace schakel::formats::hl7v2::data {\n\n')
        w = Writer(out, segments, types)
        w.lists(types, 'Type')
        w.lists(segments, 'Segment')
        owners = []
        for name, message in structures.items():
            first = len(w.elements)
            w.elements.append(None)
            for entry in message['segments']:
                w.element(name, entry, first)
            size = len(w.elements) - first
            w.elements[first] = f'{{{quote(name)}, {NO_TYPE}, {first}, {size}, true, false}}'
            owners.append(f'{{{quote(name)}, {quote(message["desc"])}, {first}, {size}}}')
        w.array('const ElementData kElements[]', w.elements)
        w.array('const ListData kStructures[]', owners)
        out.write(f'const std::size_t kStructureCount = {len(owners)};\n\n')
        index = {name: i for i, name in enumerate(structures)}
        w.array('const EventData kEvents[]', [f'{{{quote(k)}, {index[v]}}}' for k, v in sorted(events.items())])
        out.write(f'const std::size_t kEventCount = {len(events)};\n\n}}  // namespace schakel::formats::hl7v2::data\n')


if __name__ == '__main__':
    main()
