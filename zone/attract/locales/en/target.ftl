# Targets: which industries to win, which companies to visit, and why
target-title = Targets
target-meta = What { $city } can win and whom to visit: feasibility from its own and similar cities' history, attractiveness from growth, complexity and focus; data to { $year }
target-no-registry = No company registry yet
target-no-registry-text = Targets are learned from the history of companies all over the country. Ask the administrator to build a registry with “wutong registry build” in the folder registry of the data folder; the computation then starts by itself.
target-computing = Being computed
target-computing-text = The company registry has changed, so everything is computed anew: { $step }. The results will appear on this page; other work is not affected.
target-failed = This could not be computed
target-failed-registry = The company registry cannot be opened: { $why }. Ask the administrator to build it again.
target-failed-counts = Too few usable companies in the registry: only { $n } have a known city, industry and year. Ask the administrator to add to it.
target-failed-city = The zone's city is not stated, so there is no city to compute for. Put its division code into the zone pack.
target-step-reading = counting companies by city, industry and year
target-step-entry = learning from history which industries come to which cities
target-step-expansion = learning from history which companies open elsewhere
target-step-companies = choosing companies for each industry
target-look-again = See whether it is ready
target-not-ready = The targets are not ready yet. Try again in a moment.

target-search = Industry or code
target-task = Kind
target-task-all = All kinds
target-task-new = New to the city
target-task-weak = Weak, to grow
target-focus = Focus industry
target-focus-all = All industries
target-focus-any = Focus industries only
target-focus-none = Not a focus industry
target-fit-word-part = { $focus } (in part)
target-export = Export
target-weights = Change the weights
target-weigh = Rank
target-weights-text = Combined = (feasibility × weight + attractiveness × weight) ÷ the sum of the weights. Attractiveness is the weighted mean of growth, complexity and focus, 0–100 each; a part that is not known is left out, never filled in. The weights are kept in the address, so a link shows the same ranking.
target-weight-feasibility = Feasibility
target-weight-feasibility-hint = can be won
target-weight-attractiveness = Attractiveness
target-weight-attractiveness-hint = worth winning
target-weight-growth = Growth
target-weight-growth-hint = last three years against the three before
target-weight-complexity = Complexity
target-weight-complexity-hint = the fewer cities can, the higher
target-weight-fit = Focus
target-weight-fit-hint = belongs to a focus industry

target-thin-title = Thin data: hints, not answers
target-thin = The registry holds { $firms } companies; { $counted } of them have a known city, industry and year ({ $first }–{ $last }, by { $year }), { $here } in { $city }. That says little about a single city, and the low probabilities are honest. Once a national registry is built, this page uses it.
target-city-small = The registry holds only { $n } companies in { $city }, fewer than { $least }. No sound probability can be given, so none is. It is computed again when the registry grows.
target-none = No industry to list
target-none-text = With this registry no industry has enough history to judge by.
target-no-result = No industry meets these conditions.

target-bubbles = Feasibility × attractiveness
target-bubbles-label = Bubbles of industries, best at the top right; the same numbers are in the table
target-bubbles-note = The { $n } industries with the highest combined score; area = companies in the registry; click a bubble for its reasons
target-feasibility-axis = Feasibility (0–100)
target-attractiveness-axis = Attractiveness (0–100)
target-corner-first = Go for it
target-corner-conditions = Prepare first
target-corner-wait = Wait
target-corner-gain = Easy, little gain
target-ranking = Ranking
target-ranking-n = { $n } candidates
target-how-good = How good is this?
target-place = Place
target-code = Code
target-industry = Industry
target-why = Why
target-probability = Probability
target-probability-percent = Probability (%)
target-expected = Expected
target-unit-firms = firms
target-feasibility = Feasibility
target-feasibility-short = Feas.
target-attractiveness = Attractiveness
target-attractiveness-short = Attr.
target-combined = Combined
target-firms = Companies
target-pros = What speaks for it
target-pros-none = The data show nothing in particular.
target-companies = Companies to visit
target-map = Where the companies are
target-map-note = in { $n } cities; open a city to plan a trip there
target-map-label = Map of the companies to visit by city, area by number; the same numbers are in the table below
target-city = City
target-share = Share

