# Deadlines
deadline-title = My deadlines
deadline-meta = What has a day and concerns you; it can be subscribed to from phones and mail programs
deadline-list = By day
deadline-count = { $n } { $n ->
    [one] item
   *[other] items
}
deadline-none = Nothing is due
deadline-none-text = Matters in hand, requests and documents to follow are listed here by their days.
deadline-late = Overdue
deadline-today = Today
deadline-in-days = in { $n } { $n ->
    [one] day
   *[other] days
}
deadline-address = Calendar subscription
deadline-address-text = Make an address of your own and add it to your phone, Outlook or mail system as a subscribed calendar; it follows when days change.
deadline-make = Make an address
deadline-made = Made
deadline-read = Last read
deadline-read-never = No calendar has read it yet
deadline-renew = New address
deadline-renew-sure = The old address ends at once, and calendars that use it must be added again. Make a new one?
deadline-revoke = End it
deadline-revoke-sure = Calendars that use it will no longer be updated. End it?
deadline-revoked = The address has ended.
deadline-fresh = The address
deadline-fresh-text = Copy it now: it is shown this once, only its fingerprint is kept.
deadline-secret = Who knows the address sees these deadlines without signing in: do not pass it on. What it shows follows your rights at that moment.
deadline-calendar = Wutong deadlines · { $name }
deadline-matter = { $matter } due ({ $project })
deadline-matter-late = Overdue: { $matter } ({ $project })
deadline-department = Department: { $department }
deadline-should = Was due on { $day }
deadline-provisional = (provisional) { $what }
deadline-provisional-why = The holidays of that year are not published yet, so the day is provisional.
deadline-milestone-forecast = { $stone } expected: { $project }
deadline-milestone-planned = { $stone } planned: { $project }
deadline-milestone-late = Not later than { $day } with 80 % confidence
deadline-milestone-plan = Planned for { $day }
deadline-request = Answer: { $subject } ({ $company })
deadline-request-late = Answer overdue: { $subject } ({ $company })
deadline-hand-in = Can be handed in: { $matter } ({ $project })
deadline-work = Can begin: { $matter } ({ $project })
deadline-correct = To be corrected: { $matter } ({ $project })
deadline-owed = { $paper } to follow: { $matter } ({ $project })
deadline-owed-late = { $paper } is overdue: { $matter } ({ $project })
deadline-paper = { $paper } ends, please renew it
deadline-paper-late = { $paper } has ended, please renew it
event-calendar-shared = Made an address for the calendar of deadlines
event-calendar-revoked = Ended the address for the calendar of deadlines
throttle-calendar = This calendar address is read too often. Please read it again in { $minutes } min.
