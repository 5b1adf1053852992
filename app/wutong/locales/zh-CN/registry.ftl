# 企业名录：读取、建库与查询时的说明
registry-io = 无法读写 { $path }：{ $reason }
registry-sheet = { $path } 无法读取：{ $reason }
registry-parquet = { $path } 不是可读的 Parquet 文件：{ $reason }
registry-nothing-to-read = { $path } 中没有 .parquet、.csv、.tsv、.txt 或 .xlsx 文件。
registry-mapping = “{ $given }”不是列对应：请写成 键=列名，注册资本可写 capital:万元=列名。可用的键：{ $keys }
registry-no-column = { $file } 没有“{ $column }”这一列。现有列：{ $headings }
registry-no-name-column = { $file } 中认不出哪一列是企业名称：请用 --map name=列名 指明。现有列：{ $headings }
registry-no-lake = { $path } 里没有企业名录：先用 wutong registry build 建一个。
registry-lake = { $path } 里的企业名录无法使用（{ $reason }）：请在空文件夹里重新建库。
registry-busy = { $path } 里的企业名录正由另一个进程建库：请等它完成。
registry-cancelled = 建库已取消，企业名录保持原样。
registry-query = 看不懂这个查询：{ $reason }
registry-engine = 企业名录未能回答：{ $reason }
registry-cluster = { $address } 的集群未就绪（{ $reason }）：请先启动调度节点和执行节点，或者不用 --cluster。
registry-node = { $address } 上的节点已停止：{ $reason }
registry-none-registered = 这 { $firms } 家企业都没有成立日期。若来源只有上市日期，请改用 --year-of listed。
registry-none-listed = 这 { $firms } 家企业都没有上市日期：去掉 --year-of，即按成立年份统计。
