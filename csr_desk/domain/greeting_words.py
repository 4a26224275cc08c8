"""The words of greetings in seven languages, and the patterns made of them."""

import re

_TAKES_NAME = """hello|hi|hey|dear|hallo|liebe|lieber|liebe/r|moin|servus|ciao|cher|chère|salut|hola
|estimado|estimada|apreciado|apreciada|querido|querida|caro|cara|gentile|egregio|prezado|prezada|olá
|oi|beste|geachte|sehr geehrte|sehr geehrter|sehr geehrte/r|sehr verehrte|sehr verehrter"""
_COMPLETE = """good morning|good afternoon|good evening|guten tag|guten morgen|guten abend|grüß gott
|bonjour|bonsoir|buenos días|buenas tardes|buenas noches|buongiorno|buonasera|salve|bom dia
|boa tarde|boa noite|goedendag|goedemorgen|goedemiddag|goedenavond"""
_TITLES_WITH_NAME = """mr|mrs|ms|miss|mx|dr|prof|professor|herr|herrn|frau|mme|mlle|sr|sra|srta
|sig|signor|sig.ra|senhor|de heer|mevr"""
_TITLES_ALONE = """sir|madam|monsieur|madame|mademoiselle|señor|señora|signora|signore|senhora
|mevrouw|meneer|don|doña"""
# Words behind a greeting that name nobody: a group, or the start of the sentence.
_NOBODY_WORDS = """there|all|everyone|everybody|team|folks|guys|friend|friends|people|mate|customer
|client|valued|again|and|or|both|zusammen|alle|allerseits|kunde|kundin|kunden|damen|herren|und|oder|nochmal
|nochmals|wieder|à|tous|toutes|tout|le|monde|cliente|messieurs|mesdames|et|ou|encore|todos|todas
|a|equipo|señores|señoras|y|o|de|tutti|klant|allemaal|en|just|thank|thanks|we|your|i|this|it|my
|as|the|you|our|please|for|from|unfortunately|sorry|vielen|danke|wir|ihr|ihre|ich|das|die|der
|leider|bitte|nous|votre|je|merci|vous|gracias|su|sus|yo|grazie|noi|il|la|lo|per|obrigado
|obrigada|bedankt|dank|wij|uw|ik|how|what|when|where|hope|hoping"""


def _listed(*lists: str) -> list[str]:
    return [word.strip() for words in lists for word in words.split("|")]


def _any_of(*lists: str) -> str:
    """Return a pattern for the words of the lists, the longest first."""
    return "|".join(re.escape(word) for word in sorted(_listed(*lists), key=len, reverse=True))


NOBODY = frozenset(_listed(_NOBODY_WORDS))

GREETING = re.compile(
    rf"(?:(?P<named>{_any_of(_TAKES_NAME)})|{_any_of(_COMPLETE)})(?![^\W\d_])", re.IGNORECASE
)
TITLE = re.compile(
    rf"\s*(?:(?P<named>{_any_of(_TITLES_WITH_NAME)})|{_any_of(_TITLES_ALONE)})(?![^\W\d_])\.?",
    re.IGNORECASE,
)
