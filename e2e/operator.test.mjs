// The flows of those who run the platform, without script, and what holds on each of their pages.

import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { fits, guarded, languages, look, signIn, startBrowser, startDemo, startTraining } from './demo.mjs';
import { operator as paths } from './paths.mjs';

let demo;
let browser;

const low = 'credit.low_threshold';
/** A role that somebody asked for, and somebody: numbers of the first operator begin at a milliard. */
let wanted;
let somebody;

async function as(who, width = 360) {
  const context = await browser.newContext({
    javaScriptEnabled: false,
    viewport: { width, height: 740 },
  });
  const page = await context.newPage();
  await signIn(page, demo, who);
  return page;
}

/** A day that a page says, as the parameters and files keep it. */
const kept = text => text.match(/(\d\d)\/(\d\d)\/(\d{4})/).slice(1).reverse().join('-');

const main = page => page.locator('main').innerText();

/** Asks for another threshold, up to the look at its effect. */
async function wish(page, value, from) {
  await page.goto(`${demo.origin}/en/operations/parameters/${low}`);
  const hint = await page.locator('#from-hint').innerText();
  const first = kept(hint);
  await page.fill('#value', value);
  await page.check('input[name=scope][value=both]');
  await page.fill('#from', from ?? first);
  await page.fill('#reason', 'decided by the board');
  await page.click('main form[method=post] button');
  return first;
}

before(async () => {
  demo = await startDemo();
  browser = await startBrowser();
});

after(async () => {
  await browser?.close();
  await demo?.end();
});

