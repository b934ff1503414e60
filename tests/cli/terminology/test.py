#!/usr/bin/env python3
"""`schakel terminology`: the operations on what packages bring; SNOMED CT, LOINC and ATC, made up, loaded as their licence holders pack them and
then used on the command line, by validation and over HTTP."""
import json
import os
import sys
import urllib.parse
import zipfile

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from installation import Installation, Tally  # noqa: E402
import harness  # noqa: E402

MODULE = '900000000000207008'
FULL, SYNONYM, PREFERRED = '900000000000003001', '900000000000013009', '900000000000548007'


def rows(*lines):
    return ''.join('\t'.join(line) + '\r\n' for line in lines)


def snomed(path):
    def concept(code, active='1'):
        return (code, '20250315', active, MODULE, '900000000000074008')

    def named(number, code, language, kind, term):
        return (number, '20250315', '1', MODULE, code, language, kind, term, '900000000000448009')

    def is_a(number, child, parent):
        return (number, '20250315', '1', MODULE, child, parent, '0', '116680003', '900000000000011006', '900000000000451002')
    base = 'SnomedCT_Made_Up_PRODUCTION_BE1000172/Snapshot/'
    heading = ('id', 'effectiveTime', 'active', 'moduleId')
    with zipfile.ZipFile(path, 'w', zipfile.ZIP_DEFLATED) as z:
        z.writestr(base + 'Refset/Language/der2_cRefset_LanguageSnapshot-nl_BE1000172_20250315.txt',
                   rows(heading + ('refsetId', 'referencedComponentId', 'acceptabilityId'), ('u1', '20250315', '1', MODULE, '31000172101', '200004015', PREFERRED)))
        z.writestr(base + 'Terminology/sct2_Description_Snapshot-en_BE1000172_20250315.txt',
                   rows(heading + ('conceptId', 'languageCode', 'typeId', 'term', 'caseSignificanceId'), named('200001011', '100001001', 'en', FULL, 'Illness (disorder)'),
                        named('200002016', '100002008', 'en', SYNONYM, 'Cough'), named('200003014', '100003003', 'en', SYNONYM, 'Spoon')))
        z.writestr(base + 'Terminology/sct2_Description_Snapshot-nl_BE1000172_20250315.txt',
                   rows(heading + ('conceptId', 'languageCode', 'typeId', 'term', 'caseSignificanceId'), named('200004015', '100002008', 'nl', SYNONYM, 'hoest')))
        z.writestr(base + 'Terminology/sct2_Relationship_Snapshot_BE1000172_20250315.txt',
                   rows(heading + ('sourceId', 'destinationId', 'relationshipGroup', 'typeId', 'characteristicTypeId', 'modifierId'), is_a('300001023', '100002008', '100001001')))
        z.writestr(base + 'Terminology/sct2_Concept_Snapshot_BE1000172_20250315.txt',
                   rows(heading + ('definitionStatusId',), concept('100001001'), concept('100002008'), concept('100003003'), concept('100004009', '0')))


def loinc(folder):
    os.makedirs(os.path.join(folder, 'LoincTable'))
    with open(os.path.join(folder, 'LoincTable', 'Loinc.csv'), 'w', encoding='utf-8') as f:
        f.write('"LOINC_NUM","COMPONENT","PROPERTY","TIME_ASPCT","SYSTEM","SCALE_TYP","METHOD_TYP","CLASS","STATUS","LONG_COMMON_NAME"\n'
                '"1-8","Sweetness","MCnc","Pt","Bld","Qn","","CHEM","ACTIVE","Sweetness in Blood"\n')


def operations(tally, run):
    gender, act = 'http://hl7.org/fhir/administrative-gender', 'http://terminology.hl7.org/CodeSystem/v3-ActCode'
    for words, expected, part in (
            (('lookup', act, 'IMP'), 0, 'IMP  inpatient encounter'), (('lookup', act, 'nothing'), 1, ''), (('lookup', 'urn:nothing', 'x'), 1, ''), (('lookup', act), 2, ''),
            (('lookup', 'ucum', 'mmol/L', '--json'), 0, '"resourceType":"Parameters"'), (('validate-code', gender, 'male'), 0, 'valid: male  Male'),
            (('validate-code', gender, 'man'), 1, 'not valid'), (('validate-code', '-', 'male', '--valueset', 'http://hl7.org/fhir/ValueSet/administrative-gender'), 0, gender),
            (('validate-code', gender, 'male', '--display', 'Female'), 1, "'Male' was expected"), (('expand', 'http://hl7.org/fhir/ValueSet/administrative-gender'), 0, '4 codes in all'),
            (('expand', 'http://hl7.org/fhir/ValueSet/administrative-gender', '--filter', 'fem', '--json'), 0, '"total":1'), (('expand', 'urn:nothing'), 1, ''),
            (('expand', 'http://hl7.org/fhir/ValueSet/mimetypes'), 1, ''), (('expand', 'http://hl7.org/fhir/ValueSet/administrative-gender', '--count', 'x'), 2, ''),
            (('subsumes', act, 'IMP', 'ACUTE'), 0, 'subsumes'), (('subsumes', act, 'IMP', 'nothing'), 1, ''),
            (('translate', 'http://terminology.hl7.org/CodeSystem/v2-0063', 'SPO'), 0, 'SPS  spouse'), (('translate', gender, 'nothing'), 1, 'no translation'),
            (('load', 'icd', 'x'), 2, ''), (('load', 'atc', 'no-such-file.csv'), 1, '')):
        code, out, err = run('terminology', *words)
        tally.check('schakel terminology ' + ' '.join(words), code == expected and part in out and (code == 0 or out or err), f'exit {code}: {out[-300:]} {err[-300:]}')
    for verb in ('lookup', 'validate-code', 'expand', 'translate', 'subsumes', 'load', 'list', 'remove'):
        code, out, _ = run('terminology', verb, '--help')
        tally.check(f'help of {verb} shows an example', code == 0 and f'schakel terminology {verb}' in out, out)


