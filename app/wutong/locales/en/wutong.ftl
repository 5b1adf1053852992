# Zone
zone-none = There is no zone yet. Load a pack with wutong zone load, or run wutong demo.
zone-which = There are several zones here; name one with --zone.
zone-unknown = There is no such zone.
event-zone-loaded = Loaded a zone pack
database-url = The database address begins with sqlite:// or postgres://.
# Journal
journal-title = Journal
journal-meta = Every change is here, chained so that none can be altered unnoticed
journal-verify = Verify
journal-export = Export OCEL
journal-seq = No.
journal-when = When
journal-who = Who
journal-what = What
journal-about = About
journal-more = and { $n } more
journal-older = Earlier
journal-system = System
journal-erased = Former user
journal-holds = Verified: { $events } events form an unbroken chain that agrees with the signature at event { $signed }.
journal-holds-unsigned = Verified: { $events } events form an unbroken chain. No head has been signed yet, so a cut end could not be seen.
journal-broken = Not verified: { $findings } findings. Keep everything as it is, compare with a backup and tell the auditor.
journal-finding = Event { $seq }: { $what }
