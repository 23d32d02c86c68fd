// The flows of a CPAS, without script, and what holds on each of its pages.

import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { fits, guarded, languages, look, signIn, startBrowser, startDemo } from './demo.mjs';
import { aids, clientMessages as messages, clientPlans as plans, clients, cpas as paths, partners, protections, sheets } from './paths.mjs';

let demo;
let browser;
/** A client, and a home that is nobody's client. */
let client;
let clientsPoint;
let stranger;
/** Another home that is nobody's client, and stays so. */
let neighbour;
/** By which addresses name it. */
let strangersAccount;


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

/** Asks for access to a home, up to the page that wants the code. */
async function ask(page, ean) {
  await page.goto(demo.origin + '/en/cpas/access');
  await page.fill('#reference', ean.slice(-13));
  await page.check('input[name=purpose][value=budget_help]');
  await page.check('input[name=months][value="3"]');
  await page.click('main form.card button');
}

before(async () => {
  demo = await startDemo();
  browser = await startBrowser();
  const own = await as('cpas');
  await own.goto(demo.origin + '/en/cpas/work');
  const hrefs = await own.locator('main ul.homes a').evaluateAll(all => all.map(one => one.href));
  const mine = hrefs.map(href => href.match(/\/(\d+)$/)[1]);
  client = mine[0];
  await own.context().close();
  const page = await as('agent');
  await page.goto(demo.origin + '/accounts');
  const all = await page.locator('table.list tbody th a').evaluateAll(links =>
    links.map(one => [one.href.match(/\/(\d+)$/)[1], one.innerText.trim()]));
  [[strangersAccount, stranger], [, neighbour]] = all.filter(([account]) => !mine.includes(account));
  clientsPoint = all.find(([account]) => account === client)?.[1];
  await page.context().close();
});

after(async () => {
  await browser?.close();
  await demo?.end();
});

