-- Everything that suppliers asked for one point, and the requests at an operator that have ended, the latest first.
CREATE INDEX supplier_case_of_point ON supplier_case (ean, case_id);
CREATE INDEX supplier_case_ended ON supplier_case (dso, due_day, case_id) WHERE open = 0;
