// What everybody reads without signing in, and what is said of a failure where somebody would act, without script.

import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { fits, guarded, languages, look, signIn, startBrowser, startDemo } from './demo.mjs';

let demo;
let browser;

const paths = {
  'P-01': ['/fr', '/nl', '/de', '/en'],
  'P-03': ['/fr/plus-de-courant', '/nl/geen-stroom', '/de/kein-strom', '/en/no-power'],
  'P-05': ['/fr/comment-ca-marche', '/nl/hoe-werkt-het', '/de/wie-es-geht', '/en/how-it-works'],
  'P-06': ['/fr/aide-paiement?p=4800', '/nl/hulp-bij-betalen?p=4800', '/de/hilfe-beim-zahlen?p=4800', '/en/help-to-pay?p=4800'],
  'P-07': ['/fr/refuser-le-prepaiement', '/nl/weigeren', '/de/ablehnen', '/en/refuse'],
  'P-08': ['/fr/votre-compteur', '/nl/je-meter', '/de/ihr-zaehler', '/en/your-meter'],
  'P-11': ['/fr/accessibilite', '/nl/toegankelijkheid', '/de/barrierefreiheit', '/en/accessibility'],
  'P-12': ['/fr/vie-privee', '/nl/privacy', '/de/datenschutz', '/en/privacy'],
  'P-14': ['/fr/connexion', '/nl/aanmelden', '/de/anmelden', '/en/sign-in'],
};

async function guest(width = 360) {
  const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width, height: 740 } });
  return context.newPage();
}

async function as(who) {
  const page = await guest();
  await signIn(page, demo, who);
  return page;
}

const main = page => page.locator('main').innerText();

/** Loads a page until it says something: what was read some seconds ago is told again. */
async function until(page, path, said) {
  for (let tries = 0; tries < 12; tries++) {
    await page.goto(demo.origin + path);
    if (said.test(await main(page))) return;
    await page.waitForTimeout(1000);
  }
  assert.match(await main(page), said, path);
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
  test('CM-10: when online payment fails it is said before anybody pays, and payment is still possible', async () => {
    const staff = await as('operator');
    await staff.goto(demo.origin + '/en/operations/incidents');
    await staff.check('input[name=kind][value=online]');
    await staff.click('main form.card button');
    const page = await guest();
    for (const [place, said] of [/Le paiement en ligne ne marche pas bien/, /Online betalen werkt niet goed/, /Die Online-Zahlung funktioniert nicht gut/, /Online payment does not work well/].entries()) {
      await until(page, paths['P-01'][place], said);
    }
    assert.match(await main(page), /Do not pay twice/);
    assert.match(await main(page), /Nobody is cut where it fails/);
    await page.click('main .acts a[href="/en/what-works"]');
    assert.match(await main(page), /Online top-ups/);
    const home = await as('customer');
    await until(home, '/en/my/balance', /^Online payment does not work well/);
    const reference = (await (async () => {
      await home.goto(demo.origin + '/en/my/references');
      return main(home);
    })()).match(/\d{4}\s\d{4}\s\d{5}/)[0];
    await until(home, '/en/my/top-up?n=1', /^Online payment does not work well/);
    await home.context().close();
    await until(page, '/en/top-up', /Top up in a shop/);
    await page.fill('#reference', reference);
    await page.click('main form button');
    assert.match(await main(page), /^Online payment does not work well/);
    await page.fill('#amount', '50');
    await page.click('main form:has(#amount) button:not([name])');
    assert.match(await main(page), /^Online payment does not work well/);
    assert.equal(await page.locator('form[action$="/pay"] button').count(), 1, 'whoever wants to may pay');
    for (const width of [360, 1280]) {
      const seen = await guarded(browser, width, await guest());
      for (const path of ['/fr', '/fr/recharger']) {
        await seen.goto(demo.origin + path);
        await look(seen, path, `incident${path.replaceAll('/', '-')}-${width}`);
      }
      await seen.context().close();
    }
    await staff.goto(demo.origin + '/en/operations/incidents');
    await staff.click('form[action$="/end"] button');
    await staff.context().close();
    for (let tries = 0; tries < 12; tries++) {
      await page.goto(demo.origin + '/en');
      if (!/does not work well/.test(await main(page))) break;
      await page.waitForTimeout(1000);
    }
    assert.doesNotMatch(await main(page), /does not work well/, 'it works again');
    await page.context().close();
  });

  test('P-07: somebody refuses without signing in, and a household with one press', async () => {
    const page = await guest();
    await page.goto(demo.origin + '/en/refuse');
    await page.fill('#phone', '12');
    await page.fill('#words', 'The letter came today');
    await page.click('main form.card button');
    assert.match(await page.title(), /^Error/);
    assert.equal(await page.inputValue('#words'), 'The letter came today', 'what was typed is kept');
    assert.ok(await page.isChecked('input[value=refuse_prepayment]'));
    // No phone at all: by post, and so is said whose home it is.
    await page.fill('#phone', '');
    await page.fill('#address', 'Rue Haute 1, 4800 Verviers');
    await page.click('main form.card button');
    assert.equal(await page.locator('.errors a').getAttribute('href'), '#reference');
    // As its owner writes it, with a phone as it is spelled.
    await page.fill('#name', 'Олена Щербакова');
    await page.fill('#phone', '+32 (0)475/12.34.56');
    await page.click('main form.card button');
    const taken = /We have it\. Your number is (\d+)\. You get an answer by \w+day \d+\s\w+/;
    assert.match(await main(page), taken);
    const [, number] = (await main(page)).match(taken);
    await page.context().close();
    const desk = await as('agent');
    await desk.goto(`${demo.origin}/en/agent/question/${number}`);
    for (const typed of ['Олена Щербакова', '+32475123456']) assert.ok((await main(desk)).includes(typed), typed);
    await desk.context().close();
    const home = await as('customer');
    await home.goto(demo.origin + '/en/refuse');
    await home.click('main a.button');
    await home.click('form[aria-labelledby=refuse_prepayment] button');
    assert.match(await main(home), /We have it\. Your number is \d+/);
    assert.match(await main(home), /A refusal of prepayment/);
    await home.context().close();
  });

  test('P-06: the social service of a postcode is found, and a call is asked for', async () => {
    const page = await guest();
    await page.goto(demo.origin + '/en/help-to-pay');
    await page.fill('#p', '48');
    await page.click('form:has(#p) button');
    assert.match(await page.title(), /^Error/);
    await page.fill('#p', '4800');
    await page.click('form:has(#p) button');
    assert.match(await main(page), /CPAS de l’Exemple/);
    await page.click('nav.langs a[hreflang=fr]');
    assert.match(await main(page), /CPAS de l’Exemple/, 'the switch keeps it');
    await page.fill('#phone', '0470 12 34 57');
    await page.click('form:has(#phone) button');
    assert.match(await main(page), /\d+/);
    assert.equal(await page.locator('[role=status]').count(), 1);
    await page.context().close();
  });
});

describe('pages', () => {
  for (const width of [320, 360, 1280]) {
    test(`each page at ${width} px`, async () => {
      const page = await guarded(browser, width, await guest());
      for (const [id, all] of Object.entries(paths)) {
        for (const [place, path] of all.entries()) {
          await page.goto(demo.origin + path);
          if (width === 320) await fits(page, path);
          else if (place === 0 || width === 360) await look(page, path, `${id}-${languages[place]}-${width}`);
        }
      }
      await page.context().close();
    });
  }
});
