# To sign in.
code-subject = Your code
code = Tirelire: your code is { $code }. It is good for 10 minutes. Tell it to nobody, we never ask for it.

# For whoever is let help: where it is keyed in, without a link to be touched.
key-subject = A key to help somebody
key = Tirelire: you can pay for somebody's energy. On { $host }: I help somebody, key { $key }. Give it to nobody.

# To the old number or address when another takes its place.
changed-subject = Your sign-in has changed
changed = Tirelire: you now sign in with { $new }.
changed-call = Was it not you? Call { $line }.

# The last that somebody hears whose sign-in is deleted.
left-subject = Your account is deleted
left = Tirelire: your account is deleted. Your contract and your meter go on.
left-call = A question? Call { $line }.

# Says nothing but that it arrives.
test-subject = A test
test = { $energy }: this is a test. Our messages arrive here.

# For whoever pays: nothing says whose they are.
digits-subject = 13 digits to top up
digits = { $energy }: somebody asks you to top up. The 13 digits: { $digits }. In a shop, or on { $host }.

# Whoever paid may be a stranger: it says no balance.
receipt-subject = Your receipt
receipt = { $energy }: the { $amount } € top-up is done. Receipt { $code }. Keep it: it finds the payment again.
