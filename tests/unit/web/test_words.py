"""Every text of the pages is in both languages."""

import ast
import re
from pathlib import Path

import noroshi

HOUSE = Path(noroshi.__file__).parent
TEMPLATES = HOUSE / "entrypoints" / "web" / "templates"
CATALOGUE = HOUSE / "locale" / "ja" / "LC_MESSAGES" / "django.po"

# Names that are the same in every language.
NAMES = {
    "KEV", "EPSS", "CVSS", "CWE", "CPE", "CSV", "CycloneDX", "SPDX", "JSON", "OpenAPI", "English", "client_id",
    "client_secret", "POST /oauth/token", "grant_type=client_credentials",
    "Authorization: Bearer", "Enter", "j", "k", "STIX", "noroshi intelligence import",
}  # fmt: skip
SPOKEN = ("alt", "aria-label", "placeholder", "title", "data-label", "what")
LETTERS = re.compile(r"[^\W\d_]")


def left_in(template: str) -> list[str]:
    """Text between and in tags that no translation covers."""
    bare = re.sub(r"{%\s*blocktranslate.*?endblocktranslate\s*%}", "", template, flags=re.DOTALL)
    bare = re.sub(
        r"{#.*?#}|<!--.*?-->|<script.*?</script>|<code>[^<]*</code>", "", bare, flags=re.DOTALL
    )
    bare = re.sub(r"{%.*?%}|{{.*?}}", "\x00", bare, flags=re.DOTALL)
    found = []
    for tag in re.findall(r"<[a-zA-Z][^<>]*>", bare):
        for name, value in re.findall(r'([\w-]+)="([^"]*)"', tag):
            if name in SPOKEN and LETTERS.search(value) and value not in NAMES:
                found.append(f"{name}={value}")
    for text in re.sub(r"<[^<>]*>", "\n", bare).replace("\x00", "\n").splitlines():
        words = text.strip(" \t·:,.()-–—›“”…&;/")
        if LETTERS.search(words) and words not in NAMES and words != "amp":
            found.append(words)
    return found


def test_no_template_has_a_text_in_one_language_only():
    left = {}
    for path in TEMPLATES.rglob("*.html"):
        texts = [
            text
            for text in left_in(path.read_text())
            if not re.fullmatch(r"[\u3040-\u9fff]+", text)  # names itself in its own language
        ]
        if texts:
            left[str(path.relative_to(TEMPLATES))] = texts
    assert left == {}


def test_the_finder_of_left_texts_finds_them():
    assert left_in("<p>Hello</p>") == ["Hello"]
    assert left_in('<p title="Hello">{% translate "x" %}</p>') == ["title=Hello"]
    assert left_in("<p>{{ name }} · KEV</p>") == []


def entries():
    """Each entry of the catalogue: original, translations, flags."""
    for block in re.split(r"\n\n+", CATALOGUE.read_text().strip())[1:]:
        original = "".join(
            re.findall(r'"(.*)"', re.split(r"^msg(?:id_plural|str)", block, flags=re.MULTILINE)[0])
        )
        texts = re.split(r"^msgstr(?:\[\d\])? ", block, flags=re.MULTILINE)[1:]
        yield original, ["".join(re.findall(r'"(.*)"', text)) for text in texts], "fuzzy" in block


def test_the_catalogue_is_complete():
    missing = [original for original, texts, _ in entries() if not all(texts)]
    fuzzy = [original for original, _, is_fuzzy in entries() if is_fuzzy]
    assert (missing, fuzzy) == ([], [])


def test_translations_keep_their_placeholders():
    for original, texts, _ in entries():
        for text in texts:
            assert set(re.findall(r"%\(\w+\)\w", original)) == set(re.findall(r"%\(\w+\)\w", text))


def test_every_text_in_code_and_templates_is_in_the_catalogue():
    known = {original for original, _, _ in entries()}
    wanted = set()
    for path in HOUSE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in (
                "_", "gettext", "gettext_lazy", "gettext_noop", "ngettext",
            ):  # fmt: skip
                wanted |= {a.value for a in node.args[:1] if isinstance(a, ast.Constant)}
    for path in TEMPLATES.rglob("*.html"):
        quoted = r"{%-?\s*translate\s+(?:\"([^\"]*)\"|'([^']*)')"
        wanted |= {a or b for a, b in re.findall(quoted, path.read_text())}
    assert wanted - {original.replace('\\"', '"') for original in known} == set()


def test_the_compiled_catalogue_is_that_of_the_sources():
    import gettext

    with CATALOGUE.with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for original, texts, _ in entries():
        if len(texts) == 1 and "msgid_plural" not in original:
            plain = original.replace('\\"', '"').replace("\\n", "\n")
            translated = texts[0].replace('\\"', '"').replace("\\n", "\n")
            assert translated in (compiled.gettext(plain), compiled.ngettext(plain, plain, 1))


def test_every_fact_has_a_word():
    from noroshi.entrypoints.web.words import WORDS

    facts = set()
    for path in HOUSE.glob("*/facts.py"):
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.ClassDef) and path.parent.name != "kernel":
                facts.add(f"{path.parent.name}.{node.name}")
    assert facts <= set(WORDS["fact"])


def test_every_citation_of_the_law_has_its_japanese():
    from importlib.resources import files

    import django
    from django.utils.translation import override

    from noroshi.entrypoints.web import words

    django.setup()
    texts = [
        files("noroshi.release").joinpath("policies/standing.cedar").read_text("utf-8"),
        files("noroshi.suppliers").joinpath("policies/asking.toml").read_text("utf-8"),
    ]
    cited = re.findall(r'(?:@article\(|article = )"([^"]+)"', "\n".join(texts))
    assert len(cited) >= 6
    for article in cited:
        assert article.partition(" [")[0] in words.CITATIONS
        with override("ja"):
            assert "第42号" in words.cited(article)
            assert words.cited(article).endswith(article.rpartition(" ")[2])
