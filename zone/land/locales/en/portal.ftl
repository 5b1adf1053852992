# The portal of companies
place-portal = Progress
place-portal-tasks = To do
place-portal-requests = Requests
place-portal-materials = Documents
portal-title = Progress
portal-tasks-title = To do
portal-materials-title = Documents
portal-materials-meta = Handed in once, used everywhere
portal-projects = My projects
portal-head = { $done } of { $all } approvals done, { $running } under way
portal-forecast = All done about { $day }, with 80% confidence by { $late }
portal-forecast-provisional = All done about { $day } (provisional), with 80% confidence by { $late }
portal-forecast-milestone = { $name } about { $day }, with 80% confidence by { $late }
portal-now = { $n ->
    [one] One thing for you to do now
   *[other] { $n } things for you to do now
}
portal-now-nothing = Nothing for you to do now
portal-now-nothing-text = What you have to hand in, mend or confirm will stand here, and your officer will tell you.
portal-all-tasks = See all
portal-see-progress = See the progress
portal-progress = Approvals
portal-recent = Recent
portal-all-steps = All { $n }
portal-counts = { $done } done, { $running } under way, { $ahead } not begun
portal-no-steps = The list of approvals is being made; each will stand here.
portal-rate-step = Please rate this step (10 seconds)
portal-officer = Your officer
portal-officer-none = An officer is being found for you.
portal-officer-text = Helps all the way; ask whatever holds you up
portal-message = Message
portal-trouble = In trouble?
portal-trouble-text = Taken up and answered within limits, reported to the directors when late.
portal-ask = Raise a request
portal-none = No project yet
portal-none-text = After signing, every approval of your project and its progress stand here. Ask whenever you need something.
portal-expected = Expected { $day }
portal-soon = Not begun
portal-prerequisites = { $n ->
    [one] Waits for one approval
   *[other] Waits for { $n } approvals
}
portal-ready = You can apply now
portal-submitted = Handed in, waiting to be accepted
portal-accepted = Under way
portal-correction = Waiting for you; the clock stands
portal-special = Special procedure; the clock stands
portal-owed = { $n ->
    [one] One document still to follow
   *[other] { $n } documents still to follow
}
portal-paused = { $n ->
    [one] Stands for one day
   *[other] Stands for { $n } days
}
portal-promised = Promised by { $day }
portal-promised-provisional = Promised by { $day } (provisional)
portal-story-submitted = Handed in { $day }.
portal-story-accepted = Accepted { $day }.
portal-story-correction = { $day }: { $n } points to mend, said at once.
portal-story-special = { $procedure } since { $day }, not counted.
portal-story-days = { $used } working days used, { $left } left.
portal-story-over = { $n ->
    [one] 1 working day
   *[other] { $n } working days
} over the promise; the directors know.
portal-took = took { $used } days, promised { $promised }
portal-done = Done
portal-reached = Reached
portal-milestone-ahead = Ahead
portal-comma = ;{" "}
portal-until = by { $day }
portal-task-submit = Apply: { $name }
portal-task-submit-words = All documents are there; look once more and hand it in.
portal-task-documents = Documents for { $name }
portal-task-documents-words = { $n } missing; { $offered } of what is asked you have already.
portal-task-correct = Mend { $name }
portal-task-correct-words = { $department } named { $n } points at once: { $items }. While it waits for you, neither its limit nor yours runs.
portal-task-follow = Hand in later documents of { $name }
portal-task-follow-words = What was agreed to follow when it was accepted.
portal-task-work = { $name }
portal-task-work-words = Everything before it is done; say when you begin and when you finish.
portal-task-rate = Please rate: { $name }
portal-task-rate-words = One star to five, 10 seconds.
portal-task-answer = Answered: { $subject }
portal-task-answer-words = Answered { $day }; please rate it, or ask again if it does not help.
portal-task-renew = Renew { $name }
portal-task-renew-words = Ends { $day }; after that it cannot be used for new matters.
portal-task-renew-past = Ended { $day }; it cannot be used for new matters.
portal-upload = Upload
portal-go = Open
portal-look = Read
portal-rate = Rate
portal-submit = Apply
portal-submit-done = Handed in; the department will accept it soon.
portal-department = Department
portal-time = Time
portal-document = Document number
portal-correct-title = { $n ->
    [one] One point to mend
   *[other] { $n } points to mend
}
portal-correct-text = The department says everything at once and will not add to it. Upload documents below, tick the rest when it is mended. The clock stands while it waits for you.
portal-point-handed-in = Handed in
portal-point-wanted = Please upload
portal-points-open = Not everything is mended: upload the documents first and tick the rest.
portal-correct = All mended
portal-correct-done = Back with the department; the clock goes on.
portal-owed-title = Still to follow
portal-withdraw = Withdraw
portal-withdraw-question = Withdraw this application? You can apply again later.
portal-withdraw-done = Withdrawn.
portal-start = Begun
portal-start-done = The beginning is noted.
portal-finish = Finished
portal-finish-done = The end is noted.
portal-ask-about = Ask about this step
portal-rate-title = Please rate
portal-rate-question = How did this step go?
portal-rate-note = In words
portal-rate-hint = With one or two stars please say why; the directors will read it
portal-rate-send = Send the rating
portal-rate-done = Thank you for your rating.
portal-rated = Your rating
portal-company = Your company
portal-company-text = Registered facts and contacts
portal-requests-none = No requests yet
portal-requests-none-text = Approvals, power, water, staff, finance: say what is difficult; somebody takes it up, in time, with an answer.
portal-request-asked = Asked { $day }
portal-goes-to = Goes straight to your officer { $name }.
portal-subject = In one sentence
portal-body-hint = What it is about, where it is stuck, what you hope for
portal-ask-send = Send
portal-ask-done = Received; you are told when somebody takes it up.
portal-nobody-yet = Being arranged
portal-reopen = Not satisfied: ask again
portal-reopen-why = What is not solved
portal-reopen-hint = Once only; the directors are told, too
portal-reopen-done = Asked again; the directors know.
portal-say = Add a message
portal-close = Solved: close without a rating
portal-close-done = Closed.
