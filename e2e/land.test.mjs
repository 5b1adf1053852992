// 落地 from the signing to the green light: a lead is signed, its project has an officer and a plan; a department asks once for
// what is missing, the company mends it by phone, the department decides; who may fetch the documents.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { button, demo, everywhere, expected, go, inOrder, launch, main, noComplaints, open, pageOf, phone, said, screenshot } from './lib.mjs';

let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser?.close(); });

const as = (t, role, options) => pageOf(browser, t, role, options);
const paper = (name) => ({ name, mimeType: 'application/pdf', buffer: Buffer.from(`%PDF-1.4\n% ${name}\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n`) });

/** Opens a folded form of the page. */
async function unfold(page, name) {
  await page.locator('summary', { hasText: name }).click();
}

/** Answers the questions that are asked until nothing is left to ask; returns how often it had to send. */
async function answer(page, answers) {
  for (let sent = 1; sent <= 10; sent++) {
    for (const field of await page.locator('form [name^="a."]:not([type=hidden])').all()) {
      const code = (await field.getAttribute('name')).slice(2);
      assert.ok(code in answers, `${code} was not expected to be asked`);
      const choice = await field.evaluate((e) => e.tagName === 'SELECT');
      await (choice ? field.selectOption(answers[code]) : field.fill(answers[code]));
    }
    await go(page, button(page, '看会办哪些事项'));
    if (await button(page, '采用这份计划').isVisible()) return sent;
  }
  throw new Error('the questions have no end');
}

/** The page of the officer of this name: who is given a project hangs on what each has in hand on that day. */
async function officerNamed(t, name) {
  for (const { user } of demo().accounts.filter((a) => a.role === 'project_officer')) {
    const page = await as(t, 'project_officer', { user });
    if ((await page.locator('.wt-user').innerText()).includes(name)) return page;
  }
  throw new Error(`no project officer of the demo is ${name}`);
}

test('a signed lead becomes a project with an officer, and its plan is compiled', async (t) => {
  const page = await as(t, 'attraction_officer');
  const name = `示例旅程材料${Date.now() % 100000}有限公司`;
  await page.goto(`/attract/leads/new?name=${encodeURIComponent(name)}`);
  await page.getByLabel('拟投资项目').fill('旅程材料生产线');
  await go(page, button(page, '保存'));
  await go(page, page.locator('a[href^="/attract/agreements/new?lead="]').first());
  await page.fill('input[name=source]', '投资协议');
  await page.fill('input[name=contracted_0]', '2.4亿元');
  const project = await page.inputValue('input[name=project_0]');
  assert.match(project, /旅程材料/, 'the investment is named after the lead');
  await go(page, button(page, '登记签约'));
  assert.match(await said(page), /线索已转为签约/);
  // From the agreement to its project.
  await go(page, page.locator('a[href^="/land/projects?q="]').first());
  await go(page, page.getByRole('link', { name: project, exact: true }));
  const path = new URL(page.url()).pathname;
  const who = page.locator('#officer');
  assert.match(await who.innerText(), /（示例）/, 'the project has an officer');
  assert.match(await who.innerText(), /指派时在办 \d+ 个，做过同产业 \d+ 个（2 人中选）/, 'and says why it is this one');
  assert.match(await page.locator('.ms').innerText(), /签约/);
  await inOrder(page, 'zh-CN');
  await screenshot(page, 'land-project-opened');

  const [, chosen] = /专办员\s+(\S+)/.exec(await who.innerText());
  const officer = await officerNamed(t, chosen);
  await officer.goto(path);
  await go(officer, officer.getByRole('link', { name: '编制审批计划' }));
  await inOrder(officer, 'zh-CN');
  const sent = await answer(officer, { land: 'own', new_build: 'yes', use: 'industrial', forest: 'no', site_area: '12000', floor_area: '9000', investment: '24000', lift: 'no', eia: 'form', energy_tce: '1200' });
  assert.ok(sent >= 1);
  const proposed = officer.locator('section', { hasText: '要办的事项' }).first();
  assert.match(await proposed.locator('tr', { hasText: '水土保持方案审批' }).innerText(), /是否新建或扩建建筑：是，用地面积：12,000 ㎡/, 'each matter says why');
  assert.match(await proposed.locator('tr', { hasText: '项目备案' }).innerText(), /此类项目都要办/);
  assert.match(await main(officer), /八成把握不晚于 \d{4}-\d\d-\d\d/);
  assert.match(await officer.locator('section', { hasText: '不需要办的' }).last().innerText(), /林地使用审核/);
  await inOrder(officer, 'zh-CN');
  await screenshot(officer, 'land-plan-proposed');
  await go(officer, button(officer, '采用这份计划'));
  assert.match(await said(officer), /计划已生效/);
  const plan = officer.locator('#plan');
  assert.match(await plan.innerText(), /全部办结预测 P50 \d{4}-\d\d-\d\d、P80 \d{4}-\d\d-\d\d/);
  assert.ok(await plan.locator('rect.p50').count() > 5, 'the plan is drawn');
  assert.match(await plan.locator('tr', { hasText: '项目备案' }).innerText(), /待申报/);
  await inOrder(officer, 'zh-CN');
  await screenshot(officer, 'land-plan-adopted');
  await go(officer, plan.getByRole('link', { name: '水土保持方案审批' }));
  const why = officer.locator('section', { hasText: '为什么要办' }).last();
  assert.match(await why.innerText(), /用地面积：12,000 ㎡/);
  await unfold(officer, '规则原文');
  assert.match(await why.innerText(), /new_build && site_area >= 5000/);
  assert.match(await officer.locator('section', { hasText: '前置事项' }).last().innerText(), /项目备案/);
  await inOrder(officer, 'zh-CN');
  noComplaints(officer);
});

