power = Strom
gas = Gas
office = Das ÖSHZ

# Parts of a sentence: each is there if its figure is known.
of-amount = von { $amount }
least = Mindestens { $amount }.
ticket = Beleg { $ticket }.
to-date = bis { $date }
about = etwa { $days }
under-a-day = unter 1 Tag
closed = { $day }

day = Tag
days = Tage
# After a word that asks for it, as in German.
days-since = Tagen
hour = Stunde
hours = Stunden
month = Monat
months = Monate

monday = Montag
tuesday = Dienstag
wednesday = Mittwoch
thursday = Donnerstag
friday = Freitag
saturday = Samstag
sunday = Sonntag
