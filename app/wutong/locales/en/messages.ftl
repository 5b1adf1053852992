# Messages
message-title = Messages
message-meta = What concerns you: colleagues, leads, limits of approvals, requests of companies
message-said = Messages
message-unseen = { $n } unread
message-unread = Unread:
message-read = Mark as read
message-read-all = Mark all as read
message-marked = { $n } marked as read.
message-none = No messages yet. They come when a colleague names you, a lead changes hands, the limit of an approval comes near or passes, or something happens to a request.
message-newest = Newest
message-older = Older
message-due = Due
message-due-none = Nothing is due.
message-due-note = What is due is read from the leads at this moment: it goes away when it is done and needs no mark.
today-news = New messages
today-news-all = All messages
