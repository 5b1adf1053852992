# Attachments: which files are taken
file-empty = The file is empty.
file-broken = The file did not arrive whole; try again.
file-kind = Only PDF, OFD, Word, Excel, PowerPoint, JPG, PNG, DWG, TXT and CSV files are taken.
file-other = The file is not what its name says; it was not taken.
file-large = The file is larger than { $limit } MB.
