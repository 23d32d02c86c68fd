"""What febelfin-coda reads from CODA files, one JSON object per line.

Run with -O it reads without its controls; without -O its assertions are them. Without arguments it
reads the files that come with the package.
"""

import json
import os
import sys

import coda


def communication(raw):
    return raw.rstrip(" ")


def movement(move):
    return {
        "amount": str(move.amount),
        "value": str(move.value_date),
        "booked": str(move.entry_date),
        "operation": "-".join(
            [
                move.transaction_type,
                move.transaction_family,
                move.transaction_transaction,
                move.transaction_category,
            ]
        ),
        "detail": int(move.detail_sequence),
        "bank_reference": move.bank_reference.strip(" "),
        "client_reference": (move.customer_reference or "").strip(" "),
        "bic": (move.counterparty_bic or "").strip(" "),
        # The last three characters are a currency.
        "account": (move.counterparty_account or "")[:34].strip(" "),
        "name": (move.counterparty_name or "").strip(" "),
        "returned": ((move.r_transaction or "") + (move.r_reason or "")).strip(" "),
        "purpose": (move.purpose or "").strip(" "),
        "communication": communication(move._communication),
    }


def statement(read):
    informations = [one for many in read.informations.values() for one in many]
    informations.sort(key=lambda one: (one.sequence, one.detail_sequence))
    return {
        "account": read.account.strip(" "),
        "currency": read.account_currency,
        "bank": read.bic.strip(" "),
        "holder": read.account_holder_name.strip(" "),
        "id": read.file_reference.strip(" "),
        "number": read.coda_sequence.strip(" "),
        "created": str(read.creation_date),
        "duplicate": read.duplicate,
        "opening": [str(read.old_balance), str(read.old_balance_date)],
        "closing": [str(read.new_balance), str(read.new_balance_date)],
        "movements": [movement(move) for move in read.all_moves],
        "informations": [communication(one._communication) for one in informations],
        "messages": [one.text.strip(" ") for one in read.free_communications],
    }


def main(paths):
    folder = os.path.dirname(coda.__file__)
    for path in paths or [os.path.join(folder, name) for name in ("CODA.txt", "CODA-empty.txt")]:
        answer = {"path": path}
        try:
            answer["statements"] = [statement(one) for one in coda.CODA(path).statements]
        except Exception as error:
            answer["refused"] = type(error).__name__
        print(json.dumps(answer))


main(sys.argv[1:])
