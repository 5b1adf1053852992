# The list of companies
enterprise-title = Companies
enterprise-new = New company
enterprise-edit = Edit company
enterprise-count = { $n ->
    [one] 1 company
   *[other] { $n } companies
}
enterprise-meta = { enterprise-count }; revenue and scale of { $year }
enterprise-none-title = No companies yet
enterprise-none-text = Import a Qichacha or Tianyancha file or a table of your own to search and count by industry, region and size.
export = Export
import = Import
index-building = The search index is being built; list and counts are not complete yet. Reload in a moment.
list-search = Search the list
list-search-hint = Name, former name, credit code, pinyin initials
list-count = { $n ->
    [one] 1 company
   *[other] { $n } companies
}
list-separator = {", "}
more-conditions = More filters
apply-conditions = Apply
range-from = { $name }, from
range-to = { $name }, to
range-from-hint = from
range-to-hint = to
columns = Columns
columns-apply = Show these columns
page-empty = There are no companies on this page.
add-code = Add code
total = Total
unit-companies = {""}
not-known = Not known
persons = { $n ->
    [one] 1 person
   *[other] { $n } persons
}

column-name = Company
column-focus = Focus industry
column-industry = Industry
column-region = Region
column-status = Registration
column-size = Size
column-revenue = Revenue
column-revenue-unit = CNY 100m
column-insured = Insured
column-insured-unit = {""}
column-capital = Registered capital
column-capital-unit = CNY 10k
column-tags = Tags
column-scale = Scale
column-credit-code = Credit code
column-founded = Founded
column-group = Group
column-address = Address
column-checked = Confirmed
column-updated = Updated

condition-q = Text
condition-focus = Focus industry
condition-industry = Industry
condition-region = Region
condition-size = Size
condition-status = Registration
condition-scale = Above scale
condition-tag = Tag
condition-department = Department
condition-list = List
condition-listing = Evidence for lists
condition-missing = Missing
condition-standing = Threshold
condition-example = Example data
condition-batch = Import
condition-batch-one = the chosen one
condition-parent = Parent company
condition-parent-one = the chosen one
condition-revenue = Revenue (CNY 10k)
condition-insured = Insured persons
condition-founded-year = Year founded
condition-removed = Taken off the list
condition-all = { $name }: all
condition-several = { $name }: { $n } values
condition-standing-value = { $list } { $year }: { $standing }
choice-count = { $name } ({ $n })
chip-text = Contains “{ $text }”
chip-condition = { $name }: { $value }
chip-range = { $name } { $from } to { $to }
chip-from = { $name } from { $from }
chip-to = { $name } up to { $to }
no-result = { $n ->
    [one] No company meets this condition.
   *[other] No company meets all { $n } conditions.
}
no-result-advice = Without “{ $name }” there are { $n }.
sum-count = { $n ->
    [one] 1 company
   *[other] { $n } companies
}
sum-revenue = Revenue { $year }: CNY { $sum } × 100m ({ $n } with figures)
sum-insured = Insured: { $sum } persons ({ $n } with figures)

side-label = Views and groups
side-more = Other
views-mine = My views
views-shared = Shared views
view-save = Save as view
view-name = Name of the view
view-share-all = Visible to everybody
view-rename = Rename
view-update = Store present filters and columns
view-share = Share with everybody
view-unshare = Make it mine only
view-delete = Delete view
view-delete-question = Delete the view “{ $name }”? The companies are not touched.
view-saved = The view “{ $name }” is saved.
view-removed = The view is deleted.
view-name-length = The name of a view has 1 to 40 characters; nothing was saved.
view-limit = At most { $limit } views each; delete some that you no longer use.
view-stale = This view was just changed. Reload and try again.
tag-checked = Checked
tag-word = Tag
tag-add = Add tag
tag-take = Take tag away
tag-nobody = Check some companies first.
tag-forbidden = You may not edit one of the checked companies; nothing was changed.
tagged = { $n ->
    [one] One company now has the tag “{ $tag }”.
   *[other] { $n } companies now have the tag “{ $tag }”.
}
untagged = { $n ->
    [one] The tag “{ $tag }” was taken from one company.
   *[other] The tag “{ $tag }” was taken from { $n } companies.
}
search-too-long = The search text is too long; use a few words.
search-too-deep = Only the first { $limit } companies can be paged through; add a filter.
export-title = Export of companies
export-writing = Writing companies
export-ready = { $n ->
    [one] One company is written.
   *[other] { $n } companies are written.
}
export-failed = It was not finished: cancelled or interrupted. Go back to the list and export again.
export-file = Companies { $day }.xlsx
export-shown = { $name } (for reading)
export-too-long = One file holds at most { $limit } companies; export in parts with a filter.

