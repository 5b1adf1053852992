# The frame: top bar, menu, language, buttons that every page has
brand = Wutong
skip-to-content = Skip to content
main-menu = Main menu
bottom-menu = Bottom menu
tabs = Pages of this place
more = More
search-everything = Search everything
search-placeholder = Company, credit code, pinyin
switch-language = 切换为中文
switch-language-short = 中
user-menu = User menu
my-account = My account
sign-out = Sign out

place-today = Today
place-attract = Attract
place-land = Land
place-chain = Chains
place-enterprise = Companies
place-premises = Premises
place-policy = Policy
place-measure = Measure
place-admin = Administration

role-director = Zone director
role-attraction-officer = Attraction officer
role-project-officer = Project officer
role-department-clerk = Department clerk
role-park-operator = Park operator
role-statistician = Statistician
role-company-user = Company user
role-administrator = Administrator
role-auditor = Auditor

action-view = View
action-create = Create
action-edit = Edit
action-merge = Merge
action-export = Export
action-assign = Assign
action-erase = Erase

save = Save
cancel = Cancel
confirm = Confirm
delete = Delete
edit = Edit
back = Back
close = Close
search = Search
retry = Try again
to-front-page = To the front page
download = Download
example = Example
example-short = Ex.
absent = No data
source-title = Source: { $source }. Opens the sentence or the record
select-all = Select all
select-row = Select { $name }
unit = { " " }({ $unit })
required = required
as-picture = Chart
as-table = Table

pager = Pages
pager-none = No records
pager-rows = Rows { $from }–{ $to } of { $total }
pager-rows-more = Rows { $from }–{ $to } of { $total } or more
pager-page = Page { $page } of { $pages }
pager-previous = Previous
pager-next = Next
chip-remove = Remove condition: { $name }
drop-condition = Remove this condition
clear-conditions = Clear all conditions

stale-field = Field
stale-theirs = Now
stale-yours = Yours

job-seconds-left = { $n ->
    [one] About one second left.
   *[other] About { $n } seconds left.
}
job-leave = You can leave this page; the result will be here.
job-finished = Finished

saved = Saved.
saved-name = Saved: { $name }.
bell-none = Messages
bell-some = Messages: { $n } waiting
