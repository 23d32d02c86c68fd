// The pages of a representative and what a household shares, without script, and what holds on each of them.

import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { fits, guarded, languages, look, signIn, startBrowser, startDemo } from './demo.mjs';
import { groups as bases, leaves, mySharing as mine, ofGroup as below, production, reviews } from './paths.mjs';

let demo;
let browser;
let group;
let member;
/** A dossier that lies with the operator. */
let draft;
/** What was asked about a quarter-hour of that member. */
let why;
/** Which version's checksums were asked for. */
let files;


async function as(who, width = 360) {
  const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width, height: 740 } });
  const page = await context.newPage();
  await signIn(page, demo, who);
  return page;
}

const main = page => page.locator('main').innerText();

before(async () => {
  demo = await startDemo();
  browser = await startBrowser();
  const page = await as('representative');
  assert.equal(new URL(page.url()).pathname, '/en/sharing/groups', 'a representative begins with the groups');
  const href = await page.locator('main ul.homes a[href*="/sharing/dossier/"]').first().getAttribute('href');
  group = href.match(/(\d+)$/)[1];
  await page.goto(`${demo.origin}/en/sharing/volumes/${group}`);
  const link = await page.locator('main table a').first().getAttribute('href');
  member = link.match(/\/(\d+)\?/)[1];
  await page.context().close();
});

after(async () => {
  await browser?.close();
  await demo?.end();
});

