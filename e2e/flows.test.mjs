// The flows of a household that begin with nothing but a card or a letter, in each language, without script on a phone
// and with it on a desk; the five states of a home; each page of a payment as axe sees it. Source: UX 9, 4.1, G-A1.

import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import {
  activate as comeIn, guarded, half, languages, letter as letterOf, links, look, named, opened, pages, picture, startBrowser, startTraining,
  withoutCookies,
} from './demo.mjs';

let training;
let browser;

/** Homes of an installation for training. */
const homes = {
  inOrder: '541449000000000010',
  low: '541449000000000027',
  emergency: '541449000000000034',
  held: '541449000000000041',
  off: '541449000000000058',
};
/** Homes for which a guest pays, one for each way: two payments for one would be asked about. */
const paidFor = [
  homes.inOrder, homes.low, homes.emergency, homes.held,
  '541449000000000102', '541449000000000119', '541449000000000126', '541449000000000140',
];

const open = way => opened(browser, way);
const letter = ean => letterOf(training, ean);
const activate = (page, ean, phone, place, tap, seen) => comeIn(page, training, ean, phone, place, tap, seen);

/** The page, at both widths where axe can run. */
async function seen(page, way, name) {
  if (!way.script) {
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(wide <= way.width, `${name}: ${wide} px wide`);
    await picture(page, `${name}-${way.language}-${way.width}`);
    return;
  }
  for (const width of [360, 1280]) {
    await page.setViewportSize({ width, height: 740 });
    await look(page, page.url(), `${name}-${way.language}-${width}`);
  }
  await page.setViewportSize({ width: way.width, height: 740 });
}

before(async () => {
  training = await startTraining();
  browser = await startBrowser();
});

after(async () => {
  await browser?.close();
  await training?.end();
});

describe('states', () => {
  for (const [number, [state, ean]] of [...Object.entries(homes), ['plan', '541449000000000126']].entries()) {
    test(`axe finds nothing on the balance and the amounts of a home that is ${state}`, { timeout: 180_000 }, async () => {
      for (const width of [360, 1280]) {
        const plain = await open({ script: false, width });
        await activate(plain, ean, `04701235${number}${width === 360 ? 0 : 1}`, 3);
        const page = await guarded(browser, width, plain);
        for (const [place, language] of languages.entries()) {
          for (const id of state === 'plan' ? ['C-01', 'C-08'] : ['C-01', 'C-02', 'C-12']) {
            const path = pages[id][place];
            await page.goto(training.origin + path);
            await look(page, path, `${id}-${state}-${language}-${width}`);
            // The button is on the first screen of a phone. Source: G-N3.
            if (id !== 'C-01' || width !== 360 || ['inOrder', 'plan'].includes(state)) continue;
            const box = await page.locator('main section.card a.button').first().boundingBox();
            assert.ok(box && box.y + box.height <= 740, `${path}: the button ends at ${box?.y + box?.height}`);
          }
        }
        await page.context().close();
      }
    });
  }
});

