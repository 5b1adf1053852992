// What people come for, from the first click to the last: signing in with a second factor, finding, correcting and
// importing companies, two people at one record, a company that sees only itself.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { account, expected, go, inOrder, launch, noSidewaysScroll, pageOf, phone, screenshot } from './lib.mjs';

let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser?.close(); });

const as = (t, role, options) => pageOf(browser, t, role, options);

/** The code of RFC 6238 that an authenticator app shows at that time: SHA-1, six digits, thirty seconds. */
function totp(secret, at = Date.now()) {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...secret.replace(/\s/g, '')].map((c) => alphabet.indexOf(c).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)));
  const hash = createHmac('sha1', key).update(counter).digest();
  const number = hash.readUInt32BE(hash.at(-1) & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, '0');
}

/** A unified social credit code with the check character of GB 32100-2015. */
function creditCode(body) {
  const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';
  const sum = [...body].reduce((total, c, i) => total + alphabet.indexOf(c) * (3 ** i % 31), 0);
  return body + alphabet[(31 - (sum % 31)) % 31];
}

test('the codes that the tests make are real ones', () => {
  // RFC 6238, appendix B, the last six digits; GB 32100-2015 by a code of the demonstration zone.
  assert.equal(totp('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ', 59_000), '287082');
  assert.equal(creditCode('91650104EXAMPL055'), '91650104EXAMPL055M');
});

/** Takes the second factor off again: the other journeys sign in with the password alone. */
async function withoutSecondFactor(page, password) {
  await page.goto('/account/second-factor');
  await page.fill('input[name=current]', password);
  await go(page, page.locator('button[formaction="/account/second-factor/disable"]'));
  assert.ok(await page.locator('form[action="/account/second-factor/begin"]').isVisible(), 'the factor is off again');
}

test('second factor, search, where from, edit, timeline', async (t) => {
  const page = await as(t, 'statistician');
  const { user, password } = account('statistician');
  await page.goto('/account/second-factor');
  await go(page, page.locator('form[action="/account/second-factor/begin"] button'));
  await inOrder(page, 'zh-CN');
  const secret = await page.locator('[data-secret]').innerText();
  const began = Date.now();
  await page.fill('input[name=code]', '000000');
  await go(page, page.locator('form[action="/account/second-factor/confirm"] button[type=submit]'));
  assert.ok(await page.locator('.invalid-feedback').isVisible(), 'a wrong code is refused beside the field');
  expected(page, 422);
  await page.fill('input[name=code]', totp(secret, began));
  await go(page, page.locator('form[action="/account/second-factor/confirm"] button[type=submit]'));
  assert.ok(await page.locator('[data-recovery-codes] li').count() >= 8, 'recovery codes are shown once');
  await inOrder(page, 'zh-CN');

  try {
    await page.locator('.wt-menu summary').click();
    await go(page, page.locator('form[action="/sign-out"] button'));
    await page.goto('/sign-in');
    await page.fill('input[name=login]', user);
    await page.fill('input[name=password]', password);
    await go(page, page.locator('form:has(input[name=password]) button[type=submit]'));
    assert.match(page.url(), /\/sign-in\/code/, 'the password alone does not let in');
    await inOrder(page, 'zh-CN');
    // A code counts once, so this is the next one.
    await page.fill('input[name=code]', totp(secret, began + 30_000));
    await go(page, page.locator('form[action="/sign-in/code"] button[type=submit]'));
    assert.equal(new URL(page.url()).pathname, '/today');

    await page.keyboard.press('/');
    await page.keyboard.type('中科曙光');
    await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')]);
    await go(page, page.getByRole('link', { name: '中科曙光', exact: true }));
    assert.equal(await page.locator('h1').innerText(), '中科曙光');
    const source = page.locator('.table details').first();
    await source.locator('summary').click();
    assert.match(await source.locator('q').innerText(), /中科曙光/, 'where from? shows the sentence');
    const seen = await source.locator('q').evaluate((q) => {
      const { left, top, height } = q.getBoundingClientRect();
      return q.contains(document.elementFromPoint(left + 4, top + height / 2));
    });
    assert.ok(seen, 'nothing covers or cuts the sentence');

    const website = `https://example.com/${Date.now()}`;
    await go(page, page.getByRole('link', { name: '修改', exact: true }));
    await page.fill('input[name=website]', website);
    await go(page, page.locator('form.wt-form button[type=submit]').last());
    const newest = page.locator('#history li').first();
    assert.match(await newest.innerText(), new RegExp(website), 'the timeline shows the new value');
    assert.match(await newest.innerText(), /吴统计/, 'and who changed it');
    await inOrder(page, 'zh-CN');
  } finally {
    await withoutSecondFactor(page, password);
  }
});

