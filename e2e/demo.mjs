// Starts a demo on free ports and ends it with the tests; opens browsers; runs axe.

import { chromium } from 'playwright-core';
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const tirelire = process.env.TIRELIRE_BIN;
const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
/** Where screenshots go, if anybody wants them. */
const pictures = process.env.TIRELIRE_PICTURES;

export const languages = ['fr', 'nl', 'de', 'en'];

/** A page of a household in each language, by its id. */
export const pages = {
  'P-01': ['/fr', '/nl', '/de', '/en'],
  'P-02': ['/fr/recharger', '/nl/opladen', '/de/aufladen', '/en/top-up'],
  'P-14': ['/fr/connexion', '/nl/aanmelden', '/de/anmelden', '/en/sign-in'],
  'P-14-letter': ['/fr/activer', '/nl/activeren', '/de/aktivieren', '/en/activate'],
  'P-03': ['/fr/plus-de-courant', '/nl/geen-stroom', '/de/kein-strom', '/en/no-power'],
  'P-10': ['/fr/etat-du-service', '/nl/wat-werkt', '/de/was-funktioniert', '/en/what-works'],
  'P-04': ['/fr/points', '/nl/oplaadpunten', '/de/ladepunkte', '/en/where-to-top-up'],
  'P-09': ['/fr/prix', '/nl/prijzen', '/de/preise', '/en/prices'],
  'P-13-02': ['/fr/facile/recharger', '/nl/makkelijk/opladen', '/de/leicht/aufladen', '/en/easy/top-up'],
  'P-13-03': ['/fr/facile/plus-de-courant', '/nl/makkelijk/geen-stroom', '/de/leicht/kein-strom', '/en/easy/no-power'],
  'P-13-05': ['/fr/facile/comment-ca-marche', '/nl/makkelijk/hoe-werkt-het', '/de/leicht/wie-es-geht', '/en/easy/how-it-works'],
  'P-13-06': ['/fr/facile/aide-paiement', '/nl/makkelijk/hulp-bij-betalen', '/de/leicht/hilfe-beim-zahlen', '/en/easy/help-to-pay'],
  'P-13-08': ['/fr/facile/votre-compteur', '/nl/makkelijk/je-meter', '/de/leicht/ihr-zaehler', '/en/easy/your-meter'],
  'P-05': ['/fr/comment-ca-marche', '/nl/hoe-werkt-het', '/de/wie-es-geht', '/en/how-it-works'],
  'P-06': ['/fr/aide-paiement', '/nl/hulp-bij-betalen', '/de/hilfe-beim-zahlen', '/en/help-to-pay'],
  'P-07': ['/fr/refuser-le-prepaiement', '/nl/weigeren', '/de/ablehnen', '/en/refuse'],
  'P-08': ['/fr/votre-compteur', '/nl/je-meter', '/de/ihr-zaehler', '/en/your-meter'],
  'P-11': ['/fr/accessibilite', '/nl/toegankelijkheid', '/de/barrierefreiheit', '/en/accessibility'],
  'P-12': ['/fr/vie-privee', '/nl/privacy', '/de/datenschutz', '/en/privacy'],
  'P-15': ['/fr/nous-ecrire', '/nl/schrijf-ons', '/de/kontakt', '/en/write-to-us'],
  'C-01': ['/fr/mon/solde', '/nl/mijn/saldo', '/de/mein/guthaben', '/en/my/balance'],
  'C-01-why': ['/fr/mon/solde/pourquoi', '/nl/mijn/saldo/waarom', '/de/mein/guthaben/warum', '/en/my/balance/why'],
  'C-02': ['/fr/mon/recharger', '/nl/mijn/opladen', '/de/mein/aufladen', '/en/my/top-up'],
  'C-05': ['/fr/mon/mouvements', '/nl/mijn/bewegingen', '/de/mein/bewegungen', '/en/my/movements'],
  'C-05-year': ['/fr/mon/facture-annuelle', '/nl/mijn/jaarafrekening', '/de/mein/jahresrechnung', '/en/my/yearly-bill'],
  'C-06': ['/fr/mon/consommation', '/nl/mijn/verbruik', '/de/mein/verbrauch', '/en/my/use'],
  'C-07': ['/fr/mon/quarts-d-heure', '/nl/mijn/kwartieren', '/de/mein/viertelstunden', '/en/my/quarter-hours'],
  'C-08': ['/fr/mon/plan', '/nl/mijn/plan', '/de/mein/plan', '/en/my/plan'],
  'C-09': ['/fr/mon/alertes', '/nl/mijn/meldingen', '/de/mein/hinweise', '/en/my/alerts'],
  'C-10': ['/fr/mon/proches', '/nl/mijn/helpers', '/de/mein/helfer', '/en/my/helpers'],
  'C-10-add': ['/fr/mon/proches/add', '/nl/mijn/helpers/add', '/de/mein/helfer/add', '/en/my/helpers/add'],
  'P-01-key': ['/fr/homes/key', '/nl/homes/key', '/de/homes/key', '/en/homes/key'],
  'C-11': ['/fr/mon/references', '/nl/mijn/referenties', '/de/mein/referenzen', '/en/my/references'],
  'C-12': ['/fr/mon/aide', '/nl/mijn/hulp', '/de/mein/hilfe', '/en/my/help'],
  'C-13': ['/fr/mon/documents', '/nl/mijn/documenten', '/de/mein/dokumente', '/en/my/documents'],
  'C-15': ['/fr/mon/demenagement', '/nl/mijn/verhuis', '/de/mein/umzug', '/en/my/moving'],
  'C-17': ['/fr/mon/compteur', '/nl/mijn/meter', '/de/mein/zaehler', '/en/my/meter'],
  'C-14-ways': ['/fr/mon/compte/ways', '/nl/mijn/account/ways', '/de/mein/konto/ways', '/en/my/account/ways'],
  'C-14-leave': ['/fr/mon/compte/leave', '/nl/mijn/account/leave', '/de/mein/konto/leave', '/en/my/account/leave'],
  'C-14': ['/fr/mon/compte', '/nl/mijn/account', '/de/mein/konto', '/en/my/account'],
};

