// The flows of a supplier, without script, and what holds on each of its pages.

import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { fits, guarded, languages, look, signIn, startBrowser, startDemo } from './demo.mjs';
import { supplier as paths } from './paths.mjs';

let demo;
let browser;
/** A customer, and a home of another supplier. */
let own;
let another;
/** By which addresses name it. */
let anothersAccount;
/** A dispute by its number. */
let dispute;

const disputes = paths['F-S8'];

async function as(who) {
  const context = await browser.newContext({
    javaScriptEnabled: false,
    viewport: { width: 360, height: 740 },
  });
  const page = await context.newPage();
  await signIn(page, demo, who);
  return page;
}

const main = page => page.locator('main').innerText();

/** Fills the form of a request and sends it. */
async function ask(page, ean, wish = 'default') {
  await page.fill('#ean', ean);
  await page.check(`input[name=wish][value=${wish}]`);
  await page.fill('#notified', '2026-01-02');
  await page.fill('#owed', '150');
  await page.check('input[name=both][value=one]');
  await page.fill('#documents', 'registered letter RR 1');
  await page.click('main form.card button');
}

before(async () => {
  demo = await startDemo();
  browser = await startBrowser();
  const page = await as('supplier');
  await page.goto(demo.origin + '/en/supplier/data');
  const mine = new Set((await main(page)).match(/\d{18}/g));
  own = [...mine][0];
  await page.context().close();
  const desk = await as('agent');
  await desk.goto(demo.origin + '/accounts');
  const all = await desk.locator('table.list tbody th a').evaluateAll(links =>
    links.map(one => [one.href.match(/\/(\d+)$/)[1], one.innerText.trim()]));
  [anothersAccount, another] = all.find(([, ean]) => !mine.has(ean));
  await desk.context().close();
});

after(async () => {
  await browser?.close();
  await demo?.end();
});

