// What a household does, without script, and what holds on each of its pages. Steps are counted in ways.test.mjs.

import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { fits, guarded, languages, look, pages, picture, signIn, startBrowser, startDemo } from './demo.mjs';

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

/** A phone without script. */
async function plainPhone() {
  const context = await browser.newContext({
    javaScriptEnabled: false,
    viewport: { width: 320, height: 568 },
  });
  return context.newPage();
}

async function customer() {
  const page = await plainPhone();
  await signIn(page, demo, 'customer');
  return page;
}

describe('flows', () => {
  test('F-01: the balance is one step away for whoever is signed in', async () => {
    const page = await customer();
    await page.goto(demo.origin + '/en/my/balance');
    const title = await page.title();
    assert.match(title, /power|balance|You are fine|credit/i, 'the title is the state');
    assert.ok(await page.locator('main section.card h2').first().isVisible());
    await page.context().close();
  });

  test('C-05: the balance is explained one press from its card, month by month', async () => {
    const page = await customer();
    await page.goto(demo.origin + '/en/my/balance');
    await page.click('main section.card a:has-text("Why this balance?")');
    assert.match(await page.locator('h1').innerText(), /^Why the balance is /);
    const balance = await page.locator('section:has(#made) tfoot td').innerText();
    assert.ok((await page.locator('h1').innerText()).replace('\u2060', '').endsWith(balance), balance);
    const newest = await page.locator('#lines').innerText();
    await page.locator('main table th a').first().click();
    assert.notEqual(await page.locator('#lines').innerText(), newest, 'another month');
    assert.equal(await page.locator('main .warn').count(), 0, 'the lines make the balance');
    assert.doesNotMatch(await page.locator('main').innerText(), /\b(PA|TP|PS)-\d\d/);
    await page.goto(demo.origin + '/en/my/movements');
    await page.click('main a:has-text("Why this balance?")');
    assert.match(page.url(), /\/en\/my\/balance\/why/);
    await page.context().close();
  });

  test('F-02: topping up takes three taps, and the receipt is what was shown before', async () => {
    const page = await customer();
    let taps = 0;
    const tap = async what => {
      await page.click(what);
      taps += 1;
    };
    await page.goto(demo.origin + '/en/my/balance');
    await tap('main section.card a.button');
    assert.match(page.url(), /\/en\/my\/top-up/);
    const shown = await page.locator('section:has(#effect) .facts').innerText();
    assert.match(shown, /Becomes credit|Repays emergency credit/);
    const parts = await page.locator('section:has(#effect) .facts dd').allInnerTexts();
    await tap('main form[action$="/pay"] button');
    // At the bank, whose taps do not count.
    assert.notEqual(new URL(page.url()).origin, demo.origin);
    await page.click('button[value="pay"], button:has-text("Pay")');
    await page.waitForURL(url => url.origin === demo.origin);
    for (let tries = 0; tries < 30; tries += 1) {
      if (/on the account|Paid|Done|It is done/i.test(await page.locator('main h1').innerText())) break;
      await page.waitForTimeout(1_000);
      await page.reload();
    }
    assert.match(await page.locator('main').innerText(), /Added to the credit|Paid/);
    assert.ok(taps <= 3, `${taps} taps`);
    await page.goto(demo.origin + '/en/my/documents');
    const receipt = await page.locator('section:has(#receipts) dl').first().innerText();
    for (const part of parts.slice(0, -1)) assert.ok(receipt.includes(part), `${part} in ${receipt}`);
    assert.match(receipt, /Receipt code\s+[0-9A-Z]{4}-[0-9A-Z]{4}/);
    await page.goto(demo.origin + '/en/my/movements');
    assert.match(await page.locator('main > details[open] table').first().innerText(), /Top-up|received|Payment/i);
    await page.context().close();
  });

  test('F-05: the alert threshold is changed and kept, and what is none is told at its field', async () => {
    const page = await customer();
    await page.goto(demo.origin + '/en/my/alerts');
    await page.check('input[name=low][value=days]');
    await page.fill('#value', '3');
    await page.click('main form button:has-text("Save")');
    assert.match(await page.locator('main').innerText(), /Saved/);
    assert.ok(await page.isChecked('input[name=low][value=days]'));
    assert.equal(await page.inputValue('#value'), '3');
    await page.fill('#value', 'many');
    await page.click('main form button:has-text("Save")');
    assert.match(await page.title(), /^Error/);
    assert.equal(await page.inputValue('#value'), 'many', 'what was typed is kept');
    assert.equal(await page.locator('.errors a').getAttribute('href'), '#value');
    await page.context().close();
  });

  test('F-10: a call is asked for, and the page says by when', async () => {
    const page = await customer();
    await page.goto(demo.origin + '/en/my/help');
    await page.fill('#call_back-phone', 'nobody');
    await page.click('form:has(#call_back-phone) button');
    assert.match(await page.title(), /^Error/);
    assert.equal(await page.locator('.errors a').getAttribute('href'), '#call_back-phone');
    assert.equal(await page.inputValue('#call_back-phone'), 'nobody', 'what was typed is kept');
    await page.fill('#call_back-phone', '0470 12 34 56');
    await page.click('form:has(#call_back-phone) button');
    assert.match(await page.locator('[role=status]').innerText(), /Your number is \d+/);
    assert.match(await page.locator('main').innerText(), /We call you on \w+day/);
    await page.context().close();
  });

  test('a wrong balance is told in two steps, twice is once, and nothing is cut meanwhile', async () => {
    const page = await customer();
    for (let times = 0; times < 2; times += 1) {
      await page.goto(demo.origin + '/en/my/help');
      await page.fill('#wrong_balance-words', 'Я заплатил в пятницу');
      await page.click('form:has(#wrong_balance-words) button');
    }
    const asked = page.locator('main section:has(#questions) .card', { hasText: 'A wrong balance' });
    assert.equal(await asked.count(), 1);
    assert.match(await asked.innerText(), /We do not cut you off until we answer/);
    assert.match(await asked.innerText(), /Я заплатил в пятницу/);
    await page.context().close();
  });

  test('whoever repays nothing is told so, and asked nothing', async () => {
    const page = await customer();
    await page.goto(demo.origin + '/en/my/plan');
    assert.match(await page.locator('main').innerText(), /You repay nothing at the moment/);
    assert.equal(await page.locator('main form').count(), 0);
    await page.context().close();
  });

  test('whoever is not signed in is called too', async () => {
    const page = await plainPhone();
    await page.goto(demo.origin + '/en');
    await page.click('a:has-text("Write to us")');
    await page.click('main form button');
    assert.equal(await page.locator('.errors a').getAttribute('href'), '#phone');
    await page.fill('#phone', '0470 12 34 56');
    await page.click('main form button');
    assert.match(await page.locator('[role=status]').innerText(), /Your number is \d+/);
    await page.context().close();
  });

  // Before F-12, which ends the access of the CPAS that proposes.
  test('C-08: what the CPAS proposes for a plan is read with its weeks, and counts once agreed', async () => {
    const as = async who => {
      const page = await plainPhone();
      await signIn(page, demo, who);
      return page;
    };
    const worker = await as('cpas');
    const own = await worker.locator('main ul.homes a').evaluateAll(all => all.map(one => one.href.match(/\/(\d+)$/)[1]));
    const phone = await customer();
    const desk = await as('agent');
    const other = await as('colleague');
    // The home whose plan the customer sees is one of theirs; it may have a meter for each energy.
    let proposed;
    let plan;
    const seen = async () => {
      for (const place of [1, 2]) {
        plan = `/en/my/plan?n=${place}`;
        await phone.goto(demo.origin + plan);
        if (/€5.00 every Monday/.test(await phone.locator('main').innerText())) return true;
      }
      return false;
    };
    for (const account of own) {
      await desk.goto(`${demo.origin}/en/agent/case/${account}/plan`);
      await desk.fill('#amount', '60');
      await desk.check('input[name=to][value=supplier]');
      await desk.check('input[name=rule][value=week]');
      await desk.fill('#part', '5');
      await desk.fill('#evidence', 'signed');
      await desk.fill('#note', 'agreed by phone');
      await desk.click('main form.card button');
      await desk.click('button[name=confirm]');
      await other.goto(demo.origin + new URL(desk.url()).pathname);
      await other.click('button[name=approve][value=yes]');
      if (!(await seen())) continue;
      await worker.goto(`${demo.origin}/en/cpas/plan/${account}`);
      await worker.locator('input[name=debt]').last().check();
      await worker.fill('#amount', '2.50');
      await worker.check('input[name=each][value=week]');
      await worker.fill('#why', 'Less income since October');
      await worker.click('main form.card button');
      await worker.click('button[name=confirm]');
      proposed = account;
      break;
    }
    assert.ok(proposed, 'the customer is a client of the CPAS');
    await phone.goto(demo.origin + plan);
    const said = () => phone.locator('main').innerText();
    assert.match(await said(), /A proposal from/);
    assert.match(await said(), /€2.50 every Monday/);
    assert.match(await said(), /Less income since October/);
    await phone.locator('main section.card details summary').first().click();
    await phone.click('button[name=agrees][value=yes]');
    assert.match(await said(), /You agreed on/);
    assert.match(await said(), /€2.50 every Monday/);
    assert.equal(await phone.locator('button[name=agrees]').count(), 0, 'once');
    await worker.goto(`${demo.origin}/en/cpas/plan/${proposed}`);
    assert.match(await worker.locator('main').innerText(), /Agreed on/);
    for (const one of [worker, phone, desk, other]) await one.context().close();
  });

  test('F-12: access of a CPAS ends at once', async () => {
    const page = await customer();
    await page.goto(demo.origin + '/en/my/helpers');
    assert.match(await page.locator('main').innerText(), /CPAS.*, with your agreement/);
    await page.click('main form button');
    assert.match(await page.locator('main').innerText(), /Stopped/);
    assert.match(await page.locator('main').innerText(), /Nobody else has access/);
    await page.context().close();
  });

  test('F-11: a relative gets a key, sees the state alone, and is stopped at once', async () => {
    const page = await customer();
    await page.goto(demo.origin + '/en/my/helpers');
    await page.click('main a.button');
    await page.fill('#until', 'some day');
    await page.fill('#phone', '0470 12 34 56');
    await page.click('main form button');
    assert.match(await page.title(), /^Error/);
    const where = await page.locator('.errors a').evaluateAll(all => all.map(one => one.getAttribute('href')));
    assert.deepEqual(where, ['#name', '#payer', '#until']);
    assert.equal(await page.inputValue('#phone'), '0470 12 34 56', 'what was typed is kept');
    await picture(page, 'C-10-add-errors-320');
    await page.fill('#name', 'Mum');
    await page.check('#payer');
    await page.fill('#until', '');
    await page.check('input[name=tell]');
    await page.click('main form button');
    assert.match(await page.locator('[role=status]').innerText(), /We have sent the key to 0470 12 34 56/);
    const key = (await page.locator('.digits').innerText()).trim();
    assert.match(key, /^[2-9A-HJ-NP-Z]{4}(-[2-9A-HJ-NP-Z]{4}){2}$/);
    assert.match(demo.said(), new RegExp(`to \\+32470123456: .*${key}`), 'the message has the key');
    assert.equal(page.url().includes(key), false, 'the key stands in no address');
    for (const width of [360, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      await picture(page, `C-10-key-${width}`);
    }

    const relative = await plainPhone();
    await relative.goto(demo.origin + '/en');
    await relative.click('main a:has-text("I help somebody")');
    await relative.fill('#key', 'ABCD-EFGH-2345');
    await relative.click('main form button');
    assert.equal(await relative.locator('.errors a').getAttribute('href'), '#key');
    await relative.fill('#key', key.toLowerCase());
    await relative.click('main form button');
    const seen = await relative.locator('main').innerText();
    assert.match(seen, /1 home in all/);
    assert.doesNotMatch(seen, /€|Balance|Movements/, 'the state, and no amount');

    await page.goto(demo.origin + '/en/my/helpers');
    const log = await page.locator('section:has(#looks)').innerText();
    assert.match(log, /Mum was given access/);
    assert.match(log, /You sent a key to 047/i);
    assert.match(log, /Mum/);
    for (const width of [360, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      await picture(page, `C-10-helped-${width}`);
    }
    const mum = page.locator('main .card:has(h2:text-is("Mum"))');
    await mum.locator('button:has-text("Stop now")').click();
    assert.match(await page.locator('[role=status]').innerText(), /Stopped/);
    assert.equal(await mum.count(), 0);
    assert.equal((await relative.reload()).status(), 404, 'at once');
    await relative.context().close();
    await page.context().close();
  });

  test('PR-08: a household moves its visit online, and the agent reads who did', async () => {
    const page = await customer();
    await page.goto(demo.origin + '/en/my/references');
    const digits = (await page.locator('main').innerText()).match(/\d{4}[ \u00a0]?\d{4}[ \u00a0]?\d{5}/)[0].replace(/\D/g, '');
    const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 1280, height: 900 } });
    const desk = await context.newPage();
    await signIn(desk, demo, 'caller');
    await desk.goto(demo.origin + '/en/agent/search');
    await desk.fill('#q', digits);
    await desk.click('main form button');
    if (await desk.locator('main ul.homes a').count()) await desk.locator('main ul.homes a').first().click();
    const story = desk.url();
    await desk.click('main a[href*="/visits/new/"]');
    await desk.check('input[name=reason][value=fault]');
    await desk.check('input[name=slot][value=morning]');
    await desk.fill('#task', 'The display stays dark');
    // Some days ahead: it may still be moved.
    const [first, month, year] = (await desk.inputValue('#day')).split('/');
    const day = new Date(`${year}-${month}-${first}T12:00:00Z`);
    day.setUTCDate(day.getUTCDate() + 7);
    await desk.fill('#day', day.toISOString().slice(0, 10));
    await desk.click('main form.card button');
    await desk.click('button[name=confirm]');
    await page.goto(demo.origin + '/en/my/balance');
    const line = page.locator('main p.card', { hasText: 'A technician comes' });
    assert.equal(await line.count(), 1, 'it stands on the first page');
    await line.locator('a').click();
    const at = new URL(page.url());
    assert.doesNotMatch(at.search, /\d{13}/, 'no reference in an address');
    const before = await page.locator('main h2').first().innerText();
    await page.locator('form[aria-labelledby=away] button').click();
    assert.match(await page.title(), /^Error/);
    assert.match(await page.locator('main').innerText(), /Say in a few words why/);
    const days = await page.locator('#day option').evaluateAll(all => all.map(one => one.value));
    await page.selectOption('#day', days[days.length - 2]);
    await page.check('input[name=kind][value=afternoon]');
    await page.locator('form[aria-labelledby=other] button').click();
    assert.match(await page.locator('main').innerText(), /Your appointment is moved/);
    assert.notEqual(await page.locator('main h2').first().innerText(), before);
    const seen = await guarded(browser, 360, page);
    for (const [width, height] of [[360, 740], [1280, 900]]) {
      for (const path of ['/fr/mon/aide/visit', '/nl/mijn/hulp/visit', '/de/mein/hilfe/visit', '/en/my/help/visit']) {
        await seen.setViewportSize({ width, height });
        await seen.goto(demo.origin + path + at.search);
        await look(seen, path, `PR-08-${path.split('/')[1]}-${width}`);
      }
      await seen.goto(demo.origin + '/fr/mon/solde');
      await look(seen, '/fr/mon/solde', `PR-08-balance-${width}`);
    }
    await desk.goto(story);
    const told = await desk.locator('main').innerText();
    assert.match(told, /Visit moved/);
    assert.match(told, /By the household/);
    await context.close();
    await seen.context().close();
  });

  test('C-11: codes for the shop and the bank, and the digits go to a relative and into no address', async () => {
    const page = await customer();
    await page.goto(demo.origin + '/en/my/references');
    assert.match(await page.locator('.bars').getAttribute('aria-label'), /Barcode for the shop: \d{4} \d{4} \d{5}/);
    assert.equal(await page.locator('.qr svg').count(), 2, 'to top up, and for a transfer');
    await page.fill('#to', 'my sister');
    await page.click('main form button');
    assert.match(await page.title(), /^Error/);
    assert.equal(await page.inputValue('#to'), 'my sister', 'what was typed is kept');
    await page.fill('#to', 'sister@example.org');
    await page.click('main form button');
    assert.match(await page.locator('[role=status]').innerText(), /Sent/);
    assert.equal(new URL(page.url()).search, '?saved=1');
    const said = demo.said().match(/to sister@example\.org: (.*)/)[1];
    assert.match(said, /^Electricity: .*\d{4} \d{4} \d{5}/);
    await page.context().close();
  });

  /** The last code that went there. */
  const codeFor = where => {
    const all = [...demo.said().matchAll(/the code for (\S+) is (\d{6})/g)].filter(([, to]) => to === where);
    return all.at(-1)?.[2];
  };

  test('C-14: a new number counts once its own code is entered, and the old way is told', async () => {
    const page = await customer();
    const { address } = demo.logins.customer;
    await page.goto(demo.origin + '/en/my/account');
    await page.click('main a:has-text("How I sign in")');
    await page.fill('#address', 'my new phone');
    await page.click('main form button:has-text("Change")');
    assert.equal(await page.locator('.errors a').getAttribute('href'), '#address');
    assert.equal(await page.inputValue('#address'), 'my new phone', 'what was typed is kept');
    await page.fill('#address', '0470 98 76 54');
    await page.click('main form button:has-text("Change")');
    assert.match(await page.locator('main').innerText(), /We have sent a code to 0470/);
    await page.fill('#code', '12');
    await page.click('main form button:has-text("Confirm")');
    assert.match(await page.locator('.errors').innerText(), /Tries left: 4/);
    for (const width of [360, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      await picture(page, `C-14-code-${width}`);
    }
    const code = codeFor('+32470987654');
    await page.fill('#code', `${code.slice(0, 3)} ${code.slice(3)}`);
    await page.click('main form button:has-text("Confirm")');
    assert.match(await page.locator('[role=status]').innerText(), /Your new number counts/);
    assert.match(await page.locator('.facts').innerText(), /0470/);
    assert.match(await page.locator('section:has(#deeds)').innerText(), /Your number is now 047/);
    assert.match(demo.said(), new RegExp(`to ${address}: Tirelire: .*047`), 'the way there was is told');
    for (const width of [360, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      await picture(page, `C-14-changed-${width}`);
    }
    await page.context().close();
  });

  test('C-14: the end is made plain, asks for a code, and changes nothing without it', async () => {
    const page = await customer();
    await page.goto(demo.origin + '/en/my/account');
    await page.click('main a:has-text("Delete my account")');
    assert.match(await page.locator('main').innerText(), /What stays[\s\S]*Nothing is switched off/);
    await page.click('main form button');
    assert.match(await page.locator('main').innerText(), /We have sent a code/);
    await page.fill('#code', '000');
    await page.click('main form button:has-text("Delete for good")');
    assert.match(await page.title(), /^Error/);
    await page.goto(demo.origin + '/en/my/balance');
    assert.match(page.url(), /\/en\/my\/balance/, 'still signed in');
    await page.context().close();
  });

  test('C-09: a message that may stay away, a longer night, and a test', async () => {
    const page = await customer();
    await page.goto(demo.origin + '/en/my/alerts');
    assert.equal(await page.inputValue('#M03'), 'sms');
    await page.selectOption('#M03', '');
    await page.selectOption('#M04', 'mail');
    await page.selectOption('#quiet_from', '20');
    await page.check('input[name=easy]');
    await page.selectOption('#quiet_to', '10');
    await page.click('main form button:has-text("Save")');
    assert.match(await page.locator('[role=status]').innerText(), /Saved/);
    assert.equal(await page.inputValue('#M03'), '');
    assert.ok(await page.isChecked('input[name=easy]'), 'letters in easy words');
    assert.equal(await page.inputValue('#M04'), 'mail');
    assert.equal(await page.inputValue('#quiet_from'), '20');
    assert.equal(await page.inputValue('#quiet_to'), '10');
    assert.equal(await page.locator('[name=M06]').count(), 0, 'what must come cannot be refused');
    await page.click('main form button:has-text("test message")');
    const said = await page.locator('[role=status], .errors').innerText();
    assert.match(said, /on its way|no mobile number/);
    for (const width of [360, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      await picture(page, `C-09-${width}-kept`);
    }
    await page.selectOption('#M03', 'sms');
    await page.selectOption('#M04', 'sms');
    await page.selectOption('#quiet_from', '21');
    await page.selectOption('#quiet_to', '8');
    await page.click('main form button:has-text("Save")');
    await page.context().close();
  });

  test('no quarter-hour is shown before the household agrees, and none after it took that back', async () => {
    const page = await customer();
    await page.goto(demo.origin + '/en/my/quarter-hours');
    assert.equal(await page.locator('main svg').count(), 0);
    assert.match(await page.locator('main').innerText(), /Do you want to see them here/);
    await page.click('main form button');
    assert.match(await page.locator('[role=status]').innerText(), /You agreed/);
    assert.match(await page.locator('main').innerText(), /You use most around \d+:00/);
    assert.ok((await page.locator('main .heat path').count()) >= 3);
    await page.click('main details summary');
    await page.click('main table.days tbody a');
    assert.match(await page.title(), /\w+day \d+/);
    assert.equal(await page.locator('main table tbody tr').count(), 24);
    const cost = `${demo.origin}/en/my/use/day?n=1&d=${new URL(page.url()).searchParams.get('d')}`;
    await page.goto(cost);
    assert.match(await page.locator('main').innerText(), /Hour by hour\s+Most of it from \d+:00, in one hour: /);
    assert.equal(await page.locator('main svg').count(), 1);
    await page.goto(demo.origin + '/en/my/account');
    assert.match(await page.locator('main').innerText(), /Quarter-hours of .*: shown since/);
    await page.goto(demo.origin + '/en/my/helpers');
    assert.match(await page.locator('main table').innerText(), /agreed to quarter-hours/);
    await page.goto(demo.origin + '/en/my/quarter-hours');
    await page.click('main form button');
    assert.match(await page.locator('[role=status]').innerText(), /You took it back/);
    assert.equal(await page.locator('main .heat').count(), 0);
    await page.goto(cost);
    assert.equal(await page.locator('main svg').count(), 0, 'no hour of a day either');
    await page.context().close();
  });

  test('the movements begin with the balance by day and what is expected', async () => {
    const page = await customer();
    await page.goto(demo.origin + '/en/my/movements');
    const says = await page.locator('#says').innerText();
    assert.match(says, /In \d+ days it went from/);
    assert.match(says, /This is an estimate/);
    await page.context().close();
  });

  test('a bar leads to its day, a date to its 30 days, two dates to their sum', async () => {
    const page = await customer();
    await page.goto(demo.origin + '/en/my/use');
    assert.ok(await page.locator('main .hits').isHidden(), 'a thumb does not meet a bar of 6 px: it has the table');
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.locator('main .hits a').nth(20).click();
    assert.match(page.url(), /\/en\/my\/use\/day\?n=1&d=\d{4}-\d\d-\d\d$/);
    const euro = text => Number(text.replace(/[^0-9.−-]/g, '').replace('−', '-'));
    const parts = await page.locator('main tbody td.n').allInnerTexts();
    const total = euro(await page.locator('main tfoot td.n').innerText());
    const sum = parts.map(euro).reduce((all, one) => all + one, 0);
    assert.ok(Math.abs(sum - total) <= 0.011 * parts.length, `${parts} and ${total}`);
    const day = new URL(page.url()).searchParams.get('d');
    await page.click('main ul.scale a:has-text("30 days up to here")');
    assert.match(page.url(), new RegExp(`d=${day}`));
    assert.equal(await page.locator('main .hits a').count(), 30);
    // The same without a pointer: from the table.
    await page.click('main details summary');
    const row = page.locator('main section table tbody a').first();
    assert.match(await row.getAttribute('href'), new RegExp(`/en/my/use/day\\?n=1&d=${day}$`));
    await page.click('main details summary:has-text("Choose other days")');
    await page.fill('#s', '1.2.2026');
    await page.fill('#t', 'tomorrow');
    await page.click('main form:has(#t) button');
    assert.match(await page.locator('.errors').innerText(), /Enter a date/);
    assert.equal(await page.inputValue('#t'), 'tomorrow');
    await page.fill('#t', '7/2/2026');
    await page.click('main form:has(#t) button');
    const says = await page.locator('section:has(#sum)').innerText();
    assert.match(says, /From 01\/02\/2026 to 07\/02\/2026, 7 days have a figure/);
    assert.match(says, /The 7 days before/);
    await page.context().close();
  });

  test('each movement says what it left, and a kind is seen alone', async () => {
    const page = await customer();
    await page.goto(demo.origin + '/en/my/movements');
    const balance = (await page.locator('main p b').first().innerText()).replace('Balance: ', '');
    // Each month folds; the newest stands open.
    const months = 'main > details:not(.noprint)';
    assert.ok(await page.locator(`${months}[open]`).count() === 1);
    const lines = `${months} tbody tr`;
    const newest = page.locator(lines).first();
    assert.equal(await newest.locator('td.n .small').innerText(), balance);
    const all = await page.locator(lines).count();
    await page.click('main details:has(#l) summary');
    await page.selectOption('#l', 'money');
    await page.click('main form:has(#l) button');
    const kinds = await page.locator(`${months} tbody td:nth-child(2)`).allInnerTexts();
    assert.ok(kinds.length > 0 && kinds.length < all);
    assert.ok(kinds.every(kind => kind.startsWith('Top-up')), kinds.join());
    await page.context().close();
  });

  test('the bill of the year: what is wrong stands at its field, and then it is told all year', async () => {
    const page = await customer();
    await page.goto(demo.origin + '/en/my/yearly-bill');
    await page.fill('#first', '36');
    if (await page.locator('#second').count()) await page.fill('#second', '0.29');
    await page.fill('#fixed', '75');
    await page.fill('#day', '01/07/2026');
    await page.click('main form button');
    assert.match(await page.locator('#first-error').innerText(), /euro per kWh/);
    assert.equal(await page.inputValue('#fixed'), '75');
    await page.fill('#first', '0.36');
    await page.click('main form button');
    const facts = await page.locator('main .facts').innerText();
    assert.match(facts, /If the year ended today/);
    assert.match(facts, /Expected on 01\/07\/2026/);
    await page.goto(demo.origin + '/en/my/movements');
    assert.match(await page.locator('main').innerText(), /Bill expected on 01\/07\/2026: €/);
    await page.context().close();
  });

  test('where to top up: a wrong postcode is told at its field, a right one finds the nearest first', async () => {
    const page = await plainPhone();
    await page.goto(demo.origin + '/en/where-to-top-up');
    await page.fill('#p', '48OO');
    await page.click('main form button');
    assert.match(await page.title(), /^Error/);
    assert.equal(await page.inputValue('#p'), '48OO', 'what was typed is kept');
    assert.equal(await page.locator('.errors a').getAttribute('href'), '#p');
    await page.fill('#p', '4000');
    await page.click('main form button');
    assert.match(await page.locator('main section h2').first().innerText(), /Bakery/);
    await page.check('input[name=o]');
    await page.click('main form button');
    assert.ok(await page.isChecked('input[name=o]'));
    assert.match(await page.locator('main').innerText(), /Night shop/);
    assert.equal(await page.locator('main .chip', { hasText: 'Closed' }).count(), 0);
    await page.context().close();
  });

  test('prices have their tariff, their unit and their day', async () => {
    const page = await plainPhone();
    await page.goto(demo.origin + '/en/prices');
    const text = (await page.locator('main').innerText()).replaceAll('\u00a0', ' ');
    assert.match(text, /Social tariff/);
    assert.match(text, /€0.34215 \/ kWh/);
    assert.match(text, /since \d\d\/\d\d\/\d{4}/);
    await page.context().close();
  });

  test('a letter opens as PDF, a statement adds up, and receipts say where money went', async () => {
    const page = await customer();
    await page.goto(demo.origin + '/en/my/documents');
    const letter = page.locator('a:has-text("Open (PDF)")').first();
    assert.ok(await letter.count(), 'the demo writes a letter to its customer');
    const answer = await page.request.get(demo.origin + (await letter.getAttribute('href')));
    assert.equal(answer.headers()['content-type'], 'application/pdf');
    assert.match((await answer.body()).subarray(0, 5).toString(), /%PDF-/);
    assert.match(await page.locator('section:has(#receipts)').innerText(), /Became credit|Nothing was paid/);
    await page.click('section:has(#months) li a >> nth=0');
    const facts = await page.locator('main dl.facts').first().innerText();
    assert.match(facts, /Balance before/);
    assert.match(facts, /Balance after/);
    await page.context().close();
  });

  test('a move is told in one form: errors at their fields, and what was typed is kept', async () => {
    const page = await customer();
    await page.goto(demo.origin + '/en/my/moving');
    await page.fill('#day', 'tomorrow');
    await page.click('main form button');
    assert.match(await page.title(), /^Error/);
    assert.equal(await page.inputValue('#day'), 'tomorrow');
    const where = await page.locator('.errors a').evaluateAll(all => all.map(one => one.getAttribute('href')));
    assert.deepEqual(where, ['#day', '#refund']);
    const hint = await page.locator('#day-hint').innerText();
    await page.fill('#day', hint.match(/example (\S+)\./)[1]);
    await page.check('input[name=leftover][value=refund]');
    await page.fill('#iban', 'BE71 0961 2345 6768');
    await page.fill('#moved_to', 'Rue Haute 3, 4000 Liège');
    await page.click('main form button');
    assert.equal(await page.locator('.errors a').getAttribute('href'), '#iban');
    await page.fill('#iban', 'BE71 0961 2345 6769');
    await page.click('main form button');
    assert.match(await page.locator('[role=status]').innerText(), /Your number is \d+/);
    await page.goto(demo.origin + '/en/my/moving');
    assert.match(await page.locator('main').innerText(), /We know that you move/);
    await page.context().close();
  });

  test('a CPAS sees its households, and the household sees that', async () => {
    const page = await plainPhone();
    await signIn(page, demo, 'cpas', '/fr/connexion');
    assert.match(page.url(), /\/fr\/cpas\/travail/);
    assert.ok((await page.locator('.homes li').count()) >= 4);
    await page.context().close();
  });

  test('whoever is not signed in is sent to sign in, and nobody sees the pages of staff', async () => {
    const page = await plainPhone();
    for (const id of Object.keys(pages).filter(id => id.startsWith('C-'))) {
      for (const path of pages[id]) {
        await page.goto(demo.origin + path);
        assert.ok(pages['P-14'].includes(new URL(page.url()).pathname), path);
      }
    }
    await page.goto(demo.origin + '/accounts');
    assert.ok(pages['P-14'].includes(new URL(page.url()).pathname));
    const own = await customer();
    await own.goto(demo.origin + '/accounts');
    assert.match(await own.locator('main').innerText(), /for somebody else|quelqu’un d’autre/);
    await own.context().close();
    await page.context().close();
  });

  test('wrong passwords are told at their field, with what was typed', async () => {
    const page = await plainPhone();
    await page.goto(demo.origin + '/fr/connexion');
    await page.click('details > summary');
    await page.fill('#address2', demo.logins.customer.address);
    await page.fill('#password', 'not the one');
    await page.click('details form button');
    assert.match(await page.title(), /^Erreur/);
    assert.equal(await page.inputValue('#address'), demo.logins.customer.address);
    assert.ok(await page.locator('#password-error').isVisible());
    await page.context().close();
  });

  test('an agent sees the list and an account, an operator sees no household', async () => {
    const page = await plainPhone();
    await signIn(page, demo, 'agent');
    await page.goto(demo.origin + '/accounts');
    await page.click('table.list tbody th a');
    assert.match(page.url(), /\/agent\/case\/\d{10}$/);
    await page.context().close();
    const other = await plainPhone();
    await signIn(other, demo, 'operator');
    await other.goto(demo.origin + '/accounts');
    assert.equal(await other.locator('table.list tbody th a').count(), 0);
    assert.match(await other.locator('table.list tbody th').first().innerText(), /^…\d{4}\n/);
    await other.context().close();
  });
});

describe('every page, in four languages', () => {
  test('weighs little, fits 320 px, has targets that a thumb meets', async () => {
    const page = await customer();
    const cdp = await page.context().newCDPSession(page);
    await cdp.send('Network.enable');
    let bytes = 0;
    cdp.on('Network.loadingFinished', event => (bytes += event.encodedDataLength));
    await cdp.send('Network.setCacheDisabled', { cacheDisabled: true });
    for (const [id, paths] of Object.entries(pages)) {
      for (const path of paths) {
        bytes = 0;
        const answer = await page.goto(demo.origin + path, { waitUntil: 'load' });
        assert.equal(answer.status(), 200, path);
        assert.ok(bytes <= 30_000, `${path}: ${bytes} bytes`);
        await fits(page, path);
      }
    }
    await page.context().close();
  });

  test('the button is on the first screen', async () => {
    const page = await customer();
    for (const path of pages['C-01']) {
      await page.goto(demo.origin + path);
      const button = page.locator('main section.card').first().locator('a.button').first();
      if ((await button.count()) === 0) continue;
      const box = await button.boundingBox();
      assert.ok(box.y + box.height <= 568, `${path}: the button ends at ${box.y + box.height}`);
    }
    await page.context().close();
  });

  for (const width of [360, 1280]) {
    test(`axe finds nothing at ${width} px`, { timeout: 900_000 }, async () => {
      const own = await customer();
      // Quarter-hours as they are once the household agreed.
      await own.goto(demo.origin + '/en/my/quarter-hours');
      if (await own.locator('main .heat').count() === 0) await own.click('main form button');
      await own.click('main details summary');
      const day = await own.locator('main table.days tbody a').first().getAttribute('href');
      await own.goto(demo.origin + '/en/my/documents');
      const spans = await own.locator('section:has(#months) a, section:has(#years) a').evaluateAll(
        all => all.map(one => one.getAttribute('href')),
      );
      const page = await guarded(browser, width, own);
      for (const [place, path] of [day, spans[0], spans.at(-1), '/en/where-to-top-up?p=4800',
        '/en/my/use/day?n=1&d=2026-02-04', '/fr/mon/consommation?n=1&s=2026-02-01&t=2026-02-07', '/nl/mijn/verbruik?n=1&d=x'].entries()) {
        await page.goto(demo.origin + path);
        await look(page, path, `more-${place}-${width}`);
      }
      for (const [id, paths] of Object.entries(pages)) {
        for (const [place, path] of paths.entries()) {
          await page.goto(demo.origin + path);
          await look(page, path, `${id}-${languages[place]}-${width}`);
        }
      }
      await page.context().close();
    });

    test(`axe finds nothing at ${width} px where somebody signs in, or helps`, { timeout: 300_000 }, async () => {
      const page = await guarded(browser, width, await plainPhone());
      for (const [place, path] of pages['P-14'].entries()) {
        await page.goto(demo.origin + path);
        await page.fill('#address', `somebody-${place}@example.org`);
        await page.locator('main form:has(#address) button').first().click();
        assert.equal(await page.locator('#code').count(), 1, path);
        await look(page, `${path} code`, `P-14-code-${languages[place]}-${width}`);
        await page.fill('#code', '000000');
        await page.locator('main form:has(#code) button').first().click();
        await look(page, `${path} wrong code`, `P-14-code-wrong-${languages[place]}-${width}`);
      }
      // Whoever has a link: the list of homes, one of them, and a link that is over.
      const link = demo.run('account', 'share', '541449000000475146', '--role', 'mandate', '--to', 'Service', '--until', '2026-06-01',
        '--reason', 'signed', '--base-url', demo.origin).match(/https?:\S+\/homes\/\S+/)[0];
      await page.goto(link);
      const home = await page.locator('main ul.homes a.button.second').first().getAttribute('href');
      const list = new URL(page.url()).pathname;
      for (const language of languages) {
        for (const [id, path] of [['list', list], ['home', home]]) {
          const own = path.replace(/^\/\w\w\//, `/${language}/`);
          await page.goto(demo.origin + own);
          await look(page, own, `homes-${id}-${language}-${width}`);
        }
      }
      await page.context().close();
    });
  }
});

test('axe finds nothing where a code for a new number is entered', { timeout: 120_000 }, async () => {
  // Nobody begins more than five changes within an hour: both widths see the same.
  const own = await plainPhone();
  await signIn(own, demo, 'family');
  const page = await guarded(browser, 360, own);
  for (const [place, path] of pages['C-14-ways'].entries()) {
    await page.goto(demo.origin + path);
    await page.fill('#address', `0471 22 33 4${place}`);
    await page.locator('main form:has(#address) button').first().click();
    assert.equal(await page.locator('#code').count(), 1, path);
    for (const width of [360, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      await look(page, `${path} code`, `C-14-code-${languages[place]}-${width}`);
    }
  }
  await page.context().close();
});

test('axe finds nothing where a link is over', { timeout: 120_000 }, async () => {
  // Nobody tries more than a few links within an hour, after which right ones wait, too: both widths see the same, last.
  const page = await guarded(browser, 360, await plainPhone());
  for (const language of languages) {
    await page.goto(`${demo.origin}/${language}/homes/no-such-link`);
    for (const width of [360, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      await look(page, 'a link that is over', `homes-over-${language}-${width}`);
    }
  }
  await page.context().close();
});

describe('two energies', () => {
  /** A home of the demo that takes gas as well. */
  async function family() {
    const page = await plainPhone();
    await signIn(page, demo, 'family');
    return page;
  }

  /** Waits on the page of a payment until its outcome is known. */
  async function settled(page) {
    for (let tries = 0; tries < 30; tries += 1) {
      if (await page.locator('a.button:has-text("Receipt")').count()) return;
      await page.waitForTimeout(1_000);
      await page.reload();
    }
  }

  for (const script of [false, true]) {
    test(`F-03: one payment tops up two energies in four screens, ${script ? 'with' : 'without'} script`, async () => {
      const context = await browser.newContext({ javaScriptEnabled: script, viewport: { width: 360, height: 740 } });
      const page = await context.newPage();
      await signIn(page, demo, 'family');
      let screens = 1;
      const tap = async what => {
        await page.click(what);
        screens += 1;
      };
      await page.goto(demo.origin + '/en/my/balance');
      assert.equal(await page.locator('main section.card').count(), 2);
      await tap('a:has-text("Top up both in one payment")');
      // Amounts of one's own: what cannot be taken is told at its field, and what was typed is kept.
      await page.fill('#a', '30');
      await page.fill('#b', '4');
      await page.click('form:has(#b) button');
      assert.match(await page.title(), /^Error/);
      assert.equal(await page.locator('.errors a').getAttribute('href'), '#b');
      assert.equal(await page.inputValue('#b'), '4');
      assert.equal(await page.locator('form[action$="/pay"]').count(), 0);
      await page.fill('#b', '12.50');
      await page.click('form:has(#b) button');
      const before = (await page.locator('section:has(#effect)').innerText()).replaceAll('\u00a0', ' ');
      assert.match(before, /Electricity[^:]*: €30/);
      assert.match(before, /Gas[^:]*: €12.50/);
      await tap('form[action$="/pay"] button');
      // Somebody who has just paid is asked: the other run has, and who topped up one energy before it may have.
      const asked = /Pay a second time/.test(await page.locator('h1').first().innerText());
      assert.ok(asked || !script, 'the other run has just paid');
      if (asked) await page.click('main form button');
      assert.notEqual(new URL(page.url()).origin, demo.origin);
      assert.match(await page.locator('body').innerText(), /42[.,]50/, 'one amount at the bank');
      await page.click('button[value="pay"], button:has-text("Pay")');
      await page.waitForURL(url => url.origin === demo.origin);
      await settled(page);
      const wide = () => page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok((await wide()) <= 360, `the payment is ${await wide()} px wide`);
      await picture(page, `F-03-state-${script ? 'script' : 'plain'}`);
      await tap('a.button:has-text("Receipt")');
      assert.ok((await wide()) <= 360, `the receipt is ${await wide()} px wide`);
      await picture(page, `F-03-receipt-${script ? 'script' : 'plain'}`);
      const receipt = (await page.locator('main').innerText()).replaceAll('\u00a0', ' ');
      for (const amount of ['€42.50', '€30.00', '€12.50']) assert.ok(receipt.includes(amount), `${amount} in ${receipt}`);
      assert.equal((await page.locator('dt:has-text("Receipt code")').count()), 2, 'each has its own');
      assert.ok(screens <= 4, `${screens} screens`);
      // Sent to a phone: what is no mobile number is told at its field, and kept.
      await page.fill('#phone', '081 12');
      await page.click('form[action$="/receipt"] button');
      assert.match(await page.title(), /^Error/);
      assert.equal(await page.inputValue('#phone'), '081 12');
      if (script) await look(page, '/en/top-up/p', 'C-04-wrong');
      await page.fill('#phone', '0475 12 34 56');
      await page.click('form[action$="/receipt"] button');
      assert.match(await page.locator('[role=status]').innerText(), /on its way/);
      assert.equal(demo.said().match(/to \+32475123456: .*Receipt/g)?.length % 2, 0, 'one for each energy');
      await context.close();
    });
  }

  test('its pages fit, weigh little and have nothing that axe finds', async () => {
    for (const width of [360, 1280]) {
      const own = await family();
      const page = await guarded(browser, width, own);
      for (const [place, path] of [
        '/fr/mon/recharger/both', '/nl/mijn/opladen/both', '/de/mein/aufladen/both', '/en/my/top-up/both',
      ].entries()) {
        await page.goto(demo.origin + path);
        await look(page, path, `F-03-${languages[place]}-${width}`);
      }
      await page.goto(demo.origin + '/en/my/top-up/both?n=1&a=many&b=300');
      await look(page, '/en/my/top-up/both', `F-03-wrong-${width}`);
      await page.goto(demo.origin + '/en/my/balance');
      await look(page, '/en/my/balance', `F-03-balance-${width}`);
      await page.context().close();
    }
    const narrow = await family();
    for (const path of ['/fr/mon/recharger/both', '/de/mein/aufladen/both', '/en/my/balance', '/en/my/top-up']) {
      await narrow.goto(demo.origin + path);
      await fits(narrow, path);
    }
    await narrow.context().close();
  });
});
