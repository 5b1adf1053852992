# 园区
zone-none = 还没有园区。请先用 wutong zone load 装入一个园区包，或运行 wutong demo。
zone-which = 这里有多个园区，请用 --zone 指明一个。
zone-unknown = 没有这个园区。
event-zone-loaded = 装入了园区包
database-url = 数据库地址应以 sqlite:// 或 postgres:// 开头。
# 日志
journal-title = 日志
journal-meta = 每一次改动都在这里，首尾相连，不能悄悄改
journal-verify = 校验
journal-export = 导出 OCEL
journal-seq = 序号
journal-when = 时间
journal-who = 谁
journal-what = 做了什么
journal-about = 对象
journal-more = 等，另有 { $n } 家
journal-older = 更早
journal-system = 系统
journal-erased = 已注销的用户
journal-holds = 校验通过：{ $events } 条记录首尾相连，与第 { $signed } 条的签名一致。
journal-holds-unsigned = 校验通过：{ $events } 条记录首尾相连；还没有签名的表头，看不出末尾是否被截去。
journal-broken = 校验不通过：{ $findings } 处不符。请保留现场，用备份比对，并通知审计。
journal-finding = 第 { $seq } 条：{ $what }