describe('flows', () => {
  test('F-60: an activation is asked in four steps, and the answer is seen in one', async () => {
    const page = await as('supplier');
    let steps = 1;
    assert.equal(new URL(page.url()).pathname, '/en/supplier/overview', 'a supplier begins with counts');
    await page.goto(demo.origin + '/en/supplier/overview');
    assert.match(await main(page), /Counts only/);
    await page.click('main a[href="/en/supplier/ask"]');
    steps += 1;
    await page.click('main form.card button');
    assert.match(await page.title(), /^Error/);
    await ask(page, '541449900077000008'.slice(0, 17) + '0');
    const wrong = /Enter the 18 digits/.test(await main(page));
    if (wrong) await ask(page, another);
    steps += 1;
    await page.waitForURL(url => url.pathname === '/en/supplier/requests');
    assert.ok(steps <= 4, `${steps} steps`);
    const text = await main(page);
    assert.match(text, /Received/);
    assert.match(text, /Refused by the customer \(by reply card\)/, 'an answer, in one step');
    // It is taken back while it is open.
    await page.locator('button[name=end]').first().click();
    assert.match(await main(page), /Taken back by you/);
    await page.context().close();
  });

  test('F-60 by the API: what a system files with its key stands on the page, and its money is that of the file', async () => {
    const page = await as('supplier');
    await page.goto(demo.origin + '/developers/keys');
    for (const scope of ['requests:read', 'requests:write', 'settlement:read']) await page.check(`input[value="${scope}"]`);
    await page.click('button[value=add]');
    const [key] = (await main(page)).match(/tk_live_\w+/);
    const seen = await guarded(browser, 360, await as('supplier'));
    await seen.goto(demo.origin + '/developers/keys');
    assert.ok(!(await main(seen)).includes(key), 'shown once');
    assert.ok((await main(seen)).includes('Made by '), 'with its maker');
    await look(seen, 'keys', 'F-S9-keys-en-360');
    await seen.context().close();
    const call = async (path, body, once = 'e2e-1') => {
      const answer = await fetch(`${demo.origin}/v1/suppliers/${path}`, {
        method: body ? 'POST' : 'GET',
        headers: { authorization: `Bearer ${key}`, 'accept-language': 'en', ...(body && { 'idempotency-key': once }) },
        body: body && JSON.stringify(body),
      });
      return [answer.status, await answer.json(), answer.headers.get('idempotent-replayed')];
    };
    const wanted = {
      point: another, ground: 'default', notified: '2026-01-02', owed: '150.00', both_energies: false,
      documents: ['letter of the system'],
    };
    const [, refused] = await call('requests', { ...wanted, owed: '20.00' });
    assert.deepEqual([refused.status, refused.code, refused.field], [422, 'debt-too-small', 'owed']);
    const [status, filed] = await call('requests', wanted);
    assert.equal(status, 201, JSON.stringify(filed));
    const [, again, replayed] = await call('requests', wanted);
    assert.deepEqual([again.request, replayed], [filed.request, 'true']);
    const [, reused] = await call('requests', { ...wanted, owed: '160.00' });
    assert.equal(reused.code, 'idempotency-key-reused');
    await page.goto(demo.origin + '/en/supplier/requests');
    assert.match(await main(page), /letter of the system/);
    const newest = page.locator('main ul.homes > li').filter({ hasText: 'letter of the system' });
    await newest.locator('button[name=end]').click();
    assert.match(await main(page), /Taken back by you/);
    const [, taken] = await call(`requests/${filed.request}`);
    assert.deepEqual([taken.state, taken.steps.at(-1).step], ['cancelled', 'withdrawn']);
    const [, cancelled] = await call('requests?state=cancelled');
    assert.ok(cancelled.requests.some(one => one.request === filed.request));
    // A month is the same as the file of the page.
    const [, months] = await call('settlements');
    assert.ok(months.settlements.some(({ month }) => month === '2026-01'), JSON.stringify(months));
    const [, month] = await call('settlements/2026-01?limit=200');
    const file = await (await page.request.get(demo.origin + '/en/supplier/settlement/2026-01.json')).json();
    assert.equal(month.settlement.not_yet_remitted_eur, file.not_yet_remitted_eur);
    assert.deepEqual(
      month.customers.map(one => [one.point, one.received_eur, one.to_remit_eur]),
      file.customers.slice(0, 200).map(one => [one.ean, one.received_eur, one.to_remit_eur]),
    );
    assert.equal((await call('settlements/2099-01'))[0], 404);
    // A key that is ended opens nothing.
    await page.goto(demo.origin + '/developers/keys');
    await page.locator('button[value=end]').first().click();
    assert.equal((await call('settlements'))[0], 401);
    await page.context().close();
  });

  test('an end is asked for own customers alone', async () => {
    const page = await as('supplier');
    const answers = [];
    for (const ean of [another, '541449900077000000']) {
      await page.goto(demo.origin + '/en/supplier/ask');
      await ask(page, ean, 'paid');
      answers.push((await page.title()).startsWith('Error'));
    }
    assert.deepEqual(answers, [true, true]);
    await page.goto(demo.origin + '/en/supplier/ask');
    await ask(page, own, 'paid');
    assert.equal(new URL(page.url()).pathname, '/en/supplier/requests');
    await page.context().close();
  });

  test('a remittance is there as a page and as files that agree', async () => {
    const page = await as('supplier');
    await page.goto(demo.origin + '/en/supplier/settlement?month=2026-01');
    const text = await main(page);
    assert.match(text, /Approved/);
    assert.match(text, /Difference\s+€0\.00/);
    const href = await page.locator('main ul.homes a[href$=".json"]').first().getAttribute('href');
    const payout = await (await page.request.get(demo.origin + href)).json();
    const cents = amount => BigInt(amount.replace('.', ''));
    const moved = payout.lines.reduce((sum, line) => sum + cents(line.effect_eur), 0n);
    assert.equal(moved + cents(payout.carried_in_eur) - cents(payout.carried_out_eur), cents(payout.pay_eur));
    const csv = await (await page.request.get(demo.origin + '/en/supplier/settlement/2026-01.csv')).text();
    assert.ok(csv.startsWith('ean,received_eur,'), csv);
    await page.context().close();
  });

  test('the file of a year is had, and the household sees who looked', async () => {
    const page = await as('supplier');
    await page.goto(demo.origin + '/en/supplier/consents');
    const href = await page.locator('main ul.homes a').first().getAttribute('href');
    const [, account] = href.match(/\/(\d+)\.csv$/);
    const [ean] = (await main(page)).match(/\d{18}/);
    const days = await (await page.request.get(demo.origin + href)).text();
    assert.match(days, /^day,peak_kwh,off_peak_kwh/);
    // The point is typed; its periods are listed, and each has its files.
    await page.goto(demo.origin + '/en/supplier/data');
    await page.fill('#ean', ean);
    await page.click('main form.card button');
    assert.equal(new URL(page.url()).pathname, `/en/supplier/data/${account}`);
    assert.match(await main(page), /billing year/);
    const file = await page.locator('main ul.homes a[href*=".json"]').first().getAttribute('href');
    const year = await (await page.request.get(demo.origin + file)).json();
    assert.equal(year.ean, ean);
    assert.ok(year.from < year.to, 'a whole period');
    const oneDay = `from=${year.from}&to=${year.from}`;
    const refused = await page.goto(`${demo.origin}/en/supplier/data/${account}.csv?${oneDay}`);
    assert.equal(refused.status(), 422);
    assert.match(await main(page), /no billing period/);
    assert.match(await main(page), /billing year/, 'which there are');
    for (const gone of [anothersAccount, '1000999999', another]) {
      assert.equal((await page.request.get(`${demo.origin}/en/supplier/data/${gone}.csv`)).status(), 404);
      assert.equal((await page.request.get(`${demo.origin}/en/supplier/consents/${gone}.csv`)).status(), 404);
    }
    const seen = await guarded(browser, 360, page);
    await seen.goto(`${demo.origin}/en/supplier/data/${account}.csv?${oneDay}`);
    await look(seen, 'other days', 'F-S4-refused-en-360');
    await seen.context().close();
    // The customer of the demo is the poorest home, which is the first of this supplier's.
    const home = await as('customer');
    await home.goto(demo.origin + '/en/my/helpers');
    assert.match(await home.locator('main section:has(#looks)').innerText(), /Energy A/);
    await home.context().close();
  });

  test('a dispute is opened, shown and closed', async () => {
    const page = await as('supplier');
    await page.goto(demo.origin + '/en/supplier/disputes/new');
    await page.check('input[name=subject][value=settlement]');
    await page.fill('#about', '2026-01');
    await page.fill('#words', 'A payment of 20 euro is missing.');
    await page.fill('#evidence', 'our ledger, page 3');
    await page.click('main form.card button');
    const at = new URL(page.url()).pathname;
    assert.match(at, /disputes\/\d+$/);
    dispute = at.match(/(\d+)$/)[1];
    assert.match(await main(page), /We answer by/);
    assert.match(await main(page), /our ledger, page 3/);
    await page.click('button[name=end]');
    assert.match(await main(page), /Closed/);
    await page.context().close();
  });

  test('F-S9, R-06: endpoints of its own, for what concerns it and nothing else', async () => {
    for (const [who, kinds] of [
      ['supplier', ['topup.booked', 'sharing_volumes.published', 'activation.answered', 'settlement.published', 'prepayment.ended', 'yearly_statement.ready']],
      ['representative', ['sharing_volumes.published']],
    ]) {
      const page = await as(who);
      const answer = await page.goto(demo.origin + '/developers/endpoints');
      assert.equal(answer.status(), 200, who);
      const text = await main(page);
      for (const kind of kinds) assert.ok(text.includes(kind), `${who} ${kind}`);
      assert.ok(!text.includes('supply.state_changed'), who);
      assert.equal(text.includes('topup.booked'), who === 'supplier', who);
      await page.fill('input[name=url]', 'https://127.0.0.1/');
      await page.click('main form button');
      assert.match(await page.title(), /^Error/, 'nothing is sent into our own network');
      const seen = await guarded(browser, 360, page);
      await seen.goto(demo.origin + '/developers/endpoints');
      await look(seen, 'endpoints', `D-04-${who}-en-360`);
      await seen.context().close();
    }
  });

  test('nobody else opens these pages', async () => {
    for (const who of ['customer', 'merchant', 'agent', 'operator', 'cpas']) {
      const page = await as(who);
      await page.goto(demo.origin + '/en/supplier/overview');
      assert.notEqual(new URL(page.url()).pathname, '/en/supplier/overview', who);
      await page.context().close();
    }
  });
});

