// What the browser tests share: a browser, signing in, and what must be true of every page.
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export const wide = { width: 1440, height: 900 };
export const phone = { width: 390, height: 844 };
export const languages = ['zh-CN', 'en'];

/** Address and accounts of the running demo, as `wutong demo --json` printed them. */
export function demo() {
  const text = process.env.WUTONG_E2E_READY;
  assert.ok(text, 'WUTONG_E2E_READY is not set: start the tests with e2e/run');
  const ready = JSON.parse(text);
  const address = ready.address.startsWith('http') ? ready.address : `http://${ready.address}`;
  return { address: address.replace(/\/$/, ''), accounts: ready.accounts };
}

/** The demo's account of a role: the first one, or this user's. */
export function account(role, user) {
  const found = demo().accounts.find((a) => a.role === role && (!user || a.user === user));
  assert.ok(found, `the demo has no account with the role ${role}`);
  return found;
}

/** A browser with a profile of its own; chromium runs as root in a container, hence no sandbox. */
export function launch() {
  return chromium.launch({
    executablePath: process.env.WUTONG_CHROMIUM ?? '/usr/bin/chromium',
    headless: true,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
      '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
}

/**
 * A page in a fresh session. `page.complaints` gathers what the browser complains about: errors on the console
 * (a breach of the content security policy is one), uncaught exceptions, and parts of a page that did not load.
 */
export async function open(browser, { viewport = wide, locale = 'zh-CN' } = {}) {
  const context = await browser.newContext({ viewport, locale, timezoneId: 'Asia/Shanghai', baseURL: process.env.WUTONG_E2E_READY ? demo().address : undefined });
  const page = await context.newPage();
  page.complaints = [];
  page.on('console', (m) => { if (m.type() === 'error') page.complaints.push(`console: ${m.text()}`); });
  page.on('pageerror', (e) => page.complaints.push(`exception: ${e.message}`));
  // Leaving a page aborts what it was still fetching: no fault of the page.
  page.on('requestfailed', (r) => r.failure()?.errorText !== 'net::ERR_ABORTED' && page.complaints.push(`not loaded: ${r.url()} (${r.failure()?.errorText})`));
  page.on('response', (r) => {
    const asset = !['document', 'xhr', 'fetch'].includes(r.request().resourceType());
    if (asset && r.status() >= 400) page.complaints.push(`${r.status()}: ${r.url()}`);
  });
  return page;
}

/** Signs in with the demo account of the role (or with this user's) and ends on the page that the program shows first. */
export async function signIn(page, role, as) {
  const { user, password } = account(role, as);
  await page.goto('/sign-in');
  await page.fill('input[name=login]', user);
  await page.fill('input[name=password]', password);
  await Promise.all([
    page.waitForURL((url) => !url.pathname.startsWith('/sign-in')),
    page.click('form:has(input[name=password]) button[type=submit]'),
  ]);
}

/** No finding of axe for WCAG 2.2 A and AA. The page keeps its content security policy: axe comes in through the debugger. */
export async function axe(page) {
  const session = await page.context().newCDPSession(page);
  const evaluate = async (expression) => {
    const { result, exceptionDetails } = await session.send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
    assert.ok(!exceptionDetails, exceptionDetails?.exception?.description ?? exceptionDetails?.text);
    return result.value;
  };
  // An address with an anchor opens scrolled, and what the bar at the top then covers by half is no fault of the page.
  await evaluate('scrollTo({ top: 0, behavior: "instant" })');
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa'];
  await evaluate(`${axeSource}; undefined`);
  const json = await evaluate(`axe.run(document, { runOnly: ${JSON.stringify(tags)}, resultTypes: ['violations'] }).then((r) => JSON.stringify(r.violations))`);
  await session.detach();
  const findings = JSON.parse(json).flatMap((v) => v.nodes.map((n) => `${v.id}: ${v.help}\n    ${n.target.join(' ')}\n    ${n.html.slice(0, 200)}`));
  assert.deepEqual(findings, [], `axe on ${page.url()}:\n${findings.join('\n')}`);
}

/** The page itself never scrolls sideways; a wide table scrolls inside its card. */
export async function noSidewaysScroll(page) {
  const wide = await page.evaluate(() => {
    const limit = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= limit) return null;
    const sticksOut = [...document.body.querySelectorAll('*')].filter((e) => e.getBoundingClientRect().right > limit + 1);
    return `${document.documentElement.scrollWidth} > ${limit} px: ${sticksOut.slice(0, 3).map((e) => e.outerHTML.slice(0, 120)).join(' … ')}`;
  });
  assert.equal(wide, null, `${page.url()} scrolls sideways, ${wide}`);
}

/** Nothing on the console, nothing thrown, nothing missing since the page was opened. */
export function noComplaints(page) {
  assert.deepEqual(page.complaints, [], `${page.url()}:\n${page.complaints.join('\n')}`);
}

function files(folder, ends, found = []) {
  if (!existsSync(folder)) return found;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (['target', 'node_modules', '.git'].includes(entry.name)) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) files(path, ends, found);
    else if (entry.name.endsWith(ends)) found.push(path);
  }
  return found;
}

