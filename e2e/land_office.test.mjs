// 落地 in the office and at the company's desk: what would make a plan faster and how it is changed with a reason; a question of a
// company, its answer and its stars; a milestone by phone; a new version of the catalogue; before and after a reform; 督办.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { button, everywhere, expected, go, inOrder, launch, main, noComplaints, open, pageOf, phone, said, screenshot } from './lib.mjs';

let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser?.close(); });

const as = (t, role, options) => pageOf(browser, t, role, options);

async function unfold(page, name) {
  await page.locator('summary', { hasText: name }).click();
}

const today = () => new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);

test('what would make it faster, in days; an idea is adopted with a reason', async (t) => {
  const page = await as(t, 'director');
  await page.goto('/land/projects/ex-battery');
  await go(page, page.getByRole('link', { name: '推演' }));
  await inOrder(page, 'zh-CN');
  await screenshot(page, 'land-what-if');
  const rows = await page.locator('main tbody tr').allInnerTexts();
  for (const kind of [/改为并联/, /容缺受理/, /承诺时限缩到 \d+ 个工作日/, /换.+专办/]) assert.ok(rows.some((r) => kind.test(r)), `${kind}: ${rows.join(' | ')}`);
  for (const row of rows) assert.match(row, /[+−]\d+\.\d\s+[+−]\d+\.\d … [+−]\d+\.\d/, 'each is a paired difference in days, with its interval');
  const parallel = page.locator('tbody tr', { hasText: '改为并联' }).first();
  const idea = await parallel.locator('td').first().innerText();
  await go(page, parallel.getByRole('link', { name: /^采用/ }));
  // The plan page has the idea filled in; a reason is missing.
  const form = page.locator('#adjust form:visible').first();
  await form.getByLabel('理由').fill('示例：两项由同一部门一并受理');
  await screenshot(page, 'land-adjust');
  await go(page, form.getByRole('button', { name: '保存' }));
  assert.match(await said(page), /已调整/);
  const [, to, from] = /「(.+)」不等「(.+)」/.exec(idea);
  assert.match(await page.locator('#adjust').innerText(), new RegExp(`「${to}」不再等「${from}」[\\s\\S]*同一部门一并受理`));
  await inOrder(page, 'zh-CN');
  await page.goto('/land/projects/ex-battery');
  assert.match(await page.locator('#history').innerText(), /调整审批计划/);
  await page.goto('/land/projects/ex-battery/what-if');
  assert.equal(await page.locator('tbody tr', { hasText: idea }).count(), 0, 'what was done is no idea any more');
  noComplaints(page);
});

test('a question, its answer, its stars; by keyboard alone', async (t) => {
  const company = await as(t, 'company_user');
  const subject = `旅程诉求${Date.now() % 100000}：施工用电容量不够`;
  await company.goto('/portal');
  /** Tabs to what is focused as wanted, and says what it was. */
  const tabTo = async (page, wanted) => {
    for (let n = 0; n < 80; n++) {
      await page.keyboard.press('Tab');
      if (await page.evaluate((w) => new RegExp(w).test(document.activeElement.getAttribute('name') ?? '') || new RegExp(w).test(document.activeElement.textContent.trim()), wanted)) return;
    }
    throw new Error(`the keyboard does not reach ${wanted}`);
  };
  const enter = (page) => Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')]);
  await tabTo(company, '^提一件诉求$');
  await enter(company);
  await tabTo(company, '^subject$');
  await company.keyboard.type(subject);
  await tabTo(company, '^body$');
  await company.keyboard.type('申请了 400 千伏安，电力公司说要排队，希望十二月前接通。');
  await tabTo(company, '^提交$');
  await enter(company);
  assert.match(await said(company), /收到了，有人接手时会告诉您/);
  await inOrder(company, 'zh-CN');
  const here = company.url();
  await screenshot(company, 'land-request-asked');

  const officer = await as(t, 'project_officer');
  await officer.goto('/land/requests?show=all');
  await go(officer, officer.getByRole('link', { name: subject }));
  await go(officer, button(officer, '接手'));
  await officer.getByLabel('给企业的答复').fill('电力公司 12 月 10 日现场勘察，临时增容 12 月 20 日前完成。');
  await screenshot(officer, 'land-request-answer');
  await go(officer, button(officer, '答复'));
  assert.match(await said(officer), /已答复，等企业评价/);
  await everywhere(browser, 'project_officer', new URL(officer.url()).pathname, 'land-request');
  await everywhere(browser, 'company_user', new URL(here).pathname, 'land-portal-request');

  await company.goto('/portal/tasks');
  assert.match(await main(company), new RegExp(`请看答复：${subject}`));
  await company.goto(here);
  assert.match(await main(company), /12 月 10 日现场勘察/);
  await tabTo(company, '^stars$');
  await company.keyboard.press('ArrowDown');
  await company.keyboard.press('ArrowUp');
  await tabTo(company, '^note$');
  await company.keyboard.type('答复很具体');
  await tabTo(company, '^提交评价$');
  await enter(company);
  assert.match(await main(company), /5 星 非常满意[\s\S]*答复很具体/);
  await inOrder(company, 'zh-CN');
  await screenshot(company, 'land-request-rated');
  await officer.goto('/land/ratings');
  assert.match(await officer.locator('tr', { hasText: subject }).innerText(), /5 星/);
  noComplaints(officer);
});

