# 后台任务：进度、结果、取消
job-title = 后台任务
job-state-queued = 排队
job-state-running = 进行中
job-state-done = 已完成
job-state-failed = 未完成
job-state-cancelled = 已取消
job-state-interrupted = 中断
job-waiting = 排队等候
job-stopping = 正在停下
job-interrupted = 程序中途停止，这项任务没有做完。已写入的都保留，请重新开始。
job-times = 开始 { $from }，结束 { $to }
job-see-result = 查看结果
job-cancel-asked = 已请求取消，做完手头这一步就停。
