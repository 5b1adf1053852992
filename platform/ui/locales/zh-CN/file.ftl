# 附件：什么样的文件收得下
file-empty = 这个文件是空的。
file-broken = 文件没有传完整，请再试一次。
file-kind = 只收 PDF、OFD、Word、Excel、PPT、JPG、PNG、DWG、TXT、CSV 文件。
file-other = 文件内容与扩展名不符，没有收下。
file-large = 文件超过 { $limit } MB。
