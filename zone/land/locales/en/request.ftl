# Requests and ratings
request-title = Requests
request-new = Write down a call
request-subject = Request
request-body = In detail
request-body-hint = As the company says it: what it is about, where it is stuck, what it hopes for
request-state = State
request-company = Company
request-with = Handled by
request-nobody = Nobody yet
request-due = Answer due
request-provisional = provisional
request-asked = Asked
request-about = About
request-limit = within { $n ->
    [one] 1 working day
   *[other] { $n } working days
}
request-breached = Overdue since
request-facts = Facts
request-state-open = Open
request-state-answered = Answered
request-state-closed = Closed
request-channel = Came by
request-channel-portal = Portal
request-channel-phone = Phone
request-channel-visit = Visit
request-untaken = Not taken up
request-over = { $n ->
    [one] One working day over
   *[other] { $n } working days over
}
request-due-today = Due today
request-left = { $n ->
    [one] One working day left
   *[other] { $n } working days left
}
request-search = Request, company
request-show-open = Open
request-show-mine = Mine
request-show-department = My department
request-show-free = Not taken up
request-show-overdue = Overdue
request-show-answered = Answered
request-show-low = Poor ratings
request-show-all = All
request-none = No requests here
request-none-text = Companies ask in their portal or call their officer; taken up and answered within limits, reported to the directors when late.
request-work-mine = Requests with me
request-work-department = Requests with my department
request-work-free = Requests not taken up
request-work-overdue = Overdue requests
request-work-ratings = Poor ratings not looked at
request-talk = Conversation
request-you = You
request-system = The system
request-internal = Internal
request-internal-only = For colleagues only; the company does not see it
request-answer = Answer
request-answer-field = Answer to the company
request-answer-hint = What was found, on which grounds, and what comes next; the company rates it
request-say = Talk
request-say-field = Message
request-say-do = Send
request-route = Pass on
request-route-to = To
request-route-choose = Choose a department or an officer
request-route-reason = Reason
request-route-reason-hint = For colleagues only
request-routed-to = Passed on to { $name }
request-reopened-word = Asked again
request-rung-contact = Not taken up in time: reported to the directors
request-rung-ahead = Due tomorrow: the handler was reminded
request-rung-over = One working day over: reported to the directors
request-rung-long = Five working days over: reported to the directors again
request-take = Take it up
request-find-company = Which company
request-find-company-hint = Name, short name, credit code or pinyin
request-company-unknown = The books know no “{ $words }”; try another spelling, or register the company first.
request-company-missing = Choose the company first.
request-past-order = The days must follow each other from asking, taking up and answering to rating and reading, none after today; a rating needs an answer, reading needs a rating.
request-other-company = Another one
request-project = Project
request-no-project = About no project in particular
request-to = Goes to
request-to-officer = The project’s officer
request-write-down = Write it down
request-words-missing = Fill this in.
request-words-long = At most { $most } characters.
request-department-missing = Choose a department from the list.
request-target-missing = Choose a department or an officer.
request-stale = This request has just changed; look at it again.
request-closed-already = This request is closed; to go on, raise another.
request-reopened-already = A request can be asked again once only.
request-asked-done = Written down; who has to answer is reminded before the limit.
request-taken-done = It is yours now.
request-said-done = Sent.
request-noted-done = Noted, for colleagues only.
request-routed-done = Passed on.
request-answered-done = Answered; the company will rate it.
rating-title = Ratings
rating-word = Rating
rating-what = What was rated
rating-on = Day
rating-department = Department
rating-noted = Noted by a director
rating-note-it = Noted
rating-noted-done = Marked as noted.
rating-all = All
rating-low = Poor
rating-look = Look
rating-none = No ratings yet
rating-none-text = When a matter is decided or a request answered, the company rates it in a minute; one or two stars need a word and go straight to the directors.
rating-unnoted = { $n ->
    [one] One poor rating has not been looked at by a director.
   *[other] { $n } poor ratings have not been looked at by a director.
}
rating-of-matter = Matter
rating-of-request = Request
rating-stars = { $n ->
    [one] One star, { $word }
   *[other] { $n } stars, { $word }
}
rating-1 = very dissatisfied
rating-2 = dissatisfied
rating-3 = fairly satisfied
rating-4 = satisfied
rating-5 = very satisfied
rating-stars-missing = Choose one to five stars.
rating-word-missing = With one or two stars please say what was wrong; the directors will read it.
rating-too-early = It is not finished yet; rate it when it is.
rating-twice = You have rated this already, thank you.
land-notice-request-asked = { $company } asks: { $subject }
land-notice-request-taken = Somebody has taken up your request: { $subject }
land-notice-request-said = A new message on the request of { $company }: { $subject }
land-notice-request-routed = Passed on to you: { $company }, { $subject }
land-notice-request-answered = Your request is answered: { $subject }
land-notice-request-reopened = { $company } is not satisfied and asks again: { $subject }
land-notice-request-contact = Not taken up in time: { $company }, { $subject }
land-notice-request-ahead = Due tomorrow: { $company }, { $subject }
land-notice-request-over = One working day over: { $company }, { $subject }
land-notice-request-long = Five working days over: { $company }, { $subject }
land-notice-rating-low = A company gave { $stars } of 5 stars: { $subject }
event-request-asked = Request raised
event-request-taken = Request taken up
event-request-said = Message on a request
event-request-noted = Internal note on a request
event-request-routed = Request passed on
event-request-answered = Request answered
event-request-reopened = Request asked again
event-request-rated = Request rated
event-request-closed = Request closed
event-request-escalated = Request escalated
event-matter-rated = Matter rated
event-rating-noted = Poor rating noted
