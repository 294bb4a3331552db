"""HTML → text as its reader sees it, with what other people wrote marked by "> ".

marks      what an element is to us: hidden, quoted, a signature, the beginning of a history
page       the lines being written: white space, paragraphs, quote depth
walk       the tree, in document order and without recursion
"""

from service.adapters.mime.rendering.walk import render_html

__all__ = ["render_html"]