describe('flows', () => {
  test('F-20: from the sign-in to the most urgent client in two steps', async () => {
    const page = await as('cpas');
    let steps = 1;
    assert.equal(new URL(page.url()).pathname, '/en/cpas/work', 'a CPAS begins with its work');
    const clients = await page.locator('main .homes li').allInnerTexts();
    assert.ok(clients.every(client => /^(OK|Low|Emergency|Held|Off)\b/.test(client)), clients.join('\n'));
    const low = clients.filter(client => client.startsWith('Low'));
    assert.ok(low.every(client => /Credit (until about|for \d+ days)/.test(client)), low.join('\n'));
    await page.locator('main ul.homes a').first().click();
    steps += 1;
    assert.ok(steps <= 2, `${steps} steps`);
    assert.ok(await page.locator('main section.card h2').first().isVisible());
    assert.match(await main(page), /Balance over 90 days/);
    await page.context().close();
  });

  test('F-21: access is asked in three steps, with a code that the household tells', async () => {
    const page = await as('cpas');
    await page.goto(`${demo.origin}/en/cpas/client/${strangersAccount}`);
    assert.match(await main(page), /You have no access here/);
    assert.doesNotMatch(await main(page), new RegExp(stranger));
    let steps = 1;
    await ask(page, stranger);
    steps += 1;
    assert.match(await main(page), /If the reference exists, the client now has a code/);
    await page.fill('#code', '000000');
    await page.click('main form.card button');
    assert.match(await page.title(), /^Error/);
    assert.match(await main(page), /4 tries are left/);
    // The household reads it out; an agent sees that it was told, not what.
    let code;
    for (let tries = 0; tries < 20 && !code; tries += 1) {
      code = demo.told(stranger).match(/code (\d{6})/)?.[1];
      if (!code) await page.waitForTimeout(500);
    }
    assert.ok(code, demo.told(stranger));
    const desk = await as('agent');
    await desk.goto(`${demo.origin}/en/agent/case/${strangersAccount}?kind=notice`);
    assert.match(await main(desk), /Access asked/);
    assert.doesNotMatch(await main(desk), new RegExp(code));
    await desk.context().close();
    await page.fill('#code', code);
    await page.click('main form.card button');
    steps += 1;
    assert.ok(steps <= 3, `${steps} steps`);
    assert.equal(new URL(page.url()).pathname, `/en/cpas/client/${strangersAccount}`);
    assert.match(await main(page), /Access until/);
    await page.goto(demo.origin + '/en/cpas/work');
    assert.equal(await page.locator(`main a[href$="${strangersAccount}"]`).count(), 1);
    // S-02: from now on the reference opens it, and nobody else's; no second code is sent.
    await page.fill('#reference', stranger.slice(-13));
    await page.click('main form.card button');
    assert.equal(new URL(page.url()).pathname, `/en/cpas/client/${strangersAccount}`);
    await page.goto(demo.origin + '/en/cpas/work');
    await page.fill('#reference', neighbour.slice(-13));
    await page.click('main form.card button');
    assert.match(await page.title(), /^Error/);
    assert.match(await main(page), /No access with this reference/);
    await ask(page, stranger);
    assert.match(await main(page), /You have this access already/);
    assert.equal(await page.locator(`main a[href$="/client/${strangersAccount}"]`).count(), 1, 'it leads there');
    await page.context().close();
  });

  test('a reference that nobody has gets the same answer', async () => {
    const page = await as('cpas');
    await ask(page, neighbour);
    const known = await main(page);
    await ask(page, '541449900000000007');
    const title = await page.title();
    assert.ok(!title.startsWith('Error') ? (await main(page)) === known : /13 digits/.test(await main(page)));
    await page.context().close();
  });

  test('F-22: aid is given in four screens, once, and stands in the register', async () => {
    const page = await as('cpas');
    await page.goto(demo.origin + '/en/cpas/work');
    let screens = 1;
    await page.click(`main a[href$="${client}"]`);
    screens += 1;
    await page.click('main a[href*="/cpas/aid/"]');
    screens += 1;
    await page.click('main form.card button');
    assert.match(await page.title(), /^Error/);
    await page.fill('#amount', '50');
    await page.check('input[name=motive][value=energy]');
    await page.fill('#budget', '2026-1');
    await page.click('main form.card button');
    screens += 1;
    assert.ok(screens <= 4, `${screens} screens`);
    const after = (await main(page)).match(/Balance after\s+(\S+)/)[1];
    await page.dblclick('button[name=confirm]').catch(() => {});
    await page.waitForURL(url => url.pathname === '/en/cpas/register');
    assert.match(await main(page), /Total credited\s+€50\.00/);
    assert.equal(await page.locator('main ul.homes li').count(), 1, 'once');
    await page.goto(`${demo.origin}/en/cpas/client/${client}`);
    assert.ok((await main(page)).includes(after), 'what was shown before');
    // Above the cap a colleague signs; until then it can be taken back.
    await page.goto(`${demo.origin}/en/cpas/aid/${client}`);
    await page.fill('#amount', '150');
    await page.check('input[name=motive][value=winter]');
    await page.click('main form.card button');
    assert.match(await main(page), /A colleague has to sign/);
    await page.click('button[name=confirm]');
    assert.match(await main(page), /Waits for a signature/);
    assert.equal(await page.locator('button[name=sign][value=yes]').count(), 0, 'not by the same person');
    await page.click('button[name=sign][value=no]');
    assert.match(await main(page), /Cancelled/);
    assert.match(await main(page), /Total credited\s+€50\.00/);
    const csv = await page.request.get(demo.origin + '/en/cpas/register/csv');
    assert.match(await csv.text(), /50\.000000,energy,"2026-1",booked/);
    await page.context().close();
  });

  test('S-05: aid waits for its day, and a corrected copy takes its place', async () => {
    const page = await as('cpas');
    await page.goto(`${demo.origin}/en/cpas/aid/${client}`);
    const first = (await page.locator('#day-hint').innerText()).match(/from (\d\d\/\d\d\/\d{4})/)[1];
    await page.fill('#amount', '40');
    await page.check('input[name=motive][value=winter]');
    await page.fill('#day', '2001-01-01');
    await page.click('main form.card button');
    assert.match(await page.title(), /^Error/);
    assert.equal(await page.inputValue('#amount'), '40', 'what was typed is kept');
    await page.fill('#day', first);
    await page.click('main form.card button');
    assert.match(await main(page), /It can be cancelled until that day/);
    await page.click('button[name=confirm]');
    assert.match(await main(page), /To be credited on/);
    await page.locator('main li', { hasText: 'To be credited on' }).locator('a[href*="copy="]').click();
    assert.match(await main(page), /Corrected copy of aid/);
    assert.equal(await page.inputValue('#amount'), '40.00');
    await page.fill('#amount', '45');
    await page.fill('#day', first);
    await page.click('main form.card button');
    await page.click('button[name=confirm]');
    assert.match(await main(page), /corrected copy of/);
    const planned = page.locator('main li', { hasText: 'To be credited on' });
    assert.equal(await planned.count(), 1, 'one, not both');
    await planned.locator('button[name=sign][value=no]').click();
    assert.doesNotMatch(await main(page), /To be credited on/);
    await page.context().close();
  });

  test('S-06: proofs are a list of tasks, and the commission has a calendar', async () => {
    const page = await as('cpas');
    await page.goto(demo.origin + '/en/cpas/commission');
    await page.click('main form.card button');
    assert.match(await page.title(), /^Error/);
    const soon = new Date(Date.now() + 300 * 86_400_000).toISOString().slice(0, 10);
    await page.goto(`${demo.origin}/en/cpas/aid/${client}`);
    const day = (await page.locator('#day-hint').innerText()).match(/to (\d\d\/\d\d\/\d{4})/)?.[1] ?? soon;
    await page.goto(demo.origin + '/en/cpas/commission');
    await page.fill('#day', day);
    await page.fill('#time', '14:00');
    await page.fill('#place', 'Town hall, room 2');
    await page.click('main form.card button');
    assert.match(await main(page), /Town hall, room 2/);
    await page.goto(`${demo.origin}/en/cpas/protection/${client}`);
    assert.match(await main(page), /Next sitting of the commission: [^]*Town hall, room 2/);
    await page.check('input[name=proof][value=income]');
    await page.check('input[name=state][value=asked]');
    await page.fill('#due', day);
    await page.locator('section:has(#proofs) form button').click();
    assert.match(await main(page), /To do: 1 of 1\.[^]*Asked of the household\s+Income/);
    await page.check('input[name=proof][value=income]');
    await page.check('input[name=state][value=sent]');
    await page.locator('section:has(#proofs) form button').click();
    assert.match(await main(page), /To do: 0 of 1\./);
    await page.context().close();
  });

  test('a request for a client reaches an agent, the household reads it, and the answer comes back', async () => {
    const page = await as('cpas');
    await page.goto(`${demo.origin}/en/cpas/client/${client}`);
    await page.click('main a[href*="/cpas/protection/"]');
    await page.locator('main form.card').last().locator('button').click();
    assert.match(await page.title(), /^Error/);
    await page.check('input[name=wish][value=delay_cut]');
    await page.fill('#why', 'A child of two');
    await page.locator('main form.card').last().locator('button').click();
    assert.match(await main(page), /Wait with the cut[^]*A child of two/);
    const desk = await as('agent');
    await desk.goto(`${demo.origin}/en/agent/case/${client}`);
    assert.match(await main(desk), /CPAS.* asks that a cut waits/);
    await desk.context().close();
    await page.goto(demo.origin + '/en/cpas/access-log');
    assert.match(await main(page), /State and amounts/);
    await page.context().close();
  });

  test('S-07: another plan is proposed with its weeks, once, and waits for the household', async () => {
    // Two people at the desk agree on a plan first.
    const desk = await as('agent');
    await desk.goto(`${demo.origin}/en/agent/case/${client}/plan`);
    await desk.fill('#amount', '60');
    await desk.check('input[name=to][value=supplier]');
    await desk.check('input[name=rule][value=week]');
    await desk.fill('#part', '5');
    await desk.fill('#evidence', 'signed');
    await desk.fill('#note', 'agreed by phone');
    await desk.click('main form.card button');
    await desk.click('button[name=confirm]');
    const other = await as('colleague');
    await other.goto(demo.origin + new URL(desk.url()).pathname);
    await other.click('button[name=approve][value=yes]');
    assert.match(await main(other), /It is done/);
    await other.context().close();
    const page = await as('cpas');
    await page.goto(`${demo.origin}/en/cpas/client/${client}`);
    await page.click('main a[href*="/cpas/plan/"]');
    const here = new URL(page.url()).pathname;
    await page.click('main form.card button');
    assert.match(await page.title(), /^Error/);
    assert.match(await main(page), /Say why/);
    await page.locator('input[name=debt]').last().check();
    await page.fill('#amount', '2.50');
    await page.check('input[name=each][value=week]');
    await page.fill('#why', 'Less income since October');
    await page.click('main form.card button');
    assert.match(await main(page), /Week by week/);
    assert.match(await main(page), /may answer until/);
    await page.click('button[name=confirm]');
    assert.equal(new URL(page.url()).pathname, here);
    assert.match(await main(page), /Waits for an answer until/);
    assert.match(await main(page), /€2.50 every Monday/);
    await desk.goto(`${demo.origin}/en/agent/plans/${client}`);
    assert.match(await main(desk), /proposes €2.50 every Monday/);
    for (const one of [desk, page]) await one.context().close();
  });

  test('S-03: a paper mandate waits for a colleague, and opens nothing before', async () => {
    const page = await as('cpas');
    await page.goto(demo.origin + '/en/cpas/access');
    await page.click('main a[href="/en/cpas/paper-mandate"]');
    await page.fill('#reference', stranger.slice(-13));
    await page.fill('#document', '2026/117');
    await page.fill('#signed', 'yesterday');
    await page.check('input[name=purpose][value=social_inquiry]');
    await page.check('input[name=months][value="3"]');
    await page.locator('main form.card').last().locator('button').click();
    assert.match(await page.title(), /^Error/);
    assert.equal(await page.inputValue('#document'), '2026/117', 'what was typed is kept');
    await page.fill('#signed', '01/02/2026');
    await page.locator('main form.card').last().locator('button').click();
    assert.match(await main(page), /Waits for a colleague[^]*2026\/117/);
    assert.equal(await page.locator('button[name=sign][value=yes]').count(), 0, 'not by the same person');
    await page.click('button[name=sign][value=no]');
    assert.match(await main(page), /Turned down/);
    await page.context().close();
  });

  test('S-03: a legal notice waits for an agent, and declined it opens nothing', async () => {
    const page = await as('cpas');
    await page.goto(demo.origin + '/en/cpas/access');
    await page.click('main a[href="/en/cpas/legal-notice"]');
    await page.fill('#reference', stranger.slice(-13));
    await page.fill('#notice', 'Default 2026/41');
    await page.fill('#dated', 'yesterday');
    await page.check('input[name=purpose][value=social_inquiry]');
    await page.check('input[name=months][value="3"]');
    await page.click('main form.card button');
    assert.match(await page.title(), /^Error/);
    assert.equal(await page.inputValue('#notice'), 'Default 2026/41', 'what was typed is kept');
    await page.fill('#dated', '01/02/2026');
    await page.click('main form.card button');
    assert.match(await main(page), /Waits for the network operator[^]*Default 2026\/41/);
    const desk = await as('agent');
    await desk.goto(demo.origin + '/en/agent/partners/mandates');
    await desk.locator('section:has(#asked) a.button').last().click();
    assert.match(await main(desk), /Legal basis[^]*Default 2026\/41/);
    await desk.click('main button[name=approve][value=no]');
    assert.match(await desk.title(), /^Error/);
    await desk.fill('#why', 'No such notice is here');
    await desk.click('main button[name=approve][value=no]');
    assert.match(await main(desk), /Answered[^]*No such notice is here/);
    await desk.context().close();
    await page.reload();
    assert.match(await main(page), /Declined[^]*No such notice is here/);
    await page.context().close();
  });

  test('S-04: a note stays with the team, and the sheet for the commission has none', async () => {
    const page = await as('cpas');
    await page.goto(`${demo.origin}/en/cpas/client/${client}`);
    await page.fill('#note', 'Rent is paid');
    await page.locator('section:has(#note) button').click();
    assert.match(await main(page), /Team notes[^]*Rent is paid/);
    await page.click('main a[href*="/cpas/sheet/"]');
    assert.match(await main(page), /Sheet for the commission[^]*Top-up rhythm/);
    assert.doesNotMatch(await main(page), /Rent is paid/);
    await page.emulateMedia({ media: 'print' });
    assert.ok(!(await page.locator('header').isVisible()), 'paper has no menu');
    await page.context().close();
    const home = await as('customer');
    await home.goto(demo.origin + '/en/my/data');
    assert.doesNotMatch(await home.locator('body').innerText(), /Rent is paid/);
    await home.context().close();
  });

  test('S-08: a message is seen with its septets, and leaves once', async () => {
    const page = await as('cpas');
    await page.goto(`${demo.origin}/en/cpas/client/${client}`);
    await page.click('main a[href*="/cpas/message/"]');
    assert.equal(await page.locator('input[name=template]').count(), 6);
    await page.check('input[name=template][value=call]');
    await page.click('main form.card button');
    assert.match(await main(page), /\d+ of 160 signs/);
    const said = await page.locator('main form p.note').innerText();
    await page.dblclick('button[name=confirm]').catch(() => {});
    await page.waitForURL(url => url.pathname === `/en/cpas/client/${client}`);
    assert.match(await main(page), /leaves by the client’s own channels/);
    let heard = '';
    for (let tries = 0; tries < 20 && !heard.includes(said); tries += 1) {
      heard = demo.told(clientsPoint);
      if (!heard.includes(said)) await page.waitForTimeout(500);
    }
    assert.equal(heard.split(said).length, 2, `once: ${heard}`);
    await page.context().close();
  });

  test('S-09: the team says who is in charge, and nobody stands in for themselves', async () => {
    const page = await as('cpas');
    await page.goto(demo.origin + '/en/cpas/team');
    assert.match(await main(page), /\(you\)[^]*Give aid/);
    await page.locator('input[name=person]').first().check();
    await page.locator('input[name=stand_in]').first().check();
    await page.fill('#first', '01/12/2030');
    await page.fill('#last', '02/12/2030');
    await page.click('button[name=act][value=leave]');
    assert.match(await page.title(), /^Error/);
    assert.match(await main(page), /Choose two people/);
    await page.goto(demo.origin + '/en/cpas/work?of=mine');
    assert.match(await main(page), /My clients \(\d+\)/);
    await page.context().close();
  });

  test('each look is visible to the household', async () => {
    const page = await as('cpas');
    await page.goto(`${demo.origin}/en/cpas/client/${client}`);
    await page.context().close();
    const home = await as('customer');
    await home.goto(demo.origin + '/en/my/helpers');
    assert.match(await main(home), /CPAS/);
    assert.match(await home.locator('main section:has(#looks)').innerText(), /thirty_days|state/);
    await home.context().close();
  });

  test('nobody else opens these pages', async () => {
    for (const who of ['customer', 'merchant', 'agent', 'operator']) {
      const page = await as(who);
      await page.goto(demo.origin + '/en/cpas/work');
      assert.notEqual(new URL(page.url()).pathname, '/en/cpas/work', who);
      await page.context().close();
    }
  });
});

