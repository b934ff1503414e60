#!/usr/bin/env python3
"""The terminology service over a real socket: every operation by GET and by POST, in JSON and XML, and what it refuses."""
import json
import os
import sys
import urllib.parse
import xml.etree.ElementTree as ET

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from harness import Gateway, Hub, Tally  # noqa: E402

FHIR = {'Content-Type': 'application/fhir+json'}
GENDER = 'http://hl7.org/fhir/administrative-gender'
GENDER_SET = 'http://hl7.org/fhir/ValueSet/administrative-gender'
ACT = 'http://terminology.hl7.org/CodeSystem/v3-ActCode'
NAMESPACE = '{http://hl7.org/fhir}'


def get(gateway, operation, headers=None, **query):
    status, fields, body = gateway.request('GET', f'/fhir/{operation}?' + urllib.parse.urlencode(query, doseq=True), None, headers)
    return status, json.loads(body) if 'json' in fields.get('content-type', '') else body


def post(gateway, operation, *parameters):
    document = {'resourceType': 'Parameters', 'parameter': list(parameters)}
    status, _, body = gateway.request('POST', f'/fhir/{operation}', json.dumps(document), FHIR)
    return status, json.loads(body)


def values(document, name):
    found = []
    for p in document.get('parameter', []):
        if p['name'] == name:
            found += [p[k] for k in p if k.startswith('value') or k == 'part']
    return found


def value(document, name):
    return (values(document, name) or [None])[0]


def refused(answer, status, code):
    return answer[0] == status and answer[1].get('resourceType') == 'OperationOutcome' and answer[1]['issue'][0]['code'] == code


def lookups(tally, gateway):
    status, found = get(gateway, 'CodeSystem/$lookup', system=ACT, code='ACUTE')
    tally.check('a lookup gives name, version and display',
                status == 200 and value(found, 'display') == 'inpatient acute' and value(found, 'name') and value(found, 'version'), f'{status} {found}')
    properties = {p[0]['valueCode']: p for p in values(found, 'property')}
    tally.check('and where it stands', properties['parent'][1].get('valueCode') == 'IMP', str(properties.get('parent')))
    _, less = get(gateway, 'CodeSystem/$lookup', system=ACT, code='ACUTE', property='parent')
    tally.check('only the properties that were asked for', [p[0]['valueCode'] for p in values(less, 'property')] == ['parent'] and not values(less, 'designation'))
    status, posted = post(gateway, 'CodeSystem/$lookup', {'name': 'coding', 'valueCoding': {'system': ACT, 'code': 'ACUTE'}})
    tally.check('the same for a coding in the body', status == 200 and posted == found, f'{status}')
    status, unit = get(gateway, 'CodeSystem/$lookup', system='http://unitsofmeasure.org', code='mmol/L')
    tally.check('units have names', status == 200 and 'liter' in value(unit, 'display'), str(unit))
    tally.check('an unknown code is 404', refused(get(gateway, 'CodeSystem/$lookup', system=ACT, code='nothing'), 404, 'not-found'))
    tally.check('an unknown system is 404', refused(get(gateway, 'CodeSystem/$lookup', system='urn:x', code='a'), 404, 'not-found'))
    tally.check('no code is 400', refused(get(gateway, 'CodeSystem/$lookup', system=ACT), 400, 'required'))
    tally.check('no system is 400', refused(get(gateway, 'CodeSystem/$lookup', code='a'), 400, 'required'))
    tally.check('another version is 404', refused(get(gateway, 'CodeSystem/$lookup', system=ACT, code='IMP', version='0.0.1'), 404, 'not-found'))


