# The plan on paper
print-link = Print the plan
print-print = Print
print-company = Company
print-number = Version { $n }, compiled on { $day }
print-why = Why it is needed, and with which documents
print-why-with = { $why }. Documents: { $papers }
print-no-materials = none
print-may-follow = { $name } (may follow)
print-planned = Planned
print-expected = Expected (P50 – P80)
print-state = State
print-done-on = Done on { $day }
print-foot = As it stood on { $day }; expected days are reckoned anew each day.
