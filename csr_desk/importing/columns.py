"""Column names by meaning, in English, German, French and Spanish and as the helpdesks export them.

Names are compared without case, accents, blanks and signs: `Customer ID`, `customer_id` and
`customerId` are one. A nested JSON name is its dotted path.
"""

import unicodedata
from functools import lru_cache

Fields = dict[str, str]

_PERSON: Fields = {
    "first_name": "firstname givenname vorname prenom nombrepila forename contactfirstname",
    "last_name": "lastname surname familyname nachname familienname nomdefamille apellido"
    " apellidos contactlastname",
    "email": "email emailaddress mail emails primaryemail customeremail contactemail"
    " adresseemail courriel correo correoelectronico emailadresse useremail",
    "phone": "phone phonenumber telephone workphone telefon telefonnummer tel telefono"
    " customerphone contactphone homephone numerodetelephone rufnummer",
    "mobile": "mobile mobilephone mobilenumber cellphone handy mobil portable movil",
}

FIELDS: dict[str, Fields] = {
    "tickets": {
        "id": "ticketid ticketnumber ticket ticketno number displayid nr ticketnummer numero"
        " numerodeticket id caseid casenumber reference vorgang vorgangsnummer",
        "subject": "subject rawsubject ticketsubject betreff sujet asunto objet summary title"
        " titel",
        "body": "descriptiontext description body message text content ticketdescription"
        " beschreibung nachricht texte mensaje descripcion firstmessage descriptionhtml",
        "requester_name": "requestername requester fullname customername customer contactname"
        " name kunde kundenname client nomduclient cliente solicitante anforderer demandeur von"
        " from contact",
        "requester_email": "requesteremail email customeremail contactemail emailaddress mail"
        " fromemail absender courriel correo emailderdemandeur",
        "requester_phone": "requesterphone phone workphone customerphone mobilephone phonenumber"
        " telefon telephone telefono mobile",
        "requester_id": "requesterid customerid contactid kundennummer clientid",
        "company": "companyname company organization organisation organizationname firma"
        " entreprise empresa societe requesterdomain",
        "status": "status statusname state ticketstatus zustand statut estado etat",
        "priority": "priority priorityname ticketpriority prioritat prioritaet priorite prioridad"
        " urgency",
        "channel": "channel source sourcename via viachannel ticketchannel kanal canal quelle",
        "assignee": "assigneename assignee agent agentname respondername owner assignedto"
        " bearbeiter zugewiesenan agente responsable",
        "assignee_id": "assigneeid responderid agentid ownerid",
        "assignee_email": "assigneeemail agentemail",
        "group": "groupname group team gruppe groupe grupo equipe abteilung",
        "tags": "tags tag labels schlagworter etiquettes etiquetas stichworter",
        "created_at": "createdat created createdtime creationdate requested date opened openedat"
        " erstellt erstelltam creele datedecreation creado fechadecreacion datum",
        "updated_at": "updatedat updated lastupdatetime lastupdated lastupdate modified"
        " aktualisiert aktualisiertam geandert misajour modifiele actualizado",
        "solved_at": "solvedat solved resolvedtime resolvedat resolved gelost gelostam resolule"
        " resuelto closedtime closedat",
        "due_at": "dueat duedate dueby duebytime due fallig falligam echeance vencimiento",
        "messages": "comments conversations messages notes thread kommentare",
        "type": "tickettype type typ",
    },
    "customers": {
        "id": "customerid id customernumber customerno contactid userid kundennummer kundennr"
        " kundenid numeroclient idclient idcliente clientid uniqueexternalid custid",
        "name": "name fullname customername contactname kunde kundenname kontaktname nom"
        " nomcomplet nombre nombrecompleto cliente displayname",
        **_PERSON,
        "company": "company companyname organization organisation organizationname firma"
        " entreprise societe empresa organizationid compania",
        "social": "twitter twitterid twitterhandle facebookid socialhandle instagram",
        "username": "username login benutzername nomutilisateur usuario alias",
        "language": "language locale sprache langue idioma",
        "note": "note notes details comments notiz notizen remarques notas bemerkung",
        "title": "title contacttitle jobtitle position funktion anrede fonction cargo",
        "address": "address street streetaddress adresse strasse rue direccion calle addressline1",
        "city": "city town stadt ort ville ciudad",
        "state": "state region province county bundesland etat provincia estado",
        "postal_code": "postalcode zipcode zip postcode plz postleitzahl codepostal cp"
        " codigopostal",
        "country": "country land pays pais",
        "fax": "fax faxnumber telefax",
        "member_level": "memberlevel membership level tier loyaltylevel kundenstatus",
        "agent_id": "supportrepid accountmanagerid agentid salesrepid",
        "role": "role userrole rolle",
        "created_at": "createdat created createdtime customersince erstellt erstelltam creado",
        "updated_at": "updatedat updated lastupdated modified",
    },
    "orders": {
        "id": "orderid ordernumber orderno ordernr number id bestellnummer bestellnr auftragsnummer"
        " numerodecommande commande pedido numerodepedido idpedido invoiceid",
        "customer_id": "customerid customer clientid kundennummer kundenid kundennr idclient"
        " idcliente userid custid",
        "customer_email": "customeremail email emailaddress mail courriel correo",
        "customer_phone": "customerphone phone telefon telephone telefono",
        "customer_name": "customername kundenname nomduclient nombredelcliente",
        "placed_at": "orderdate purchasedate placedat createdat created date ordered orderedat"
        " bestelldatum auftragsdatum datum datedecommande fechadepedido fecha invoicedate",
        "status": "orderstatus status fulfillmentstatus zustand statut estado",
        "currency": "currency currencycode wahrung devise moneda",
        "total": "total totalamount ordertotal amount grandtotal totalprice summe gesamt"
        " gesamtbetrag betrag montant importe sum",
        "tracking": "tracking trackingnumber trackingno trackingcode sendungsnummer"
        " numerodesuivi seguimiento",
        "eta": "eta estimateddelivery requireddate deliverydate expecteddelivery lieferdatum"
        " datedelivraison fechadeentrega",
        "shipped_at": "shippeddate shippedat shipped versanddatum datedexpedition fechadeenvio",
        "freight": "freight shipping shippingcost versandkosten fraisdeport",
        "note": "note notes comment bemerkung remarque nota",
        "ship_name": "shipname shippingname recipient empfanger",
        "ship_address": "shipaddress shippingaddress billingaddress streetaddress lieferadresse",
        "ship_city": "shipcity shippingcity billingcity city",
        "ship_region": "shipregion shippingstate billingstate state",
        "ship_postal_code": "shippostalcode shippingzip billingpostalcode zipcode",
        "ship_country": "shipcountry shippingcountry billingcountry",
        "payment_method": "paymentmethod payment zahlungsart",
        "lines": "lineitems lines products items orderlines positionen",
    },
    "order_lines": {
        "id": "orderlineid lineid lineitemid id positionid",
        "order_id": "orderid ordernumber orderno bestellnummer bestellnr auftragsnummer"
        " numerodecommande numerodepedido idpedido invoiceid",
        "product_id": "productid sku articleid itemid artikelnummer productcode variantid",
        "product": "productname product item itemname article artikel produkt produit producto"
        " description title bezeichnung",
        "quantity": "quantity qty amountordered menge anzahl quantite cantidad",
        "unit_price": "unitprice price priceperunit einzelpreis preis prixunitaire prix precio"
        " preciounitario",
        "discount": "discount rabatt remise descuento",
        "currency": "currency wahrung devise moneda",
    },
    "canned": {
        "id": "id cannedid responseid macroid",
        "title": "title titel titre titulo name macrotitle",
        "name": "shortcut shortcode code kurzel abbreviation",
        "body": "contenthtml content body text response message reply inhalt antwort contenu"
        " reponse contenido respuesta texto commentvalue value",
        "folder": "folder foldername category ordner kategorie dossier categorie carpeta categoria"
        " folderid",
        "language": "language locale sprache langue idioma",
        "tags": "tags labels settags",
        "scope": "scope visibility sichtbarkeit",
        "product": "product produkt produit producto",
        "channels": "channels channel kanal kanale canal canaux canales",
        "set_status": "setstatus setsstate",
        "valid_until": "validuntil expires expiresat gultigbis valablejusque validohasta",
        "follow_up_days": "followupdays",
        "actions": "actions",
        "flow": "flow",
        "subflow": "subflow",
        "instructions": "instructions",
        "steps": "steps",
    },
    "articles": {
        "id": "articleid id",
        "title": "title titel titre titulo name articletitle",
        "body": "body description content text descriptiontext inhalt contenu contenido answer",
        "folder": "section sectionname category categoryname folder foldername topic rubrik"
        " sectionid folderid",
        "language": "locale language sprache langue idioma",
        "created_at": "createdat created erstellt",
        "updated_at": "updatedat updated editedat",
    },
    "agents": {
        "id": "employeeid agentid id repid supportrepid staffid personalnummer userid",
        "name": "name fullname agentname contactname",
        **_PERSON,
    },
    "answers": {
        "id": "responseid answerid ratingid id surveyresponseid antwortid",
        "kind": "kind surveykind surveytype survey type metric surveyname umfrage art",
        "score": "score rating answer value satisfactionscore surveyresults surveyresult"
        " satisfactionratingscore satisfactionrating ratingsdefaultquestion bewertung note punkte"
        " satisfaction stars sterne calificacion puntuacion",
        "csat": "csat csatscore customersatisfaction kundenzufriedenheit zufriedenheit",
        "nps": "nps npsscore netpromoterscore likelihoodtorecommend weiterempfehlung",
        "ces": "ces cesscore customereffortscore effort effortscore aufwand",
        "scale": "scale skala echelle escala ratingscale",
        "comment": "comment feedback satisfactioncomment satisfactionratingcomment customercomment"
        " surveycomment verbatim kommentar commentaire comentario text",
        "ticket": "ticketid ticketnumber ticket ticketno displayid case caseid casenumber reference"
        " vorgang vorgangsnummer nr ticketnummer",
        "interaction": "interactionid interaction interactionnumber contactnumber callid",
        "customer_email": "customeremail email requesteremail contactemail emailaddress mail"
        " useremail respondentemail respondent courriel correo",
        "customer_id": "customerid requesterid userid contactid clientid kundennummer",
        "answered_at": "answeredat respondedat ratedat submittedat responsedate surveydate"
        " createdat created createdtime date timestamp updatedat at beantwortetam datum fecha",
    },
    "chats": {
        "id": "id chatid conversationid convoid",
        "subject": "subject title",
        "flow": "flow",
        "subflow": "subflow",
        "customer": "customer visitor",
        "order": "order",
        "turns": "turns messages transcript",
        "created_at": "createdat startedat timestamp date created",
        "tags": "tags",
    },
}

