// Staff sign in at their organisation: a provider of OpenID Connect that is not ours, as it comes from its authors.

import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { createServer } from 'node:http';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Provider from 'oidc-provider';
import { languages, look, pages, startBrowser } from './demo.mjs';

const tirelire = process.env.TIRELIRE_BIN;
const people = {
  an: { email: 'an@example.org', email_verified: true, groups: ['desk'] },
  bo: { email: 'bo@example.org', email_verified: true, groups: ['canteen'] },
  stranger: { email: 'stranger@example.org', email_verified: true, groups: ['desk'] },
};

let folder;
let server;
let program;
let browser;
let origin;

/** A port that is free now. */
function freePort() {
  return new Promise(resolve => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

async function startProvider(back) {
  const port = await freePort();
  const issuer = `http://127.0.0.1:${port}`;
  const provider = new Provider(issuer, {
    clients: [{ client_id: 'tirelire', client_secret: 's3cret', redirect_uris: [back] }],
    pkce: { required: () => true },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], groups: ['groups'] },
    scopes: ['openid', 'email', 'groups'],
    // What a provider of an organisation puts into its ID tokens.
    conformIdTokenClaims: false,
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...people[id] }) }),
  });
  server = createServer(provider.callback());
  await new Promise(resolve => server.listen(port, '127.0.0.1', resolve));
  return issuer;
}

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tirelire-e2e-'));
  const database = `sqlite:${join(folder, 'staff.db')}`;
  const run = (...given) => execFileSync(tirelire, ['--db', database, ...given], { encoding: 'utf8', input: 'a password of theirs\n' });
  run('migrate');
  // The last begin with a password, one for each language: whoever has just begun waits.
  for (const name of ['an', 'bo', ...languages]) {
    run('person', 'add', '--dso', 'ORES', '--role', 'agent_l1', '--name', name, '--email', `${name}@example.org`, '--password', '--language', 'en');
  }
  const port = await freePort();
  origin = `http://127.0.0.1:${port}`;
  const issuer = await startProvider(`${origin}/sign-in/back`);
  program = spawn(
    tirelire,
    ['--db', database, 'serve', '--listen', `127.0.0.1:${port}`, '--base-url', origin,
      '--oidc-issuer', issuer, '--oidc-client', 'tirelire', '--oidc-scopes', 'openid email groups', '--oidc-role', 'desk=agent_l1'],
    { stdio: ['ignore', 'ignore', 'pipe'], env: { TIRELIRE_MASTER_KEY: '07'.repeat(32), ...process.env, TIRELIRE_OIDC_SECRET: 's3cret' } },
  );
  let said = '';
  program.stderr.setEncoding('utf8');
  await new Promise((resolve, reject) => {
    program.on('exit', code => reject(new Error(`serve ended with ${code}:\n${said}`)));
    program.stderr.on('data', text => {
      said += text;
      if (said.includes('pages are at')) resolve();
    });
  });
  browser = await startBrowser();
});

after(async () => {
  await browser?.close();
  program?.removeAllListeners('exit');
  program?.kill('SIGKILL');
  server?.closeAllConnections?.();
  server?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Goes to the provider and signs in there as `who`; returns the page that is back with us. */
async function come(who) {
  const context = await browser.newContext();
  const page = await context.newPage();
  for (let tries = 0; tries < 40; tries += 1) {
    const answer = await page.goto(`${origin}/en/sign-in`).catch(() => null);
    if (answer?.ok()) break;
    await page.waitForTimeout(250);
  }
  await page.click('main a[href="/en/sign-in/staff"]');
  await page.fill('input[name=login]', who);
  await page.fill('input[name=password]', 'theirs');
  await page.click('button[type=submit]');
  await page.click('button[type=submit]');
  await page.waitForURL(url => url.origin === origin);
  return page;
}

describe('a password of staff', () => {
  test('is followed by an app, on a page in which axe finds nothing', { timeout: 120_000 }, async () => {
    const context = await browser.newContext({ viewport: { width: 360, height: 800 } });
    const page = await context.newPage();
    for (const [place, path] of pages['P-14'].entries()) {
      await page.goto(origin + path);
      await page.click('details > summary');
      await page.fill('#address2', `${languages[place]}@example.org`);
      await page.fill('#password', 'a password of theirs');
      await page.click('details form button');
      assert.equal(await page.locator('#code').count(), 1, await page.locator('main').innerText());
      for (const width of [360, 1280]) {
        await page.setViewportSize({ width, height: 800 });
        await look(page, `${path} app`, `P-14-app-${languages[place]}-${width}`);
      }
    }
    await context.close();
  });
});

describe('staff of an organisation', () => {
  test('come in with the role that they have here', async () => {
    const page = await come('an');
    assert.equal(new URL(page.url()).pathname, '/en/agent/search');
    // The address that they came back by opens nothing any more.
    await page.goBack().catch(() => {});
    await page.goto(`${origin}/sign-in/back?code=x&state=y`);
    assert.match(await page.locator('main').innerText(), /This sign-in is over/);
    await page.context().close();
  });

  test('stay out without a group that stands for their role, and without a person here', async () => {
    for (const who of ['bo', 'stranger']) {
      const page = await come(who);
      assert.match(await page.locator('main').innerText(), /You have no access here/, who);
      await page.goto(`${origin}/en/agent/search`);
      assert.notEqual(new URL(page.url()).pathname, '/en/agent/search', who);
      await page.context().close();
    }
  });
});