/** The keys of all translations that are no ordinary words of a translated sentence. */
function translationKeys() {
  const keys = new Set();
  let prose = '';
  for (const path of ['platform', 'zone', 'app'].flatMap((folder) => files(join(root, folder), '.ftl'))) {
    for (const line of readFileSync(path, 'utf8').split('\n')) {
      const message = /^([a-zA-Z][\w-]*) *= *(.*)$/.exec(line);
      if (message) keys.add(message[1]);
      prose += ` ${message ? message[2] : line}`;
    }
  }
  const words = new Set(prose.toLowerCase().match(/[a-z0-9]+(?:[-.][a-z0-9]+)+/g));
  return new Set([...keys].filter((key) => key.includes('-') && !words.has(key)));
}

let keys;
/** No key of a translation is shown instead of its text. */
export async function noRawKeys(page, known = (keys ??= translationKeys())) {
  const text = await page.evaluate(() => [document.title, document.body.innerText,
    ...[...document.querySelectorAll('[aria-label],[title],[placeholder],[alt]')].flatMap((e) => ['aria-label', 'title', 'placeholder', 'alt'].map((a) => e.getAttribute(a) ?? ''))].join('\n'));
  const raw = (text.match(/[A-Za-z0-9]+(?:-[A-Za-z0-9]+)+/g) ?? []).filter((word) => known.has(word));
  const unknown = text.match(/Unknown localization[^\n]*/g) ?? [];
  assert.deepEqual([...raw, ...unknown], [], `${page.url()} shows keys instead of text`);
}

/** Loaded pages fetch nothing more by themselves: fonts are there and what the scripts drew is on the screen. */
export async function settled(page) {
  await page.evaluate(async () => {
    await document.fonts.ready;
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
  });
}

/** Everything that must be true of every page. */
export async function inOrder(page, locale) {
  assert.equal(await page.getAttribute('html', 'lang'), locale, `${page.url()} is not in ${locale}`);
  await noSidewaysScroll(page);
  await noRawKeys(page);
  await axe(page);
  noComplaints(page);
}

/** A picture in e2e/out, for people; tests do not compare pixels. */
export async function screenshot(page, name) {
  mkdirSync(join(here, 'out'), { recursive: true });
  await page.screenshot({ path: join(here, 'out', `${name}.png`), fullPage: true });
}

/** A page of the role in both languages, on a desk and on a phone: for what only a journey makes, so that e2e/pages.json cannot list it. */
export async function everywhere(browser, role, path, name) {
  for (const locale of languages) {
    for (const [device, viewport] of Object.entries({ wide, phone })) {
      const page = await open(browser, { viewport, locale });
      try {
        await signIn(page, role);
        const response = await page.goto(path);
        assert.equal(response.status(), 200, `${path} answered ${response.status()}`);
        await settled(page);
        await screenshot(page, `${name}-${role}-${locale}-${device}`);
        await inOrder(page, locale);
      } finally {
        await page.context().close();
      }
    }
  }
}

/** A page of the role in this browser, closed with the test. */
export async function pageOf(browser, t, role, options) {
  const page = await open(browser, options);
  page.setDefaultTimeout(10_000);
  t.after(() => page.context().close());
  await signIn(page, role, options?.user);
  return page;
}

/** Clicks and waits for the page that follows. */
export async function go(page, locator) {
  await Promise.all([page.waitForEvent('load'), locator.click()]);
}

export const main = (page) => page.locator('main').innerText();
export const said = (page) => page.locator('.wt-flash').first().innerText();
export const button = (page, name) => page.getByRole('button', { name, exact: true });

/** The browser writes an expected status on the console, too; the rest of its complaints stays. */
export function expected(page, status) {
  page.complaints = page.complaints.filter((c) => !c.includes(`status of ${status}`));
}
