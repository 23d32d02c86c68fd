// Starts a demo on free ports and ends it with the tests; opens browsers; runs axe.

import { chromium } from 'playwright-core';
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { languages, pages } from './paths.mjs';

export { languages, pages };

const tirelire = process.env.TIRELIRE_BIN;
const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
/** Where screenshots go, if anybody wants them. */
const pictures = process.env.TIRELIRE_PICTURES;


/** Every way to go through a flow: each language, with and without script, at both widths. */
export const ways = languages.flatMap((language, place) =>
  [false, true].flatMap(script => [360, 1280].map(width => ({ language, place, script, width }))));
/**
 * Half of them, for flows of which each way costs a home, a payment or some seconds: each language still comes with and
 * without script and at both widths, and with and without script at both widths.
 */
export const half = ways.filter(({ place, script, width }) => (script === (width === 1280)) === (place % 2 === 0));
/** A way in words, for the name of a test. */
export const named = ({ language, script, width }) => `${language}, ${width} px, ${script ? 'with' : 'without'} script`;

/** A page of nobody in this way. */
export async function opened(browser, { script, width }, cookies = []) {
  const context = await browser.newContext({ javaScriptEnabled: script, viewport: { width, height: 740 } });
  await context.addCookies(cookies);
  return context.newPage();
}

/** Links to a page, whatever stands behind it. */
export const links = path => `a[href="${path}"], a[href^="${path}?"], a[href^="${path}#"]`;

/** What a letter tells a home: its 13 digits and a code. */
export function letter(server, ean) {
  const [, reference, code] = server.run('account', 'code', ean).match(/reference ([\d ]+\d), code (\w+)/);
  return { reference, code };
}

/** The code that a phone got last. */
async function codeFor(server, phone) {
  for (let tries = 0; tries < 50; tries += 1) {
    const codes = [...server.said().matchAll(new RegExp(`the code for \\+32${phone.slice(1)} is (\\d+)`, 'g'))];
    if (codes.length) return codes.at(-1)[1];
    await new Promise(resolve => setTimeout(resolve, 100));
  }
  throw new Error(`${phone} got no code`);
}

/** Opens the account of a home with its letter; `tap` counts, and `seen` sees the page that asks for the code. */
export async function activate(page, server, ean, phone, place, tap = what => page.click(what), seen = () => {}) {
  const { reference, code } = letter(server, ean);
  await page.goto(server.origin + pages['P-14-letter'][place]);
  await page.fill('#reference', reference);
  await page.fill('#code', code);
  await page.fill('#address', phone);
  await tap('main form.card button');
  await seen();
  await page.fill('#code', await codeFor(server, phone));
  await tap('main form.card button');
}

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
