// The flows of UX 9 in four languages, with and without script, on a phone and on a desk, each step counted. A page is
// found by its address in that language, a control by its name, id or role: no word of any language leads through.
// What a form says of mistakes, and what else holds on a page, stands in the file of its people. F-04, F-06, F-08 and
// F-09 begin with a card or a letter: flows.test.mjs. Source: UX 9, G-F1, G-N1.

import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { activate, half, links, named, opened, pages, signIn, startBrowser, startDemo, startTraining, ways } from './demo.mjs';
import { agent, aids, cases, cpas, clients, groups, ofGroup, operator, queues, salePaths, shop, supplier } from './paths.mjs';

let demo;
let browser;
/** The home of the demo that has least, which the customer has, and where its meter shows its face. */
let poorest;
let meter;
/** Accounts by number and EAN: all of them, and those of the CPAS. */
let homes;
let ofCpas;
/** Sessions by who signed in. */
const sessions = {};

/** A page of somebody who has signed in. */
async function as(who, way) {
  if (!sessions[who]) {
    const page = await opened(browser, { script: false, width: 1280 });
    await signIn(page, demo, who);
    sessions[who] = await page.context().cookies();
    await page.context().close();
  }
  return opened(browser, way, sessions[who]);
}

/** Presses that count. */
function counted(page, from = 0) {
  const steps = { taken: from };
  steps.tap = async what => {
    await page.locator(what).first().click();
    steps.taken += 1;
  };
  steps.most = most => assert.ok(steps.taken <= most, `${steps.taken} steps of ${most}`);
  return steps;
}

const main = page => page.locator('main').innerText();
const at = page => new URL(page.url()).pathname;
/** Ways with a number each. */
const numbered = some => some.map((way, number) => [number, way]);
/** Words without spaces and signs that only join. */
const bare = text => text.replace(/[\s\u00a0\u2060]/g, '');
const code = /[0-9A-Z]{4}-[0-9A-Z]{4}/;

/** What time it is in the demo: its meters are asked. */
async function clock(page) {
  const said = await (await page.request.get(meter)).text();
  return `${said.match(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/)[0].replace(' ', 'T')}+01:00`;
}

/** Something that happened at a home, as in scenario files; what is said of it. */
const happened = async (page, ean, fact) => demo.run('account', 'record', ean, JSON.stringify(fact), '--at', await clock(page));

/** Pays at the bank and comes back; whoever has just paid is asked once more, which does not count. */
async function pay(page) {
  if (new URL(page.url()).origin === demo.origin) await page.locator('main form button').first().click();
  assert.notEqual(new URL(page.url()).origin, demo.origin, 'at the bank');
  await page.click('button[value="pay"], button:has-text("Pay")');
  await page.waitForURL(url => url.origin === demo.origin);
}

/** Loads what is open until it holds. */
async function until(page, holds, what) {
  for (let tries = 0; tries < 60; tries += 1) {
    if (await holds()) return;
    await page.waitForTimeout(500);
    await page.goto(page.url());
  }
  assert.fail(`${what}:\n${await main(page)}`);
}

before(async () => {
  demo = await startDemo();
  browser = await startBrowser();
  [, poorest, meter] = demo.said().match(/EAN (\d{18}) has least.* at (http\S+)/);
  const desk = await as('agent', { script: false, width: 1280 });
  await desk.goto(demo.origin + '/accounts');
  homes = await desk.locator('table.list tbody th a').evaluateAll(all =>
    all.map(one => ({ account: one.href.match(/\/(\d+)$/)[1], ean: one.innerText.trim() })));
  await desk.context().close();
  const work = await as('cpas', { script: false, width: 1280 });
  await work.goto(demo.origin + cpas['S-01'][3]);
  ofCpas = await work.locator('main ul.homes a').evaluateAll(all => all.map(one => one.href.match(/\/(\d+)$/)[1]));
  await work.context().close();
});

