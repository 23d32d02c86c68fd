// The pages of developers: reached from the doors, light, and read by anybody.

import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { guarded, look, signIn, startBrowser, startDemo } from './demo.mjs';
import { developers as paths } from './paths.mjs';


let demo;
let browser;

before(async () => {
  demo = await startDemo();
  browser = await startBrowser();
});

after(async () => {
  await browser?.close();
  await demo?.end();
});

async function visitor(width) {
  const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width, height: 800 } });
  return context.newPage();
}

describe('developers', () => {
  test('the doors lead there, and what is there leads on', async () => {
    const page = await visitor(360);
    await page.goto(demo.origin + '/nl');
    await page.click('main a[href="/developers"]');
    await page.click('main a[href="/developers/errors"]');
    await page.click('main a[href^="/developers/errors/"]');
    assert.match(await page.locator('main').innerText(), /The same request/);
    await page.context().close();
  });

  test('each page leads to itself in the other language', async () => {
    const page = await visitor(360);
    await page.goto(demo.origin + '/fr');
    await page.click('main a[href="/fr/developers"]');
    assert.equal(await page.locator('html').getAttribute('lang'), 'fr');
    await page.click('main a[href="/fr/developers/errors"]');
    await page.click('main a[href="/fr/developers/errors/key-refused"]');
    assert.match(await page.locator('main').innerText(), /La même demande/);
    await page.click('main a[hreflang=en]');
    assert.equal(new URL(page.url()).pathname, '/developers/errors/key-refused');
    await page.click('main a[hreflang=fr]');
    assert.equal(new URL(page.url()).pathname, '/fr/developers/errors/key-refused');
    await page.context().close();
  });

  test('D-10: for how much of the last days sales and payments were to be had', async () => {
    const page = await visitor(360);
    for (const [path, days] of [['/developers/limits', /last (30|90) days\s+100\.00%/g], ['/fr/developers/limits', /(30|90) derniers jours\s+100,00\s%/g]]) {
      await page.goto(demo.origin + path);
      assert.equal((await page.locator('main').innerText()).match(days)?.length, 2, path);
    }
    await page.context().close();
  });

  test('D-03: one click makes a key, and three lines that are copied sell', { timeout: 60_000 }, async () => {
    const page = await visitor(360);
    await page.goto(demo.origin + '/developers');
    await page.click('main a.button[href="/developers/sandbox"]');
    await page.click('form button');
    assert.match(await page.locator('h1').innerText(), /Your key/);
    const box = await page.locator('main').boundingBox();
    assert.ok(box.width <= 360, `${box.width} px wide`);
    const lines = await page.locator('pre').allInnerTexts();
    const said = lines.slice(0, 3).map(line => JSON.parse(execFileSync('sh', ['-c', line], { encoding: 'utf8' })));
    assert.equal(said[0].restores_supply, true);
    assert.deepEqual(said.slice(1).map(one => one.state), ['reserved', 'reserved']);
    await page.context().close();
  });

  test('D-05: what a system asked is found by its name, without whom it was about', { timeout: 60_000 }, async () => {
    const asked = await fetch(`${demo.origin}/v1/accounts/9012345678908`, { headers: { authorization: 'Bearer tk_live_none' } });
    const id = asked.headers.get('request-id');
    assert.equal((await asked.json()).request_id, id);
    const page = await visitor(360);
    await page.goto(`${demo.origin}/developers/logs`);
    assert.match(new URL(page.url()).pathname, /connexion|sign-in/, 'nobody is signed in');
    await signIn(page, demo, 'operator');
    // A line stands there some seconds after the answer.
    let found = '';
    for (let tries = 0; tries < 20 && !found.includes('key-refused'); tries += 1) {
      await page.waitForTimeout(500);
      await page.goto(`${demo.origin}/developers/logs`);
      await page.fill('#id', id);
      await page.click('main form button');
      found = await page.locator('main').innerText();
    }
    assert.match(found, /401 key-refused/);
    assert.match(found, /GET \/v1\/accounts\/\{account\}/);
    assert.doesNotMatch(found, /9012345678908|tk_live/);
    await page.fill('#status', '40');
    await page.click('main form button');
    assert.match(await page.title(), /^Error/);
    await page.context().close();
    for (const width of [360, 1280]) {
      const plain = await visitor(width);
      await signIn(plain, demo, 'operator');
      const own = await guarded(browser, width, plain);
      for (const path of ['/developers/logs', '/fr/developers/logs', `/fr/developers/logs?id=${id}`]) {
        await own.goto(demo.origin + path);
        await look(own, path, `D-05${path.includes('id=') ? '-one' : ''}${path.startsWith('/fr') ? '-fr' : '-en'}-${width}`);
      }
      await own.context().close();
    }
  });

  test('D-04: a shop has an endpoint, tries it out, turns its secret and sends again', { timeout: 120_000 }, async () => {
    const page = await visitor(360);
    await page.goto(`${demo.origin}/developers/endpoints`);
    assert.match(new URL(page.url()).pathname, /connexion|sign-in/, 'nobody is signed in');
    await signIn(page, demo, 'merchant');
    await page.goto(`${demo.origin}/developers/endpoints`);
    const add = async url => {
      await page.fill('#url', url);
      await page.click('main form button');
    };
    for (const [url, words] of [
      ['http://8.8.8.8/hooks', /begins with https/],
      ['https://127.0.0.1/hooks', /not on the public internet/],
      ['https://[fd00::1]/', /not on the public internet/],
    ]) {
      await add(url);
      assert.match(await page.locator('main').innerText(), words, url);
      assert.equal(await page.inputValue('#url'), url, 'what was typed is kept');
      assert.match(await page.title(), /^Error/);
    }
    await page.check('input[name=types][value="topup.booked"]');
    await page.check('input[name=kind][value=shared]');
    await add('https://8.8.8.8/hooks');
    assert.match(await page.locator('main').innerText(), /whsec_/);
    await page.click('main a.button');
    const path = new URL(page.url()).pathname;
    await page.click('main button[value=test]');
    assert.match(await page.locator('main').innerText(), /The test event leaves\.[\s\S]*endpoint\.test/);
    await page.click('main button[value=rotate]');
    assert.match(await page.locator('main').innerText(), /The one before signs, too, until/);
    await page.click('main a.button');
    assert.match(await page.locator('main').innerText(), /An older one signs until/);
    await page.fill('#since', 'tomorrow');
    await page.click('main button[value=since]');
    assert.match(await page.locator('main').innerText(), /Write one of the last 31 days/);
    await page.fill('#since', '2026-11-01');
    await page.click('main button[value=since]');
    assert.match(await page.locator('main').innerText(), /Leaving again: 0/);
    await page.context().close();
    for (const width of [360, 1280]) {
      for (const who of ['merchant', 'operator']) {
        const plain = await visitor(width);
        await signIn(plain, demo, who);
        const own = await guarded(browser, width, plain);
        for (const base of ['', '/fr']) {
          for (const rest of ['/developers/endpoints', path]) {
            await own.goto(demo.origin + base + rest);
            const name = rest === path ? 'one' : 'list';
            await look(own, base + rest, `D-04-${name}-${who}${base ? '-fr' : '-en'}-${width}`);
          }
        }
        await own.context().close();
      }
    }
  });

  test('every page is no wider than a phone', async () => {
    const page = await visitor(360);
    for (const path of paths) {
      const answer = await page.goto(demo.origin + path);
      assert.equal(answer.status(), 200, path);
      const box = await page.locator('main').boundingBox();
      assert.ok(box.width <= 360, `${path}: ${box.width} px wide`);
    }
    await page.context().close();
  });

  for (const width of [360, 1280]) {
    test(`axe finds nothing at ${width} px`, { timeout: 120_000 }, async () => {
      const page = await guarded(browser, width, await visitor(width));
      for (const path of paths) {
        await page.goto(demo.origin + path);
        await look(page, path, `D${path.replaceAll('/', '-')}-${width}`);
      }
      await page.goto(`${demo.origin}/fr/developers/sandbox`);
      await page.click('form button');
      await look(page, 'the key', `D-fr-developers-key-${width}`);
      await page.context().close();
    });
  }
});