def main():
    tally = Tally()
    with Installation() as installation:
        folder, run = installation.folder.name, installation.run
        operations(tally, run)
        release = os.path.join(folder, 'SnomedCT_Made_Up.zip')
        snomed(release)
        code, out, err = run('terminology', 'load', 'snomed', release)
        tally.check('an RF2 release is loaded from its .zip', code == 0 and '4 concepts' in out and '/11000172109/' not in out, out + err)
        loinc(os.path.join(folder, 'Loinc_2.80'))
        code, out, err = run('terminology', 'load', 'loinc', os.path.join(folder, 'Loinc_2.80'))
        tally.check('LOINC from its folder, whose name is its version', code == 0 and 'http://loinc.org|2.80' in out, out + err)
        atc = os.path.join(folder, 'atc.csv')
        with open(atc, 'w', encoding='utf-8') as f:
            f.write('code;name_en;name_nl\nA;ALIMENTARY;spijsvertering\nA1;wrong;\n')
        code, out, err = run('terminology', 'load', 'atc', atc)
        tally.check('a bad line is named and nothing is loaded', code == 1 and f'{atc}:3:1: ' in err, err)
        with open(atc, 'w', encoding='utf-8') as f:
            f.write('code;name_en;name_nl\nA;ALIMENTARY;spijsvertering\nA10;DIABETES;\n')
        code, out, err = run('terminology', 'load', 'atc', atc, '--version', '2026')
        tally.check('ATC from a table', code == 0 and 'http://www.whocc.no/atc|2026: 2 concepts' in out, out + err)
        code, out, _ = run('terminology', 'list')
        tally.check('all three are listed', code == 0 and out.count('concepts') == 3, out)

        code, out, _ = run('terminology', 'lookup', 'snomed', '100002008', '--language', 'nl')
        tally.check('a concept has its Dutch name', code == 0 and out.startswith('100002008  hoest\n'), out)
        code, out, _ = run('terminology', 'subsumes', 'snomed', '100001001', '100002008')
        tally.check('and its place in the hierarchy', out == 'subsumes\n', out)
        code, out, _ = run('terminology', 'expand', 'http://snomed.info/sct?fhir_vs=isa/100001001')
        tally.check('a set by its url', code == 0 and '2 codes in all' in out, out)
        code, out, _ = run('terminology', 'validate-code', 'atc', 'A10', '--display', ' diabetes ')
        tally.check('a code of ATC', code == 0, out)
        code, out, _ = run('terminology', 'validate-code', 'snomed', '100003003', '--valueset', 'http://hl7.org/fhir/ValueSet/condition-code')
        tally.check('what was undetermined is decided once the code system is there', code == 1 and 'not valid' in out, out)

        coding = {'resourceType': 'Condition', 'subject': {'display': 'nobody'}, 'code': {'coding': [{'system': 'http://snomed.info/sct', 'code': '100002008', 'display': 'hoest'}]}}
        path = os.path.join(folder, 'condition.json')
        for what, change, wrong in (('a known code and its Dutch name are right', {}, None), ('an unknown code is an error', {'code': '100009009'}, '100009009'),
                                    ('a wrong display is an error', {'display': 'spoon'}, 'spoon')):
            document = json.loads(json.dumps(coding))
            document['code']['coding'][0].update(change)
            with open(path, 'w', encoding='utf-8') as f:
                json.dump(document, f)
            code, out, err = run('validate', path, '--format', 'json')
            outcome = json.loads(out)
            errors = [i for i in outcome.get('issue', []) if i['severity'] in ('error', 'fatal')]
            tally.check(what, (not errors and code == 0) if wrong is None else any(wrong in json.dumps(i) for i in errors), json.dumps(errors)[:300] + err[:200])

        hub = harness.Hub()
        harness.BINARY = os.path.join(installation.bin, 'schakel')
        with harness.Gateway(hub.url) as gateway:
            def get(operation, **query):
                return gateway.json(f'/fhir/{operation}?' + urllib.parse.urlencode(query))
            found = get('ValueSet/$expand', url='http://snomed.info/sct?fhir_vs=isa/100001001', displayLanguage='nl')['expansion']
            tally.check('a running gateway serves it', [c['display'] for c in found['contains']] == ['Illness (disorder)', 'hoest'], str(found)[:300])
            systems = {c['uri']: c for c in gateway.json('/fhir/metadata?mode=terminology')['codeSystem']}
            tally.check('and says that it has it', {'http://snomed.info/sct', 'http://loinc.org', 'http://www.whocc.no/atc'} <= set(systems))
        hub.close()
        code, _, _ = run('terminology', 'remove', 'snomed')
        again, _, _ = run('terminology', 'lookup', 'snomed', '100002008')
        tally.check('what is removed is gone', code == 0 and again == 1)
    tally.end()


if __name__ == '__main__':
    main()
