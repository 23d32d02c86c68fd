n-texts = Texts
title = What people are told
lead = Version { $version }. A change comes with a release, in four languages at once.
state = State
draft = draft, not read by editors
septets = { $count } of { $most } septets
no-sms = no short message
sees = Read it
longest = Filled with the longest values, such as no household has.
c-sms = Text message
c-mail = E-mail
c-letter = Letter
c-voice = Call
all-texts = All texts
cannot = It cannot be filled: { $why }
search = A word, in a language or in a key
look = Search
words-title = All words
messages = Messages by state
found = { $count } { $count ->
    [one] text
   *[other] texts
}, { $shown } shown.
of-pages = Pages
of-messages = Messages and letters
of-phone = Phone line
of-interface = Answers to programs
of-meters = Virtual meters
