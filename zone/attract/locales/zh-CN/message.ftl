# 消息
message-due-answers = 答复已超时
message-due-steps = 下一步今天到期或已逾期
message-due-returning = 即将退回公海
message-mention = { $who } 提到了你：
message-asked = { $who } 请求移交你的线索：
message-given = { $who } 把线索移交给了你：
message-declined = { $who } 没有同意移交：
message-assigned = { $who } 指定你负责：
message-taken-over = { $who } 把你的线索交给了别人：
message-released = { $who } 把你的线索退回了公海：
message-claimed = { $who } 认领了原来由你负责的线索：
message-returned = 久未跟进，已退回公海：
