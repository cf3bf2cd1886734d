"""Answers of the service written by hand, in each style it has been seen to use."""

from dataclasses import dataclass, replace

SOAP = "http://www.w3.org/2003/05/soap-envelope"
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'


@dataclass(frozen=True)
class Person:
    number: str = "1090763220834"
    key: str | None = "89"
    oid: str = "1.2.250.1.213.1.4.8"
    history: str = ""
    family_name: str | None = "ECETINSI"
    first_given_name: str | None = None
    given_names: str | None = "PIERRE-ALAIN MURIEL FLORIANT"
    sex: str | None = "M"
    birth_date: str | None = "2009-07-14"
    birth_place: str | None = "63220"

    def individual(self) -> str:
        identifier = _element("NumIdentifiant", self.number) + _element("Cle", self.key)
        traits = "".join(
            (
                _element("NomNaissance", self.family_name),
                _element("Prenom", self.first_given_name),
                _element("ListePrenom", self.given_names),
                _element("Sexe", self.sex),
                _element("DateNaissance", self.birth_date),
                _element("LieuNaissance", self.birth_place),
            )
        )
        return (
            f"<INDIVIDU><INSACTIF><IdIndividu>{identifier}</IdIndividu>{_element('OID', self.oid)}</INSACTIF>"
            f"{self.history}<TIQ>{traits}</TIQ></INDIVIDU>"
        )


PIERRE_ALAIN = Person()
FORMER = (
    "<INSHISTO><IdIndividu><NumIdentifiant>2090763220834</NumIdentifiant><Cle>39</Cle>"
    "<TypeMatricule>NIR</TypeMatricule></IdIndividu><OID>1.2.250.1.213.1.4.8</OID>"
    "<DateDeb>2019-03-01</DateDeb><DateFin>2019-02-28</DateFin></INSHISTO>"
)


def _element(name: str, text: str | None) -> str:
    return "" if text is None else f"<{name}>{text}</{name}>"


def later(code: str = "00", label: str = "OK", person: Person | None = PIERRE_ALAIN) -> bytes:
    """As seen since 10/2022: the envelope opened as `soap`, its body as `env`, the result in the default namespace."""
    individual = "" if person is None else person.individual()
    return (
        f'{DECLARATION}<soap:Envelope xmlns:soap="{SOAP}"><env:Body xmlns:S="{SOAP}" xmlns:env="{SOAP}">'
        '<RESULTAT xmlns="http://www.cnamts.fr/INSiResultat" xmlns:ns0="http://www.cnamts.fr/INSiRecVit" '
        'xmlns:ns1="http://www.cnamts.fr/INSiRecSans">'
        f"<CR><CodeCR>{code}</CodeCR><LibelleCR>{label}</LibelleCR></CR>{individual}</RESULTAT></env:Body></soap:Envelope>"
    ).encode()


def of_2022() -> bytes:
    """As seen in 02/2022: the result under a prefix, the search's namespace as default, and `Prenom`."""
    return f"""{DECLARATION}<soap:Envelope xmlns:soap="{SOAP}"><env:Body xmlns:S="{SOAP}" xmlns:env="{SOAP}">\
<ns2:RESULTAT xmlns:ns2="http://www.cnamts.fr/INSiResultat" xmlns="http://www.cnamts.fr/INSiRecSans" \
xmlns:ns3="http://www.cnamts.fr/INSiRecVit"><ns2:CR><ns2:CodeCR>00</ns2:CodeCR><ns2:LibelleCR>OK</ns2:LibelleCR></ns2:CR>\
<ns2:INDIVIDU><ns2:INSACTIF><ns2:IdIndividu><ns2:NumIdentifiant>1090763220834</ns2:NumIdentifiant><ns2:Cle>89</ns2:Cle>\
</ns2:IdIndividu><ns2:OID>1.2.250.1.213.1.4.8</ns2:OID></ns2:INSACTIF><ns2:TIQ>\
<ns2:NomNaissance>ECETINSI</ns2:NomNaissance>\
<ns2:Prenom>PIERRE-ALAIN</ns2:Prenom><ns2:ListePrenom>PIERRE-ALAIN MURIEL FLORIANT</ns2:ListePrenom>\
<ns2:Sexe>M</ns2:Sexe>\
<ns2:DateNaissance>2009-07-14</ns2:DateNaissance><ns2:LieuNaissance>63220</ns2:LieuNaissance></ns2:TIQ></ns2:INDIVIDU>\
</ns2:RESULTAT></env:Body></soap:Envelope>""".encode()