/** Photos of visits are sealed with it: without one the program keeps none. */
const env = { TIRELIRE_MASTER_KEY: '07'.repeat(32), ...process.env };

/** Starts a demo and waits until its pages are served. */
export async function startDemo() {
  if (!tirelire) throw new Error('TIRELIRE_BIN names no program');
  const folder = mkdtempSync(join(tmpdir(), 'tirelire-e2e-'));
  const database = `sqlite:${join(folder, 'demo.db')}`;
  const program = spawn(
    tirelire,
    ['--db', database, 'demo', '--days', '40', '--listen', '127.0.0.1:0'],
    { env, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const logins = {};
  /** PINs of the people at the merchant's till. */
  const pins = {};
  let said = '';
  let origin;
  await new Promise((resolve, reject) => {
    const tooLong = setTimeout(() => reject(new Error(`no pages within two minutes:\n${said}`)), 120_000);
    program.on('exit', code => reject(new Error(`the demo ended with ${code}:\n${said}`)));
    program.stderr.setEncoding('utf8');
    program.stderr.on('data', text => {
      said += text;
      for (const [, name, address, password] of said.matchAll(/^(\w+)\s+(\S+@\S+)\s+password (\S+)/gm)) {
        logins[name] = { address, password };
      }
      for (const [, name, pin] of said.matchAll(/^(\w+)\s+at the merchant's till\s+PIN\s+(\d+)/gm)) pins[name] = pin;
      origin = said.match(/top-ups are at (http:\/\/[^/\s]+)/)?.[1];
      if (origin && logins.operator) {
        clearTimeout(tooLong);
        resolve();
      }
    });
  });
  return {
    origin,
    logins,
    pins,
    said: () => said,
    /** A command of the program on the demo's database, as a person at the operator's gives it. */
    run: (...words) => execFileSync(tirelire, ['--db', database, ...words], { env, encoding: 'utf8' }),
    /** What a caller hears who presses these keys, a line for each answer. */
    call: (keys, ...words) => execFileSync(
      tirelire,
      ['--db', database, 'phone', 'call', ...words],
      { env, encoding: 'utf8', input: keys },
    ),
    /** What the people of a home were told, with the words: what its phone shows. */
    told: ean => execFileSync(tirelire, ['--db', database, 'notices', 'list', ean, '--words'], { env, encoding: 'utf8' }),
    async end() {
      program.removeAllListeners('exit');
      const ended = new Promise(resolve => program.on('exit', resolve));
      program.kill('SIGINT');
      await Promise.race([ended, new Promise(resolve => setTimeout(resolve, 5_000))]);
      program.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Starts an installation for training in an empty folder, and waits until its pages are served. */
export async function startTraining() {
  if (!tirelire) throw new Error('TIRELIRE_BIN names no program');
  const folder = mkdtempSync(join(tmpdir(), 'tirelire-training-'));
  const database = `sqlite:${join(folder, 'training.db')}`;
  const words = ['--db', database, 'training', '--listen', '127.0.0.1:0'];
  const program = spawn(tirelire, words, { env, stdio: ['ignore', 'ignore', 'pipe'] });
  const logins = {};
  let said = '';
  const origin = await new Promise((resolve, reject) => {
    const tooLong = setTimeout(() => reject(new Error(`no pages within two minutes:\n${said}`)), 120_000);
    program.on('exit', code => reject(new Error(`training ended with ${code}:\n${said}`)));
    program.stderr.setEncoding('utf8');
    program.stderr.on('data', text => {
      said += text;
      for (const [, name, address, password] of said.matchAll(/^(\w+)\s+(\S+@\S+)\s+password (\S+)/gm)) {
        logins[name] = { address, password };
      }
      const found = said.match(/top-ups are at (http:\/\/[^/\s]+)/)?.[1];
      if (!found) return;
      clearTimeout(tooLong);
      resolve(found);
    });
  });
  return {
    origin,
    logins,
    said: () => said,
    /** A command of the program on its database, as a person at the operator's gives it. */
    run: (...words) => execFileSync(tirelire, ['--db', database, ...words], { env, encoding: 'utf8' }),
    async end() {
      program.removeAllListeners('exit');
      const ended = new Promise(resolve => program.on('exit', resolve));
      program.kill('SIGINT');
      await Promise.race([ended, new Promise(resolve => setTimeout(resolve, 5_000))]);
      program.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Places a virtual meter whose time stands still but for what is let pass, and serves it as a page. */
export async function startMeter(kind) {
  if (!tirelire) throw new Error('TIRELIRE_BIN names no program');
  const program = spawn(
    tirelire,
    ['meter', 'virtual', '--kind', kind, '--listen', '127.0.0.1:0', '--speed', '0', '--at', '2026-11-12T10:00:00+01:00'],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let said = '';
  const origin = await new Promise((resolve, reject) => {
    const tooLong = setTimeout(() => reject(new Error(`no page within 30 s:\n${said}`)), 30_000);
    program.on('exit', code => reject(new Error(`the meter ended with ${code}:\n${said}`)));
    program.stderr.setEncoding('utf8');
    program.stderr.on('data', text => {
      said += text;
      const found = said.match(/the meter is at (http:\/\/\S+)\n/)?.[1];
      if (!found) return;
      clearTimeout(tooLong);
      resolve(found);
    });
  });
  return {
    origin,
    end() {
      program.removeAllListeners('exit');
      program.kill('SIGKILL');
    },
  };
}

export function startBrowser() {
  return chromium.launch({ executablePath, args: ['--no-sandbox'] });
}

/** A page of a browser whose owner lets nobody keep cookies; `end` ends it. */
export async function withoutCookies() {
  const folder = mkdtempSync(join(tmpdir(), 'tirelire-browser-'));
  mkdirSync(join(folder, 'Default'));
  const wished = { profile: { default_content_setting_values: { cookies: 2 } } };
  writeFileSync(join(folder, 'Default', 'Preferences'), JSON.stringify(wished));
  const context = await chromium.launchPersistentContext(folder, { executablePath, args: ['--no-sandbox'] });
  // Its processes may write a last time.
  const forget = () => rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  const end = async () => {
    await context.close();
    await new Promise(resolve => setTimeout(resolve, 500));
    forget();
  };
  return { page: await context.newPage(), end };
}

/** Signs in with a password, without script; returns the page it leads to. */
export async function signIn(page, demo, who, path = '/en/sign-in') {
  const { address, password } = demo.logins[who];
  await page.goto(demo.origin + path);
  await page.click('details > summary');
  await page.fill('#address2', address);
  await page.fill('#password', password);
  await page.click('details form button');
}

const axeSource = readFileSync(new URL(import.meta.resolve('axe-core/axe.min.js')), 'utf8');
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'EN-301-549', 'best-practice'];

/** What axe finds on the page that is open: violations, and what it could not decide. */
async function axe(page) {
  await page.evaluate(axeSource);
  const result = await page.evaluate(
    values => globalThis.axe.run(document, { runOnly: { type: 'tag', values } }),
    tags,
  );
  const tell = found => found.map(one => `${one.id}: ${one.nodes.map(node => node.html).join(' ')}`);
  return { violations: tell(result.violations), incomplete: tell(result.incomplete) };
}

/** A page of this width whose own scripts cannot run, signed in as the owner of `plain`, which ends. */
export async function guarded(browser, width, plain) {
  const context = await browser.newContext({ viewport: { width, height: 800 } });
  await context.route('**/*', async route => {
    if (route.request().resourceType() !== 'document') return route.continue();
    const response = await route.fetch();
    const headers = { ...response.headers(), 'content-security-policy': "script-src 'none'" };
    await route.fulfill({ response, headers });
  });
  const page = await context.newPage();
  // The way in is not what is looked at here.
  await context.addCookies(await plain.context().cookies());
  await plain.context().close();
  return page;
}

/**
 * axe finds nothing on the page that is open, and leaves nothing open but what `decided` says that a person has
 * decided; a picture is kept of it.
 */
export async function look(page, path, name, decided = () => false) {
  // An answer to a form may still be on its way, and a field that has the focus may have scrolled what is above it
  // half out of sight.
  await page.waitForLoadState('load');
  await page.evaluate(() => window.scrollTo(0, 0));
  const found = await axe(page);
  assert.deepEqual(found.violations, [], path);
  assert.deepEqual(found.incomplete.filter(one => !decided(one)), [], path);
  await picture(page, name);
}

/** Fits a screen of 320 px, has targets that a thumb meets, and says its language. */
export async function fits(page, path) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(wide <= 320, `${path}: ${wide} px wide`);
  const targets = 'main a, main button, main summary, main label.choice, header a, header button';
  const small = await page.evaluate(
    which =>
      [...document.querySelectorAll(which)]
        .map(one => [one.getBoundingClientRect(), one.innerText])
        .filter(([box]) => box.height > 0 && (box.height < 43.5 || box.width < 24))
        .map(([box, text]) => `${text} ${box.width}x${box.height}`),
    targets,
  );
  assert.deepEqual(small, [], path);
  assert.equal(await page.locator('html').getAttribute('lang'), path.split('/')[1]);
}

/** Keeps a picture of the page, if pictures are wanted. */
export async function picture(page, name) {
  if (!pictures) return;
  mkdirSync(pictures, { recursive: true });
  await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
}