describe('flows', () => {
  for (const [number, way] of half.entries()) {
    test(`F-04: whoever has a card tops up in four screens (${named(way)})`, async () => {
      const page = await open(way);
      const start = pages['P-02'][way.place];
      const { reference } = letter(paidFor[number]);
      let screens = 1;
      const tap = async what => {
        await page.click(what);
        screens += 1;
      };
      await page.goto(training.origin + start);
      assert.equal(await page.locator('html').getAttribute('lang'), way.language);
      if (way.script) {
        // A digit is wrong: it is said at its field, and what was typed is kept. More of them bar whoever guesses.
        const wrong = reference.replace(/\d$/, digit => String((Number(digit) + 1) % 10));
        await page.fill('#reference', wrong);
        await page.click('main form button');
        assert.equal(await page.locator('.errors a').getAttribute('href'), '#reference');
        assert.equal(await page.inputValue('#reference'), wrong);
        await seen(page, way, 'F-04-wrong');
      }
      await page.fill('#reference', reference);
      await tap('main form button');
      await seen(page, way, 'F-04-amount');
      await page.fill('#amount', '4000');
      await page.click('main form:has(#amount) button:not([name])');
      assert.equal(await page.locator('.errors a').getAttribute('href'), '#amount');
      await seen(page, way, 'F-04-amount-wrong');
      await page.fill('#amount', '25');
      await tap('main form:has(#amount) button:not([name])');
      await seen(page, way, 'F-04-check');
      await page.click('form[action$="/pay"] button');
      assert.notEqual(new URL(page.url()).origin, training.origin, 'at the bank');
      await page.click('button:has-text("Pay 25")');
      await page.waitForURL(url => url.origin === training.origin);
      screens += 1;
      for (let tries = 0; tries < 30 && !(await page.locator('a.button[href$="/receipt"]').count()); tries += 1) {
        await page.waitForTimeout(500);
        await page.goto(page.url());
      }
      await seen(page, way, 'F-04-state');
      assert.ok(screens <= 4, `${screens} screens`);
      await page.click('a.button[href$="/receipt"]');
      assert.match(await page.locator('main').innerText(), /25[.,]00/);
      assert.match(await page.locator('main').innerText(), /[0-9A-Z]{4}-[0-9A-Z]{4}/, 'a code of receipt');
      await seen(page, way, 'F-04-receipt');
      // Back, and once more: whoever has paid is asked before they pay again.
      await page.goto(training.origin + start);
      await page.fill('#reference', reference);
      await page.click('main form button');
      await page.fill('#amount', '25');
      await page.click('main form:has(#amount) button:not([name])');
      await page.click('form[action$="/pay"] button');
      assert.equal(new URL(page.url()).origin, training.origin, 'not at the bank a second time');
      await seen(page, way, 'F-04-again');
      await page.context().close();
    });
  }

  for (const [number, way] of half.entries()) {
    test(`F-06, F-08, F-09: from the letter to alerts, to help and to the last money (${named(way)})`, async () => {
      const page = await open(way);
      const phone = `047012340${number}`;
      let steps = 0;
      const tap = async what => {
        await page.click(what);
        steps += 1;
      };
      await activate(page, Object.values(homes)[way.place], phone, way.place, tap, () => seen(page, way, 'P-14-letter-code'));
      assert.equal(new URL(page.url()).pathname, pages['C-01'][way.place], 'in, and at the balance');
      await seen(page, way, 'F-06-balance');
      // Alerts stand in the account, which the menu leads to.
      await tap(links(pages['C-09'][way.place]));
      await tap('main form.card button:not([name])');
      assert.equal(await page.locator('[role=status]').count(), 1, 'kept');
      await seen(page, way, 'F-06-alerts');
      assert.ok(steps <= 4, `${steps} steps`);
      // F-08: help, two steps from the balance.
      await page.goto(training.origin + pages['C-01'][way.place]);
      steps = 0;
      await tap(links(pages['C-12'][way.place]));
      await seen(page, way, 'F-08-help');
      await page.fill('#call_back-phone', phone);
      await tap('form:has(#call_back-phone) button');
      assert.ok(steps <= 2, `${steps} steps`);
      assert.match(await page.locator('[role=status]').innerText(), /\d+/, 'a number to name');
      await seen(page, way, 'F-08-asked');
      // F-09: what became of the money.
      await page.goto(training.origin + pages['C-01'][way.place]);
      steps = 0;
      await tap(links(pages['C-05'][way.place]));
      assert.ok(steps <= 2, `${steps} steps`);
      assert.ok(await page.locator('main table tbody tr').count());
      await seen(page, way, 'F-09-movements');
      await page.context().close();
    });
  }

  test('P-14: a letter that was used says so, and another one may be asked for', async () => {
    const page = await open({ script: false, width: 360 });
    const typed = [];
    const tap = async what => {
      typed.push(await page.locator('#reference, #code').evaluateAll(all => all.map(one => one.value)));
      await page.click(what);
    };
    await activate(page, homes.inOrder, '0470123490', 3, tap);
    const [[reference, code]] = typed;
    await page.context().clearCookies();
    const enter = async keyed => {
      await page.goto(`${training.origin}/en/activate`);
      await page.fill('#reference', reference);
      await page.fill('#code', keyed);
      await page.fill('#address', '0470123491');
      await page.click('main form.card button');
    };
    await enter('AAAAAAAA');
    assert.equal(await page.locator('button[name=letter]').count(), 0, 'not without the letter');
    await enter(code);
    assert.match(await page.locator('main').innerText(), /This letter is too old or was used/);
    await page.click('button[name=letter]');
    assert.match(await page.title(), /^Error/, 'one a day');
    await page.context().close();
  });

  test('a session that ends while somebody is at the bank stops no payment', async () => {
    const way = { script: false, width: 360 };
    const page = await open(way);
    await activate(page, '541449000000000096', '0470123480', 3);
    await page.goto(training.origin + pages['C-02'][3]);
    await page.locator('main form[action$="/pay"] button').first().click();
    assert.notEqual(new URL(page.url()).origin, training.origin, 'at the bank');
    await page.context().clearCookies();
    await page.click('button:has-text("Pay ")');
    await page.waitForURL(url => url.origin === training.origin);
    assert.match(new URL(page.url()).pathname, /^\/en\/top-up\//);
    for (let tries = 0; tries < 30 && !(await page.locator('a.button[href$="/receipt"]').count()); tries += 1) {
      await page.waitForTimeout(500);
      await page.goto(page.url());
    }
    await page.click('a.button[href$="/receipt"]');
    assert.match(await page.locator('main').innerText(), /[0-9A-Z]{4}-[0-9A-Z]{4}/, 'a code of receipt');
    await page.goto(training.origin + pages['C-01'][3]);
    assert.match(new URL(page.url()).pathname, /sign-in/, 'the session is over');
    await page.context().close();
  });

  test('two tabs with different amounts: the second asks before it pays', async () => {
    const first = await open({ script: false, width: 360 });
    await activate(first, '541449000000000133', '0470123481', 3);
    const second = await first.context().newPage();
    for (const [page, amount] of [[first, '10'], [second, '20']]) {
      await page.goto(`${training.origin}${pages['C-02'][3]}?n=1&a=${amount}`);
    }
    const pay = page => page.locator('main form[action$="/pay"] button').first().click();
    await pay(first);
    assert.notEqual(new URL(first.url()).origin, training.origin, 'at the bank');
    await pay(second);
    assert.equal(new URL(second.url()).origin, training.origin, 'asked, and not at the bank');
    assert.match(await second.locator('main').innerText(), /second time/);
    await first.context().close();
  });

  test('a browser that keeps no cookies is told so, and may still pay', async () => {
    const { page, end } = await withoutCookies();
    await activate(page, homes.inOrder, '0470123482', 3);
    assert.match(await page.locator('main').innerText(), /cookies/i);
    await page.goto(training.origin + pages['P-02'][3]);
    await page.fill('#reference', letter(homes.inOrder).reference);
    await page.click('main form button');
    assert.equal(await page.locator('#amount').count(), 1);
    await end();
  });
});
