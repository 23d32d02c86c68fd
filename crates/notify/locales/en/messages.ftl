right-to-refuse =
    .subject = { $energy }: you may refuse until { $date }
    .body = { $energy }: your supplier asks for prepayment. You may refuse until { $date }. Refuse with the reply card, by phone or at { $site }. Your CPAS can advise you. Questions? { $help }, free.
    .letter =
        { $energy }: your supplier asks for prepayment.
        With prepayment you pay before you use energy.
        You may refuse until { $date }. To refuse:
        - send back the reply card below
        - call { $help }, free
        - go to { $site }
        - or ask your CPAS for help
        You refuse? Your supplier can go to the justice of the peace.
        Nothing is cut off without a decision of the judge.
        Your CPAS can advise you. It is free.

activated =
    .subject = { $energy }: prepayment is active
    .sms = { $energy }: prepayment is active. Balance { $balance }. Top up: { $site }. Your card comes by post. Questions? { $help }, free.
    .letter =
        { $energy }: prepayment is active. Your balance is { $balance }.
        { $start }
        You can pay in three ways:
        - in a shop, with the card below
        - at { $site }, with the 13 digits
        - by transfer, with the 13 digits
        You can see your balance in three ways:
        - the button of your meter or { $site }
        - { $help }, free, day and night
        Balance at zero? You still have { $credit } of emergency credit.
        { $spared }
        { $own-code }
        Keep the card. It never shows your balance.
    .letter-easy =
        { $energy }: you pay in advance.
        Your balance is { $balance }.
        Pay in a shop, with the card.
        Or pay at { $site }.
        To see your balance:
        - press the button of the meter
        - or call { $help }, free
        Balance at zero? There is { $credit } of emergency credit.
        { $start }
        { $spared }
        { $own-code }

account-code =
    .subject = { $energy }: your personal code
    .body = { $energy }: with this code you open your account at { $site }: { $code }. It is valid until { $date }, and once. Give it to nobody. Questions? { $help }, free.

credited =
    .subject = { $energy }: your { $amount } top-up is done
    .sms = { $energy }: your { $amount } top-up is done. New balance { $balance }{ $about }.{ $ticket } Questions? { $help }, free.

credited-off =
    .subject = { $energy }: { $clear } more is needed
    .sms = { $energy }: { $amount } received. Your power stays off: { $clear } more is needed.{ $ticket } Help right now: { $help }.
    .sms-gas = { $energy }: { $amount } received. Your gas stays off: { $clear } more is needed.{ $ticket } Help right now: { $help }.

low =
    .subject = { $energy }: { $left } left
    .sms = { $energy }: { $left } left{ $about }. At 0 € your power stays on with { $credit } emergency credit. Top up: { $site } or { $help }.
    .sms-gas = { $energy }: { $left } left{ $about }. At 0 € your gas stays on with { $credit } emergency credit. Top up: { $site } or { $help }.

both-low =
    .subject = Electricity and gas: { $left } and { $left-gas }
    .sms = Electricity: { $left } left. Gas: { $left-gas } left. At 0 € all stays on with { $credit } emergency credit. Top up: { $site } or { $help }.

forecast =
    .subject = { $energy }: enough until about { $around }
    .sms = { $energy }: { $left } should last until about { $around }.{ $shop-hours } Info: { $site }

emergency-on =
    .subject = { $energy }: emergency credit is on
    .sms = { $energy }: your { $credit } emergency credit is now on. Your power stays on. Top up when you can: { $site }. Help: { $help }.
    .sms-gas = { $energy }: your { $credit } emergency credit is now on. Your gas stays on. Top up when you can: { $site }. Help: { $help }.

emergency-low =
    .subject = { $energy }: { $left } emergency credit left
    .sms = { $energy }: { $left } emergency credit left{ $about }. Top up { $clear } or more. Cannot do that? Call { $help }.

held =
    .subject = { $energy }: on until { $until }
    .sms = { $energy }: power stays on until { $until }. Emergency credit is used up. To keep it: { $stay }, better { $clear }. Help: CPAS or { $help }.
    .sms-gas = { $energy }: gas stays on until { $until }. Emergency credit is used up. To keep it: { $stay }, better { $clear }. Help: CPAS or { $help }.

last-call =
    .subject = { $energy }: { $time-left } left, until { $end }
    .sms = { $energy }: { $time-left } left, until { $end }. Top up { $stay }, better { $clear }, to keep power. Baby, illness, medical device? Call { $help }.
    .sms-gas = { $energy }: { $time-left } left, until { $end }. Top up { $stay }, better { $clear }, to keep gas. Baby, illness, heating? Call { $help }.
    .voice = { $energy }. Everything is still on until { $end }. Top up { $stay } to stay on. Top up { $clear } to be back above zero. Cannot do that? Stay on the line, a person will answer.

cut =
    .subject = { $energy }: your supply is off
    .sms = { $energy }: your power is off. 1. Top up { $clear } or more. 2. Wait for our text. 3. Press the green button. Help right now: { $help }.
    .sms-gas = { $energy }: your gas is off. 1. Top up { $clear } or more. 2. Wait for our text. 3. Close appliances, red button. Help right now: { $help }.
    .body = { $energy }: your power is off. Top up at least { $clear }. Wait for our message. Press the green button on the meter for 3 seconds. Baby, illness, medical device? Call right now: { $help }.
    .body-gas = { $energy }: your gas is off. Smell gas? First call { $emergency }. Top up at least { $clear }. Wait for our message. Close all gas appliances. Press the red button for 3 seconds. The meter checks for leaks. Help: { $help }.
    .letter =
        { $energy }: your power is off. To get it back:
        1. Top up { $clear } or more, with the card below.
        2. Wait 30 minutes.
        3. Press the green button on the meter for 3 seconds.
        Nothing happens? Call { $help }, free.
        Baby, illness, medical device? Call right now: { $help }.
        Not enough money? { $cpas }
        { $shops }
    .letter-gas =
        { $energy }: your gas is off. Smell gas? First call { $emergency }.
        To get it back:
        1. Top up { $clear } or more, with the card below.
        2. Wait 30 minutes.
        3. Close all gas appliances.
        4. Press the red button for 3 seconds.
        The meter checks for leaks.
        Nothing happens? Call { $help }, free.
        Not enough money? { $cpas }
        { $shops }
    .letter-easy =
        { $energy }: your power is off.
        1. Pay { $clear } or more, with the card.
        2. Wait 30 minutes.
        3. Press the green button for 3 seconds.
        It does not work? Call { $help }.
        The call is free.
        A baby, somebody ill? Call right now.
        A medical device? Call right now.
        { $cpas }
        { $shops }
    .letter-easy-gas =
        { $energy }: your gas is off.
        Smell gas? Go outside. Call { $emergency }.
        1. Pay { $clear } or more, with the card.
        2. Wait 30 minutes.
        3. Close all gas appliances.
        4. Press the red button for 3 seconds.
        It does not work? Call { $help }.
        { $cpas }
        { $shops }

press =
    .subject = { $energy }: paid, press the button
    .sms = { $energy }: paid, balance { $balance }. Press the green button on the meter for 3 seconds: power comes back. Not working? { $help }.
    .sms-gas = { $energy }: paid. Close all gas appliances. Then press the red button for 3 seconds. Smell gas? Do not press: call { $emergency }.

leak-seen =
    .subject = { $energy }: an appliance is still open
    .sms = { $energy }: gas is still flowing. Smell gas? Do not press: call { $emergency }. If not, close all appliances. Then red button, 3 seconds.

unreached =
    .subject = { $energy }: paid, we are reaching the meter
    .sms = { $energy }: we have your payment{ $of-amount }. Your meter does not answer yet. We keep trying and will call you before { $clock }.

payment-failed =
    .subject = { $energy }: payment did not go through
    .sms = { $energy }: your payment{ $of-amount } did not go through. Nothing was taken. Your balance has not changed. Try again: { $site }

taken-back =
    .subject = { $energy }: a payment was taken back
    .sms = { $energy }: a payment{ $of-amount } was taken back. Your balance is { $balance }. Nothing is cut off for this. Questions? { $help }.

no-reference =
    .subject = Transfer without a reference
    .body = We have your transfer of { $amount } of { $date }. The 13-digit reference is missing. Call us so that it reaches the right account: { $help }, free. Your money is safe.

plan-starts =
    .subject = { $energy }: your payment plan starts
    .body = { $energy }: your payment plan starts. Total: { $plan-total }. You pay { $plan-how }.{ $plan-end } Too hard? Call us: { $help }, free.
    .letter =
        { $energy }: your payment plan starts.
        Total to pay: { $plan-total }.
        You pay { $plan-how }.{ $plan-end }
        The amount leaves your balance, you need do nothing.
        { $plan-table }
        Is it too much? Call { $help }, free.
        We look for a smaller amount with you.
        Your CPAS can help you, too.

plan =
    .subject = { $energy }: your payment plan changes
    .body = { $energy }: your payment plan changes. { $plan-left } is left to pay. You now pay { $plan-how }.{ $plan-end } Too hard? Call us: { $help }, free.
    .letter =
        { $energy }: your payment plan changes.
        { $plan-left } is left to pay, of { $plan-total }.
        You now pay { $plan-how }.{ $plan-end }
        The amount leaves your balance, you need do nothing.
        { $plan-table }
        Is it too much? Call { $help }, free.
        We look for a smaller amount with you.
        Your CPAS can help you, too.

plan-paused =
    .subject = { $energy }: your payment plan pauses
    .body = { $energy }: your payment plan pauses. It goes on from { $plan-until }. Until then, nothing is taken. { $plan-left } is left to pay. Too hard? Call us: { $help }, free.

plan-paid =
    .subject = { $energy }: { $amount } received for your plan
    .body = { $energy }: we have { $amount } for your payment plan. { $plan-left } is left to pay. Questions? { $help }, free.

plan-done =
    .subject = { $energy }: your payment plan is done
    .body = { $energy }: your payment plan is done. The { $plan-total } is paid. Nothing more is taken for this plan. Balance { $balance }. Questions? { $help }, free.

plan-proposed =
    .subject = { $energy }: a payment plan is proposed
    .body = { $energy }: { $office } proposes another payment plan. You would pay { $plan-how }.{ $plan-end } { $plan-left } is left to pay. Nothing changes before you agree. Answer on your page by { $date }, or call { $help }.

advance-repaid =
    .subject = { $energy }: starting credit repaid
    .sms = { $energy }: your starting credit is repaid. Nothing more is taken each day. Balance { $balance }. Questions? { $help }.

access-asked =
    .subject = Request to see your balance
    .sms = { $office } asks to see your balance for { $months }. OK? Give the code { $code }. Not OK? Do nothing. { $help }.

access-ended =
    .subject = Access to your balance ended
    .sms = { $office } no longer sees your balance. You need do nothing. Questions? { $help }, free.
    .body = { $office } no longer sees your balance.{ $because } You need do nothing. Questions? { $help }, free.

aid =
    .subject = { $energy }: { $amount } topped up for you
    .sms = { $energy }: { $office } topped up { $amount } for you. New balance { $balance }{ $about }.{ $ticket } { $help }.

aid-off =
    .subject = { $energy }: { $clear } more is needed
    .sms = { $energy }: { $office } topped up { $amount }. Your power stays off: { $clear } more is needed.{ $ticket } Help: { $help }.
    .sms-gas = { $energy }: { $office } topped up { $amount }. Your gas stays off: { $clear } more is needed.{ $ticket } Help: { $help }.

limited =
    .subject = { $energy }: limited power (10 A)
    .sms = { $energy }: you have limited power (10 A){ $to-date }. One big appliance at a time. Your use still counts. Info: { $help }.
    .letter =
        { $energy }: you have limited power (10 A){ $to-date }.
        10 A is 2300 watts for the whole home.
        These go together:
        - the lamps, the fridge, the television
        - and one big appliance at a time
        Big appliances: oven, kettle, washing machine, electric heating.
        Your use counts as before.
        Then the local energy commission decides with you.
        Your CPAS can help you. Questions? { $help }, free.
    .letter-easy =
        { $energy }: you have less power{ $to-date }.
        These may be on together:
        - the lamps, the fridge, the television
        - and one big appliance
        Big appliances: oven, kettle, washing machine.
        Electric heating, too: then nothing else big.
        You pay for your power as before.
        Then a commission decides with you.
        Need help? Call { $help }.
        The call is free.
        Your CPAS can help you.

relief-provisional =
    .subject = { $energy }: winter help from { $relief-first }
    .sms = { $energy }: winter help from { $relief-first } to { $relief-last }: { $relief-share } off. The commission still decides. If it refuses, you repay in small parts. { $help }.
    .letter =
        { $energy }: you get winter help.
        It takes over { $relief-share } of the price of your gas.
        It counts from { $relief-first } to { $relief-last }.
        You need do nothing.
        The local energy commission still decides.
        It says yes? Then you repay nothing.
        It says no? Then you repay the help in small parts.
        Your gas is not cut off for that.
        Questions? { $help }, free. Your CPAS can help you.

