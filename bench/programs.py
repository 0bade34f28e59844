"""Programs that clean texts or decode files. Each is imported only where it is called, in its own environment."""

from __future__ import annotations

import html

from entries import Clean, Decode, peer

JIONLP = ("jionlp==1.5.31",)
# Data-Juicer imports aiohttp without requiring it, and installs the last three by itself on first use.
DATA_JUICER = ("py-data-juicer==1.6.1", "aiohttp", "ftfy", "ray", "scipy")
# jusText, which trafilatura needs as well, imports a part of lxml that has become a package of its own.
TRAFILATURA = ("trafilatura==2.3.1", "lxml_html_clean")
JUSTEXT = ("jusText==3.0.2", "lxml_html_clean")


FTFY = ("ftfy==6.3.1",)


def as_page(text: str) -> str:
    """Return a page of HTML that has a paragraph for each line, which is all that plain text tells."""
    lines = (html.escape(line) for line in text.splitlines() if line.strip())
    return "<html><body>" + "".join(f"<p>{line}</p>" for line in lines) + "</body></html>"


@peer("JioNLP, all", "`jionlp.clean_text(text)`", "pinyin chrome untouched", JIONLP)
def jionlp_all() -> Clean:
    """Clean with all that is on by default."""
    import jionlp  # noqa: PLC0415

    return jionlp.clean_text


@peer("JioNLP, brackets", "`jionlp.remove_parentheses(text, parentheses='()（）')`", "pinyin", JIONLP)
def jionlp_brackets() -> Clean:
    """Delete round brackets and what they hold."""
    import jionlp  # noqa: PLC0415

    return lambda text: jionlp.remove_parentheses(text, parentheses="()（）")


def data_juicer_mappers(*names: str) -> Clean:
    """Return a function that runs some mappers of Data-Juicer, with their defaults, one after another."""
    from data_juicer.ops.load import load_ops  # noqa: PLC0415

    mappers = load_ops([{name: {}} for name in names])

    def clean(text: str) -> str:
        for mapper in mappers:
            text = mapper.process_batched({"text": [text]})["text"][0]
        return text

    return clean


@peer("Data-Juicer, Chinese only", "`remove_non_chinese_character_mapper`", "pinyin", DATA_JUICER)
def data_juicer_chinese_only() -> Clean:
    """Remove characters that Chinese text does not have: the only cleaner there that reaches a tone mark."""
    return data_juicer_mappers("remove_non_chinese_character_mapper")


@peer("Data-Juicer, sentences", "`remove_repeat_sentences_mapper`", "repeats", DATA_JUICER)
def data_juicer_sentences() -> Clean:
    """Remove sentences that stood before."""
    return data_juicer_mappers("remove_repeat_sentences_mapper")


@peer(
    "Data-Juicer, web cleaners",
    "`clean_email_mapper`, `clean_links_mapper`, `clean_copyright_mapper`, `whitespace_normalization_mapper`; its "
    "recipes' `fix_unicode_mapper` is ftfy, and `punctuation_normalization_mapper` turns Chinese marks into ASCII",
    "pinyin chrome untouched",
    DATA_JUICER,
)
def data_juicer_web_cleaners() -> Clean:
    """Run what its recipes clean web text with, save what rewrites every punctuation mark."""
    return data_juicer_mappers(
        "clean_email_mapper",
        "clean_links_mapper",
        "clean_copyright_mapper",
        "whitespace_normalization_mapper",
    )


@peer(
    "trafilatura",
    "`trafilatura.extract(page, include_comments=False)`; it is made for HTML, so `page` has a `<p>` for each line",
    "chrome untouched",
    TRAFILATURA,
)
def trafilatura_default() -> Clean:
    """Extract the main text."""
    import trafilatura  # noqa: PLC0415

    return lambda text: trafilatura.extract(as_page(text), include_comments=False) or ""


@peer(
    "jusText",
    "`justext.justext(page, frozenset(), stopwords_low=0, stopwords_high=0)`, its way for languages without a list "
    "of stop words; `page` as above",
    "chrome untouched",
    JUSTEXT,
)
def justext_without_stop_words() -> Clean:
    """Keep the paragraphs that jusText does not call boilerplate."""
    from justext import justext  # noqa: PLC0415

    def clean(text: str) -> str:
        paragraphs = justext(as_page(text), frozenset(), stopwords_low=0, stopwords_high=0)
        return "\n".join(paragraph.text for paragraph in paragraphs if not paragraph.is_boilerplate)

    return clean


@peer("ftfy", "`ftfy.fix_text(text)`", "untouched", FTFY)
def ftfy_default() -> Clean:
    """Fix what looks broken."""
    import ftfy  # noqa: PLC0415

    return ftfy.fix_text


@peer("ftfy, careful", "the same with `uncurl_quotes=False, fix_character_width=False`", "untouched", FTFY)
def ftfy_careful() -> Clean:
    """Fix what looks broken, but leave Chinese punctuation as it is."""
    import ftfy  # noqa: PLC0415

    return lambda text: ftfy.fix_text(text, uncurl_quotes=False, fix_character_width=False)


@peer("charset-normalizer", "`charset_normalizer.from_bytes(data).best()`", "decode", ("charset-normalizer==3.5.2",))
def charset_normalizer_alone() -> Decode:
    """Take the best guess."""
    from charset_normalizer import from_bytes  # noqa: PLC0415

    def decode(data: bytes) -> tuple[str, str]:
        best = from_bytes(data).best()
        return (str(best), best.encoding) if best else ("", "none")

    return decode


@peer(
    "trafilatura's decoder",
    "`trafilatura.utils.decode_file(data)`: UTF-8 if it is, else charset-normalizer's first guess that decodes",
    "decode",
    TRAFILATURA,
)
def trafilatura_decoder() -> Decode:
    """Decode as trafilatura does what it downloads."""
    from trafilatura.utils import decode_file  # noqa: PLC0415

    return lambda data: (decode_file(data), "not told")
