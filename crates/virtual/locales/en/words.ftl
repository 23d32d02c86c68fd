# Screens.
asleep = display asleep
import-t1 = taken, day
import-t2 = taken, night
export-t1 = injected, day
export-t2 = injected, night
message = message
updated = balance of
balance = balance
emergency-left = emergency credit left
volume = gas volume
leak-test = leak test, seconds left
display-test = display test
time = time
date = date
loaded-total = sum of all amounts loaded
weekly-deductions = weekly deductions
energy-total = total use
energy-day = use by day
price-day = indicative price, day
energy-night = use by night
price-night = indicative price, night
price = indicative price
gas-factor = energy of a m³
price-volume = indicative price of a m³
debt = debt left
weekly-repayment = weekly repayment
active-credit = active credit
amount-to-clear = to load to be clear
limited-debt = power limited, debt so far
tripped = too much power: off
fault-debt = meter fault, debt so far
card-refused = card refused or badly inserted
loading = loading
loaded = amount loaded
new-balance = new balance

# Signs.
arrow-over-euro = arrow over €: prepayment active
euro = prepayment active
cubic-metre = volume, in cubic metres
switch-closed = switch closed: power on
switch-open = switch open: no power
valve-open = valve open: gas on
valve-shut = valve shut: no gas
arrow-blinks = blinking arrow: ready for reconnection
tariff-1 = tariff 1, day
tariff-2 = tariff 2, night
triangle-flashes = flashing triangle: credit low
card-in = card in the reader
lever-up = breaker up
lever-down = breaker down: no power

# What can be done.
hint-top-up = Top up first. The meter waits to be told.
hint-hold-green = Press the green button for 3 seconds.
hint-unplug-hold-green = Unplug something, then press the green button for 3 seconds.
hint-close-hold-arrow = Close all gas appliances. Press under the arrow for 3 seconds.
hint-wait-leak-test = Leave everything closed and wait for the end of the test.
hint-lift-main-breaker = Lift the main breaker.
hint-wait-network = Network failure: power will return by itself.
hint-load-or-red = Load the card, or press the red button: emergency credit.
hint-press-red = Press the red button.
hint-lift-lever = Lift the breaker.
hint-unplug-lift-lever = Unplug something, then lift the breaker.
hint-load-card = Put the card in the meter, then load it.
hint-turn-or-clean = Take the card out: arrow on the left and forward. Wipe the chip.
hint-wait-double-beep = Wait for the double beep.
hint-close-hold-blue = Close all gas appliances. Press the blue button for 3 seconds.
hint-call = The meter is broken: call.

# What happens.
event-connected = on again
event-disconnected = cut
event-ready = ready for reconnection
event-overload = too much power: off
event-limit = power limited
event-no-limit = power no longer limited
event-pushed = balance received
event-told = message received
event-leak-test = the leak test begins
event-flow-seen = gas flows: the test ends, the valve stays shut
event-test-passed = test passed: the valve opens
event-main-up = main breaker lifted
event-main-down = the main breaker falls
event-network-back = the network returns
event-network-gone = network failure
event-beep = beep
event-double-beep = double beep: loaded
event-card-read = data written on the card
event-card-refused = card refused
event-loaded = loaded
event-weekly = weekly deduction

# Around a meter.
ui-happened = what happened
ui-load = load
ui-new-card = card
ui-in = in
ui-out = out
ui-terminal = load 20 €
ui-keys = + - time   ↑ ↓ load   : command   q quit
ui-paused = paused

# Buttons.
green = green button
strip = other button of the strip
button-euro = button under €
button-arrow = button under the arrow
button-volume = button under m³
red = red button
blue = blue button
lever = breaker up
main = main breaker up