after(async () => {
  await browser?.close();
  await demo?.end();
});

describe('a household', () => {
  for (const way of ways) {
    test(`F-01: the balance is one step away (${named(way)})`, async () => {
      const page = await as('customer', way);
      await page.goto(demo.origin + pages['C-01'][way.place]);
      assert.equal(await page.locator('html').getAttribute('lang'), way.language);
      const state = await page.locator('main section.card h2').first().innerText();
      assert.ok(bare(await page.title()).startsWith(bare(state)), 'the title is the state');
      assert.match(state, /\d/);
      await page.context().close();
    });
  }

  // Each way is a payment of the same home.
  for (const way of half) {
    test(`F-02: topping up takes three taps (${named(way)})`, async () => {
      const page = await as('customer', way);
      await page.goto(demo.origin + pages['C-01'][way.place]);
      const steps = counted(page);
      await steps.tap('main section.card a.button');
      assert.equal(at(page), pages['C-02'][way.place]);
      const shown = await page.locator('section:has(#effect) .facts dd').allInnerTexts();
      await steps.tap('main form[action$="/pay"] button');
      await pay(page);
      const receipt = 'a.button[href$="/receipt"]';
      await until(page, () => page.locator(receipt).count(), 'paid');
      await steps.tap(receipt);
      steps.most(3);
      const text = await main(page);
      assert.match(text, code);
      for (const part of shown.slice(0, -1)) assert.ok(text.includes(part), `${part} in ${text}`);
      await page.context().close();
    });
  }

  for (const way of half) {
    test(`F-03: one payment tops up two energies in four screens (${named(way)})`, async () => {
      const page = await as('family', way);
      await page.goto(demo.origin + pages['C-01'][way.place]);
      const steps = counted(page, 1);
      await steps.tap('main a[href*="/both"]');
      await page.fill('#a', '11');
      await page.fill('#b', '12');
      await page.click('form:has(#b) button');
      await steps.tap('form[action$="/pay"] button');
      await pay(page);
      const receipt = 'a.button[href$="/receipt"]';
      await until(page, () => page.locator(receipt).count(), 'paid');
      await steps.tap(receipt);
      steps.most(4);
      assert.equal((await main(page)).match(new RegExp(code, 'g')).length, 2, 'each has its own');
      await page.context().close();
    });
  }

  for (const [number, way] of numbered(ways)) {
    test(`F-05: the alert threshold is changed in three steps (${named(way)})`, async () => {
      const page = await as('customer', way);
      await page.goto(demo.origin + pages['C-01'][way.place]);
      const steps = counted(page);
      await steps.tap(links(pages['C-09'][way.place]));
      const [kind, value] = [number % 2 ? 'days' : 'euro', String(3 + number)];
      await page.check(`input[name=low][value=${kind}]`);
      await page.fill('#value', value);
      await steps.tap('main form.card button:not([name]):not([id])');
      steps.most(3);
      assert.equal(await page.locator('[role=status]').count(), 1, 'kept');
      assert.ok(await page.isChecked(`input[name=low][value=${kind}]`));
      assert.match(await page.inputValue('#value'), new RegExp(`^${value}`));
      await page.context().close();
    });

    test(`F-10: a call is asked for in two steps (${named(way)})`, async () => {
      const page = await as('customer', way);
      await page.goto(demo.origin + pages['C-01'][way.place]);
      const steps = counted(page);
      await steps.tap(links(pages['C-12'][way.place]));
      await page.fill('#call_back-phone', '0470 12 34 56');
      await steps.tap('form:has(#call_back-phone) button');
      steps.most(2);
      assert.match(await page.locator('[role=status]').innerText(), /\d+/, 'a number to name');
      await page.context().close();
    });
  }

  for (const [number, way] of numbered(half)) {
    test(`F-11: a relative gets a key in three steps, and is stopped at once (${named(way)})`, async () => {
      const page = await as('customer', way);
      const name = `Mum ${number}`;
      await page.goto(demo.origin + pages['C-01'][way.place]);
      const steps = counted(page);
      await steps.tap(links(pages['C-10'][way.place]));
      await steps.tap('main a.button');
      await page.fill('#name', name);
      await page.check('#payer');
      await steps.tap('main form.card button');
      steps.most(3);
      const key = (await page.locator('.digits').innerText()).trim();
      const relative = await opened(browser, way);
      await relative.goto(demo.origin + pages['P-01-key'][way.place]);
      await relative.fill('#key', key);
      await relative.click('main form button');
      assert.equal(await relative.locator('html').getAttribute('lang'), way.language);
      assert.doesNotMatch(await main(relative), /€/, 'the state, and no amount');
      await page.goto(demo.origin + pages['C-10'][way.place]);
      const card = page.locator('main .card', { has: page.getByRole('heading', { name, exact: true }) });
      await card.locator('button').first().click();
      assert.equal(await card.count(), 0);
      assert.equal((await relative.reload()).status(), 404, 'at once');
      await relative.context().close();
      await page.context().close();
    });
  }
});

