"""Words of four letters and more that say nothing of what a customer wants, as `fold` gives them.

They are of English, German, French, Spanish, Italian, Portuguese and Dutch.
"""

_WORDS = """
aber able about after again ahora ainda algo alguien algun alguna alla alle alleen allem allen
alles allo also alstublieft anche ancora andere another antes anybody anything apres aquel aqui
assim auch aucun aujourd aussi autre avant avec avere aveva avez avoir avons because bedankt been
before beim being bene bent bereits bien bitte bonjour both buenas buenos buongiorno cada call
called came cela celle celui cette chez come comme comment como contra cosa cosi could cuando daar
dalla dalle damit danach danke dann dans dass dear deja dell della delle dello denn depois depuis
deren desde dessen deze diese diesem diesen dieser dieses dire dizer doch doen does doing dois
donc donde done door dopo down durante durch each ecco eens eine einem einen einer eines eles ella
elle ellos else encore entonces entre essa esse essere esta estaba estan estar este esto estos
estou etes etre etwas euch even ever every faire fait fare fatto fazer from fuer ganz gave geehrte
geehrter geen gegen gehen gerne getting gibt give given goed goes going good graag gracias grazie
guten haar habe haben hace hacer hallo hasta hatte hatten hebben hebt heeft hello help here heute
hier hola hope iets ihnen ihre ihrem ihren ihrer immer into isso isto jede jeder jedes jetzt
jullie just kann keep kein keine keinen kind know known konnen konnte kunnen kunt lassen last
least leider less like look loro maar made mais make many maybe meer mehr mein meine meinem meinen
meiner meme merci mich mientras mijn minha moet moins molto more morgen most much muchas mucho
muchos muito muss must naar nach nachdem nada nadie need nella nelle never next nicht nichts
niente niet niets nobody noch none nossa nosso nostra nostro nothing notre nous nuestro nunca
obrigada obrigado oder oggi ogni ohne omdat once onder only ontem onze other otra otro outra outro
over para parce pendant perche pero peut please plus poco pode pois porque pour pourquoi pouvez
puede puedo pues pure quale quand quando quanto quel quella quelle quello quelque quem quero
questa questo quien quiero quite rather really regards said saludos saluti same sans says schon
seem seen sehr sein seine seit sempre senza sera shall should siamo sich sido since sind sobre
sollte solo some somebody someone something sondern sono sont soon sous stata stato still such
suis sulla sure take tambem tambien tell tener tengo tenho than thank thanks that their them then
there these they thing think this those tiene time toch today todo todos toen told tomorrow took
tous tout toute tres tried tussen tutti tutto uber under unos unser unsere unter until upon used
usted ustedes veel vers very viel viele vielen vielleicht voce voici voor vorrei vosotros vostra
vostro votre vous waar waarom wanneer want wanted ware warum week weil welche well wenn went werd
werde werden were what when where which while whom whose wieder will wird wish with within without
wollen wollte worden would wrote wurde year yesterday your yours zeer zich zijn zonder zwischen
"""

EVERYDAY = frozenset(_WORDS.split())