def codes(tally, gateway):
    status, yes = get(gateway, 'ValueSet/$validate-code', url=GENDER_SET, system=GENDER, code='male')
    tally.check('a member is valid', status == 200 and value(yes, 'result') is True and value(yes, 'display') == 'Male', str(yes))
    status, no = get(gateway, 'ValueSet/$validate-code', url=GENDER_SET, system=GENDER, code='man')
    tally.check('what is none is not, with a message', status == 200 and value(no, 'result') is False and "'" in value(no, 'message'), str(no))
    _, display = get(gateway, 'ValueSet/$validate-code', url=GENDER_SET, system=GENDER, code='male', display='Female')
    tally.check('a wrong display is not valid; the right one is said', value(display, 'result') is False and value(display, 'display') == 'Male', str(display))
    _, spaces = get(gateway, 'ValueSet/$validate-code', url=GENDER_SET, system=GENDER, code='male', display='  MALE ')
    tally.check('white space and case of displays do not count', value(spaces, 'result') is True, str(spaces))
    _, inferred = get(gateway, 'ValueSet/$validate-code', url=GENDER_SET, code='male')
    tally.check('the system of a lone code is inferred', value(inferred, 'result') is True and value(inferred, 'system') == GENDER, str(inferred))
    concept = {'coding': [{'system': 'urn:x', 'code': 'q'}, {'system': GENDER, 'code': 'female'}]}
    _, several = post(gateway, 'ValueSet/$validate-code', {'name': 'url', 'valueUri': GENDER_SET}, {'name': 'codeableConcept', 'valueCodeableConcept': concept})
    tally.check('one valid coding makes a concept valid', value(several, 'result') is True and value(several, 'code') == 'female', str(several))
    _, instance = get(gateway, 'ValueSet/administrative-gender/$validate-code', system=GENDER, code='other')
    tally.check('a value set may be asked by its id', value(instance, 'result') is True, str(instance))
    _, absent = get(gateway, 'ValueSet/$validate-code', url='http://hl7.org/fhir/ValueSet/condition-code', system='http://snomed.info/sct', code='404684003')
    tally.check('what is not loaded is not called valid, and named', value(absent, 'result') is False and value(absent, 'x-caused-by-unknown-system') == 'http://snomed.info/sct', str(absent))
    own = {'resourceType': 'ValueSet', 'status': 'active', 'compose': {'include': [{'system': GENDER, 'concept': [{'code': 'other'}]}]}}
    _, sent = post(gateway, 'ValueSet/$validate-code', {'name': 'valueSet', 'resource': own}, {'name': 'coding', 'valueCoding': {'system': GENDER, 'code': 'male'}})
    tally.check('a value set may come with the request', value(sent, 'result') is False, str(sent))
    _, system = get(gateway, 'CodeSystem/$validate-code', url=GENDER, code='male')
    tally.check('a code system knows its codes', value(system, 'result') is True, str(system))
    _, without = get(gateway, 'CodeSystem/$validate-code', url=GENDER, code='man')
    tally.check('and those it has not', value(without, 'result') is False, str(without))
    tally.check('an unknown value set is 404', refused(get(gateway, 'ValueSet/$validate-code', url='urn:x', code='a', system='urn:y'), 404, 'not-found'))
    tally.check('no code is 400', refused(get(gateway, 'ValueSet/$validate-code', url=GENDER_SET), 400, 'required'))
    tally.check('an unknown id is 404', refused(get(gateway, 'ValueSet/nothing-such/$validate-code', code='a', system='urn:y'), 404, 'not-found'))


def hierarchy(tally, gateway):
    for a, b, outcome in (('IMP', 'ACUTE', 'subsumes'), ('ACUTE', 'IMP', 'subsumed-by'), ('IMP', 'IMP', 'equivalent'), ('ACUTE', 'AMB', 'not-subsumed')):
        _, found = get(gateway, 'CodeSystem/$subsumes', system=ACT, codeA=a, codeB=b)
        tally.check(f'{a} and {b}: {outcome}', value(found, 'outcome') == outcome, str(found))
    _, posted = post(gateway, 'CodeSystem/$subsumes', {'name': 'codingA', 'valueCoding': {'system': ACT, 'code': 'IMP'}}, {'name': 'codingB', 'valueCoding': {'system': ACT, 'code': 'ACUTE'}})
    tally.check('codings in the body', value(posted, 'outcome') == 'subsumes', str(posted))
    tally.check('an unknown code is 404', refused(get(gateway, 'CodeSystem/$subsumes', system=ACT, codeA='IMP', codeB='zz'), 404, 'not-found'))
    tally.check('one code alone is 400', refused(get(gateway, 'CodeSystem/$subsumes', system=ACT, codeA='IMP'), 400, 'required'))


