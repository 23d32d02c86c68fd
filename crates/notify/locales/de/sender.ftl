letter =
    Guten Tag,

    Am { $came } kamen { $sum } bei uns an.
    Das Geld kommt von dem Konto mit den letzten Ziffern { $tail }.
    Wir wissen nicht, für welchen Zähler es ist.
    Schicken Sie uns die 18 Ziffern des Zählers (EAN).
    Die Zahlungsnummer mit 13 Ziffern reicht auch.
    Ohne Antwort geht das Geld am { $back } zurück.

    Ihr Zeichen: { $key }