target-similar = { $n } of the { $of } most similar cities have it, such as { $cities }
target-similar-none = None of the { $of } most similar cities has it yet
target-related = Related trades are here already: { $list }
target-related-one = { $industry } ({ $n })
target-related-lacking = Related trades still missing here: { $list }
target-neighbours = { $n } of the { $of } other cities of { $province } have it
target-neighbours-none = None of the { $of } other cities of { $province } has it
target-growth = { $recent } new companies nationwide in three years, { $before } in the three before
target-growth-less = { $recent } new companies nationwide in three years, down from { $before } in the three before
target-growth-listed = { $recent } new listings nationwide in three years, { $before } in the three before
target-growth-listed-less = { $recent } new listings nationwide in three years, down from { $before } in the three before
target-fit-whole = Part of a focus industry: { $focus }
target-fit-part = Some of its classes belong to a focus industry: { $focus }
target-fit-none = Not one of the zone's focus industries
target-complexity-high = More complex than { $percent }% of industries: few cities can do it, so it is hard to replace
target-complexity-low = Less complex than { $percent }% of industries: many cities can do it, so there is much competition
target-own-few = { $city } has only { $n }, less than half the usual share

target-scores = Scores
target-place-of = Place { $n } of { $of }
target-probability-by = by the end of { $year }
target-feasibility-note = percent of candidates that are less likely
target-forces = What raises and lowers the probability
target-forces-note = against the average candidate; ×2 doubles the odds
target-force = Factor
target-odds = Odds
target-family-size = Size of the city
target-family-size-text = How large it is, how fast it grows, how much it has
target-family-popularity = Spread of the industry
target-family-popularity-text = How many cities have it, and whether it grows
target-family-expected = Size and spread together
target-family-expected-text = What would come by size alone
target-family-own = Own base
target-family-own-text = What the city has of it already
target-family-history = Recent years
target-family-history-text = How many cities it came to lately, and what came to this city
target-family-similar = Similar cities
target-family-similar-text = Whether cities with the same mix have it and get it
target-family-related = Related trades
target-family-related-text = What usually goes with it, and how much of that is here
target-family-neighbours = Same province
target-family-neighbours-text = Whether other cities of the province have it and get it
target-family-branch = Same branch
target-family-branch-text = How much of the same branch of the classification is here
target-related-title = Related trades
target-related-note = they usually share a city; what { $city } lacks is a gap in supply
target-relatedness = Relatedness
target-here = In { $city }
target-lacking = missing
target-having = Where it is
target-having-note = { $n } companies in the registry
target-similar-title = The most similar cities
target-similar-note = by their mix of industries
target-similarity = Similarity

target-companies-of = { $industry }: companies to visit
target-companies-first = the first { $n } of { $of }
target-companies-all = All reasons and companies
target-companies-known = { $n } listed; the registry knows { $known } of this trade elsewhere
target-companies-none = No company meets these conditions.
target-only-expanders = Opened elsewhere before
target-only-fresh = Not contacted yet
target-company = Company
target-seat = Seat
target-place-unknown = unknown
target-reasons = Reasons
target-and = {"; "}
target-state = State
target-last-contact = Last contact
target-owner = Owner
target-expander = Expanding
target-clash = A colleague is on it: ask first
target-untouched = Not contacted
target-hesitating = Hesitating
target-why-trade = runs this trade in { $places_form ->
    [one] one city
   *[other] { $places } cities
 } ({ $n } sites)
target-why-own = this is its main trade
target-why-own-group = its main trade is { $trade_en }
target-why-likely = by its name this is its main trade: check before you visit
target-why-likely-group = by its name its main trade is { $trade_en }: check before you visit
target-why-expanding = entered { $n_form ->
    [one] one new city
   *[other] { $n } new cities
 } in { $years } years, last in { $last }
target-why-province = has { $n_form ->
    [one] one site
   *[other] { $n } sites
 } in this province