_ESZETT = str.maketrans({"ß": "ss", "æ": "ae", "ø": "o", "œ": "oe"})


@lru_cache(maxsize=4096)
def squashed(name: str) -> str:
    """Return a column name without case, accents, blanks and signs."""
    plain = unicodedata.normalize("NFKD", name.casefold().translate(_ESZETT))
    return "".join(char for char in plain if char.isalnum())


@lru_cache(maxsize=16)
def _ranked(kind: str) -> dict[str, tuple[int, str]]:
    ranked: dict[str, tuple[int, str]] = {}
    for field, words in FIELDS[kind].items():
        for rank, word in enumerate([squashed(field), *words.split()]):
            ranked.setdefault(word, (rank, field))
    for field, words in FIELDS[kind].items():
        for rank, word in enumerate(words.split()):
            if rank < ranked[word][0]:
                ranked[word] = (rank, field)
    return ranked


def assign(kind: str, columns: list[str], given: dict[str, str] | None = None) -> dict[str, str]:
    """Return column → field for a kind; columns `given` by the agent come before synonyms.

    Each field takes one column, the one whose name is nearest to it.
    """
    mapped = {column: field for column, field in (given or {}).items() if column in columns}
    taken = set(mapped.values())
    offers: dict[str, tuple[int, int, str]] = {}
    ranked = _ranked(kind)
    for place, column in enumerate(columns):
        found = ranked.get(squashed(column))
        if column in mapped or column in (given or {}) or not found or found[1] in taken:
            continue
        offer = (found[0], place, column)
        offers[found[1]] = min(offers.get(found[1], offer), offer)
    mapped.update({column: field for field, (_, _, column) in offers.items()})
    return mapped
