// Flows of every kind of people by keyboard alone, with Tab, arrows, Space and Enter: what has the focus is in sight and has
// a ring. Source: UX 13, G-A4.

import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { accounts, agent, aids, clients, cpas, pages, salePaths, shop } from './paths.mjs';
import { letter, opened, signIn, startBrowser, startDemo, startTraining } from './demo.mjs';

let demo;
let training;
let browser;
/** A home of the demo. */
let ean;
const english = 3;

before(async () => {
  [demo, training, browser] = await Promise.all([startDemo(), startTraining(), startBrowser()]);
  const desk = await as('agent', 1280);
  await desk.goto(demo.origin + accounts.list[english]);
  ean = (await desk.locator('table.list tbody th a').first().innerText()).trim();
  await desk.context().close();
});

after(async () => {
  await browser?.close();
  await demo?.end();
  await training?.end();
});

/** What a keyboard does on a page. */
function keyboard(page) {
  /** Goes on by Tab until this has the focus. */
  const reach = async what => {
    for (let tries = 0; tries < 80; tries += 1) {
      await page.keyboard.press('Tab');
      const seen = await page.evaluate(which => {
        const one = document.activeElement;
        const box = one.getBoundingClientRect();
        const style = getComputedStyle(one);
        const ring = (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none';
        return {
          here: one.matches(which),
          inSight: box.height === 0 || (box.top >= 0 && box.bottom <= innerHeight),
          ring: one === document.body || ring,
          name: one.outerHTML.slice(0, 120),
        };
      }, what);
      assert.ok(seen.inSight, `out of sight: ${seen.name}`);
      assert.ok(seen.ring, `no ring: ${seen.name}`);
      if (seen.here) return;
    }
    assert.fail(`${what} is not reached on ${page.url()}`);
  };
  const enter = () => Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
  return {
    reach,
    enter,
    /** Goes to a field and writes it anew. */
    async write(what, text) {
      await reach(what);
      await page.keyboard.press('Control+A');
      await page.keyboard.type(text);
    },
    /** Goes to a choice, which is one stop for Tab, and moves to this one. */
    async pick(name, value) {
      const wanted = `input[name=${name}][value=${value}]`;
      await reach(`input[name=${name}]`);
      await page.keyboard.press('Space');
      for (let tries = 0; tries < 10 && !(await page.isChecked(wanted)); tries += 1) await page.keyboard.press('ArrowDown');
      assert.ok(await page.isChecked(wanted), wanted);
    },
    /** Goes to a button or a link, and presses it. */
    async press(what) {
      await reach(what);
      await enter();
    },
  };
}

async function guest() {
  return opened(browser, { script: true, width: 360 });
}

/** Somebody of the demo, who has signed in. */
async function as(who, width) {
  const page = await opened(browser, { script: true, width });
  await signIn(page, demo, who);
  return page;
}

describe('by keyboard alone', () => {
  test('F-04: a guest tops up', { timeout: 120_000 }, async () => {
    const page = await guest();
    const { reference } = letter(training, '541449000000000102');
    const { write, enter, press } = keyboard(page);
    await page.goto(training.origin + pages['P-02'][english]);
    await write('#reference', reference);
    await enter();
    await write('#amount', '25');
    await enter();
    await press('form[action$="/pay"] button');
    assert.notEqual(new URL(page.url()).origin, training.origin, 'at the bank');
    await page.context().close();
  });

  test('F-02, F-05: a household comes in by a password, tops up, and changes its threshold', { timeout: 120_000 }, async () => {
    const page = await guest();
    const { address, password } = demo.logins.customer;
    const { reach, write, pick, enter, press } = keyboard(page);
    await page.goto(demo.origin + pages['P-14'][english]);
    await reach('details > summary');
    await page.keyboard.press('Enter');
    await write('#address2', address);
    await write('#password', password);
    await enter();
    assert.equal(new URL(page.url()).pathname, pages['C-01'][english]);
    await press(`a[href^="${pages['C-09'][english]}"]`);
    await pick('low', 'euro');
    await write('#value', '12');
    await enter();
    assert.equal(await page.locator('[role=status]').count(), 1, 'kept');
    await page.goto(demo.origin + pages['C-02'][english]);
    await press('main form[action$="/pay"] button');
    assert.notEqual(new URL(page.url()).origin, demo.origin, 'at the bank');
    await page.context().close();
  });

  test('F-22: a social service gives aid, up to the question whether it is so', { timeout: 120_000 }, async () => {
    const page = await as('cpas', 1280);
    const { reach, write, pick, press } = keyboard(page);
    await page.goto(demo.origin + cpas['S-01'][english]);
    await press(`main a[href^="${clients[english]}/"]`);
    await press(`main a[href^="${aids[english]}/"]`);
    await write('#amount', '11');
    await pick('motive', 'energy');
    await press('main form.card button');
    await reach('button[name=confirm]');
    await page.context().close();
  });

  test('F-30: a merchant sells', { timeout: 120_000 }, async () => {
    const page = await as('merchant', 1280);
    const { write, enter, press } = keyboard(page);
    await page.goto(demo.origin + shop['M-01'][english]);
    await write('#reference', ean.slice(-13));
    await enter();
    await press('button[name=quick][value="10.00"]');
    await press('button[name=means][value=cash]');
    assert.ok(new URL(page.url()).pathname.startsWith(salePaths[english]));
    await page.context().close();
  });

  test('F-40: an agent finds a home', { timeout: 120_000 }, async () => {
    const page = await as('agent', 1280);
    const { write, enter } = keyboard(page);
    await page.goto(demo.origin + agent['A-01'][english]);
    await write('#q', ean.slice(-13));
    await enter();
    assert.ok(await page.locator('.chip').first().isVisible());
    await page.context().close();
  });
});
