# Rules: stages, reasons, the pool
pipeline-title = Rules
pipeline-meta = The director and the administrator can change them
pipeline-stages = Stages
pipeline-stages-note = Leads move in this order, and the funnel counts by it
pipeline-stage-add = Add a stage
pipeline-reason-add = Add a reason
pipeline-reasons-hesitation = Reasons of hesitation
pipeline-reasons-loss = Reasons of loss
pipeline-kind-open = Open
pipeline-kind-won = Won
pipeline-kind-lost = Lost
pipeline-kind-hesitation = Hesitation
pipeline-kind-loss = Loss
pipeline-target = Target { $n } days
pipeline-target-field = Target, days
pipeline-retired = Retired
pipeline-name-zh = Chinese name
pipeline-name-en = English name
pipeline-order = Order
pipeline-meaning = Meaning
pipeline-active = In use
pipeline-policy = Pool and answers
pipeline-return-days = Quiet days before a lead returns to the pool
pipeline-warn-days = Days of warning
pipeline-claim-limit = Leads an officer may claim
pipeline-answer-hours = Time to answer an enquiry
pipeline-hours = { $n ->
    [one] 1 working hour
   *[other] { $n } working hours
  }
pipeline-work-hours = Working hours
pipeline-work-hours-hint = Write 10:00-14:00 15:30-19:30
pipeline-work-hours-form = “{ $found }” does not say working hours. Give start and end in order, such as 10:00-14:00 15:30-19:30, without overlap.
pipeline-policy-note = Days to the return are calendar days. The time to answer counts working hours on working days only: nights, the break at noon, weekends and public holidays do not count, make-up days do. Where the State Council has not published its notice yet, plain weeks are assumed and the time is marked provisional. No lead returns without a warning, and a late warning moves the return.
pipeline-name = Give a Chinese name of at most 30 characters; the English one at most 60.
pipeline-position = “{ $found }” is not a whole number from 1 to 99.
pipeline-kind = Choose a meaning.
pipeline-kind-held = Leads stand in this stage, so its meaning cannot change. Move them, or retire it and add another.
pipeline-days = “{ $found }” is not a whole number from 1 to 3650; leave it empty for no target.
pipeline-no-open = At least one open stage must be in use.
pipeline-number = “{ $found }” is not a whole number from { $least } to { $most }.
pipeline-warn-long = The warning cannot be longer than the quiet days.
pipeline-stale = A colleague has just changed this; look at it again before you do.
event-pipeline-stage_set = Stage changed
event-pipeline-reason_set = Reason changed
event-pipeline-policy_set = Rules of the pool changed