status-active = Active
status-preparing = Being set up
status-suspended = Suspended
status-moved-out = Moved away
status-revoked = Revoked
status-cancelled = Deregistered
size-large = Large
size-medium = Medium
size-small = Small
size-micro = Micro
scale-above = Above
scale-near = Near
scale-below = Below
scale-unknown = No figures
example-yes = With examples
example-no = Without examples
focus-other = Other

# One company
act-confirm = Confirm
act-remove = Take off the list
act-remove-question = It will no longer be listed or counted. Everything is kept and can be restored at any time.
act-restore = Restore
removed-note = Taken off the list on { $day }.
merged-into = Merged into
suspects-title = Possible duplicates
compare-merge = Compare and merge
basis-code = Same code
basis-name = Same name
basis-former = Same as a former name
facts-title = Facts
facts-note = Open a source to read it
facts-rest = The other facts are still to be completed.
facts-complete = Complete them
source-own = Entered by hand
source-open = Open the document
source-example = Demonstration data, not a real fact.
family-title = Parent and subsidiaries
family-parent = Parent
family-child = Subsidiary
merges-title = Merges
merge-undo = Undo merge
merge-undo-question = “{ $name }” will be a company of its own again; both return to what they were before.
merge-title = Merge companies
merge-what = “{ $from }” goes into “{ $keep }”: facts of the latter stay, gaps are filled from the former, its name becomes a former name, tags are united.
merge-moves-contacts = { $n ->
    [one] 1 contact moves over
   *[other] { $n } contacts move over
}
merge-moves-listings = { $n ->
    [one] 1 list membership moves over
   *[other] { $n } list memberships move over
}
merge-moves-figures = { $n ->
    [one] 1 figure moves over
   *[other] { $n } figures move over
}; for the same year the kept company's stands
merge-moves-children = { $n ->
    [one] 1 subsidiary changes its parent
   *[other] { $n } subsidiaries change their parent
}
merge-keeps = Nothing is lost, and it can be undone
merge-do = Merge
merge-swap = The other way round
merge-keep-head = Keep: { $name }
merge-from-head = Merge: { $name }
merge-result = Afterwards
merged-done = Merged. You can undo it on this page.
unmerged-done = The merge is undone; both companies are as they were.
duplicates-title = Duplicates
duplicates-meta = Same code, or names (former ones too) that differ in brackets and spaces only
duplicates-none-title = No suspected duplicates
duplicates-none-text = Codes and names are compared whenever companies are entered or imported; suspects are listed here.
duplicates-one = Company
duplicates-two = The other
duplicates-basis = Because
duplicates-do = Action
enterprise-confirmed = Noted as confirmed today.
enterprise-removed = Taken off the list. You can restore it on this page.
enterprise-restored = Restored to the list.

lists-title = Lists and qualifications
lists-none = In no list.
listing-awaits = { $list }: evidence awaited
listing-awaits-short = { $list } unproven
listing-claimed = Evidence awaited
listing-evidenced = Evidenced
listing-rank = rank { $n }
listing-add = Add to a list
listing-add-evidence = Add evidence
listing-list = List
listing-list-hint = The full name, such as Fortune Global 500
listing-year = Year
listing-claimed-hint = Without year and source it is noted as awaiting evidence
listing-rank-label = Rank
listing-source-hint = A document that shows list, year and company
listing-remove = Remove
listing-remove-question = Remove “{ $list }”? The timeline keeps it.
listing-saved = Recorded.
listing-evidenced-done = The evidence is recorded.
listing-removed = Removed.
listing-stale = This entry was just changed. Reload and try again.
listing-list-length = Give the name of the list, at most 100 characters.
listing-year-missing = Give the year of the list.
listing-source-missing = Name the document.
listing-field-list = List
listing-field-year = Year of the list
listing-field-rank = Rank
listing-field-state = Evidence

figures-title = Figures by year
figures-chart = Revenue by year (CNY 100m)
figures-none-title = No figures yet
figures-none-text = With revenue and staff the page can tell whether the company is above scale and how it grows.
figure-period = Period
figure-period-hint = Such as { $year }, { $year }-Q3 or { $year }-09
figure-metric-label = Figure
figure-value = Value
figure-value-hint = Amounts with their unit, such as 13,200万元 or CNY 132 million; staff in digits
figure-set = Record a figure
figure-remove = Remove { $text } of { $period }
figure-remove-question = Remove { $text } of { $period }? The timeline keeps it.
figure-saved = Recorded.
figure-removed = Removed.
figure-stale = This figure was just changed. Reload and try again.
figure-metric = Choose a figure.
figure-currency = Give a positive amount in CNY, such as 13,200万元.
figure-empty = Give a value.
metric-revenue = Revenue
metric-revenue-unit = CNY 100m
metric-output = Output
metric-output-unit = CNY 100m
metric-tax = Tax
metric-tax-unit = CNY 10k
metric-rd = R&D
metric-rd-unit = CNY 10k
metric-staff = Staff
metric-staff-unit = persons
scale-title = Thresholds
scale-why-above = { $metric } { $value } reaches { $min }.
scale-why-short = { $metric } { $value }; { $short } is missing.
scale-why-qualified = Above by qualification or industry, whatever the figures.
scale-why-unknown = There are no figures for { $year }, so it cannot be told.

