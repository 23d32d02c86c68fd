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

# In letters: the start, the hours in which nothing is cut, a plan, shops and their days.
start = Sie beginnen mit { $all }. Sie geben sie zurück: { $each } pro Tag.
evening = { $from } bis { $to }
weekend = Wochenende
holidays = Feiertage
and = und
spared = Nichts geht aus: { $when }.
own-code = Ihr Code für { $site }: { $code }, einmal, bis { $date } Geben Sie ihn niemandem.
shops-near = Läden in Ihrer Nähe
shops-open = Geöffnet
shops-off = feiertags zu
office-helps = Ihr ÖSHZ kann Ihnen helfen.
each-day = { $amount } pro Tag
each-week = { $amount } pro Woche
of-each = { $percent } jeder Aufladung
together = was wir zusammen vereinbaren
plan-month = Monat
plan-taken = Einbehalten
plan-left = Bleibt übrig
plan-ends = Ende: { $day }
mon = Mo
tue = Di
wed = Mi
thu = Do
fri = Fr
sat = Sa
sun = So

# Of what comes: an end, shops, prices, a year.
you-earn = Ihre Provision: { $amount }.
year-before = Im Jahr davor: { $used }.
first-year = Es ist Ihr erstes Jahr bei uns.
with = mit { $name }
because = Der Grund: { $reason }.
morning = { $day }morgen
afternoon = { $day }nachmittag
night = { $day }abend
shops-close = Aufladestellen schließen am { $day } um { $time }.
shops-reopen = Aufladestellen öffnen am { $day } um { $time }.
rule-emergency = Notkredit: { $old }, dann { $new }
rule-back-on = Guthaben für die Rückkehr: { $old }, dann { $new }
rule-per-day = Pro Tag zurück für das Startguthaben: { $old }, dann { $new }
rule-low = Hinweis auf niedriges Guthaben unter: { $old }, dann { $new }
rule-least = Mindestens auf einmal zu zahlen: { $old }, dann { $new }
rule-most = Höchstens auf einmal zu zahlen: { $old }, dann { $new }
price-one = Preis pro kWh: { $old }, dann { $new }
price-day = Tag: { $old }, dann { $new }
price-night = Nacht: { $old }, dann { $new }

# Of a failure, in the words of the pages.
fails-online = Die Online-Zahlung funktioniert nicht gut.
fails-terminals = Die Terminals der Läden funktionieren nicht gut.
fails-bank-feed = Überweisungen kommen verspätet auf das Guthaben.
fails-phone = Unsere Telefonleitung funktioniert nicht gut.
fails-sms = Unsere SMS gehen verspätet ab.
fails-field-network = Unsere Aufträge kommen verspätet bei den Zählern an.
fails-way-back = Nach einer Abschaltung dauert die Rückkehr länger.
fails-other = Eine unserer Anlagen ist gestört.
not-twice = Zahlen Sie nicht zweimal.
no-cuts = Wo es ausfällt, wird niemand abgeschaltet.
