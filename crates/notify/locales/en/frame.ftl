# Of mails and letters.
worked-out = Worked out on { $time }.

# Under a mail.
see-account = See my account
why = You get this message because you have a prepayment meter.
never = We never ask for your card data.
change = Change your alerts, or read more easily

# In front of a copy, with the day of the first one; where the day has no place; the first line of a mail or a letter.
copy-of = Copy of { $day }:
copy-short = Copy:
copy-line = This is a copy of our message of { $day }.

# Of a letter: its beginning, and what stands beside the date of one that was printed before.
greeting = Hello,
resident = To the resident
copy = Copy

# The card to cut out.
card-title = Card to cut out and keep
reference = Reference (13 digits)
use-at = In shops, on { $help }, at { $site }
qr-alt = QR code to top up, { $reference }
barcode-alt = Barcode of the reference { $reference }

# The bank transfer.
transfer = Pay by bank transfer
payee = Payee
account = Account
communication = Message
transfer-alt = QR code of the transfer, for the app of your bank

# What is sent back.
reply = Reply card
refuse = I refuse prepayment.
call-me = Call me, I have a question.
phone = Phone
date = Date
signature = Signature
helper = Who helps me
helper-phone = Their number
send-to = Send back to { $name }, { $postal }

# The date of a letter; the first of a month has its own.
dated = { $day } { $month } { $year }
dated-first = { $day } { $month } { $year }
january = January
february = February
march = March
april = April
may = May
june = June
july = July
august = August
september = September
october = October
november = November
december = December
button-alt = Drawing: the meter with its button, and an arrow to the button
