"""Raw bytes → `IncomingMail`. Never an exception, whatever the bytes: what cannot be understood is a noted defect.

    charsets    bytes → text, whatever the charset is said to be
    fields      the header block: names, decoded values, parameters
    addresses   mailboxes, message ids and dates in header values
    parts       the tree of parts, cut with limits on depth and number
    flowed      format=flowed → the lines as they were written
    rendering   HTML → text, quoted parts marked by "> "
    wording     the best text among the parts
    reports     delivery reports (RFC 3464)
    invitations answers to invitations (RFC 5545, RFC 5546)
    attachments the files that came with it
    letter      all of it together

The bytes are cut by us and not by the standard library's parser: that one recurses and reads every line once for each
open multipart, so that a hostile mail of a few hundred kilobytes stops it or keeps it busy.
"""

from service.adapters.mime.letter import parse, words_of_letter

__all__ = ["parse", "words_of_letter"]
