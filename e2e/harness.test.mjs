// The harness itself: on a page in order it says nothing, on a page with a fault it finds the fault.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { existsSync, rmSync } from 'node:fs';
import { axe, launch, noComplaints, noRawKeys, noSidewaysScroll, open, phone, screenshot } from './lib.mjs';

const page = (body, head = '') => `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>示例</title><link rel="icon" href="data:,">${head}</head><body><main><h1>示例</h1>${body}</main></body></html>`;
const pages = {
  '/good': page('<p>一切正常</p>'),
  '/no-label': page('<input name="q">'),
  '/wide': page('<table><tr><td><svg width="2000" height="10" aria-hidden="true"></svg></td></tr></table>'),
  '/inline-script': page('<p>内联</p><script>document.title = "x"</script>'),
  '/missing-asset': page('<p>缺</p>', '<link rel="stylesheet" href="/absent.css">'),
  '/raw-key': page('<p>enterprise-list-title</p>'),
  '/unknown-key': page('<p>Unknown localization zz-top</p>'),
};
let server, browser, address;

before(async () => {
  server = createServer((request, response) => {
    const html = pages[request.url];
    response.writeHead(html ? 200 : 404, { 'content-type': 'text/html', 'content-security-policy': "default-src 'self'; img-src 'self' data:" });
    response.end(html ?? '');
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  address = `http://127.0.0.1:${server.address().port}`;
  browser = await launch();
});
after(async () => {
  await browser?.close();
  server?.close();
});

async function at(path, options) {
  const opened = await open(browser, options);
  await opened.goto(address + path, { waitUntil: 'networkidle' });
  return opened;
}

test('a page in order passes every check, under its content security policy', async () => {
  const good = await at('/good', { viewport: phone });
  await axe(good);
  await noSidewaysScroll(good);
  await noRawKeys(good, new Set(['enterprise-list-title']));
  noComplaints(good);
  await screenshot(good, 'harness');
  const picture = new URL('out/harness.png', import.meta.url);
  assert.ok(existsSync(picture));
  rmSync(picture);
});
test('axe finds a field without a label', async () => {
  await assert.rejects(axe(await at('/no-label')), /label/);
});
test('a page that scrolls sideways is found', async () => {
  await assert.rejects(noSidewaysScroll(await at('/wide', { viewport: phone })), /scrolls sideways/);
});
test('a breach of the content security policy is found', async () => {
  const bad = await at('/inline-script');
  assert.throws(() => noComplaints(bad), /inline script/i);
});
test('a missing style sheet is found', async () => {
  const bad = await at('/missing-asset');
  assert.throws(() => noComplaints(bad), /absent\.css/);
});
test('a key shown instead of its text is found', async () => {
  await assert.rejects(noRawKeys(await at('/raw-key'), new Set(['enterprise-list-title'])), /keys instead of text/);
  await assert.rejects(noRawKeys(await at('/unknown-key'), new Set()), /Unknown localization/);
});
