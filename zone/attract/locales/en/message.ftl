# Messages
message-due-answers = Answers past their time
message-due-steps = Next steps due today or overdue
message-due-returning = About to return to the pool
message-mention = { $who } named you:
message-asked = { $who } asks you for the lead
message-given = { $who } handed you the lead
message-declined = { $who } kept the lead
message-assigned = { $who } made you responsible for
message-taken-over = { $who } gave your lead to someone else:
message-released = { $who } put your lead back into the pool:
message-claimed = { $who } claimed a lead that was yours:
message-returned = Untouched for too long, back in the pool:
