# 打印的审批计划
print-link = 打印计划
print-print = 打印
print-company = 企业
print-number = 第 { $n } 版，{ $day } 编制
print-why = 为什么办、要哪些材料
print-why-with = { $why }。材料：{ $papers }
print-no-materials = 无
print-may-follow = { $name }（可后补）
print-planned = 计划
print-expected = 预计（五成–八成把握）
print-state = 状态
print-done-on = { $day } 办结
print-foot = 按 { $day } 的办理情况打印；预计日期每天按进度重新推算。