/** A file as 企查查 sends it: a disclaimer, 41 headings on row 2, then companies; some rows are bad. */
function qichacha() {
  const header = ['原文件导入名称', '系统匹配企业名称', '登记状态', '法定代表人', '注册资本', '实缴资本', '成立日期', '核准日期', '营业期限',
    '所属省份', '所属城市', '所属区县', '统一社会信用代码', '纳税人识别号', '注册号', '组织机构代码', '参保人数', '参保人数所属年报', '企业（机构）类型',
    '国标行业门类', '国标行业大类', '国标行业中类', '国标行业小类', '企查查行业门类', '企查查行业大类', '企查查行业中类', '企查查行业小类', '企业规模',
    '曾用名', '英文名', '官网', '电话', '更多电话', '邮箱', '更多邮箱', '企业地址', '最新年报地址', '最新年报年份', '纳税人资质', '企业简介', '经营范围'];
  assert.equal(header.length, 41);
  const row = (facts) => header.map((heading) => facts[heading] ?? '-');
  const company = (name, code, insured = '12') => row({
    原文件导入名称: name, 系统匹配企业名称: name, 登记状态: '存续（在营、开业、在册）', 注册资本: '500万元', 成立日期: '2015-03-02', 所属省份: '新疆维吾尔自治区',
    所属城市: '乌鲁木齐市', 所属区县: '新市区', 统一社会信用代码: code, 参保人数: insured, 国标行业门类: '信息传输、软件和信息技术服务业',
    国标行业大类: '软件和信息技术服务业', 国标行业中类: '软件开发', 国标行业小类: '应用软件开发', 企业地址: '示例路1号', 经营范围: '软件开发',
  });
  const lines = [
    company('示例晨曦数据有限公司', creditCode('91650104MA7EXAM01')),
    company('示例天池软件有限公司', creditCode('91650104MA7EXAM02')),
    company('示例红山智能有限公司', creditCode('91650104MA7EXAM03')),
    company('示例错码有限公司', `${creditCode('91650104MA7EXAM04').slice(0, 17)}?`),
    company('未匹配到相关企业', '-'),
  ];
  const cell = (text) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return `\ufeff示例文件，仅供测试\r\n${[header, ...lines].map((l) => l.map(cell).join(',')).join('\r\n')}\r\n`;
}

/** What a tab of the preview counts. */
async function counted(page, word) {
  return Number(await page.locator('.cards a', { hasText: word }).locator('b').innerText());
}

async function found(page, name) {
  await page.goto(`/enterprises?q=${encodeURIComponent(name)}`);
  return page.getByRole('link', { name, exact: true }).count();
}