describe('a social service', () => {
  // Each way signs in: a password is slow on purpose.
  for (const way of half) {
    test(`F-20: from the sign-in to the most urgent client in two steps (${named(way)})`, async () => {
      const page = await opened(browser, way);
      await signIn(page, demo, 'cpas', pages['P-14'][way.place]);
      const steps = counted(page, 1);
      assert.equal(at(page), cpas['S-01'][way.place], 'a CPAS begins with its work');
      await steps.tap('main ul.homes a');
      steps.most(2);
      assert.ok(at(page).startsWith(clients[way.place]));
      assert.ok(await page.locator('main section.card h2').first().isVisible());
      // S-02: by the reference, as a client on the phone reads it out.
      const { account, ean } = homes.find(home => ofCpas.includes(home.account));
      await page.goto(demo.origin + cpas['S-01'][way.place]);
      await page.fill('#reference', ean.slice(-13));
      await page.click('main form.card button');
      assert.equal(at(page), `${clients[way.place]}/${account}`);
      await page.context().close();
    });
  }

  for (const [number, way] of numbered(half)) {
    test(`F-22: aid is given in four screens, once (${named(way)})`, async () => {
      const page = await as('cpas', way);
      const client = ofCpas[number % ofCpas.length];
      await page.goto(demo.origin + cpas['S-10'][way.place]);
      const before = await page.locator('main ul.homes li').count();
      await page.goto(demo.origin + cpas['S-01'][way.place]);
      const steps = counted(page, 1);
      await steps.tap(`main a[href$="/${client}"]`);
      await steps.tap(`main a[href="${aids[way.place]}/${client}"]`);
      await page.fill('#amount', String(10 + number));
      await page.check('input[name=motive][value=energy]');
      await steps.tap('main form.card button');
      steps.most(4);
      await page.click('button[name=confirm]');
      await page.waitForURL(url => url.pathname === cpas['S-10'][way.place]);
      assert.equal(await page.locator('main ul.homes li').count(), before + 1, 'once');
      await page.context().close();
    });
  }

  // Each way has a home of its own: it agrees, and takes that back.
  for (const [number, way] of numbered(half)) {
    test(`F-21, F-12: access is asked in three steps, and the household ends it in two (${named(way)})`, async () => {
      const { account, ean } = homes.filter(home => !ofCpas.includes(home.account))[number];
      const page = await as('cpas', way);
      const home = `${clients[way.place]}/${account}`;
      await page.goto(demo.origin + cpas['S-01'][way.place]);
      const steps = counted(page);
      await steps.tap(links(cpas['S-03'][way.place]));
      await page.fill('#reference', ean.slice(-13));
      await page.check('input[name=purpose][value=budget_help]');
      await page.check('input[name=months][value="3"]');
      await steps.tap('main form.card button');
      let told;
      for (let tries = 0; tries < 40 && !told; tries += 1) {
        told = demo.told(ean).match(/\b(\d{6})\b/)?.[1];
        if (!told) await page.waitForTimeout(500);
      }
      assert.ok(told, demo.told(ean));
      await page.fill('#code', told);
      await steps.tap('main form.card button');
      steps.most(3);
      assert.equal(at(page), home);
      assert.equal(await page.locator('main section[aria-labelledby=balance]').count(), 1, 'it is seen');

      const own = await opened(browser, way);
      // F-06: the code came by post; the phone that opens the account gets its messages from then on.
      demo.run('account', 'contact', ean, '--no-phone');
      await activate(own, demo, ean, `047012350${number}`, way.place);
      assert.equal(at(own), pages['C-01'][way.place]);
      assert.ok(demo.run('account', 'contact', ean).includes(`+3247012350${number}`), 'messages go there');
      const ending = counted(own);
      await ending.tap(links(pages['C-10'][way.place]));
      await ending.tap('main form:has([name=grant]) button');
      ending.most(2);
      assert.equal(await own.locator('[role=status]').count(), 1);
      assert.equal(await own.locator('main form:has([name=grant])').count(), 0, 'nobody else has access');
      await page.goto(demo.origin + home);
      assert.equal(await page.locator('main section[aria-labelledby=balance]').count(), 0, 'at once');
      await own.context().close();
      await page.context().close();
    });
  }
});

