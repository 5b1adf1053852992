# The company registry: what is said while reading, building and asking
registry-io = { $path } cannot be read or written: { $reason }.
registry-sheet = { $path } cannot be read: { $reason }
registry-parquet = { $path } is no readable Parquet file: { $reason }.
registry-nothing-to-read = { $path } holds no .parquet, .csv, .tsv, .txt or .xlsx file.
registry-mapping = ‘{ $given }’ is no mapping: write KEY=COLUMN, or capital:万元=COLUMN. The keys are { $keys }.
registry-no-column = { $file } has no column ‘{ $column }’. Its columns are: { $headings }.
registry-no-name-column = In { $file } no column could be recognised as the company’s name: say which with --map name=COLUMN. Its columns are: { $headings }.
registry-no-lake = There is no registry in { $path }: build one with wutong registry build.
registry-lake = The registry in { $path } cannot be used ({ $reason }): build it again in an empty folder.
registry-busy = The registry in { $path } is being built by another process: wait until it is done.
registry-cancelled = The build was cancelled; the registry is as it was before.
registry-query = The question cannot be understood: { $reason }.
registry-engine = The registry failed to answer: { $reason }.
registry-cluster = The cluster at { $address } is not ready ({ $reason }): start its scheduler and executors, or leave --cluster out.
registry-node = The node on { $address } stopped: { $reason }.
registry-none-registered = None of the { $firms } companies has a date of registration. Their source may know when they were listed: try --year-of listed.
registry-none-listed = None of the { $firms } companies has a date of listing: leave --year-of out to count by registration.
