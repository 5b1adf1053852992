// From the trip to the signing in a browser: plan, choose and arrange companies, minutes on a phone without JavaScript's help,
// the lead that they open, the signing that ends it, and the totals that it drills down to.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { expected, go, inOrder, launch, noSidewaysScroll, open, pageOf, phone, screenshot } from './lib.mjs';

let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser?.close(); });

const as = (t, role, options) => pageOf(browser, t, role, options);

const day = (offset) => new Date(Date.now() + 8 * 3_600_000 + offset * 86_400_000).toISOString().slice(0, 10);

/** Plans a trip of three days that began yesterday and returns its path. */
async function plan(page, title) {
  await page.goto('/attract/missions/new');
  await page.fill('input[name=title]', title);
  await page.fill('input[name=starts_on]', day(-1));
  await page.fill('input[name=ends_on]', day(1));
  await page.fill('input[name=city_0]', '深圳');
  await page.fill('input[name=leader_label]', '园区领导');
  await go(page, page.locator('main form button[type=submit]').first());
  return new URL(page.url()).pathname;
}

async function addVisit(page, path, company, on, time) {
  await page.goto(`${path}/visits/new`);
  await page.fill('input[name=company]', company);
  await page.selectOption('select[name=day]', on);
  await page.fill('input[name=at_time]', time);
  await page.fill('textarea[name=purpose]', '谈配套');
  await go(page, page.locator('main form button[type=submit]').first());
}

const order = (page) => page.locator('tr[data-stop] td:nth-child(3) a').allInnerTexts();

test('trip, order by keyboard and by drag, minutes by phone, lead, signing, totals', async (t) => {
  const page = await as(t, 'attraction_officer');
  const path = await plan(page, '旅程甲');
  await addVisit(page, path, '旅程光膜（深圳）有限公司', day(0), '9:30');
  await addVisit(page, path, '旅程装备（深圳）有限公司', day(0), '14:00');
  assert.deepEqual(await order(page), ['旅程光膜（深圳）有限公司', '旅程装备（深圳）有限公司']);
  // By keyboard: the arrow of the second row.
  const up = page.locator('tr[data-stop]').nth(1).locator('button[value$=":up"]');
  await up.focus();
  await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')]);
  assert.deepEqual(await order(page), ['旅程装备（深圳）有限公司', '旅程光膜（深圳）有限公司']);
  // By drag: the first row goes to the day after.
  const grip = page.locator('tr[data-stop]').first().locator('[data-grip]');
  const target = page.locator(`tbody[data-day="${day(1)}"] tr.grp`);
  await Promise.all([page.waitForEvent('load'), grip.dragTo(target)]);
  const days = await page.locator('tr[data-stop] select[name=day]').evaluateAll((all) => all.map((s) => s.value));
  assert.deepEqual(days, [day(0), day(1)], 'the dragged visit is on the next day');
  await inOrder(page, 'zh-CN');

  const small = await as(t, 'attraction_officer', { viewport: phone });
  await small.goto(path);
  await noSidewaysScroll(small);
  await go(small, small.getByRole('link', { name: '旅程光膜（深圳）有限公司' }).first());
  await inOrder(small, 'zh-CN');
  await small.selectOption('select[name=outcome]', 'talks');
  await small.fill('textarea[name=minutes]', '愿意做下游模切');
  await small.fill('input[name=next_step]', '送物流测算');
  await small.fill('input[name=next_due]', day(5));
  await screenshot(small, 'minutes-filled-phone');
  await go(small, small.locator('#minutes form button[type=submit]'));
  assert.match(await small.locator('.wt-flash').innerText(), /记入线索/);

  await page.goto(`${path}?show=talks`);
  const shown = await page.locator('#plan table').innerText();
  assert.match(shown, /旅程光膜/);
  await go(page, page.getByRole('link', { name: '旅程光膜（深圳）有限公司' }).first());
  await go(page, page.locator('a[href^="/attract/leads/"]').first());
  const lead = new URL(page.url()).pathname.split('/').pop();
  assert.match(await page.locator('main').innerText(), /送物流测算/);
  assert.match(await page.locator('main').innerText(), /愿意做下游模切/);

  await page.goto(`/attract/agreements/new?lead=${lead}`);
  assert.match(await page.inputValue('textarea[name=parties]'), /旅程光膜/);
  await page.fill('input[name=source]', '投资协议');
  await page.fill('input[name=contracted_0]', '1.25亿元');
  await page.fill('input[name=work_0]', '产业孵化');
  await go(page, page.locator('main form button[type=submit]').first());
  assert.match(await page.locator('.wt-flash').innerText(), /线索已转为签约/);
  await inOrder(page, 'zh-CN');
  await go(page, page.locator('a[href^="/attract/missions/"]').first());
  assert.equal(await page.locator('.cards a[href*="show=signed"] b').innerText(), '1', 'the trip led to a signing');
  await page.goto(`/attract/signed?kind=contracted&by=year&is=${day(0).slice(0, 4)}`);
  const counted = await page.locator('#records').innerText();
  assert.match(counted, /1\.25/);
  assert.match(counted, /首次签约，全额计入/);
});

test('minutes that lack something come back as typed, and a second officer is told', async (t) => {
  const page = await as(t, 'attraction_officer', { viewport: phone });
  const path = await plan(page, '旅程乙');
  await addVisit(page, path, '旅程供应链（深圳）有限公司', day(0), '10:00');
  await go(page, page.getByRole('link', { name: '旅程供应链（深圳）有限公司' }).first());
  const here = page.url();
  await page.selectOption('select[name=outcome]', 'interested');
  await page.fill('textarea[name=minutes]', '关心班列');
  await page.fill('input[name=next_step]', '发资料');
  await page.locator('input[name=next_due]').evaluate((e) => { e.value = ''; });
  await go(page, page.locator('#minutes form button[type=submit]'));
  assert.ok(await page.locator('.invalid-feedback').isVisible(), 'a step without a day is refused beside the field');
  assert.equal(await page.inputValue('textarea[name=minutes]'), '关心班列', 'nothing typed is lost');
  expected(page, 422);
  const other = await as(t, 'director', { viewport: phone });
  await other.goto(here);
  await other.selectOption('select[name=outcome]', 'interested');
  await other.fill('textarea[name=minutes]', '领导已记');
  await go(other, other.locator('#minutes form button[type=submit]'));
  await page.fill('input[name=next_due]', day(3));
  await go(page, page.locator('#minutes form button[type=submit]'));
  assert.match(await page.locator('main').innerText(), /别人改过这次拜访/);
  expected(page, 409);
  await inOrder(page, 'zh-CN');
});
