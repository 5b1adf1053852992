# 账簿的校验、备份与恢复
backup-not-found = 找不到这个备份文件，请核对路径。
backup-damaged = 备份文件与写成时不一致（{ $part }），没有恢复，现有数据未动。请换一份备份，或重新拷贝后再试。
backup-format = 不认识备份格式“{ $format }”，没有恢复。请用写出这份备份的程序版本。
backup-other-program = 备份里的数据结构（{ $step }）与本程序不符，没有恢复。请换用不低于写出这份备份的程序版本。
backup-chain-broken = 备份里“{ $zone }”的账簿在第 { $seq } 条处对不上，没有恢复，现有数据未动。请换一份更早的备份。
restore-not-empty = 目标数据库里已有数据，没有恢复。确要替换，请加 --replace；嵌入式数据库的旧文件会保留。
restore-in-use = 目标数据库正被另一个程序使用，没有恢复。请先停下服务再试。
journal-contradicts-head = 账簿与上次签名的位置对不上，没有再签名。请运行 wutong journal verify 查明哪里被改动。