describe('flows', () => {
  test('O-04: a value changes by two people and from a day that has not begun', async () => {
    const page = await as('operator');
    await page.goto(demo.origin + '/en/operations/changes');
    const changes = await page.locator('main ul.homes li').count();
    await page.goto(`${demo.origin}/en/operations/parameters?q=low_thr`);
    assert.equal(await page.locator('main ul.homes li').count(), 1);
    await page.click(`main a[href*="${low}"]`);
    assert.match(await main(page), /Ask for a change/);
    await wish(page, '9.00', '2020-01-01');
    assert.match(await page.title(), /^Error/);
    assert.match(await main(page), /The first day that can be changed is/);
    assert.equal(await page.inputValue('#value'), '9.00', 'what was typed is kept');
    await wish(page, '9.00');
    assert.match(await main(page), /of \d+ accounts change their state/);
    await page.dblclick('button[name=confirm]').catch(() => {});
    await page.locator('section.card.wait').waitFor();
    const path = new URL(page.url()).pathname;
    assert.equal(await page.locator('button[value=yes]').count(), 0, 'not by the same person');
    const shown = await page.locator('main table').first().innerText();
    const other = await as('controller');
    await other.goto(demo.origin + '/en/operations/changes');
    assert.equal(await other.locator('main ul.homes li').count(), changes + 1, 'pressed twice, asked once');
    await other.click(`main a[href="${path}"]`);
    assert.equal(await other.locator('main table').first().innerText(), shown);
    await other.click('button[name=approve][value=no]');
    assert.match(await other.title(), /^Error/, 'a no has a reason');
    await other.click('button[name=approve][value=yes]');
    assert.match(await main(other), /Approved/);
    await other.goto(`${demo.origin}/en/operations/parameters/${low}`);
    assert.match(await main(other), /changes on/);
    assert.match(await main(other), /decided by the board/);
    await other.context().close();
    await page.context().close();
  });

  test('O-03: an exceptional stop stands in the calendar from its day', async () => {
    const page = await as('operator');
    await page.goto(demo.origin + '/en/operations/calendar');
    assert.match(await main(page), /No exceptional stop is planned/);
    await page.click('main a[href*="ndp.exceptional"]');
    const hint = await page.locator('#from-hint').innerText();
    const first = kept(hint);
    await page.fill('#value', `${first}..${first}`);
    await page.check('input[name=scope][value=both]');
    await page.fill('#from', first);
    await page.fill('#reason', 'frost');
    await page.click('main form[method=post] button');
    assert.match(await main(page), /The state of no account depends on this value/);
    await page.click('button[name=confirm]');
    const path = new URL(page.url()).pathname;
    const other = await as('controller');
    await other.goto(demo.origin + path);
    await other.click('button[name=approve][value=yes]');
    await other.goto(demo.origin + '/en/operations/calendar');
    assert.equal(await other.locator('main section.card').count(), 2, 'today and from then on');
    await other.context().close();
    await page.context().close();
  });

  test('O-01: an operator begins in the control room, and each tile leads on', async () => {
    const page = await as('operator');
    assert.equal(new URL(page.url()).pathname, '/en/operations/room');
    await page.goto(demo.origin + '/en/operations/room');
    const ways = await page.locator('main ul.homes a').evaluateAll(all => all.map(a => a.getAttribute('href')));
    assert.ok(ways.length >= 8, `${ways.length} ways`);
    // A place on a page that is there already is not loaded anew.
    for (const way of new Set(ways.map(way => way.split('#')[0]))) {
      const answer = await page.goto(demo.origin + way);
      assert.equal(answer.status(), 200, way);
      assert.equal(await page.locator('main a[href*="/case/"]').count(), 0, 'no household opens from here');
    }
    await page.context().close();
  });

  test('O-01: the phone line, prices and early readings have a tile, and each tile says what to do', async () => {
    const page = await as('operator');
    await page.goto(demo.origin + '/en/operations/room');
    const tile = name => page.locator('main ul.homes li', { has: page.getByRole('heading', { name, exact: true }) });
    assert.match(await tile('Phone line').innerText(), /no call so far/, 'nothing is known of it');
    for (const hour of ['06:00', '08:00']) {
      assert.match(await tile(`Readings there by ${hour}`).innerText(), /\d+\.\d\d\s%: \d+ of \d+|no open accounts/);
    }
    await tile('Phone line').getByRole('link', { name: /^What to do/ }).click();
    assert.equal(new URL(page.url()).hash, '#phone');
    assert.match(await page.locator('section#phone').innerText(), /Call the line yourself/);
    await page.context().close();
  });

  test('O-11: prices come from a file, bad lines are named, and another person publishes them', async () => {
    const page = await as('operator');
    await page.goto(demo.origin + '/en/operations/room');
    await page.click('main a[href="/en/operations/tariffs"]');
    const alarms = page.locator('section[aria-labelledby=alarms] li');
    const before = await alarms.count();
    assert.ok(before > 0, 'the demo’s prices are old');
    const first = kept(await page.locator('#p_from-hint').innerText());
    const lines = of => ['dso,energy,basis,register,from,eur_per_kwh', ...of].join('\n');
    const form = page.locator('form', { has: page.locator('#csv') });
    const send = async text => {
      await page.fill('#csv', text);
      await page.fill('#t_source', 'decision of the regulator');
      await page.fill('#reason', 'new quarter');
      await form.getByRole('button').click();
    };
    await send(lines([
      `ORES,electricity,social,1.8.1,${first},0.222380`,
      `ORES,water,social,1.8.2,${first},0.212380`,
      'ORES,electricity,average,1.8.1,2026-01-01,0.3',
    ]));
    assert.match(await page.title(), /^Error/);
    assert.match(await main(page), /Line 3: “water” is no energy/);
    assert.match(await page.inputValue('#csv'), /water/, 'what was pasted is kept');
    await send(lines([
      `ORES,electricity,social,1.8.1,${first},0.222380`,
      `ORES,electricity,social,1.8.2,${first},0.212380`,
    ]));
    const check = await main(page);
    assert.match(check, /€0\.22238/);
    assert.match(check, /No day that is over is charged anew/);
    await page.dblclick('button[name=confirm]').catch(() => {});
    await page.locator('section.card.wait').waitFor();
    const path = new URL(page.url()).pathname;
    assert.equal(await page.locator('button[value=yes]').count(), 0, 'not by the same person');
    const other = await as('controller');
    await other.goto(demo.origin + '/en/operations/tariffs');
    assert.equal(await other.locator('section[aria-labelledby=waiting] li').count(), 1, 'pressed twice, asked once');
    await other.click(`section[aria-labelledby=waiting] a[href="${path}"]`);
    await other.click('button[name=approve][value=no]');
    assert.match(await other.title(), /^Error/, 'a no has a reason');
    await other.click('button[name=approve][value=yes]');
    assert.match(await main(other), /^Published/);
    await other.goto(demo.origin + '/en/operations/tariffs');
    assert.match(await main(other), /decision of the regulator/);
    await other.goto(demo.origin + '/en/operations/audit?kind=value');
    assert.match(await main(other), /price published · electricity social 1\.8\.1/);
    await other.context().close();
    await page.context().close();
  });

  test('O-07: a day that is none is said at its field, and what was typed is kept', async () => {
    const page = await as('operator');
    const answer = await page.goto(demo.origin + '/en/operations/audit?from=x&to=2026-99-99');
    assert.equal(answer.status(), 422);
    assert.match(await page.title(), /^Error/);
    assert.equal(await page.inputValue('#from'), 'x');
    assert.equal(await page.inputValue('#to'), '2026-99-99');
    assert.equal(await page.locator('main ul.homes li').count(), 0, 'nothing else is shown instead');
    await page.context().close();
  });

  test('O-10: a failure is reported and ended in two presses, and everybody reads of it', async () => {
    const page = await as('operator');
    await page.goto(demo.origin + '/en/operations/incidents');
    assert.equal(await page.locator('main a[href$="energy=gas#undo"]').count(), 1, 'a wave is undone from here');
    await page.check('input[name=kind][value=terminals]');
    await page.fill('#area', 'Nowhere');
    await page.click('main form.card button');
    assert.match(await main(page), /Terminals in shops/);
    assert.match(await main(page), /accounts are affected/);
    const other = await (await browser.newContext({ javaScriptEnabled: false, locale: 'de-BE' })).newPage();
    // What was read some seconds ago is told again.
    for (let tries = 0; tries < 10; tries++) {
      await other.goto(demo.origin + '/status');
      if (/Nowhere/.test(await main(other))) break;
      await other.waitForTimeout(1000);
    }
    assert.equal(new URL(other.url()).pathname, '/de/was-funktioniert', 'in the language of the browser');
    assert.match(await main(other), /Terminals in Läden/);
    assert.match(await main(other), /Nowhere/);
    await other.click('nav.langs a[hreflang=nl]');
    assert.match(await main(other), /Niemand wordt afgesloten waar het niet werkt/);
    assert.match(await main(other), /metingen van/);
    assert.match(await main(other), /Online betalingen/);
    await other.context().close();
    // Its message is asked for by one and let go by another.
    await page.click('main a[href*="/incidents/message/"]');
    assert.match(await main(page), /of 160 signs/);
    await page.click('main form.card button');
    assert.match(await page.title(), /^Error/);
    await page.check('input[name=whom][value=all]');
    await page.click('main form.card button');
    assert.match(await main(page), /Waits for a second person/);
    assert.equal(await page.locator('button[name=approve]').count(), 0, 'not by the same person');
    const second = await as('controller');
    await second.goto(page.url());
    await second.click('button[name=approve][value=yes]');
    assert.match(await main(second), /(Leaving now|Sent), controller/);
    await second.context().close();
    await page.goto(demo.origin + '/en/operations/incidents');
    await page.click('form[action$="/end"] button');
    assert.match(await main(page), /Nothing has failed/);
    assert.match(await main(page), /Cuts rest until/);
    await page.context().close();
  });

  test('P-10: work is announced with day and hours, everybody reads of it, and it is called off', async () => {
    const page = await as('operator');
    await page.goto(demo.origin + '/en/operations/incidents');
    await page.fill('#w_area', 'Elsewhere');
    await page.click('form[action$="/work"] button');
    assert.match(await page.title(), /^Error/);
    assert.equal(await page.inputValue('#w_area'), 'Elsewhere', 'what was typed is kept');
    await page.check('input[name=w_kind][value=supply]');
    await page.fill('#w_day', '2099-01-10');
    await page.fill('#w_begin', '22:00');
    await page.fill('#w_end', '2:30');
    await page.click('form[action$="/work"] button');
    assert.match(await main(page), /From 10\/01\/2099, 10:00\spm until 11\/01\/2099, 2:30\sam/);
    const other = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
    for (let tries = 0; tries < 10; tries++) {
      await other.goto(demo.origin + '/fr/etat-du-service');
      if (/Elsewhere/.test(await main(other))) break;
      await other.waitForTimeout(1000);
    }
    assert.match(await main(other), /Courant ou gaz/);
    assert.match(await main(other), /Elsewhere/);
    await other.context().close();
    await page.click('form[action$="/work/end"] button');
    assert.match(await main(page), /No work is planned/);
    await page.context().close();
  });

  test('a page that is not there says so in the language of its address and leads to no staff', async () => {
    const page = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
    const answer = await page.goto(demo.origin + '/nl/mijn/saldo/x');
    assert.equal(answer.status(), 404);
    assert.match(await main(page), /Er staat niets op dit adres/);
    const ways = await page.locator('a').evaluateAll(all => all.map(a => a.getAttribute('href')));
    assert.ok(ways.includes('/nl') && !ways.some(way => way.startsWith('/accounts')), ways.join(' '));
    await page.context().close();
  });

  test('O-07: what somebody saw and changed stands in the audit', async () => {
    const agent = await as('caller');
    await agent.goto(demo.origin + '/accounts');
    const href = await agent.locator('table.list tbody th a').first().getAttribute('href');
    await agent.goto(`${demo.origin}/en/agent/case/${href.match(/\/(\d+)$/)[1]}`);
    await agent.context().close();
    const page = await as('operator');
    await page.goto(demo.origin + '/en/operations/audit');
    await page.check('input[name=kind][value=look]');
    await page.click('main form.card button');
    assert.match(await main(page), /caller #\d+ \(agent_l1\)/);
    assert.equal(await page.locator('main a[href*="/csv"]').count(), 0, 'a file is an auditor’s');
    await page.context().close();
  });

  test('O-06: a role is given by two people, looked at, and ended with its sessions', async () => {
    const page = await as('operator');
    await page.goto(demo.origin + '/en/operations/roles');
    assert.match(await main(page), /looked at every 6 months/);
    await page.fill('#name', 'Ada');
    await page.click('main form.card button');
    assert.match(await page.title(), /^Error/);
    assert.equal(await page.inputValue('#name'), 'Ada', 'what was typed is kept');
    await page.fill('#email', 'ada@example.org');
    await page.check('input[name=role][value=agent_l1]');
    await page.check('input[name=language][value=fr]');
    await page.fill('#note', 'joins the desk');
    await page.click('main form.card button');
    assert.equal(await page.locator('button[name=approve][value=yes]').count(), 0, 'not by who asked');
    const path = new URL(page.url()).pathname;
    wanted = path.split('/').at(-1);
    const other = await as('controller');
    await other.goto(demo.origin + path);
    await other.click('button[name=approve][value=yes]');
    await other.goto(demo.origin + '/en/operations/roles');
    somebody = (await main(other)).match(/Ada #(\d+)/)[1];
    // Somebody at the desk loses their role, and is out at once.
    const desk = await as('colleague');
    await desk.goto(demo.origin + '/en/agent/queues');
    assert.equal((await desk.title()).length > 0 && !/sign-in/.test(desk.url()), true);
    await other.locator('main li.card', { hasText: 'colleague' }).locator('a.button').click();
    await other.check('input[name=act][value=end]');
    await other.fill('#note', 'left the house');
    await other.click('main form.card button');
    assert.match(await main(other), /left the house/);
    await desk.goto(demo.origin + '/en/agent/queues');
    assert.match(desk.url(), /sign-in/);
    for (const one of [desk, other, page]) await one.context().close();
  });

  test('O-13: what a household asks of its data is seen with its due day and without its name', async () => {
    const home = await as('customer');
    await home.goto(demo.origin + '/en/my/account');
    await home.click('main a[href*="about=data"]');
    await home.click('form:has(input[value=data_correction]) button');
    assert.match(await home.title(), /^Error/);
    await home.fill('#data_correction-words', 'My street is wrong');
    await home.click('form:has(input[value=data_correction]) button');
    assert.match(await main(home), /My street is wrong/);
    await home.context().close();
    const page = await as('operator');
    await page.goto(demo.origin + '/en/operations/data-rights');
    assert.match(await main(page), /A correction/);
    assert.match(await main(page), /Answer by/);
    assert.doesNotMatch(await main(page), /My street/);
    assert.match(await main(page), /Nothing is past its time/);
    await page.context().close();
  });

  test('O-08 and O-09: flows and the reconciliation are read, and days are chosen', async () => {
    const page = await as('operator');
    await page.goto(demo.origin + '/en/operations/flows');
    for (const flow of ['Readings of the meters', 'Text messages', 'Webhooks of partners']) {
      assert.match(await main(page), new RegExp(flow));
    }
    await page.goto(demo.origin + '/en/operations/reconciliation');
    const day = await page.inputValue('#to');
    await page.fill('#from', '2020-01-01');
    await page.click('main form.card button');
    assert.match(await page.title(), /^Error/);
    assert.equal(await page.inputValue('#from'), '2020-01-01', 'what was typed is kept');
    await page.fill('#from', day);
    await page.click('main form.card button');
    assert.match(await main(page), /All sides agree|differences/);
    await page.context().close();
  });

  test('O-14: a demo is no sandbox, and says so', async () => {
    const page = await as('operator');
    await page.goto(demo.origin + '/en/operations/training');
    assert.match(await main(page), /This is a demo/);
    assert.equal(await page.locator('main form.card').count(), 0);
    assert.equal(await page.locator('aside.training').count(), 0);
    await page.context().close();
  });

  test('whoever works at the desk changes no value', async () => {
    const page = await as('agent');
    for (const [id, own] of Object.entries(paths)) {
      if (id === 'O-12') continue;
      await page.goto(demo.origin + own[3]);
      assert.match(new URL(page.url()).pathname, /sign-in|connexion/, own[3]);
    }
    await page.context().close();
  });
});

describe('every page, in four languages', () => {
  const all = () => {
    const pages = Object.entries(paths);
    pages.push(['O-04-one', paths['O-04'].map(base => `${base}/${low}?energy=gas`)]);
    pages.push(['O-01-waits', paths['O-01'].map(base => `${base}/unreached`)]);
    pages.push(['O-05-one', paths['O-05'].map(base => `${base}/M10`)]);
    // One file of words of each kind: a page, messages, the phone line, the interface, the meters.
    for (const words of ['pages/agent/day', 'pages/symbols', 'messages/messages', 'phone/prompts', 'interface/problems', 'meters/words']) {
      pages.push([`O-05-${words.replaceAll('/', '-')}`, paths['O-05'].map(base => `${base}?kind=${words}`)]);
    }
    pages.push(['O-06-request', paths['O-06'].map(base => `${base}/request/${wanted}`)]);
    pages.push(['O-06-one', paths['O-06'].map(base => `${base}/${somebody}`)]);
    pages.push(['O-04-change', paths['O-04-changes'].map(base => `${base}/1`)]);
    return pages;
  };

  test('weighs little and fits 320 px', { timeout: 300_000 }, async () => {
    const page = await as('operator');
    await page.setViewportSize({ width: 320, height: 568 });
    for (const [, own] of all()) {
      for (const path of own) {
        const answer = await page.goto(demo.origin + path, { waitUntil: 'load' });
        assert.equal(answer.status(), 200, path);
        // A file of words stands there whole, in four languages.
        const most = path.includes('?kind=') ? 130_000 : 100_000;
        const size = (await answer.body()).length;
        assert.ok(size <= most, `${path}: ${size} bytes`);
        await fits(page, path);
      }
    }
    await page.context().close();
  });

  for (const width of [360, 1280]) {
    test(`axe finds nothing at ${width} px`, { timeout: 900_000 }, async () => {
      const page = await guarded(browser, width, await as('operator'));
      for (const [id, own] of all()) {
        for (const [place, path] of own.entries()) {
          await page.goto(demo.origin + path);
          await look(page, path, `${id}-${languages[place]}-${width}`);
        }
      }
      await wish(page, '11.00');
      await look(page, 'the effect', `O-04-effect-en-${width}`);
      await page.goto(demo.origin + '/en/operations/tariffs');
      const first = kept(await page.locator('#p_from-hint').innerText());
      await page.fill('#csv', `dso,energy,basis,register,from,eur_per_kwh\nORES,water,social,,${first},22`);
      await page.fill('#t_source', 'a decision');
      await page.fill('#reason', 'new quarter');
      await page.locator('form', { has: page.locator('#csv') }).getByRole('button').click();
      await look(page, 'bad lines', `O-11-wrong-en-${width}`);
      await page.fill('#csv', `dso,energy,basis,register,from,eur_per_kwh\nORES,electricity,average,,${first},0.31`);
      await page.locator('form', { has: page.locator('#csv') }).getByRole('button').click();
      await look(page, 'the check', `O-11-check-en-${width}`);
      await page.click('button[name=confirm]');
      await look(page, 'the draft', `O-11-draft-en-${width}`);
      await page.goto(demo.origin + '/en/operations/audit?from=x&to=2026-99-99');
      await look(page, 'no days', `O-07-wrong-en-${width}`);
      await page.context().close();
    });
  }
});

describe('an installation for training', () => {
  let training;
  const path = '/en/operations/training';

  before(async () => {
    training = await startTraining();
  });

  after(async () => {
    await training?.end();
  });

  async function operator(width) {
    const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width, height: 740 } });
    const page = await context.newPage();
    await signIn(page, training, 'operator');
    return page;
  }

  test('O-14: every page says that it is one, in its language', { timeout: 120_000 }, async () => {
    const page = await operator(360);
    for (const [place, words] of [/aucun ménage n’est réel/, /geen enkel huishouden is hier echt/, /Kein Haushalt ist hier echt/, /no household here is real/].entries()) {
      const own = Object.values(paths).map(all => all[place]);
      for (const one of [...own, `/${languages[place]}`, '/developers', '/no-such-page']) {
        await page.goto(training.origin + one);
        const banner = page.locator('aside.training');
        assert.equal(await banner.count(), 1, one);
        // The older pages are in English alone.
        if (!/^\/(developers|no-such)/.test(one)) assert.match(await banner.innerText(), words, one);
        const box = await banner.boundingBox();
        assert.ok(box.width <= 360, `${one}: ${box.width} px wide`);
      }
    }
    await page.context().close();
  });

  test('O-14: the clock goes forward, homes live on, and all of it begins anew', { timeout: 180_000 }, async () => {
    const page = await operator(360);
    await page.goto(training.origin + path);
    assert.match(await main(page), /This is for training/);
    // Exhausted on a Friday: it is kept on until the hours without cuts have ended.
    const held = () => page.locator('main table tr', { hasText: '00041' }).locator('.chip').innerText();
    assert.equal(await held(), 'Held');
    await page.click('main button[name=to]:has-text("Next Monday at 10:00")');
    assert.match(await main(page), /23\/11\/2026/);
    assert.equal(await held(), 'Off', 'the weekend is over');
    await page.fill('#day', '2026-11-22');
    await page.fill('#time', '10:00');
    await page.click('main form.card:has(#day) button');
    assert.match(await page.title(), /^Error/);
    assert.equal(await page.inputValue('#day'), '2026-11-22', 'what was typed is kept');
    await page.click('main button[name=again]');
    assert.match(await page.title(), /^Error/);
    await page.check('#sure');
    await page.click('main button[name=again]');
    assert.match(new URL(page.url()).pathname, /sign-in/);
    await signIn(page, training, 'operator');
    await page.goto(training.origin + path);
    assert.match(await main(page), /21\/11\/2026/);
    assert.equal(await held(), 'Held');
    await page.context().close();
  });

  for (const width of [360, 1280]) {
    test(`axe finds nothing at ${width} px`, { timeout: 180_000 }, async () => {
      const page = await guarded(browser, width, await operator(width));
      for (const [place, own] of paths['O-14'].entries()) {
        await page.goto(training.origin + own);
        await look(page, own, `O-14-training-${languages[place]}-${width}`);
      }
      await page.goto(`${training.origin}/developers/logs`);
      await look(page, 'D-05', `D-05-training-${width}`);
      await page.context().close();
    });
  }

  test('O-13: what is past its time is let go of by two people, on a page in which axe finds nothing', { timeout: 240_000 }, async () => {
    const asked = await fetch(`${training.origin}/v1/accounts/9012345678908`, { headers: { authorization: 'Bearer tk_live_none' } });
    assert.equal(asked.status, 401);
    const page = await operator(360);
    // A line stands there some seconds after the answer; 30 days later it is past its time.
    for (let tries = 0; tries < 20; tries += 1) {
      await page.goto(`${training.origin}/developers/logs`);
      if (/key-refused/.test(await main(page))) break;
      await page.waitForTimeout(500);
    }
    assert.match(await main(page), /key-refused/);
    for (const day of ['2026-12-21', '2027-01-19']) {
      await page.goto(training.origin + path);
      await page.fill('#day', day);
      await page.fill('#time', '10:00');
      await page.click('main form.card:has(#day) button');
    }
    await page.goto(training.origin + paths['O-13'][3]);
    await page.fill('#note', 'as the law says');
    await page.click('main form.card button');
    const run = new URL(page.url()).pathname.split('/').at(-1);
    assert.match(run, /^\d+$/);
    assert.equal(await page.locator('button[name=approve][value=yes]').count(), 0, 'not by who asked');
    const context = await browser.newContext({ javaScriptEnabled: false });
    const other = await context.newPage();
    await signIn(other, training, 'controller');
    for (const [who, when] of [[page, 'asked'], [other, 'to-decide']]) {
      const seen = await browser.newContext();
      await seen.addCookies(await who.context().cookies());
      const eyes = await seen.newPage();
      for (const [place, own] of paths['O-13'].entries()) {
        for (const width of [360, 1280]) {
          await eyes.setViewportSize({ width, height: 740 });
          await eyes.goto(`${training.origin}${own}/${run}`);
          await look(eyes, `${own}/${run}`, `O-13-${when}-${languages[place]}-${width}`);
        }
      }
      await seen.close();
    }
    await other.goto(`${training.origin}${paths['O-13'][3]}/${run}`);
    await other.click('button[name=approve][value=yes]');
    assert.equal(await other.locator('button[name=approve]').count(), 0, 'decided');
    await other.goto(training.origin + paths['O-13'][3]);
    assert.match(await main(other), /Nothing is past its time/);
    await context.close();
    await page.context().close();
  });
});