target-why-home = has its seat in this province
target-why-next = has its seat in a neighbouring province
target-why-listed = listed in { $year }, with fresh capital
target-why-young = founded in { $year }, still placing its sites
target-make-leads = Claim as leads
target-make-lead = Claim as a lead
target-mission = Which trip
target-join-mission = Add to the trip
target-join-mission-one = Add this company to the trip
target-why-more = { $n ->
    [one] 1 more reason
   *[other] { $n } more reasons
  }
target-no-mission = No trip is planned: plan one
target-choose-none = Tick companies on the left first.
target-choose-many = At most { $limit } companies at once.
target-choose-mission = Choose a trip first.
target-all-there = Nothing was added: { $names } already have a lead or are on the plan.
target-leads-made = Leads claimed: { $n }.
target-leads-made-some = { $n } claimed; { $names } already have a lead, so none was made twice.
target-visits-made = Added to the plan: { $n }.
target-visits-made-some = { $n } added; { $names } were on the plan already.
target-lead-subject = Bring { $industry } here
target-lead-source = Targets (data to { $year })
target-city-title = Companies to visit in { $city }
target-city-note = { $n } companies worth a visit, by industry; tick them to add them to a trip
target-city-none-text = The listed industries propose no company that meets these conditions.

target-basis-title = What this stands on, and how good it is
target-basis-tests = Tested on history
target-basis-data-label = Data
target-basis-method-label = Method
target-basis-unknown-label = Not known
target-basis-sources = Registry built from
target-basis-computed = Computed { $at }
target-level-group = groups of GB/T 4754
target-level-division = divisions of GB/T 4754
target-year-listing = year of listing
target-year-registration = year of registration
target-basis-data = A registry of { $firms } companies, { $first }–{ $last }; { $counted } have a known city, industry and { $year }, { $here } of them in { $city }. Industries are { $level }.
target-basis-method = Learned from history to the end of { $at }, predicted to the end of { $by }. “New” means the city has none and two or more come; “weak” means it has less than half the usual share, three or more come, and at no less than the usual rate. Probabilities are calibrated on years that were not learned from. Expected = the city's recent newcomers × the industry's share of newcomers in similar cities. Where no company came in the last three years, nothing is expected from the pace. Banks, brokers and insurers open by licence and public offices by decision: they are not listed.
target-backtest-of = { $task }: { $text }
target-backtest = Of the top { $named } that this method would have named in { $at } over all cities, { $hits } came by { $by }; naming at random would have hit about { $chance } ({ $candidates } candidates, { $came } came). The probabilities were off by { $error } percentage points on average.
target-backtest-none = The history is too short to test.
target-refused-small = Too few cities or industries are large enough; nothing is predicted.
target-refused-nothing = It never happened, or always did: there is nothing to learn from.
target-refused-years = The registry covers too few years; nothing is predicted.
target-unknown = { $n } company groups have opened elsewhere before and can be ranked. In the national history that we know, only about a fifth of the companies that first enter a city had done so; the others leave no trace beforehand. They are listed here by trade: whether they want to come is not in the data, only a visit tells.
target-unknown-all = The registry at hand has one record per company and no branches, so nobody can be seen opening in other cities and nothing is ranked by expansion; companies stand by how many reasons hold (same trade, home in this or a neighbouring province, lately listed or founded), and whether they mean to come takes a visit. To rank by expansion, have the administrator import a national registry with branches: wutong registry build --from FILES --to DATA/registry; the targets are then learned anew. Even so, in the national history only about a fifth of the firms that first entered a city had opened elsewhere before.
proposal-target = Target industry: { $industry }
proposal-target-why = { $why }
target-cons = What speaks against it
target-cons-none = The data show nothing against it.
target-lacks = Missing links
target-lacks-none = The data show no missing link.
target-unknown-title = What the data cannot say
target-unknown-uncoded = { $n ->
    [one] One company of the books has no industry; it is
   *[other] { $n } companies of the books have no industry; they are
 } not counted here and may hide a link that exists.
