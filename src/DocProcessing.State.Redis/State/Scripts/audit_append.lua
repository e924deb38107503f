-- A repeat after a lost answer appends the entry once more: a deed is told twice rather than not at all.
append_entry(take_all(audit_given))
return 0