describe('flows', () => {
  // Before this member leaves: then there is nothing to sign any more.
  test('R-08: what a member signs fits a phone, and axe finds nothing there', async () => {
    const page = await guarded(browser, 360, await as('representative'));
    for (const [place, base] of below['R-08'].entries()) {
      const path = `${base}/${group}/${member}`;
      assert.equal((await page.goto(demo.origin + path)).status(), 200, path);
      await look(page, path, `R-08-sign-${languages[place]}-360`);
    }
    await page.context().close();
  });

  test('what is shared adds up, and the help with billing says so', async () => {
    const page = await as('representative');
    await page.goto(`${demo.origin}/en/sharing/volumes/${group}`);
    assert.match(await main(page), /Final/);
    await page.goto(`${demo.origin}/en/sharing/bills/${group}`);
    await page.fill('#price', 'cheap');
    await page.click('main section form button');
    assert.match(await page.title(), /^Error/);
    assert.equal(await page.inputValue('#price'), 'cheap', 'what was typed is kept');
    await page.fill('#price', '0,15');
    await page.fill('#fee', '2');
    await page.fill('#from', '2020-01');
    await page.click('main section form button');
    assert.match(await main(page), /€2\.00[\s\S]*What was agreed\s+From January 2020\s+holds here/);
    const csv = await page.request.get(demo.origin + await page.locator('main a[href$=".csv"]').getAttribute('href'));
    assert.match(await csv.text(), /^group,month,version,state,point,/);
    await page.context().close();
  });

  test('R-06: the checksum of a file is that of what is downloaded', async () => {
    const page = await as('representative');
    await page.goto(`${demo.origin}/en/sharing/files/${group}`);
    await page.locator('main a[href*="?v="]').first().click();
    files = new URL(page.url()).search;
    const sums = await page.locator('main code').allInnerTexts();
    assert.equal(sums.length, 3);
    const card = page.locator('main li.card', { has: page.locator('code') });
    for (const [place, link] of (await card.locator('a.button').all()).entries()) {
      const answer = await page.request.get(demo.origin + await link.getAttribute('href'));
      const bytes = await answer.body();
      assert.equal(createHash('sha256').update(bytes).digest('hex'), sums[place]);
      const digest = createHash('sha256').update(bytes).digest('base64');
      assert.equal(answer.headers()['content-digest'], `sha-256=:${digest}:`);
      if (place === 0) assert.match(bytes.toString(), /^# group: \d+\n# month: /);
    }
    await page.context().close();
  });

  test('a representative reads why a share is what it is, step by step', async () => {
    const page = await as('representative');
    await page.goto(`${demo.origin}/en/sharing/volumes/${group}/${member}`);
    const month = await page.locator('main form input[name=m]').getAttribute('value');
    await page.fill('main form input[name=day]', `${month}-28`);
    await page.fill('main form input[name=at]', '12:07');
    await page.click('main form button');
    assert.match(await page.title(), /^Error/);
    assert.equal(await page.inputValue('#at'), '12:07', 'what was typed is kept');
    await page.fill('#at', '12:15');
    await page.click('main form button');
    assert.match(await main(page), /Fixed shares, version 1/);
    assert.match(await main(page), /Rounded, so that all shares add up/);
    why = new URL(page.url()).search;
    await page.context().close();
  });

  test('a key is tried, then filed from a day on', async () => {
    const page = await as('representative');
    await page.goto(`${demo.origin}/en/sharing/key/${group}`);
    await page.selectOption('#key', 'equal');
    await page.fill('#from', '2020-01-01');
    await page.click('main form button[value=try]');
    assert.match(await page.title(), /^Error/);
    await page.fill('#from', '2029-01-01');
    await page.click('main form button[value=try]');
    assert.match(await main(page), /Shared: .* Under today’s key/);
    await page.click('main form button[value=file]');
    assert.equal(new URL(page.url()).pathname, `/en/sharing/key/${group}`);
    assert.match(await main(page), /Equal shares\s+From 01\/01\/2029/);
    await page.context().close();
  });

  test('R-04: the advice is a table, and a key that is no standard one is asked of the operator', async () => {
    const page = await as('representative');
    await page.goto(`${demo.origin}/en/sharing/key/${group}`);
    assert.match(await main(page), /Keys that you can file[\s\S]*Shared in all[\s\S]*Keys that the operator has to approve/);
    await page.click('main details summary');
    await page.fill('#price', '0.15');
    await page.click('main form[method=get] button');
    assert.match(await page.title(), /^Error/);
    await page.fill('#supplied', '0,30');
    await page.fill('#surplus', '0.04');
    await page.fill('#panels', '1,5');
    await page.check('main input[name=more]');
    await page.click('main form[method=get] button');
    assert.match(await main(page), /One more home\s+\+?[\d.]+\s+\+?€/);
    await page.selectOption('#key', 'hybrid');
    await page.fill('#from', '01/06/2029');
    const shares = page.locator('main form[method=post] input[name^=share-]');
    await shares.first().fill('70 %');
    await shares.last().fill('40 %');
    await page.click('main form button[value=try]');
    assert.match(await main(page), /The shares make 110\s% together: at most 100\s%/);
    await page.locator('main form[method=post] input[name^=share-]').last().fill('20 %');
    await page.click('main form button[value=try]');
    await page.fill('#reason', 'The bakery works at night');
    await page.click('main form button[value=file]');
    assert.match(await main(page), /Asked of the operator: Fixed first, then by use, from 01\/06\/2029|Asked of the operator: .*, from 01\/06\/2029/);
    const staff = await as('operator', 1280);
    await staff.goto(`${demo.origin}/en/operations/sharing/${group}`);
    assert.match(await main(staff), /Another key is asked for[\s\S]*The bakery works at night/);
    await staff.click('main form button[value=approve_key]');
    await staff.context().close();
    await page.reload();
    assert.match(await main(page), /From 01\/06\/2029/);
    await page.context().close();
  });

  test('R-03: a participant has a name of the representative’s own', async () => {
    const page = await as('representative');
    await page.goto(`${demo.origin}/en/sharing/participants/${group}`);
    await page.selectOption('#number', '2');
    await page.fill('#label', 'x'.repeat(50));
    await page.click('main form button[value=label]');
    assert.match(await page.title(), /^Error/);
    await page.fill('#label', 'Flat 3');
    await page.click('main form button[value=label]');
    assert.match(await main(page), /Flat 3 · \d{18}/);
    await page.goto(`${demo.origin}/en/sharing/volumes/${group}`);
    assert.match(await main(page), /Flat 3/);
    await page.context().close();
  });

  test('participants that cannot join are named by line, and nobody joins', async () => {
    const page = await as('representative');
    await page.goto(`${demo.origin}/en/sharing/participants/${group}`);
    const before = await page.locator('main ul.homes > li').count();
    const roof = await page.locator('main ul.homes > li b').first().innerText();
    await page.fill('#csv', `ean,role,from,meter\n541449000000000001,consumer,2029-01-01,smart\n${roof},producer,2029-01-01,smart`);
    await page.click('main form:has(#csv) button');
    assert.match(await page.title(), /^Error/);
    assert.match(await main(page), /Line 2: ean cannot be read/);
    assert.match(await main(page), /Line 3: this point is a member already/);
    assert.equal(await page.locator('main ul.homes > li').count(), before);
    await page.context().close();
  });

  test('everybody is told by words that are ready', async () => {
    const page = await as('representative');
    await page.goto(`${demo.origin}/en/sharing/messages/${group}`);
    await page.selectOption('#about', 'volumes');
    await page.click('main form.card button');
    assert.match(await main(page), /where we can reach them: [1-9]/);
    await page.context().close();
  });

  test('a household sees what its roof sends, uses at once and sells', async () => {
    const page = await as('customer');
    await page.goto(`${demo.origin}/en/my/use`);
    await page.click('main a[href="/en/my/production"]');
    const words = await main(page);
    assert.match(words, /Your installation has 3\.68.kW/);
    assert.match(words, /Supplier C buys it/);
    assert.match(words, /Used at once/);
    assert.match(words, /What to expect/);
    await page.context().close();
  });

  test('a household compares rates and reports its voltage, where what is missing is said at the field', async () => {
    const page = await as('customer');
    await page.goto(`${demo.origin}/en/my/production`);
    await page.fill('#single', '0.35');
    await page.fill('#peak', 'much');
    await page.fill('#off', '0.29');
    await page.click('form[method=get] button');
    assert.match(await page.title(), /^Error/);
    assert.equal(await page.inputValue('#single'), '0.35');
    await page.fill('#peak', '0.39');
    await page.click('form[method=get] button');
    assert.match(await main(page), /Single rate €[0-9.]+, two rates €[0-9.]+/);
    await page.fill('#times', 'On sunny afternoons');
    await page.click('#voltage form button');
    assert.match(await page.title(), /^Error/);
    assert.match(await main(page), /Write what you notice/);
    assert.equal(await page.inputValue('#times'), 'On sunny afternoons');
    await page.fill('#effect', 'The panels stop');
    await page.click('#voltage form button');
    assert.match(await main(page), /reported on .*, (received|measured)/);
    await page.context().close();
  });

  test('a membership ends once, from tomorrow on', async () => {
    const page = await as('representative');
    await page.goto(`${demo.origin}/en/sharing/participants/${group}`);
    const before = await page.locator('main ul.homes li a').count();
    await page.locator('main ul.homes li a').last().click();
    await page.fill('#day', '2020-01-01');
    await page.click('main form button[value=try]');
    assert.match(await page.title(), /^Error/);
    await page.fill('#day', '01/01/2030');
    assert.equal(await page.locator('main form button[value=end]').count(), 0);
    await page.click('main form button[value=try]');
    // What it does to the key stands there before anybody confirms.
    assert.match(await main(page), /Effect on the key[\s\S]*Before\s+After[\s\S]*Together\s+(\d+\s%)\s+\1/);
    await page.click('main form button[value=end]');
    assert.equal(new URL(page.url()).pathname, `/en/sharing/participants/${group}`);
    assert.equal(await page.locator('main ul.homes li a').count(), before - 1);
    await page.context().close();
  });

  test('a household leaves by its own act, from tomorrow on', async () => {
    const page = await as('customer');
    await page.goto(`${demo.origin}/en/my/sharing`);
    const leave = 'main form[method=post]';
    await page.fill(`${leave} input[name=day]`, '2020-01-01');
    await page.click(`${leave} button`);
    assert.match(await page.title(), /^Error/);
    await page.fill('#day', '2031-01-01');
    await page.click(`${leave} button`);
    assert.match(await main(page), /You leave it on 01\/01\/2031/);
    assert.equal(await page.locator(`${leave} input[name=day]`).count(), 0);
    await page.context().close();
  });

  test('R-02: a dossier is opened, sent papers, handed in, given back and answered', async () => {
    const page = await as('representative');
    await page.goto(`${demo.origin}/en/sharing/groups`);
    await page.click('main a[href="/en/sharing/dossier/new"]');
    await page.check('main input[name=form][value=cer]');
    await page.fill('#name', 'Rue du Moulin');
    await page.click('main form.card button');
    assert.match(await page.title(), /^Error/);
    assert.equal(await page.inputValue('#name'), 'Rue du Moulin', 'what was typed is kept');
    await page.fill('#municipality', '63079');
    await page.click('main form.card button');
    draft = new URL(page.url()).pathname.match(/(\d+)$/)[1];
    assert.match(await main(page), /Being prepared/);
    assert.match(await main(page), /A draft keeps no point/);
    await page.goto(`${demo.origin}/en/sharing/participants/${draft}`);
    const lines = ['541449900000000013', '541449900000000020'];
    const row = (point, role) => `${point},${role},2029-01-01,smart,63079,2026-01-05,paper`;
    await page.fill('#csv', `ean,role,from,meter,municipality,signed_on,mandate\n${row(lines[0], 'producer')}\n${row(lines[1], 'consumer')}`);
    await page.click('main form:has(#csv) button');
    await page.goto(`${demo.origin}/en/sharing/key/${draft}`);
    await page.selectOption('#key', 'pro_rata');
    await page.fill('#from', '2029-01-01');
    // A key is filed only after its effect was seen.
    await page.click('main form button[value=try]');
    await page.click('main form button[value=file]');
    await page.goto(`${demo.origin}/en/sharing/dossier/${draft}`);
    await page.click('#submit');
    assert.match(await main(page), /Still open: Statutes of the legal entity, Convention/);
    const pdf = Buffer.from('%PDF-1.7 statutes');
    const files = [
      ['statutes', Buffer.from('nothing'), /Choose a PDF, a JPEG or a PNG/],
      ['statutes', pdf, null],
      ['convention', pdf, /This document is there already: number 1/],
      ['convention', Buffer.from('%PDF-1.7 convention'), null],
    ];
    for (const [task, buffer, wrong] of files) {
      await page.check(`main input[name=task][value=${task}]`);
      await page.fill('#signed', '2026-01-05');
      await page.fill('#signer', 'An Peeters');
      await page.setInputFiles('#file', { name: 'a.pdf', mimeType: 'application/pdf', buffer });
      await page.click('main form[enctype] button');
      if (wrong) {
        assert.match(await main(page), wrong);
        assert.equal(await page.inputValue('#signer'), 'An Peeters', 'what was typed is kept');
      }
    }
    const sent = await page.request.get(`${demo.origin}/en/sharing/dossier/${draft}/document/1`);
    assert.equal(sent.headers()['content-type'], 'application/pdf');
    await page.click('#submit');
    assert.match(await main(page), /With the operator/);
    assert.match(await main(page), /The operator answers by/);
    const staff = await as('operator', 1280);
    await staff.goto(`${demo.origin}/en/operations/sharing`);
    assert.match(await main(staff), /Rue du Moulin/);
    await staff.goto(`${demo.origin}/en/operations/sharing/${draft}`);
    assert.match(await main(staff), /All points lie within the perimeter/);
    const opened = await staff.request.get(`${demo.origin}/en/operations/sharing/${draft}/document/1`);
    assert.deepEqual(await opened.body(), pdf);
    await staff.fill('#reasons', 'Page 2 is missing');
    await staff.fill('#task-statutes', 'It is not signed');
    await staff.click('main form button[value=return]');
    await staff.context().close();
    await page.reload();
    assert.match(await main(page), /It is not signed/);
    await page.fill('#answer', 'Page 2 is there now');
    await page.click('main form button[value=answer]');
    await page.click('#submit');
    assert.match(await main(page), /Answer of the representative/);
    await page.context().close();
  });

  test('nobody else reads the group', async () => {
    for (const who of ['customer', 'agent', 'operator']) {
      const page = await as(who);
      await page.goto(`${demo.origin}/en/sharing/volumes/${group}`);
      assert.match(new URL(page.url()).pathname, /sign-in|connexion/, who);
      await page.context().close();
    }
  });
});

describe('every page, in four languages', () => {
  const all = () => {
    const pages = Object.entries(bases);
    for (const [id, own] of Object.entries(below)) pages.push([id, own.map(base => `${base}/${group}`)]);
    pages.push(['R-05-member', below['R-05'].map(base => `${base}/${group}/${member}`)]);
    if (why) pages.push(['R-05-why', below['R-05'].map(base => `${base}/${group}/${member}${why}`)]);
    pages.push(['R-02-new', below['R-02'].map(base => `${base}/new`)]);
    if (draft) pages.push(['R-02-draft', below['R-02'].map(base => `${base}/${draft}`)]);
    if (draft) pages.push(['R-04-draft', below['R-04'].map(base => `${base}/${draft}`)]);
    if (files) pages.push(['R-06-sums', below['R-06'].map(base => `${base}/${group}${files}`)]);
    pages.push(['R-08-prices', below['R-08'].map(base => `${base}/${group}?price=0.15&network=0.16`)]);
    pages.push(['R-10', leaves.map(base => `${base}/${group}/${member}`)]);
    return pages;
  };

  const ofOperator = () => {
    const pages = [['R-02-operator', reviews]];
    if (draft) pages.push(['R-02-review', reviews.map(base => `${base}/${draft}`)]);
    return pages;
  };

  test('weighs little and fits 320 px', { timeout: 300_000 }, async () => {
    for (const [who, pages] of [['representative', all()], ['operator', ofOperator()], ['customer', [['C-16', mine], ['C-19', production]]]]) {
      const page = await as(who);
      await page.setViewportSize({ width: 320, height: 568 });
      for (const [, own] of pages) {
        for (const path of own) {
          const answer = await page.goto(demo.origin + path, { waitUntil: 'load' });
          assert.equal(answer.status(), 200, path);
          assert.ok((await answer.body()).length <= 30_000, path);
          await fits(page, path);
        }
      }
      await page.context().close();
    }
  });

  for (const width of [360, 1280]) {
    test(`axe finds nothing at ${width} px`, { timeout: 900_000 }, async () => {
      for (const [who, pages] of [['representative', all()], ['operator', ofOperator()], ['customer', [['C-16', mine], ['C-19', production]]]]) {
        const page = await guarded(browser, width, await as(who));
        for (const [id, own] of pages) {
          for (const [place, path] of own.entries()) {
            await page.goto(demo.origin + path);
            await look(page, path, `${id}-${languages[place]}-${width}`);
          }
        }
        await page.context().close();
      }
    });
  }
});