const film = '/land/projects/ex-film-line';
const matter = (page, name) => page.locator('#plan').getByRole('link', { name, exact: true });
const light = async (page) => {
  await page.goto(film);
  return page.locator('.wt-head .st').first().evaluate((e) => [e.className.replace('st', '').trim(), e.textContent.trim()]);
};

/** Hands in a document for every place where one is asked for; answers the company's page again. */
async function uploadAll(page) {
  for (let n = 0; ; n++) {
    const wanted = page.locator('#materials li', { has: page.locator('.st.red') }).getByRole('link', { name: /^上传/ }).first();
    if (!await wanted.isVisible()) return n;
    await go(page, wanted);
    await page.setInputFiles('input[type=file]', paper(`示例材料${n + 1}.pdf`));
    const until = page.locator('input[name=valid_until]');
    if (await until.isVisible()) await until.fill('2099-12-31');
    await go(page, button(page, '提交材料').or(button(page, '提交')).first());
    assert.match(await said(page), /已收下/);
  }
}

test('a correction by phone: the company mends and rates, the clerk decides', async (t) => {
  const company = await as(t, 'company_user', { viewport: phone });
  await company.goto('/portal');
  const asked = company.locator('section.ask').first();
  assert.match(await asked.innerText(), /补正消防设计审查/);
  assert.match(await asked.innerText(), /一次性告知 2 条：示例：消防设施平面图缺楼层标注；示例：缺自动喷淋系统计算书/);
  await inOrder(company, 'zh-CN');
  await screenshot(company, 'land-portal-asked-phone');
  await go(company, company.getByRole('link', { name: '去办 补正消防设计审查' }));
  const path = new URL(company.url()).pathname;
  // Handing back with points open is refused, and says which.
  await go(company, button(company, '补正完成'));
  assert.match(await main(company), /还有没补正的/);
  expected(company, 422);
  await inOrder(company, 'zh-CN');
  await go(company, company.getByRole('link', { name: /^上传消防设计文件/ }));
  await inOrder(company, 'zh-CN');
  await company.setInputFiles('input[type=file]', paper('消防设计文件（补正）.pdf'));
  await screenshot(company, 'land-upload-phone');
  await go(company, company.locator('.card-footer button[type=submit]'));
  assert.match(await said(company), /已收下：消防设计文件/);
  for (const box of await company.locator('#correct input[type=checkbox]').all()) await box.check();
  await screenshot(company, 'land-correct-phone');
  await go(company, button(company, '补正完成'));
  assert.match(await said(company), /已交回部门，时钟继续走/);

  const clerk = await as(t, 'department_clerk', { viewport: phone });
  await clerk.goto('/land/inbox');
  await inOrder(clerk, 'zh-CN');
  await screenshot(clerk, 'land-inbox-phone');
  await go(clerk, clerk.locator('tr', { hasText: '示例光膜二期功能膜生产线' }).getByRole('link', { name: '消防设计审查' }));
  assert.match(await clerk.locator('#materials').innerText(), /消防设计文件（补正）\.pdf/);
  // Rejecting wants words; approving does not.
  await clerk.getByLabel('结果').selectOption({ label: '不通过' });
  await go(clerk, button(clerk, '办结'));
  assert.match(await main(clerk), /不通过时请写明理由/);
  expected(clerk, 422);
  await clerk.getByLabel('结果').selectOption({ label: '通过' });
  await clerk.getByLabel('文号').fill('示例消审〔2026〕18号');
  await screenshot(clerk, 'land-decide-phone');
  await go(clerk, button(clerk, '办结'));
  assert.match(await said(clerk), /已办结/);
  await inOrder(clerk, 'zh-CN');
  await go(clerk, button(clerk, '送达'));
  assert.match(await said(clerk), /已送达/);

  await company.goto(path);
  assert.match(await main(company), /示例消审〔2026〕18号/);
  // One star without a word is refused; four stars are not.
  await company.getByLabel(/非常不满意/).check();
  await go(company, button(company, '提交评价'));
  assert.match(await company.locator('#rate').innerText(), /一星二星请写明哪里不满意/);
  expected(company, 422);
  await company.getByLabel(/4\s*满意/).check();
  await company.getByLabel('想说的话').fill('补正一次说清了');
  await screenshot(company, 'land-rate-phone');
  await go(company, button(company, '提交评价'));
  assert.match(await main(company), /4 星 满意[\s\S]*补正一次说清了/);
  await inOrder(company, 'zh-CN');
  noComplaints(clerk);
});