def of_cnda() -> bytes:
    """As the homologation files are written: indented, commented, children out of order, blank lines before all."""
    return f"""

<?xml version="1.0" encoding="UTF-8"?>
<!-- TEST -->
<soap:Envelope xmlns:soap="{SOAP}">
\t<S:Body xmlns:S="{SOAP}">
\t\t<RESULTAT xmlns:ns3="http://www.cnamts.fr/INSiRecVit" xmlns="http://www.cnamts.fr/INSiResultat">
\t\t\t<INDIVIDU>
\t\t\t\t<TIQ>
\t\t\t\t\t<LieuNaissance>63220</LieuNaissance><!-- COG -->
\t\t\t\t\t<DateNaissance>
\t\t\t\t\t\t2009-07-14
\t\t\t\t\t</DateNaissance>
\t\t\t\t\t<Sexe>M</Sexe>
\t\t\t\t\t<ListePrenom>PIERRE-ALAIN   MURIEL FLORIANT</ListePrenom>
\t\t\t\t\t<Prenom>PIERRE-ALAIN</Prenom>
\t\t\t\t\t<NomNaissance>ECET<!-- cut by a comment -->INSI</NomNaissance>
\t\t\t\t</TIQ>
\t\t\t\t<INSACTIF>
\t\t\t\t\t<OID>1.2.250.1.213.1.4.8</OID>
\t\t\t\t\t<IdIndividu>
\t\t\t\t\t\t<Cle>89</Cle>
\t\t\t\t\t\t<NumIdentifiant>1090763220834</NumIdentifiant>
\t\t\t\t\t</IdIndividu>
\t\t\t\t</INSACTIF>
\t\t\t</INDIVIDU>
\t\t\t<CR>
\t\t\t\t<LibelleCR>OK</LibelleCR>
\t\t\t\t<CodeCR>00</CodeCR>
\t\t\t</CR>
\t\t</RESULTAT>
\t</S:Body>
</soap:Envelope>
""".encode()


def with_other_prefixes() -> bytes:
    """Every namespace declared where nobody expects it, under names nobody uses."""
    return f"""<x:Envelope xmlns:x="{SOAP}"><x:Header/><x:Body><r:RESULTAT xmlns:r="http://www.cnamts.fr/INSiResultat">\
<r:CR><CodeCR xmlns="http://www.cnamts.fr/INSiResultat">00</CodeCR><q:LibelleCR xmlns:q="http://www.cnamts.fr/INSiResultat">OK\
</q:LibelleCR></r:CR><r:INDIVIDU><r:INSACTIF><r:IdIndividu><r:NumIdentifiant><![CDATA[1090763220834]]></r:NumIdentifiant>\
<r:Cle>89</r:Cle></r:IdIndividu><r:OID>1.2.250.1.213.1.4.8</r:OID></r:INSACTIF><r:TIQ>\
<r:NomNaissance>ECETINSI</r:NomNaissance>\
<r:ListePrenom>PIERRE-ALAIN MURIEL FLORIANT</r:ListePrenom><r:Sexe>M</r:Sexe>\
<r:DateNaissance>2009-07-14</r:DateNaissance>\
<r:LieuNaissance>63220</r:LieuNaissance></r:TIQ></r:INDIVIDU></r:RESULTAT></x:Body></x:Envelope>""".encode()


def person(**changes: str | None) -> bytes:
    return later(person=replace(PIERRE_ALAIN, **changes))


def fault(
    code: str = "insi_102",
    *,
    family: str = "siram_40",
    value: str = "Receiver",
    severity: str = "fatal",
    text: str = "L'appel au service renvoie une erreur technique.",
    message_id: str | None = None,
) -> bytes:
    """As the service behind the gateway writes it: prefix `S`, French text marked as English."""
    identifier = "" if message_id is None else f' messageID="{message_id}"'
    return (
        f'{DECLARATION}<soap:Envelope xmlns:soap="{SOAP}"><env:Body xmlns:S="{SOAP}" xmlns:env="{SOAP}">'
        '<S:Fault xmlns:ns4="http://schemas.xmlsoap.org/soap/envelope/">'
        f"<S:Code><S:Value>S:{value}</S:Value><S:Subcode><S:Value>S:{family}</S:Value></S:Subcode></S:Code>"
        '<S:Reason><S:Text xml:lang="en">Le service est temporairement inaccessible.</S:Text></S:Reason>'
        f'<S:Detail><siram:Erreur severite="{severity}" code="{code}"{identifier} xmlns:siram="urn:siram">{text}'
        "</siram:Erreur></S:Detail></S:Fault></env:Body></soap:Envelope>"
    ).encode()
