letter =
    Beste,

    We kregen { $sum } op { $came }.
    Het geld komt van de rekening die eindigt op { $tail }.
    We vinden niet welke meter we moeten opladen.
    Stuur ons het nummer van 18 cijfers van de meter (EAN).
    Het betaalnummer van 13 cijfers is ook goed.
    Zonder antwoord sturen we het geld terug op { $back }.

    Uw kenmerk: { $key }