describe('a merchant', () => {
  // Each way is a sale of what one shop may take.
  for (const [number, way] of numbered(half)) {
    test(`F-30: a sale takes four screens (${named(way)})`, async () => {
      const page = await as('merchant', way);
      await page.goto(demo.origin + shop['M-01'][way.place]);
      const steps = counted(page, 1);
      await page.fill('#reference', homes[number].ean.slice(-13));
      await steps.tap('main form.keys button');
      await steps.tap('button[name=quick][value="10.00"]');
      await steps.tap('button[name=means][value=cash]');
      steps.most(4);
      assert.ok(at(page).startsWith(salePaths[way.place]));
      assert.match(await page.locator('section.ticket').innerText(), code);
      await page.context().close();
    });
  }

  for (const way of ways) {
    test(`F-31: a receipt is printed again in two steps, marked as a copy (${named(way)})`, async () => {
      const page = await as('merchant', way);
      await page.goto(demo.origin + shop['M-01'][way.place]);
      const steps = counted(page);
      await steps.tap(`nav.menu ${links(shop['M-02'][way.place])}`);
      await steps.tap('main ul.homes li a.button');
      steps.most(2);
      const ticket = await page.locator('section.ticket').innerText();
      assert.match(ticket, code);
      assert.match(await main(page), /COPY|DUPL|KOPIE/i);
      await page.context().close();
    });
  }
});

describe('the desk', () => {
  for (const [number, way] of numbered(ways)) {
    test(`F-40: from the caller to the state in two steps (${named(way)})`, async () => {
      const page = await as('caller', way);
      const { account, ean } = homes[number % homes.length];
      await page.goto(demo.origin + agent['A-01'][way.place]);
      const steps = counted(page, 1);
      await page.fill('#q', ean.slice(-13));
      await steps.tap('main form button');
      steps.most(2);
      assert.equal(at(page), `${cases[way.place]}/${account}`);
      assert.ok(await page.locator('.chip').first().isVisible());
      await page.context().close();
    });

    // One line of the demo's bank belongs to a slip: each way sees its effect, the last one books it.
    test(`F-41: a slip is booked in four screens (${named(way)})`, async () => {
      const page = await as('agent', way);
      await page.goto(demo.origin + agent['A-01'][way.place]);
      const steps = counted(page);
      await page.fill('#q', homes[0].ean);
      await steps.tap('main form button');
      await steps.tap('main a[href$="/slip"]');
      await page.locator('input[name=line]').first().check();
      await page.fill('#evidence', 'photo-7');
      await page.fill('#note', 'brought to the counter');
      await steps.tap('main form.card button');
      assert.equal(await page.locator('button[name=confirm]').count(), 1, 'its effect is seen');
      if (number === ways.length - 1) {
        await page.click('button[name=confirm]');
        assert.equal(await page.locator('section.card.good, section.card.wait').count(), 1);
        await page.goto(`${demo.origin}${cases[way.place]}/${homes[0].account}/slip`);
        assert.equal(await page.locator('input[name=line]').count(), 0, 'no line counts twice');
      }
      steps.taken += 1;
      steps.most(4);
      await page.context().close();
    });
  }
});

