// Leads: the board by drag, by keyboard and without JavaScript; from a company of the books to a signed lead.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { demo, go, launch, pageOf, phone, signIn } from './lib.mjs';

let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser?.close(); });

const as = (t, role, options) => pageOf(browser, t, role, options);

/** A typed lead of the officer, made through the form. */
async function make(page, name) {
  await page.goto(`/attract/leads/new?name=${encodeURIComponent(name)}`);
  await page.getByLabel('拟投资项目').fill('看板测试');
  await go(page, page.getByRole('button', { name: '保存' }));
  return page.url();
}

const column = (page, stage) => page.locator(`[data-stage="${stage}"]`);
const card = (page, name) => page.locator('.wt-lead', { hasText: name });

test('a card is moved by dragging and by the keyboard', async (t) => {
  const page = await as(t, 'attraction_officer');
  const name = `示例看板${Date.now() % 100000}有限公司`;
  await make(page, name);
  await page.goto('/attract/leads/board');
  await column(page, 'lead').locator('.wt-lead', { hasText: name }).waitFor();
  await Promise.all([page.waitForEvent('load'), card(page, name).dragTo(column(page, 'talks'), { targetPosition: { x: 60, y: 12 } })]);
  await column(page, 'talks').locator('.wt-lead', { hasText: name }).waitFor();
  // The moved card is in hand: Alt+Right signs it, Alt+Left takes it back.
  const link = card(page, name).getByRole('link', { name });
  await link.focus();
  await Promise.all([page.waitForEvent('load'), page.keyboard.press('Alt+ArrowRight')]);
  await column(page, 'signed').locator('.wt-lead', { hasText: name }).waitFor();
  assert.match(await page.locator('.wt-flash').innerText(), /已移到“签约”/);
  await page.waitForFunction((moved) => document.activeElement.textContent.trim() === moved, name);
  await Promise.all([page.waitForEvent('load'), page.keyboard.press('Alt+ArrowLeft')]);
  await column(page, 'talks').locator('.wt-lead', { hasText: name }).waitFor();
  // A lost lead asks for its reason on its own page.
  await Promise.all([page.waitForEvent('load'), card(page, name).locator('select').selectOption('lost').then(() => card(page, name).getByRole('button').click())]);
  assert.match(page.url(), /stage=lost#move$/);
  await page.locator('#f-move-reason').selectOption({ label: '企业无回应' });
  await go(page, page.locator('#move').getByRole('button', { name: '移动' }));
  assert.match(await page.locator('main').innerText(), /未成：企业无回应/);
  assert.deepEqual(page.complaints, []);
});

test('without JavaScript the board moves a card by its form', async (t) => {
  const context = await browser.newContext({ javaScriptEnabled: false, baseURL: demo().address, viewport: phone, locale: 'zh-CN' });
  t.after(() => context.close());
  const page = await context.newPage();
  page.complaints = [];
  await signIn(page, 'attraction_officer');
  const name = `示例无脚本${Date.now() % 100000}有限公司`;
  await make(page, name);
  await page.goto('/attract/leads/board');
  await card(page, name).locator('select').selectOption('talks');
  await card(page, name).getByRole('button', { name: '移动' }).click();
  await column(page, 'talks').locator('.wt-lead', { hasText: name }).waitFor();
});

test('a company of the books becomes a lead that hesitates, and the hesitation is resolved', async (t) => {
  const page = await as(t, 'attraction_officer');
  await page.goto('/attract/leads/new?q=%E7%A4%BA%E4%BE%8B%E8%8D%89%E6%9C%AC');
  await go(page, page.getByRole('link', { name: '用这家' }).first());
  await page.getByLabel('意向投资').fill('8000万元');
  await go(page, page.getByRole('button', { name: '保存' }));
  assert.match(await page.locator('main').innerText(), /取自企业库/);
  await page.locator('#doubts summary', { hasText: '登记犹豫' }).click();
  await page.locator('#f-doubt-reason').selectOption({ label: '用地或厂房不合适' });
  await go(page, page.locator('#doubts').getByRole('button', { name: '保存' }));
  await page.locator('#doubts summary', { hasText: '登记已消除' }).click();
  await page.locator('#doubts input[name=how]').fill('看了三处，选定一处标准厂房');
  await go(page, page.locator('#doubts').getByRole('button', { name: '保存' }));
  assert.match(await page.locator('#doubts').innerText(), /已消除[\s\S]*选定一处标准厂房/);
  // The same company a second time is refused, with the way to the lead that is there.
  await page.goto('/attract/leads/new?q=%E7%A4%BA%E4%BE%8B%E8%8D%89%E6%9C%AC');
  assert.match(await page.locator('main').innerText(), /已有线索，李招商/);
});

test('the bell counts what waits, and what was read is read', async (t) => {
  const page = await as(t, 'attraction_officer');
  await page.goto('/attract/leads/lead-ex-server');
  await page.locator('#f-summary').fill('@陈主任（示例） 请看这家的用电测算');
  await go(page, page.locator('#talk').getByRole('button', { name: '记下' }));
  const director = await as(t, 'director');
  const bell = director.locator('.wt-bell');
  assert.match(await bell.getAttribute('aria-label'), /件待看/);
  await go(director, bell);
  assert.match(await director.locator('#said').innerText(), /李招商（示例） 提到了你/);
  await go(director, director.getByRole('button', { name: '全部标为已读' }));
  assert.match(await director.locator('#said').innerText(), /0 条未读/);
  assert.equal(await bell.getAttribute('aria-label'), '消息');
  assert.deepEqual(director.complaints, []);
});

test('a counting rule is saved after its preview', async (t) => {
  const page = await as(t, 'director');
  await page.goto('/attract/signed/rules/contracted-2019/edit');
  await page.getByLabel('框架协议也计').check();
  await go(page, page.getByRole('button', { name: '预览统计结果' }));
  assert.match(await page.locator('#preview').innerText(), /保存后/);
  assert.match(await page.locator('#preview').innerText(), /示例区域分拨中心/);
  await page.goto('/attract/signed/rules');
  assert.match(await page.locator('main').innerText(), /框架协议和意向不计/);
  assert.deepEqual(page.complaints, []);
});

test('a mark of the funnel opens its records', async (t) => {
  const page = await as(t, 'director');
  await page.goto('/attract/funnel');
  const figure = page.locator('[data-chart="funnel"] svg');
  await figure.waitFor();
  const box = await figure.boundingBox();
  await Promise.all([page.waitForURL(/\/attract\/leads\?/), page.mouse.click(box.x + box.width * 0.55, box.y + 16)]);
  assert.deepEqual(page.complaints, []);
});
