# Reports (PDF)
report-page = Page { $page } of { $pages }
report-contents = Contents
report-source = Source: { $text }
report-missing = Characters that the font lacks, shown as □: { $codes }
report-too-many-pages = The report would be longer than { $limit } pages and was not made. Leave something out, or split it.
report-too-much-text = The report has more than { $limit } MB of text and was not made. Leave something out, or split it.
report-too-many-columns = A table has more than { $limit } columns, too many for A4 paper. Leave some out, or export a spreadsheet instead.