def expansions(tally, gateway):
    status, found = get(gateway, 'ValueSet/$expand', url=GENDER_SET)
    contains = found.get('expansion', {}).get('contains', [])
    tally.check('an expansion lists all codes', status == 200 and [c['code'] for c in contains] == ['male', 'female', 'other', 'unknown'] and found['expansion']['total'] == 4, str(found)[:300])
    tally.check('with system, display, identifier and time', contains[0]['system'] == GENDER and contains[0]['display'] == 'Male' and found['expansion']['identifier'].startswith('urn:uuid:') and found['expansion']['timestamp'])
    used = [p for p in found['expansion']['parameter'] if p['name'] == 'used-codesystem']
    tally.check('and the code systems it used', used and used[0]['valueUri'].startswith(GENDER + '|'), str(used))
    _, page = get(gateway, 'ValueSet/$expand', url=GENDER_SET, offset=1, count=2)
    tally.check('pages', [c['code'] for c in page['expansion']['contains']] == ['female', 'other'] and page['expansion']['total'] == 4 and page['expansion']['offset'] == 1)
    _, none = get(gateway, 'ValueSet/$expand', url=GENDER_SET, count=0)
    tally.check('count 0 only counts', 'contains' not in none['expansion'] and none['expansion']['total'] == 4)
    _, some = get(gateway, 'ValueSet/$expand', url=GENDER_SET, filter='FEM')
    tally.check('a filter', [c['code'] for c in some['expansion']['contains']] == ['female'])
    own = {'resourceType': 'ValueSet', 'url': 'urn:x:vs', 'status': 'active', 'compose': {'include': [
        {'system': 'urn:x:cs', 'filter': [{'property': 'concept', 'op': 'descendent-of', 'value': 'a'}]}]}}
    system = {'resourceType': 'CodeSystem', 'url': 'urn:x:cs', 'status': 'active', 'content': 'complete', 'caseSensitive': True, 'concept': [
        {'code': 'a', 'concept': [{'code': 'b', 'display': 'Bee', 'designation': [{'language': 'nl', 'value': 'Bij'}]},
                                  {'code': 'c', 'property': [{'code': 'inactive', 'valueBoolean': True}]}]}]}
    with_both = [{'name': 'valueSet', 'resource': own}, {'name': 'tx-resource', 'resource': system}]
    status, sent = post(gateway, 'ValueSet/$expand', *with_both)
    tally.check('value set and code system of the request itself', status == 200 and [c['code'] for c in sent['expansion']['contains']] == ['b', 'c'] and sent['expansion']['contains'][1]['inactive'] is True, str(sent)[:300])
    _, active = post(gateway, 'ValueSet/$expand', *with_both, {'name': 'activeOnly', 'valueBoolean': True}, {'name': 'displayLanguage', 'valueCode': 'nl-BE'}, {'name': 'includeDesignations', 'valueBoolean': True})
    only = active['expansion']['contains']
    tally.check('only active ones, in Dutch, with designations', len(only) == 1 and only[0]['display'] == 'Bij' and only[0]['designation'][0]['language'] == 'nl', str(only))
    status, _, body = gateway.request('POST', '/fhir/ValueSet/$expand', json.dumps(dict(own, compose={'include': [{'system': GENDER}]})), FHIR)
    tally.check('a value set alone as the body', status == 200 and json.loads(body)['expansion']['total'] == 4)
    tally.check('nothing of a request is left behind', refused(get(gateway, 'ValueSet/$expand', url='urn:x:vs'), 404, 'not-found'))
    tally.check('an unknown value set is 404', refused(get(gateway, 'ValueSet/$expand', url='urn:nothing'), 404, 'not-found'))
    tally.check('no value set is 400', refused(get(gateway, 'ValueSet/$expand'), 400, 'required'))
    tally.check('a count that is no number is 400', refused(get(gateway, 'ValueSet/$expand', url=GENDER_SET, count='many'), 400, 'value'))
    tally.check('a grammar is too costly', refused(get(gateway, 'ValueSet/$expand', url='http://hl7.org/fhir/ValueSet/mimetypes'), 422, 'too-costly'))
    tally.check('a part that is not loaded is 404', refused(get(gateway, 'ValueSet/$expand', url='http://hl7.org/fhir/ValueSet/condition-code'), 404, 'not-found'))
    status, partial = get(gateway, 'ValueSet/$expand', url='http://hl7.org/fhir/ValueSet/condition-code', limitedExpansion='true')
    tally.check('unless the rest is enough', status == 200 and partial['expansion']['extension'][0]['valueBoolean'] is True, str(partial)[:300])


