// The tables of paths against the program's own lists, so that no page is added without being looked at: the routes in
// the snapshot of crates/portal/tests/it/doors.rs, the addresses in each language, and the queues.

import { test } from 'node:test';
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import * as tables from './paths.mjs';

const portal = fileURLToPath(new URL('../crates/portal/', import.meta.url));
const {
  accounts, agent, aids, clientMessages, clientPlans, clients, cpas, developerNames, groups, leaves, mySharing, ofGroup, operator, pages, production,
  protections, queueNames, sheets, shop, supplier,
} = tables;

const english = table => Object.values(table).map(own => own[3].split('?')[0]);
const below = (bases, rest) => bases.map(base => `${base[3]}${rest}`);

/** What the tables name, and what the files of tests put behind it. */
const looked = new Set([
  ...pages['P-01'],
  ...[pages, agent, cpas, groups, operator, shop, supplier, accounts].flatMap(english),
  ...below([clients, aids, protections, clientMessages, clientPlans, sheets], '/{account}'),
  ...below(Object.values(ofGroup), '/{group}'),
  ...below([ofGroup['R-02']], '/new'),
  ...below([ofGroup['R-05'], ofGroup['R-08'], leaves], '/{group}/{member}'),
  ...below([supplier['F-S8']], '/{number}'),
  ...below([accounts.list], '/{account}'),
  ...below([accounts.list], '/{account}/explain'),
  mySharing[3],
  production[3],
  ...developerNames.map(name => `/developers${name}`.replace('/vend', '/{operation}').replace('/key-refused', '/{code}')),
]);

/** Why a route stands in no table. */
const reasons = {
  '/': 'leads on to the first page in a language',
  '/accounts': 'leads on to the page in a language',
  '/off': 'leads on to the page in a language',
  '/quality': 'leads on to the page in a language',
  '/accounts/{account}': 'leads on to the page in a language',
  '/accounts/{account}/explain': 'leads on to the page in a language',
  '/status': 'leads on to P-10 in a language',
  '/livez': 'for machines',
  '/readyz': 'for machines',
  '/sign-in/back': 'the answer of a provider: provider.test.mjs',
  '/en/sign-in/staff': 'leads to a provider: provider.test.mjs',
  '/en/my/top-up/both': 'of a home with two energies: household.test.mjs, F-03',
  '/en/my/use/day': 'of a day: household.test.mjs',
  '/en/my/documents/statement': 'of a month: household.test.mjs',
  '/en/my/help/visit': 'of a visit: household.test.mjs, PR-08',
  '/en/my/documents/letter': 'a PDF',
  '/en/my/account/data': 'a file',
  '/en/my/movements/csv': 'a file',
  '/en/my/use/csv': 'a file',
  '/en/my/quarter-hours/csv': 'a file',
  '/en/my/meter/csv': 'a file',
  '/en/sharing/dossier/{group}/document/{seq}': 'a file',
  '/en/sharing/files/{group}/{file}': 'a file',
  '/en/sharing/bills/{group}/{file}': 'a file',
  '/en/easy/top-up/sound.wav': 'a sound',
  '/en/easy/no-power/sound.wav': 'a sound',
  '/en/easy/how-it-works/sound.wav': 'a sound',
  '/en/easy/help-to-pay/sound.wav': 'a sound',
  '/en/easy/your-meter/sound.wav': 'a sound',
  '/en/cpas/register/csv': 'a file',
  '/en/cpas/at-risk/csv': 'a file',
  '/en/cpas/protection/{account}/letter': 'a PDF',
  '/en/supplier/settlement/{file}': 'a file',
  '/en/supplier/data/{file}': 'a file, or the periods of a point: supplier.test.mjs',
  '/en/supplier/consents/{file}': 'a file',
  '/en/supplier/sharing/{file}': 'a file',
  '/developers/logs': 'of an operator: developers.test.mjs, D-05',
  '/developers/endpoints': 'of a partner: developers.test.mjs, D-04',
  '/developers/endpoints/{number}': 'of a partner: developers.test.mjs, D-04',
  '/developers/keys': 'of a partner: supplier.test.mjs, F-60 by the API',
};

test('each route that is read stands in a table, or has a reason', () => {
  const doors = readFileSync(join(portal, 'tests/it/doors.rs'), 'utf8');
  const routes = [...doors.matchAll(/^\s+GET (\S+) /gm)].map(([, path]) => path);
  assert.ok(routes.length > 100, `${routes.length} routes`);
  assert.deepEqual(routes.filter(path => !looked.has(path) && !reasons[path]), [], 'neither looked at nor with a reason');
  assert.deepEqual(Object.keys(reasons).filter(path => !routes.includes(path)), [], 'a reason without a route');
  assert.deepEqual(Object.keys(reasons).filter(path => looked.has(path)), [], 'a reason for what is looked at');
});

test('each address of a page stands in a table in its language', () => {
  const flat = table => (typeof table === 'string' ? [table] : Object.values(table).flatMap(flat));
  const known = new Set(flat(tables).map(path => path.split('?')[0]));
  const files = readdirSync(join(portal, 'src'), { recursive: true }).filter(name => name.endsWith('paths.rs'));
  const named = files.flatMap(name => {
    const text = readFileSync(join(portal, 'src', name), 'utf8');
    return [...text.matchAll(/=> "(\/(?:fr|nl|de|en)\/[^"{]+)"/g)].map(([, path]) => path);
  });
  assert.ok(named.length > 200, `${named.length} addresses`);
  assert.deepEqual([...new Set(named)].filter(path => !known.has(path)), []);
});

test('each queue of agents is looked at', () => {
  const text = readFileSync(join(portal, 'src/agent/api/queues.rs'), 'utf8');
  const names = [...text.matchAll(/Self::\w+ => "(\w+)"/g)].map(([, name]) => name);
  assert.deepEqual([...queueNames].sort(), names.sort());
});
