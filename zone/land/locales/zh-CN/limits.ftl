# 诉求时限
request-limits-title = 诉求时限
request-limits-now = 现行时限
request-limits-note = 只管此后提出的诉求，已提出的仍按原时限
request-limits-answer = 答复时限
request-limits-first = 首次响应时限
request-limits-silent = 无异议办结
request-limits-silent-hint = 答复后企业多久没有再提出，就视为认可、自动办结
request-limits-n = { $n } 个工作日
request-limits-days = 请填 1 到 { $most } 之间的整数。
request-limits-contact = 首次响应不能比答复还晚。
request-limits-stale = 时限刚被别人改过，请看过新的再改。
request-limits-saved = 已保存，此后提出的诉求按新时限。
request-limits-history = 变更记录
request-limits-never = 还没有改过，用的是默认时限。
request-limits-from = 自何时起
request-limits-by = 谁设定
request-limits-link = 时限
event-request-limits_set = 设定了诉求时限
# 企业端的答复时间
portal-reply-usual = 近 90 天的 { $n } 件诉求，一半在 { $days } 个工作日内答复
portal-reply-same-day = 近 90 天的 { $n } 件诉求，一半在当天答复
portal-reply-promised = 承诺 { $days } 个工作日内答复
portal-phone = 电话
