# Verifying, backing up and restoring the books
backup-not-found = There is no such backup file; please check the path.
backup-damaged = The backup is not as it was written ({ $part }). Nothing was restored or changed. Please use another backup, or copy it again.
backup-format = The backup format “{ $format }” is not known. Nothing was restored. Please use the version of the program that wrote it.
backup-other-program = The backup’s data layout ({ $step }) does not fit this program. Nothing was restored. Please use a program at least as new as the one that wrote it.
backup-chain-broken = The journal of “{ $zone }” in the backup does not hold at event { $seq }. Nothing was restored or changed. Please use an earlier backup.
restore-not-empty = The database already holds data; nothing was restored. To replace it, add --replace (the old file of an embedded database is kept).
restore-in-use = Another program is using the database; nothing was restored. Please stop the server first.
journal-contradicts-head = The journal contradicts the last signed head and was not signed again. Run wutong journal verify to see where it was changed.