contacts-title = Contacts
contacts-note = Personal particulars, for those whose work needs them
contacts-none = No contacts yet.
contact-add = Add a contact
contact-name = Name
contact-duty = Duty
contact-phones = Telephone
contact-emails = E-mail
contact-note = Note
contact-many-hint = Separate several with semicolons
contact-remove = Remove contact
contact-remove-question = Remove this contact? Who serves no other company is deleted with all particulars.
contact-saved = The contact is saved.
contact-removed = The contact is removed.
contact-stale = This contact was just changed. Reload and try again.
contact-name-length = Give a name, at most 60 characters.
contact-phone = A telephone number has digits, +, - and brackets only.
contact-email = Write an e-mail address like name@example.com.
person-erase = Erase particulars
person-erase-question = Name, telephone and e-mail of this person will no longer exist in this system. This cannot be undone.
person-erased = The particulars are erased.
duty-legal-representative = Legal representative
duty-contact = Contact

history-title = Timeline
history-note = Who changed what, and when
history-none = Nothing recorded yet.
history-older = Earlier
actor-system = System
actor-unknown = Account no longer in use
event-detail = { $what }: { $detail }
event-other = Something changed
event-enterprise-created = Entered the company
event-enterprise-edited = Edited facts
event-enterprise-confirmed = Confirmed the facts
event-enterprise-removed = Took it off the list
event-enterprise-restored = Restored it to the list
event-enterprise-tagged = Changed tags
event-enterprise-merged = Merged duplicates
event-enterprise-unmerged = Undid a merge
event-figure-set = Recorded a figure
event-figure-removed = Removed a figure
event-listing-added = Added to a list
event-listing-evidenced = Added evidence
event-listing-removed = Removed from a list
event-contact-added = Added a contact
event-contact-edited = Edited a contact
event-contact-removed = Removed a contact
event-person-erased = Erased a contact's particulars
event-focus-saved = Changed a focus industry
event-focus-removed = Removed a focus industry
event-threshold-saved = Changed a threshold
event-threshold-removed = Removed a threshold
event-view-saved = Saved a view
event-view-removed = Deleted a view

# Form
form-identity = Name and registration
form-place = Place
form-business = Industry and business
form-relations = Relations and department
form-source = Source
form-source-note = Where what you enter now comes from
source-document = Document
source-document-hint = Empty means entered by hand
source-on = Date of the document
source-url = Address
fact-name = Name
fact-name-en = English name
fact-credit-code = Unified social credit code
fact-registration-no = Registration number
fact-status = Registration
fact-company-type = Type of company
fact-capital = Registered capital
fact-capital-fen = Registered capital
fact-paid-capital = Paid-in capital
fact-paid-capital-fen = Paid-in capital
fact-founded-on = Founded on
fact-term = Term of business
fact-region-code = Administrative division
fact-address = Address
fact-industry-code = Industry (GB/T 4754)
fact-focus = Focus industry
fact-size = Size
fact-insured-count = Insured persons
fact-website = Website
fact-scope = Business scope
fact-intro = About
fact-former-names = Former names
fact-tags = Tags
fact-department-id = Department
fact-parent-id = Parent company
fact-group-name = Group
fact-checked-on = Checked on
fact-removed-on = Taken off on
fact-revenue = Revenue
credit-code-hint = 18 characters, at the top right of the business licence
registration-hint = Older firms without a credit code: 13 or 15 digits
one-a-line = One a line
date-hint = Such as 2020-01-15
money-hint = With the unit, such as 13,400万元 or USD 5 million
pick-hint = Type a code or a name and choose from the list
industry-hint = Type a code or a word, such as 6513, and choose from the list
focus-hint = Left open, it follows from the industry
tags-hint = Separate several with commas
parent-hint = Credit code or full name of the parent, which must be in the list
department-hint = Clerks of this department may edit the company
stale-title = Somebody changed this company after you opened the page
namesake-title = A company of this name is in the books
namesake-confirm = I have checked: this is another company