test('import: preview, error rows, apply, undo', async (t) => {
  const page = await as(t, 'attraction_officer');
  await page.goto('/enterprises/import');
  await page.setInputFiles('input[type=file]', { name: '示例名单.csv', mimeType: 'text/csv', buffer: Buffer.from(qichacha()) });
  await go(page, page.locator('form[enctype="multipart/form-data"] button[type=submit]'));
  await page.locator('.cards').waitFor();
  assert.deepEqual([await counted(page, '新增'), await counted(page, '错误')], [3, 2]);
  await inOrder(page, 'zh-CN');
  await screenshot(page, 'import-preview');
  assert.equal(await found(page, '示例晨曦数据有限公司'), 0, 'a preview writes nothing');
  await page.goBack();

  const [download] = await Promise.all([page.waitForEvent('download'), page.locator('a[href$="/errors.xlsx"]').click()]);
  const errors = readFileSync(await download.path());
  assert.equal(errors.subarray(0, 2).toString(), 'PK', 'the bad rows come as a workbook');

  await go(page, page.locator('form[action$="/apply"] button'));
  const undo = page.locator('form[action$="/undo"] button');
  await undo.waitFor();
  const batch = page.url();
  await inOrder(page, 'zh-CN');
  for (const name of ['示例晨曦数据有限公司', '示例天池软件有限公司', '示例红山智能有限公司']) {
    assert.equal(await found(page, name), 1, `${name} is in the books`);
  }
  assert.equal(await found(page, '示例错码有限公司'), 0, 'a bad row is not written');

  await page.goto(batch);
  await undo.click();
  await go(page, page.locator('dialog button', { hasText: '撤销' }).or(page.locator('dialog .btn-danger')).first());
  await page.getByText('已撤销').first().waitFor();
  // The index of the list follows the books a moment later.
  for (let tries = 0; tries < 20 && await found(page, '示例晨曦数据有限公司') > 0; tries++) await page.waitForTimeout(250);
  assert.equal(await found(page, '示例晨曦数据有限公司'), 0, 'the undone company is gone');
});

test('language both ways, list and company on a phone', async (t) => {
  const page = await as(t, 'director', { viewport: phone });
  await page.goto('/enterprises');
  const other = page.locator('form[action="/language"] button').first();
  await go(page, other);
  assert.equal(await page.getAttribute('html', 'lang'), 'en');
  assert.equal(new URL(page.url()).pathname, '/enterprises', 'the language changes, the page stays');
  assert.equal(await page.locator('h1').innerText(), 'Companies');
  await go(page, page.locator("main table a[href^='/enterprises/']").first());
  await inOrder(page, 'en');
  await go(page, other);
  await inOrder(page, 'zh-CN');
  await page.locator('.wt-bottom a[href="/enterprises"]').click();
  await page.waitForURL('**/enterprises');
  await noSidewaysScroll(page);
});

test('two people at one company: the later one sees both versions', async (t) => {
  const [first, second] = [await as(t, 'statistician'), await as(t, 'project_officer')];
  const edit = '/enterprises/ex-film/edit';
  await first.goto(edit);
  await second.goto(edit);
  const save = (page) => page.locator('form.wt-form > div:last-child button[type=submit]');
  await first.fill('input[name=address]', '示例路 1 号');
  await go(first, save(first));
  await second.fill('input[name=address]', '示例路 2 号');
  const answer = second.waitForResponse((r) => r.request().method() === 'POST');
  await go(second, save(second));
  assert.equal((await answer).status(), 409);
  const both = await second.locator('.ask table').innerText();
  assert.match(both, /示例路 1 号/);
  assert.match(both, /示例路 2 号/);
  expected(second, 409);
  await inOrder(second, 'zh-CN');
  await go(second, second.locator('.ask button[type=submit]'));
  assert.match(await second.locator('main').innerText(), /示例路 2 号/, 'one\'s own version can be kept');
});

test('a company sees only itself', async (t) => {
  const page = await as(t, 'company_user');
  await page.goto('/enterprises');
  const links = await page.locator("main table a[href^='/enterprises/']").evaluateAll((all) => all.map((a) => a.getAttribute('href')));
  assert.deepEqual(links, ['/enterprises/ex-film']);
  assert.equal(await found(page, '中科曙光'), 0);
  const status = async (path) => (await page.goto(path)).status();
  assert.equal(await status('/enterprises/ex-film'), 200);
  assert.equal(await status('/enterprises/zhongke-kekong'), 404, 'another company is as if it were not there');
  for (const path of ['/enterprises/import', '/measure', '/admin/users', '/admin/journal', '/enterprises/ex-film/edit']) {
    assert.ok([403, 404].includes(await status(path)), `${path} is not for companies`);
  }
});