def translations(tally, gateway):
    relation = 'http://terminology.hl7.org/CodeSystem/v2-0063'
    url = 'https://schakel.example/fhir/ConceptMap/hl7v2-relationship'
    status, found = get(gateway, 'ConceptMap/$translate', url=url, system=relation, code='SPO')
    match = {p['name']: p for p in (value(found, 'match') or [])}
    tally.check("the gateway's own maps translate", status == 200 and value(found, 'result') is True and match['concept']['valueCoding']['code'] == 'SPS' and match['source']['valueUri'] == url, str(found))
    _, back = get(gateway, 'ConceptMap/$translate', url=url, system='http://terminology.hl7.org/CodeSystem/v3-RoleCode', code='SPS', reverse='true')
    tally.check('and back', value(back, 'result') is True, str(back))
    _, any_map = get(gateway, 'ConceptMap/$translate', system=relation, code='SPO', targetsystem='http://terminology.hl7.org/CodeSystem/v3-RoleCode')
    tally.check('without a map all are looked into', value(any_map, 'result') is True, str(any_map))
    own = {'resourceType': 'ConceptMap', 'status': 'active', 'group': [{'source': 'urn:a', 'target': 'urn:b', 'element': [{'code': '1', 'target': [{'code': 'one', 'equivalence': 'equal'}]}]}]}
    _, sent = post(gateway, 'ConceptMap/$translate', {'name': 'conceptMap', 'resource': own}, {'name': 'coding', 'valueCoding': {'system': 'urn:a', 'code': '1'}})
    tally.check('a map may come with the request', value(sent, 'result') is True, str(sent))
    _, none = get(gateway, 'ConceptMap/$translate', url=url, system=relation, code='nothing')
    tally.check('no translation is no error', value(none, 'result') is False and value(none, 'message'), str(none))
    tally.check('an unknown map is 404', refused(get(gateway, 'ConceptMap/$translate', url='urn:x', system='urn:a', code='1'), 404, 'not-found'))
    tally.check('no code is 400', refused(get(gateway, 'ConceptMap/$translate', url=url), 400, 'required'))


