// The web face of the four virtual meters: by keyboard only, without script, at a phone's width and at a desk's.

import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { look, startBrowser, startMeter } from './demo.mjs';

/** What is done at each meter, one button after the other, and what it shows or says then. */
const stories = {
  'smart-electricity': [
    ['press strip', /Display/],
    ['press green', /balance of/],
    ['order show 3.60 15.00', /balance received/],
    ['order limit 10', /power limited/],
    ['order unlimit', /power no longer limited/],
    ['order cut', /switch open: no power/],
    ['order release', /Press the green button for 3\sseconds/],
    ['press green 3s', /switch closed: power on/],
  ],
  'smart-gas': [
    ['press euro', /Display/],
    ['order cut', /valve shut: no gas/],
    ['order release', /Close all gas appliances/],
    ['press arrow 3s', /720 s/],
    ['wait 12m', /test passed: the valve opens/],
    ['press volume', /m³/],
  ],
  'card-electricity': [
    ['press blue', /8\.8\.8/],
    ['card new', /The card is in your hand/],
    ['card in wrong', /card refused/],
    ['card out', /The card is in your hand/],
    ['card in', /Take out/i],
    ['wait 10s', /data written on the card/],
    ['card out', /The card is in your hand/],
    ['card load 20.00', /The card is in your hand/],
    ['card in', /Take out/i],
    ['wait 10s', /loaded: 20.00/],
    ['press red', /Display/],
  ],
  'card-gas': [
    ['press blue', /8\.8\.8/],
    ['card new', /The card is in your hand/],
    ['card in', /Take out/i],
    ['wait 10s', /Display/],
    ['card out', /The card is in your hand/],
    ['card load 20.00', /The card is in your hand/],
    ['card in', /Take out/i],
    ['wait 10s', /loaded: 20.00/],
  ],
};

/**
 * The signs on the display and beside their names are no letters, of whose contrast axe cannot tell. They have the
 * colour of the words around them, of which it can.
 */
const areSigns = found => /^color-contrast: (<(i|span class="glyphs") aria-hidden="true">[^<]+<\/\w+> ?)+$/.test(found);

const languages = ['fr', 'nl', 'de', 'en'];
const meters = {};
let browser;

before(async () => {
  for (const kind of Object.keys(stories)) meters[kind] = await startMeter(kind);
  browser = await startBrowser();
});

after(async () => {
  await browser?.close();
  for (const meter of Object.values(meters)) meter.end();
});

async function visitor(width, javaScriptEnabled = false) {
  const context = await browser.newContext({ javaScriptEnabled, viewport: { width, height: 800 } });
  return context.newPage();
}

/** Goes from control to control with Tab until the one that sends `line` has the focus, and can be seen to. */
async function reach(page, line) {
  for (let step = 0; step < 60; step += 1) {
    await page.keyboard.press('Tab');
    const focused = page.locator(':focus');
    if ((await focused.count()) === 0) continue;
    const looks = await focused.evaluate(one => {
      const style = getComputedStyle(one);
      return { line: one.value, ring: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 };
    });
    assert.ok(looks.ring, `${line}: no ring around the control after ${step + 1} steps`);
    if (looks.line === line) return;
  }
  assert.fail(`${line} cannot be reached with Tab`);
}

/** Enter, until the page that follows is there. */
const send = page => Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);

const shown = page => page.locator('main').innerText();

describe('virtual meters', () => {
  for (const [kind, story] of Object.entries(stories)) {
    test(`MT-11 to MT-14 ${kind} is worked with the keyboard only`, { timeout: 120_000 }, async () => {
      const page = await visitor(1280);
      await page.goto(`${meters[kind].origin}?lang=en`);
      for (const [line, expected] of story) {
        await reach(page, line);
        await send(page);
        assert.equal(await page.locator('.wrong').count(), 0, `${line} could not be done`);
        assert.match(await shown(page), expected, line);
      }
      await page.context().close();
    });
  }

  test('what is heard is what is seen: the display is a live region, and a sign has a name', async () => {
    for (const [kind, meter] of Object.entries(meters)) {
      const page = await visitor(360);
      await page.goto(`${meter.origin}?lang=en`);
      const status = page.getByRole('status');
      assert.equal(await status.count(), 1, kind);
      assert.ok((await status.innerText()).trim().length > 0, kind);
      for (const sign of await page.locator('.signs li').all()) {
        assert.match(await sign.locator('span').innerText(), /\w/, kind);
      }
      await page.context().close();
    }
  });

  test('a load is typed and set, and what cannot be is refused in words', async () => {
    const page = await visitor(360);
    await page.goto(`${meters['smart-electricity'].origin}?lang=en`);
    await page.getByRole('textbox').fill('2300');
    await send(page);
    assert.equal(await page.getByRole('textbox').inputValue(), '2300');
    await page.getByRole('textbox').fill('much');
    await send(page);
    assert.equal(await page.locator('.wrong').count(), 1);
    await page.context().close();
  });

  for (const width of [320, 360, 1280]) {
    test(`axe finds nothing and nothing scrolls sideways at ${width} px`, { timeout: 240_000 }, async () => {
      const page = await visitor(width, true);
      for (const [kind, meter] of Object.entries(meters)) {
        for (const language of languages) {
          await page.goto(`${meter.origin}?lang=${language}`);
          const wide = await page.evaluate(() => document.documentElement.scrollWidth);
          assert.ok(wide <= width, `${kind} ${language}: ${wide} px wide`);
          const small = await page.evaluate(() =>
            [...document.querySelectorAll('main button, main input:not([type=hidden])')]
              .map(one => [one.getBoundingClientRect(), one.innerText])
              .filter(([box]) => box.height < 43.5 || box.width < 24)
              .map(([box, text]) => `${text} ${box.width}x${box.height}`),
          );
          assert.deepEqual(small, [], `${kind} ${language}`);
          assert.equal(await page.locator('html').getAttribute('lang'), language);
          await look(page, `${kind} ${language}`, `meter-${kind}-${language}-${width}`, areSigns);
        }
      }
      await page.context().close();
    });
  }
});