target-unknown-open = Add it
target-unknown-thin = The registry has only { $n } companies in { $city }: “missing” means neither books nor registry know one. Check before you travel.
target-unknown-registry = “Missing” means that neither the zone's books nor the registry ({ $n } companies in { $city }) know one. Check before you travel.
target-unknown-conditions = Whether land, energy quota, labour, money and policy suffice is not in these data: ask the departments for premises, planning and the economy.
target-chain-title = Suppliers and customers
target-chain-note = who supplies it, who buys from it, and who of them is here; an explanation, no part of the ranking
target-chain-up-title = Upstream: who supplies it
target-chain-down-title = Downstream: who buys from it
target-chain-up-share = Of its input
target-chain-down-share = Of its output
target-chain-zone = In the zone's books
target-chain-city = In the city's registry
target-chain-firms = ({ $n })
target-chain-here = in the zone
target-chain-nearby = in the city
target-chain-outside = in the city, not in the zone
target-chain-inside = same sector, direction unknown
target-chain-everywhere = found everywhere, no gap
target-chain-source = Source: National Bureau of Statistics, Input-Output Table of China 2020 (42 sectors); coefficients computed by this project. The shares are national means of direct requirements (domestic products) and direct sales, by sector, not what any company buys. Which division belongs to which sector, and who supplies whom within a sector, was judged by this project.
target-chain-trade = { $industry }: { $n } ({ $names })
target-chain-trade-some = { $industry }: { $n } ({ $names } and others)
target-chain-up-zone = Suppliers in the zone: { $list_en }; their sector makes up { $percent }% of its input nationwide
target-chain-up-city = Suppliers in the city: { $list_en }; their sector makes up { $percent }% of its input nationwide
target-chain-down-zone = Customers in the zone: { $list_en }; their sector buys { $percent }% of its output nationwide
target-chain-down-city = Customers in the city: { $list_en }; their sector buys { $percent }% of its output nationwide
target-chain-up-lack = { $name } ({ $percent }% of the input)
target-chain-down-lack = { $name } (buys { $percent }%)
target-chain-up-missing = Missing upstream, in books and registry: { $list_en }
target-chain-down-missing = Missing downstream, in books and registry: { $list_en }
target-brief-similar = { $n } of the { $of } most similar cities have it
target-brief-up-zone = Supplier in the zone: { $trade }
target-brief-up-city = Supplier in the city: { $trade }
target-brief-down-zone = Customer in the zone: { $trade }
target-brief-down-city = Customer in the city: { $trade }
target-brief-up-missing = Missing upstream: { $list }
target-brief-down-missing = Missing downstream: { $list }
target-talk-up-zone = Could buy nearby: the zone has { $list_en }; their sector makes up { $percent }% of this trade's input nationwide
target-talk-up-city = Could buy nearby: the city has { $list_en }; their sector makes up { $percent }% of this trade's input nationwide
target-talk-down-zone = Could sell nearby: the zone has { $list_en }; their sector buys { $percent }% of this trade's output nationwide
target-talk-down-city = Could sell nearby: the city has { $list_en }; their sector buys { $percent }% of this trade's output nationwide
target-company-why = Why this company
target-company-place = industry ranked { $n }, probability { $probability }
target-company-more = { $n ->
    [one] One more industry proposes
   *[other] { $n } more industries propose
 } it, too
target-company-talk = What to talk about
target-company-talk-none = Neither books nor registry know suppliers or customers of { $industry } here.
target-company-act = Follow up
proposal-target-new = Target industry: { $industry_en } (none in { $city } according to the registry)
proposal-target-weak = Target industry: { $industry_en } (only { $n } in { $city } according to the registry)
target-cities-more = { $n } more cities
target-by-focus = Companies by focus industry
target-focus-title = { $focus }: companies to visit
target-focus-note = { $n } companies whose trade, or the industry that proposes them, belongs to this focus industry; in the order of the industries
target-segments = Chain segments
target-segments-note = Groups or divisions of the classification that make up the focus industry; the registry knows groups, in brackets are the classes that belong to it
target-segment-name = { $name } ({ $classes })
target-companies-none-of = { $title }: none