relief-granted =
    .subject = { $energy }: winter help granted
    .sms = { $energy }: the commission grants your winter help: { $relief-share } off, until { $relief-last }. You repay nothing. Questions? { $help }.
    .letter =
        { $energy }: your winter help is granted.
        The local energy commission has said yes.
        The help takes over { $relief-share } of the price of your gas.
        It counts from { $relief-first } to { $relief-last }.
        You repay nothing.
        Questions? { $help }, free.

relief-refused =
    .subject = { $energy }: answer about winter help
    .sms = { $energy }: winter help is not possible this time. There is other help. Talk to your CPAS or call { $help }, free.

no-reading =
    .subject = { $energy }: meter silent, nothing to do
    .sms = { $energy }: your meter has sent nothing for { $days }. The balance you see is from { $date }. We are checking. You need do nothing.

price =
    .subject = { $energy }: the price changes on { $date }
    .body = { $energy }: the price per kWh changes on { $date }.{ $prices } You need do nothing. All prices are at { $site }. Questions? { $help }, free.
    .letter =
        { $energy }: the price per kWh changes on { $date }.
        The old price, then the new price:
        { $price-list }
        You need do nothing. Your balance does not change.
        All prices are at { $site }. Questions? { $help }, free.

rules =
    .subject = { $energy }: amounts change on { $date }
    .body = { $energy }: amounts of your prepayment change on { $date }.{ $rules } Your balance does not change: { $site }. Questions? { $help }, free.
    .letter =
        { $energy }: amounts of your prepayment change on { $date }.
        The old amount, then the new amount:
        { $rule-list }
        Your balance does not change. You see it at { $site }.
        Questions? { $help }, free.

appointment =
    .subject = { $energy }: appointment { $slot }
    .sms = { $energy }: our technician comes { $slot }. An adult must be there. Another time? Call { $help }, free.

appointment-soon =
    .subject = { $energy }: our technician is on the way
    .sms = { $energy }: our technician arrives in 15 minutes. He shows his card. He never takes money. Questions? { $help }.

survey =
    .subject = { $energy }: is all well?
    .sms = { $energy }: you have had your meter for { $days }. Is all well? Tell us at { $site } or { $help }, free.

ended =
    .subject = { $energy }: prepayment has ended
    .sms = { $energy }: prepayment has ended. Closing balance { $balance }. The statement comes by post. Questions? { $help }, free.

off-supply =
    .subject = { $energy }: we want to help
    .body = { $energy }: it has been off at your home since { $date }. Top up { $clear } or more to bring it back. Cannot do that? Call us: { $help }, free. Your CPAS can help too.
    .voice = { $energy }. It has been off at your home since yesterday. Top up { $clear } or more to bring it back. Is someone ill, or is there a baby? Tell us now.

contact-changed =
    .subject = { $energy }: your contact data changed
    .sms = { $energy }: your contact data changed on { $date }. Was it you? Then all is well. If not, call { $help } right now, free.

looked-at =
    .subject = { $energy }: your account was looked at
    .sms = { $energy }: { $office } looked at your account on { $date }. The basis: your agreement or the law. Not OK? Call { $help }, free.

year =
    .subject = { $energy }: your year on one page
    .body = { $energy }: your year from { $year-from } to { $year-to }. You paid { $year-paid }. You used { $year-used }. The statement is at { $site }. Your supplier's bill will follow. Questions? { $help }, free.
    .letter =
        { $energy }: your year from { $year-from } to { $year-to }.
        - You paid: { $year-paid }
        - You used: { $year-used }
        - You paid back: { $year-repaid }
        { $year-before }
        Your supplier's bill will follow. It takes off what you have paid.
        Want to know more? Look at { $site }.
        Questions? { $help }, free.

sharing =
    .subject = { $energy }: your shared energy
    .body = { $energy }: there is news about your shared energy. The volumes are at { $site }. Questions? { $help }, free.

sharing-key =
    .subject = { $energy }: another sharing key
    .body = { $energy }: the key of your shared energy changes. It is at { $site }. Questions? { $help }, free.