describe('every page, in four languages', () => {
  const ofClient = { 'S-04': clients, 'S-05': aids, 'S-06': protections, 'S-07': plans, 'S-08': messages, 'S-04-sheet': sheets };
  const all = () => [
    ...Object.entries(paths),
    ...Object.entries(ofClient).map(([id, own]) => [id, own.map(base => `${base}/${client}`)]),
  ];

  test('weighs little and fits 320 px', { timeout: 300_000 }, async () => {
    const page = await as('cpas');
    await page.setViewportSize({ width: 320, height: 568 });
    for (const [, own] of all()) {
      for (const path of own) {
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
      const page = await guarded(browser, width, await as('cpas'));
      for (const [id, own] of all()) {
        for (const [place, path] of own.entries()) {
          await page.goto(demo.origin + path);
          await look(page, path, `${id}-${languages[place]}-${width}`);
        }
      }
      await ask(page, neighbour);
      await look(page, 'the code', `S-03-code-en-${width}`);
      // What is seen before it is done.
      for (const [place, language] of languages.entries()) {
        await page.goto(`${demo.origin}${aids[place]}/${client}`);
        await page.fill('#amount', '50');
        await page.check('input[name=motive][value=energy]');
        await page.click('main form.card button');
        assert.equal(await page.locator('button[name=confirm]').count(), 1);
        await look(page, 'the effect of aid', `S-05-effect-${language}-${width}`);
        await page.goto(`${demo.origin}${messages[place]}/${client}`);
        await page.check('input[name=template][value=call]');
        await page.click('main form.card button');
        assert.equal(await page.locator('button[name=confirm]').count(), 1);
        await look(page, 'a message before it leaves', `S-08-effect-${language}-${width}`);
      }
      await page.goto(demo.origin + paths['S-03-law'][3]);
      await page.fill('#reference', stranger.slice(-13));
      await page.fill('#notice', `Default 2026/${width}`);
      await page.fill('#dated', '01/02/2026');
      await page.check('input[name=purpose][value=social_inquiry]');
      await page.check('input[name=months][value="3"]');
      await page.click('main form.card button');
      await page.context().close();
      // Asked by law, as an agent reads it.
      const desk = await guarded(browser, width, await as('agent'));
      for (const [place, base] of partners.entries()) {
        await desk.goto(`${demo.origin}${base}/mandates`);
        await desk.locator('section:has(#asked) a.button').last().click();
        assert.equal(await desk.locator('main button[name=approve][value=no]').count(), 1);
        await look(desk, 'asked by law', `A-11-asked-${languages[place]}-${width}`);
      }
      await desk.context().close();
    });
  }
});
