// What a page may weigh, ask for, move and hide: the goals of UX 13 that a browser can measure, on every page of a
// household in four languages and in its five states. Paint times are told, and judged at twice the goal: machines are shared.

import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { HtmlValidate } from 'html-validate';
import { accounts, agent, operator } from './paths.mjs';
import { languages, pages, signIn, startBrowser, startDemo, startTraining } from './demo.mjs';

let demo;
let training;
let browser;

/** A home of the training in each state, as its reference has it. */
const homes = {
  'in order': '541449000000000010',
  low: '541449000000000027',
  emergency: '541449000000000034',
  held: '541449000000000041',
  off: '541449000000000058',
};
/** The titles of pages begin with what the page or its state is called, never with the product. */
const product = /^(tirelire|ores|resa)\b/i;
const markup = new HtmlValidate({
  root: true,
  extends: ['html-validate:standard'],
  // Both spellings are HTML; ours is the shorter one.
  rules: { 'attribute-boolean-style': 'off', 'attr-quotes': 'off', 'no-implicit-button-type': 'off', 'no-trailing-whitespace': 'off', 'void-style': 'off', 'long-title': 'off', 'no-inline-style': 'error', 'tel-non-breaking': 'off' },
});

before(async () => {
  [demo, training, browser] = await Promise.all([startDemo(), startTraining(), startBrowser()]);
});

after(async () => {
  await browser?.close();
  await demo?.end();
  await training?.end();
});

/** Every page of a household by name, of the demo's customer. */
const all = Object.entries(pages).flatMap(([id, paths]) => paths.map((path, place) => ({ id, path, language: languages[place] })));

async function somebody(who, options = {}) {
  const context = await browser.newContext({ viewport: { width: 360, height: 640 }, ...options });
  const page = await context.newPage();
  await signIn(page, demo, who);
  return page;
}

const customer = options => somebody('customer', options);

/** Somebody of a training home, who came in by the letter. */
async function of(ean, phone) {
  const context = await browser.newContext({ viewport: { width: 320, height: 568 } });
  const page = await context.newPage();
  const [, reference, code] = training.run('account', 'code', ean).match(/reference ([\d ]+\d), code (\w+)/);
  await page.goto(`${training.origin}/en/activate`);
  await page.fill('#reference', reference);
  await page.fill('#code', code);
  await page.fill('#address', phone);
  await page.click('main form.card button');
  const told = new RegExp(`the code for \\+32${phone.slice(1)} is (\\d+)`);
  for (let tries = 0; tries < 50 && !told.test(training.said()); tries += 1) await page.waitForTimeout(100);
  await page.fill('#code', training.said().match(told)[1]);
  await page.click('main form.card button');
  return page;
}

/** Opens pages as on the first visit, and tells what came over the wire. */
async function weighing(page) {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Network.enable');
  await cdp.send('Network.setCacheDisabled', { cacheDisabled: true });
  let asked = new Map();
  cdp.on('Network.requestWillBeSent', ({ requestId, request, type }) => asked.set(requestId, { url: request.url, type, bytes: 0 }));
  cdp.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const one = asked.get(requestId);
    if (one) one.bytes = encodedDataLength;
  });
  return async url => {
    asked = new Map();
    const answer = await page.goto(url, { waitUntil: 'load' });
    assert.equal(answer.status(), 200, url);
    const policy = answer.headers()['content-security-policy'] ?? '';
    return { policy, requests: [...asked.values()] };
  };
}

/** G-P1, G-P2, G-P8: weight, requests, script, and nobody else's server. */
function judged(path, origin, { policy, requests }) {
  const sum = type => requests.filter(one => !type || one.type === type).reduce((bytes, one) => bytes + one.bytes, 0);
  const told = requests.map(one => `${one.type} ${one.bytes} ${one.url}`).join('\n');
  assert.ok(requests.length <= 4, `${path}: ${requests.length} requests\n${told}`);
  assert.ok(sum('Document') <= 14_000, `${path}: HTML of ${sum('Document')} bytes`);
  assert.ok(sum('Script') <= 5_000, `${path}: script of ${sum('Script')} bytes`);
  assert.ok(sum() <= 30_000, `${path}: ${sum()} bytes\n${told}`);
  for (const { url } of requests) assert.ok(url.startsWith(origin) || url.startsWith('data:'), `${path} asks ${url}`);
  assert.match(policy, /default-src '(self|none)'/, path);
  assert.doesNotMatch(policy, /unsafe-inline|unsafe-eval/, path);
}

/** G-A3: controls that a thumb misses. */
function small(page) {
  return page.evaluate(() => {
    const which = 'a, button, summary, select, textarea, label.choice, input:not([type=checkbox]):not([type=radio]):not([type=hidden])';
    return [...document.querySelectorAll(which)]
      .map(one => [one.getBoundingClientRect(), one.innerText || one.id])
      .filter(([box]) => box.height > 0 && (box.height < 43.5 || box.width < 43.5))
      .map(([box, text]) => `${text} ${box.width}x${box.height}`);
  });
}