test('accepted, returned once, mended, decided: the light turns green; documents only for whom they are', async (t) => {
  const company = await as(t, 'company_user');
  await company.goto('/portal/tasks');
  await go(company, company.getByRole('link', { name: /建筑工程施工许可/ }).first());
  const path = new URL(company.url()).pathname;
  assert.ok(await uploadAll(company) >= 1, 'documents were wanted');
  await inOrder(company, 'zh-CN');
  await go(company, button(company, '申报'));
  assert.match(await said(company), /已申报/);

  const clerk = await as(t, 'department_clerk');
  await clerk.goto('/land/inbox?part=new');
  const row = clerk.locator('tr', { hasText: '示例光膜二期功能膜生产线' });
  await row.locator('input[name=ids]').check();
  await screenshot(clerk, 'land-inbox-new');
  await go(clerk, button(clerk, '受理所选'));
  assert.match(await said(clerk), /已办理 1 件/);
  const director = await as(t, 'director');
  assert.deepEqual((await light(director))[0], 'ok', 'what runs in time is green');

  await go(director, matter(director, '建筑工程施工许可'));
  const address = new URL(director.url()).pathname;
  await clerk.goto(address);
  await unfold(clerk, '一次性告知补正');
  await clerk.locator('input[name=material]').nth(2).check();
  await clerk.locator('input[name^="what."]').nth(2).fill('合同缺项目经理签字页');
  await clerk.getByLabel('其他问题（每行一条）').fill('工期与规划许可不一致，请说明');
  await screenshot(clerk, 'land-checklist');
  await go(clerk, button(clerk, '一次性告知补正'));
  assert.match(await said(clerk), /已一次性告知，时限暂停/);
  await inOrder(clerk, 'zh-CN');
  assert.equal(await button(clerk, '一次性告知补正').count(), 0, 'asking is possible once');
  const [kind, words] = await light(director);
  assert.equal(kind, 'pause', words);
  assert.match(await director.locator('.ask', { hasText: '眼下卡点' }).innerText(), /合同缺项目经理签字页；工期与规划许可不一致，请说明[\s\S]*责任：企业/);
  await screenshot(director, 'land-project-paused');

  await company.goto('/portal');
  assert.match(await company.locator('section.ask').first().innerText(), /一次性告知 2 条：合同缺项目经理签字页；工期与规划许可不一致/);
  await screenshot(company, 'land-portal-asked');
  await company.goto(path);
  assert.match(await company.locator('#correct').innerText(), /请上传 合同缺项目经理签字页/);
  await everywhere(browser, 'company_user', path, 'land-portal-matter');
  await everywhere(browser, 'department_clerk', address, 'land-matter-returned');
  await inOrder(company, 'zh-CN');
  await go(company, company.getByRole('link', { name: '换一份施工合同与中标通知书' }));
  await company.setInputFiles('input[type=file]', paper('施工合同（补签字页）.pdf'));
  await go(company, company.locator('.card-footer button[type=submit]'));
  assert.match(await company.locator('#correct').innerText(), /已交 合同缺项目经理签字页/);
  await company.getByLabel('工期与规划许可不一致，请说明').check();
  await go(company, button(company, '补正完成'));
  assert.match(await said(company), /已交回部门/);
  const file = await company.locator('#materials a[download]', { hasText: '施工合同（补签字页）.pdf' }).getAttribute('href');
  assert.equal((await light(director))[0], 'ok', 'the light is green again');

  await clerk.goto('/land/inbox');
  await go(clerk, clerk.locator('tr', { hasText: '示例光膜二期功能膜生产线' }).getByRole('link', { name: '建筑工程施工许可' }));
  await clerk.getByLabel('结果').selectOption({ label: '通过' });
  await clerk.getByLabel('文号').fill('示例施许〔2026〕7号');
  await go(clerk, button(clerk, '办结'));
  await clerk.goto('/land/inbox?part=decided');
  await clerk.locator('tr', { hasText: '示例光膜二期功能膜生产线' }).locator('input[name=ids]').check();
  await go(clerk, button(clerk, '送达所选'));
  assert.match(await said(clerk), /已办理 1 件/);
  await director.goto(address);
  assert.match(await main(director), /示例施许〔2026〕7号/);
  await director.goto('/land/lights');
  assert.equal(await director.locator('main tr', { hasText: '示例光膜二期功能膜生产线' }).count(), 0, 'nothing of it is late or due');
  await inOrder(director, 'zh-CN');
  await screenshot(director, 'land-lights');

  const status = async (page) => (await page.context().request.get(file, { maxRedirects: 0 })).status();
  for (const page of [company, clerk, director, await as(t, 'project_officer'), await as(t, 'auditor')]) assert.equal(await status(page), 200);
  // Out of one's duties it looks absent, as to another company.
  for (const role of ['attraction_officer', 'statistician', 'park_operator']) assert.equal(await status(await as(t, role)), 404, role);
  const other = await otherCompany(t);
  assert.equal(await status(other), 404, 'another company finds nothing');
  for (const there of [path, address, film]) assert.ok([403, 404].includes((await other.goto(there)).status()), there);
  await other.goto('/portal/materials');
  assert.doesNotMatch(await main(other), /施工合同/);
  noComplaints(director);
});

/** A user of another company: opened by the administrator, who hands over a password that works once. */
async function otherCompany(t) {
  const admin = await as(t, 'administrator');
  const login = `other${Date.now() % 1_000_000}`;
  await admin.goto('/admin/users/new');
  await admin.getByLabel('姓名').fill('钱企业（示例）');
  await admin.fill('input[name=login]', login);
  await admin.getByLabel('企业用户').check();
  await admin.fill('textarea[name=companies]', '示例软件有限公司');
  await go(admin, button(admin, '建立账号'));
  const once = await admin.locator('[data-password]').innerText();
  const page = await open(browser);
  t.after(() => page.context().close());
  await page.goto('/sign-in');
  await page.fill('input[name=login]', login);
  await page.fill('input[name=password]', once.trim());
  await go(page, page.locator('form:has(input[name=password]) button[type=submit]'));
  const own = 'eine-lange-losung-2026';
  await page.fill('input[name=new]', own);
  await page.fill('input[name=again]', own);
  await go(page, page.locator('form:has(input[name=new]) button[type=submit]'));
  assert.equal(new URL(page.url()).pathname, '/portal', 'signed in');
  return page;
}
