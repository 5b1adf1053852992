lead-title = 线索
