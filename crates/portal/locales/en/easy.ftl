name = Easy version with pictures
whole = More about it
others = More easy pages

top-up = Easy: top up
top-up-1 = Take your card. It has 13 digits.
top-up-2 = On the phone: enter the 13 digits here.
top-up-3 = Choose an amount. Then pay with your bank.
top-up-4 = Or go to a shop. Show the card there.
top-up-5 = You get a message. The money has arrived.

no-power = Easy: no power or no gas
no-power-1 = Do you smell gas? Go outside at once.
no-power-2 = Then call { $gas }. Touch no switch.
no-power-3 = Do the neighbours have light? If not, please wait.
no-power-4 = Is a switch down in your home? Push it up.
no-power-5 = Is your credit used up? Then top up.
no-power-6 = Look at the meter. Wait for the arrow.
no-power-7 = Press the button for 3 seconds.
no-power-8 = Still dark? Call { $phone }, it is free.

how-it-works = Easy: how it works
how-it-works-1 = You pay first. Then you use energy.
how-it-works-2 = Your meter counts every day.
how-it-works-3 = At the start we lend you { $start }.
how-it-works-4 = You give back { $start-day } a day.
how-it-works-5 = Nothing left? You still have { $emergency }.
how-it-works-6 = At night we cut nobody off.
how-it-works-7 = Before a cut we always tell you.

help-to-pay = Easy: hard to pay?
help-to-pay-1 = Call us: { $phone }. It is free.
help-to-pay-2 = Or go to the CPAS. They help you.
help-to-pay-3 = You can pay in small parts.
help-to-pay-4 = You can keep a little power: { $ampere } A.
help-to-pay-5 = Is somebody ill at home? Tell us now.

your-meter = Easy: your meter
your-meter-1 = Go to your meter. It has a screen.
your-meter-2 = Press the green button 3 times.
your-meter-3 = Now you see your money.
your-meter-4 = Was the power off? First top up.
your-meter-5 = Wait until the arrow blinks.
your-meter-6 = Hold the button for 3 seconds.
your-meter-7 = The light comes back.
hear = Listen to this page
hear-link = Open the sound
