title = At risk this week
week = Week from { $day }
lead = Who used emergency credit, or had used it up, when the week began.
basis = By law: { $basis }, until { $day }.
no-basis = No law or agreement is entered: only your clients are listed.
summer = There is a list in winter only.
none = Nobody is at risk this week.
late = The begin of the week is not counted yet. This is as of { $day }.
not-counted = No night is counted yet.
exhausted = Emergency credit used up
in-use = Uses emergency credit
nights = For { $count } { $count ->
        [one] night
       *[other] nights
    }
by-mandate = The household gave you a mandate.
by-law = By law: { $basis }
csv = This list as a CSV file
looks-kept = Each look is kept. The household sees it.
