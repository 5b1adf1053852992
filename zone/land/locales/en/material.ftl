# Documents: handed in once, used everywhere
material-title = Documents
material-name = Document
material-until = Valid until
material-file = File
material-used-in = Used for
material-added-on = Handed in
material-acts = Actions
material-version = Version { $n }
material-earlier = { $n ->
    [one] One earlier version
   *[other] { $n } earlier versions
}
material-no-end = No end
material-words = { $file }, version { $n }
material-words-until = { $file }, version { $n }, valid until { $day }
material-withdrawn = Withdrawn
material-expired = Expired
material-ends-in = { $n ->
    [one] Ends tomorrow
   *[other] Ends in { $n } days
}
material-show-soon = Ending within 30 days
material-show-expired = Expired
material-show-latest = Handed in last
material-none = No documents here yet
material-none-text = What a company hands in once stays here and answers later matters of the same kind; nobody has to hand it in again.
material-new = Hand in a document
material-renew = New version
material-withdraw = Withdraw
material-withdraw-question = Withdraw “{ $name }”? It will not be used for new matters; where it was used it can still be read.
material-no-types = No matter asks for documents at present.
material-file-field = Choose a file
material-file-hint = PDF, OFD, pictures, Word, Excel, DWG and others; up to 20 MB
material-until-hint = As printed on the document
material-until-hint-any = For documents that expire; as printed on the document
material-months = Documents of this kind are usually valid for { $n } months.
material-issuer = Issued by { $name }.
material-once = Once is enough: other matters that ask for the same document use this one.
material-hand-in = Hand in
material-added = Received: { $name }.
material-used-here = The document you had is used.
material-taken-back = The document is withdrawn.
material-file-none = Choose a file.
material-until-missing = Documents of this kind expire: give the last day on which it is valid.
material-until-wrong = “{ $text }” is no date; write it like 2020-12-31.
material-until-past = This document expired on { $day }; hand in one that is valid.
material-not-held = The company has handed in no document of this type that could be used again.
material-missing = Still missing: { $names }
material-not-asked = This matter does not ask for such a document.
material-type-missing = Choose the kind of document.
material-matter-closed = This matter takes no documents now.
material-in-work = A department is working on “{ $matter }” with this document, so it cannot be withdrawn now; you can hand in a new version.
need-title = Documents
need-count = { $present } of { $all } there
need-missing = Missing
need-present = There
need-expired = Expired
need-may-follow = May follow
need-offered = You have: { $words }
need-expired-one = Expired, cannot be used: { $words }
need-use = Use it
need-use-name = Use your { $name }
need-upload = Upload
need-replace = Replace
need-upload-name = Upload { $name }
need-replace-name = Replace { $name }
need-none = This matter asks for no documents.
event-material-added = Document handed in
event-material-used = Document used for a matter
event-material-withdrawn = Document withdrawn
