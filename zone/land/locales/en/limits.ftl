# Limits of requests
request-limits-title = Limits of requests
request-limits-now = Limits in force
request-limits-note = For what is asked from now on; what was asked keeps its limits
request-limits-answer = Answer
request-limits-first = First contact
request-limits-silent = Closed without objection
request-limits-silent-hint = An answer to which the company says nothing for so long is taken as accepted
request-limits-n = { $n ->
    [one] 1 working day
   *[other] { $n } working days
}
request-limits-days = Write a whole number from 1 to { $most }.
request-limits-contact = The first contact cannot be later than the answer.
request-limits-stale = Somebody has just changed the limits: look at the new ones first.
request-limits-saved = Saved: what is asked from now on has the new limits.
request-limits-history = Changes
request-limits-never = Never changed: these are the limits as delivered.
request-limits-from = From
request-limits-by = Set by
request-limits-link = Limits
event-request-limits_set = Set the limits of requests
# The time to a reply in the portal
portal-reply-usual = Half of the { $n } requests of the last 90 days were answered within { $days ->
    [one] 1 working day
   *[other] { $days } working days
}
portal-reply-same-day = Half of the { $n } requests of the last 90 days were answered the same day
portal-reply-promised = Answered within { $days ->
    [one] 1 working day
   *[other] { $days } working days
}, as promised
portal-phone = Telephone
