# 外框：顶栏、菜单、语言、通用按钮
brand = 梧桐
skip-to-content = 跳到正文
main-menu = 主导航
bottom-menu = 底部导航
tabs = 本栏目页面
more = 更多
search-everything = 全局搜索
search-placeholder = 企业、信用代码、拼音
switch-language = Switch to English
switch-language-short = EN
user-menu = 用户菜单
my-account = 我的账号
sign-out = 退出登录

place-today = 今日
place-attract = 招商
place-land = 落地
place-chain = 产业链
place-enterprise = 企业
place-premises = 载体
place-policy = 政策
place-measure = 监测
place-admin = 管理

role-director = 管委会领导
role-attraction-officer = 招商专员
role-project-officer = 项目专办员
role-department-clerk = 部门经办人
role-park-operator = 园区运营人员
role-statistician = 统计人员
role-company-user = 企业用户
role-administrator = 系统管理员
role-auditor = 审计人员

action-view = 查看
action-create = 新增
action-edit = 修改
action-merge = 合并
action-export = 导出
action-assign = 指定负责人
action-erase = 抹除

save = 保存
cancel = 取消
confirm = 确认
delete = 删除
edit = 修改
back = 返回
close = 关闭
search = 搜索
retry = 重试
to-front-page = 回到首页
download = 下载
example = 示例
example-short = 示例
absent = 无数据
source-title = 出处：{ $source }，点开看原文或记录
select-all = 全选
select-row = 选 { $name }
unit = （{ $unit }）
required = 必填
as-picture = 图
as-table = 表

pager = 翻页
pager-none = 没有记录
pager-rows = 第 { $from }–{ $to } 行，共 { $total } 行
pager-rows-more = 第 { $from }–{ $to } 行，共 { $total } 行以上
pager-page = 第 { $page } / { $pages } 页
pager-previous = 上一页
pager-next = 下一页
chip-remove = 去掉条件：{ $name }
drop-condition = 去掉这个条件
clear-conditions = 清空条件

stale-field = 字段
stale-theirs = 现在
stale-yours = 您填的

job-seconds-left = 约剩 { $n } 秒。
job-leave = 可离开本页，完成后这里能看到结果。
job-finished = 已完成

saved = 已保存。
saved-name = 已保存：{ $name }。
bell-none = 消息
bell-some = 消息：{ $n } 件待看
