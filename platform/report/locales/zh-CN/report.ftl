# 报告（PDF）
report-page = 第 { $page } 页 共 { $pages } 页
report-contents = 目录
report-source = 来源：{ $text }
report-missing = 字库缺字，文中以 □ 代替：{ $codes }
report-too-many-pages = 报告超过 { $limit } 页，没有生成。请减少内容，或分成几份。
report-too-much-text = 报告文字超过 { $limit } MB，没有生成。请减少内容，或分成几份。
report-too-many-columns = 表格超过 { $limit } 列，A4 纸排不下。请去掉几列，或导出为表格文件。