sharing-volumes =
    .subject = { $energy }: the volumes of your shared energy
    .body = { $energy }: the month's volumes of your shared energy are at { $site }. Questions? { $help }, free.

sharing-sign =
    .subject = { $energy }: to be signed before sharing
    .body = { $energy }: before you share, sign the notice that your group gives you. Questions? { $help }, free.

sharing-social =
    .subject = { $energy }: social tariff and sharing
    .body = { $energy }: the social tariff does not count on shared energy. What it costs: { $site }. Questions? { $help }, free.

merchant =
    .subject = Your terminal
    .sms = Terminal { $terminal }: no contact for { $hours }. Your sales are kept. Restart it. Help: { $help }.

merchant-week =
    .subject = Terminal { $terminal }: your week
    .body = Terminal { $terminal }: the week of { $date } is closed. To pay over: { $amount }.{ $earned } More is in your till, at { $site }. Questions? { $help }, free.

endpoint-off =
    .subject = Events: your address is switched off
    .body = The system { $label } takes our events no more. We send none to it. Mend it, then switch the address on again on { $site }. Nothing is lost: you can have all sent again. Questions? { $help }, free.

consent-ends =
    .subject = { $energy }: your consent ends on { $date }
    .body = { $energy }: your consent for your data{ $with } ends on { $date }. Want to keep it? Renew it at { $site }. If not, do nothing. Questions? { $help }, free.

answered =
    .subject = { $energy }: our answer to you
    .sms = { $energy }: we have answered your request { $number }. Read the answer at { $site } or call { $help }, free.
    .body = { $energy }: we have answered your request { $number }. { $answer } Do you disagree? The mediation service for energy helps you. It is free. Questions? { $help }, free.
    .letter =
        { $energy }: we have answered your request { $number }.
        { $answer }
        Do you disagree? The mediation service for energy helps you. It is free.
        Questions? { $help }, free.

call-missed =
    .subject = { $energy }: we called you
    .sms = { $energy }: you asked for a call. We could not reach you. Call { $help }, free, or ask again at { $site }.

access-given =
    .subject = Access to your balance, on paper
    .sms = { $office } sees your balance until { $date }: you signed a paper for it. Not signed? End it at { $site } or call { $help }.

access-by-law =
    .subject = Access to your balance, by law
    .sms = { $office } sees your balance until { $date }: the law allows it. Who looks, and when: at { $site }. Questions? { $help }.

office-call =
    .subject = { $office } would like to talk to you
    .sms = { $office } would like to talk to you. Call when it suits you: { $phone }. The call stays between us.

office-meet =
    .subject = Appointment { $until }
    .sms = { $office } expects you { $until }. Does that not suit you? Call { $phone }.

office-papers =
    .subject = { $office }: your papers before { $date }
    .sms = { $office }: bring your papers before { $date }. Bills, letters and identity card. Questions? { $phone }.

office-decision =
    .subject = { $office }: your request for aid
    .sms = { $office } is looking at your request for aid. The answer comes by { $date }. Questions? { $phone }.

office-renew =
    .subject = { $office }: access until { $date }
    .sms = { $office } sees your balance until { $date }. Do you want to go on? Come by or call { $phone }.

office-help =
    .subject = { $office } can help you
    .sms = { $office } can help you to pay for energy. Come by or call { $phone }. It is free.

balance =
    .subject = { $energy }: your balance and your reference
    .sms = { $energy }: balance { $balance }{ $about }, { $as-of }.{ $minimum } Reference { $reference }. Top up: { $site }. Help: { $help }.

stopped =
    .subject = Your messages, as you want them
    .sms = Noted. You now only get messages that you must have. To change this: { $site } or { $help }, free.

new-device =
    .subject = { $energy }: a new device is signed in
    .sms = { $energy }: your account was opened on a new device, on { $date }. Was it you? Do nothing. If not, call { $help } right now, free.

unreachable =
    .subject = { $energy }: how can we reach you?
    .body = { $energy }: our messages do not reach you. Send the reply card back or call { $help }, free.
    .letter =
        { $energy }: our messages do not reach you.
        We want to tell you in time when your balance gets low.
        You can:
        - fill in the card below and send it back
        - call { $help }, free
        - go to { $site }
        Does somebody help you? Write down their name and number.

incident =
    .subject = { $energy }: a failure now
    .sms = { $energy }: { $failing } { $advice } Help: { $help }.