describe('a meter that does not answer', () => {
  const ean = '541449000000000089';
  let training;

  // A home of the training has paid, and its meter answers nobody.
  before(async () => {
    training = await startTraining();
    const page = await opened(browser, { script: false, width: 1280 });
    await signIn(page, training, 'agent');
    sessions.training = await page.context().cookies();
    await page.context().close();
  });

  after(async () => {
    await training?.end();
  });

  for (const way of ways) {
    test(`F-42: who paid and is not reached is asked again in three steps (${named(way)})`, async () => {
      const page = await opened(browser, way, sessions.training);
      await page.goto(`${training.origin}${queues[way.place]}/unreached`);
      const steps = counted(page, 1);
      const waits = page.locator('main ul.homes li', { hasText: ean.slice(-13) });
      assert.equal(await waits.count(), 1, 'it is in the queue');
      await waits.locator('a[href$="/release"]').click();
      steps.taken += 1;
      await page.check('input[name=reason][value=paid]');
      await page.fill('#note', `the light is still off, ${named(way)}`);
      await steps.tap('button[name=confirm]');
      steps.most(3);
      assert.equal(await page.locator('section.card.good').count(), 1, await main(page));
      assert.match(await main(page), new RegExp(`${ean.slice(-13)}[^]*the light is still off, ${named(way)}`));
      await page.context().close();
    });
  }
});