enterprise-stale = Somebody just changed this company; nothing was saved. Reload and try again.
enterprise-name-empty = Give the company's name.
enterprise-name-length = The name has { $found } characters; it should have 2 to 200.
enterprise-status-unknown = There is no registration status “{ $found }”; choose from the list.
enterprise-size-unknown = There is no size “{ $found }”; use large, medium, small or micro.
enterprise-tags-limit = At most 50 tags of 40 characters each.
enterprise-tag-length = A tag has 1 to 40 characters; nothing was changed.
enterprise-focus-unknown = There is no focus industry “{ $found }”; choose from the list.
enterprise-parent-unknown = This parent is not in the books, or each is the other's parent. Check the credit code or full name.
enterprise-duplicate-code = This code belongs to “{ $name }”. Edit that company, or check the code.
enterprise-duplicate-name = “{ $name }” is in the books. If it is the same, edit that one; if it is another, tick the confirmation above.
enterprise-merge-itself = A company cannot be merged with itself.
enterprise-merge-stale = One of the two was just changed, removed or merged. Reload and look again.
enterprise-merge-codes = The two have different credit codes, so they are two companies. If one code is wrong, correct it first.
enterprise-unmerge-done = This merge was already undone.
enterprise-unmerge-edited = The company was edited after the merge, so it cannot be undone as a whole. See the timeline.
reference-unknown = There is no such entry; choose from the list.
registration-no-unknown = A registration number has 13 or 15 digits; compare it with the licence.
region-unknown = There is no division “{ $found }”; choose from the list.
industry-unknown = There is no industry “{ $found }” in the standard; choose from the list.
date-in-future = “{ $found }” has not come yet; check the date.
date-unrecognised = “{ $found }” is no date; write it like 2020-01-15.
period-in-future = “{ $found }” has not begun; check the period.
count-unrecognised = “{ $found }” is no number; use digits only.
money-negative = An amount cannot be negative: { $found }.

# Focus industries and thresholds
focus-title = Focus industries
focus-meta = What is recorded for a company counts, else its industry decides; the rest is Other
focus-tier = Tier
tier-leading = Leading industry
tier-potential = Potential industry
focus-count = Companies
focus-revenue = Revenue { $year }
focus-industries = GB/T 4754
focus-industries-hint = Codes of any level, separated by commas: I, 39, 6513
focus-code-label = Code
focus-code-hint = Lower-case letters, fixed for good, such as it
focus-name-zh = Chinese name
focus-name-en = English name
focus-slot = Colour (1–4, 0 is grey)
focus-position = Order
focus-add = Add a focus industry
focus-delete = Delete industry
focus-delete-question = Delete “{ $name }”? Its companies will be sorted by their industry, else under Other.
focus-removed = Deleted; the companies are sorted anew.
focus-stale = This industry was just changed. Reload and try again.
focus-code = A code has lower-case letters, digits and hyphens, at most 20, and is not “other”.
focus-code-taken = This code is in use; choose another.
focus-name-length = Give a name, at most 60 characters.
thresholds-title = Thresholds
thresholds-meta = By figures of { $year }; near means { $near } % of a minimum
threshold-list-above-scale = Above scale
threshold-list = List
threshold-list-hint = above_scale, or a list of your own
threshold-year = Year
standings-title = Standing by year
rules-title = Rules
rules-note = A year's figures are judged by the rule then in force
rules-none-title = No rules yet
rules-none-text = Record the published standards to see which firms are above and which are near.
rule-name = Rule
rule-conditions = Conditions
rule-valid = Valid
rule-valid-from = from { $from }
rule-valid-between = { $from } to { $to }
rule-source = Source
rule-source-hint = The document that published the standard
rule-from = From
rule-to = To
rule-to-hint = Empty while in force
rule-revenue = Revenue of at least
rule-staff = Staff of at least
rule-qualification = By qualification
rule-qualification-hint = This tag suffices; 全部 means every firm of the industry
rule-text = { $name }: { $conditions } (from { $from })
rule-condition = { $metric } ≥ { $min }
rule-or = {" or "}
rule-every = every firm of the industry
rule-qualified = has “{ $tag }”
rule-add = Add a rule
rule-delete = Delete rule
rule-delete-question = Delete “{ $name }”? The firms that it judged are judged anew.
threshold-removed = Deleted; the firms are judged anew.
threshold-stale = This rule was just changed. Reload and try again.
threshold-name-length = Fill this in, at most 60 characters.
threshold-from-missing = Give the first day.
threshold-dates = The last day is before the first; check them.
threshold-industries-missing = Give the industries to which it applies.
threshold-nothing = Give at least one condition: revenue, staff or a qualification.
threshold-source-missing = Name the document that published the standard.
