"""The vocabulary, compiled once for the tests of replies."""

from config.vocabulary import load
from service.domain.reply import MailWords

WORDS = MailWords.from_data(load("mail"))
