# Forecasts of milestones, projects at a glance, map, amounts
milestone-forecast = expected { $p50 }, four in five by { $p80 }
milestone-forecast-one = expected { $on }
milestone-later = { $n ->
    [one] 1 day
   *[other] { $n } days
} later than planned
milestone-earlier = { $n ->
    [one] 1 day
   *[other] { $n } days
} earlier than planned
milestone-passed = planned day passed { $n ->
    [one] 1 day
   *[other] { $n } days
} ago
milestone-as-planned = as planned
milestone-slip = Against plan
project-next-forecast = { $what }, expected { $on }
lights-slipping = Milestones later than planned
lights-slipping-note = P50 later than the planned day, or that day has passed
lights-none-slipping = No milestone is later than planned.
event-plan-forecast = renewed the forecast of milestones
matter-opens-on = can be handed in from { $on }
matter-paused-over = { $what }, { $n ->
    [one] 1 day
   *[other] { $n } days
} over before it stood
matter-paused-left = { $what }, { $n ->
    [one] 1 day
   *[other] { $n } days
} left of the internal limit
matter-paused-internal-over = { $what }, { $n ->
    [one] 1 day
   *[other] { $n } days
} over the internal limit
project-view-gantt = Gantt
project-view-map = Map
milestone-planned-on = planned { $on }
milestone-forecast-on = expected { $on }
milestone-actual-on = actual { $on }
timeline-ahead = Expected
timeline-actual = Reached
timeline-planned = Planned
timeline-forecast = Forecast
timeline-table = Milestones of the projects
timeline-note = The dashed line is today; diamonds are signing, start, topping out, acceptance, production and capacity, in this order. A forecast is its P50; what rests on nothing is not drawn. What lies more than two or three years away is shown by an arrow, its days stand in the table.
map-count = { $n } projects with a place
map-title = Where the projects are
map-note = No base map: drawn by longitude and latitude (WGS 84), the same scale both ways. Projects in one place stand around it, tied to it; more are a number that leads closer.
map-cut = The { $most } changed last of { $n } are shown; narrow them by conditions.
map-whole = Show all
map-none = No project has a place
map-none-text = Enter longitude and latitude when editing a project, and it appears here.
map-missing = Projects without a place ({ $n })
map-missing-note = They appear once longitude and latitude are entered
map-enter = Enter the place
map-crowd = { $n } projects here, look closer
map-km = { $n } km
map-m = { $n } m
map-light-ok = On its way
project-amounts = Amounts
project-amounts-open = Agreement and documents
project-amounts-note = Intended, contracted and paid in are different amounts, kept apart and never added
project-amounts-by-hand = Opened by hand: only the planned investment is known; a signing brings intended, contracted and paid-in amounts
project-amounts-hidden = The amounts stand in an agreement that your role does not see
project-amounts-none = nothing recorded
project-amounts-state = { $n } records, { $counted } count, { $filed } with a document
project-amounts-why = ; left out: { $why }