describe('every page, in four languages', () => {
  const all = () => {
    const pages = [...Object.entries(paths), ['F-S8-new', disputes.map(base => `${base}/new`)]];
    if (dispute) pages.push(['F-S8-one', disputes.map(base => `${base}/${dispute}`)]);
    return pages;
  };

  test('weighs little and fits 320 px', { timeout: 300_000 }, async () => {
    const page = await as('supplier');
    await page.setViewportSize({ width: 320, height: 568 });
    for (const [, each] of all()) {
      for (const path of each) {
        const answer = await page.goto(demo.origin + path, { waitUntil: 'load' });
        assert.equal(answer.status(), 200, path);
        assert.ok((await answer.body()).length <= 30_000, path);
        await fits(page, path);
      }
    }
    await page.context().close();
  });

  for (const width of [360, 1280]) {
    test(`axe finds nothing at ${width} px`, { timeout: 600_000 }, async () => {
      const page = await guarded(browser, width, await as('supplier'));
      for (const [id, each] of all()) {
        for (const [place, path] of each.entries()) {
          await page.goto(demo.origin + path);
          await look(page, path, `${id}-${languages[place]}-${width}`);
        }
      }
      await page.goto(demo.origin + '/en/supplier/settlement?month=2026-01');
      await look(page, 'a month', `F-S3-month-en-${width}`);
      await page.context().close();
    });
  }
});