describe('every page of a household, in four languages', () => {
  test('G-P1, G-P2, G-P8: weighs at most 30 kB in four requests, its HTML 14 kB, of one server', { timeout: 300_000 }, async () => {
    const page = await customer();
    const open = await weighing(page);
    for (const { path } of all) judged(path, demo.origin, await open(demo.origin + path));
    await page.context().close();
  });

  test('G-A3: every control is as large as a thumb', { timeout: 300_000 }, async () => {
    const page = await customer();
    for (const { path } of all) {
      await page.goto(demo.origin + path);
      assert.deepEqual(await small(page), [], path);
    }
    await page.context().close();
  });

  test('G-P4: nothing moves once it is seen', { timeout: 300_000 }, async () => {
    const page = await customer();
    await page.addInitScript(() => {
      window.moved = 0;
      new PerformanceObserver(list => {
        for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.moved += entry.value;
      }).observe({ type: 'layout-shift', buffered: true });
    });
    for (const { path } of all) {
      await page.goto(demo.origin + path, { waitUntil: 'load' });
      await page.waitForTimeout(50);
      const moved = await page.evaluate(() => window.moved);
      assert.ok(moved <= 0.02, `${path}: moved by ${moved}`);
    }
    await page.context().close();
  });

  test('G-N2: says the same with and without script', { timeout: 300_000 }, async () => {
    const [plain, rich] = [await customer({ javaScriptEnabled: false }), await customer()];
    const words = async (page, path) => {
      await page.goto(demo.origin + path);
      const text = await page.locator('main').innerText();
      return new Set(text.split(/\s+/).filter(word => /\p{L}{2}/u.test(word)));
    };
    for (const { path } of all) {
      const [without, full] = [await words(plain, path), await words(rich, path)];
      const kept = [...full].filter(word => without.has(word)).length;
      assert.ok(kept >= full.size * 0.95, `${path}: ${kept} of ${full.size} words without script`);
    }
    await plain.context().close();
    await rich.context().close();
  });

  test('G-A7, G-A8, G-A9: is sound HTML, with a title of its own and one heading of the first rank', { timeout: 300_000 }, async () => {
    const page = await customer({ javaScriptEnabled: false });
    const faults = [];
    for (const { path } of all) {
      const answer = await page.goto(demo.origin + path);
      assert.doesNotMatch(await page.title(), product, path);
      assert.equal(await page.locator('h1').count(), 1, path);
      const report = await markup.validateString(await answer.text(), path);
      for (const { messages } of report.results) {
        faults.push(...messages.map(one => `${path}:${one.line}:${one.column} ${one.ruleId}: ${one.message}`));
      }
    }
    assert.deepEqual(faults.slice(0, 20), []);
    await page.context().close();
  });
});

describe('the five states', () => {
  for (const [number, [state, ean]] of Object.entries(homes).entries()) {
    test(`G-P1, G-N3: ${state}, weighs as little, and its button is on the first screen`, { timeout: 120_000 }, async () => {
      const page = await of(ean, `047022334${number}`);
      const open = await weighing(page);
      for (const id of ['C-01', 'C-02', 'C-05', 'C-12']) {
        for (const path of pages[id]) {
          judged(path, training.origin, await open(training.origin + path));
          assert.deepEqual(await small(page), [], path);
          // Whoever is in order has no act that presses.
          if (id !== 'C-01' || state === 'in order') continue;
          const box = await page.locator('main section.card a.button').first().boundingBox();
          assert.ok(box && box.y + box.height <= 568, `${path}: the button ends at ${box?.y + box?.height}`);
        }
      }
      await page.context().close();
    });
  }
});

describe('paint', () => {
  // G-P3, G-P5: at most 1.5 s on a slow third generation, 2.5 s on EDGE; staff 2.0 s on a fast third generation. What is
  // measured is told with the run; beside other tests it may be twice that.
  const own = ['P-01', 'P-02', 'C-01', 'C-02'].map(id => [id, pages[id][0]]);
  const desk = [['A-01', agent['A-01'][0]], ['A-06', agent['A-06'][0]], ['accounts', accounts.list[0]], ['O-01', operator['O-01'][0]]];
  const networks = {
    slow3G: { goal: 1_500, latency: 400, kilobits: 400, slower: 4, who: 'customer', seen: own },
    EDGE: { goal: 2_500, latency: 500, kilobits: 240, slower: 6, who: 'customer', seen: own },
    fast3G: { goal: 2_000, latency: 150, kilobits: 1_600, slower: 4, who: 'operator', seen: desk },
  };
  for (const [name, { goal, latency, kilobits, slower, who, seen }] of Object.entries(networks)) {
    test(`G-P3, G-P5: the largest part is painted, ${name}`, { timeout: 180_000 }, async t => {
      const page = await somebody(who);
      const cdp = await page.context().newCDPSession(page);
      await cdp.send('Network.enable');
      await cdp.send('Network.setCacheDisabled', { cacheDisabled: true });
      await cdp.send('Emulation.setCPUThrottlingRate', { rate: slower });
      const rate = (kilobits * 1000) / 8;
      await cdp.send('Network.emulateNetworkConditions', { offline: false, latency, downloadThroughput: rate, uploadThroughput: rate });
      await page.addInitScript(() => new PerformanceObserver(list => {
        for (const entry of list.getEntries()) window.lcp = entry.startTime;
      }).observe({ type: 'largest-contentful-paint', buffered: true }));
      for (const [id, path] of seen) {
        const times = [];
        for (let run = 0; run < 3; run += 1) {
          const answer = await page.goto(demo.origin + path, { waitUntil: 'load' });
          assert.equal(answer.status(), 200, path);
          await page.waitForTimeout(300);
          times.push(await page.evaluate(() => window.lcp));
        }
        const [, median] = times.sort((a, b) => a - b);
        assert.ok(median > 0, `${id} paints nothing`);
        t.diagnostic(`${id} ${name}: ${Math.round(median)} ms`);
        assert.ok(median <= 2 * goal, `${id} ${name}: ${Math.round(median)} ms, twice the goal is ${2 * goal}`);
      }
      await page.context().close();
    });
  }
});
