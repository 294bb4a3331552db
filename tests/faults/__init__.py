"""Faults on purpose: processes killed, servers that fall, clocks that jump. `make faults` is the long form.

After each the ledger must verify, nothing may be lost, and only what a mail server had taken when we died may come
twice, with the same Message-ID.
"""