test('an officer records a milestone by phone', async (t) => {
  const page = await as(t, 'project_officer', { viewport: phone });
  await page.goto('/land/desk');
  await inOrder(page, 'zh-CN');
  await screenshot(page, 'land-desk-phone');
  const own = page.locator('section', { hasText: '我的项目' }).last().locator('a[href^="/land/projects/"]');
  const paths = await own.evaluateAll((all) => all.map((a) => a.getAttribute('href')).filter((h) => !h.includes('?')));
  assert.ok(paths.length > 0, 'the officer has projects');
  await page.goto(paths[0]);
  await page.getByRole('link', { name: '登记进展' }).click();
  const form = page.locator('#milestone form');
  await form.getByLabel('里程碑').selectOption({ label: '达产' });
  await form.getByLabel('实际日期').fill(today());
  await go(page, form.getByRole('button', { name: '保存' }));
  assert.match(await form.innerText(), /登记实际日期要写明佐证/);
  expected(page, 422);
  assert.equal(await form.getByLabel('实际日期').inputValue(), today(), 'what was typed stays');
  await form.getByLabel('实际日期').fill('');
  await form.getByLabel('计划日期').fill('2027-09-30');
  await screenshot(page, 'land-milestone-phone');
  await go(page, form.getByRole('button', { name: '保存' }));
  assert.match(await said(page), /已登记/);
  assert.match(await page.locator('.ms').innerText(), /达产\s*计划 (2027-)?09-30/);
  await inOrder(page, 'zh-CN');
  noComplaints(page);
});

const draft = '/land/catalogue/enterprise/draft';

test('a second version of the catalogue: the check says where and what, running projects stay, one moves on purpose', async (t) => {
  const page = await as(t, 'director');
  const before = await planOf(page);
  await page.goto('/land/catalogue/enterprise');
  await go(page, button(page, '起草新版').or(page.getByRole('link', { name: '继续起草' })));
  await go(page, page.locator('#matter').getByRole('link', { name: '固定资产投资项目节能审查' }));
  const rule = page.getByLabel('适用条件（规则）');
  await rule.fill('new_build && energy_tcf >= 1000');
  await go(page, button(page, '保存'));
  assert.match(await page.locator('#check').innerText(), /1 处错误/);
  const entry = page.locator('#matter li', { hasText: '固定资产投资项目节能审查' });
  assert.match(await entry.innerText(), /适用条件[^]*energy_tcf[^]*是不是“energy_tce”？/);
  assert.match(await entry.innerText(), /第 14–23 字/, 'the very characters');
  assert.equal(await page.getByRole('button', { name: '发布', exact: true }).count(), 0, 'with an error nothing is published');
  await everywhere(browser, 'director', draft, 'land-draft-error');
  await everywhere(browser, 'director', await entry.getByRole('link').first().getAttribute('href'), 'land-entry-error');
  await go(page, entry.getByRole('link').first());
  assert.match(await main(page), /是不是“energy_tce”？/);
  await rule.fill('new_build && energy_tce >= 1000');
  await page.getByLabel('承诺时限（工作日）').fill('6');
  await inOrder(page, 'zh-CN');
  await screenshot(page, 'land-entry');
  await go(page, button(page, '保存'));
  assert.match(await page.locator('#check').innerText(), /没有错误/);
  assert.match(await main(page), /节能审查\s+承诺时限\s+10\s+6/);
  await page.getByLabel('发布说明').fill('示例：节能审查承诺时限由 10 个工作日减到 6 个');
  await go(page, button(page, '发布'));
  assert.match(await said(page), /第 \d+ 版已发布/);
  await page.goto('/land/catalogue/enterprise/versions');
  assert.match(await main(page), /由 10 个工作日减到 6 个/);
  assert.match(await page.locator('section', { hasText: '→' }).last().innerText(), /承诺时限\s+10\s+6/);
  await everywhere(browser, 'director', '/land/catalogue/enterprise/versions', 'land-versions');

  assert.deepEqual(await planOf(page), before, 'a running project keeps its plan');
  await page.goto('/land/projects/ex-battery/plan');
  assert.match(await main(page), /所用主题已发布第 \d+ 版。在办项目继续按原来的规则/);
  assert.match(await page.locator('tr', { hasText: '固定资产投资项目节能审查' }).innerText(), /变化：承诺时限/);
  await everywhere(browser, 'director', '/land/projects/ex-battery/plan', 'land-migrate');
  await button(page, '换到新版').first().click();
  await go(page, page.locator('dialog').getByRole('button', { name: '换到新版' }));
  assert.match(await said(page), /已换到新版/);
  assert.match(await page.locator('#history').innerText(), /审批计划换版/);
  noComplaints(page);
});

