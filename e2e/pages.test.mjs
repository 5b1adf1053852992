// Every page, for each role that uses it, in both languages, on a desk and on a phone.
//
// e2e/pages.json lists them: { "path": "/enterprises", "name": "enterprises", "roles": ["director"] };
// the role "anonymous" is a visitor who has not signed in. Pages of a record are reached by links, one after the other:
// { "path": "/enterprises", "follow": ["table a[href^='/enterprises/']", "a[href$='/edit']"], ... } opens the first of each.
// What a page of a record needs first, such as a draft, is made by a button: "press" names it.
// One role is enough for a page; only the front page differs for each of them.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { expected, inOrder, languages, launch, open, phone, screenshot, settled, signIn, wide } from './lib.mjs';

const pages = JSON.parse(readFileSync(new URL('pages.json', import.meta.url), 'utf8'));
const roles = [...new Set(pages.flatMap((p) => p.roles))];
let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser?.close(); });

test('the list names pages', () => {
  assert.ok(pages.length > 0, 'e2e/pages.json lists no page');
  for (const p of pages) {
    assert.ok(p.path?.startsWith('/') && p.name && p.roles?.length, `path, name and roles are needed: ${JSON.stringify(p)}`);
  }
});

async function visit(page, entry) {
  page.complaints.length = 0;
  let response = await page.goto(entry.path, { waitUntil: 'load' });
  if (entry.press) {
    await Promise.all([page.waitForEvent('load'), page.locator(entry.press).first().click()]);
    response = await page.reload({ waitUntil: 'load' });
  }
  for (const link of entry.follow ?? []) {
    const target = await page.locator(link).first().getAttribute('href');
    response = await page.goto(target, { waitUntil: 'load' });
  }
  assert.equal(response.status(), entry.status ?? 200, `${page.url()} answered ${response.status()}`);
  await settled(page);
  // The browser writes the expected status of the page itself on the console, too.
  if (entry.status) expected(page, entry.status);
}

for (const role of roles) {
  for (const locale of languages) {
    for (const [device, viewport] of Object.entries({ wide, phone })) {
      test(`${role}, ${locale}, ${device}`, async (t) => {
        const page = await open(browser, { viewport, locale });
        t.after(() => page.context().close());
        if (role !== 'anonymous') await signIn(page, role);
        for (const entry of pages.filter((p) => p.roles.includes(role))) {
          await t.test(`${entry.name} ${entry.path}`, async () => {
            await visit(page, entry);
            await screenshot(page, `${entry.name}-${role}-${locale}-${device}`);
            await inOrder(page, locale);
          });
        }
      });
    }
  }
}
