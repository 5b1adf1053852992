# 消息
message-title = 消息
message-meta = 与您有关的消息：同事、线索、审批时限、企业诉求
message-said = 收到的消息
message-unseen = { $n } 条未读
message-unread = 未读：
message-read = 标为已读
message-read-all = 全部标为已读
message-marked = 已将 { $n } 条消息标为已读。
message-none = 还没有消息。同事提到您、线索易手、审批时限临近或超期、企业诉求有了变化，都会出现在这里。
message-newest = 最新消息
message-older = 更早的消息
message-due = 到期事项
message-due-none = 没有到期的事。
message-due-note = 到期事项按此刻的线索实时列出，办了就消失，不需要标为已读。
today-news = 新消息
today-news-all = 全部消息