/** Names, used days and states of a running project's matters. */
async function planOf(page) {
  await page.goto('/land/projects/ex-battery');
  return page.locator('#plan tbody tr:not(.grp)').evaluateAll((rows) => rows.map((r) => [...r.cells].slice(0, 4).map((c) => c.textContent.trim()).join('|')));
}

test('before and after the reform, down to the cases', async (t) => {
  const page = await as(t, 'director');
  await page.goto('/land/process');
  await go(page, page.getByRole('link', { name: '前后对比' }));
  assert.match(await main(page), /改革前[\s\S]*改革后/);
  await inOrder(page, 'zh-CN');
  await screenshot(page, 'land-compare');
  const result = page.locator('section', { hasText: '结果' }).first();
  const number = result.locator('tbody a').first();
  const n = Number(await number.innerText());
  await go(page, number);
  assert.equal(await page.locator('main tbody tr').count(), Math.min(n, 50), 'the number opens its cases');
  await inOrder(page, 'zh-CN');
  await go(page, page.locator('main tbody a').first());
  await inOrder(page, 'zh-CN');
  await screenshot(page, 'land-compare-case');
  noComplaints(page);
});

test('a late matter is urged, and who has it is told', async (t) => {
  const page = await as(t, 'director');
  await page.goto('/land/lights');
  const late = page.locator('section.ask.red tbody tr').filter({ hasText: /住建局|自然资源局/ }).first();
  const name = (await late.locator('a').first().innerText()).trim();
  await go(page, late.locator('a').first());
  const path = new URL(page.url()).pathname;
  await unfold(page, '督办');
  const form = page.locator('details[open] form', { has: page.locator('input[value=supervise]') });
  await go(page, form.getByRole('button', { name: '督办' }));
  assert.match(await main(page), /请写明督办要求/);
  expected(page, 422);
  await page.locator('#f-supervise-note').fill('示例：本周五前办结，办不结书面说明');
  await screenshot(page, 'land-supervise');
  await go(page, form.getByRole('button', { name: '督办' }));
  assert.match(await said(page), /已督办/);
  assert.match(await page.locator('#history').innerText(), /督办[\s\S]*陈主任/);
  await inOrder(page, 'zh-CN');
  const clerk = await as(t, 'department_clerk');
  await clerk.goto(path);
  assert.match(await clerk.locator('#history').innerText(), new RegExp(`${name}：督办 陈主任`));
  noComplaints(page);
});

test('a log of another system is read, its columns named by hand, and has the same pages', async (t) => {
  const page = await as(t, 'director');
  const file = `旅程日志${Date.now() % 100000}.csv`;
  const day = (n) => String(1 + (n % 28)).padStart(2, '0');
  const lines = Array.from({ length: 40 }, (_, n) => `${n},受理,2026-03-${day(n)} 09:00,王\n${n},办结,2026-04-${day(n * 3)} 10:00,李\n`);
  await page.goto('/land/process/logs');
  await page.setInputFiles('input[type=file]', { name: file, mimeType: 'text/csv', buffer: Buffer.from(`\ufeff案卷,步骤,时间,经办\n${lines.join('')}`) });
  await go(page, button(page, '导入日志'));
  const mapping = new URL(page.url()).pathname;
  assert.match(mapping, /\/mapping$/);
  await everywhere(browser, 'director', mapping, 'land-log-mapping');
  await page.locator('select[name=case]').selectOption('案卷');
  await page.locator('select[name=activity]').selectOption('步骤');
  await go(page, button(page, '读入'));
  await page.getByRole('link', { name: '去分析' }).or(page.locator('a.btn-primary[href^="/land/process/"]')).first().waitFor();
  await everywhere(browser, 'director', new URL(page.url()).pathname, 'land-log');
  await go(page, page.locator('a.btn-primary[href^="/land/process/"]').first());
  assert.match(await main(page), /受理 → 办结/);
  await everywhere(browser, 'director', new URL(page.url()).pathname, 'land-log-overview');
  // What was brought is taken away again.
  await page.goto('/land/process/logs');
  await go(page, page.getByRole('link', { name: `管理 ${file}` }));
  await page.locator('form[action$="/remove"] button').click();
  await go(page, page.locator('dialog .btn-danger').first());
  assert.equal(await page.getByRole('link', { name: file, exact: true }).count(), 0);
  noComplaints(page);
});