describe('those who supply, share and run it', () => {
  for (const [number, way] of numbered(half)) {
    test(`F-50: a new key is tried and filed in five steps (${named(way)})`, async () => {
      const page = await as('representative', way);
      await page.goto(demo.origin + groups['R-01'][way.place]);
      const steps = counted(page);
      await steps.tap(`main a[href^="${ofGroup['R-02'][way.place]}/1"]`);
      await steps.tap(`nav.menu a[href^="${ofGroup['R-04'][way.place]}/"]`);
      await page.selectOption('#key', number % 2 ? 'pro_rata' : 'equal');
      await page.fill('#from', `2029-0${number + 1}-01`);
      await steps.tap('main form button[value=try]');
      assert.match(await main(page), /kWh/);
      await steps.tap('main form button[value=file]');
      steps.most(5);
      assert.ok(at(page).startsWith(ofGroup['R-04'][way.place]));
      assert.match(await main(page), new RegExp(`01[/.]0${number + 1}[/.]2029`));
      await page.context().close();
    });
  }

  for (const way of ways) {
    test(`F-51: this month’s file in two steps (${named(way)})`, async () => {
      const page = await as('representative', way);
      await page.goto(demo.origin + groups['R-01'][way.place]);
      const steps = counted(page);
      await steps.tap(`main a.button[href^="${ofGroup['R-05'][way.place]}/1"][href*="?m="]`);
      const file = await page.request.get(demo.origin + (await page.locator('main a[href$=".csv"]').first().getAttribute('href')));
      steps.taken += 1;
      steps.most(2);
      assert.equal(file.status(), 200);
      assert.match(file.headers()['content-type'], /^text\/csv/);
      await page.context().close();
    });
  }

  // Each way is a request, which is taken back.
  for (const [number, way] of numbered(half)) {
    test(`F-60: an activation is asked in four steps, and the answer is seen in one (${named(way)})`, async () => {
      const page = await as('supplier', way);
      await page.goto(demo.origin + supplier['F-S4'][way.place]);
      const mine = new Set((await main(page)).match(/\d{18}/g));
      const others = homes.filter(home => !mine.has(home.ean));
      await page.goto(demo.origin + supplier['F-S1'][way.place]);
      const steps = counted(page, 1);
      await steps.tap(`main ${links(supplier['F-S2-ask'][way.place])}`);
      await page.fill('#ean', others[number % others.length].ean);
      await page.check('input[name=wish][value=default]');
      await page.fill('#notified', '2026-01-02');
      await page.fill('#owed', '150');
      await page.check('input[name=both][value=one]');
      await page.fill('#documents', 'registered letter RR 1');
      await steps.tap('main form.card button');
      steps.most(4);
      assert.equal(at(page), supplier['F-S2'][way.place]);
      const open = await page.locator('button[name=end]').count();
      await page.goto(demo.origin + supplier['F-S2'][way.place]);
      assert.ok(await page.locator('main ul.homes .chip.s4').count(), 'an answer, in one step');
      await page.locator('button[name=end]').first().click();
      assert.equal(await page.locator('button[name=end]').count(), open - 1, 'taken back');
      await page.context().close();
    });
  }

  // Each way takes three people.
  for (const way of half) {
    test(`F-70: a run is stopped in two steps by anybody (${named(way)})`, async () => {
      const cuts = demo.origin + agent['O-02'][way.place];
      const page = await as('caller', way);
      await page.goto(cuts);
      const steps = counted(page, 1);
      await steps.tap('form[action*="/stop"] button');
      steps.most(2);
      assert.equal(await page.locator('form[action*="/stop"]').count(), 0, 'stopped');
      await page.context().close();
      for (const [who, left] of [['operator', 0], ['controller', 1]]) {
        const staff = await as(who, way);
        await staff.goto(cuts);
        await staff.click('form[action*="/release"] button');
        assert.equal(await staff.locator('form[action*="/stop"]').count(), left, who);
        await staff.context().close();
      }
    });
  }

  // These pages are in English and French, and whoever comes from one place makes six sandboxes an hour.
  for (const way of half.filter(({ language }) => ['en', 'fr'].includes(language))) {
    test(`F-80: the first sale of a sandbox is three calls away (${named(way)})`, { timeout: 60_000 }, async () => {
      const base = way.language === 'fr' ? '/fr/developers' : '/developers';
      const page = await opened(browser, way);
      await page.goto(demo.origin + base);
      await page.click(`main a.button[href="${base}/sandbox"]`);
      await page.click('main form button');
      const lines = (await page.locator('pre').allInnerTexts()).slice(0, 3);
      const said = lines.map(line => JSON.parse(execFileSync('sh', ['-c', line], { encoding: 'utf8' })));
      assert.equal(said[0].restores_supply, true);
      assert.deepEqual(said.slice(1).map(one => one.state), ['reserved', 'reserved']);
      await page.context().close();
    });
  }
});

