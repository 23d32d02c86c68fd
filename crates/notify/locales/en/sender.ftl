letter =
    Hello,

    We received { $sum } on { $came }.
    It came from the account that ends in { $tail }.
    We cannot find the meter to top up.
    Please send us the meter's 18-digit number (EAN).
    The 13-digit payment number will do as well.
    Without an answer we return the money on { $back }.

    Your reference: { $key }