def syntax(tally, gateway):
    status, fields, body = gateway.request('GET', '/fhir/ValueSet/$expand?' + urllib.parse.urlencode({'url': GENDER_SET}), None, {'Accept': 'application/fhir+xml'})
    root = ET.fromstring(body) if status == 200 else None
    tally.check('XML where it is asked for', root is not None and root.tag == NAMESPACE + 'ValueSet' and 'xml' in fields['content-type']
                and [e.find(NAMESPACE + 'code').get('value') for e in root.iter(NAMESPACE + 'contains')][0] == 'male', f'{status} {body[:200]}')
    xml = ('<Parameters xmlns="http://hl7.org/fhir"><parameter><name value="system"/><valueUri value="%s"/></parameter>'
           '<parameter><name value="code"/><valueCode value="IMP"/></parameter></Parameters>' % ACT)
    status, _, body = gateway.request('POST', '/fhir/CodeSystem/$lookup', xml, {'Content-Type': 'application/fhir+xml', 'Accept': 'application/fhir+json'})
    tally.check('XML in, JSON out', status == 200 and value(json.loads(body), 'display') == 'inpatient encounter', f'{status} {body[:200]}')
    status, fields, body = gateway.request('GET', '/fhir/CodeSystem/$lookup?system=urn:x&code=a', None, {'Accept': 'application/fhir+xml'})
    tally.check('errors in XML too', status == 404 and ET.fromstring(body).tag == NAMESPACE + 'OperationOutcome', f'{status} {body[:200]}')
    status, _, body = gateway.request('POST', '/fhir/CodeSystem/$lookup', '{"resourceType":', FHIR)
    tally.check('what is no JSON is 400', status == 400 and b'OperationOutcome' in body, f'{status}')
    status, _, body = gateway.request('POST', '/fhir/CodeSystem/$lookup', '{"resourceType":"Patient"}', FHIR)
    tally.check('a body that is no Parameters is 400', status == 400, f'{status} {body[:200]}')
    tally.check('400 for a query that is no UTF-8', gateway.request('GET', '/fhir/ValueSet/$expand?filter=%FF&url=' + GENDER_SET)[0] == 400)
    tally.check('405 for another method', gateway.request('DELETE', '/fhir/CodeSystem/$lookup')[0] == 405)
    tally.check('an escaped dollar is one', get(gateway, 'CodeSystem/%24lookup', system=ACT, code='IMP')[0] == 200)
    tally.check('404 for another operation', gateway.request('GET', '/fhir/CodeSystem/$nothing')[0] == 404)
    _, dutch = get(gateway, 'CodeSystem/$lookup', {'Accept-Language': 'nl'}, system=ACT, code='IMP')
    tally.check('Accept-Language is no error', value(dutch, 'display'), str(dutch))


def capabilities(tally, gateway):
    statement = gateway.json('/fhir/metadata')
    resources = {r['type']: [o['name'] for o in r['operation']] for r in statement['rest'][0]['resource'] if 'operation' in r}
    tally.check('the CapabilityStatement lists the operations', {'lookup', 'validate-code', 'subsumes'} <= set(resources.get('CodeSystem', []))
                and {'expand', 'validate-code'} <= set(resources.get('ValueSet', [])) and 'translate' in resources.get('ConceptMap', []), str(resources))
    terminology = gateway.json('/fhir/metadata?mode=terminology')
    systems = {c['uri'] for c in terminology['codeSystem']}
    tally.check('TerminologyCapabilities list the code systems', terminology['resourceType'] == 'TerminologyCapabilities' and {ACT, GENDER} <= systems, str(len(systems)))
    status, _, body = gateway.request('POST', '/fhir/$validate', json.dumps(terminology), FHIR)
    wrong = [i for i in json.loads(body)['issue'] if i['severity'] in ('error', 'fatal')]
    tally.check('and are valid themselves', status == 200 and not wrong, str(wrong)[:400])
    for name, resource in (('an expansion', get(gateway, 'ValueSet/$expand', url=GENDER_SET)[1]), ('a lookup', get(gateway, 'CodeSystem/$lookup', system=ACT, code='IMP')[1])):
        status, _, body = gateway.request('POST', '/fhir/$validate', json.dumps(resource), FHIR)
        wrong = [i for i in json.loads(body)['issue'] if i['severity'] in ('error', 'fatal')]
        tally.check(f'so is {name}', status == 200 and not wrong, str(wrong)[:400])


def main():
    tally = Tally()
    hub = Hub()
    with Gateway(hub.url) as gateway:
        for part in (lookups, codes, hierarchy, expansions, translations, syntax, capabilities):
            part(tally, gateway)
        tally.check('it lives', gateway.process.poll() is None)
    hub.close()
    tally.end()


if __name__ == '__main__':
    main()