describe('after a cut', () => {
  const button = [/bouton/, /knop/, /Knopf|Taste/, /button/];
  /** Electricity, then gas, which is tested for leaks once somebody has pressed. */
  const dark = [
    '541449000000000010', '541449000000000027', '541449000000000034', '541449000000000041', '541449000000000058', '541449000000000126',
    '541449000000000140', '541449000000000157',
  ];
  /** Their sessions, which go with the clock. */
  const households = [];
  let training;
  let desk;

  /** What time it is there. */
  async function hour() {
    await desk.goto(training.origin + operator['O-14'][3]);
    const [, day, month, year, hours, minutes, half] = (await main(desk)).match(/(\d\d)\/(\d\d)\/(\d{4}), (\d+):(\d\d)\s([ap])m/);
    return new Date(Date.UTC(year, month - 1, day, (hours % 12) + (half === 'p' ? 12 : 0), minutes));
  }

  /** Moves the clock there to a moment of its own time. */
  async function turn(to) {
    await desk.goto(training.origin + operator['O-14'][3]);
    await desk.fill('#day', to.toISOString().slice(0, 10));
    await desk.fill('#time', to.toISOString().slice(11, 16));
    await desk.click('main form.card:has(#day) button');
    assert.doesNotMatch(await desk.title(), /^Error/, await main(desk));
  }

  const later = async minutes => turn(new Date((await hour()).getTime() + minutes * 60_000));

  // Two months on, on a weekday morning, these homes have used up what they had.
  before(async () => {
    training = await startTraining();
    desk = await opened(browser, { script: false, width: 1280 });
    await signIn(desk, training, 'operator');
    for (const [number, { place }] of half.entries()) {
      const page = await opened(browser, { script: false, width: 1280 });
      await activate(page, training, dark[number], `047012360${number}`, place);
      households.push(await page.context().cookies());
      await page.context().close();
    }
    for (const day of ['2026-12-21', '2027-01-19']) await turn(new Date(`${day}T08:30:00Z`));
  });

  after(async () => {
    await training?.end();
  });

  for (const [number, way] of numbered(half)) {
    test(`F-07: the power is back after three steps and the button (${named(way)})`, { timeout: 120_000 }, async () => {
      const page = await opened(browser, way, households[number]);
      await page.goto(training.origin + pages['C-01'][way.place]);
      const card = page.locator('main section.card').first();
      assert.equal(await card.locator('.chip.s5').count(), 1, 'off');
      const steps = counted(page);
      await steps.tap('main section.card a.button');
      assert.match(await page.locator('main form[action$="/pay"] button').first().innerText(), /\d/, 'the amount that brings it back is chosen');
      await steps.tap('main form[action$="/pay"] button');
      assert.notEqual(new URL(page.url()).origin, training.origin, 'at the bank');
      await page.click('button:has-text("Pay ")');
      await page.waitForURL(url => url.origin === training.origin);
      steps.taken += 1;
      steps.most(3);
      await until(page, () => page.locator('a.button[href$="/receipt"]').count(), 'paid');
      // The meter is told, and then waits for a hand.
      await later(3);
      await until(page, async () => button[way.place].test(await main(page)), 'the meter waits for a hand');
      // Whoever stands at a meter of a home that nobody lives in.
      training.run('account', 'record', dark[number], '{"press":{}}');
      await later(15);
      await page.goto(training.origin + pages['C-01'][way.place]);
      await until(page, async () => (await card.locator('.chip.s5').count()) === 0, 'the light is back');
      assert.match(await card.locator('.chip').first().getAttribute('class'), /\bs[1-4]\b/, 'the card says on');
      await page.context().close();
    });
  }

  // One home of the demo has a meter with a face. Found open in hours without cuts, it is told to close, and waits.
  test('F-07: the button is pressed on the meter itself, and the card says that the light is back', { timeout: 120_000 }, async () => {
    const page = await as('customer', { script: false, width: 360 });
    const face = await page.context().newPage();
    await face.goto(meter);
    await face.locator('button[value="order cut"]').click();
    assert.match(await happened(page, poorest, { meter_state: { control: 'disconnected' } }), /ReconnectOrdered/);
    const card = page.locator('main section.card').first();
    await page.goto(demo.origin + pages['C-01'][3]);
    assert.equal(await card.locator('.chip.s5').count(), 1, 'off');
    await until(page, async () => /Press the green button/.test(await card.innerText()), 'the meter waits for a hand');
    await face.locator('button[value="press green 3s"]').click();
    await until(page, async () => (await card.locator('.chip.s5').count()) === 0, 'the light is back');
    assert.match(await card.locator('.chip').first().getAttribute('class'), /\bs[1-4]\b/, 'the card says on');
    await page.context().close();
  });
});
