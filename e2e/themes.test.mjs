// The dark theme, and the colours that somebody has forced on their own: what is said by a colour is still there.
// Source: UX 13, G-A5.

import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { accounts, agent, cpas, pages, shop } from './paths.mjs';
import { activate, guarded, look, opened, signIn, startBrowser, startDemo, startTraining } from './demo.mjs';

let demo;
let training;
let browser;
const english = 3;

/** A home of the training in each state. */
const homes = {
  'in order': '541449000000000010',
  low: '541449000000000027',
  emergency: '541449000000000034',
  held: '541449000000000041',
  off: '541449000000000058',
};

before(async () => {
  [demo, training, browser] = await Promise.all([startDemo(), startTraining(), startBrowser()]);
});

after(async () => {
  await browser?.close();
  await demo?.end();
  await training?.end();
});

/** Somebody of the demo on a page whose own scripts cannot run: axe's are others. */
async function as(who, width) {
  const plain = await opened(browser, { script: false, width });
  await signIn(plain, demo, who);
  return guarded(browser, width, plain);
}

/** How light the ground of a page is, from 0 to 255. */
const ground = page => page.evaluate(() => {
  const [red, green, blue] = getComputedStyle(document.body).backgroundColor.match(/\d+/g).map(Number);
  return (red + green + blue) / 3;
});

describe('the dark theme', () => {
  for (const [number, [state, ean]] of Object.entries(homes).entries()) {
    test(`axe finds nothing on a home that is ${state}`, { timeout: 120_000 }, async () => {
      const plain = await opened(browser, { script: false, width: 360 });
      await activate(plain, training, ean, `047012361${number}`, english);
      const page = await guarded(browser, 360, plain);
      await page.emulateMedia({ colorScheme: 'dark' });
      for (const id of ['C-01', 'C-02', 'C-05', 'C-06', 'C-08', 'C-12']) {
        const path = pages[id][english];
        await page.goto(training.origin + path);
        assert.ok(await ground(page) < 64, `${path} is dark`);
        await look(page, path, `dark-${id}-${state}`);
      }
      await page.context().close();
    });
  }

  test('axe finds nothing on pages of guests, of a shop, of a social service and of the desk', { timeout: 180_000 }, async () => {
    const seen = {
      customer: [pages['P-01'], pages['P-02'], pages['P-03'], pages['C-06'], pages['C-07']],
      merchant: [shop['M-01'], shop['M-04']],
      cpas: [cpas['S-01'], cpas['S-10']],
      agent: [agent['A-01'], agent['A-06'], agent['O-02'], accounts.list],
    };
    for (const [who, paths] of Object.entries(seen)) {
      const page = await as(who, who === 'customer' ? 360 : 1280);
      await page.emulateMedia({ colorScheme: 'dark' });
      for (const path of paths.map(one => one[english])) {
        await page.goto(demo.origin + path);
        assert.ok(await ground(page) < 64, `${path} is dark`);
        await look(page, path, `dark-${who}${path.replaceAll('/', '-')}`);
      }
      await page.context().close();
    }
  });
});

describe('forced colours', () => {
  /** What differs from the ground it stands on: by its border, its outline, its filling or its own colours. */
  const stands = (page, which) => page.evaluate(what => {
    const clear = 'rgba(0, 0, 0, 0)';
    return [...document.querySelectorAll(what)].filter(one => one.getBoundingClientRect().height > 0).map(one => {
      const own = getComputedStyle(one);
      const below = getComputedStyle(document.body).backgroundColor;
      const edge = ['Top', 'Left'].some(side => own[`border${side}Style`] !== 'none'
        && parseFloat(own[`border${side}Width`]) > 0 && own[`border${side}Color`] !== below);
      const filled = own.backgroundColor !== clear && own.backgroundColor !== below;
      const drawn = one instanceof SVGElement && [own.fill, own.stroke].some(ink => ink !== 'none' && ink !== below);
      return { name: one.outerHTML.slice(0, 100), differs: edge || filled || drawn };
    });
  }, which);

  test('chips, buttons, bars and the ring of what has the focus are still seen', { timeout: 120_000 }, async () => {
    const page = await opened(browser, { script: true, width: 360 });
    await activate(page, training, homes.emergency, '0470123620', english);
    await page.emulateMedia({ forcedColors: 'active' });
    let bars = 0;
    for (const id of ['C-01', 'C-02', 'C-06', 'C-09']) {
      await page.goto(training.origin + pages[id][english]);
      const found = await stands(page, '.chip, main a.button, main button, main input:not([type=radio], [type=checkbox]), main svg path, main meter, main progress');
      assert.ok(found.length > 0, id);
      assert.deepEqual(found.filter(one => !one.differs).map(one => one.name), [], id);
      bars += await page.locator('main svg path').count();
      await page.keyboard.press('Tab');
      const ring = await page.evaluate(() => {
        const style = getComputedStyle(document.activeElement);
        return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
      });
      assert.ok(ring, `${id}: a ring that forced colours keep`);
    }
    assert.ok(bars > 0, 'a chart was looked at');
    await page.context().close();
  });
});
